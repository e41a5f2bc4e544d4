"""The four pages in Django: the settings that they need."""

# --- Set-up ---------------------------------------------------------

import secrets

from shared.options import DEBUG as DEBUG  # error pages for developers

# Those pages want a key to be set. Nothing is signed with it here, so
# it can be another one at each start.
SECRET_KEY = secrets.token_urlsafe()

# The names under which the site may be visited: Django answers 400
# to a request for any other host.
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]

# The module that lists the routes.
ROOT_URLCONF = "django_app.urls"

# Around each page: adds the Content-Length, and a missing slash.
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]

# The clock of the log: without this line it is Chicago's.
TIME_ZONE = "UTC"
