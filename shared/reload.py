"""Run a module, and start it anew when a file that it uses changes.

    DEBUG=1 python -m shared.reload pyramid_app.app

It is for a framework without a reloader of its own. Pyramid's `pserve --reload` uses hupper, and so
does this: https://docs.pylonsproject.org/projects/hupper/
"""

import runpy
import sys
from pathlib import Path

import hupper


def main() -> None:
    """Run the module in a process that hupper watches."""
    reloader = hupper.start_reloader("shared.reload.main")
    # It watches what is imported, and nothing that could not be because of a mistake in it.
    folder = Path(*sys.argv[1].split(".")).parent
    files = [*folder.rglob("*.py"), *Path("shared").glob("*.py")]
    reloader.watch_files([str(path) for path in files])
    runpy.run_module(sys.argv[1], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
