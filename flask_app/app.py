"""The four pages in Flask.

Two ways to run them:
    flask --app flask_app.app run --port 5000
    python -m flask_app.app
"""

# --- Set-up ---------------------------------------------------------

from flask import Flask
from markupsafe import escape

from shared.decorators import make_bold, make_emphasis, make_underlined
from shared.options import DEBUG, port
from shared.pages import hello_page

# `__name__` is this module's name: by it Flask finds the app's folder.
app = Flask(__name__)


# --- Pages ----------------------------------------------------------


@app.route("/")
def hello():
    """Greet the world."""
    return hello_page("Flask")


# Three decorators make the text, the fourth makes it a page. Flask
# calls `greet()` with no name, so the decorators hand theirs in.
@app.route("/name")
@make_bold
@make_emphasis
@make_underlined
def greet(name):
    """Greet the person whose name the decorators hand in."""
    return f"Hello there {name}!"


# The converters, `path` and `int`, say what fits. What does not is 404.
@app.route("/username/<path:name>/<int:age>")
def typed_path(name, age):
    """Greet the person whose name and age are in the URL."""
    return f"Hello there {escape(name)}. You are {age} years old.!"


@app.route("/bye")
def bye():
    """Say goodbye."""
    return "<u><em><b>Bye!</b></em></u>"


# --- Routes ---------------------------------------------------------

# Flask needs no list of routes: each `@app.route` above added one.


# --- Run ------------------------------------------------------------

# `__name__` is "__main__" only in the file that Python was told to
# run. Where this file is imported, as by `flask run`, it is not.
if __name__ == "__main__":
    app.run(port=port(5000), debug=DEBUG)
