"""Proof that the suite can fail: every test goes red for at least one mutant of an app.

A mutant has one thing broken: the request before the app gets it, the response that the app
makes of it, or the bytes that the server sends. A test that no mutant kills could not fail.
"""

import html
import itertools
import logging
import re
import unicodedata
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from urllib.parse import unquote_to_bytes

import pytest
import webob

from compare_tests.engine.aspects import answer_in
from compare_tests.engine.client import Address, Client
from compare_tests.engine.in_process import served, wsgi_callable
from compare_tests.engine.model import ProcessQuestion, Question, Row
from compare_tests.engine.wire import End, Exchange, exchange
from compare_tests.questions import load
from compare_tests.test_contract import CASES, Case
from shared.frameworks import FRAMEWORKS

# --- What changes the request -------------------------------------------------


def _path(change: Callable[[bytes], bytes]) -> Callable[[dict], dict]:
    """Return what changes the path in a WSGI environ (PEP 3333)."""

    def mutate(environ: dict) -> dict:
        path = change(environ["PATH_INFO"].encode("latin-1"))
        return environ | {"PATH_INFO": path.decode("latin-1")}

    return mutate


REQUEST_MUTANTS: dict[str, Callable[[dict], dict]] = {
    "decodes the path twice": _path(unquote_to_bytes),
    "ignores the case of the path": _path(bytes.lower),
    "drops a trailing slash": _path(lambda path: path.rstrip(b"/") or b"/"),
    "takes a plus for a space": _path(lambda path: path.replace(b"+", b" ")),
    "composes Unicode": _path(
        lambda path: unicodedata.normalize("NFC", path.decode("utf-8", "replace")).encode()
    ),
    "cuts long paths": _path(lambda path: path[:1000]),
    "takes every method for GET": lambda environ: environ | {"REQUEST_METHOD": "GET"},
}

# --- What changes the response ------------------------------------------------

Mutation = Callable[[dict, webob.Response], None]


def _text(change: Callable[[str], str]) -> Mutation:
    def mutate(_: dict, response: webob.Response) -> None:
        response.body = change(response.body.decode("utf-8", "replace")).encode()

    return mutate


def _status(old: str, new: str) -> Mutation:
    def mutate(_: dict, response: webob.Response) -> None:
        if response.status.startswith(old):
            response.status = new

    return mutate


def _field(name: str, value: str | None) -> Mutation:
    def mutate(_: dict, response: webob.Response) -> None:
        response.headers.pop(name, None)
        if value is not None:
            response.headers[name] = value

    return mutate


def _both(*mutations: Mutation) -> Mutation:
    def mutate(environ: dict, response: webob.Response) -> None:
        for one in mutations:
            one(environ, response)

    return mutate


def _repeat_target(environ: dict, response: webob.Response) -> None:
    target = unquote_to_bytes(f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}")
    response.body += target.decode("utf-8", "replace").encode()


def _send_body_after_head(_: dict, response: webob.Response) -> None:
    length = response.headers.get("Content-Length")
    response.body = response.body or b"a body"
    if length:
        response.headers["Content-Length"] = length


UNUSUAL_FIELDS = (
    *("Accept-Ranges", "Access-Control-Allow-Origin", "Cache-Control", "Content-Encoding"),
    *("Content-Language", "Content-Security-Policy", "Date", "ETag", "Expires", "Last-Modified"),
    *("Referrer-Policy", "Set-Cookie", "X", "X-Content-Type-Options", "X-Frame-Options"),
)
PRODUCTS = " ".join(framework.title for framework in FRAMEWORKS.values())

RESPONSE_MUTANTS: dict[str, Mutation] = {
    "answers 500": _status("", "500 Broken"),
    "answers 404 with 200": _status("404", "200 OK"),
    "answers 405 with 404": _status("405", "404 Not Found"),
    "redirects everything": _both(_status("", "302 Found"), _field("Location", "/x")),
    "names another framework": _text(lambda text: text.replace(" first ", " first X")),
    "does not escape": _text(html.unescape),
    "escapes twice": _text(lambda text: text.replace("&", "&amp;")),
    "repeats the request target": _repeat_target,
    "tells another age": _text(lambda text: text.replace(" years", "1 years")),
    "sends capitals": _text(str.upper),
    "sends no body": _text(lambda _: ""),
    "sends another type": _field("Content-Type", "text/plain; charset=utf-8"),
    "sends no type": _field("Content-Type", None),
    "sends no Allow": _field("Allow", None),
    "sends another Allow": _field("Allow", "BREW"),
    "sends Vary": _field("Vary", "X-Broken"),
    "sends another Location": _field("Location", "/broken"),
    "sends no length": _field("Content-Length", None),
    "sends a body after HEAD": _send_body_after_head,
    "sends unusual fields": _both(*(_field(name, "broken") for name in UNUSUAL_FIELDS)),
    "shows its inside": _text(lambda text: f"{text} Traceback (most recent call last)"),
    "names another product": _both(
        _field("Server", "Broken/1"), _text(lambda text: f"{text} {PRODUCTS}")
    ),
}
MIXES_UP = "mixes up responses"  # answers with the response before

# --- What changes the bytes on the wire, as a broken server would --------------


def _bytes(pattern: bytes, new: bytes) -> Callable[[Exchange], Exchange]:
    return lambda usual: replace(usual, raw=re.sub(pattern, new, usual.raw))


WIRE_MUTANTS: dict[str, Callable[[Exchange], Exchange]] = {
    "speaks another version": _bytes(rb"^HTTP/1\.[01]", b"HTTP/1.2"),
    "answers 418": _bytes(rb"^(HTTP/\S+) \d+", rb"\1 418"),
    "tells no length": _bytes(rb"(?i)\r\ncontent-length: \d+", b""),
    "does not say that it closes": _bytes(rb"(?i)\r\nconnection: close", b""),
    "closes every connection": lambda usual: replace(usual, end=End.CLOSED),
    "answers at once": lambda usual: replace(usual, raw=usual.raw or b"HTTP/1.1 200 OK\r\n\r\n"),
}

MUTANTS = (*REQUEST_MUTANTS, *RESPONSE_MUTANTS, MIXES_UP, *WIRE_MUTANTS)


def mutant_of(app: Callable, name: str) -> Callable:
    """Return a WSGI callable that does what `app` does, but for the one thing that is broken."""
    previous: list[webob.Response] = []

    def mutant(environ: dict, start_response: Callable) -> list[bytes]:
        environ = REQUEST_MUTANTS[name](environ) if name in REQUEST_MUTANTS else environ
        status, fields, chunks = webob.Request(environ).call_application(app)
        response = webob.Response(status=status, headerlist=list(fields), app_iter=[*chunks])
        previous.append(response)
        if name in RESPONSE_MUTANTS:
            RESPONSE_MUTANTS[name](environ, response)
        if name == MIXES_UP:
            response = previous[max(0, len(previous) - 2)]
        start_response(response.status, response.headerlist)
        return [response.body]

    return mutant


# --- The tests, one by one ----------------------------------------------------


def killers(framework: str, rows: Iterable[Row]) -> dict[str, list[str]]:
    """Return for every test which mutants kill it: for cases, questions and aspects.

    Args:
        framework: whose app is broken.
        rows: the table; only questions that are asked of the app as it is count.

    Returns:
        The names of mutants by test; a test that nothing can break has none. A case of the
        contract that the app itself breaks is left out.
    """
    logging.getLogger("waitress").disabled = True  # it complains of what is broken on purpose
    app, title = wsgi_callable(framework), FRAMEWORKS[framework].title
    questions = [row for row in rows if isinstance(row, Question) and row.app == "plain"]
    with served(app) as address:
        with ThreadPoolExecutor(8) as pool:  # most of the time is spent in waiting
            seen = pool.map(lambda question: _ask(address, question), questions)
            usual = dict(zip(questions, seen, strict=True))
        cases = [case for case in CASES if _passes(case, Client(address, title))]
    killed: dict[str, list[str]] = {f"case {case}": [] for case in cases}
    killed |= {f"question {question.id}": [] for question in questions}
    killed |= {f"aspect {aspect.name}": [] for question in questions for aspect in question.observe}
    # Where a connection stays open, one has to wait to know: there the bytes are broken below.
    closing = [question for question in questions if usual[question].end == End.CLOSED]

    def is_wanted(name: str, tests: list[str]) -> bool:
        """Whether one of these tests is not killed yet, or this mutant has killed none."""
        alive = any(not killed[test] for test in tests)
        return alive or not any(name in mutants for mutants in killed.values())

    for name in [*REQUEST_MUTANTS, *RESPONSE_MUTANTS, MIXES_UP]:
        with served(mutant_of(app, name)) as address:
            client = Client(address, title)
            for case in cases:
                if is_wanted(name, [f"case {case}"]) and not _passes(case, client):
                    killed[f"case {case}"].append(name)
            for question in closing:
                aspects = [f"aspect {aspect.name}" for aspect in question.observe]
                if is_wanted(name, [f"question {question.id}", *aspects]):
                    _compare(killed, name, question, usual[question], _ask(address, question))
    for (name, change), question in itertools.product(WIRE_MUTANTS.items(), questions):
        _compare(killed, name, question, usual[question], change(usual[question]))
    return killed


def _compare(
    killed: dict[str, list[str]], name: str, question: Question, usual: Exchange, seen: Exchange
) -> None:
    """Note a mutant at a question that gets another answer, and at the aspects that show it."""
    old, new = answer_in(usual, question.observe), answer_in(seen, question.observe)
    if old != new:
        killed[f"question {question.id}"].append(name)
    for aspect in question.observe:
        if answer_in(usual, [aspect]) != answer_in(seen, [aspect]):
            killed[f"aspect {aspect.name}"].append(name)


def _passes(case: Case, client: Client) -> bool:
    try:
        case.check(client)
    except Exception:
        return False
    return True


def _ask(address: Address, question: Question) -> Exchange:
    return exchange((address.host, address.port), question.request, timeout_s=4)


@pytest.fixture(scope="module")
def killed(outcomes):
    """Mutants of apps that keep the contract, until each test is killed: the suite is tested.

    Where no app keeps it, which the contract says, nothing is broken on purpose.
    """
    killed: dict[str, set[str]] = {}
    for name in FRAMEWORKS:
        if not outcomes.broken_pages.get(name):
            for test, mutants in killers(name, load().values()).items():
                killed.setdefault(test, set()).update(mutants)
            if all(killed.values()) and {*MUTANTS} == set().union(*killed.values()):
                break
    return killed


def test_every_test_can_fail(killed):
    assert [name for name, mutants in killed.items() if not mutants] == []


def test_every_mutant_is_killed(killed):
    """One that turns nothing red proves nothing."""
    assert not killed or {*MUTANTS} == set().union(*killed.values())


def test_every_probe_can_fail():
    """What is done to a server: the same code says different things of different servers."""
    rows = [row for row in load().values() if isinstance(row, ProcessQuestion)]
    assert rows
    assert [row.id for row in rows if not row.differs] == []
