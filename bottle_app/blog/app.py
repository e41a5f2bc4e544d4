"""The blog in Bottle.

Run it with Bottle's own command, or as a plain Python file:
    python -m bottle --bind 127.0.0.1:5002 bottle_app.blog.app:app
    python bottle_app/blog/app.py
"""

# --- Set-up ---------------------------------------------------------

from functools import wraps
from pathlib import Path

from bottle import (
    TEMPLATE_PATH,
    Bottle,
    redirect,
    request,
    response,
    template,
)

from shared.users import EMPTY, SECRET_KEY, WRONG, check_password

app = Bottle()

# Bottle looks for templates where it was started, so it is told.
TEMPLATE_PATH.insert(0, str(Path(__file__).parent / "views"))

# Further options of the cookie that says who is logged in. Scripts can
# read it, and other sites make a browser send it, without httponly=True
# and samesite="lax" (see the question log-in-cookie-attributes).
COOKIE = {}

POSTS = []


# --- Guard ----------------------------------------------------------


# Bottle has no sessions. A signed cookie keeps the name, which the
# visitor can read.
def current_user():
    """Find out who is logged in: the cookie says it."""
    return request.get_cookie("account", secret=SECRET_KEY)


# Bottle has no guard either: this decorator is our own.
def login_required(callback):
    """Call the view only for a user who is logged in."""

    @wraps(callback)
    def wrapper(**arguments):
        if not current_user():
            redirect("/login")
        return callback(**arguments)

    return wrapper


# --- Views ----------------------------------------------------------


@app.get("/")
def posts():
    """List the posts."""
    return template("posts", posts=POSTS, user=current_user())


@app.route("/login", method=["GET", "POST"])
def login():
    """Log a user in."""
    error = None
    if request.method == "POST":
        # An attribute, and not `forms["username"]`: it alone is UTF-8.
        name = request.forms.username
        if check_password(name, request.forms.password):
            response.set_cookie("account", name, SECRET_KEY, **COOKIE)
            redirect("/")
        error = WRONG
    return template("login", error=error)


# The guard stands below `app.route`: the callback for /create is the
# guarded function.
@app.route("/create", method=["GET", "POST"])
@login_required
def create():
    """Create a blog post."""
    error = None
    if request.method == "POST":
        # A form on another site can send this too: Bottle does not
        # check for a token (see the question form-of-another-site).
        if text := request.forms.text:
            POSTS.append({"author": current_user(), "text": text})
            redirect("/")
        error = EMPTY
    return template("create", error=error)


@app.post("/logout")
def logout():
    """Log the user out."""
    # This deletes the cookie in the browser. A copy of it stays valid
    # (see the question cookie-after-log-out).
    response.delete_cookie("account", **COOKIE)
    redirect("/")


# --- Routes ---------------------------------------------------------

# Bottle needs no list of routes: each decorator of `app` added one.


# --- Run ------------------------------------------------------------

if __name__ == "__main__":
    app.run(port=5002)
