"""The child process of the launcher: runs one `python -m` command and never outlives its parent.

    python -m shared.child [--hello raises] MODULE [ARGUMENT ...]

It is for the launcher, not for people. On its standard output, a pipe, it tells its parent:

    listening 5000      a server in this process listens on this port
    view 3              a hello page waits, in the third thread that made one (0: the main thread)

    clock 1800          the clock of this process is moved forward by so many seconds

Its standard input is a pipe that the parent holds open. "@1800" and a line feed move the clock. Any
other byte is the cue for one waiting hello page: "!" makes it raise an exception, anything else
makes it answer.
"""

import argparse
import ast
import ctypes
import hashlib
import itertools
import os
import queue
import runpy
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType

import shared.pages
from shared.changes import without

BUG = "a bug in the page"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
HELLO = "Greet the world."  # the docstring of the hello page's view, in every app
# The process that the launcher started, in the environment: one that a reloader starts below it
# tells nothing.
FIRST = "LAUNCHER_PROCESS"
# Set in the environment once it listens. CherryPy's reloader replaces the process, which then
# finds it there: if that one cannot start, it waits for the mistake to be mended.
SERVED = "LAUNCHER_SERVED"
LISTENING = "@listening"  # marks the moment in the output of an app whose hello page waits


class Parent:
    """The process that started this one.

    Attributes:
        cues: what it sent, byte by byte.
    """

    def __init__(self, stdout: str) -> None:
        """Take over standard output; what is printed goes to a file, or to standard error."""
        self.cues: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._clock = None
        self._pipe = os.dup(1)
        os.dup2(os.open(stdout, os.O_WRONLY | os.O_APPEND | os.O_CREAT) if stdout else 2, 1)

    def tell(self, message: str) -> None:
        """Send one line."""
        os.write(self._pipe, f"{message}\n".encode())

    def watch(self, reloads: bool) -> None:
        """Take its cues; when it is gone, end this process and all that this process started.

        The pipe on standard input closes with the parent, however that ended. On Linux the
        kernel also kills this process, for a child too busy to read; not where a reloader has
        started another, because then nothing would be left to end that one.
        """
        if sys.platform == "linux" and not reloads:
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG, see prctl(2)

        def read() -> None:
            # A buffered read would hold a lock that Python's exit waits for.
            while cue := os.read(0, 1):
                if cue == b"@":
                    self._move_clock(int(b"".join(iter(lambda: os.read(0, 1), b"\n"))))
                else:
                    self.cues.put(cue)
            if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
                os.killpg(0, signal.SIGKILL)  # a reloader's child too
            os._exit(1)

        threading.Thread(target=read, daemon=True).start()

    def _move_clock(self, seconds: int) -> None:
        # Late, because hardly any server needs it; and without the plugin in it for a test runner,
        # which takes ten times as long to import as all else.
        sys.modules.setdefault("pytest", None)  # type: ignore[arg-type]
        import time_machine

        if self._clock:
            self._clock.stop()
        self._clock = time_machine.travel(time.time() + seconds) if seconds else None
        if self._clock:
            self._clock.start()
        self.tell(f"clock {seconds}")


def reset_signals() -> None:
    """Hear the signals that a shell makes its background jobs ignore."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)


def report_listening(report: Callable[[int], None], reloads: bool) -> None:
    """Report the port when a server in this process listens: a stranger on the port does not count.

    A reloader listens in a process of its own, where nothing is reported. Then the port that was
    asked for counts as soon as it takes connections.
    """
    listen = socket.socket.listen

    def listen_and_report(self: socket.socket, *backlog: int) -> None:
        listen(self, *backlog)
        report(self.getsockname()[1])

    def wait_for_reloader(port: int) -> None:
        while socket.socket().connect_ex(("127.0.0.1", port)):
            time.sleep(0.05)
        report(port)

    port = int(os.environ.get("PORT", 0))
    if reloads and port:
        threading.Thread(target=wait_for_reloader, args=[port], daemon=True).start()
    else:
        socket.socket.listen = listen_and_report  # type: ignore[method-assign]


def wait_for_change() -> None:
    """Return when a file of the project is saved."""

    def last_saved() -> int:
        return max(path.stat().st_mtime_ns for path in Path.cwd().glob("[!.]*/*.py"))

    before = last_saved()
    while last_saved() == before:
        time.sleep(0.2)


def raising_page(title: str) -> str:
    """Raise what a bug in the hello page would raise, in place of `shared.pages.hello_page`."""
    raise RuntimeError(f"{BUG} of {title}")


def exiting_page(title: str) -> str:
    """Raise what `sys.exit()` in the hello page would raise: it is not an `Exception`."""
    raise SystemExit(f"{BUG} of {title}")


def compile_apps(edit: Callable[[str, Path], ast.Module | str]) -> None:
    """Compile the modules of an app otherwise than they are written; the files stay as they are.

    Args:
        edit: makes what is compiled, of a module's source and path.
    """
    usual = SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, name: str) -> CodeType | None:
        if not name.partition(".")[0].endswith("_app"):
            return usual(self, name)
        source = self.get_data(self.path).decode()
        return compile(edit(source, Path(self.path)), self.path, "exec")

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign]


def forget_return(source: str, path: Path) -> ast.Module:
    """Leave out the `return` of the hello page's view, as it is easily forgotten.

    Every view is known by its docstring.
    """
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, FUNCTIONS) and ast.get_docstring(node) == HELLO:
            node.body = [
                ast.copy_location(ast.Expr(one.value), one) if isinstance(one, ast.Return) else one
                for one in node.body
            ]
    return tree


def cheapen_hashes() -> None:
    """Hash passwords with the least effort: it is slow on purpose, and the suite logs in often."""
    pbkdf2, scrypt = hashlib.pbkdf2_hmac, hashlib.scrypt

    def pbkdf2_once(
        name: str, password: bytes, salt: bytes, iterations: int, *more: object, **options: object
    ) -> bytes:
        return pbkdf2(name, password, salt, 1, *more, **options)

    hashlib.pbkdf2_hmac = pbkdf2_once  # type: ignore[assignment]
    hashlib.scrypt = lambda password, **options: scrypt(password, **options | {"n": 2})


def waiting_page(parent: Parent) -> Callable[[str], str]:
    """Return a hello page that waits for the parent, in place of `shared.pages.hello_page`."""
    numbers, thread = itertools.count(1), threading.local()

    def hello_page(title: str) -> str:
        if threading.current_thread() is threading.main_thread():
            thread.number = 0
        elif not hasattr(thread, "number"):
            thread.number = next(numbers)
        parent.tell(f"view {thread.number}")
        if parent.cues.get() == b"!":
            raise RuntimeError(BUG)
        return f"the page of {title}"

    return hello_page


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m shared.child")
    parser.add_argument(
        "--hello",
        choices=["answers", "raises", "exits", "returns-nothing", "waits"],
        default="answers",
    )
    parser.add_argument("--without", type=int, help="the number of a change of an aligned app")
    parser.add_argument("--reloads", action="store_true")
    parser.add_argument("--cheap-hashes", action="store_true")
    parser.add_argument("--stdout", default="", help="a file; standard error if it is not given")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    args = parser.parse_args()
    parent = Parent(args.stdout)
    parent.watch(args.reloads)
    reset_signals()

    own = str(os.getpid())
    is_first = os.environ.setdefault(FIRST, own) == own
    replaced = SERVED in os.environ

    def report(port: int) -> None:
        if replaced or not is_first:
            return  # it was told before, or will be; the pipe is not here
        os.environ[SERVED] = "1"
        if args.hello == "waits":
            for output in (1, 2):
                os.write(output, f"{LISTENING}\n".encode())
        parent.tell(f"listening {port}")

    report_listening(report, args.reloads)
    if args.cheap_hashes:
        cheapen_hashes()
    if args.hello == "raises":
        shared.pages.hello_page = raising_page
    if args.hello == "exits":
        shared.pages.hello_page = exiting_page
    if args.hello == "returns-nothing":
        compile_apps(forget_return)
    if args.without is not None:
        compile_apps(
            lambda source, path: (
                without(source, args.without) if path.name == "aligned.py" else source
            )
        )
    if args.hello == "waits":
        shared.pages.hello_page = waiting_page(parent)
    sys.argv = args.command
    try:
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    except Exception:
        if not replaced:
            raise
        traceback.print_exc()
        wait_for_change()
        os.execv(sys.executable, sys.orig_argv)


if __name__ == "__main__":
    main()
