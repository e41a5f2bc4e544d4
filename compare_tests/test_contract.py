"""The contract: what every app must answer, whatever its framework and its server."""

import html
import http.client
import re
from urllib.parse import quote, urlsplit

import pytest

from shared.pages import hello_page

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
    "no-such-file": "/favicon.ico",
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


def params(table):
    return pytest.mark.parametrize("case", table.values(), ids=table.keys())


def is_page(response):
    """The status and the media type that all four pages share."""
    assert response.status_code == 200
    # RFC 9110 section 8.3.1: the case of a charset and the space before it mean nothing.
    media_type = re.sub(r"\s", "", response.headers.get("Content-Type", "").lower())
    assert media_type == "text/html;charset=utf-8"


def test_hello(target):
    response = target.get("/")
    is_page(response)
    named = re.search(r"first (.*) server", response.text)
    title = target.title or (named and named[1])
    assert response.text == hello_page(title)


def test_greet(target):
    response = target.get("/name")
    is_page(response)
    assert response.text == GREET


@params(NAMES)
def test_typed_path_name(target, case):
    response = target.get(f"/username/{quote(case)}/7")
    is_page(response)
    body = response.content.decode()
    assert html.unescape(body) == f"Hello there {case}. You are 7 years old.!"
    assert set("<>\"'").isdisjoint(body)


@params(AGES)
def test_typed_path_age(target, case):
    sent, age = case
    response = target.get(f"/username/Ahmed/{sent}")
    is_page(response)
    assert response.text == f"Hello there Ahmed. You are {age} years old.!"


def test_bye(target):
    response = target.get("/bye")
    is_page(response)
    assert response.text == BYE


@params(NOT_FOUND)
def test_not_found(target, case):
    assert target.get(case).status_code == 404


@params(ECHOES)
def test_escaped(target, case):
    response = target.get(case)
    assert response.status_code < 500
    assert MARKUP not in response.text


@params({"idna": "idna", "utf-7": "utf-7", "utf-16": "utf-16"})
def test_escaped_in_any_charset(target, case):
    """A charset that a client asks for does not turn harmless letters into markup."""
    wide = MARKUP.translate({ord("<"): "＜", ord(">"): "＞"})
    response = target.get(f"/username/{quote(wide)}/7", headers={"Accept-Charset": case})
    assert response.status_code < 500
    assert MARKUP.encode() not in response.content


def test_same_connection(target):
    """Every page, and an error between them, over one connection: none is mixed up."""
    address = urlsplit(target.url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=target.timeout)
    pages = {"/name": (200, GREET), "/nope": (404, None), "/bye": (200, BYE)}
    for _ in range(3):
        for path, (status, body) in pages.items():
            connection.request("GET", path, headers={"Connection": "keep-alive"})
            response = connection.getresponse()
            said = response.read().decode()
            assert response.status == status
            assert body is None or said == body
    connection.close()


def test_new_connection(target):
    """The server need not keep a connection that the client closes."""
    response = target.get("/bye", headers={"Connection": "close"})
    is_page(response)
    assert response.text == BYE
