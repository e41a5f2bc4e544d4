"""The four pages in Django, told to answer as those of the others do.

Run them as a module:
    python -m django_app.aligned
"""

# --- Set-up ---------------------------------------------------------

import os

from django.conf import settings
from django.core.management import execute_from_command_line
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, HttpResponseNotAllowed
from django.urls import path, register_converter
from django.urls.converters import IntConverter

from django_app import settings as plain
from django_app import views
from shared.aligned import ALLOW, error_page, guarded

changed = {}
age = "int"
middleware = [*plain.MIDDLEWARE]
pages = {name: getattr(views, name) for name in ("hello", "greet", "typed_path", "bye")}

# --- Changes --------------------------------------------------------

# Ask for no token, only where no page takes a form: then a POST is 405, not 403.
# https://docs.djangoproject.com/en/5.2/ref/csrf/
middleware.remove("django.middleware.csrf.CsrfViewMiddleware")

# Put this first, so that it adds its field to every error page too.
# https://docs.djangoproject.com/en/5.2/topics/http/middleware/
middleware.insert(0, "django.middleware.clickjacking.XFrameOptionsMiddleware")


# Name the methods of a page, and refuse the others.
# https://docs.djangoproject.com/en/5.2/topics/http/decorators/
def with_methods(view):
    def wrapper(request, **arguments):
        if request.method == "OPTIONS":
            return HttpResponse(headers={"Allow": ALLOW})
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(ALLOW.split(", "), error_page(405))
        return view(request, **arguments)

    return wrapper


pages = {name: with_methods(view) for name, view in pages.items()}


# Let an age be digits of any script, no more than Python reads as a
# number: those of Django are 0 to 9.
# https://docs.djangoproject.com/en/5.2/topics/http/urls/#registering-custom-path-converters
class Age(IntConverter):
    regex = r"\d{1,4300}"


register_converter(Age, "age")
age = "age"


# Send one error page, with its length.
# https://docs.djangoproject.com/en/5.2/topics/http/views/#customizing-error-views
def handler400(request, exception, status=400):
    body = error_page(status)
    return HttpResponse(body, status=status, headers={"Content-Length": len(body)})


def handler404(request, exception):
    return handler400(request, exception, 404)


# Leave what a view raises to the middleware below.
# https://docs.djangoproject.com/en/5.2/ref/settings/#debug-propagate-exceptions
changed["DEBUG_PROPAGATE_EXCEPTIONS"] = True

# --- Routes ---------------------------------------------------------

urlpatterns = [
    path("", pages["hello"]),
    path("name", pages["greet"]),
    path(f"username/<path:name>/<{age}:age>", pages["typed_path"]),
    path("bye", pages["bye"]),
]
changed["MIDDLEWARE"] = middleware
changed["ROOT_URLCONF"] = __name__
changed["WSGI_APPLICATION"] = f"{__name__}.app"
usual = {name: getattr(plain, name) for name in dir(plain) if name.isupper()}
settings.configure(**usual | changed)
app = get_wsgi_application()

# --- Changes --------------------------------------------------------

# Refuse what Django cannot be told to refuse.
app = guarded(app)

# --- Run ------------------------------------------------------------

if __name__ == "__main__":
    port = os.environ.get("PORT", "5001")
    execute_from_command_line(["", "runserver", port, "--noreload"])
