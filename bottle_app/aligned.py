"""The four pages in Bottle, told to answer as those of the others do.

Run them with Bottle's own command:
    python -m bottle --bind 127.0.0.1:5002 bottle_app.aligned:app
"""

# --- Set-up ---------------------------------------------------------

from bottle import Bottle, HTTPError, request, response

from bottle_app.app import bye, greet, hello, typed_path
from shared.aligned import ALLOW, HTML, PROTECTION, error_page, guarded, is_own_host

app = Bottle()
PAGES = {
    "/": hello,
    "/name": greet,
    "/username/<name:path>/<age:int>": typed_path,
    "/bye": bye,
}

# --- Changes --------------------------------------------------------


# Answer 400 to a request for a host that is not ours.
# https://bottlepy.org/docs/0.13/api.html#bottle.Bottle.hook
@app.hook("before_request")
def check_host():
    if not is_own_host(request.get_header("Host", "")):
        raise HTTPError(400)


# Let an age be digits, no more than Python reads as a number.
# https://bottlepy.org/docs/0.13/routing.html
app.router.add_filter("int", lambda _: (r"\d{1,4300}", int, str))


# Name every method that a page has, and answer to OPTIONS.
# https://bottlepy.org/docs/0.13/tutorial.html#http-request-methods
def other_method(**_):
    if request.method != "OPTIONS":
        raise HTTPError(405, Allow=ALLOW)
    response.set_header("Allow", ALLOW)
    return ""


for path in PAGES:
    app.route(path, "ANY", other_method)


# Leave what a view raises to the middleware below.
# https://bottlepy.org/docs/0.13/faq.html#debugging-with-style-debugging-middleware
app.catchall = False

# Send one error page, which repeats nothing of the request.
app.default_error_handler = lambda error: error_page(error.status_code)


# Send the fields that protect a page in the browser.
# https://bottlepy.org/docs/0.13/api.html#bottle.Bottle.hook
@app.hook("after_request")
def protect():
    for name, value in PROTECTION:
        response.set_header(name, value)


# Write the charset in lower case, as most do.
# https://bottlepy.org/docs/0.13/tutorial.html
@app.hook("after_request")
def name_charset():
    response.content_type = HTML


# Refuse what Bottle cannot be told to refuse.
app.wsgi = guarded(app.wsgi)

# --- Routes ---------------------------------------------------------

for path, view in PAGES.items():
    app.route(path, "GET", view)
