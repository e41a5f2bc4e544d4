"""The four pages in Django: Django's own command line.

Run them as a module or as a plain Python file:
    python -m django_app.manage runserver 5001
    python django_app/manage.py runserver 5001
"""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

# --- Run ------------------------------------------------------------

# `__name__` is "__main__" only in the file that Python was told to
# run. When this file is imported, the lines below do not run.
if __name__ == "__main__":
    # Django puts manage.py beside the package. Here one folder is the
    # whole app, so Python has to look one folder up.
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault(
        "DJANGO_SETTINGS_MODULE",
        "django_app.settings",
    )
    execute_from_command_line(sys.argv)
