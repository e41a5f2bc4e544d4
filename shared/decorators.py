"""Decorators: the learner's notes, filled in, corrected and runnable.

A decorator is a function that takes a function and returns another one
to be used in its place. This is the skeleton of them all:

    def decorator(function):
        def wrapper():
            # something before
            function()
            # something after
        return wrapper

Writing `@decorator` in the line above `def page():` is short for writing
`page = decorator(page)` in the line below it.

What differs from the notes, and why:

* The skeleton has the colon after `def wrapper()` and the `()` behind
  `wrapper`: without them Python cannot read it.
* Each wrapper returns what it made: a web framework sends the return value,
  so a wrapper that returns nothing is an empty page.
* Each wrapper takes a name, "Ahmed" unless the caller gives another, and passes
  it to the function. When decorators are stacked, the outer wrapper calls the
  inner one, and passes the name on to it.
* `@wraps(function)` gives the wrapper the name of the function it replaces.
  Flask tells its pages apart by that name: two called `wrapper` are refused.
* `is_authenticated_decorator`: the body of its `if` is indented, as Python
  asks for, and it is put on `create_blog_post`. A decorator that is never
  applied guards nothing.
* `User` takes `is_logged_in` too, `False` unless told otherwise: nobody is
  logged in before they have logged in.

Run the second example:  python -m shared.decorators
"""

from collections.abc import Callable
from functools import wraps

# --- Example 1: decorators that change what a function returns --------------

NAME = "Ahmed"


def make_bold(function: Callable[[str], str]) -> Callable[..., str]:
    """Put what the function returns in bold: `<b>…</b>`."""

    @wraps(function)
    def wrapper(name: str = NAME) -> str:
        return f"<b>{function(name)}</b>"

    return wrapper


def make_emphasis(function: Callable[[str], str]) -> Callable[..., str]:
    """Put what the function returns in emphasis: `<em>…</em>`."""

    @wraps(function)
    def wrapper(name: str = NAME) -> str:
        return f"<em>{function(name)}</em>"

    return wrapper


def make_underlined(function: Callable[[str], str]) -> Callable[..., str]:
    """Underline what the function returns: `<u>…</u>`."""

    @wraps(function)
    def wrapper(name: str = NAME) -> str:
        return f"<u>{function(name)}</u>"

    return wrapper


# --- Example 2: a decorator that decides whether to call the function -------

# On the web this is a log-in. The blog of each framework has it in its section Guard, as in
# flask_app/blog/app.py.


class User:
    """Somebody who may be logged in."""

    def __init__(self, name: str, is_logged_in: bool = False) -> None:
        self.name = name
        self.is_logged_in = is_logged_in


def is_authenticated_decorator(
    function: Callable[[User], None],
) -> Callable[[User], None]:
    """Call the function for a user who is logged in, and for no other."""

    @wraps(function)
    def wrapper(user: User) -> None:
        if user.is_logged_in:
            function(user)

    return wrapper


@is_authenticated_decorator
def create_blog_post(user: User) -> None:
    """Print the user's blog post."""
    print(f"This is {user.name}'s blog post.")


if __name__ == "__main__":
    print("Ahmed is logged in and creates a blog post:")
    create_blog_post(User("Ahmed", is_logged_in=True))
    print("Angela is not logged in and tries the same. Nothing is printed.")
    create_blog_post(User("Angela"))
