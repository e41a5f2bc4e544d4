"""The blog in Bottle, told to be as careful as the most careful of them.

Run it with Bottle's own command:
    python -m bottle --bind 127.0.0.1:5002 bottle_app.blog.aligned:app
"""

# --- Set-up ---------------------------------------------------------

import secrets

from bottle import HTTPError, request, response

from bottle_app.blog.app import COOKIE, SECRET_KEY, app
from shared.aligned import is_own_host, is_own_origin, is_token, with_token

# --- Changes --------------------------------------------------------


# Answer 400 to a request for a host that is not ours, and believe no
# X-Forwarded-Host: Bottle would take it for the host.
# https://bottlepy.org/docs/0.13/api.html#bottle.Bottle.hook
@app.hook("before_request")
def check_host():
    request.environ.pop("HTTP_X_FORWARDED_HOST", None)
    if not is_own_host(request.get_header("Host", "")):
        raise HTTPError(400)


# Let no script read the cookies.
# https://bottlepy.org/docs/0.13/tutorial.html#cookies
COOKIE["httponly"] = True

# Let no form of another site bring the cookies along.
# https://bottlepy.org/docs/0.13/tutorial.html#cookies
COOKIE["samesite"] = "lax"


# Give each form a token, and take no form without it.
# https://bottlepy.org/docs/0.13/plugins/dev.html
@app.hook("before_request")
def check_token():
    if request.method == "POST":
        known = request.get_cookie("token", secret=SECRET_KEY)
        if not is_token(request.forms.token, known):
            raise HTTPError(403)


@app.install
def add_token(callback):
    def wrapper(**arguments):
        page = callback(**arguments)
        if "<form" not in page:
            return page
        token = request.get_cookie("token", secret=SECRET_KEY)
        if not token:
            token = secrets.token_hex()
            response.set_cookie("token", token, SECRET_KEY, **COOKIE)
        return with_token(page, token)

    return wrapper


# Take no form that says it is from another site.
# https://bottlepy.org/docs/0.13/api.html#bottle.Bottle.hook
@app.hook("before_request")
def check_origin():
    if not is_own_origin(request.get_header("Origin")):
        raise HTTPError(403)


# Forbid caches to keep a page, which is for one visitor.
# https://bottlepy.org/docs/0.13/api.html#bottle.Bottle.hook
@app.hook("after_request")
def forbid_caches():
    response.set_header("Cache-Control", "no-store")


# --- Run ------------------------------------------------------------

if __name__ == "__main__":
    app.run(port=5002)
