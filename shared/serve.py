"""The child process of the launcher: runs one `python -m` command and never outlives its parent.

    python -m shared.serve MODULE [ARGUMENT ...]

It is for the launcher, not for people. Its standard input is a pipe that its parent
holds open, its standard output one on which the parent waits for the port.
"""

import ctypes
import os
import runpy
import signal
import socket
import sys
import threading
import time


def die_with_parent() -> None:
    """End this process, and what it started, when the parent is gone.

    The pipe on standard input closes with the parent, however that ended. On Linux the
    kernel also sends a signal, for a child too busy to read.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG, see prctl(2)

    def watch() -> None:
        os.read(0, 1)  # a buffered read would hold a lock that Python's exit waits for
        if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
            os.killpg(0, signal.SIGKILL)  # a reloader's child too
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def report_port() -> None:
    """Tell the parent the port, as soon as a server in this process listens on it.

    Only a socket of this very process counts: a stranger on the port does not.
    """
    parent = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # from here on, what is printed goes to the log as well
    listen = socket.socket.listen

    def report(port: int) -> None:
        if not parent.closed:
            parent.write(f"{port}\n")
            parent.close()

    def listen_and_report(self: socket.socket, *backlog: int) -> None:
        listen(self, *backlog)
        report(self.getsockname()[1])

    def wait_for_reloader(port: int) -> None:
        while socket.socket().connect_ex(("127.0.0.1", port)):
            time.sleep(0.05)
        report(port)

    socket.socket.listen = listen_and_report  # type: ignore[method-assign]
    port = int(os.environ.get("PORT", 0))
    if os.environ.get("DEBUG") == "1" and port:  # a reloader listens in a child of its own
        threading.Thread(target=wait_for_reloader, args=[port], daemon=True).start()


if __name__ == "__main__":
    die_with_parent()
    report_port()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
