"""The commands people type: what they say, how they end, and what they say when it is wrong."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from compare_tests.lifecycle import free_port
from shared.frameworks import FRAMEWORKS
from shared.launcher import ROOT


def python(*arguments, **environment):
    """Run a command to its end and return it."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def start():
    """Start a command that runs until it is told to end."""
    started = []

    def start(*arguments):
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=os.environ | {"PYTHONUNBUFFERED": "1", "COLUMNS": "100"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def read_until(process, text):
    """Read the lines of a command until one holds this text, and return them all."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if text in line:
            return "".join(lines)
    raise AssertionError("".join(lines))


@pytest.mark.parametrize("server", ["native", "waitress"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_run_one(framework, server, number, start):
    """It says its address once it answers, and a signal ends it cleanly within five seconds."""
    port = free_port()
    process = start("-m", "shared.run", framework, "--port", str(port), "--server", server)
    read_until(process, f"{framework} on {server}: http://127.0.0.1:{port}/")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/name", timeout=10) as response:
        assert b"Hello there Ahmed!" in response.read()
    process.send_signal(number)
    rest, _ = process.communicate(timeout=5)
    assert process.returncode == 0
    assert "Traceback" not in rest
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_run_all(start):
    """A table of addresses, the page, each log line with its framework's name, one Ctrl-C."""
    port = free_port(len(FRAMEWORKS) + 1)
    process = start("-m", "shared.run", "all", "--port", str(port))
    table = read_until(process, f"http://127.0.0.1:{port + len(FRAMEWORKS) - 1}/")
    for i, framework in enumerate(FRAMEWORKS.values()):
        assert re.search(rf"{framework.title} .*http://127\.0\.0\.1:{port + i}/", table)
    urllib.request.urlopen(f"http://127.0.0.1:{port + 2}/bye", timeout=10).read()
    said = read_until(process, f"http://127.0.0.1:{port + len(FRAMEWORKS)}/")
    said += read_until(process, "/bye HTTP/1.1") if "/bye HTTP/1.1" not in said else ""
    assert re.search(r'(?m)^bottle .*"GET /bye HTTP/1.1" 200', said)
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=10)
    assert process.returncode == 0
    assert "Traceback" not in rest


def test_run_all_when_one_dies(start):
    """It says which, shows its last lines, stops the rest and exits with 1."""
    port = free_port(len(FRAMEWORKS))
    process = start("-m", "shared.run", "all", "--port", str(port))
    read_until(process, f"http://127.0.0.1:{port + len(FRAMEWORKS) - 1}/")
    table = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True
    ).stdout
    [victim] = [
        int(line.split()[0])
        for line in table.splitlines()
        if line.split()[1] == str(process.pid) and "pyramid" in line
    ]
    os.kill(victim, signal.SIGKILL)
    rest, _ = process.communicate(timeout=10)
    assert process.returncode == 1
    assert "pyramid on native ended (exit status -9). Its last lines:" in rest
    for i in range(len(FRAMEWORKS)):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port + i)) != 0


NAMES = ", ".join(FRAMEWORKS)
BAD = {
    "framework": (["-m", "shared.run", "flsk"], r".*invalid choice: 'flsk' \(choose from .*flask"),
    "server": (["-m", "shared.run", "flask", "--server", "gunicorn"], r".*choose from .*waitress"),
    "port-word": (["-m", "shared.run", "flask", "--port", "high"], r".*'high' is no port"),
    "port-zero": (["-m", "shared.run", "flask", "--port", "0"], r".*'0' is no port"),
    "port-large": (["-m", "shared.run", "flask", "--port", "65536"], r".*'65536' is no port"),
    "port-file": (["-m", "cherrypy_app.app"], r"'high' is no port: give a number from 1 to 65535"),
    "debug-waitress": (
        ["-m", "shared.run", "flask", "--debug", "--server", "waitress"],
        r"debugging needs the framework's own server",
    ),
    "suite-framework": (["-m", "pytest", "--framework", "flsk"], rf"ERROR: .*{NAMES}"),
    "suite-url": (["-m", "pytest", "--url", "localhost"], r"ERROR: .*is no address"),
    "suite-url-silent": (["-m", "pytest", "--url", "http://127.0.0.1:9"], r"ERROR: nobody answers"),
}


@pytest.mark.parametrize(("command", "line"), BAD.values(), ids=BAD.keys())
def test_bad_input_is_one_line(command, line):
    ended = python(*command, PORT="high")
    assert ended.returncode != 0
    said = (ended.stderr + ended.stdout).strip()
    assert re.fullmatch(f"{line}.*", said), said


def test_busy_port_is_one_line(framework):
    with socket.socket() as owner:
        owner.bind(("127.0.0.1", 0))
        owner.listen()
        port = owner.getsockname()[1]
        ended = python("-m", "shared.run", framework, "--port", str(port))
    assert ended.returncode == 2
    assert ended.stderr == (
        f"port {port} is taken by another program, so {framework} cannot have it: "
        "choose another with --port (PORT=)\n"
    )


def test_old_python_is_one_line():
    old = "import sys; sys.version_info = (3, 10, 13); import shared.environment"
    ended = python("-c", old)
    assert ended.returncode == 1
    assert ended.stderr == "Python 3.10 is too old: get 3.11 or newer.\n"


def test_missing_venv_is_one_line(tmp_path):
    """As on Debian without python3-venv."""
    without = (
        "import sys; sys.modules['ensurepip'] = None; from pathlib import Path; "
        "import shared.environment as e; e.VENV = Path(sys.argv[1]); e.READY = e.VENV / 'ready'; "
        "e.make()"
    )
    ended = python("-c", without, str(tmp_path))
    assert ended.returncode == 1
    assert re.fullmatch(
        r"This Python has no `venv`: .*apt install python3-venv\)\.\n", ended.stderr
    )


def test_missing_packages_are_one_line():
    ended = python("-c", "import sys; sys.modules['rich'] = None; import shared.run")
    assert ended.returncode == 1
    assert ended.stderr.startswith("Packages are missing: run `python -m shared.environment`")


def test_contract_fails_on_a_server_that_lacks_a_route(start):
    """As a learner sees it who has not written all four pages yet."""
    port = free_port()
    app = (
        "import flask; app = flask.Flask('a'); app.add_url_rule('/', 'hello', "
        f"lambda: __import__('shared.pages').pages.hello_page('Mine')); app.run(port={port})"
    )
    server = start("-c", app)
    read_until(server, "Press CTRL+C")
    ended = python("-m", "pytest", "--url", f"http://127.0.0.1:{port}", "--title", "Mine")
    assert ended.returncode == 1
    assert re.search(r"│ hello +│ ✓ 1 +│", ended.stdout)
    assert re.search(r"│ bye +│ ✗ 0 of 1 +│", ended.stdout)
    assert "GET /bye" in ended.stdout


def test_contract_passes_on_one_of_ours(start):
    port = free_port()
    server = start("-m", "shared.run", "bottle", "--port", str(port))
    read_until(server, "Ctrl-C")
    ended = python("-m", "pytest", "--url", f"http://127.0.0.1:{port}/")
    assert ended.returncode == 0, ended.stdout


def test_make_alone_lists_the_targets():
    assert shutil.which("make"), "make is not installed"
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = re.findall(r"^([a-z%-]+):", (ROOT / "Makefile").read_text(), re.M)
    for target in set(targets) - {"help", "run-%", "test-%"}:
        assert f"make {target}" in listed
