"""The blog in Flask.

Run it with Flask's own command, or as a plain Python file:
    flask --app flask_app.blog.app run
    python flask_app/blog/app.py
"""

# --- Set-up ---------------------------------------------------------

from functools import wraps

from flask import (
    Flask,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug import security

from shared.users import EMPTY, PASSWORDS, SECRET_KEY, WRONG

# Flask looks for templates beside this module.
app = Flask(__name__)

# Signs the session, a cookie that the visitor keeps and can read. Other
# sites make a browser send it, without SESSION_COOKIE_SAMESITE = "Lax"
# (see the question log-in-cookie-same-site).
app.secret_key = SECRET_KEY

HASHES = {}
for user, password in PASSWORDS.items():
    HASHES[user] = security.generate_password_hash(password)

POSTS = []


# --- Guard ----------------------------------------------------------


@app.before_request
def load_user():
    """Find out who is logged in: the session says it."""
    g.user = session.get("user")


# Flask has no guard: its tutorial writes this decorator.
def login_required(view):
    """Call the view only for a user who is logged in."""

    @wraps(view)
    def wrapper(**arguments):
        if g.user is None:
            return redirect(url_for("login"))
        return view(**arguments)

    return wrapper


# --- Views ----------------------------------------------------------


@app.get("/")
def posts():
    """List the posts."""
    return render_template("posts.html", posts=POSTS)


@app.route("/login", methods=["GET", "POST"])
def login():
    """Log a user in."""
    error = None
    if request.method == "POST":
        name = request.form["username"]
        password = request.form["password"]
        known = HASHES.get(name)
        if known and security.check_password_hash(known, password):
            session.clear()
            session["user"] = name
            return redirect(url_for("posts"))
        error = WRONG
    return render_template("login.html", error=error)


# The guard stands below `app.route`: the view for /create is the
# guarded function.
@app.route("/create", methods=["GET", "POST"])
@login_required
def create():
    """Create a blog post."""
    error = None
    if request.method == "POST":
        # A form on another site can send this too: Flask does not check
        # for a token (see the question form-of-another-site).
        if text := request.form["text"]:
            POSTS.append({"author": g.user, "text": text})
            return redirect(url_for("posts"))
        error = EMPTY
    return render_template("create.html", error=error)


@app.post("/logout")
def logout():
    """Log the user out."""
    # This deletes the cookie in the browser. A copy of it stays valid
    # (see the question cookie-after-log-out).
    session.clear()
    return redirect(url_for("posts"))


# --- Routes ---------------------------------------------------------

# Flask needs no list of routes: each decorator of `app` added one.


# --- Run ------------------------------------------------------------

if __name__ == "__main__":
    app.run()
