"""The four pages in Django: the settings that they need."""

# --- Set-up ---------------------------------------------------------

import os
import secrets

# DEBUG=1 shows the code on error pages: never on a public site.
DEBUG = os.environ.get("DEBUG") == "1"

# Those error pages need a key. Nothing is signed with it here, so a
# new one at each start will do.
SECRET_KEY = secrets.token_urlsafe()

# The host names that the site answers to. A request for any other
# host gets 400.
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]

# The module that lists the routes.
ROOT_URLCONF = "django_app.urls"

# Each request passes through these, and each response back. They are
# what `django-admin startproject` writes, without sessions, log-in and
# messages: no page uses those, so the answers are the same.
MIDDLEWARE = [
    # Adds headers such as X-Content-Type-Options, for safer browsing.
    "django.middleware.security.SecurityMiddleware",
    # Checks Host against ALLOWED_HOSTS, and adds Content-Length.
    "django.middleware.common.CommonMiddleware",
    # Refuses a POST that does not carry a token from one of our forms.
    "django.middleware.csrf.CsrfViewMiddleware",
    # Stops other sites from showing our pages in a frame.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

# The time zone of the log. Django's default is America/Chicago.
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
