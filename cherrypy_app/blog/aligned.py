"""The blog in CherryPy, told to be as careful as the most careful of them.

Run it as a module:
    python -m cherrypy_app.blog.aligned
"""

# --- Set-up ---------------------------------------------------------

import os
import secrets

import cherrypy

from cherrypy_app.blog.app import app
from shared.aligned import is_own_host, is_own_origin, is_token, with_token

config, log_in = {}, {}

# --- Changes --------------------------------------------------------


# Answer 400 to a request for a host that is not ours.
# https://docs.cherrypy.dev/en/latest/extend.html#hook-point
def own_host():
    if not is_own_host(cherrypy.request.headers.get("Host", "")):
        raise cherrypy.HTTPError(400)


config["hooks.on_start_resource.own_host"] = own_host

# Let no script read the cookie of the session.
# https://docs.cherrypy.dev/en/latest/advanced.html#securing-your-server
config["tools.sessions.httponly"] = True


# Let no form of another site bring the session along: the tool has no
# option for it.
@cherrypy.tools.register("before_finalize")
def same_site():
    if "session_id" in cherrypy.response.cookie:
        cherrypy.response.cookie["session_id"]["samesite"] = "Lax"


config["tools.same_site.on"] = True


# Begin a new session with a log-in.
# https://docs.cherrypy.dev/en/latest/pkg/cherrypy.lib.sessions.html
@cherrypy.tools.register("before_handler")
def new_session():
    if cherrypy.request.method == "POST":
        cherrypy.session.load()
        cherrypy.session.regenerate()


log_in["tools.new_session.on"] = True


# Give each form a token, and take no form without it.
# https://docs.cherrypy.dev/en/latest/extend.html#tools
@cherrypy.tools.register("before_handler", priority=40)
def check_token():
    sent = cherrypy.request.params.pop("token", None)
    known = cherrypy.session.get("token")
    if cherrypy.request.method == "POST" and not is_token(sent, known):
        raise cherrypy.HTTPError(403)


@cherrypy.tools.register("before_finalize", priority=40)
def add_token():
    page = cherrypy.response.collapse_body().decode()
    if "<form" in page:
        token = cherrypy.session.setdefault("token", secrets.token_hex())
        cherrypy.response.body = with_token(page, token).encode()


config["tools.check_token.on"] = config["tools.add_token.on"] = True


# Take no form that says it is from another site.
# https://docs.cherrypy.dev/en/latest/extend.html#tools
@cherrypy.tools.register("before_handler", priority=30)
def check_origin():
    if not is_own_origin(cherrypy.request.headers.get("Origin")):
        raise cherrypy.HTTPError(403)


config["tools.check_origin.on"] = True

# Forbid caches to keep a page, which is for one visitor.
# https://docs.cherrypy.dev/en/latest/pkg/cherrypy.lib.cptools.html
config["tools.response_headers.on"] = True
config["tools.response_headers.headers"] = [("Cache-Control", "no-store")]

# --- Routes ---------------------------------------------------------

app.merge({"/": config, "/login": log_in})

# --- Run ------------------------------------------------------------

if __name__ == "__main__":
    port = int(os.environ.get("PORT", 5003))
    cherrypy.config.update({"server.socket_port": port})
    cherrypy.config.update({"engine.autoreload.on": False})
    cherrypy.quickstart(app)
