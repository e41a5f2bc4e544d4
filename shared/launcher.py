"""Start and stop the apps as real servers: one launcher for the suite, the page and people."""

import os
import queue
import re
import secrets
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from shared.frameworks import APPS, FRAMEWORKS, ROOT, Target, command
from shared.releases import releases

# On Linux a child dies with the thread that made it, so one makes them all, which is there as long
# as this program. It is started here: one that Ctrl-C interrupts as it starts would never end.
STARTER = ThreadPoolExecutor(1)
STARTER.submit(threading.get_ident).result()
ENDING_S = 3  # for a server that ends of the mistake that it has printed
START_TIMEOUT_S = 120  # only a server that hangs takes so long, also on a busy machine


class StartError(Exception):
    """A server did not start. Says which and why in one line.

    Attributes:
        log: what it printed.
        reason: the why alone.
    """

    def __init__(self, message: str, log: str, reason: str = "") -> None:
        super().__init__(message)
        self.log, self.reason = log, reason


class Child:
    """A child process that serves something on 127.0.0.1, and dies with this one.

    Creating it only starts the process, so that many can start at the same time;
    `wait_until_ready` then waits for it.

    Attributes:
        name: what people call it.
        port: the TCP port, known once it is ready. 0 lets the operating system choose one.
        process: the process.
        stopped: whether it was told to end.
        log: the file that takes all it prints. A file, because a pipe that nobody reads
            fills up and then stops the server.
        stdout: the file for its standard output, where child.py is told to split it from `log`.
        mistake: what keeps it from listening while its reloader waits for that to be mended; "" if
            nothing does.
    """

    def __init__(
        self,
        name: str,
        command: str,
        port: int = 0,
        *,
        options: Iterable[str] = (),
        variables: Mapping[str, str] | None = None,
        root: Path = ROOT,
        python: str = sys.executable,
    ) -> None:
        """Start it.

        Args:
            name: what people call it.
            command: what comes behind `python -m`.
            port: the port that the command names, 0 if it names none.
            options: of child.py.
            variables: of its environment, beside those of this process; `{folder}` in one stands
                for a folder that is there as long as it is, and so it does in an option.
            root: see Server.
            python: the path of the Python that runs it.
        """
        self.name, self.port, self._requested_port, self.mistake = name, port, port, ""
        self._root, self._python = root, python
        self._folder = tempfile.TemporaryDirectory(prefix="frameworks-")
        self._command = shlex.split(command)
        self._variables = {
            name: value.replace("{folder}", self._folder.name)
            for name, value in (variables or {}).items()
        }
        self._options = [option.replace("{folder}", self._folder.name) for option in options]
        if not port:  # nobody chose it, so our own programs ask, and log in over and over
            self._options.append("--cheap-hashes")
        self.log, self.stdout = (Path(self._folder.name) / name for name in ("log", "stdout"))
        self._start()

    def _start(self) -> None:
        self.port, self.stopped = self._requested_port, False
        # What it keeps for as long as it runs goes when it goes.
        temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), self._folder.name)
        with self.log.open("ab") as log:
            self.process = STARTER.submit(
                subprocess.Popen,
                [self._python, "-m", "shared.child", *self._options, *self._command],
                cwd=self._root,
                env=child_environment(self.port, self._python) | temporary | self._variables,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                bufsize=0,
                process_group=0,  # Ctrl-C goes to the parent alone, which stops the child
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            ).result()
        self._messages: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(
            target=self._listen, args=[self.process, self._messages], daemon=True
        ).start()

    @staticmethod
    def _listen(process: subprocess.Popen, messages: queue.SimpleQueue[str]) -> None:
        with process.stdout as pipe:
            for line in pipe:
                messages.put(line.decode().strip())
        messages.put("")

    @property
    def url(self) -> str:
        """Its address, without the last slash."""
        return f"http://127.0.0.1:{self.port}"

    def message(self, timeout_s: float) -> str | None:
        """Return the next message of the process: "" if it closed its pipe, None if none came."""
        try:
            return self._messages.get(timeout=timeout_s)
        except queue.Empty:
            return None

    def cue(self, byte: bytes) -> None:
        """Let one waiting hello page go on, see child.py."""
        with suppress(OSError):  # it has ended
            self.process.stdin.write(byte)

    def move_clock(self, seconds: int) -> None:
        """Set the clock of the process so many seconds forward; 0 sets it right again."""
        self.process.stdin.write(f"@{seconds}\n".encode())
        while (message := self.message(START_TIMEOUT_S)) != f"clock {seconds}":
            if not message:
                raise StartError(f"{self.name} does not move its clock", self.read_log())

    def wait_until_ready(self, timeout_s: float = START_TIMEOUT_S) -> None:
        """Return when this very process listens, so that a connection to it waits to be served.

        One with a reloader is also ready when it has printed what is wrong with the app: it
        listens as soon as that is mended.

        Raises:
            StartError: it ended, or did not listen in time.
        """
        deadline = time.monotonic() + timeout_s
        reloads = "--reloads" in self._options
        step_s = 0.2 if reloads else timeout_s
        while (message := self.message(step_s)) is None and time.monotonic() < deadline:
            if reloads and "Traceback" in self.read_log():
                if (message := self.message(ENDING_S)) is None:
                    advice = "mend it and save: it starts by itself"
                    self.mistake = _reason(self.read_log(), self._python, advice)
                    return
                break
        if message:
            self.port = int(message.removeprefix("listening "))
            return
        if message == "":
            self.process.wait()
        log = self.read_log()
        reason = (
            _reason(log, self._python)
            if message == ""
            else f"it did not listen within {timeout_s:g} s"
        )
        stop([self])
        raise StartError(f"{self.name} did not start: {reason}", log, reason)

    def restart(self) -> None:
        """End it if it is still there, start it anew, and wait until it is ready."""
        end([self.process])
        self._start()
        self.wait_until_ready()

    def read_log(self, start: int = 0) -> str:
        """Return what it printed, from the byte `start` on."""
        with self.log.open("rb") as log:
            log.seek(start)
            return log.read().decode(errors="backslashreplace")


class Server(Child):
    """A target, being served by a child process.

    Attributes:
        target: what it serves.
    """

    def __init__(
        self,
        target: Target,
        port: int = 0,
        split_output: bool = False,
        without: int | None = None,
        root: Path = ROOT,
        beside: "Server | None" = None,
    ) -> None:
        """Start it.

        Args:
            target: what to serve.
            port: the TCP port, 0 for a free one.
            split_output: whether standard output gets a file of its own.
            without: the number of a change of an aligned app that is left out, counted from 0.
            root: the folder of the project, or of a copy of it.
            beside: a server whose key and database it shares; without one, it has its own.
        """
        self.target = target
        app, framework = APPS[target.app], FRAMEWORKS[target.framework]
        debug = {"DEBUG": "1", **dict(framework.variables)}
        kept = {"SECRET_KEY": secrets.token_hex()}
        if framework.database:
            kept[framework.database] = f"{{folder}}{os.sep}db.sqlite3"
        if beside:
            kept = {name: beside._variables[name] for name in kept}
        options = [f"--hello={app.hello}"]
        if app.reloads and app.mode in framework.commands and target.server == "native":
            options.append("--reloads")
        if split_output:
            options.append("--stdout={folder}/stdout")
        if without is not None:
            options.append(f"--without={without}")
        release = releases().get(target.version)
        line, variables = release.command(target, port) if release else (command(target, port), {})
        super().__init__(
            str(target),
            line,
            port,
            options=options,
            variables=(debug if app.debug else {}) | variables | kept,
            root=root,
            python=str(release.interpreter) if release else sys.executable,
        )


def child_environment(port: int, python: str = sys.executable) -> dict[str, str]:
    """Return the environment variables of a process that serves an app on a port.

    A FLASK_DEBUG or a DJANGO_SETTINGS_MODULE of the user's own is not part of the app, and a
    PYTHONPATH is none of another Python's.
    """
    # What child.py notes is about one child alone, which may be a launcher itself.
    foreign = ("LAUNCHER_", *(f"{name.upper()}_" for name in FRAMEWORKS))
    if python != sys.executable:
        foreign += ("PYTHONPATH", "PYTHONHOME")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
    return kept | {"PORT": str(port), "DEBUG": "", "PYTHONUNBUFFERED": "1"}


def _reason(log: str, python: str, advice: str = "fix it and run again") -> str:
    """Return the last line of a log, behind the place in the project that it is about."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    if not lines:
        return "it ended without a word"
    if python != sys.executable:  # the app is not what has to be mended
        return next((line for line in lines if line.startswith("Error:")), lines[-1])
    for file, line in reversed(re.findall(r'File "(.+?)", line (\d+)', log)):
        path = Path(file)
        if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] != ".venv":
            if path.name == "child.py":  # where the project hands over to the command
                break
            return f"{path.relative_to(ROOT)}, line {line}: {lines[-1]} ({advice})"
    return lines[-1]


@contextmanager
def running(
    targets: Iterable[Target], ports: Mapping[Target, int] | None = None, **options: object
) -> Iterator[list[Server]]:
    """Serve all these targets, give their servers once all are ready, and stop them in the end.

    Args:
        targets: what to serve.
        ports: the port of a target; one that is not named gets a free one.
        options: of each server, see Server.

    Raises:
        StartError: of the first that did not start; the others are stopped.
    """
    servers: list[Server] = []
    try:
        for target in targets:
            servers.append(Server(target, (ports or {}).get(target, 0), **options))
        for server in servers:
            server.wait_until_ready()
        yield servers
    finally:
        stop(servers)


def stop(children: Iterable[Child]) -> None:
    """Stop all these children at the same time, and delete their logs. Twice does no harm."""
    children = list(children)
    for child in children:
        child.stopped = True
    end([child.process for child in children])
    for child in children:
        child._folder.cleanup()


def end(processes: Iterable[subprocess.Popen], patience_s: float = 3) -> None:
    """Ask processes to end, each with its group, and kill those that are still there later."""
    processes = list(processes)
    for process in processes:
        _signal(process, signal.SIGTERM)
    deadline = time.monotonic() + patience_s
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0, deadline - time.monotonic()))
        # What a reloader started may outlive it, in the same process group.
        _signal(process, getattr(signal, "SIGKILL", signal.SIGTERM))
        process.wait()
        if process.stdin:
            with suppress(OSError):
                process.stdin.close()


def _signal(process: subprocess.Popen, number: int) -> None:
    with suppress(OSError):  # it is gone already
        if hasattr(os, "killpg"):
            os.killpg(process.pid, number)
        else:
            process.terminate()


def port_problem(port: int) -> str:
    """Return what keeps a server from listening on this port of 127.0.0.1, "" if nothing does."""
    if port > 65535:
        return f"port {port} is out of range"
    with socket.socket() as probe:
        if sys.platform != "win32":  # there it would share the port with its owner
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            return f"port {port} is reserved for the system's own services"
        except OSError:
            return f"port {port} is already in use"
    return ""
