"""The suite as people run it: on an app that they have changed, and on a server of their own."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from shared.frameworks import FRAMEWORKS, Target
from shared.launcher import ROOT, running
from shared.pages import PICTURE

SUITE = ("compare_tests/test_contract.py", "compare_tests/test_questions.py")


def suite(*arguments, cwd=ROOT):
    """Run the suite to its end, and return its exit status and what it prints."""
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(cwd), "COLUMNS": "100"},
        capture_output=True,
        text=True,
    )
    return ended.returncode, ended.stdout + ended.stderr


@pytest.fixture
def copy(tmp_path):
    """A copy of the project, in which an app can be changed."""
    ignore = shutil.ignore_patterns(".*", "__pycache__", "docs", "site")
    return shutil.copytree(ROOT, tmp_path / "copy", ignore=ignore)


def test_changed_page_is_said_in_one_sentence(copy):
    """Questions that look at it are not asked, and count neither as right nor as wrong."""
    app = copy / "bottle_app" / "app.py"
    app.write_text(app.read_text().replace("Bye!", "Goodbye!"))
    status, text = suite(*SUITE, "--framework=bottle", "-k", "contract or slashes", cwd=copy)
    assert status == 1
    assert len(text.splitlines()) < 40
    wrong = text.partition("What is wrong:\n")[2].splitlines()
    assert wrong[0] == (
        "  Bottle on its own server and Waitress, bye: GET /bye sends another page. It should send "
        "<u><em><b>Bye!</b></em></u> and it sends <u><em><b>Goodbye!</b></em></u>"
    )
    assert not wrong[1].startswith("  ")
    assert re.search(r"Slashes +│ ✓ \d+ \(\d+\)", text)
    assert "\nIn brackets: questions not asked" in text


@pytest.mark.parametrize(
    ("name", "file"), [("bottle", "bottle_app/app.py"), ("django", "django_app/views.py")]
)
def test_app_that_does_not_start_is_said_in_one_sentence(copy, name, file):
    """Also where a server starts without it, and fails at the first request."""
    app = copy / file
    app.write_text(app.read_text().replace("def bye(", "def bye(:"))
    status, text = suite(*SUITE, f"--framework={name}", "-k", "contract or slashes", cwd=copy)
    assert status == 1
    wrong = text.partition("What is wrong:\n")[2].splitlines()
    assert re.fullmatch(
        rf"  {FRAMEWORKS[name].title} on its own server and Waitress, start-up: "
        rf".*{file}, line \d+: SyntaxError: .*",
        wrong[0],
    )
    assert re.search(r"│ hello +│ ✗ 0 of 4 ", text)
    assert not wrong[1].startswith("  ")


# The program in the learner's notes, with the framework's own way to keep its port free.
NOTES = f"""
import sys
from flask import Flask
app = Flask(__name__)
@app.route("/")
def hello():
    return ("<h1 style='text-align: center'> Hello, World! </h1>"
            "<p> This is my first Flask server! </p><img src='{PICTURE}' width=500>")
@app.route("/name")
def greet():
    return "<b><em><u>Hello there Ahmed!</u></em></b>"
@app.route("/username/<path:name>/<int:age>")
def typed_path(name, age):
    return f"Hello there {{name}}. You are {{age}} years old.!"
@app.route("/bye")
def bye():
    return "<u><em><b>Bye!</b></em></u>"
"""


def test_the_program_of_the_notes_is_right_but_for_the_escaping(tmp_path):
    """Which is told in one sentence, with what mends it."""
    (tmp_path / "hello.py").write_text(NOTES)
    server = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "hello", "run", "--port", "0"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        line = next(line for line in server.stderr if "http://" in line)
        status, text = suite(f"--url={re.search('http://[0-9.:]+', line)[0]}", "--title=Flask")
    finally:
        server.terminate()
        server.communicate()
    assert status == 1
    wrong = [
        line for line in text.partition("What is wrong:\n")[2].splitlines() if line[:2] == "  "
    ]
    assert {re.sub("^  yours, [^.]*?: text", "text", line) for line in wrong} == {
        "text from the URL is sent back as it came, so <, > and quotes in it become markup. "
        "Escape it: {escape(name)}, after `from markupsafe import escape`."
    }
    assert re.search(r"│ hello +│ ✓ 1 +│", text)


def test_one_of_ours_passes_by_its_url():
    name = list(FRAMEWORKS)[-1]
    with running([Target(name)]) as [server]:
        status, text = suite(f"--url={server.url}/")
    assert (status, "What is wrong" in text) == (0, False), text


@pytest.mark.parametrize(
    ("argument", "line"),
    [
        ("--framework=flsk", "there is no framework 'flsk': did you mean flask?"),
        ("--url=localhost", "'localhost' is not a URL: use something like http://127.0.0.1:5000"),
        ("--url=http://127.0.0.1:9", "no server answers at http://127.0.0.1:9 "),
    ],
)
def test_bad_input_is_one_line(argument, line):
    status, text = suite(argument)
    assert status == 4
    assert text.strip().startswith(f"ERROR: {line}")
    assert len(text.strip().splitlines()) == 1
