"""The live page, served for tests, and the proof that no app heard of what was refused.

For the tests over HTTP and for those in a browser.
"""

import itertools
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask

from compare_tests.engine.model import Question, request
from compare_tests.engine.tests.misbehaving_servers import closing, serving
from compare_tests.engine.wire import Response, exchange
from shared.frameworks import FRAMEWORKS, SERVERS, Target
from shared.launcher import Server
from side_by_side import try_it
from side_by_side.try_request import Refused, catalogue

INDEX = "<!doctype html><title>The pages</title>"
PAGES = {"index.html": INDEX, "static/page.js": "", "static/style.css": ""}
FIRST = next(iter(FRAMEWORKS))
MARKS = itertools.count()


class Live:
    """A live page that is being served, and ways to ask it."""

    def __init__(self, app: Flask, port: int) -> None:
        self.app, self.port, self.host = app, port, f"127.0.0.1:{port}"
        self.url = f"http://{self.host}"

    def ask(self, line: str, *fields: str, body: bytes = b"", host: str = "") -> Response:
        """Send a request as raw bytes; `host` are whole lines in place of the Host field."""
        sent = request(line, *fields, body=body)
        sent = sent.replace(b"Host: 127.0.0.1\r\n", (host or f"Host: {self.host}\r\n").encode())
        [response] = exchange(("127.0.0.1", self.port), sent, timeout_s=60).responses
        return response

    def fields(self, **changed: str | None) -> list[str]:
        """Return the fields of the page's own POST, but for what is changed; None leaves out."""
        right = {
            "Content-Type": "application/json",
            "Sec-Fetch-Site": "same-origin",
            "Origin": self.url,
            "X-Token": self.app.config["TOKEN"],
        }
        right |= {name.replace("_", "-"): value for name, value in changed.items()}
        return [f"{name}: {value}" for name, value in right.items() if value is not None]

    def post(self, data: object, **changed: str | None) -> tuple[int, dict]:
        """Send what the page would, but for what is changed; return status and JSON."""
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        response = self.ask("POST /send", *self.fields(**changed), body=body)
        return response.status, json.loads(response.body)


Addresses = dict[Target, tuple[str, int]]  # of the apps that run


def valid_request(**changed: object) -> dict[str, object]:
    """Return what the page sends for a request that may be sent, but for what is changed."""
    data = {"framework": FIRST, "server": "native", "method": "DELETE", "target": "/bye"}
    return data | {"headers": ["Accept: text/plain"], "body": ""} | changed


def all_at(address: tuple[str, int]) -> Addresses:
    """Return addresses by which every app is at this one."""
    return {Target(name, server=server): address for name in FRAMEWORKS for server in SERVERS}


@contextmanager
def serving_try(
    addresses: Addresses,
    questions: dict[str, Question] | None = None,
    pages: dict[str, str] = PAGES,
) -> Iterator[Live]:
    """Serve a live page for these addresses; without questions, it has those of the table."""

    def address(target: Target) -> tuple[str, int]:
        if target not in addresses:
            raise Refused("", f"{target} has not started yet", 503)
        return addresses[target]

    questions = catalogue() if questions is None else questions
    app = try_it.create_app(address, questions, lambda: pages)
    with try_it.serving(app) as port:
        yield Live(app, port)


def new_in_logs(apps: list[Server], start: list[int]) -> list[str]:
    """Return what the native servers logged from these bytes on, up to a request made now."""
    mark = f"/bye?mark-{next(MARKS)}"
    found = []
    for app, begin in zip(apps, start, strict=True):
        if app.target.server == "native":
            assert exchange(("127.0.0.1", app.port), request(f"GET {mark}")).responses
            deadline = time.monotonic() + 60
            while mark not in (text := app.read_log(begin)) and time.monotonic() < deadline:
                time.sleep(0.01)
            assert mark in text
            found += [line for line in text.splitlines() if mark not in line]
    return found


def log_sizes(apps: list[Server]) -> list[int]:
    """Return where the log of each app ends now."""
    return [app.log.stat().st_size for app in apps]


# --- Apps that are none -----------------------------------------------------------

NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n"


def answering(text: str, received: list[bytes] | None = None) -> Callable:
    """Return what an app does that always gives this response; it notes what it receives."""

    def answer(connection):  # noqa: ANN202
        sent = connection.recv(65536)
        if received is not None:
            received.append(sent)
        connection.sendall(text.encode())

    return answer


def dripping(connection) -> None:
    """Send a byte now and then, until the page has gone."""
    while True:
        connection.sendall(b"x")
        time.sleep(0.1)


def closed_address() -> tuple[str, int]:
    """Return an address at which nobody listens."""
    with serving(closing) as address:
        pass
    return address
