"""The blog in CherryPy.

Run it as a module, or as a plain Python file:
    python -m cherrypy_app.blog.app
    python cherrypy_app/blog/app.py
"""

# --- Set-up ---------------------------------------------------------

import os
from pathlib import Path

import cherrypy
from jinja2 import Environment, FileSystemLoader

from shared.users import EMPTY, WRONG, check_password

# Error pages that show the code: never on a public site.
DEBUG = os.environ.get("DEBUG") == "1"

# CherryPy has no templates of its own. Jinja2 makes text harmless only
# where it is told to.
templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
)

POSTS = []


def render(name, **values):
    """Make a page from a template."""
    template = templates.get_template(name)
    return template.render(values, user=current_user())


# --- Guard ----------------------------------------------------------


def current_user():
    """Find out who is logged in: the session says it."""
    return cherrypy.session.get("user")


# In CherryPy a guard is a tool: it runs at a point of each request, and
# a page handler turns it on.
@cherrypy.tools.register("before_handler")
def login_required():
    """Call the view only for a user who is logged in."""
    if not current_user():
        raise cherrypy.HTTPRedirect("/login")


# --- Views ----------------------------------------------------------


class Blog:
    """The page handlers below `/`."""

    @cherrypy.expose
    def index(self):
        """List the posts."""
        return render("posts.html", posts=POSTS)

    # A field of a form arrives as an argument, and so does `?name=…`:
    # a log-in by GET is kept out here.
    @cherrypy.expose
    def login(self, username="", password=""):
        """Log a user in."""
        error = None
        if cherrypy.request.method == "POST":
            if check_password(username, password):
                # The session keeps its id, also one that somebody else
                # chose: cherrypy.session.regenerate() would change it
                # (see the question session-id-after-log-in).
                cherrypy.session["user"] = username
                raise cherrypy.HTTPRedirect("/")
            error = WRONG
        return render("login.html", error=error)

    @cherrypy.expose
    @cherrypy.tools.login_required()
    def create(self, text=""):
        """Create a blog post."""
        error = None
        if cherrypy.request.method == "POST":
            # A form on another site can send this too: CherryPy does
            # not check for a token (see form-of-another-site).
            if text:
                POSTS.append({"author": current_user(), "text": text})
                raise cherrypy.HTTPRedirect("/")
            error = EMPTY
        return render("create.html", error=error)

    @cherrypy.expose
    @cherrypy.tools.allow(methods=["POST"])
    def logout(self):
        """Log the user out."""
        cherrypy.session.clear()
        raise cherrypy.HTTPRedirect("/")


# --- Routes ---------------------------------------------------------

# CherryPy needs no list of routes: the exposed methods are the URLs.
# This configuration applies to all of them.
app = cherrypy.Application(
    Blog(),
    config={
        "/": {
            # The data stays in the memory of this process; the visitor
            # keeps its id in a cookie that scripts can read, without
            # tools.sessions.httponly (see log-in-cookie-attributes).
            "tools.sessions.on": True,
            "request.show_tracebacks": DEBUG,
            "tools.encode.encoding": "utf-8",
        }
    },
)


# --- Run ------------------------------------------------------------

if __name__ == "__main__":
    cherrypy.config.update(
        {
            "server.socket_port": int(os.environ.get("PORT", 5003)),
            "engine.autoreload.on": DEBUG,
        }
    )
    cherrypy.quickstart(app)
