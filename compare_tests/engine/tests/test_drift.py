"""What releases answer differently: kept as what changes, and looked up again."""

import pytest

from compare_tests.engine import drift, drift_runner
from compare_tests.engine.aspects import status
from compare_tests.engine.drift import Asking, Drift, between, drift_of, history
from compare_tests.engine.drift_runner import ask_releases
from compare_tests.engine.model import Answer, Question, request
from shared import releases as releases_module
from shared.frameworks import Target
from shared.releases import products, releases

PRODUCT, RELEASES = next((name, found) for name, found in products().items() if len(found) > 3)
TARGETS = [Target(name) for name in RELEASES[0].frameworks]
ROWS = [
    Question(id=id, level="practical", question=id, request=request("GET /"), observe=(status,))
    for id in ("first", "second")
]


def answer(status):
    return Answer(responses=[{"status": str(status)}])


def asking(*statuses, problem=""):
    """How a release was asked: the statuses of its answers to the questions."""
    pairs = zip(ROWS, statuses, strict=False)
    return Asking(
        "2026-11-27",
        problem,
        {(row.id, target): answer(status) for row, status in pairs for target in TARGETS},
    )


def seen(*askings, before=None, base=None):
    """What is known after the first releases were asked so; None: one that was not asked."""
    found = zip((one.name for one in RELEASES), askings, strict=False)
    return drift_of(
        {name: one for name, one in found if one}, before or Drift(), base or {}, "3.12.1", {}
    )


def statuses(steps):
    return [
        (one.difference.row.id, one.difference.old.status, one.difference.new.status, one.since)
        for one in steps
    ]


def test_only_what_changes_is_kept(tmp_path):
    found = seen(asking(200, 200), asking(200, 404), asking(200, 404), asking(200, 400))
    names = [one.name for one in RELEASES]
    runs = {("second", target): found.runs[PRODUCT]["second", target] for target in TARGETS}
    assert found.runs == {PRODUCT: runs}
    assert [(name, one.status) for name, one in runs["second", TARGETS[0]]] == [
        (names[0], 200),
        (names[1], 404),
        (names[3], 400),
    ]
    drift.write(found, tmp_path / "drift.json")
    assert drift.read(tmp_path / "drift.json") == found
    first = (tmp_path / "drift.json").read_bytes()
    drift.write(drift.read(tmp_path / "drift.json"), tmp_path / "drift.json")
    assert (tmp_path / "drift.json").read_bytes() == first


def test_nothing_is_known_without_a_run(tmp_path):
    assert drift.read(tmp_path / "drift.json") == Drift()


def test_between_two_releases():
    first, second, third, fourth, *_ = RELEASES
    found = seen(asking(200, 200), asking(500, 404), asking(200, 404), asking(200, 400))
    assert statuses(between(found, ROWS, first, fourth)) == [
        ("second", 200, 400, (second.name, fourth.name))
    ]
    assert statuses(between(found, ROWS, first, second)) == [
        ("first", 200, 500, (second.name,)),
        ("second", 200, 404, (second.name,)),
    ]
    assert statuses(between(found, ROWS, fourth, third)) == [("second", 400, 404, (fourth.name,))]
    assert between(found, ROWS[:1], first, fourth) == []


def test_history_of_a_question():
    found = seen(asking(200, 200), asking(200, 404))
    assert history(found, "first") == []
    [(targets, runs)] = history(found, "second")
    assert targets == TARGETS
    assert [one.status for _, one in runs] == [200, 404]


def test_release_that_was_not_asked_keeps_its_answers():
    before = seen(asking(200, 200), asking(200, 404), asking(200, 404))
    found = seen(asking(200, 200), None, asking(200, 405), before=before)
    assert [one.status for _, one in found.runs[PRODUCT]["second", TARGETS[0]]] == [200, 404, 405]
    # An answer that no release has changed is that of the pinned one.
    base = {("first", target): answer(200) for target in TARGETS}
    found = seen(None, None, None, asking(201, 404), before=before, base=base)
    assert [one.status for _, one in found.runs[PRODUCT]["first", TARGETS[0]]] == [200, 201]


def test_release_that_was_not_asked_in_the_last_run():
    last = Asking("2026-11-28", "", asking(200, 200).answers)
    found = seen(last, None, before=seen(asking(200, 200), asking(200, 200)))
    assert found.older(PRODUCT) == [(RELEASES[1], "2026-11-27")]


def test_release_that_does_not_start_is_left_out():
    found = seen(asking(200, 200), asking(problem="no module"), asking(200, 404))
    assert found.started(PRODUCT) == [RELEASES[0], RELEASES[2]]
    assert found.failed(PRODUCT) == [(RELEASES[1], "no module")]
    assert statuses(between(found, ROWS, RELEASES[0], RELEASES[2])) == [
        ("second", 200, 404, (RELEASES[2].name,))
    ]


# --- Asking -------------------------------------------------------------------


@pytest.fixture
def answering(monkeypatch, tmp_path):
    """Let releases answer as told: by the name of a release, what it says each time it is asked."""
    monkeypatch.setattr(drift_runner, "KEPT", tmp_path / "answers")
    monkeypatch.setattr(drift_runner, "fitting", lambda release, rows: "the same")
    said = {}

    def ask_at_once(todo):
        found = {}
        for release, rows in todo.items():
            ids = {row.id for row in rows}
            one = said[release.name].pop(0)
            answers = {key: value for key, value in one.answers.items() if key[0] in ids}
            found[release] = Asking(one.date, one.problem, answers)
        return found

    monkeypatch.setattr(drift_runner, "ask_at_once", ask_at_once)
    return said


@pytest.mark.parametrize(
    ("looks", "status"),
    [
        ((404, 404), 404),  # seen twice
        ((404, 200, 200), 200),  # not seen again
        ((404, 200, 404), 404),
        ((404, 200, 500), None),  # always something else
    ],
)
def test_difference_counts_when_it_is_seen_twice(answering, looks, status):
    first, second, *_ = RELEASES
    answering[first.name] = [asking(200, 200)] * 2
    answering[second.name] = [asking(200, one) for one in looks]
    found = ask_releases([first, second], ROWS, lambda count: None)
    kept = found[second.name].answers.get(("second", TARGETS[0]))
    assert (kept and kept.status) == status
    assert found[first.name].answers["second", TARGETS[0]].status == 200
    assert answering == {first.name: [], second.name: []}  # what differs, and nothing else


def test_interrupted_run_goes_on(answering):
    first, second, *_ = RELEASES
    answering[first.name] = [asking(200, 200)]
    ask_releases([first], ROWS, lambda count: None)
    answering[second.name] = [asking(200, 200)]
    counts = []
    found = ask_releases([first, second], ROWS, counts.append)
    assert [one.answers for one in found.values()] == [asking(200, 200).answers] * 2
    assert counts == [1, 1]
    drift_runner.forget()
    with pytest.raises(IndexError):  # asked anew
        ask_releases([first], ROWS, lambda count: None)


def test_servers_do_not_run_all_at_the_same_time(monkeypatch):
    monkeypatch.setattr(drift_runner, "MAX_SERVERS", 1)
    assert [*drift_runner.batches(RELEASES, ROWS)] == [[one] for one in RELEASES]
    monkeypatch.setattr(drift_runner, "MAX_SERVERS", 10_000)
    assert [*drift_runner.batches(RELEASES, ROWS)] == [RELEASES]


def test_release_that_cannot_start_says_why(monkeypatch, tmp_path):
    """Its reason is the last line of what it printed, without a path of this machine."""
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho 'ImportError: no cgi (/usr/lib/cgi.py)' >&2; exit 1\n")
    python.chmod(0o755)
    monkeypatch.setattr(releases_module.Release, "interpreter", python)
    found = drift_runner.ask_at_once({RELEASES[0]: ROWS})
    assert found[RELEASES[0]].problem == "ImportError: no cgi"
    assert found[RELEASES[0]].answers == {}


# --- The table ----------------------------------------------------------------


def test_each_product_has_its_pinned_release_once():
    assert {name: sum(one.is_pinned for one in found) for name, found in products().items()} == (
        dict.fromkeys(products(), 1)
    )


@pytest.mark.parametrize("line", ["a==2 b==2", "a==1 b==1"])
def test_line_changes_one_package(monkeypatch, tmp_path, line):
    table = tmp_path / "releases.txt"
    table.write_text(f"[a]\na==1 b==1\n{line}\n")
    monkeypatch.setattr(releases_module, "TABLE", table)
    releases.cache_clear()
    with pytest.raises(ValueError, match="does not change one package"):
        releases()
    releases.cache_clear()


def test_newest_releases_come_into_the_table(monkeypatch, tmp_path):
    table = tmp_path / "releases.txt"
    table.write_text("[a]\na==1.9 b==1\n\n[c]\nc==3\n")
    monkeypatch.setattr(releases_module, "TABLE", table)
    releases.cache_clear()
    monkeypatch.setattr(releases_module, "newest", {"a": "1.10", "b": "2", "c": "3"}.get)
    assert [one.name for one in releases_module.add_newest()] == ["a-1.10", "b-2"]
    assert table.read_text() == "[a]\na==1.9 b==1\na==1.10 b==1\na==1.10 b==2\n\n[c]\nc==3\n"
    releases.cache_clear()


def test_release_that_no_longer_starts_changes_nothing():
    base = {("first", target): answer(200) for target in TARGETS}
    before = seen(asking(200, 200), asking(problem="no module"), asking(200, 200))
    found = seen(asking(500, 200), None, None, before=before, base=base)
    names = [name for name, _ in found.runs[PRODUCT]["first", TARGETS[0]]]
    assert names == [RELEASES[0].name, RELEASES[2].name]


def test_release_is_asked_again_when_its_app_has_changed(monkeypatch, tmp_path):
    release = RELEASES[0]
    monkeypatch.setattr(releases_module, "FOLDER", tmp_path)
    release.folder.mkdir()
    (release.folder / "ready").write_text("")
    before = drift_runner.fitting(release, ROWS)
    monkeypatch.setattr(drift_runner, "digest_of_app", lambda name: "changed")
    assert drift_runner.fitting(release, ROWS) != before


def test_former_command_has_its_own_way_to_debug():
    _, variables = releases()["flask-2.0.0"].command(Target("flask", "debug"), 0)
    assert variables["FLASK_DEBUG"] == "1"
