"""What is done to a server where the question is not a request: starts, logs, crowds, signals.

Each server is started three times with its own command, and several questions look at the same
run. Its process is `python -m compare_tests.lifecycle MODULE …`, which runs that command and
tells its parent, over a connection of its own, when it listens and when a hello page is being
made. The page then waits for the parent to answer, so that nothing here has to sleep and hope.
"""

import os
import random
import re
import runpy
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import shared.pages
from compare_tests.looks import short, without_address
from compare_tests.questions import request
from shared.frameworks import SERVERS, command
from shared.launcher import ROOT, StartError, environment
from shared.serve import die_with_parent

DOZEN = 12
LONG = 15.0  # seconds: more than anything takes that happens at all
LISTENING = "@listening"  # what the process writes into its output at that moment
BUG = "a bug in the page"

# --- In the process of the server ---------------------------------------------


def tell(what: str) -> socket.socket:
    """Say a line to the parent, and return the connection on which it may answer."""
    connection = socket.create_connection(("127.0.0.1", int(os.environ["CONTROL"])))
    connection.sendall(f"{what}\n".encode())
    return connection


def waiting_page(title: str) -> str:
    """Wait for the parent, then return a page, or raise an exception if it says so."""
    main = threading.current_thread() is threading.main_thread()
    with tell("main thread" if main else "another thread") as connection:
        if connection.recv(1):
            raise RuntimeError(BUG)
    return f"the page of {title}"


def announce_listening() -> None:
    """Tell the parent when a server listens, and mark the place in the output."""
    listen = socket.socket.listen

    def listen_and_tell(self: socket.socket, *backlog: int) -> None:
        listen(self, *backlog)
        for output in (1, 2):
            os.write(output, f"{LISTENING}\n".encode())
        tell("listening").close()

    socket.socket.listen = listen_and_tell  # type: ignore[method-assign]


def hear_signals() -> None:
    """Undo what a shell does to a background job, and nohup: they let it ignore signals."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


# --- A run, as its parent sees it ---------------------------------------------


RUNNING: set["Run"] = set()


class Run:
    """One process that serves an app.

    Attributes:
        port: the TCP port that it was told to serve on.
        process: the process.
    """

    def __init__(self, framework: str, server: str, port: int, together: bool = False) -> None:
        """Start the process; `together` sends both its outputs to the same place."""
        self.name, self.port = f"{framework} on {server}", port
        self._control = socket.create_server(("127.0.0.1", 0), backlog=2 * DOZEN)
        self._folder = tempfile.TemporaryDirectory(prefix="frameworks-")
        self._files = [Path(self._folder.name) / name for name in ("stdout", "stderr")]
        control = str(self._control.getsockname()[1])
        with self._files[0].open("wb") as stdout, self._files[1].open("wb") as stderr:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "compare_tests.lifecycle"]
                + shlex.split(command(framework, server, port)),
                cwd=ROOT,
                env=environment(port) | {"CONTROL": control},
                stdin=subprocess.PIPE,  # held open: it ends when this one does
                stdout=stdout,
                stderr=stdout if together else stderr,
                process_group=0,
            )

        RUNNING.add(self)

    def log(self) -> tuple[str, str]:
        """Return what it printed, to standard output and to standard error."""
        stdout, stderr = (file.read_text(errors="backslashreplace") for file in self._files)
        return stdout, stderr

    def told(self, timeout: float = LONG, until: str = "") -> tuple[str, socket.socket] | None:
        """Return the next that it tells, and the connection on which to answer.

        None if it ended, if `until` is in its log, or after `timeout` seconds.
        """
        deadline = time.monotonic() + timeout
        self._control.settimeout(0.02)
        while time.monotonic() < deadline:
            with suppress(TimeoutError):
                connection, _ = self._control.accept()
                connection.settimeout(LONG)
                with connection.makefile() as lines:
                    return lines.readline().strip(), connection
            if self.process.poll() is not None or (until and until in "".join(self.log())):
                return None
        return None

    def wait_until_started(self) -> None:
        """Return when it listens, answers, and has nothing more to do for its start.

        Raises:
            StartError: it does not.
        """
        # CherryPy answers a little before it is done.
        last_word = "Bus STARTED" if self.name == "cherrypy on native" else ""
        listening = self.told()
        if listening:
            listening[1].close()
            ask(self.port, "/bye")
            wait_until(lambda: last_word in "".join(self.log()))
        if not listening or self.process.poll() is not None:
            raise StartError(f"{self.name} did not start", "\n".join(self.log()))

    def wait_for_end(self) -> str:
        """Wait until it ends and return how: an exit status, or the signal that ended it."""
        try:
            status = self.process.wait(LONG)
        except subprocess.TimeoutExpired:
            return "goes on"
        return (
            f"exit status {status}" if status >= 0 else f"ended by {signal.Signals(-status).name}"
        )

    def close(self) -> None:
        """End it if it has not ended, and delete what it printed."""
        RUNNING.discard(self)
        with suppress(OSError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdin.close()
        self._control.close()
        self._folder.cleanup()


@contextmanager
def started(framework: str, server: str, together: bool = False) -> Iterator[Run]:
    """Start a run, give it once it is started, and end it whatever happens."""
    run = Run(framework, server, free_port(), together)
    try:
        run.wait_until_started()
        yield run
    finally:
        run.close()


# Out of a range from which no system hands out ports, each at most once.
PORTS = iter(random.sample(range(20000, 30000), 10000))


def free_port(count: int = 1) -> int:
    """Return a port that nobody listens on, with as many free ones behind it."""
    for port in PORTS:
        with suppress(OSError), ExitStack() as probes:
            for number in range(port, port + count):
                probes.enter_context(socket.create_server(("127.0.0.1", number)))
            return port
    raise StartError("no port is free", "")


def wait_until(condition: Callable[[], bool]) -> None:
    """Return when the condition holds, or after LONG."""
    deadline = time.monotonic() + LONG
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)


def send(port: int, path: str) -> socket.socket:
    """Send a GET request, and return the connection, its answer still to be received."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=LONG)
    connection.sendall(request(f"GET {path}"))
    return connection


def receive(connection: socket.socket, timeout: float = LONG) -> bytes:
    """Return what comes until the connection is closed or nothing more comes in time."""
    received = b""
    connection.settimeout(timeout)
    with suppress(OSError):
        while more := connection.recv(65536):
            received += more
    return received


def ask(port: int, path: str) -> None:
    """Send a GET request, and receive all of the answer."""
    with send(port, path) as connection:
        receive(connection)


# --- The three runs of each server --------------------------------------------


@dataclass
class First:
    """What was seen in the first run of a server."""

    logs: dict[str, str]
    at_once: str
    silence: str
    sigint: str


def first_run(framework: str, server: str) -> First:
    """Ask for pages, one by one and in crowds; then press Ctrl-C."""
    with started(framework, server) as run:
        for path in ("/name", "/nope", "/name?\x1b[1m"):
            ask(run.port, path)
        with send(run.port, "/") as visitor:
            _, page = run.told()
            page.sendall(b"!")
            page.close()
            receive(visitor)
        at_once, only_thread = pages_at_once(run)
        silence = during_silence(run, only_thread)
        before = len("".join(run.log()))
        run.process.send_signal(signal.SIGINT)
        sigint = run.wait_for_end()
        sigint += " · traceback" * ("Traceback" in "".join(run.log())[before:])
        logs = dict(zip(("stdout", "stderr"), run.log(), strict=True))
        return First(logs, at_once, silence, sigint)


def pages_at_once(run: Run) -> tuple[str, bool]:
    """Return how many pages are being made at once, while more and more visitors want one.

    And whether it is the main thread that makes them, which then does nothing else.
    """
    visitors, pages = [], []
    patience, only_thread = LONG, False
    while len(pages) == len(visitors) < DOZEN:
        visitors.append(send(run.port, "/"))
        # waitress says so when one has to wait; with others, each has a second to begin.
        if begun := run.told(patience, until="Task queue depth is 1"):
            only_thread = begun[0] == "main thread"
            patience = 0.2 if only_thread else 1
            pages.append(begun[1])
    at_once = len(pages)
    while pages:
        pages.pop().close()
    for _ in visitors[at_once:]:
        run.told()[1].close()
    for visitor in visitors:
        receive(visitor)
        visitor.close()
    return str(at_once) if at_once < DOZEN else f"{DOZEN} or more", only_thread


def during_silence(run: Run, only_thread: bool) -> str:
    """Return whether anybody is answered while others are connected and say nothing."""
    for number, patience in ((1, 0.5 if only_thread else LONG), (DOZEN, 2)):
        silent = [socket.create_connection(("127.0.0.1", run.port)) for _ in range(number)]
        with send(run.port, "/bye") as visitor:
            answered = receive(visitor, patience)
            for connection in silent:
                connection.close()
            if not answered and receive(visitor):
                return f"waits for {number} who say nothing"
    return f"answers while {DOZEN} say nothing"


@dataclass
class Second:
    """What was seen in the second run of a server."""

    busy: str
    in_flight: str
    sigterm: str


def second_run(framework: str, server: str) -> Second:
    """Start it, and once more on its port; then send it SIGTERM."""
    with started(framework, server) as run:
        other = Run(framework, server, run.port)
        busy = other.wait_for_end()
        said = "".join(other.log())
        other.close()
        busy += " · traceback" * ("Traceback" in said) + f" · {last_line(said)}"
        with send(run.port, "/") as visitor:
            _, page = run.told()
            before = run.log()
            run.process.send_signal(signal.SIGTERM)
            # It has taken notice when it is gone, or says something.
            wait_until(lambda: run.process.poll() is not None or run.log() != before)
            page.close()
            in_flight = "answered" if receive(visitor) else "cut off"
        return Second(busy, in_flight, run.wait_for_end())


@dataclass
class Third:
    """What was seen in the third run of a server."""

    first_line: str
    sighup: str


def third_run(framework: str, server: str) -> Third:
    """Read what it says from the beginning; then send it SIGHUP, as a closing terminal does."""
    with started(framework, server, together=True) as run:
        said = without_python_warnings("".join(run.log())).replace(f"{LISTENING}\n", "")
        run.process.send_signal(signal.SIGHUP)
        # Only what stands above the line for the request that found it started.
        above = said.partition("127.0.0.1 - - ")[0].partition('"GET /bye')[0].strip()
        return Third(line(above.split("\n")[0]) or "nothing", run.wait_for_end())


RUNS = (first_run, second_run, third_run)


@cache
def runs(framework: str) -> dict[str, tuple[First, Second, Third]]:
    """Make the runs of both servers of a framework, side by side, and keep what was seen."""
    # The threads outlive the processes that they start, which die with them.
    pool = ThreadPoolExecutor(len(RUNS) * len(SERVERS))
    seen = {server: [pool.submit(run, framework, server) for run in RUNS] for server in SERVERS}
    try:
        return {server: tuple(one.result() for one in three) for server, three in seen.items()}
    finally:
        for run in list(RUNNING):  # none, but after Ctrl-C: then no thread has to finish
            run.process.kill()
        pool.shutdown(wait=False, cancel_futures=True)


# --- Normalising --------------------------------------------------------------


def without_python_warnings(text: str) -> str:
    """Leave out what Python itself warns of: packages and versions, not servers."""
    return re.sub(r"(?m)^\S+:\d+: \w*Warning: .*\n(  .*\n)?", "", text)


def without_time(text: str) -> str:
    """Leave out when it was: `[23/Nov/2026 06:45:56]`."""
    return re.sub(r"\[\d\d/\w{3}/\d{4}[ :][\d:]{8}\]", "[time]", text)


def without_numbers(text: str) -> str:
    """Leave out numbers that each run, system or version has its own of."""
    text = re.sub(r"\b(cherrypy\.(access|error)\.|Port |Errno )\d+", r"\1N", text)
    text = re.sub(r" v\d[\d.]*", "", text)
    return re.sub(r'(" \d{3} )\d+', r"\1size", text)  # of the body


def line(text: str) -> str:
    """Return one line of a log, normalised."""
    return short(without_numbers(without_time(without_address(text.strip()))), quote="")


def last_line(text: str) -> str:
    """Return the last line of a log, normalised."""
    return line(text.strip().split("\n")[-1])


# --- What is looked at --------------------------------------------------------


def lines(framework: str, server: str, pattern: str) -> list[tuple[str, str]]:
    """Return the lines of the first run's log that a pattern is in, each with its stream."""
    logs = runs(framework)[server][0].logs.items()
    found = [(name, text) for name, log in logs for text in log.splitlines()]
    return [(name, text) for name, text in found if re.search(pattern, text)]


def logged(framework: str, server: str, pattern: str) -> str:
    """Return these lines as one text."""
    found = lines(framework, server, pattern)
    return " · ".join(f"{name}: {line(text)}" for name, text in found) or "nothing"


def says_address(framework: str, server: str) -> str:
    """Whether it says its address, where, and whether it listens by then."""
    for name, log in runs(framework)[server][0].logs.items():
        before, _, after = log.partition(LISTENING)
        for when, part in (("before", before), ("when", after)):
            for text in part.splitlines():
                if "http://127.0.0.1" in text:
                    return f"{name}, {when} it listens: {line(text)}"
    return "no"


def warns(framework: str, server: str) -> str:
    """Whether it warns that it is for development."""
    found = lines(framework, server, "WARNING: This is a development server")
    return f"on {found[0][0]}" if found else "no"


def logs_control_character(framework: str, server: str) -> str:
    """What becomes of an escape character in the request target when it is logged."""
    found = [text.partition("?")[2] for _, text in lines(framework, server, r"/name\?")]
    if not found:
        return "nothing is logged"
    return "as it came" if any("\x1b" in text for text in found) else "escaped"


def logs_exception(framework: str, server: str) -> str:
    """Where the traceback of an exception in a view is written."""
    found = [name for name, _ in lines(framework, server, f"^RuntimeError: {BUG}")]
    return f"on {', and again on '.join(found)}" if found else "nowhere"


# By the name that a question gives; each returns what was seen, as one line of text.
ACTIONS: dict[str, Callable[[str, str], str]] = {
    "address": says_address,
    "first-line": lambda framework, server: runs(framework)[server][2].first_line,
    "warning": warns,
    "log-exception": logs_exception,
    "log-request": lambda *which: logged(*which, r"GET /name HTTP"),
    "log-not-found": lambda *which: logged(*which, r"/nope"),
    "log-control-character": logs_control_character,
    "pages-at-once": lambda framework, server: runs(framework)[server][0].at_once,
    "silence": lambda framework, server: runs(framework)[server][0].silence,
    "busy-port": lambda framework, server: runs(framework)[server][1].busy,
    "ctrl-c": lambda framework, server: runs(framework)[server][0].sigint,
    "sigterm": lambda framework, server: runs(framework)[server][1].sigterm,
    "sigterm-in-flight": lambda framework, server: runs(framework)[server][1].in_flight,
    "sighup": lambda framework, server: runs(framework)[server][2].sighup,
}


if __name__ == "__main__":
    die_with_parent()
    hear_signals()
    announce_listening()
    shared.pages.hello_page = waiting_page
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
