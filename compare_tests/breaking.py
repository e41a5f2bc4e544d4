"""Small wrappers, each of which breaks one thing: proof that the tests can fail.

    python -m compare_tests.breaking      for each test, how many wrappers turn it red

A wrapper takes a request's environ, and a response (status, header fields, body) that the app
made of it, and returns another response. Those that change the request do so before the app.
"""

import html
import itertools
import logging
import re
import sys
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import unquote_to_bytes

import waitress
from rich.console import Console
from rich.text import Text

from compare_tests import test_contract
from compare_tests.asking import callable_of
from compare_tests.looks import answer
from compare_tests.questions import Question, load
from compare_tests.wire import CLOSED, Exchange, exchange
from conftest import Target
from shared.frameworks import FRAMEWORKS

SLOW = 0.4  # seconds: longer than the tests of a broken app wait


@dataclass(frozen=True)
class Reply:
    """A response on its way through a wrapper."""

    status: str
    fields: tuple[tuple[str, str], ...]
    body: bytes

    def field(self, name: str, value: str | None) -> "Reply":
        """Return it with one header field replaced, or dropped where the value is None."""
        kept = tuple(one for one in self.fields if one[0].lower() != name.lower())
        return replace(self, fields=kept + (((name, value),) if value is not None else ()))

    def text(self, change: Callable[[str], str]) -> "Reply":
        """Return it with another body, and the length that goes with it."""
        body = change(self.body.decode("utf-8", "replace")).encode()
        return replace(self, body=body).field("Content-Length", str(len(body)))


# --- What changes the request -------------------------------------------------


def path_of(given: dict, change: Callable[[bytes], bytes]) -> dict:
    """Return an environ with another path."""
    path = given["PATH_INFO"].encode("latin-1")
    return given | {"PATH_INFO": change(path).decode("latin-1")}


REQUEST_BREAKERS: dict[str, Callable[[dict], dict]] = {
    "decodes the path twice": lambda given: path_of(given, unquote_to_bytes),
    "ignores the case of the path": lambda given: path_of(given, bytes.lower),
    "drops a trailing slash": lambda given: path_of(given, lambda p: p.rstrip(b"/") or b"/"),
    "takes a plus for a space": lambda given: path_of(given, lambda p: p.replace(b"+", b" ")),
    "composes Unicode": lambda given: path_of(
        given, lambda p: unicodedata.normalize("NFC", p.decode("utf-8", "replace")).encode()
    ),
    "cuts long paths": lambda given: path_of(given, lambda p: p[:1000]),
    "takes every method for GET": lambda given: given | {"REQUEST_METHOD": "GET"},
}

# --- What changes the response ------------------------------------------------


def _status(given: Reply, old: str, new: str) -> Reply:
    return replace(given, status=new) if given.status.startswith(old) else given


def _echo(given: dict, reply: Reply) -> Reply:
    target = f"{given['PATH_INFO']}?{given['QUERY_STRING']}"
    return reply.text(lambda text: text + unquote_to_bytes(target).decode("utf-8", "replace"))


def _older(given: Reply) -> Reply:
    """Count years down: a page with an age says another one."""
    return given.text(lambda text: text.replace(" years", "1 years"))


def _further(given: Reply) -> Reply:
    """Send fields that none of the apps sends."""
    for name in FURTHER_FIELDS:
        given = given.field(name, "broken")
    return given


FURTHER_FIELDS = (
    *("Accept-Ranges", "Access-Control-Allow-Origin", "Cache-Control", "Content-Encoding"),
    *("Content-Language", "Content-Security-Policy", "Date", "ETag", "Expires", "Last-Modified"),
    *("Referrer-Policy", "Set-Cookie", "X", "X-Content-Type-Options", "X-Frame-Options"),
)


def _name_products(text: str) -> str:
    return f"{text} {' '.join(framework.title for framework in FRAMEWORKS.values())}"


_before: list[Reply] = []


def _mixed_up(given: Reply) -> Reply:
    """Answer with the response before: what a mistake in keeping connections would look like."""
    _before.append(given)
    return _before[max(0, len(_before) - 2)]


def _slow(given: Reply) -> Reply:
    time.sleep(SLOW * 2)
    return given


BREAKERS: dict[str, Callable[[dict, Reply], Reply]] = {
    "answers 500": lambda _, r: replace(r, status="500 Broken"),
    "answers 404 with 200": lambda _, r: _status(r, "404", "200 OK"),
    "answers 405 with 404": lambda _, r: _status(r, "405", "404 Not Found"),
    "redirects everything": lambda _, r: replace(r, status="302 Found").field("Location", "/x"),
    "names another framework": lambda _, r: r.text(lambda t: t.replace(" first ", " first X")),
    "does not escape": lambda _, r: r.text(html.unescape),
    "escapes twice": lambda _, r: r.text(lambda t: t.replace("&", "&amp;")),
    "repeats the request target": _echo,
    "tells another age": lambda _, r: _older(r),
    "sends capitals": lambda _, r: r.text(str.upper),
    "sends no body": lambda _, r: r.text(lambda _: ""),
    "sends another type": lambda _, r: r.field("Content-Type", "text/plain; charset=utf-8"),
    "sends no type": lambda _, r: r.field("Content-Type", None),
    "sends no Allow": lambda _, r: r.field("Allow", None),
    "sends another Allow": lambda _, r: r.field("Allow", "BREW"),
    "sends Vary": lambda _, r: r.field("Vary", "X-Broken"),
    "sends another Location": lambda _, r: r.field("Location", "/broken"),
    "sends no length": lambda _, r: r.field("Content-Length", None),
    "sends a body after HEAD": lambda _, r: replace(r, body=r.body or b"a body"),
    "sends further fields": lambda _, r: _further(r),
    "shows its inside": lambda _, r: r.text(lambda t: f"{t} Traceback (most recent call last)"),
    "names another product": lambda _, r: r.field("Server", "Broken/1").text(_name_products),
    "mixes up responses": lambda _, r: _mixed_up(r),
    "is slow": lambda _, r: _slow(r),
}


# --- What changes the bytes on the wire, as a broken server would --------------


def _on_wire(pattern: bytes, new: bytes) -> Callable[[Exchange], Exchange]:
    return lambda seen: replace(seen, raw=re.sub(pattern, new, seen.raw))


WIRE_BREAKERS: dict[str, Callable[[Exchange], Exchange]] = {
    "speaks another version": _on_wire(rb"^HTTP/1\.[01]", b"HTTP/1.2"),
    "answers 418": _on_wire(rb"^(HTTP/\S+) \d+", rb"\1 418"),
    "tells no length": _on_wire(rb"(?i)\r\ncontent-length: \d+", b""),
    "does not say that it closes": _on_wire(rb"(?i)\r\nconnection: close", b""),
    "closes every connection": lambda seen: replace(seen, end=CLOSED),
    "answers at once": lambda seen: replace(seen, raw=seen.raw or b"HTTP/1.1 200 OK\r\n\r\n"),
}


def broken(app: Callable, name: str) -> Callable:
    """Return a WSGI callable that does what `app` does, but for the one thing that is broken."""

    def wrapper(given: dict, start_response: Callable) -> list[bytes]:
        made: list = []

        def keep(status: str, fields: list, exc_info: object = None) -> Callable:
            made[:] = [status, tuple(fields)]
            return written.append

        written: list[bytes] = []
        asked = REQUEST_BREAKERS[name](given) if name in REQUEST_BREAKERS else given
        result = app(asked, keep)
        body = b"".join(itertools.chain(written, result))
        reply = Reply(made[0], made[1], body)
        if name in BREAKERS:
            reply = BREAKERS[name](given, reply)
        start_response(reply.status, list(reply.fields))
        return [reply.body]

    return wrapper


@contextmanager
def served(app: Callable) -> Iterator[str]:
    """Serve a WSGI callable from a thread of this process, and give its address."""
    server = waitress.create_server(app, listen="127.0.0.1:0", threads=2, ident="waitress")
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()


# --- The tests, one by one ----------------------------------------------------


def contract_cases() -> dict[str, Callable[[Target], None]]:
    """Return every case of the contract by its test id."""
    found: dict[str, Callable[[Target], None]] = {}
    for name, function in vars(test_contract).items():
        if name.startswith("test_"):
            marks = getattr(function, "pytestmark", [])
            for mark in marks:
                for case, label in zip(mark.args[1], mark.kwargs["ids"], strict=True):
                    found[f"{name}[{label}]"] = partial(function, case=case)
            if not marks:
                found[name] = function
    return found


def passes(case: Callable[[Target], None], url: str, title: str) -> bool:
    """Whether a case of the contract passes on the server at this address."""
    target = Target("broken", url, title, timeout=SLOW)
    with target.session:
        try:
            case(target)
        except Exception:
            return False
    return True


def reddened(app: Callable, title: str) -> dict[str, list[str]]:
    """Return for every test what turns it red: contract cases, questions and looks.

    A test that nothing can break has an empty list.

    Raises:
        AssertionError: a case of the contract is red on the app as it is.
    """
    logging.getLogger("waitress").disabled = True  # it complains of what is broken on purpose
    questions = [q for q in load().values() if q.state == "plain" and q.request]
    cases = contract_cases()
    looks = {look for question in questions for look in question.look.split()} - {"connection"}
    red: dict[str, list[str]] = {name: [] for name in cases}
    red |= {f"question {question.id}": [] for question in questions}
    red |= {f"look {look}": [] for look in sorted(looks)}

    def judge(name: str, question: Question, seen: Exchange) -> None:
        before = whole[question.id]
        if answer(seen, question.look) != answer(before, question.look):
            red[f"question {question.id}"].append(name)
        for look in looks & set(question.look.split()):
            if answer(seen, look) != answer(before, look):
                red[f"look {look}"].append(name)

    with served(app) as url:
        whole = {question.id: _ask(url, question) for question in questions}
        # Where a connection stays open, one has to wait to know: the wire is broken there.
        quick = [question for question in questions if whole[question.id].seconds < SLOW / 4]
        odd = [name for name, case in cases.items() if not passes(case, url, title)]
    if odd:
        raise AssertionError(f"red on the unbroken app: {', '.join(odd)}")
    for name in [*REQUEST_BREAKERS, *BREAKERS]:
        with served(broken(app, name)) as url:
            # One slow answer proves enough, and need not be waited for again and again.
            few = {"test_bye": cases["test_bye"]} if name == "is slow" else cases
            for case_name, case in few.items():
                if not passes(case, url, title):
                    red[case_name].append(name)
            for question in quick if name != "is slow" else ():
                judge(name, question, _ask(url, question))
    for name, change in WIRE_BREAKERS.items():
        for question in questions:
            judge(name, question, change(whole[question.id]))
    return {test: list(dict.fromkeys(names)) for test, names in red.items()}


def _ask(url: str, question: Question) -> Exchange:
    host, _, port = url.removeprefix("http://").partition(":")
    return exchange((host, int(port)), question.request, deadline=SLOW)


def main() -> None:
    """Print the report; exit with 1 if a test is left that cannot fail."""
    red = reddened(callable_of("bottle"), "Bottle")
    console = Console(highlight=False)
    for test, wrappers in red.items():
        shown = f"{', '.join(wrappers[:2])}{' …' if len(wrappers) > 2 else ''}"
        console.print(Text(f"{len(wrappers):3}  {test}  ") + Text(shown, "dim"), soft_wrap=True)
    left = [test for test, wrappers in red.items() if not wrappers]
    count = len(REQUEST_BREAKERS) + len(BREAKERS) + len(WIRE_BREAKERS)
    console.print(f"{len(red)} tests, {count} wrappers; {len(left)} tests that none can break.")
    if left:
        sys.exit("\n".join(left))


if __name__ == "__main__":
    main()
