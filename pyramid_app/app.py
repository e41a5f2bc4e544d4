"""The four pages in Pyramid.

Two ways to run them:
    python -m pyramid_app.app
    python pyramid_app/app.py
"""

# --- Set-up ---------------------------------------------------------

from html import escape
from wsgiref.simple_server import make_server

from pyramid.config import Configurator
from pyramid.response import Response

from shared.decorators import make_bold, make_emphasis, make_underlined
from shared.options import DEBUG, port
from shared.pages import hello_page

# --- Pages ----------------------------------------------------------


def hello(request):
    """Greet the world."""
    return Response(hello_page("Pyramid"))


# Pyramid calls a page with the request, and the decorators would take
# that for a name, so they stay on a function of their own.
@make_bold
@make_emphasis
@make_underlined
def greeting(name):
    """Greet the person whose name the decorators hand in."""
    return f"Hello there {name}!"


def greet(request):
    """Greet the person whose name the decorators hand in."""
    return Response(greeting())


def typed_path(request):
    """Greet the person whose name and age are in the URL."""
    name = escape(request.matchdict["name"])
    age = int(request.matchdict["age"])
    return Response(f"Hello there {name}. You are {age} years old.!")


def bye(request):
    """Say goodbye."""
    return Response("<u><em><b>Bye!</b></em></u>")


# --- Routes ---------------------------------------------------------

# In Pyramid a route has a name, and a view is added to it by that name.
# Behind the colon: a regular expression. What does not fit is 404.
with Configurator(settings={"pyramid.debug_all": DEBUG}) as config:
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
# run. Where this file is imported, it is "pyramid_app.app".
if __name__ == "__main__":
    with make_server("127.0.0.1", port(5004), app) as server:
        server.serve_forever()
