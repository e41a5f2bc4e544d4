"""Start and stop the apps as real servers: one launcher for the suite and for people."""

import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from shared.frameworks import FRAMEWORKS, command

ROOT = Path(__file__).resolve().parent.parent


class StartError(Exception):
    """A server did not start. Says which and why in one line; `log` is what it printed."""

    def __init__(self, message: str, log: str) -> None:
        super().__init__(message)
        self.log = log


class Server:
    """One app, being served on 127.0.0.1 by a child process.

    Creating it only starts the process, so that many can start at the same time;
    `wait_until_ready` then waits for it. The child dies with its parent, and on Linux with
    the thread that created it.

    Attributes:
        framework, server: what runs, as "flask" and "native".
        port: the TCP port, known once it is ready. 0 lets the kernel choose it.
        mode: one of MODES.
        through: a module that runs the framework's command in its own way, "" for none.
        instead: what runs in place of an app, as it comes behind `python -m`, "" for nothing.
        stopped: whether it has been told to end.
        log: the file that takes all it prints. A file, because a pipe that nobody reads
            fills up and then stops the server.
    """

    def __init__(
        self,
        framework: str,
        server: str = "native",
        port: int = 0,
        mode: str = "plain",
        through: str = "",
        instead: str = "",
    ) -> None:
        self.framework, self.server, self.port = framework, server, port
        self.mode, self.through, self.instead = mode, through, instead
        self.stopped = False
        self._folder = tempfile.TemporaryDirectory(prefix="frameworks-")
        self.log = Path(self._folder.name) / f"{framework}-{server}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "shared.serve"]
                + shlex.split(instead or f"{through} {command(framework, server, port, mode)}"),
                cwd=ROOT,
                env=environment(port, mode),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                process_group=0,  # Ctrl-C goes to the parent alone, which stops the child
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )

    @property
    def name(self) -> str:
        """What people call it: "flask on waitress"."""
        return f"{self.framework} on {self.server}"

    @property
    def url(self) -> str:
        """The address of its hello page, without the last slash."""
        return f"http://127.0.0.1:{self.port}"

    def wait_until_ready(self, timeout: float = 30) -> None:
        """Return when this very process answers over HTTP.

        Args:
            timeout: seconds to wait before giving up.

        Raises:
            StartError: it ended, or did not answer in time.
        """
        # The child says its port when it listens, or closes the pipe when it ends.
        late = threading.Event()
        giving_up = threading.Timer(timeout, lambda: (late.set(), self.process.kill()))
        giving_up.daemon = True
        giving_up.start()
        reason = ""
        try:
            self.port = int(self.process.stdout.readline() or 0)
            if self.port:
                self._answers(timeout)
        except (OSError, HTTPException) as error:
            reason = f"it listens, but GET / fails: {error!r}"
        finally:
            giving_up.cancel()
        if reason or not self.port:
            if self.process.poll() is None and not reason:
                self.process.wait()  # the pipe is closed, so it is ending
            if late.is_set():
                reason = f"no answer within {timeout:g} s"
            log = self.read_log()
            self.stop()
            raise StartError(f"{self.name} did not start: {reason or _reason(log)}", log)

    def _answers(self, timeout: float) -> None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        connection.request("GET", "/")
        connection.getresponse().read()
        connection.close()

    def read_log(self, start: int = 0) -> str:
        """Return what the server printed, from the byte `start` on."""
        with self.log.open("rb") as log:
            log.seek(start)
            return log.read().decode(errors="replace")

    def stop(self) -> None:
        """Stop the process and all it started, and delete its log. Twice does no harm."""
        stop([self])


def environment(port: int, mode: str = "plain") -> dict[str, str]:
    """Return the environment variables of a process that serves an app in one of MODES.

    A FLASK_DEBUG or a DJANGO_SETTINGS_MODULE of the user's own is not part of the app.
    """
    theirs = tuple(f"{name.upper()}_" for name in FRAMEWORKS)
    ours = {"PORT": str(port), "DEBUG": "" if mode == "plain" else "1", "PYTHONUNBUFFERED": "1"}
    kept = {key: value for key, value in os.environ.items() if not key.startswith(theirs)}
    return kept | ours


def _reason(log: str) -> str:
    """Return the last line of a log, behind the place in the project that it is about."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    if not lines:
        return "it ended without a word"
    places = re.findall(r'File "(.+?)", line (\d+)', log)
    for file, line in reversed(places):
        path = Path(file)
        if path.parent in {ROOT / framework.folder for framework in FRAMEWORKS.values()}:
            return f"{path.relative_to(ROOT)}, line {line}: {lines[-1]} (mend it and run again)"
    return lines[-1]


def stop(servers: Iterable[Server]) -> None:
    """Stop all these servers at the same time, and delete their logs."""
    servers = list(servers)
    for server in servers:
        server.stopped = True
    end([server.process for server in servers])
    for server in servers:
        server._folder.cleanup()


def end(processes: Iterable[subprocess.Popen]) -> None:
    """Ask processes to end, each with its group, and kill those that have not in three seconds."""
    processes = list(processes)
    for process in processes:
        _signal(process, signal.SIGTERM)
    deadline = time.monotonic() + 3
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0, deadline - time.monotonic()))
        # What a reloader started may outlive it, in the same process group.
        _signal(process, getattr(signal, "SIGKILL", signal.SIGTERM))
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()


def _signal(process: subprocess.Popen, number: int) -> None:
    with suppress(OSError):  # it is gone already
        if hasattr(os, "killpg"):
            os.killpg(process.pid, number)
        else:
            process.terminate()


@contextmanager
def running(starting: Iterable[Server]) -> Iterator[list[Server]]:
    """Wait until all these servers are ready, give them, and stop them in the end.

    Given a generator that starts them one by one, it stops those that it has got even if
    it is interrupted half-way.

    Raises:
        StartError: of the first that did not start; the others are stopped.
    """
    servers: list[Server] = []
    try:
        for server in starting:
            servers.append(server)
        for server in servers:
            server.wait_until_ready()
        yield servers
    finally:
        stop(servers)
