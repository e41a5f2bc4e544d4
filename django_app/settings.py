"""The four pages in Django: the settings that they need."""

# --- Set-up ---------------------------------------------------------

import os
import secrets

# Error pages that show the code: never on a public site.
DEBUG = os.environ.get("DEBUG") == "1"

# Those error pages need a key to be set. Nothing is signed with it
# here, so a new one at each start will do.
SECRET_KEY = secrets.token_urlsafe()

# The host names of the site: Django answers 400 to a request for any
# other host.
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]

# The module that lists the routes.
ROOT_URLCONF = "django_app.urls"

# Adds Content-Length to each response, and checks Host against
# ALLOWED_HOSTS.
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]

# The time zone of the log. Without this line it is Chicago's.
TIME_ZONE = "UTC"
