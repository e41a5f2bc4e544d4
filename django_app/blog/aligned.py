"""The blog in Django, told to be as careful as the most careful of them.

Run it as a module:
    python -m django_app.blog.aligned
"""

# --- Set-up ---------------------------------------------------------

import os

from django.core.management import execute_from_command_line

from django_app.blog import settings

# --- Changes --------------------------------------------------------

# Let no script read the cookie of the token either.
# https://docs.djangoproject.com/en/5.2/ref/settings/#csrf-cookie-httponly
settings.CSRF_COOKIE_HTTPONLY = True


# Forbid caches to keep a page, which is for one visitor.
# https://docs.djangoproject.com/en/5.2/topics/http/middleware/
def forbid_caches(get_response):
    def middleware(request):
        response = get_response(request)
        response["Cache-Control"] = "no-store"
        return response

    return middleware


settings.MIDDLEWARE.insert(0, f"{__name__}.forbid_caches")

# --- Routes ---------------------------------------------------------

from django_app.blog import wsgi

app = wsgi.application

# --- Run ------------------------------------------------------------

if __name__ == "__main__":
    port = os.environ.get("PORT", "5001")
    execute_from_command_line(["", "runserver", port, "--noreload"])
