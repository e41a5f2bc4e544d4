"""The blog in Pyramid.

Run it as a module, or as a plain Python file:
    python -m pyramid_app.blog.app
    python pyramid_app/blog/app.py
"""

# --- Set-up ---------------------------------------------------------

import os
from wsgiref.simple_server import make_server

from pyramid.authentication import SessionAuthenticationHelper
from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.security import Allowed, Denied, forget, remember
from pyramid.session import SignedCookieSessionFactory

from shared.users import (
    EMPTY,
    HASHES,
    SECRET_KEY,
    WRONG,
    check_password,
)

POSTS = []


# --- Guard ----------------------------------------------------------


# In Pyramid a guard is no decorator: a view asks for a permission, the
# policy grants or denies it, and the forbidden view takes its place.
class SecurityPolicy:
    """Say who is logged in, and which views they may see."""

    helper = SessionAuthenticationHelper()

    def authenticated_userid(self, request):
        """Find out who is logged in: the session says it."""
        name = self.helper.authenticated_userid(request)
        return name if name in HASHES else None

    identity = authenticated_userid

    def permits(self, request, context, permission):
        """Call the view only for a user who is logged in."""
        if self.identity(request):
            return Allowed("The user is logged in.")
        return Denied("Nobody is logged in.")

    def remember(self, request, userid, **options):
        """Write the user into the session."""
        return self.helper.remember(request, userid, **options)

    def forget(self, request, **options):
        """Take the user out of the session."""
        return self.helper.forget(request, **options)


def forbidden(request):
    """Answer in place of a view that is not permitted."""
    return HTTPSeeOther(request.route_url("login"))


# --- Views ----------------------------------------------------------


def posts(request):
    """List the posts."""
    return {"posts": POSTS}


def login(request):
    """Log a user in."""
    error = None
    if request.method == "POST":
        name = request.POST.get("username")
        if check_password(name, request.POST.get("password")):
            request.session.invalidate()
            headers = remember(request, name)
            url = request.route_url("posts")
            return HTTPSeeOther(url, headers=headers)
        error = WRONG
    return {"error": error}


def create(request):
    """Create a blog post."""
    error = None
    if request.method == "POST":
        text = request.POST.get("text")
        # What is sent as a file is an object, and not text.
        if isinstance(text, str) and text:
            POSTS.append({"author": request.identity, "text": text})
            return HTTPSeeOther(request.route_url("posts"))
        error = EMPTY
    return {"error": error}


def logout(request):
    """Log the user out."""
    # This empties the cookie in the browser. A copy of the old one
    # stays valid (see the question cookie-after-log-out).
    request.session.invalidate()
    headers = forget(request)
    return HTTPSeeOther(request.route_url("posts"), headers=headers)


# --- Routes ---------------------------------------------------------

# The session is a signed cookie that the visitor keeps and can read.
# Scripts can read it too, without httponly=True (see the question
# log-in-cookie-attributes). The usual name of the cookie is `session`,
# as in Flask: two such apps on one host would log each other's users
# out, because cookies know no ports.
sessions = SignedCookieSessionFactory(
    SECRET_KEY,
    cookie_name="pyramid_session",
)

with Configurator(session_factory=sessions) as config:
    # Pyramid has no templates of its own. It calls what makes a page
    # of them, and of the values that a view returns, a renderer.
    config.include("pyramid_jinja2")
    config.add_jinja2_search_path("pyramid_app.blog:templates")

    config.set_security_policy(SecurityPolicy())
    config.add_forbidden_view(forbidden)
    # Refuses a POST that does not carry a token from one of our forms.
    config.set_default_csrf_options(require_csrf=True)

    config.add_route("posts", "/")
    config.add_view(posts, route_name="posts", renderer="posts.jinja2")
    config.add_route("login", "/login")
    config.add_view(login, route_name="login", renderer="login.jinja2")
    config.add_route("create", "/create")
    config.add_view(
        create,
        route_name="create",
        renderer="create.jinja2",
        permission="create",
    )
    config.add_route("logout", "/logout")
    config.add_view(logout, route_name="logout", request_method="POST")
    app = config.make_wsgi_app()


# --- Run ------------------------------------------------------------

if __name__ == "__main__":
    port = int(os.environ.get("PORT", 5004))
    with make_server("127.0.0.1", port, app) as server:
        server.serve_forever()
