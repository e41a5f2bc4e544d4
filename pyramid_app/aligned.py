"""The four pages in Pyramid, told to answer as those of the others do.

Run them as a module:
    python -m pyramid_app.aligned
"""

# --- Set-up ---------------------------------------------------------

import os
from wsgiref.simple_server import make_server

from pyramid.config import Configurator
from pyramid.events import NewRequest, NewResponse
from pyramid.httpexceptions import HTTPBadRequest, HTTPException, HTTPMethodNotAllowed
from pyramid.response import Response

from pyramid_app.app import bye, greet, hello, typed_path
from shared.aligned import ALLOW, METHODS, PROTECTION, error_page, guarded, is_own_host

config = Configurator()
digits = r"\d+"
views = {"hello": hello, "greet": greet, "typed_path": typed_path, "bye": bye}

# --- Changes --------------------------------------------------------


# Answer 400 to a request for a host that is not ours.
# https://docs.pylonsproject.org/projects/pyramid/en/2.1-branch/narr/events.html
def check_host(event):
    if not is_own_host(event.request.headers.get("Host", "")):
        raise HTTPBadRequest


config.add_subscriber(check_host, NewRequest)


# Name the methods of a page, and refuse the others: without a
# predicate, a view answers to all of them.
# https://docs.pylonsproject.org/projects/pyramid/en/2.1-branch/narr/viewconfig.html
def other_method(request):
    if request.method != "OPTIONS":
        raise HTTPMethodNotAllowed(headers=[("Allow", ALLOW)])
    return Response(allow=ALLOW)


for name in views:
    methods = tuple(method for method in METHODS if method not in ("GET", "HEAD"))
    config.add_view(other_method, route_name=name, request_method=methods)

# Let no route match a number that Python refuses to read.
# https://docs.pylonsproject.org/projects/pyramid/en/2.1-branch/narr/urldispatch.html
digits = r"\d{1,4300}"


# Send one error page, which repeats nothing of the request.
# https://docs.pylonsproject.org/projects/pyramid/en/2.1-branch/narr/views.html#custom-exception-views
def show_error(error, request):
    error.text = error_page(error.status_code)
    return error


config.add_exception_view(show_error, context=HTTPException)


# Send the fields that protect a page in the browser.
# https://docs.pylonsproject.org/projects/pyramid/en/2.1-branch/narr/events.html
def protect(event):
    event.response.headers.extend(PROTECTION)


config.add_subscriber(protect, NewResponse)


# Write the charset in lower case, as most do.
# https://docs.pylonsproject.org/projects/pyramid/en/2.1-branch/narr/events.html
def name_charset(event):
    event.response.charset = "utf-8"


config.add_subscriber(name_charset, NewResponse)

# --- Routes ---------------------------------------------------------

config.add_route("hello", "/")
config.add_route("greet", "/name")
config.add_route("typed_path", f"/username/{{name:.+}}/{{age:{digits}}}")
config.add_route("bye", "/bye")
for name, view in views.items():
    config.add_view(view, route_name=name)
app = config.make_wsgi_app()

# --- Changes --------------------------------------------------------

# Refuse what Pyramid cannot be told to refuse.
app = guarded(app)

# --- Run ------------------------------------------------------------

if __name__ == "__main__":
    port = int(os.environ.get("PORT", 5004))
    with make_server("127.0.0.1", port, app) as server:
        server.serve_forever()
