"""The four pages in Django: the callable that a WSGI server runs."""

import os

from django.core.wsgi import get_wsgi_application

# --- Set-up ---------------------------------------------------------

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django_app.settings")

application = get_wsgi_application()
