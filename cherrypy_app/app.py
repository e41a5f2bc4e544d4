"""The four pages in CherryPy.

Two ways to run them:
    python -m cherrypy_app.app
    python cherrypy_app/app.py
"""

# --- Set-up ---------------------------------------------------------

from html import escape

import cherrypy

from shared.decorators import make_bold, make_emphasis, make_underlined
from shared.options import DEBUG, port
from shared.pages import hello_page

# --- Pages ----------------------------------------------------------


# CherryPy turns `?name=…` into an argument of the page, so the
# decorators, which take a name too, stay on a function of their own.
@make_bold
@make_emphasis
@make_underlined
def greeting(name):
    """Greet the person whose name the decorators hand in."""
    return f"Hello there {name}!"


# A page is a method, and its name is its URL. That is why these are
# not called hello, greet and typed_path, as they are elsewhere.
class Root:
    """The pages below `/`."""

    @cherrypy.expose
    def index(self):
        """Greet the world."""
        return hello_page("CherryPy")

    @cherrypy.expose
    def name(self):
        """Greet the person whose name the decorators hand in."""
        return greeting()

    # The rest of the path comes cut at its slashes, and as text.
    @cherrypy.expose
    def username(self, *path):
        """Greet the person whose name and age are in the URL."""
        if len(path) < 2:
            raise cherrypy.NotFound()
        name = escape("/".join(path[:-1]))
        try:
            age = int(path[-1])
        except ValueError:
            raise cherrypy.NotFound() from None
        return f"Hello there {name}. You are {age} years old.!"

    @cherrypy.expose
    def bye(self):
        """Say goodbye."""
        return "<u><em><b>Bye!</b></em></u>"


# --- Routes ---------------------------------------------------------

# CherryPy needs no list of routes: the exposed methods are the URLs.
# The configuration below is for all of them.
app = cherrypy.Application(
    Root(),
    config={
        "/": {
            "request.show_tracebacks": DEBUG,
            # Without it, the client chooses: any encoding of Python's.
            "tools.encode.encoding": "utf-8",
        }
    },
)


# --- Run ------------------------------------------------------------

# `__name__` is "__main__" only in the file that Python was told to
# run. Where this file is imported, it is "cherrypy_app.app".
if __name__ == "__main__":
    cherrypy.config.update(
        {
            "server.socket_port": port(5003),
            "engine.autoreload.on": DEBUG,
        }
    )
    cherrypy.quickstart(app)
