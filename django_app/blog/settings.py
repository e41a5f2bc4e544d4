"""The blog in Django: the settings that it needs."""

# --- Set-up ---------------------------------------------------------

import os
import tempfile

from shared.users import SECRET_KEY as SECRET_KEY

# Error pages that show the code: never on a public site.
DEBUG = os.environ.get("DEBUG") == "1"

ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "django_app.blog.urls"
WSGI_APPLICATION = "django_app.blog.wsgi.application"
TIME_ZONE = "UTC"

# What has tables in the database: users, sessions, and the posts.
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django_app.blog",
]

# An empty database at each start. A reloader starts this file again,
# and keeps the database. A project has one that stays:
# "NAME": BASE_DIR / "db.sqlite3".
if "DJANGO_BLOG_DATABASE" not in os.environ:
    folder = tempfile.TemporaryDirectory()
    os.environ["DJANGO_BLOG_DATABASE"] = f"{folder.name}/db.sqlite3"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["DJANGO_BLOG_DATABASE"],
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Each request passes through these, and each response back. They are
# what `django-admin startproject` writes, without messages.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Finds the session whose id the visitor keeps in a cookie.
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Refuses a POST that does not carry a token from one of our forms.
    "django.middleware.csrf.CsrfViewMiddleware",
    # Finds the user of the session: `request.user`.
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.contrib.auth.context_processors.auth",
            ],
        },
    }
]

LOGIN_REDIRECT_URL = "posts"

# Prints the errors of views in the terminal.
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

# --- Guard ----------------------------------------------------------

# The route to which the guard sends a visitor who is not logged in.
LOGIN_URL = "login"
