"""The record: what every run changes is left out, and what is written is read again."""

import dataclasses
import shutil
import sys

import pytest

from compare_tests.engine import record
from compare_tests.engine.aspects import answer_in, connection, page, status
from compare_tests.engine.model import Question, request
from compare_tests.engine.wire import End, Exchange
from shared.frameworks import FRAMEWORKS
from shared.launcher import ROOT


def test_what_a_run_changes_is_left_out():
    raw = (
        b"HTTP/1.1 405 No\r\nDate: Mon, 23 Nov 2026 07:12:51 GMT\r\nAllow: OPTIONS, GET\r\n"
        b"Set-Cookie: csrftoken=0123456789abcdefghijklmnopqrstuv; a\r\nContent-Length: 1234\r\n"
        b"Location: http://127.0.0.1:41234/x\r\n\r\n" + f"{ROOT}/app.py {sys.prefix}/x".encode()
    )
    assert record.steady(Exchange(b"", raw, End.CLOSED)).split("\n") == [
        "HTTP/1.1 405 No",
        "Date: xxx, xx xxx xxxx xx:xx:xx GMT",
        "Allow: GET, OPTIONS",
        "Set-Cookie: csrftoken=x; a",
        "Content-Length: x",
        "Location: http://127.0.0.1:xxxxx/x",
        "",
        "…/app.py …/x",
    ]


@pytest.fixture(scope="module")
def run():
    """A run of two questions: one of them with debugging on."""
    plain = Question(
        id="bye",
        level="essential",
        question="?",
        request=request("GET /bye", close=False),
        observe=(status, page, connection),
    )
    debug = dataclasses.replace(plain, id="debug", app="debug")
    return record.run([plain, debug], ["bottle"])


def test_what_is_written_is_read_again(run, tmp_path):
    record.write(run, tmp_path / "record.json")
    assert record.read(tmp_path / "record.json") == run


def test_a_run_holds_answers_and_responses(run):
    texts = {(id, target.server): answer.text for (id, target), answer in run.answers.items()}
    assert texts == {
        ("bye", "native"): "200 · bye page · closed",
        ("bye", "waitress"): "200 · bye page · kept",
        ("debug", "native"): "200 · bye page · closed",
    }
    assert run.decided_by == {"bye": "server", "debug": "server"}
    assert run.versions["bottle"]
    assert run.start_up_s["bottle"] > 0


def test_no_response_is_kept_with_debugging_on(run):
    assert {id for id, _ in run.responses} == {"bye"}


def test_missing_record_is_an_empty_one(tmp_path):
    assert record.read(tmp_path / "none.json").answers == {}


@pytest.mark.parametrize("file", ["bottle_app/app.py", "shared/decorators.py"])
def test_changed_app_is_noticed(run, monkeypatch, tmp_path, file):
    for folder in ("bottle_app", "shared"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.setattr(record, "ROOT", tmp_path)
    assert "bottle" not in run.changed_apps
    with (tmp_path / file).open("a") as changed:
        changed.write("changed")
    assert "bottle" in run.changed_apps


def test_long_response_is_cut():
    raw = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 5000
    assert len(record.steady(Exchange(b"", raw, End.CLOSED))) < 2100


def test_cookies_and_tokens_are_not_kept():
    raw = (
        b"HTTP/1.1 200 OK\r\nSet-Cookie: session=eyJ1c2VyIjoiQWhtZWQifQ.x; Path=/\r\n\r\n"
        b'<input type="hidden" name="csrf" value="0123456789abcdef0123456789abcdef">'
    )
    kept = record.steady(Exchange(b"", raw, End.CLOSED))
    assert "Set-Cookie: session=x; Path=/" in kept
    assert '<input type="hidden" name="csrf" value="x">' in kept


def test_every_framework_names_its_packages():
    assert {*record.versions()} >= {*FRAMEWORKS, "waitress", "python"}


def test_answers_without_a_response_have_words():
    given = answer_in(Exchange(b"", b"", End.HUNG), [status])
    assert given.text == "no answer in time"
    assert record.steady(Exchange(b"", b"", End.HUNG)) == "(no bytes: hung)"
