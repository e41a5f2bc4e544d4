"""The documents say what was recorded, and the record what is answered now."""

import dataclasses
import json
import re
from importlib.metadata import version
from itertools import permutations

import fastjsonschema
import pytest

from compare_tests.commands import docs
from compare_tests.engine import record
from compare_tests.engine.model import Question, request_lines
from compare_tests.questions import PAGES, load
from shared.frameworks import APPS, FRAMEWORKS
from shared.launcher import ROOT

DATA = json.loads(docs.DATA.read_text(encoding="utf-8"))
SCHEMA = json.loads((docs.DOCS / "behaviour.schema.json").read_text(encoding="utf-8"))


def test_documents_are_fresh():
    """What `make docs` would write from the record is what is there."""
    assert docs.stale() == []


def test_record_is_what_is_answered_now(monkeypatch):
    """Asked again, everything is as it was recorded: answers, responses, who decides.

    Of what is done to a process the record holds no more than the table, which is tested.
    """
    # How long a start takes depends on the machine.
    monkeypatch.setattr(record, "start_up_s", lambda framework: 0.0)
    rows = load().values()
    requests = [row for row in rows if isinstance(row, Question)]
    recorded, now = record.read(), record.run([*PAGES.values(), *requests])
    others = {row.id for row in rows} - {row.id for row in requests}
    changed = {
        key
        for old, new in (
            (recorded.answers, now.answers),
            (recorded.responses, now.responses),
            (recorded.decided_by, now.decided_by),
            (recorded.apps, now.apps),
        )
        for key in {*old, *new}
        if old.get(key) != new.get(key)
    }
    assert {key for key in changed if not {key, key[0]} & others} == set()
    assert docs.wrong_answers(recorded) == []
    assert {id for id, _ in recorded.answers} >= others


def test_versions_are_those_installed():
    """The run was one with the packages of the lock file."""
    versions = {name: number for name, number in DATA["versions"].items() if name != "python"}
    assert versions == {name: version(name) for name in versions}
    assert {*versions} >= {*FRAMEWORKS}


def test_changed_answer_makes_them_stale(monkeypatch):
    recorded = record.read()
    (id, target), old = next(iter(recorded.answers.items()))
    new = dataclasses.replace(old, responses=[{"status": "599"}])
    changed = dataclasses.replace(recorded, answers=recorded.answers | {(id, target): new})
    monkeypatch.setattr(docs.record, "read", lambda: changed)
    assert {"docs/behaviour.json", "docs/behaviour.md"} & {*docs.stale()} or id in PAGES


def test_forgotten_document_is_stale(monkeypatch, tmp_path):
    """A document that nothing writes any more is found."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "forgotten.md").write_text("")
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    monkeypatch.setattr(docs, "DOCS", tmp_path / "docs")
    monkeypatch.setattr(docs, "DATA", tmp_path / "docs" / "behaviour.json")
    assert "docs/forgotten.md" in docs.stale()


def test_wrong_answer_writes_nothing(monkeypatch, tmp_path):
    """The table and the apps have to agree before anything is written."""
    recorded = record.read()
    row = load()["wrong-method"]
    name = next(iter(FRAMEWORKS))
    monkeypatch.setitem(row.answers, name, "599")
    monkeypatch.setattr(docs.record, "run", lambda rows: recorded)
    monkeypatch.setattr(docs.record, "write", lambda *_: pytest.fail("it was written"))
    with pytest.raises(SystemExit) as ended:
        docs.main([])
    lines = str(ended.value).splitlines()
    assert re.match(
        rf"wrong-method: {name} on its own server answers .* and the table says 599$", lines[0]
    )
    assert lines[-1].startswith("So nothing was written")


def test_data_fits_its_schema():
    fastjsonschema.validate(SCHEMA, DATA)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.pop("versions"),
        lambda data: data["questions"][0].pop("decided_by"),
        lambda data: data["questions"][0].update(level="easy"),
        lambda data: data["questions"][0]["answers"].update(flask="200"),
        lambda data: data["questions"][0].update(links=["nowhere"]),
        lambda data: data["questions"][0].update(request=[{"repeat": "x"}]),
    ],
)
def test_schema_refuses(change):
    data = json.loads(json.dumps(DATA))
    change(data)
    with pytest.raises(fastjsonschema.JsonSchemaValueException):
        fastjsonschema.validate(SCHEMA, data)


def test_request_is_the_bytes_sent():
    """Latin-1 brings the bytes back as they were, and pieces are put together."""
    for row in DATA["questions"]:
        pieces = [
            piece if isinstance(piece, str) else piece["repeat"] * piece["times"]
            for piece in row["request"]
        ]
        sent = getattr(load()[row["id"]], "request", b"")
        assert "".join(pieces).encode("latin-1") == sent
    assert len(docs.DATA.read_bytes()) < 600_000


def test_requests_that_differ_are_shown_differently():
    shown: dict = {}
    for row in load().values():
        if isinstance(row, Question):
            shown.setdefault((row.app, *request_lines(row.request)), set()).add(row.request)
    assert [lines for lines, requests in shown.items() if len(requests) > 1] == []


def test_a_move_and_its_way_back_name_the_same_questions():
    def named(old, new):
        text = (docs.DOCS / "moving" / f"{old}-to-{new}.md").read_text(encoding="utf-8")
        return {line.split("`")[-2] for line in text.splitlines() if line.endswith("` |")}

    for old, new in permutations(FRAMEWORKS, 2):
        assert named(old, new) == named(new, old) != set()


def test_line_that_decides_stands_in_its_app():
    for row in load().values():
        for name, line in row.app_lines.items():
            files = FRAMEWORKS[name].files(ROOT, APPS[row.app].lesson)
            lines = [one.strip() for file in files for one in file.read_text().splitlines()]
            assert line in lines, f"{row.id}, {name}"


def test_every_rule_is_kept_or_broken_by_somebody():
    """Its expressions match what is answered; a rule that no answer shows has neither."""
    for row in load().values():
        if row.rule and row.rule.kept is not None:
            verdicts = {row.verdict(row.expected(target)) for target in row.targets(row.answers)}
            assert verdicts & {"kept", "broken"}, row.id


def test_change_that_decides_nothing_writes_nothing(monkeypatch):
    recorded = record.read()
    monkeypatch.setattr(docs.record, "run", lambda rows: recorded)
    monkeypatch.setattr(docs.record, "write", lambda *_: pytest.fail("it was written"))
    monkeypatch.setattr(docs.alignment, "measured", lambda rows: [])
    with pytest.raises(SystemExit, match="this change was not measured"):
        docs.main([])


def test_all_that_was_measured_is_written(monkeypatch, capsys):
    recorded, written = record.read(), []
    changes, _ = docs.alignment.read()
    monkeypatch.setattr(docs.record, "run", lambda rows: recorded)
    monkeypatch.setattr(docs.record, "write", lambda *given: written.append(given[0]))
    monkeypatch.setattr(docs.alignment, "measured", lambda rows: changes)
    monkeypatch.setattr(docs.alignment, "prices", lambda packages: {})
    monkeypatch.setattr(docs.alignment, "write", lambda *given: written.append(given[0]))
    monkeypatch.setattr(docs, "documents", lambda recorded: {})
    docs.main([])
    assert written == [recorded, changes]
    assert "Wrote the record and 0 documents" in capsys.readouterr().out
