"""The four pages in Bottle.

Two ways to run them:
    python -m bottle --bind 127.0.0.1:5002 bottle_app.app:app
    python -m bottle_app.app
"""

# --- Set-up ---------------------------------------------------------

from bottle import Bottle, template

from shared.decorators import make_bold, make_emphasis, make_underlined
from shared.options import DEBUG, port
from shared.pages import hello_page

app = Bottle()


# --- Pages ----------------------------------------------------------


@app.route("/")
def hello():
    """Greet the world."""
    return hello_page("Bottle")


# Three decorators make the text, the fourth makes it a page. Bottle
# calls `greet()` with no name, so the decorators hand theirs in.
@app.route("/name")
@make_bold
@make_emphasis
@make_underlined
def greet(name):
    """Greet the person whose name the decorators hand in."""
    return f"Hello there {name}!"


# The filters, `path` and `int`, say what fits. What does not is 404.
@app.route("/username/<name:path>/<age:int>")
def typed_path(name, age):
    """Greet the person whose name and age are in the URL."""
    # The template escapes what stands between {{ and }}.
    text = "Hello there {{name}}. You are {{age}} years old.!"
    return template(text, name=name, age=age)


@app.route("/bye")
def bye():
    """Say goodbye."""
    return "<u><em><b>Bye!</b></em></u>"


# --- Routes ---------------------------------------------------------

# Bottle needs no list of routes: each `@app.route` above added one.


# --- Run ------------------------------------------------------------

# `__name__` is "__main__" only in the file that Python was told to
# run. Where this file is imported, it is "bottle_app.app".
if __name__ == "__main__":
    app.run(port=port(5002), debug=DEBUG)
