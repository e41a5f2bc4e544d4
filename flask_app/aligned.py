"""The four pages in Flask, told to answer as those of the others do.

Run them with Flask's own command:
    flask --app flask_app.aligned run
"""

# --- Set-up ---------------------------------------------------------

from http import HTTPStatus

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter

from flask_app.app import bye, greet, hello, typed_path
from shared.aligned import PROTECTION, error_page, guarded

app = Flask(__name__)

# --- Changes --------------------------------------------------------

# Serve no files: without this, /static/… is a route, and 405.
# https://flask.palletsprojects.com/en/stable/api/#flask.Flask
app = Flask(__name__, static_folder=None)

# Answer 400 to a request for a host that is not ours.
# https://flask.palletsprojects.com/en/stable/config/#TRUSTED_HOSTS
app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"]


# Let a name begin with a slash: the `path` of Flask may not.
# https://werkzeug.palletsprojects.com/en/stable/routing/#custom-converters
class Text(BaseConverter):
    regex = ".+?"
    part_isolating = False


app.url_map.converters["path"] = Text


# Let no route match a number that Python refuses to read.
# https://werkzeug.palletsprojects.com/en/stable/routing/#custom-converters
class Age(BaseConverter):
    regex = r"\d{1,4300}"

    def to_python(self, value):
        return int(value)


app.url_map.converters["int"] = Age


# Send one error page, which repeats nothing of the request.
# https://flask.palletsprojects.com/en/stable/errorhandling/
@app.errorhandler(HTTPException)
def show_error(error):
    response = error.get_response()
    response.data = error_page(error.code)
    return response


# Write the reason as RFC 9110 has it: Flask writes NOT FOUND.
@app.after_request
def name_reason(response):
    response.status = f"{response.status_code} {HTTPStatus(response.status_code).phrase}"
    return response


# Send the fields that protect a page in the browser.
# https://flask.palletsprojects.com/en/stable/web-security/
@app.after_request
def protect(response):
    response.headers.extend(PROTECTION)
    return response


# Ignore Upgrade: Flask has no route for it, and answers 400.
def without_upgrade(wsgi_app):
    def call(environ, start_response):
        environ.pop("HTTP_UPGRADE", None)
        return wsgi_app(environ, start_response)

    return call


app.wsgi_app = without_upgrade(app.wsgi_app)

# Refuse what Flask cannot be told to refuse.
# https://flask.palletsprojects.com/en/stable/quickstart/#hooking-in-wsgi-middleware
app.wsgi_app = guarded(app.wsgi_app)

# --- Routes ---------------------------------------------------------

app.add_url_rule("/", view_func=hello)
app.add_url_rule("/name", view_func=greet)
app.add_url_rule("/username/<path:name>/<int:age>", view_func=typed_path)
app.add_url_rule("/bye", view_func=bye)
