"""The four pages in Django: Django's own command line.

Two ways to run them:
    python django_app/manage.py runserver 5001
    python -m django_app.manage runserver 5001
"""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

# --- Run ------------------------------------------------------------

# `__name__` is "__main__" only in the file that Python was told to
# run. Where this file is imported, it is "django_app.manage".
if __name__ == "__main__":
    # Started as a file, Python looks for modules beside that file. The
    # settings are named from the folder above it.
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault(
        "DJANGO_SETTINGS_MODULE",
        "django_app.settings",
    )
    execute_from_command_line(sys.argv)
