"""The four pages in Pyramid.

Run them as a module, or as a plain Python file:
    python -m pyramid_app.app
    python pyramid_app/app.py
"""

# --- Set-up ---------------------------------------------------------

import os
from html import escape
from wsgiref.simple_server import make_server

from pyramid.config import Configurator
from pyramid.response import Response

from shared.decorators import make_bold, make_emphasis, make_underlined
from shared.pages import hello_page

# --- Views ----------------------------------------------------------


def hello(request):
    """Greet the world."""
    return Response(hello_page("Pyramid"))


# Pyramid passes the request to a view, and the decorators would take
# it for a name, so they are on a separate function.
@make_bold
@make_emphasis
@make_underlined
def greeting(name):
    """Greet the person whose name the decorators pass in."""
    return f"Hello there {name}!"


def greet(request):
    """Greet the person whose name the decorators pass in."""
    return Response(greeting())


def typed_path(request):
    """Greet the person whose name and age are in the URL."""
    # A name may hold HTML; `escape` makes it harmless text.
    name = escape(request.matchdict["name"])
    age = int(request.matchdict["age"])
    return Response(f"Hello there {name}. You are {age} years old.!")


def bye(request):
    """Say goodbye."""
    return Response("<u><em><b>Bye!</b></em></u>")


# --- Routes ---------------------------------------------------------

# A route has a name and a pattern. `add_view` attaches a view to a
# route by its name. After the colon comes a regular expression: `.+`
# matches any text, slashes included. A URL without a route is a 404.
with Configurator() as config:
    config.add_route("hello", "/")
    config.add_view(hello, route_name="hello")
    config.add_route("greet", "/name")
    config.add_view(greet, route_name="greet")
    config.add_route("typed_path", r"/username/{name:.+}/{age:\d+}")
    config.add_view(typed_path, route_name="typed_path")
    config.add_route("bye", "/bye")
    config.add_view(bye, route_name="bye")
    app = config.make_wsgi_app()


# --- Run ------------------------------------------------------------

# `__name__` is "__main__" only in the file that Python was told to
# run. A WSGI server imports this file: the next lines do not run.
if __name__ == "__main__":
    port = int(os.environ.get("PORT", 5004))
    with make_server("127.0.0.1", port, app) as server:
        server.serve_forever()
