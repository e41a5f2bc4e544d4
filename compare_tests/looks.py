"""How a response is looked at: an exchange becomes a short text, the answer.

What varies without meaning is normalised first, by functions with names, so that the
same behaviour always gives the same text.
"""

import html
import re
from collections.abc import Callable

from compare_tests.wire import CLOSED, CRASHED, HUNG, KEPT, REFUSED, TOO_MUCH, Exchange, Response
from shared.pages import hello_page

# --- Normalising --------------------------------------------------------------


def sorted_list(value: str) -> str:
    """Sort a comma-separated list (`Allow`, `Vary`), whose order has no meaning."""
    return ", ".join(sorted(item.strip() for item in value.split(",")))


def same_quotes(text: str) -> str:
    """Write an escaped apostrophe in one of its three equal spellings."""
    return re.sub(r"&#(0?39|x27);", "&#x27;", text)


def without_address(text: str) -> str:
    """Leave out the port of a local address and the number of a process: each run has others."""
    return re.sub(r"(127\.0\.0\.1|localhost):\d+", r"\1", text)


def without_versions(text: str) -> str:
    """Leave out version numbers of products: `Python/3.11.7` becomes `Python`."""
    return re.sub(r"(/| )v?\d+(\.\d+)+\S*", "", text)


def media_type(value: str) -> str:
    """Write a media type in one way: no space at the semicolon, lower case."""
    return re.sub(r"\s*;\s*", "; ", value.lower())


def normal(text: str) -> str:
    """Apply what applies to every text."""
    return without_address(same_quotes(text))


# --- Looks --------------------------------------------------------------------


def status(response: Response) -> str:
    """The status code."""
    return str(response.status)


def page(response: Response) -> str:
    """Which of the four pages it is, or what other kind of body."""
    text = response.body.decode("utf-8", "backslashreplace")
    title = re.search(r"first (.*) server", text)
    if title and text == hello_page(title[1]):
        return "hello page"
    if text == "<b><em><u>Hello there Ahmed!</u></em></b>":
        return "greet page"
    if text == "<u><em><b>Bye!</b></em></u>":
        return "bye page"
    typed = re.fullmatch(r"Hello there (.*)\. You are (.*) years old\.!", text, re.S)
    if typed:
        name, age = (html.unescape(part) for part in typed.groups())
        return f"name {short(name)}, age {short(age, '')}"
    return "another page" if text else "no body"


def body(response: Response) -> str:
    """The body as text, in one line, cut when it is long."""
    text = response.body.decode("utf-8", "backslashreplace")
    return short(normal(" ".join(text.split()))) if text else "no body"


def raw_body(response: Response) -> str:
    """The body to the letter: where the escaping is the question."""
    return short(response.body.decode("utf-8", "backslashreplace"))


def allow(response: Response) -> str:
    """The `Allow` field as a set (RFC 9110 section 10.2.1)."""
    value = response.header("allow")
    return "no Allow" if value is None else f"Allow: {sorted_list(value)}"


def vary(response: Response) -> str:
    """The `Vary` field as a set (RFC 9110 section 12.5.5)."""
    value = response.header("vary")
    return "no Vary" if value is None else f"Vary: {sorted_list(value)}"


def location(response: Response) -> str:
    """The `Location` field, without the port."""
    value = response.header("location")
    return "no Location" if value is None else f"Location: {without_address(value)}"


def content_type(response: Response) -> str:
    """The media type of the body."""
    value = response.header("content-type")
    return "no Content-Type" if value is None else media_type(value)


def framing(response: Response) -> str:
    """How the end of the body is told (RFC 9112 section 6)."""
    if response.header("transfer-encoding"):
        return "chunked"
    return "no Content-Length" if response.header("content-length") is None else "Content-Length"


def length(response: Response) -> str:
    """Whether there is a body at all."""
    return "a body" if response.body else "no body"


def version(response: Response) -> str:
    """The HTTP version the server says it speaks."""
    return f"HTTP/{response.version}"


def fields(response: Response) -> str:
    """The names of all header fields, sorted."""
    return ", ".join(sorted({name for name, _ in response.headers})) or "no fields"


def short(text: str, quote: str = '"', most: int = 120) -> str:
    """Quote a text; control characters escaped, the middle of a long one replaced by its length."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    if len(shown) > most:
        shown = f"{shown[:20]}…({len(text)} characters)"
    return f"{quote}{shown}{quote}"


LOOKS: dict[str, Callable[[Response], str]] = {
    look.__name__.replace("_", "-"): look
    for look in (
        status, page, body, raw_body, allow, vary, location,
        content_type, framing, length, version, fields,
    )
}  # fmt: skip


def header(name: str) -> Callable[[Response], str]:
    """Return a look at one header field, versions of products left out."""

    def look(response: Response) -> str:
        value = response.header(name)
        return f"no {name}" if value is None else f"{name}: {without_versions(normal(value))}"

    return look


def look_named(name: str) -> Callable[[Response], str]:
    """Return a look by its name; `header:Vary` looks at the field `Vary`.

    Raises:
        KeyError: there is no such look.
    """
    return header(name.removeprefix("header:")) if name.startswith("header:") else LOOKS[name]


# --- Answers ------------------------------------------------------------------

WITHOUT_RESPONSE = {
    CLOSED: "closed without an answer",
    KEPT: "no answer",
    HUNG: "no answer in time",
    TOO_MUCH: "more than can be read",
    REFUSED: "no connection",
    CRASHED: "the server crashed",
}


def answer(exchange: Exchange, looks: str) -> str:
    """Return what a server answered, as one line of text.

    Args:
        exchange: what was sent and what came back.
        looks: names of looks, separated by spaces. `connection` looks at the exchange:
            whether the connection was kept. Several responses are joined by an arrow.
    """
    names = looks.split()
    if exchange.end in (CRASHED, TOO_MUCH):
        return WITHOUT_RESPONSE[exchange.end]
    if not exchange.responses:
        if exchange.rest:
            return f"not HTTP: {body(Response(0, '', '', (), exchange.rest))}"
        return WITHOUT_RESPONSE[exchange.end]
    said = []
    for response in exchange.responses:
        wanted = ["status"] if response.status < 200 else names
        parts = [look_named(name)(response) for name in wanted if name != "connection"]
        said.append(" · ".join(parts))
    text = " → ".join(said)
    if "connection" in names:
        text += " · kept" if exchange.end == KEPT else " · closed"
    if exchange.rest:
        after_head = exchange.methods[: len(exchange.responses)][-1:] == ["HEAD"]
        text += " · a body after HEAD" if after_head else " · bytes that are no answer"
    if exchange.end == HUNG:
        text += " · then silence"
    return text
