"""The runner: servers that crash or fall silent in the middle lose no question."""

import dataclasses

import pytest

from compare_tests.engine import processes, runner
from compare_tests.engine.aspects import status
from compare_tests.engine.model import NewProcess, Question, Start, Wait, request
from shared.frameworks import FRAMEWORKS, Target
from shared.launcher import Server, stop

APP = """
import os, sys, time
from http.server import BaseHTTPRequestHandler, HTTPServer
memory = []
class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_): pass
    def do_GET(self):
        if self.path == "/crash":
            os._exit(3)
        if self.path == "/hang":
            time.sleep(3600)
        if self.path == "/memory":
            memory.append(self.path)
        self.send_response(200 + len(memory))
        self.send_header("X-Key", os.environ["SECRET_KEY"])
        self.end_headers()
HTTPServer(("127.0.0.1", 0), Handler).serve_forever()
"""


@pytest.fixture
def server(monkeypatch, tmp_path):
    """A server that serves one visitor after the other, and can be made to crash or to hang."""
    (tmp_path / "app_under_test.py").write_text(APP)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(runner, "TIMEOUT_S", 2)
    commands = {"plain": "app_under_test"}
    entry = dataclasses.replace(FRAMEWORKS["flask"], name="odd", commands=commands)
    monkeypatch.setitem(FRAMEWORKS, "odd", entry)
    server = Server(Target("odd"))
    server.wait_until_ready()
    yield server
    stop([server])


def question(path, *steps):
    return Question(
        id=f"{path} {steps}",
        level="advanced",
        question="?",
        request=request(f"GET {path}"),
        observe=(status,),
        steps=steps,
    )


@pytest.mark.parametrize(
    ("path", "text"), [("/crash", "the server crashed"), ("/hang", "no answer in time")]
)
def test_rest_is_asked_after_a_restart(server, path, text):
    paths = ["/a", path, "/b", "/c"]
    rows = [question(path) for path in paths]
    process = server.process
    answers = runner.ask({server: rows})
    texts = [answers[row.id, server.target].text for row in rows]
    assert texts == ["200", text, "200", "200"]
    assert server.process is not process


def test_new_process_answers_from_then_on(server):
    """It shares the key, and not the memory; a second one leaves the first as it was."""
    rows = [
        question("/memory", request("GET /memory")),
        question("/memory", request("GET /memory"), NewProcess(beside=True)),
        question("/memory", request("GET /memory"), request("GET /memory")),
        question("/memory", request("GET /memory"), NewProcess()),
        question("/a"),
    ]
    process = server.process
    answers = runner.ask({server: rows})
    seen = [answers[row.id, server.target] for row in rows]
    assert [answer.text for answer in seen] == ["202", "201", "206", "201", "201"]
    keys = {answer.exchange.responses[-1].header("x-key") for answer in seen}
    assert len(keys) == 1
    assert server.process is not process


def test_visitors_of_a_server_that_was_started_again_begin_anew(server):
    start = Start("it remembers one", (request("GET /memory"),))
    rows = [
        dataclasses.replace(question("/a", *steps), start=start) for steps in ((NewProcess(),), ())
    ]
    found = runner.ask({server: rows})
    assert [found[row.id, server.target].text for row in rows] == ["200", "201"]


def test_second_process_ends_with_its_question(server, monkeypatch):
    made = []
    monkeypatch.setattr(
        runner, "Server", lambda *one, **more: made.append(Server(*one, **more)) or made[-1]
    )
    runner.ask({server: [question("/a", NewProcess(beside=True))]})
    assert [one.process.poll() is None for one in made] == [False]


def test_waits_of_one_question_add_up(server, monkeypatch):
    moved_s = []
    monkeypatch.setattr(server, "move_clock", moved_s.append)
    runner.ask({server: [question("/a", Wait(15), request("GET /b"), Wait(20))]})
    assert moved_s == [15 * 60, 35 * 60, 0]


def test_no_port_is_handed_out_twice(monkeypatch):
    drawn = iter([b"\0\1", b"\0\1", b"\0\2", b"\0\3", b"\0\4"])
    monkeypatch.setattr(processes.os, "urandom", lambda count: next(drawn))
    assert processes.free_port() != processes.free_port()
