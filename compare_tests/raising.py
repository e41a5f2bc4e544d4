"""Serve an app whose hello page raises an exception: `python -m compare_tests.raising MODULE …`.

All five apps take the page's text from one function. With that function broken, each shows
what its framework does about an exception in a view, and no line of an app is touched.
"""

import runpy
import sys

import shared.pages


def hello_page(title: str) -> str:
    """Raise what a bug in a page would raise."""
    raise RuntimeError(f"a bug in the page of {title}")


if __name__ == "__main__":
    shared.pages.hello_page = hello_page
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
