"""What is done to a server where the question is not a request: starts, logs, crowds, signals.

Each target is started four times, by the one launcher, and several questions look at the same
lifetime. Its hello page tells when it is being made and then waits for its cue (see
shared/child.py), so that nothing here has to sleep and hope.
"""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from compare_tests.engine.model import request
from shared.frameworks import Target
from shared.launcher import Server, running, stop

TIMEOUT_S = 60.0  # more than anything takes that happens at all, also on a busy machine
MAX_VISITORS = 12  # at the same time
# The beginning of a form, which does not come to its end.
FORM = "Content-Type: application/x-www-form-urlencoded"
UPLOAD = request("POST /bye", FORM, "Content-Length: 50") + b"hello"
IDLE_S = 3600  # by the clock of the server, which is moved
IDLE_PATIENCE_S = 20.0  # where a server counts the seconds itself: the longest known are ten
# Ports that a server of this process was started on, or is about to be.
HANDED_OUT: set[int] = set()
PATIENCE_S = 2.0  # for one more visitor's turn, while others hold the server


@dataclass(frozen=True)
class Lifetimes:
    """What was seen of one target.

    Attributes:
        stdout, stderr: all that it printed while pages were asked for.
        views_at_once: how many views it ran at the same time.
        silence: what happens while others are connected and send nothing.
        slow_uploads: what happens while others send a body and do not come to its end.
        ctrl_c: how it ended on Ctrl-C.
        after_ctrl_c: what it printed then.
        second: how a second process ended that was started on the same port.
        second_log: what that printed.
        in_flight: what became of a request whose view was running when SIGTERM came.
        sigterm, sighup: how it ended on these signals.
        idle: what becomes of a connection that is kept and that nobody uses.
        half_request: what becomes of a request whose rest does not come.
    """

    stdout: str
    stderr: str
    views_at_once: int
    silence: str
    slow_uploads: str
    ctrl_c: str
    after_ctrl_c: str
    second: str
    second_log: str
    in_flight: str
    sigterm: str
    sighup: str
    idle: str
    half_request: str


def observed(targets: Iterable[Target]) -> dict[Target, Lifetimes]:
    """Live through the lifetimes of each target, all side by side.

    Raises:
        StartError: a server did not start.
    """
    targets = sorted(targets)
    if not targets:
        return {}
    lifetimes = (requests_lifetime, busy_port_lifetime, hangup_lifetime, idle_lifetime)
    # The threads outlive the servers that they start, which die with them.
    with ThreadPoolExecutor(len(lifetimes) * len(targets)) as pool:
        futures = {target: [pool.submit(live, target) for live in lifetimes] for target in targets}
        return {
            target: Lifetimes(**{k: v for future in lived for k, v in future.result().items()})
            for target, lived in futures.items()
        }


@contextmanager
def started(target: Target, split_output: bool = False) -> Iterator[Server]:
    """Start a server, give it once it answers, and end it whatever happens."""
    with running([target], {target: free_port()}, split_output=split_output) as [server]:
        get(server.port, "/bye")
        yield server


def requests_lifetime(target: Target) -> dict[str, object]:
    """Ask for pages, one by one and in crowds; then press Ctrl-C."""
    with started(target, split_output=True) as server:
        for path in ("/name", "/nope", "/name?\x1b[1m"):
            get(server.port, path)
        get(server.port, "/name?proxied", "X-Forwarded-For: 203.0.113.9", "X-Real-IP: 203.0.113.9")
        with send(server.port, "/") as visitor:
            server.message(TIMEOUT_S)
            server.cue(b"!")
            receive(visitor)
        views_at_once = count_views(server)
        silence = during(server, b"", "send nothing", views_at_once)
        slow_uploads = during(server, UPLOAD, "send a body slowly", views_at_once)
        stdout, stderr = outputs(server)
        server.process.send_signal(signal.SIGINT)
        ctrl_c = wait_for_end(server.process)
        last_stdout, last_stderr = outputs(server)
        return {
            "stdout": last_stdout,
            "stderr": last_stderr,
            "views_at_once": views_at_once,
            "silence": silence,
            "slow_uploads": slow_uploads,
            "ctrl_c": ctrl_c,
            "after_ctrl_c": last_stdout[len(stdout) :] + last_stderr[len(stderr) :],
        }


def count_views(server: Server) -> int:
    """Return how many views a server makes at once: in how many threads visitors are served.

    Every view is held until there are no more. Where one more visitor has no turn, one view is
    let go: if a thread that is known then serves the next visitor, the threads are all there are.
    """
    visitors: list[socket.socket] = []
    threads: set[str | None] = set()
    released = reused = 0
    # The main thread does nothing else while it makes a view. And a view in a thread that is
    # known, twice, where others had the time to begin: there are no others.
    while len(visitors) < MAX_VISITORS and threads != {"view 0"} and reused < 2:
        visitors.append(send(server.port, "/"))
        view = server.message(PATIENCE_S if threads else TIMEOUT_S)
        if view is None:
            server.cue(b".")
            released += 1
            view = server.message(TIMEOUT_S)
        reused += view in threads
        threads.add(view)
    for _ in range(len(visitors) - released):
        server.cue(b".")
    for visitor in visitors:
        receive(visitor)
        visitor.close()
    return len(threads)


def during(server: Server, opening: bytes, doing: str, views_at_once: int) -> str:
    """Return whether a visitor is answered while others are connected and not done.

    Args:
        server: a running one.
        opening: what each of the others sends, before it falls silent.
        doing: that in words, for the answer.
        views_at_once: how many views the server runs at the same time.
    """
    start = time.monotonic()
    get(server.port, "/bye")
    usual_s = time.monotonic() - start
    for number in (1, MAX_VISITORS):
        others = []
        for _ in range(number):
            others.append(socket.create_connection(("127.0.0.1", server.port)))
            others[-1].sendall(opening)
        # With a thread left for the visitor, an answer is sure to come.
        enough = number < views_at_once or views_at_once == MAX_VISITORS
        patience_s = TIMEOUT_S if enough else max(1.5, 20 * usual_s)
        with send(server.port, "/bye") as visitor:
            answered = receive(visitor, patience_s)
            for other in others:
                other.close()
            if not answered and receive(visitor):
                return f"waits for {number} that {doing}"
    return f"answers while {MAX_VISITORS} {doing}"


def busy_port_lifetime(target: Target) -> dict[str, object]:
    """Start it, and once more on its port; then send it SIGTERM."""
    with started(target) as server:
        other = Server(target, server.port)
        try:
            second, second_log = wait_for_end(other.process), other.read_log()
        finally:
            stop([other])
        with send(server.port, "/") as visitor:
            server.message(TIMEOUT_S)
            before = server.read_log()
            server.process.send_signal(signal.SIGTERM)
            # It has taken notice when it is gone, or says something.
            wait_until(lambda: server.process.poll() is not None or server.read_log() != before)
            server.cue(b".")
            in_flight = "answered" if receive(visitor) else "cut off"
        return {
            "second": second,
            "second_log": second_log,
            "in_flight": in_flight,
            "sigterm": wait_for_end(server.process),
        }


def idle_lifetime(target: Target) -> dict[str, object]:
    """Let an hour pass for a visitor who says nothing more, and for one who has not said all."""
    with started(target) as server, ThreadPoolExecutor(2) as pool:
        address = "127.0.0.1", server.port
        visitors = [socket.create_connection(address, TIMEOUT_S)]
        visitors[0].sendall(request("GET /bye", close=False))
        visitors[0].recv(1)
        visitors.append(socket.create_connection(address, TIMEOUT_S))
        visitors[1].sendall(b"GET /bye HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        _, at_once = listen(visitors[0], PATIENCE_S)
        server.move_clock(IDLE_S)
        (_, idle_closed), (said, half_closed) = pool.map(
            lambda visitor: listen(visitor, IDLE_PATIENCE_S), visitors
        )
        for visitor in visitors:
            visitor.close()
    idle = "closed behind the response" if at_once else "closed" if idle_closed else "still open"
    status = said.partition(b" ")[2][:3].decode()
    half = f"{status}, then closed" if status else "closed without an answer"
    return {"idle": idle, "half_request": half if half_closed else "still waited for"}


def hangup_lifetime(target: Target) -> dict[str, object]:
    """Close its terminal."""
    with started(target) as server:
        log = ""
        while log != (log := server.read_log()):
            time.sleep(0.3)  # it answers, and may still have something to do for its start
        server.process.send_signal(signal.SIGHUP)
        return {"sighup": wait_for_end(server.process)}


def outputs(server: Server) -> tuple[str, str]:
    """Return what a server printed to standard output and to standard error."""
    return server.stdout.read_text(errors="backslashreplace"), server.read_log()


def wait_for_end(process: subprocess.Popen) -> str:
    """Wait until a process ends and return how: an exit status, or the signal that ended it."""
    try:
        status = process.wait(TIMEOUT_S)
    except subprocess.TimeoutExpired:
        return "goes on"
    return f"exit status {status}" if status >= 0 else f"ended by {signal.Signals(-status).name}"


def wait_until(condition: Callable[[], bool]) -> None:
    """Return when the condition holds, or after TIMEOUT_S."""
    deadline = time.monotonic() + TIMEOUT_S
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)


def free_port() -> int:
    """Return a port that is free now, and that no system hands out of its own accord."""
    while True:
        port = 20000 + int.from_bytes(os.urandom(2)) % 10000
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            # Held while it is looked up, so that no other thread can have it too.
            if port not in HANDED_OUT:
                HANDED_OUT.add(port)
                return port


def send(port: int, path: str, *fields: str) -> socket.socket:
    """Send a GET request, and return the connection, its answer still to be received."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_S)
    connection.sendall(request(f"GET {path}", *fields))
    return connection


def listen(connection: socket.socket, patience_s: float) -> tuple[bytes, bool]:
    """Return what comes over a connection until nothing more comes in time, and if it is closed."""
    received = b""
    connection.settimeout(patience_s)
    try:
        while more := connection.recv(65536):
            received += more
    except TimeoutError:
        return received, False
    except OSError:
        pass
    return received, True


def receive(connection: socket.socket, timeout_s: float = TIMEOUT_S) -> bytes:
    """Return what comes until the connection is closed or nothing more comes in time."""
    return listen(connection, timeout_s)[0]


def get(port: int, path: str, *fields: str) -> None:
    """Send a GET request, and receive all of the answer."""
    with send(port, path, *fields) as connection:
        receive(connection)
