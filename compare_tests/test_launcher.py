"""The launcher: nothing counts as ready that is not ours, and nothing is left running."""

import dataclasses
import http.server
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from shared.frameworks import FRAMEWORKS
from shared.launcher import ROOT, Server, StartError, running


@pytest.fixture
def stranger():
    """Somebody else's server, which answers 200 to everything."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def app_of(monkeypatch, tmp_path):
    """Register a framework whose app is this Python text."""

    def register(text, port=0):
        (tmp_path / "app_under_test.py").write_text(text)
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        entry = dataclasses.replace(FRAMEWORKS["flask"], name="broken", run="app_under_test")
        monkeypatch.setitem(FRAMEWORKS, "broken", entry)
        return Server("broken", port=port)

    return register


def test_stranger_on_the_port_is_not_ready(framework, stranger):
    """Each framework's own answer to a busy port ends its process, and the launcher says so."""
    with pytest.raises(StartError, match=f"^{framework} on native did not start: "):
        Server(framework, port=stranger).wait_until_ready()


def test_silent_child_is_not_ready(app_of, stranger):
    """A child that lives but listens nowhere is not ready because somebody else answers."""
    server = app_of("import time; time.sleep(60)", port=stranger)
    with pytest.raises(StartError, match="no answer within 1 s"):
        server.wait_until_ready(timeout=1)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("raise SystemExit('no licence')", "no licence"),
        ("", "it ended without a word"),
    ],
)
def test_broken_app_says_why(app_of, text, reason):
    with pytest.raises(StartError) as error:
        app_of(text).wait_until_ready()
    assert str(error.value) == f"broken on native did not start: {reason}"


def test_syntax_error_says_where(monkeypatch, tmp_path):
    """The place is named when it is in an app."""
    broken = ROOT / FRAMEWORKS["flask"].folder / "broken_by_a_test.py"
    broken.write_text("def hello(:\n")
    try:
        entry = dataclasses.replace(FRAMEWORKS["flask"], run="flask_app.broken_by_a_test")
        monkeypatch.setitem(FRAMEWORKS, "flask", entry)
        with pytest.raises(StartError, match=r"broken_by_a_test\.py, line 1: SyntaxError"):
            Server("flask").wait_until_ready()
    finally:
        broken.unlink()


SERVE = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        print("x" * 1000, file=sys.stderr)
        self.send_response(200)
        self.end_headers()
"""


def test_long_log_does_not_stop_it(app_of):
    """More than fits into a pipe, 64 KB, is logged and kept."""
    text = SERVE + "print('y' * 1_000_000)\nHTTPServer(('127.0.0.1', 0), Handler).serve_forever()"
    with running([app_of(text)]) as [server]:
        assert len(server.read_log()) > 1_000_000


def test_deaf_server_is_killed(app_of):
    """One that ignores SIGTERM is gone all the same."""
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    with running(
        [app_of(SERVE + deaf + "HTTPServer(('127.0.0.1', 0), Handler).serve_forever()")]
    ) as [server]:
        assert server.process.poll() is None
    assert server.process.returncode == -signal.SIGKILL


def test_environment_of_the_user_is_left_out(monkeypatch):
    """A FLASK_DEBUG or DJANGO_SETTINGS_MODULE of the user's own changes nothing."""
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "no_such_settings")
    monkeypatch.setenv("FLASK_DEBUG", "1")
    with running([Server("django"), Server("flask")]) as [_, flask]:
        assert "Debug mode: off" in flask.read_log()


def test_log_is_gone_when_stopped():
    with running([Server("bottle")]) as [server]:
        assert server.log.exists()
    assert not server.log.exists()


PARENT = """
import sys, time
from shared.frameworks import FRAMEWORKS
from shared.launcher import Server, running
servers = [Server(name, mode=sys.argv[1], port=port) for name, port in
           zip(FRAMEWORKS, map(int, sys.argv[2:]))]
print(*(server.process.pid for server in servers), flush=True)
with running(servers):
    print("ready", flush=True)
    time.sleep(60)
"""


def alive(group):
    """Whether any process of a process group is left, as the system's own table says."""
    table = subprocess.run(["ps", "-A", "-o", "pgid=,stat="], capture_output=True, text=True).stdout
    return any(line.split()[0] == group and "Z" not in line for line in table.splitlines())


@pytest.mark.parametrize("when", ["starting", "ready"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_outlives_its_parent(number, when):
    command = [sys.executable, "-c", PARENT, "plain", *["0"] * len(FRAMEWORKS)]
    parent = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    groups = parent.stdout.readline().split()
    assert len(groups) == len(FRAMEWORKS)
    if when == "ready":
        assert parent.stdout.readline() == "ready\n"
    parent.send_signal(number)
    parent.wait(10)
    parent.stdout.close()
    deadline = time.monotonic() + 3
    while any(alive(group) for group in groups):
        assert time.monotonic() < deadline, "a server outlived its parent"
        time.sleep(0.05)


def test_log_files_are_not_pipes():
    with running([Server("cherrypy")]) as [server]:
        assert isinstance(server.log, Path)
        assert "GET / HTTP/1.1" in server.read_log()
