"""The learner's decorators: what they return, and when they call."""

import subprocess
import sys

from shared.decorators import (
    User,
    create_blog_post,
    make_bold,
    make_emphasis,
    make_underlined,
)
from shared.launcher import ROOT


def test_each_puts_its_tag_around():
    def text(name):
        return f"Hello {name}"

    assert make_bold(text)() == "<b>Hello Ahmed</b>"
    assert make_emphasis(text)() == "<em>Hello Ahmed</em>"
    assert make_underlined(text)() == "<u>Hello Ahmed</u>"


def test_stacked_from_the_inside_out():
    @make_bold
    @make_underlined
    def text(name):
        return name

    assert text() == "<b><u>Ahmed</u></b>"
    assert text("Angela") == "<b><u>Angela</u></b>"


def test_keeps_the_name_of_what_it_replaces():
    @make_bold
    def text(name):
        """Say it."""

    assert (text.__name__, text.__doc__) == ("text", "Say it.")


def test_logged_in_user_posts(capsys):
    create_blog_post(User("Ahmed", is_logged_in=True))
    assert capsys.readouterr().out == "This is Ahmed's blog post.\n"


def test_logged_out_user_does_not(capsys):
    create_blog_post(User("Ahmed"))
    assert capsys.readouterr().out == ""


def test_example_runs():
    command = [sys.executable, "-m", "shared.decorators"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.splitlines() == [
        "Ahmed is logged in and creates a blog post:",
        "This is Ahmed's blog post.",
        "Angela is not logged in and tries the same. Nothing is printed.",
    ]


def test_guarded_function_keeps_its_name():
    assert create_blog_post.__name__ == "create_blog_post"
    assert create_blog_post.__doc__ == "Print the user's blog post."
