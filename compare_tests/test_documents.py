"""The documents say what the table says, and what they promise about themselves."""

import json
from importlib.metadata import version

import fastjsonschema
import pytest

from compare_tests import document
from compare_tests.questions import load
from shared.frameworks import FRAMEWORKS

DATA = json.loads(document.DATA.read_text())
SCHEMA = json.loads((document.DOCS / "behaviour.schema.json").read_text())


def test_documents_are_fresh():
    """What `make docs` would write is what is there."""
    assert document.stale() == []


def test_changed_answer_makes_them_stale(monkeypatch):
    question = next(iter(load().values()))
    monkeypatch.setitem(question.answers, "flask", "599")
    assert {"docs/behaviour.json", "docs/moving/flask-to-django.md"} <= set(document.stale())


def test_forgotten_document_is_stale(monkeypatch, tmp_path):
    """A document that nothing writes any more is found."""
    odd = document.DOCS / "moving" / "flask-to-rails.md"
    odd.write_text("")
    try:
        assert document.stale() == ["docs/moving/flask-to-rails.md"]
    finally:
        odd.unlink()


def test_versions_are_those_installed():
    """The run that wrote the documents was one with the packages of the lock file."""
    versions = {name: number for name, number in DATA["versions"].items() if name != "python"}
    assert versions == {name: version(name) for name in document.PACKAGES}


def test_data_fits_its_schema():
    fastjsonschema.validate(SCHEMA, DATA)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.pop("versions"),
        lambda data: data["questions"][0].pop("layer"),
        lambda data: data["questions"][0].update(level="easy"),
        lambda data: data["questions"][0]["answers"].popitem(),
        lambda data: data["questions"][0].update(links=["nowhere"]),
    ],
)
def test_schema_refuses(change):
    data = json.loads(document.DATA.read_text())
    change(data)
    with pytest.raises(fastjsonschema.JsonSchemaValueException):
        fastjsonschema.validate(SCHEMA, data)


def test_request_is_the_bytes_sent():
    """Latin-1 brings the bytes back as they were, whatever they were."""
    table = load()
    for row in DATA["questions"]:
        assert row["request"].encode("latin-1") == table[row["id"]].request


def test_enough_questions():
    """The counts that the comparison promises."""
    assert len(DATA["questions"]) >= 150
    assert sum(row["differs"] for row in DATA["questions"]) >= 80


def test_a_move_and_its_way_back_name_the_same_questions():
    def named(old, new):
        text = (document.DOCS / "moving" / f"{old}-to-{new}.md").read_text()
        return {line.split("`")[-2] for line in text.splitlines() if line.endswith("` |")}

    for old in FRAMEWORKS:
        for new in FRAMEWORKS:
            if old != new:
                assert named(old, new) == named(new, old) != set()
