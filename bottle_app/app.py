"""The four pages in Bottle.

Run them with Bottle's own command, or as a plain Python file:
    python -m bottle --bind 127.0.0.1:5002 bottle_app.app:app
    python bottle_app/app.py
"""

# --- Set-up ---------------------------------------------------------

from bottle import Bottle, template

from shared.decorators import make_bold, make_emphasis, make_underlined
from shared.pages import hello_page

# An app of our own, in place of Bottle's default app.
app = Bottle()


# --- Views ----------------------------------------------------------


# Bottle calls a view a callback.
@app.route("/")
def hello():
    """Greet the world."""
    return hello_page("Bottle")


# Decorators apply from the bottom up: three add tags to the text, and
# `app.route` makes the result the callback for /name.
@app.route("/name")
@make_bold
@make_emphasis
@make_underlined
def greet(name):
    """Greet the person whose name the decorators pass in."""
    return f"Hello there {name}!"


# `path` matches any text, slashes included; `int` matches digits only.
# A URL that matches no route is a 404.
@app.route("/username/<name:path>/<age:int>")
def typed_path(name, age):
    """Greet the person whose name and age are in the URL."""
    # A name may hold HTML; the template makes what stands between
    # {{ and }} harmless text.
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
# run. `python -m bottle` imports this file: the next line does not run.
if __name__ == "__main__":
    app.run(port=5002)
