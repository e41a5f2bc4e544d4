"""`make drift`: one real release, what is looked up in the file, and bad input."""

import re
import sys

import pytest

from compare_tests.commands import drift as command
from compare_tests.engine import drift, record
from compare_tests.engine.drift import Drift
from compare_tests.engine.drift_runner import ask_at_once
from compare_tests.questions import load
from compare_tests.questions.changelogs import NOTES
from shared import releases as releases_module
from shared.releases import ReleaseError, interpreter, make, pinned, products, releases

KNOWN = drift.read()
DROPPED = {  # by Bottle 0.13, which passes over bytes that 0.12 refused
    *("name-invalid-utf8", "name-invalid-only", "name-beside-invalid-utf8", "age-latin1-space"),
    *("name-overlong-utf8", "path-invalid-utf8", "name-invalid-utf8-redirect"),
}


def python():
    """The Python of the table, or this one, where the machine has no other."""
    try:
        return interpreter()[0]
    except ReleaseError:
        return sys.executable


def test_a_real_release():
    """Bottle 0.12.25 in an environment of its own answers as the file says; the pinned one too."""
    old, new = releases()["bottle-0.12.25"], command.pinned_of("bottle")
    for release in (old, new):
        make(release, python())
    found = ask_at_once({release: command.questions() for release in (old, new)})
    assert [one.problem for one in found.values()] == ["", ""]
    before, after = found[old].answers, found[new].answers
    assert {key[0] for key in before if before[key].text != after[key].text} == DROPPED
    kept = record.read().answers
    assert {key: one.text for key, one in after.items()} == {key: kept[key].text for key in after}
    changed = {key for key in KNOWN.runs["bottle"] if key[0] in DROPPED}
    assert {key: before[key].text for key in changed} == {
        key: KNOWN.answer(key, old).text for key in changed
    }


def test_environment_is_made_once_and_when_it_no_longer_fits(monkeypatch, tmp_path):
    release = releases()["bottle-0.12.25"]
    monkeypatch.setattr(releases_module, "FOLDER", tmp_path)
    runs = []

    def uv(command, *arguments):
        runs.append(command)
        release.folder.mkdir(exist_ok=True)

    monkeypatch.setattr(releases_module, "uv", uv)
    make(release, "python")
    make(release, "python")
    assert runs == ["venv", "pip"]
    own = (release.folder / "own.txt").read_text()
    assert re.findall(r"(?m)^[a-z]+==\S+", own) == [
        "bottle==0.12.25",
        f"waitress=={pinned('waitress')}",
    ]
    assert own.count("--hash=sha256:") > 1
    (release.folder / "ready").unlink()  # as if it had been interrupted
    make(release, "python")
    make(release, "another python")
    assert runs == ["venv", "pip"] * 3


# --- The file -----------------------------------------------------------------


def test_pinned_releases_answer_as_the_table_says():
    """What drift.json keeps of the pinned releases is what the record has."""
    kept, table = record.read().answers, load()
    pairs = {
        (product, key): (KNOWN.answer(key, command.pinned_of(product)).text, kept[key].text)
        for product, keys in KNOWN.runs.items()
        for key in keys
        if key[0] in table
    }
    assert {key: pair for key, pair in pairs.items() if pair[0] != pair[1]} == {}
    assert len(pairs) > 100


def test_every_release_of_the_table_was_asked():
    assert [name for name in releases() if name not in KNOWN.askings] == []
    assert KNOWN.started_count > 90  # as README.md says
    assert {name for name, one in KNOWN.askings.items() if one.problem} < {*releases()}


def test_notes_are_of_changes_that_were_seen():
    """A note that explains nothing any more is found."""
    unseen = []
    for product in products():
        for old, new in zip(KNOWN.started(product), KNOWN.started(product)[1:], strict=False):
            steps = drift.between(KNOWN, load().values(), old, new)
            ids = {step.difference.row.id for step in steps}
            for note in NOTES.get(new.name, ()):
                unseen += [(new.name, id) for id in note.ids if id not in ids]
                unseen += [] if note.ids or ids else [(new.name, "all")]
    assert unseen == []
    assert {*NOTES} <= {*releases()}


# --- The list of an upgrade ---------------------------------------------------


@pytest.fixture
def shown(capsys, monkeypatch):
    """Run the command, with nothing that it could ask with; return what it prints."""
    monkeypatch.setattr(command, "ask", None)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments):
        command.main([*arguments])
        return capsys.readouterr().out

    return run


def test_upgrade_to_the_pinned_release(shown):
    text = shown("--from", "bottle-0.12.25")
    assert text.startswith(f"From bottle 0.12.25 to bottle {pinned('bottle')}: 7 of ")
    assert "In no changelog: https://github.com/bottlepy/" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 80
    whole = shown("--from", "bottle-0.12.25", "--all")
    assert {id for id in DROPPED if f"{id} " not in whole} == set()
    assert whole.index("name-invalid-utf8 ") < whole.index("name-overlong-utf8 ")  # an advanced one


def test_upgrade_that_changes_nothing(shown):
    text = " ".join(shown("--from", "bottle-0.13.0", "--to", "bottle-0.13.4").split())
    assert text.startswith("From bottle 0.13.0 to bottle 0.13.4: none of ")


def test_what_came_and_went_is_not_in_the_list(shown):
    """A Host that Werkzeug 3.1.7 alone refuses is of no account to an upgrade past it."""
    assert "host-invalid " in shown("--from", "werkzeug-3.1.6", "--to", "werkzeug-3.1.7", "--all")
    past = shown("--from", "werkzeug-3.1.6", "--to", "werkzeug-3.1.8", "--all")
    assert "host-invalid " not in past
    assert "by way of werkzeug-3.1.7" in " ".join(past.split())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("flask-2.2.5", "werkzeug-2.2.3"),  # with the last Werkzeug of its series
        ("flask-2.2.3", "werkzeug-2.2.3"),
        ("Flask-3.1.9", "werkzeug-3.1.9"),
        ("werkzeug-2.1.0", "werkzeug-2.1.0"),
        ("flask-2.1", "flask-2.1.0"),
        ("django-4.2.0", "django-4.2"),
        ("waitress-2.1.2", "waitress-2.1.2"),
    ],
)
def test_release_by_the_name_that_people_use(text, name):
    assert command.release_named(text, KNOWN).name == name


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--from", "flask-2.2.4"], "no release 'flask-2.2.4' was asked. The nearest: "),
        (["--from", "flask-9"], "no release 'flask-9' was asked. The nearest: flask-3.1.3"),
        (["--from", "flask-x"], "no release 'flask-x' was asked. The nearest: flask-2.0.0"),
        (["--from", "flask"], "'flask' has no version: write it as in flask-3."),
        (["--from", "rails-7"], "there is no product 'rails': choose from flask, werkzeug, "),
        (["--from", "djagno-4.2"], "there is no product 'djagno': did you mean django?"),
        (
            ["--from", "flask-2.2.5", "--to", "django-4.2"],
            "flask-2.2.5 and django-4.2 are releases of two products",
        ),
        (
            ["--from", "cherrypy-18.6.1"],
            "cherrypy-18.6.1 does not start on Python 3.12.1 (AttributeError: module 'inspect'",
        ),
    ],
)
def test_bad_input_is_one_line(shown, capsys, arguments, line):
    with pytest.raises(SystemExit) as ended:
        shown(*arguments)
    assert ended.value.code == 2
    [said] = capsys.readouterr().err.splitlines()
    assert said.startswith(line)


def test_unknown_product_to_ask(capsys):
    with pytest.raises(SystemExit) as ended:
        command.main(["--framework", "falsk"])
    assert ended.value.code == 2
    assert capsys.readouterr().err == "there is no product 'falsk': did you mean flask?\n"


def test_newest_are_held_against_the_pinned(shown, monkeypatch):
    wanted, written = [], []
    monkeypatch.setattr(command, "add_newest", list)
    monkeypatch.setattr(command, "ask", lambda found, *_: wanted.extend(found) or KNOWN)
    monkeypatch.setattr(command, "write", written.append)
    monkeypatch.setattr(command, "forget", lambda: None)
    text = " ".join(shown("--newest", "--on", "3.13").split())
    assert "New: nothing" in text
    assert f"bottle {pinned('bottle')}: nothing newer was asked." in text
    assert f"From django {pinned('django')} to django 6" in text
    assert {one.product for one in wanted if one.is_pinned} == {*products()}
    assert [one for one in wanted if not one.is_pinned and one.product != "django"] == []
    assert written == []  # another Python is not that of the file
    shown("--newest")
    assert written == [KNOWN]


# --- What keeps it from asking ------------------------------------------------


def test_no_such_python(monkeypatch):
    monkeypatch.setattr(command, "write", lambda found: pytest.fail("it was written"))
    with pytest.raises(SystemExit) as ended:
        command.main(["--framework", "bottle", "--on", "2.1"])
    assert ended.value.code == "Python 2.1 is not found on this machine"


def test_without_uv_what_was_known_stays(monkeypatch, capsys, tmp_path):
    """A release whose environment cannot be made is named, and keeps its answers."""
    monkeypatch.setattr(releases_module, "FOLDER", tmp_path)
    monkeypatch.setattr(releases_module.shutil, "which", lambda *_, **__: None)
    written = []
    monkeypatch.setattr(command, "write", written.append)
    monkeypatch.setattr(command, "forget", lambda: written.append("done"))
    monkeypatch.setattr(command, "interpreter", lambda version: (sys.executable, KNOWN.python))
    command.main(["--framework", "bottle"])
    said = " ".join(capsys.readouterr().out.split())
    count = len(products()["bottle"])
    assert re.search(rf"Not asked this time, {count} of them: bottle .*: uv is not found", said)
    assert written == [
        Drift(KNOWN.python, KNOWN.questions, KNOWN.askings, KNOWN.runs),
        "done",
    ]


def test_interrupted(monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "ask", interrupt)
    with pytest.raises(SystemExit) as ended:
        command.main(["--framework", "bottle"])
    assert ended.value.code == "Interrupted: the next run goes on from here."


def test_all_that_is_not_shown_is_counted(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    old = command.release_named("flask-2.2.5", drift.read())
    steps = drift.between(drift.read(), command.questions(), old, command.pinned_of("flask"))
    hidden = sum(one.difference.row.level == "advanced" for one in steps)
    command.main(["--from", "flask-2.2.5"])
    assert f"And {hidden} advanced questions: " in capsys.readouterr().out
