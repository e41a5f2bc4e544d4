"""The blog in Flask, told to be as careful as the most careful of them.

Run it with Flask's own command:
    flask --app flask_app.blog.aligned run
"""

# --- Set-up ---------------------------------------------------------

import secrets

from flask import abort, request, session

from flask_app.blog.app import app
from shared.aligned import is_own_origin, is_token, with_token

# --- Changes --------------------------------------------------------

# Answer 400 to a request for a host that is not ours.
# https://flask.palletsprojects.com/en/stable/config/#TRUSTED_HOSTS
app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"]

# Let no form of another site bring the session along.
# https://flask.palletsprojects.com/en/stable/config/#SESSION_COOKIE_SAMESITE
app.config["SESSION_COOKIE_SAMESITE"] = "Lax"


# Give each form a token, and take no form without it.
# https://flask.palletsprojects.com/en/stable/web-security/#cross-site-request-forgery-csrf
@app.before_request
def check_token():
    sent, known = request.form.get("token"), session.get("token")
    if request.method == "POST" and not is_token(sent, known):
        abort(403)


@app.after_request
def add_token(response):
    page = response.get_data(as_text=True)
    if "<form" in page:
        token = session.setdefault("token", secrets.token_hex())
        response.set_data(with_token(page, token))
    return response


# Take no form that says it is from another site.
# https://flask.palletsprojects.com/en/stable/api/#flask.Flask.before_request
@app.before_request
def check_origin():
    if not is_own_origin(request.headers.get("Origin")):
        abort(403)


# Forbid caches to keep a page, which is for one visitor.
# https://flask.palletsprojects.com/en/stable/api/#flask.Flask.after_request
@app.after_request
def forbid_caches(response):
    response.headers["Cache-Control"] = "no-store"
    return response


# --- Run ------------------------------------------------------------

if __name__ == "__main__":
    app.run()
