"""The four pages in CherryPy.

Run them as a module, or as a plain Python file:
    python -m cherrypy_app.app
    python cherrypy_app/app.py
"""

# --- Set-up ---------------------------------------------------------

import os
from html import escape

import cherrypy

from shared.decorators import make_bold, make_emphasis, make_underlined
from shared.pages import hello_page

# DEBUG=1 shows the code on error pages: never on a public site.
DEBUG = os.environ.get("DEBUG") == "1"


# --- Views ----------------------------------------------------------


# CherryPy turns `?name=…` into an argument of the view, so the
# decorators, which also pass in a name, are on a separate function.
@make_bold
@make_emphasis
@make_underlined
def greeting(name):
    """Greet the person whose name the decorators pass in."""
    return f"Hello there {name}!"


# CherryPy calls a view a page handler, and maps a URL to the method
# of that name: / to `index`, and /bye to `bye`. So these methods
# cannot be named hello, greet and typed_path.
class Root:
    """The page handlers below `/`."""

    # CherryPy never publishes a method that is not exposed.
    @cherrypy.expose
    def index(self):
        """Greet the world."""
        return hello_page("CherryPy")

    @cherrypy.expose
    def name(self):
        """Greet the person whose name the decorators pass in."""
        return greeting()

    # The path segments after /username arrive as positional arguments,
    # all of them strings.
    @cherrypy.expose
    def username(self, *path):
        """Greet the person whose name and age are in the URL."""
        if len(path) < 2:
            raise cherrypy.NotFound()
        # A name may hold HTML; `escape` makes it harmless text.
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
# This configuration applies to all of them.
app = cherrypy.Application(
    Root(),
    config={
        "/": {
            # Tracebacks are shown unless this is turned off.
            "request.show_tracebacks": DEBUG,
            # Otherwise a client could choose any encoding that Python
            # knows.
            "tools.encode.encoding": "utf-8",
        }
    },
)


# --- Run ------------------------------------------------------------

# `__name__` is "__main__" only in the file that Python was told to
# run. A WSGI server imports this file: the next lines do not run.
if __name__ == "__main__":
    cherrypy.config.update(
        {
            "server.socket_port": int(os.environ.get("PORT", 5003)),
            "engine.autoreload.on": DEBUG,
        }
    )
    # Mounts the app at / and starts CherryPy's own server.
    cherrypy.quickstart(app)
