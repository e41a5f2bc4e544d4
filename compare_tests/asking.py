"""Puts the questions to the servers, and finds out who decides the answer."""

import contextlib
import importlib
import io
import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

import h11

from compare_tests.lifecycle import ACTIONS
from compare_tests.looks import answer
from compare_tests.questions import Question
from compare_tests.wire import CLOSED, CRASHED, HUNG, REFUSED, Exchange, exchange
from shared.frameworks import FRAMEWORKS
from shared.launcher import Server

DEADLINE = 4  # seconds for an answer: a page for debugging can take one on a busy machine
BARE = "wsgi"  # where a server's name stands: the app called in process, with no server


@dataclass(frozen=True)
class Observed:
    """One answer as it was observed, and the exchange behind it (None for an action)."""

    answer: str
    exchange: Exchange | None = None


# By question id, framework and server.
Answers = dict[tuple[str, str, str], Observed]


def needed_servers(questions: Iterable[Question], frameworks: Iterable[str]) -> Iterator[Server]:
    """Start the servers that these questions are asked on, one by one; they are not yet ready."""
    needed = {
        (question.state, server)
        for question in questions
        if not question.action
        for server in question.servers
    }
    return (start(name, server, state) for state, server in sorted(needed) for name in frameworks)


def start(framework: str, server: str, state: str = "plain") -> Server:
    """Start an app in one of the states that questions ask for."""
    through = "compare_tests.raising" if state.startswith("raising") else ""
    mode = "debug" if state.endswith("debug") else "plain"
    return Server(framework, server, mode=mode, through=through)


def state_of(server: Server) -> str:
    """Return the state that a server was started in."""
    raising, debug = bool(server.through), server.mode == "debug"
    return "-".join(["raising"] * raising + ["debug"] * debug) or "plain"


def ask(questions: Iterable[Question], servers: list[Server]) -> Answers:
    """Put every question to every server that it is for, all servers at the same time.

    Each question has a connection of its own. A server that no longer answers is started
    again, and the rest of its questions are asked then.
    """
    answers: Answers = {}
    todo = {
        i: [
            q
            for q in questions
            if not q.action and q.state == state_of(s) and s.server in q.servers
        ]
        for i, s in enumerate(servers)
    }
    while todo:
        asking = [servers[i] for i in todo]
        pool = ThreadPoolExecutor(len(todo))
        asked = dict(zip(todo, pool.map(_ask_one, asking, todo.values()), strict=True))
        # Not in a `with`, which would hold up Ctrl-C until everything has been asked.
        pool.shutdown()
        for i, (found, left) in asked.items():
            server = servers[i]
            for question, seen in found.items():
                observed = Observed(answer(seen, question.look), seen)
                answers[question.id, server.framework, server.server] = observed
            todo[i] = left
            if left:
                # Here and not in the asking thread, because a server dies with the
                # thread that started it.
                servers[i] = start(server.framework, server.server, state_of(server))
                server.stop()
                servers[i].wait_until_ready()
        todo = {i: left for i, left in todo.items() if left}
    return answers


def _ask_one(
    server: Server, questions: list[Question]
) -> tuple[dict[Question, Exchange], list[Question]]:
    """Return the exchanges with one server, and the questions it did not live to hear."""
    found: dict[Question, Exchange] = {}
    address = ("127.0.0.1", server.port)
    for i, question in enumerate(questions):
        seen = exchange(address, question.request, DEADLINE)
        if server.stopped:
            break
        if seen.end in (HUNG, REFUSED) or (seen.end == CLOSED and not seen.raw):
            alive = exchange(address, b"GET /bye HTTP/1.0\r\n\r\n")
            if server.process.poll() is not None or not alive.responses:
                if server.process.poll() is not None:
                    seen = Exchange(seen.sent, seen.raw, CRASHED, seen.seconds)
                found[question] = seen
                return found, questions[i + 1 :]
        found[question] = seen
    return found, []


def act(questions: Iterable[Question], frameworks: Iterable[str]) -> Answers:
    """Put the questions that are no request: what is done to a server, and what it does then."""
    return {
        (question.id, name, server): Observed(ACTIONS[question.action](name, server))
        for question in questions
        if question.action
        for name in frameworks
        for server in question.servers
    }


# --- Without a server ---------------------------------------------------------


def ask_bare(questions: Iterable[Question], frameworks: Iterable[str]) -> Answers:
    """Put the questions to the WSGI callables in this process, where one can be made of them.

    What a server would refuse, or answer itself, has no such answer and is left out.
    """
    answers: Answers = {}
    plain = [question for question in questions if question.state == "plain" and question.request]
    environs = {question.id: environ(question.request) for question in plain}
    with quiet():
        for name in frameworks:
            app = callable_of(name)
            for question in plain:
                if environs[question.id] is not None:
                    seen = call(app, question.request)
                    answers[question.id, name, BARE] = Observed(answer(seen, question.look), seen)
    return answers


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep what the apps print and log in this process from the terminal."""
    logging.disable()
    try:
        with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
            yield
    finally:
        logging.disable(logging.NOTSET)


def callable_of(framework: str) -> Callable:
    """Import the WSGI callable of a framework's app."""
    module, attribute = FRAMEWORKS[framework].wsgi.split(":")
    return getattr(importlib.import_module(module), attribute)


def environ(sent: bytes) -> dict[str, object] | None:
    """Return the WSGI environ (PEP 3333) of a request, None where a server would not make one.

    That is so for what is not one whole HTTP/1.1 request in origin form with a Host.
    """
    connection = h11.Connection(h11.SERVER)
    body = b""
    try:
        connection.receive_data(sent)
        head = connection.next_event()
        if not isinstance(head, h11.Request) or not head.target.startswith(b"/"):
            return None
        if head.http_version != b"1.1" or connection.they_are_waiting_for_100_continue:
            return None
        while isinstance(event := connection.next_event(), h11.Data):
            body += event.data
    except h11.RemoteProtocolError:
        return None
    if not isinstance(event, h11.EndOfMessage) or connection.trailing_data[0]:
        return None
    path, _, query = head.target.partition(b"?")
    made: dict[str, object] = {
        "REQUEST_METHOD": head.method.decode(),
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query.decode("latin-1"),
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in head.headers:
        key = name.decode().upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        made[key] = (
            f"{made[key]}, {value.decode('latin-1')}" if key in made else value.decode("latin-1")
        )
    return made


def call(app: Callable, sent: bytes) -> Exchange:
    """Call a WSGI callable with a request, and write down its response as a server would."""
    head: list[str] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None):  # noqa: ANN202
        head[:] = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]
        return written.append

    written: list[bytes] = []
    try:
        result = app(environ(sent), start_response)
        written += result
        getattr(result, "close", lambda: None)()
    except Exception:
        return Exchange(sent, b"", CRASHED)
    raw = "".join(f"{line}\r\n" for line in head).encode("latin-1") + b"\r\n" + b"".join(written)
    return Exchange(sent, raw, CLOSED)
