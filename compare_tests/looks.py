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


def url(response: Response) -> str:
    """The URL in `Location`, or else the first in the text of the body; without our own port."""
    text = html.unescape(re.sub(r"<[^>]*>", " ", response.body.decode("utf-8", "backslashreplace")))
    first = re.search(r"[a-z]+://[^\s'\"]*", text)
    found = response.header("location") or (first[0] if first else "no URL")
    # Waitress has a name of its own for a site that nobody named.
    return "names " + re.sub(r"(waitress\.invalid):\d+", r"\1", without_address(found))


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


def reason(response: Response) -> str:
    """The words behind the status code (RFC 9112 section 4)."""
    return response.reason


def seen(response: Response) -> str:
    """The text of the body in one line, as a reader sees it: without markup, styles and title."""
    text = response.body.decode("utf-8", "backslashreplace")
    text = re.sub(r"(?is)<(style|script|title)\b.*?</\1>|<[^>]*>", " ", text)
    return html.unescape(" ".join(text.split()))


PRODUCT = re.compile(r"\b(Flask|Werkzeug|Django|Bottle|CherryPy|Pyramid|waitress)\b([/ ]\d[\d.]*)?")


def words(response: Response) -> str:
    """What a reader sees of the body, without the versions of products."""
    text = without_address(PRODUCT.sub(r"\1", seen(response)))
    return short(text, most=200) if text else "no body"


def document(response: Response) -> str:
    """The kind of HTML that the body says it is, and its language."""
    text = response.body.decode("utf-8", "backslashreplace")
    kind = re.search(r'(?is)<!doctype html(?:\s+public\s+"-//\w+//DTD ([^/"]+)//)?', text)
    language = re.search(r"(?i)<html[^>]*\blang=[\"']?(\w+)", text)
    said = f"doctype {kind[1] or 'HTML'}" if kind else "no doctype"
    return f"{said}, language {language[1] if language else 'not said'}"


def product(response: Response) -> str:
    """The product that a reader of the body sees named, and whether its version is named too."""
    found = PRODUCT.search(seen(response))
    if not found:
        return "names no product"
    return f"names {found[1]}{' and its version' if found[2] else ''}"


def repeats(response: Response) -> str:
    """How much the body repeats of a request for `/nowhere`, the path that no app has."""
    text = response.body.decode("utf-8", "backslashreplace")
    found = re.search(r"(http://[^/\s]+)?/nowhere(\?\w+)?", text)
    return f"repeats {without_address(found[0])}" if found else "repeats nothing of it"


def markup(response: Response) -> str:
    """What became of `<nowhere>` in the path of the request."""
    text = response.body.decode("utf-8", "backslashreplace")
    if "<nowhere>" in text:
        return "as it is"
    return "escaped" if "&lt;nowhere&gt;" in text else "left out"


# What an error page can tell of the inside of the app, and a text by which it is known.
INSIDES = {
    "the exception's text": "a bug in the page of",
    "a traceback": "Traceback (most recent call last)",
    "the source around it": "def hello_page(title",
    "local variables": "Local vars",
    "the environment variables": "PYTHONUNBUFFERED",
    "the settings": "ROOT_URLCONF",
    "the routes": "username/<path:name>",
    "how the view was looked for": "debug_notfound",
    "a console": "EVALEX = true",
}


def shows(response: Response) -> str:
    """What the body tells of the inside of the app, of INSIDES."""
    text = html.unescape(response.body.decode("utf-8", "backslashreplace"))
    return f"shows {', '.join(k for k, v in INSIDES.items() if v in text) or 'nothing of this'}"


def server(response: Response) -> str:
    """The products in `Server`, and which of them say their version."""
    value = response.header("server")
    return "no Server" if value is None else re.sub(r"/\d\S*", " with version", value)


def cookies(response: Response) -> str:
    """The names of the cookies that are set."""
    names = [v.split("=")[0].strip() for name, v in response.headers if name == "set-cookie"]
    return f"sets {', '.join(sorted(names))}" if names else "sets no cookie"


def date(response: Response) -> str:
    """Whether there is a `Date`, and if it has the form to be sent (RFC 9110 section 5.6.7)."""
    value = response.header("date")
    good = value and re.fullmatch(r"[A-Z]\w\w, \d\d [A-Z]\w\w \d{4} \d\d:\d\d:\d\d GMT", value)
    return "a Date" if good else "no Date" if value is None else "a Date in another form"


def order(response: Response) -> str:
    """The names of the header fields in the order in which they were sent."""
    return " ".join(name for name, _ in response.headers) or "no fields"


def repeated(response: Response) -> str:
    """The header fields that were sent more than once (RFC 9110 section 5.3)."""
    names = [name for name, _ in response.headers]
    return ", ".join(sorted({n for n in names if names.count(n) > 1})) or "none twice"


def message(response: Response) -> str:
    """Which of the four pages it is, or what another page says in its first paragraph."""
    text = response.body.decode("utf-8", "backslashreplace")
    found, said = page(response), re.search(r"(?s)<p>(.*?)</p>", text)
    return short(said[1]) if said and found == "another page" else found


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
        content_type, framing, length, version, fields, url,
        reason, words, document, product, repeats, markup, shows,
        server, cookies, date, order, repeated, message,
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
