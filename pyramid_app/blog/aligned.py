"""The blog in Pyramid, told to be as careful as the most careful of them.

Run it as a module:
    python -m pyramid_app.blog.aligned
"""

# --- Set-up ---------------------------------------------------------

import os
from wsgiref.simple_server import make_server

from pyramid.config import Configurator
from pyramid.events import NewRequest, NewResponse
from pyramid.exceptions import BadCSRFOrigin, BadCSRFToken
from pyramid.httpexceptions import HTTPBadRequest
from pyramid.response import Response
from pyramid.session import SignedCookieSessionFactory

from pyramid_app.blog.app import SECRET_KEY, app
from shared.aligned import is_own_host, is_own_origin

config = Configurator(registry=app.registry, autocommit=True)

# --- Changes --------------------------------------------------------


# Answer 400 to a request for a host that is not ours.
# https://docs.pylonsproject.org/projects/pyramid/en/2.1-branch/narr/events.html
def check_host(event):
    if not is_own_host(event.request.headers.get("Host", "")):
        raise HTTPBadRequest


config.add_subscriber(check_host, NewRequest)

# Let no script read the cookie of the session.
# https://docs.pylonsproject.org/projects/pyramid/en/2.1-branch/api/session.html
sessions = SignedCookieSessionFactory(
    SECRET_KEY,
    cookie_name="pyramid_session",
    httponly=True,
)
config.set_session_factory(sessions)


# Refuse a form of another site with 403: for Pyramid it is a 400.
# https://docs.pylonsproject.org/projects/pyramid/en/2.1-branch/narr/views.html#custom-exception-views
def refused(error, request):
    return Response("403 Forbidden", status=403)


config.add_exception_view(refused, context=BadCSRFToken)
config.add_exception_view(refused, context=BadCSRFOrigin)


# Take no form that says it is from another site: Pyramid looks at it
# over HTTPS alone.
# https://docs.pylonsproject.org/projects/pyramid/en/2.1-branch/narr/events.html
def check_origin(event):
    if not is_own_origin(event.request.headers.get("Origin")):
        raise BadCSRFOrigin


config.add_subscriber(check_origin, NewRequest)


# Forbid caches to keep a page, which is for one visitor.
# https://docs.pylonsproject.org/projects/pyramid/en/2.1-branch/narr/events.html
def forbid_caches(event):
    event.response.headers["Cache-Control"] = "no-store"


config.add_subscriber(forbid_caches, NewResponse)

# --- Run ------------------------------------------------------------

if __name__ == "__main__":
    port = int(os.environ.get("PORT", 5004))
    with make_server("127.0.0.1", port, app) as server:
        server.serve_forever()
