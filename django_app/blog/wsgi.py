"""The blog in Django: the callable that a WSGI server runs."""

# --- Set-up ---------------------------------------------------------

import os

from django.core.wsgi import get_wsgi_application

from shared.users import PASSWORDS

os.environ.setdefault(
    "DJANGO_SETTINGS_MODULE",
    "django_app.blog.settings",
)

application = get_wsgi_application()

# Make the tables and the users, where they are not there yet.
from django.contrib.auth.models import User
from django.core.management import call_command

call_command("migrate", run_syncdb=True, verbosity=0)
for name, password in PASSWORDS.items():
    if not User.objects.filter(username=name).exists():
        User.objects.create_user(name, password=password)
