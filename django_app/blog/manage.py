"""The blog in Django: Django's own command line.

Run it as a module or as a plain Python file:
    python -m django_app.blog.manage runserver 5001
    python django_app/blog/manage.py runserver 5001
"""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

# --- Run ------------------------------------------------------------

if __name__ == "__main__":
    project = Path(__file__).resolve().parent.parent.parent
    sys.path.insert(0, str(project))
    os.environ.setdefault(
        "DJANGO_SETTINGS_MODULE",
        "django_app.blog.settings",
    )
    # Make the database first, for `runserver` to find it.
    from django_app.blog import wsgi as wsgi

    execute_from_command_line(sys.argv)
