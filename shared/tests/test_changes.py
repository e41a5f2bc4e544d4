"""The changes of the aligned apps are found, and one of them can be left out."""

import pytest

from shared.changes import changes, without
from shared.frameworks import APPS, FRAMEWORKS, LESSONS, app_of, has_app
from shared.launcher import ROOT

APP = '''"""An app."""

# --- Set-up ---

# This is no change.
limit = 1

# --- Changes ---

# Allow more
# than one.
# https://example.com/limit
limit = 2


# Say so.
def say():

    return limit


# --- Run ---

# Nor is this.
print(limit)

# --- Changes ---

# Go on.
say()
'''


def test_changes_are_the_blocks_of_their_sections():
    first, second, third = changes(APP, "flask_app/aligned.py")
    assert first.purpose == "Allow more than one."
    assert (first.docs, second.docs) == ("https://example.com/limit", "")
    assert (first.lines, second.lines) == (1, 2)
    assert APP.splitlines()[second.first_line - 1] == "# Say so."
    assert second.place == "flask_app/aligned.py"
    assert third.code == "# Go on.\nsay()\n"


def test_left_out_change_moves_no_other_line():
    rest = without(APP, 0)
    assert "limit = 2" not in rest
    assert rest.splitlines().index("def say():") == APP.splitlines().index("def say():")


@pytest.mark.parametrize(
    ("name", "app"),
    [
        (name, APPS[app_of(lesson, "aligned")])
        for name in FRAMEWORKS
        for lesson in LESSONS
        if has_app(name, app_of(lesson, "aligned"))
    ],
    ids=lambda one: getattr(one, "name", one),
)
def test_aligned_app_is_short_and_made_of_changes(name, app):
    path = ROOT / FRAMEWORKS[name].package(app).replace(".", "/") / "aligned.py"
    lines = path.read_text().splitlines()
    assert len(lines) <= 110
    assert changes(path.read_text(), "")
    assert [line for line in lines if len(line) > 100 and "://" not in line] == []
