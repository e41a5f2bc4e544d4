"""What a change of an aligned app decides is what differs without it."""

from dataclasses import replace

import pytest

from compare_tests.engine import alignment
from compare_tests.questions import aligned, load
from shared.frameworks import APPS, FRAMEWORKS

IDS = {"host-foreign", "wrong-method", "not-found-words", "unknown-method"}


@pytest.mark.parametrize("name", [*FRAMEWORKS][:2])
def test_recorded_effects_are_seen_again(name):
    rows = [row for row in aligned() if row.id in IDS]
    place = alignment.place_of(name, "pages")
    recorded = [change for change in alignment.read()[0] if change.place == place]
    assert alignment.measured(rows, [name]) == [
        replace(change, decides=[id for id in change.decides if id in IDS]) for change in recorded
    ]


@pytest.mark.parametrize("name", alignment.places("pages").values())
def test_price_is_more_than_nothing_and_the_same_twice(name):
    plain, aligned = alignment.prices([name])[name]
    assert 0 < plain < aligned
    assert alignment.calls(FRAMEWORKS[name].wsgi_callable(APPS["plain"])) == plain


def test_price_is_that_of_the_greeting(tmp_path, monkeypatch):
    (tmp_path / "priced.py").write_text(
        "def cheap(environ, start_response):\n"
        "    start_response('200 OK', [])\n"
        "    return [b'']\n"
        "def dear(environ, start_response):\n"
        "    if environ['PATH_INFO'] == '/name':\n"
        "        [ord('a') for _ in range(1000)]\n"
        "    return cheap(environ, start_response)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert alignment.calls("priced:dear") >= alignment.calls("priced:cheap") + 1000


def test_every_change_is_measured_and_decides_something():
    assert alignment.problems(alignment.read()[0]) == []


def test_change_for_nothing_is_named():
    first, second, *rest = alignment.read()[0]
    assert first.place == second.place
    assert alignment.problems([replace(first, decides=[]), *rest]) == [
        f"{first.place}, line {first.first_line}: this change decides no question: leave it out",
        f"{second.place}, line {second.first_line}: this change was not measured: run `make docs`",
    ]


def test_framework_without_an_aligned_app_says_so(monkeypatch):
    """Where it would have something to add."""
    row, found = load()["wrong-method"], alignment.read()[0]
    needs = [name for name in FRAMEWORKS if alignment.needed(row, name, found)]
    assert needs
    for name in needs:
        assert alignment.how_to_align(row, name, found)[0] == ""
        with monkeypatch.context() as patch:
            patch.setattr(alignment, "has_app", lambda framework, app: False)
            assert alignment.how_to_align(row, name, found) == ("it has no aligned app yet", [])
