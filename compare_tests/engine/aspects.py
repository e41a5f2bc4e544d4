"""What can be looked at in a response, and how an exchange becomes an answer.

What varies without meaning is normalised first, so that the same behaviour always gives the
same text. An aspect that only one topic needs stands in that topic.
"""

import html
import re
from collections.abc import Callable, Iterable

from compare_tests.engine.model import Answer, Aspect
from compare_tests.engine.text import (
    media_type,
    short,
    sorted_list,
    without_address,
    without_versions,
)
from compare_tests.engine.wire import End, Exchange, Response
from shared.pages import hello_page


def aspect(kind: str) -> Callable[[Callable[[Response], str]], Aspect]:
    """Make an aspect of a function, named after it; `kind` as in Aspect."""
    return lambda read: Aspect(read.__name__.replace("_", "-"), kind, read)


@aspect("status")
def status(response: Response) -> str:
    """The status code."""
    return str(response.status)


@aspect("body")
def page(response: Response) -> str:
    """Which of the four pages it is, or what other kind of body."""
    text = response.text
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
    if not text:
        return "no body"
    kinds = {3: "redirect page", 4: "error page", 5: "error page"}
    return kinds.get(response.status // 100, "another page")


@aspect("header")
def allow(response: Response) -> str:
    """The `Allow` field as a set (RFC 9110 section 10.2.1)."""
    value = response.header("allow")
    return "no Allow" if value is None else f"Allow: {sorted_list(value)}"


@aspect("header")
def location(response: Response) -> str:
    """The `Location` field, without the port."""
    value = response.header("location")
    return "no Location" if value is None else f"Location: {without_address(value)}"


@aspect("header")
def content_type(response: Response) -> str:
    """The media type of the body."""
    value = response.header("content-type")
    return "no Content-Type" if value is None else media_type(value)


@aspect("header")
def framing(response: Response) -> str:
    """How the end of the body is told (RFC 9112 section 6)."""
    if response.header("transfer-encoding"):
        return "chunked"
    return "no Content-Length" if response.header("content-length") is None else "Content-Length"


def header(name: str) -> Aspect:
    """Return the aspect of one header field, versions of products left out."""

    def read(response: Response) -> str:
        value = response.header(name)
        if value is None:
            return f"no {name}"
        return f"{name}: {without_versions(without_address(value))}"

    return Aspect(f"header:{name}", "header", read)


# Of the exchange, not of a response: whether the connection stays open.
connection = Aspect(
    "connection",
    "connection",
    lambda exchange: "kept" if exchange.end == End.KEPT else "closed",  # type: ignore
)

# Those of a request of a person's own, which is not a question.
USUAL = (status, allow, location, content_type, page)

WITHOUT_RESPONSE = {
    End.CLOSED: "closed without an answer",
    End.KEPT: "no answer",
    End.HUNG: "no answer in time",
    End.TOO_MUCH: "more than can be read",
    End.REFUSED: "no connection",
    End.CRASHED: "the server crashed",
}


def answer_in(exchange: Exchange, observe: Iterable[Aspect]) -> Answer:
    """Return what a server answered: what these aspects tell of each of its responses."""
    observe = tuple(observe)
    of_response = [one for one in observe if one.kind != "connection"]
    if exchange.end in (End.CRASHED, End.TOO_MUCH):
        return Answer(ending={"end": WITHOUT_RESPONSE[exchange.end]}, exchange=exchange)
    if not exchange.responses:
        words = WITHOUT_RESPONSE[exchange.end]
        if exchange.leftover:
            line = exchange.leftover.decode("utf-8", "backslashreplace").split()
            words = f"not HTTP: {short(without_address(' '.join(line)))}"
        return Answer(ending={"end": words}, exchange=exchange)
    responses = [
        {one.name: one.read(each) for one in ([status] if each.status < 200 else of_response)}
        for each in exchange.responses
    ]
    ending = {one.name: one.read(exchange) for one in observe if one.kind == "connection"}  # type: ignore
    if exchange.leftover:
        after_head = exchange.methods[: len(exchange.responses)][-1:] == ["HEAD"]
        ending["leftover"] = "a body after HEAD" if after_head else "bytes after the response"
    if exchange.end == End.HUNG:
        ending["end"] = "then silence"
    return Answer(responses, ending, exchange)
