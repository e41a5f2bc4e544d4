"""The contract: what every app must answer, whatever its framework and its server.

Each case asks for one thing, and says in a sentence what is wrong with the answer.
"""

import html
import http.client
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

import pytest

from compare_tests.engine.browser import FormError
from compare_tests.engine.client import Client
from compare_tests.engine.text import short
from compare_tests.engine.wire import Response
from shared.pages import hello_page

LESSON = "pages"


class Breach(Exception):
    """An answer is not what the contract says; the message says what is wrong with it."""


@dataclass(frozen=True)
class Case:
    """One thing that the contract says.

    Attributes:
        page: the page it is about, an id in questions.PAGES; "" for none of them.
        row: the row of the grid that it counts in.
        name: tells it from the other cases of the row.
        check: raises Breach if the server of a client answers otherwise.
    """

    page: str
    row: str
    name: str
    check: Callable[[Client], None]

    def __str__(self) -> str:
        return f"{self.row}-{self.name}".replace(" ", "-").strip("-")


GREET = "<b><em><u>Hello there Ahmed!</u></em></b>"
BYE = "<u><em><b>Bye!</b></em></u>"

NAMES = {
    "latin": "Ahmed",
    "space": "Ada Lovelace",
    "danish": "Søren Ærø",
    "arabic": "أحمد",
    "hebrew": "שרה",
    "cyrillic": "Мария",
    "greek": "Ελένη",
    "hindi": "अहमद",
    "chinese": "李小龍",
    "korean": "지민",
    "emoji": "😀",
    "emoji-family": "👩‍👩‍👧",
    "combining": "Ame\u0301lie",
    "slash": "a/b",
    "slashes": "a/b/c/d",
    "number-inside": "a/7/b",
    "apostrophe": "O'Brien",
    "quotes": 'Grace "Amazing" Hopper',
    "ampersand": "Marks & Spencer",
    "entity": "&lt;b&gt;",
    "script": "<script>alert(1)</script>",
    "attribute": "\"><img src=x onerror='alert(1)'>",
    "template": "{{7*7}} {0} ${7} %s",
    "percent": "100%",
    "percent-encoded": "%41",
    "plus": "a+b",
    "question-mark": "who?",
    "hash": "#1",
    "semicolon": "a;b=c",
    "backslash": "a\\b",
    "punctuation": "~-_.!*(),:@=$",
    "long": "x" * 2048,
}

AGES = {
    "zero": ("0", 0),
    "seven": ("7", 7),
    "padded": ("007", 7),
    "hundred": ("100", 100),
    "large": ("1" + "0" * 30, 10**30),
}

NOT_FOUND = {
    "unknown": "/nope",
    "unknown-below": "/bye/nope",
    "unknown-unicode": "/%E2%98%83",
    "no-such-file": "/nope.png",
    "no-name-no-age": "/username",
    "no-name-no-age-slash": "/username/",
    "no-name": "/username/7",
    "no-age": "/username/Ahmed",
    "empty-age": "/username/Ahmed/",
    "age-word": "/username/Ahmed/old",
    "age-fraction": "/username/Ahmed/1.5",
    "age-exponent": "/username/Ahmed/1e3",
    "age-hexadecimal": "/username/Ahmed/0x10",
    "age-first": "/username/7/Ahmed",
    "case-greet": "/NAME",
    "case-bye": "/Bye",
    "case-typed-path": "/Username/Ahmed/7",
}

MARKUP = "<script>alert(1)</script>"
ECHOES = {
    "path": f"/{quote(MARKUP)}",
    "path-raw": f"/{MARKUP}",
    "name": f"/username/{quote(MARKUP)}/7",
    "age": f"/username/Ahmed/{quote(MARKUP)}",
    "query-hello": f"/?{MARKUP}",
    "query-greet": f"/name?name={quote(MARKUP)}",
    "query-typed-path": f"/username/Ahmed/7?age={quote(MARKUP)}",
    "query-bye": f"/bye?a={quote(MARKUP)}",
    "query-unknown": f"/nope?a={quote(MARKUP)}",
}
NOT_ESCAPED = (
    "text from the URL is sent back as it came, so <, > and quotes in it become markup. "
    "Escape it: {escape(name)}, after `from markupsafe import escape`."
)
CHARSETS = ("idna", "utf-7", "utf-16")


def _is_page(reply: Response, path: str) -> None:
    """Check the status and the media type that all four pages share."""
    if reply.status != 200:
        raise Breach(f"GET {path} answers {reply.status}, and it should answer 200.")
    value = reply.header("Content-Type") or ""
    # RFC 9110 section 8.3.1: the case of a charset and the space before it mean nothing.
    if re.sub(r"\s", "", value.lower()) != "text/html;charset=utf-8":
        raise Breach(
            f"GET {path} sends {f'Content-Type: {value}' if value else 'no Content-Type'}, "
            "and it should send text/html; charset=utf-8."
        )


def _has_text(reply: Response, path: str, text: str) -> None:
    """Check the whole body."""
    if reply.text != text:
        should, does = (short(part, "", 300) for part in _about_difference(text, reply.text))
        does = does or "nothing: is a `return` missing?"
        hint = " (hello_page in shared/pages.py makes it)" if path == "/" else ""
        raise Breach(
            f"GET {path} sends another page. It should send {should}{hint} and it sends {does}"
        )


def _about_difference(one: str, other: str) -> tuple[str, str]:
    """Return two texts, or of long ones what stands about the first difference."""
    start = len(os.path.commonprefix([one, other])) - 30
    if len(one) <= 300 or start <= 0:
        return one, other
    return f"… {one[start:][:100]}", f"… {other[start:][:100]}"


def _hello(client: Client) -> None:
    reply = client.get("/")
    _is_page(reply, "/")
    title = re.search(r"first (.*) server", reply.text)
    page = hello_page(client.title or (title[1] if title else "…"))
    # The text for those who cannot see the picture is good to have, and not asked for.
    without_alt = re.compile(r"\s*\balt=('[^']*'|\"[^\"]*\")")
    if without_alt.sub("", reply.text) != without_alt.sub("", page):
        _has_text(reply, "/", page)


def _page(path: str, text: str, client: Client) -> None:
    reply = client.get(path)
    _is_page(reply, path)
    _has_text(reply, path, text)


def _name(name: str, client: Client) -> None:
    path = f"/username/{quote(name)}/7"
    reply = client.get(path)
    if reply.status == 404 and "/" in name:
        raise Breach(f"GET {path} answers 404, and it should answer 200: a name may hold slashes.")
    _is_page(reply, path)
    text = f"Hello there {name}. You are 7 years old.!"
    if reply.text == text != html.escape(text):
        raise Breach(NOT_ESCAPED)
    if html.unescape(reply.text) != text or not set("<>\"'").isdisjoint(reply.text):
        _has_text(reply, path, html.escape(text))


def _not_found(path: str, client: Client) -> None:
    status = client.get(path).status
    if status != 404:
        raise Breach(
            f"GET {path} answers {status}, and it should answer 404: there is no such page."
        )


def _not_echoed(path: str, client: Client) -> None:
    reply = client.get(path)
    if reply.status >= 500:
        raise Breach(f"GET {path} answers {reply.status}: it makes the app fail.")
    if MARKUP in reply.text:
        raise Breach(NOT_ESCAPED)


def _charset(charset: str, client: Client) -> None:
    """Check that a charset which a client asks for turns no harmless letters into markup."""
    wide = MARKUP.translate({ord("<"): "＜", ord(">"): "＞"})
    reply = client.get(f"/username/{quote(wide)}/7", {"Accept-Charset": charset})
    if reply.status >= 500 or MARKUP.encode() in reply.body:
        raise Breach(
            f"with Accept-Charset: {charset}, the letters ＜ and ＞ in a name become markup."
        )


def _same_connection(client: Client) -> None:
    """Ask for every page, and an error between them, over one connection: none is mixed up."""
    paths = ("/name", "/nope", "/bye") * 3
    alone = {path: client.get(path) for path in dict.fromkeys(paths)}
    connection = client.connect()
    try:
        for path in paths:
            reply = client.get(path, connection=connection)
            if (reply.status, reply.text) != (alone[path].status, alone[path].text):
                raise Breach(
                    f"GET {path} over a connection that is kept answers {reply.status} with "
                    f"{short(reply.text, '', 100)}, and over a connection of its own "
                    f"{alone[path].status} with {short(alone[path].text, '', 100)}."
                )
    except http.client.RemoteDisconnected:
        raise Breach(
            "the server closes a kept connection without announcing it by Connection: close "
            "(RFC 9112 section 9.6)."
        ) from None
    finally:
        connection.close()


CASES = [
    Case("hello", "hello", "", _hello),
    Case("greet", "greet", "", partial(_page, "/name", GREET)),
    *(
        Case("typed_path", "typed path: name", key, partial(_name, name))
        for key, name in NAMES.items()
    ),
    *(
        Case(
            "typed_path",
            "typed path: age",
            key,
            partial(
                _page, f"/username/Ahmed/{digits}", f"Hello there Ahmed. You are {age} years old.!"
            ),
        )
        for key, (digits, age) in AGES.items()
    ),
    Case("bye", "bye", "", partial(_page, "/bye", BYE)),
    *(Case("", "not found", key, partial(_not_found, path)) for key, path in NOT_FOUND.items()),
    *(Case("", "escaped", key, partial(_not_echoed, path)) for key, path in ECHOES.items()),
    *(
        Case("", "escaped in any charset", charset, partial(_charset, charset))
        for charset in CHARSETS
    ),
    Case("", "same connection", "", _same_connection),
]


def visitor(client: Client) -> Client:
    """Return what a case asks through."""
    return client


@pytest.mark.parametrize("case", CASES, ids=str)
def test_contract(case, target, errors):
    fail_with(errors[target, case])


def fail_with(error: Exception | None) -> None:
    """Fail with what a case has raised, if it has raised anything."""
    if isinstance(error, (OSError, http.client.HTTPException)):
        pytest.fail(f"the server gives no answer that can be read: {error!r}", pytrace=False)
    if isinstance(error, (Breach, FormError)):
        pytest.fail(str(error), pytrace=False)
    if error:
        raise error
