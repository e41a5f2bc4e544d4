"""The command that serves the apps: what it says, how it ends, and how it refuses bad input."""

import fcntl
import io
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import termios
import time
import urllib.request
from types import SimpleNamespace

import pytest
from rich.console import Console

from shared import run
from shared.frameworks import FRAMEWORKS, SERVERS, Target
from shared.launcher import ROOT
from shared.run import targets


@pytest.fixture
def start():
    """Start a command that runs until it is told to end."""
    started = []

    def start(*arguments, ignore_ctrl_c=False):
        process = subprocess.Popen(
            [sys.executable, "-m", "shared.run", *arguments],
            cwd=ROOT,
            env=os.environ | {"PYTHONUNBUFFERED": "1", "COLUMNS": "100", "DEBUG": ""},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # As a shell does with its background jobs.
            preexec_fn=lambda: signal.signal(
                signal.SIGINT, signal.SIG_IGN if ignore_ctrl_c else signal.SIG_DFL
            ),
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.terminate()
        process.communicate()


def read_until(process, text):
    """Read the lines of a command until one holds this text, and return them all."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if text in line:
            return "".join(lines)
    raise AssertionError("".join(lines))


def free_ports(count):
    """The first of so many free ports behind each other."""
    while True:
        first = 20000 + int.from_bytes(os.urandom(2)) % 10000
        try:
            for port in range(first, first + count):
                socket.create_server(("127.0.0.1", port)).close()
            return first
        except OSError:
            pass


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("name", FRAMEWORKS)
def test_one_app(name, server, start):
    """It says its address once it answers, and a signal ends it cleanly."""
    port = free_ports(1)
    number = signal.SIGINT if server == "native" else signal.SIGTERM
    process = start(name, "--port", str(port), "--server", server, ignore_ctrl_c=True)
    read_until(process, f": http://127.0.0.1:{port}/  (Ctrl-C stops it)")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/name", timeout=60) as response:
        assert b"Hello there Ahmed!" in response.read()
    process.send_signal(number)
    rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Traceback" not in rest
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_signal_while_starting(start):
    process = start("all", "--port", str(free_ports(len(FRAMEWORKS) + 1)))
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=60)
    assert "Traceback" not in output or "shared" not in output


def test_all_apps_and_the_page(start):
    """A table of addresses, the page, each log line with its framework's name, one Ctrl-C."""
    port = free_ports(len(FRAMEWORKS) + 1)
    process = start("all", "--port", str(port))
    table = read_until(process, f"http://127.0.0.1:{port + len(FRAMEWORKS) - 1}/")
    for i, framework in enumerate(FRAMEWORKS.values()):
        assert re.search(rf"{framework.title} .*http://127\.0\.0\.1:{port + i}/", table)
    text = read_until(process, f"http://127.0.0.1:{port + len(FRAMEWORKS)}/")
    urllib.request.urlopen(f"http://127.0.0.1:{port + 2}/bye", timeout=60).read()
    text = read_until(process, "/bye HTTP/1.1")
    assert re.search(r'(?m)^bottle .*"GET /bye HTTP/1.1" 200', text)
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Traceback" not in rest


def test_app_that_ends_stops_all(start):
    """It says which, shows its last lines, stops the rest and exits with 1."""
    port = free_ports(len(FRAMEWORKS) + 1)
    process = start("all", "--port", str(port))
    read_until(process, f"http://127.0.0.1:{port + len(FRAMEWORKS) - 1}/")
    table = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="], capture_output=True, text=True
    ).stdout
    [victim] = [
        int(line.split()[0])
        for line in table.splitlines()
        if line.split()[1] == str(process.pid) and "pyramid" in line
    ]
    os.kill(victim, signal.SIGKILL)
    rest, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "pyramid on its own server ended (exit status -9). Its last lines:" in rest
    for i in range(len(FRAMEWORKS)):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port + i)) != 0


def named_with(port):
    """The processes whose command line names a port, as the system's own table says."""
    command = ["ps", "-A", "-ww", "-o", "pid=,stat=,args="]
    table = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = [line.split(None, 2) for line in table.splitlines()]
    return [args for _, state, args in lines if str(port) in args and "Z" not in state]


@pytest.mark.parametrize("debug", ["DEBUG=", "DEBUG=1"])
@pytest.mark.parametrize("when", ["starting", "ready"])
@pytest.mark.parametrize("how", ["terminal closed", "make killed"])
def test_nothing_outlives_make_and_its_terminal(how, when, debug):
    """In a terminal of its own, as a window is: neither the servers nor their reloaders stay."""
    port = free_ports(1)
    ours, theirs = pty.openpty()
    make = subprocess.Popen(
        ["make", "run-flask", f"PORT={port}", debug],
        cwd=ROOT,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(theirs, termios.TIOCSCTTY, 0),
    )
    os.close(theirs)
    read = b""
    while when == "ready" and b"Ctrl-C stops it" not in read:
        read += os.read(ours, 65536)
    while not named_with(f"shared.run flask --port={port}"):
        time.sleep(0.01)
    if how == "make killed":
        make.kill()
    else:
        os.close(ours)
    deadline = time.monotonic() + 60
    while (left := named_with(port)) and time.monotonic() < deadline:
        time.sleep(0.05)
    make.kill()
    make.wait()
    if how == "make killed":
        os.close(ours)
    assert left == []


def test_targets_of_a_command_line(monkeypatch):
    monkeypatch.delenv("DEBUG", raising=False)
    port = free_ports(len(FRAMEWORKS))
    assert targets(["flask", "--port", str(port)]) == {Target("flask", "served"): port}
    assert targets(["flask", "--port", str(port), "--debug"]) == {Target("flask", "reload"): port}
    waitress = targets(["all", "--port", str(port), "--server", "waitress"])
    assert list(waitress) == [Target(name, "served", "waitress") for name in FRAMEWORKS]
    assert list(waitress.values()) == [port + i for i in range(len(FRAMEWORKS))]


@pytest.mark.parametrize(
    ("text", "app"),
    [("1", "reload"), ("true", "reload"), ("Yes", "reload"), ("on", "reload")]
    + [("", "served"), ("0", "served"), ("off", "served")],
)
def test_debug_means_what_it_says(text, app, monkeypatch):
    monkeypatch.setenv("DEBUG", text)
    assert list(targets(["flask", "--port", str(free_ports(1))])) == [Target("flask", app)]


def test_debug_that_is_neither_on_nor_off_is_one_line(monkeypatch, capsys):
    monkeypatch.setenv("DEBUG", "maybe")
    with pytest.raises(SystemExit) as ended:
        targets(["flask"])
    assert ended.value.code == 2
    message = "DEBUG=maybe is neither on nor off: use DEBUG=1 or 0\n"
    assert capsys.readouterr().err == message


BAD = {
    "framework-case": (["Flask"], "there is no framework 'Flask': did you mean flask\\?"),
    "framework": (["flsk"], "there is no framework 'flsk': did you mean flask\\?"),
    "server": (["flask", "--server", "gunicorn"], r"there is no server 'gunicorn': choose from .*"),
    "port-word": (["flask", "--port", "high"], r".*'high' is not a port number: use 1 to 65535"),
    "port-zero": (["flask", "--port", "0"], r".*'0' is not a port number.*"),
    "port-large": (["flask", "--port", "65536"], r".*'65536' is not a port number.*"),
    "port-digits": (["flask", "--port", "٥٠٠٠"], r".*is not a port number.*"),
    "debug-waitress": (
        ["flask", "--debug", "--server", "waitress"],
        r"debugging needs the framework's own server: leave out SERVER=waitress",
    ),
}


@pytest.mark.parametrize(("arguments", "line"), BAD.values(), ids=BAD.keys())
def test_bad_input_is_one_line(arguments, line, capsys):
    with pytest.raises(SystemExit) as ended:
        targets(arguments)
    assert ended.value.code == 2
    assert re.fullmatch(f"{line}\n", capsys.readouterr().err)


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_busy_port_is_one_line(name, capsys):
    with socket.create_server(("127.0.0.1", 0)) as owner, pytest.raises(SystemExit):
        port = owner.getsockname()[1]
        targets([name, "--port", str(port)])
    assert capsys.readouterr().err == (
        f"port {port} is already in use, so {name} cannot use it: "
        "choose another with --port (PORT=)\n"
    )


def test_each_line_of_a_log_is_printed_once_it_is_whole(tmp_path, monkeypatch):
    log, printed, signals = tmp_path / "log", io.StringIO(), []
    log.write_bytes(b"one\n")
    later = iter([b"tw", b"o\n", b"three\n", b""])

    def sleep(_):
        new = next(later)
        with log.open("ab") as file:
            file.write(new)
        if not new:
            signals.append(signal.SIGINT)

    monkeypatch.setattr(run, "time", SimpleNamespace(sleep=sleep))
    monkeypatch.setattr(run, "is_abandoned", lambda: False)
    run.follow({"flask": SimpleNamespace(log=log, mistake="")}, Console(file=printed), signals)
    assert printed.getvalue() == "one\ntwo\nthree\n"


def test_aligned_app_has_no_debugging(capsys):
    with pytest.raises(SystemExit):
        targets(["flask", "--debug", "--variant", "aligned"])
    assert "leave out DEBUG= or VARIANT=" in capsys.readouterr().err
