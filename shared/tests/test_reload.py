"""Edit, save, reload the page: who shows what was saved, as the table of the README says it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from shared.frameworks import FRAMEWORKS
from shared.launcher import ROOT

PATIENCE_S = 60  # for what is sure to come
SILENCE_S = 2  # for what is not to come: the slowest reloader looks every second


@pytest.fixture
def copy(tmp_path):
    """The project in a folder of its own, whose files may be changed."""
    for folder in ("shared", "compare_tests", "side_by_side", *(f"{n}_app" for n in FRAMEWORKS)):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.pyc"))
    return tmp_path


@pytest.fixture
def serve(copy):
    """Serve all apps of the copy as a shell starts jobs in the background; give their ports."""
    started = {}

    def serve(debug):
        ports = {name: free_port() for name in FRAMEWORKS}
        for name, port in ports.items():
            process = subprocess.Popen(
                [sys.executable, "-m", "shared.run", name, "--port", str(port)],
                cwd=copy,
                env=os.environ | {"PYTHONPATH": str(copy), "DEBUG": debug, "PYTHONUNBUFFERED": "1"},
                stdout=(copy / f"{name}.log").open("wb"),
                stderr=subprocess.STDOUT,
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
            )
            started[name] = process
        return ports, started

    yield serve
    for process in started.values():
        process.terminate()
    for process in started.values():
        process.wait()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def says(copy, name, text):
    """Whether the command comes to print a text."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if text in (copy / f"{name}.log").read_text():
            return True
        time.sleep(0.1)
    return False


def shows(text, port, patience_s=PATIENCE_S):
    """Whether the bye page comes to show a text."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/bye", timeout=5) as response:
                if text.encode() in response.read():
                    return True
        except OSError:
            pass  # it is being started anew
        time.sleep(0.1)
    return False


def bye_view(copy, name):
    """Return the file in which an app says goodbye."""
    [path] = [path for path in (copy / f"{name}_app").glob("*.py") if "Bye!" in path.read_text()]
    return path


def settle(copy):
    """Wait until no log grows any more for longer than a reloader takes to look around."""
    sizes = []
    while sizes != (sizes := [path.stat().st_size for path in sorted(copy.glob("*.log"))]):
        time.sleep(1.5)


def edit(copy, old, new):
    """Save all apps at the same time, with a change in their bye page."""
    for name in FRAMEWORKS:
        path = bye_view(copy, name)
        path.write_text(path.read_text().replace(old, new))


def reloads(name, row):
    """What the README says of a framework in a row of its table."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    head = re.search(r"(?m)^\| reloads after a save \|(.*)\|$", text)[1]
    cells = re.search(rf"(?m)^\| {re.escape(row)} \|(.*)\|$", text)[1]
    titles = [title.strip() for title in head.split("|")]
    return cells.split("|")[titles.index(FRAMEWORKS[name].title)].strip()


def test_as_a_person_starts_them(serve, copy):
    ports, _ = serve("")
    assert [name for name in ports if not shows("Bye!", ports[name])] == []
    settle(copy)
    edit(copy, "Bye!", "Bye! Later!")
    for name, port in ports.items():
        expected = reloads(name, "`make run-…`") == "yes"
        assert shows("Later!", port, PATIENCE_S if expected else SILENCE_S) == expected, name


def test_with_debugging_also_after_a_syntax_error(serve, copy):
    ports, _ = serve("1")
    assert [name for name in ports if not shows("Bye!", ports[name])] == []
    settle(copy)
    # What the process below a reloader would tell the launcher is not for the terminal.
    logs = {name: (copy / f"{name}.log").read_text() for name in ports}
    assert [name for name in logs if re.search(r"(?m)^listening \d+$", logs[name])] == []
    edit(copy, "Bye!", "Bye! Later!")
    # Bottle's reloader interrupts its server. A request that is answered just then swallows that.
    settle(copy)
    for name, port in ports.items():
        assert shows("Later!", port), (copy / f"{name}.log").read_text()
    settle(copy)
    edit(copy, "Later!", 'Later!")\ndef oops(:\n("Later!')
    settle(copy)
    edit(copy, '")\ndef oops(:\n("Later!', " Again!")
    settle(copy)
    for name, port in ports.items():
        assert shows("Again!", port), (copy / f"{name}.log").read_text()
        assert reloads(name, "`make run-… DEBUG=1`") == "yes"


@pytest.mark.parametrize("debug", ["", "1"])
def test_a_mistake_that_is_there_from_the_start_is_said(serve, copy, debug):
    """The command ends with the reason, or shows it and goes on when the mistake is mended.

    There is another one behind it, in a module that the app imports.
    """
    edit(copy, "Bye!", 'Bye!")\ndef oops(:\n("')
    decorators = copy / "shared" / "decorators.py"
    right = decorators.read_text()
    decorators.write_text("def oops(:\n")
    ports, started = serve(debug)
    silent = [name for name in ports if not says(copy, name, "SyntaxError: ")]
    assert silent == []
    settle(copy)
    edit(copy, 'Bye!")\ndef oops(:\n("', "Bye!")
    settle(copy)
    decorators.write_text(right)
    for name, port in ports.items():
        log = (copy / f"{name}.log").read_text()
        if started[name].poll() is None:
            assert shows("Bye!", port), log
        else:
            assert started[name].returncode == 1, log
