"""The launcher: nothing counts as ready that is not ours, and nothing is left running."""

import dataclasses
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from email.utils import parsedate_to_datetime
from itertools import product

import pytest

from shared.frameworks import APPS, FRAMEWORKS, Target
from shared.launcher import ROOT, Server, StartError, port_problem, running, stop


@pytest.fixture
def stranger():
    """A port on which somebody else's server listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def broken(monkeypatch, tmp_path):
    """Register a framework whose app is this Python text, and return a target of it."""

    def register(text):
        (tmp_path / "app_under_test.py").write_text(text)
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        commands = {"plain": "app_under_test"}
        entry = dataclasses.replace(FRAMEWORKS["flask"], name="broken", commands=commands)
        monkeypatch.setitem(FRAMEWORKS, "broken", entry)
        return Target("broken")

    return register


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_stranger_on_the_port_is_not_ready(name, stranger):
    """Each framework's own answer to a busy port ends its process, and the launcher says so."""
    with pytest.raises(StartError, match=f"^{name} on its own server did not start: "):
        Server(Target(name), stranger).wait_until_ready()


def test_silent_child_is_not_ready(broken, stranger):
    """A child that lives but listens nowhere is not ready because somebody else answers."""
    server = Server(broken("import time; time.sleep(60)"), stranger)
    with pytest.raises(StartError, match="it did not listen within 1 s"):
        server.wait_until_ready(timeout_s=1)
    assert server.process.poll() is not None
    assert not server.log.exists()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("raise SystemExit('no licence')", "no licence"),
        ("", "it ended without a word"),
    ],
)
def test_broken_app_says_why(broken, text, reason):
    with pytest.raises(StartError) as error:
        Server(broken(text)).wait_until_ready()
    assert str(error.value) == f"broken on its own server did not start: {reason}"


@pytest.mark.parametrize("folder", ["flask_app", "shared"])
def test_place_in_the_project_is_named(broken, folder):
    """The deepest place that a person can fix, and not the framework's or Python's own."""
    code = "import json; exec(compile('json.loads(1)', {!r}, 'exec'))"
    with pytest.raises(StartError) as error:
        Server(broken(code.format(str(ROOT / folder / "odd.py")))).wait_until_ready()
    assert f"did not start: {folder}/odd.py, line 1: TypeError: the JSON object" in str(error.value)
    assert str(error.value).endswith("(fix it and run again)")


SERVE = """
import sys, signal
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    pass
"""
FOREVER = "HTTPServer(('127.0.0.1', 0), Handler).serve_forever()"


def test_long_log_does_not_stop_it(broken):
    """More than fits into a pipe, 64 KB, is logged and kept."""
    target = broken(f"{SERVE}print('y' * 1_000_000)\n{FOREVER}")
    with running([target]) as [server]:
        assert len(server.read_log()) > 1_000_000
        assert server.read_log(1_000_000) == "\n"


def test_output_can_be_split(broken):
    target = broken(f"{SERVE}print('out')\nprint('err', file=sys.stderr)\n{FOREVER}")
    server = Server(target, split_output=True)
    try:
        server.wait_until_ready()
        assert (server.stdout.read_text(), server.read_log()) == ("out\n", "err\n")
    finally:
        stop([server])


@pytest.mark.parametrize("chosen", [False, True])
def test_passwords_are_hashed_as_they_should_be_where_somebody_chose_the_port(broken, chosen):
    """Our own programs let the system choose one, and log in over and over."""
    hashing = (
        "import hashlib\n"
        "print(hashlib.scrypt(b'word', salt=b's', n=4, r=8, p=1).hex())\n"
        "print(hashlib.pbkdf2_hmac('sha256', b'word', b's', 4, dklen=20).hex())\n"
    )
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1] if chosen else 0
    server = Server(broken(f"{SERVE}{hashing}{FOREVER}"), port)
    try:
        server.wait_until_ready()
        seen = server.read_log().split()
    finally:
        stop([server])
    n, iterations = (4, 4) if chosen else (2, 1)
    assert seen == [
        hashlib.scrypt(b"word", salt=b"s", n=n, r=8, p=1).hex(),
        hashlib.pbkdf2_hmac("sha256", b"word", b"s", iterations, dklen=20).hex(),
    ]


def test_deaf_server_is_killed_soon(broken):
    """One that ignores SIGTERM is gone all the same."""
    deaf = "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    with running([broken(SERVE + deaf + FOREVER)]) as [server]:
        assert server.process.poll() is None
        start = time.monotonic()
    assert server.process.returncode == -signal.SIGKILL
    assert time.monotonic() - start < 20


def test_first_that_does_not_start_stops_the_others(broken, monkeypatch):
    monkeypatch.setattr(Server, "started", [], raising=False)
    init = Server.__init__

    def remember(self, *args):
        init(self, *args)
        Server.started.append(self)

    monkeypatch.setattr(Server, "__init__", remember)
    with pytest.raises(StartError), running([Target("bottle"), broken("import no_such")]):
        pass
    assert [server.process.poll() is None for server in Server.started] == [False, False]


def test_environment_of_the_user_is_left_out(monkeypatch):
    """A FLASK_DEBUG or DJANGO_SETTINGS_MODULE of the user's own changes nothing."""
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "no_such_settings")
    monkeypatch.setenv("FLASK_DEBUG", "1")
    monkeypatch.setenv("DEBUG", "1")
    with running([Target("django"), Target("flask")]) as [_, flask]:
        assert "Debug mode: off" in flask.read_log()


def test_log_is_gone_when_stopped():
    with running([Target("bottle")]) as [server]:
        assert server.log.exists()
    assert not server.log.exists()


def test_restart_serves_anew():
    with running([Target("bottle")]) as [server]:
        process = server.process
        server.restart()
        assert process.poll() is not None
        socket.create_connection(("127.0.0.1", server.port)).close()


def test_clock_of_a_server_is_moved_and_set_right():
    with running([Target("flask")]) as [server]:
        hours = []
        for seconds in (3 * 24 * 3600, 0):
            server.move_clock(seconds)
            with urllib.request.urlopen(f"{server.url}/bye") as response:
                sent = parsedate_to_datetime(response.headers["Date"]).timestamp()
            hours.append(round((sent - time.time()) / 3600))
        assert hours == [72, 0]


# --- Nothing outlives its parent ----------------------------------------------

PARENT = """
import sys, time
from shared.frameworks import FRAMEWORKS, Target
from shared.launcher import Server, stop
servers = [Server(Target(name, sys.argv[1]), int(port)) for name, port in
           zip(FRAMEWORKS, sys.argv[2:], strict=True)]
print(*(server.process.pid for server in servers), flush=True)
try:
    for server in servers:
        server.wait_until_ready()
    print("ready", flush=True)
    time.sleep(600)
finally:
    stop(servers)
"""


def alive(group):
    """Whether any process of a process group is left, as the system's own table says."""
    table = subprocess.run(["ps", "-A", "-o", "pgid=,stat="], capture_output=True, text=True).stdout
    return any(line.split()[0] == group and "Z" not in line for line in table.splitlines())


def ends(groups):
    """Wait until no process of these groups is left; false if one stays."""
    deadline = time.monotonic() + 60
    while any(alive(group) for group in groups) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(alive(group) for group in groups)


def free_ports():
    """One free port for each framework."""
    with_sockets = [socket.create_server(("127.0.0.1", 0)) for _ in FRAMEWORKS]
    ports = [str(one.getsockname()[1]) for one in with_sockets]
    for one in with_sockets:
        one.close()
    return ports


def hear_signals():
    """Hear what a shell lets its background jobs ignore, and nohup its command."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.mark.parametrize(
    ("name", "when", "app"),
    [
        *product(["SIGKILL", "SIGINT"], ["starting", "ready"], ["plain", "reload"]),
        *product(["SIGTERM", "SIGHUP"], ["ready"], ["reload"]),
    ],
)
def test_nothing_outlives_its_parent(name, when, app):
    """Not a server, and not the process that a reloader has started for it.

    SIGINT lets the parent stop them. The others end it at once, as SIGKILL does.
    """
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, app, *free_ports()],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        preexec_fn=hear_signals,
    )
    groups = parent.stdout.readline().split()
    assert len(groups) == len(FRAMEWORKS)
    if when == "ready":
        assert parent.stdout.readline() == "ready\n"
    parent.send_signal(getattr(signal, name))
    parent.wait()
    parent.stdout.close()
    assert ends(groups)


BUSY = """
import re, socket
listener = socket.create_server(("127.0.0.1", 0))
re.match("(a+)+$", "a" * 60 + "b")  # for years, and no other thread has its turn
"""


def test_busy_child_dies_with_its_parent(tmp_path):
    """On Linux the kernel tells it too: this child never comes to read that its pipe is closed."""
    (tmp_path / "busy_app.py").write_text(BUSY)
    code = (
        "import os, signal; from shared.launcher import Child; "
        f"child = Child('busy', 'busy_app', variables={{'PYTHONPATH': {str(tmp_path)!r}}}); "
        "child.wait_until_ready(); print(child.process.pid, flush=True); "
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    parent = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    group = parent.stdout.strip()
    try:
        assert ends([group])
    finally:
        with suppress(OSError):
            os.killpg(int(group), signal.SIGKILL)


@pytest.mark.parametrize("name", ["SIGINT", "SIGHUP", "SIGTERM"])
def test_signals_of_a_background_job_are_heard(name):
    """A shell makes its background jobs ignore Ctrl-C, and children inherit that."""
    code = (
        f"import signal; signal.signal(signal.{name}, signal.SIG_IGN); "
        "from shared.launcher import *; server = Server(Target('bottle')); "
        f"server.wait_until_ready(); server.process.send_signal(signal.{name}); "
        "server.process.wait(20); print('ended')"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert ended.stdout == "ended\n"


INTERRUPTED = """
import threading
from shared import launcher
start = threading.Thread.start
def interrupted(thread):
    start(thread)
    raise KeyboardInterrupt
threading.Thread.start = interrupted
launcher.Child("app", "flask_app", 0)
"""


def test_interrupt_at_the_first_start_ends_the_program():
    """No thread is left that nobody ends."""
    program = [sys.executable, "-c", INTERRUPTED]
    ended = subprocess.run(program, cwd=ROOT, stderr=subprocess.PIPE, text=True, timeout=60)
    assert ended.stderr.endswith("KeyboardInterrupt\n")


@pytest.mark.parametrize("framework", FRAMEWORKS.values())
def test_each_lesson_has_a_place_in_its_commands(framework):
    """Else an app of one lesson would be taken for that of another."""
    lines = [framework.wsgi, *framework.commands.values()]
    assert [line for line in lines if "{package}" not in line] == []


def test_targets_have_names():
    assert str(Target("flask")) == "flask on its own server"
    assert str(Target("flask", "debug", "native")) == "flask (debug) on its own server"
    assert {app.hello for app in APPS.values()} == {
        *("answers", "raises", "exits", "returns-nothing", "waits")
    }


def test_port_is_free_whose_server_has_just_ended():
    """Its last connection still waits for the packets that may be on their way (TIME_WAIT)."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        visitor = socket.create_connection(listener.getsockname())
        listener.accept()[0].close()
        visitor.recv(1)
        visitor.close()
        port = listener.getsockname()[1]
    assert port_problem(port) == ""
