"""Serve the pages of site/ and Try, on 127.0.0.1, beside the apps on both servers.

python -m side_by_side.try_it --port 5005

It sends requests for whoever can reach it. So `guard` says who may ask, try_request.py what may be
asked, and an answer is shown as text by a page that runs no script but its own.
"""

import hmac
import json
import logging
import mimetypes
import secrets
import shlex
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache

from flask import Flask, Response, abort, render_template
from flask import request as incoming
from waitress import create_server
from werkzeug.exceptions import HTTPException

from compare_tests.engine import record
from compare_tests.engine.aspects import USUAL, answer_in
from compare_tests.engine.check import TableError
from compare_tests.engine.model import Question
from compare_tests.engine.text import meanings, printable
from compare_tests.engine.wire import End, exchange
from compare_tests.questions import TOPICS
from shared.cli import Parser, port_number
from shared.frameworks import FRAMEWORKS, SERVERS, Target
from shared.launcher import Server, StartError, port_problem, stop
from side_by_side import site
from side_by_side.try_request import (
    MAX_REQUEST_BYTES,
    OutgoingRequest,
    Refused,
    catalogue,
    curl_of,
    fields_of,
    parse_request,
)

TIMEOUT_S = 3
MAX_RESPONSE_BYTES = 64 << 10
MAX_CONCURRENT = 8

ENDED = {
    End.HUNG: f"It did not end within {TIMEOUT_S} s. What had come by then is here.",
    End.TOO_MUCH: f"It is longer than {MAX_RESPONSE_BYTES >> 10} KB. The rest was not read.",
    End.REFUSED: "This app takes no connection. Has it ended?",
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    # With `no-referrer` a browser may send the page's own POST with `Origin: null`.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}

log = logging.getLogger("try")


# --- What is served ------------------------------------------------------------


class Apps:
    """Every app on both servers, as its files are now: one that was saved is started anew."""

    def __init__(self) -> None:
        self._servers: dict[Target, Server] = {}
        self._digests: dict[Target, str] = {}
        self._lock = threading.Lock()

    def start(self) -> None:
        """Start them all at the same time; what is wrong with one is printed."""
        targets = [Target(name, server=server) for name in FRAMEWORKS for server in SERVERS]
        with self._lock:
            for target in targets:
                self._launch(target)
        for target in targets:
            with self._lock:
                if self._servers[target].port:
                    continue  # it was saved meanwhile, and is ready
                try:
                    self._servers[target].wait_until_ready()
                except StartError as error:
                    print(printable(str(error).encode()), flush=True)

    def _launch(self, target: Target) -> Server:
        """Start an app. What is saved from now on is noticed."""
        self._digests[target] = record.digest_of_app(target.framework)
        self._servers[target] = Server(target)
        return self._servers[target]

    def address(self, target: Target) -> tuple[str, int]:
        """Return where an app listens.

        Raises:
            Refused: it has not started yet, or cannot.
        """
        with self._lock:
            server = self._servers.get(target)
            saved = record.digest_of_app(target.framework) != self._digests.get(target)
            if server and (saved or server.process.poll() is not None):
                stop([server])
                server = self._launch(target)
                try:
                    server.wait_until_ready()
                except StartError as error:
                    raise Refused("", str(error), 503) from None
            if not server or not server.port:
                raise Refused("", f"{target} has not started yet: wait a moment, send again.", 503)
            return "127.0.0.1", server.port

    def stop(self) -> None:
        """Stop them."""
        stop(self._servers.values())


def pages_now() -> dict[str, str]:
    """Return the pages with the code of the apps as it is now."""
    return _pages(tuple(record.digest_of_app(name) for name in FRAMEWORKS))


@lru_cache(maxsize=1)
def _pages(digests: tuple[str, ...]) -> dict[str, str]:
    return site.pages(record.read(), with_try=True)


# --- Sending ------------------------------------------------------------------


def send(one: OutgoingRequest, address: tuple[str, int]) -> dict[str, object]:
    """Send a request over a connection of its own, and return what the page shows of it."""
    seen = exchange(address, one.sent, timeout_s=TIMEOUT_S, limit=MAX_RESPONSE_BYTES)
    question = one.question
    observe = question.observe if question else USUAL
    raw = printable(seen.raw, MAX_RESPONSE_BYTES)
    return {
        "answer": answer_in(seen, observe).text,
        "raw": raw,
        "means": meanings(raw, [aspect.name for aspect in observe]),
        "ended": ENDED.get(seen.end, ""),
        "curl": shlex.join(curl_of(one.parts, address)) if one.parts else "",
        "question": question
        and {
            "id": question.id,
            "page": place_of(question),
            "text": question.question,
            "why": question.why,
            "links": [(link, site.source(link)) for link in question.links],
        },
    }


def place_of(question: Question) -> str:
    """Return where the pages tell of a question: the four pages are in Read, without a topic."""
    page = f"behaviour/{question.topic}.html" if question.topic else "index.html"
    return f"{page}#{question.id}"


# --- The pages ----------------------------------------------------------------


def create_app(
    address: Callable[[Target], tuple[str, int]],
    questions: dict[str, Question],
    pages: Callable[[], dict[str, str]],
) -> Flask:
    """Return the Flask app. It answers nobody until `config["HOSTS"]` names its own host.

    Args:
        address: tells where an app listens, or raises Refused.
        questions: the catalogue by id.
        pages: makes the other pages and what they need, by name: they are served from memory,
            so that no path leads to a file.
    """
    app = Flask(__name__, static_folder=None)
    app.config.update(HOSTS=(), TOKEN=secrets.token_urlsafe(32))
    free = threading.BoundedSemaphore(MAX_CONCURRENT)
    data = {
        "token": app.config["TOKEN"],
        "frameworks": [(one.name, one.title) for one in FRAMEWORKS.values()],
        "examples": {
            id: fields_of(one.request) or {"raw": printable(one.request)}
            for id, one in questions.items()
        },
    }
    recorded = record.read()
    topics = {
        title: [one for one in questions.values() if one.topic == topic]
        for topic, title in {"": "The four pages", **TOPICS}.items()
    }

    @app.before_request
    def guard() -> None:
        """Refuse whoever is not this page: a host, a site or a program of another origin."""
        host = incoming.environ.get("HTTP_HOST", "")
        # A target with a host of its own in it would count for more than Host (RFC 9112).
        if host not in app.config["HOSTS"] or not incoming.environ["REQUEST_URI"].startswith("/"):
            raise Refused("", f"This page is only at http://{app.config['HOSTS'][0]}/", 421)
        if incoming.method in ("GET", "HEAD"):
            return
        token = incoming.headers.get("X-Token", "").encode()
        if (
            incoming.headers.get("Sec-Fetch-Site") not in ("same-origin", "none")
            or incoming.headers.get("Origin") != f"http://{host}"
            or not hmac.compare_digest(token, app.config["TOKEN"].encode())
        ):
            raise Refused("", "Only this page may send. Was it started anew? Then reload it.", 403)

    @app.after_request
    def add_headers(response: Response) -> Response:
        """Put the same headers on every answer, also on errors."""
        response.headers.update(HEADERS)
        log.info("%s %s %s", incoming.method, incoming.path, response.status_code)
        return response

    @app.errorhandler(Refused)
    def refused(error: Refused) -> tuple[dict, int]:
        """Say which field is wrong, and why."""
        return {"field": error.field, "why": error.why}, error.status

    @app.errorhandler(HTTPException)
    def failed(error: HTTPException) -> tuple[dict, int]:
        """Say an error of another kind in the same form."""
        return {"field": "", "why": error.description or ""}, error.code or 500

    @app.get("/try.html")
    def try_page() -> str:
        """The page on which requests are written."""
        return render_template(
            "try.html",
            with_try=True,
            here="Try",
            root="",
            picture=False,
            recorded=recorded,
            data=data,
            topics=topics,
            servers=SERVERS,
        )

    @app.get("/")
    @app.get("/<path:path>")
    def page(path: str = "index.html") -> Response:
        """A page that was built, or what it needs."""
        if path == "favicon.ico":  # browsers ask for it unasked
            return Response(status=204)
        made = pages()
        if path not in made:
            abort(404)
        return Response(made[path], mimetype=mimetypes.guess_type(path)[0])

    @app.post("/send")
    def send_one() -> dict[str, object]:
        """Send one request to one app."""
        if incoming.mimetype != "application/json":
            abort(415)
        if (incoming.content_length or 0) > MAX_REQUEST_BYTES:
            raise Refused(
                "body", f"That is more than the {MAX_REQUEST_BYTES >> 10} KB that are sent.", 413
            )
        try:
            one = parse_request(json.loads(incoming.get_data()), questions)
        except (ValueError, RecursionError):
            raise Refused("", "That is not JSON.") from None
        if not free.acquire(blocking=False):
            raise Refused(
                "", f"{MAX_CONCURRENT} requests are under way: wait, and send it again.", 429
            )
        try:
            return send(one, address(one.target))
        finally:
            free.release()

    return app


@contextmanager
def serving(app: Flask, port: int = 0) -> Iterator[int]:
    """Serve the app on 127.0.0.1, on a thread of its own, and give the port; 0 chooses a free one.

    Raises:
        OSError: the port is taken.
    """
    # More threads than requests can be under way, so that one is free to say so.
    server = create_server(
        app,
        host="127.0.0.1",
        port=port,
        threads=2 * MAX_CONCURRENT,
        ident=None,
        max_request_body_size=1 << 20,
        # A visitor is answered while hundreds of others are connected and say nothing.
        connection_limit=900,
        channel_timeout=20,
        asyncore_use_poll=True,
    )
    port = server.effective_port
    app.config["HOSTS"] = (f"127.0.0.1:{port}", f"localhost:{port}")
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield port
    finally:
        server.trigger.pull_trigger(server.close)  # on its own thread
        thread.join(TIMEOUT_S)


# --- The command --------------------------------------------------------------


class OneLine(logging.Formatter):
    """Writes what is logged without control characters: part of it came from outside."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return one line of printable characters."""
        message = super().formatMessage(record).encode(errors="backslashreplace")
        return printable(message).replace("\n", "\\n")


def main() -> int:
    """Serve until Ctrl-C or SIGTERM (exit status 0), or say why that cannot be (1)."""
    parser = Parser(prog="python -m side_by_side.try_it", description="Serve Try on 127.0.0.1.")
    parser.add_argument("--port", type=port_number, default=5005)
    port = parser.parse_args().port
    if problem := port_problem(port):
        parser.error(f"{problem}: choose another with --port (PORT=)")
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine("%(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    # Also where a shell makes its background jobs ignore Ctrl-C.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    apps = Apps()
    try:
        pages_now()
        with serving(create_app(apps.address, catalogue(), pages_now), port):
            print(f"Read, see and try: http://127.0.0.1:{port}/  (Ctrl-C stops it)", flush=True)
            apps.start()
            while True:
                time.sleep(3600)
    except (TableError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        apps.stop()


if __name__ == "__main__":
    sys.exit(main())
