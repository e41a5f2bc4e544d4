"""The four pages in Flask.

Run them with Flask's own command, or as a plain Python file:
    flask --app flask_app.app run
    python flask_app/app.py
"""

# --- Set-up ---------------------------------------------------------

from flask import Flask
from markupsafe import escape

from shared.decorators import make_bold, make_emphasis, make_underlined
from shared.pages import hello_page

# Flask looks for templates and static files beside this module.
app = Flask(__name__)


# --- Views ----------------------------------------------------------


@app.route("/")
def hello():
    """Greet the world."""
    return hello_page("Flask")


# Decorators apply from the bottom up: three add tags to the text, and
# `app.route` makes the result the view for /name.
@app.route("/name")
@make_bold
@make_emphasis
@make_underlined
def greet(name):
    """Greet the person whose name the decorators pass in."""
    return f"Hello there {name}!"


# `path` matches any text, slashes included; `int` matches digits only.
# A URL that matches no route is a 404.
@app.route("/username/<path:name>/<int:age>")
def typed_path(name, age):
    """Greet the person whose name and age are in the URL."""
    # A name may hold HTML; `escape` makes it harmless text.
    return f"Hello there {escape(name)}. You are {age} years old.!"


@app.route("/bye")
def bye():
    """Say goodbye."""
    return "<u><em><b>Bye!</b></em></u>"


# --- Routes ---------------------------------------------------------

# Flask needs no list of routes: each `@app.route` above added one.


# --- Run ------------------------------------------------------------

# `__name__` is "__main__" only in the file that Python was told to
# run. `flask run` imports this file: the next line does not run.
if __name__ == "__main__":
    app.run()
