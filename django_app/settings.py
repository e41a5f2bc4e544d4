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

# Each request passes through these, and each response back. They are
# what `django-admin startproject` writes, without sessions, log-in and
# messages: no page here uses those, so no client can tell.
MIDDLEWARE = [
    # Adds headers such as X-Content-Type-Options, for safer browsing.
    "django.middleware.security.SecurityMiddleware",
    # Checks Host against ALLOWED_HOSTS, and adds Content-Length.
    "django.middleware.common.CommonMiddleware",
    # Refuses a POST that does not carry a token from one of our forms.
    "django.middleware.csrf.CsrfViewMiddleware",
    # Forbids other sites to show a page of ours in a frame.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

# The time zone of the log. Without this line it is Chicago's.
TIME_ZONE = "UTC"

# Prints the errors of views in the terminal. Without this, Django does
# so only with DEBUG on.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {
        "django.request": {
            "handlers": ["console"],
            "propagate": False,
        },
    },
}
