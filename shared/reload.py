"""Run a module, and start it anew when a file that it uses changes.

    DEBUG=1 python -m shared.reload pyramid_app.app

It is for a framework without a reloader of its own. Pyramid's `pserve --reload` uses hupper, and so
does this: https://docs.pylonsproject.org/projects/hupper/
"""

import runpy
import sys

import hupper


def main() -> None:
    """Run the module in a process that hupper watches."""
    hupper.start_reloader("shared.reload.main")
    runpy.run_module(sys.argv[1], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
