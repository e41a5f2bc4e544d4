"""Say in one line, in place of a traceback, that the packages are missing.

Whatever a person can start imports this first.
"""

import importlib.util
import sys

if importlib.util.find_spec("rich") is None:
    sys.exit("Packages are missing: run `python -m shared.environment`, then use .venv's Python.")
