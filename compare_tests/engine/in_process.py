"""Calls the apps in this process, with no server: what is left is what the framework decides."""

import contextlib
import importlib
import io
import logging
import threading
from collections.abc import Callable, Iterable, Iterator

import h11
import waitress
import webob

from compare_tests.engine.aspects import answer_in
from compare_tests.engine.client import Address
from compare_tests.engine.model import Answers, Question, Row
from compare_tests.engine.wire import End, Exchange
from shared.frameworks import APPS, FRAMEWORKS, Target

NO_SERVER = "none"  # the server of a target that is called in this process


def call_all(rows: Iterable[Row], frameworks: Iterable[str]) -> Answers:
    """Put the questions to the WSGI callables, where a server would pass the request on.

    What a server would refuse, or answer itself, has no such answer and is left out.
    """
    questions = [row for row in rows if isinstance(row, Question) and row.app == "plain"]
    answers: Answers = {}
    with quiet():
        for name in frameworks:
            app = wsgi_callable(name)
            for question in questions:
                if request := passed_on(question.request):
                    seen = call(app, question.request, request)
                    target = Target(name, server=NO_SERVER)
                    answers[question.id, target] = answer_in(seen, question.observe)
    return answers


def passed_on(sent: bytes) -> webob.Request | None:
    """Return the request that a server passes on to an app, None where it would not.

    It does for what is exactly one whole HTTP/1.1 request in origin form with a Host.
    """
    server = h11.Connection(h11.SERVER)
    body = b""
    try:
        server.receive_data(sent)
        head = server.next_event()
        if not isinstance(head, h11.Request) or head.http_version != b"1.1":
            return None
        if not head.target.startswith(b"/") or server.they_are_waiting_for_100_continue:
            return None
        while isinstance(event := server.next_event(), h11.Data):
            body += event.data
    except h11.RemoteProtocolError:
        return None
    if not isinstance(event, h11.EndOfMessage) or server.trailing_data[0]:
        return None
    fields: dict[str, str] = {}
    for name, value in head.headers:
        text = value.decode("latin-1")
        fields[name.decode()] = (
            f"{fields[name.decode()]}, {text}" if name.decode() in fields else text
        )
    request = webob.Request.blank(head.target.decode("latin-1"), method=head.method.decode())
    request.environ["wsgi.input"] = io.BytesIO(body)
    request.headers.update(fields)
    return request


def call(app: Callable, sent: bytes, request: webob.Request) -> Exchange:
    """Call a WSGI callable with a request, and write down its response as a server would."""
    try:
        status, headers, chunks = request.call_application(app)
        body = b"".join(chunks)
    except Exception:
        return Exchange(sent, b"", End.CRASHED)
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]
    head = "".join(f"{line}\r\n" for line in lines).encode("latin-1")
    return Exchange(sent, head + b"\r\n" + body, End.CLOSED)


def wsgi_callable(framework: str) -> Callable:
    """Import the WSGI callable of a framework's app."""
    module, attribute = FRAMEWORKS[framework].wsgi_callable(APPS["plain"]).split(":")
    return getattr(importlib.import_module(module), attribute)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep what the apps print and log in this process from the terminal."""
    logging.disable()
    try:
        with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
            yield
    finally:
        logging.disable(logging.NOTSET)


@contextlib.contextmanager
def served(app: Callable) -> Iterator[Address]:
    """Serve a WSGI callable from a thread of this process, and give its address."""
    server = waitress.create_server(app, listen="127.0.0.1:0", threads=2, ident="waitress")
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield Address("127.0.0.1", server.effective_port)
    finally:
        server.trigger.pull_trigger(server.close)  # on its own thread, which then ends
        thread.join()
