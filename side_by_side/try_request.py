"""What may be asked of the apps through the live page: the grammar of a request, and no more."""

import re
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote

from compare_tests.engine.model import Question, request
from compare_tests.questions import PAGES, plain_questions
from shared.frameworks import FRAMEWORKS, SERVERS, Target

MAX_REQUEST_BYTES = 16 << 10  # bytes of a request that is written by hand

# By RFC 9110 and 9112, and no more than is needed: a name of a field has no `_`, because a WSGI
# server takes it for `-`, so that Content_Length would be Content-Length.
METHOD = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,40}")
TARGET = re.compile(r"/(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*|\*")
FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{0,63}):(?: ?[!-~](?:[ -~\t]*[!-~])?)?")
RESERVED_FIELDS = (
    *("Host", "Content-Length", "Transfer-Encoding", "Connection", "Expect", "Upgrade", "TE"),
    "Trailer",
)


class Refused(Exception):
    """A request that is not sent: which field of the form is wrong, and why."""

    def __init__(self, field: str, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.field, self.why, self.status = field, why, status


@dataclass(frozen=True)
class OutgoingRequest:
    """One request that may be sent: to whom, the bytes, and the question that they are."""

    target: Target
    sent: bytes
    question: Question | None
    parts: dict | None  # as in `bytes_of`; None if the bytes do not fit


def catalogue() -> dict[str, Question]:
    """Return by id the four pages and the questions that are a request to an app as it is.

    Raises:
        TableError: the table of questions is wrong.
    """
    return {row.id: row for row in [*PAGES.values(), *plain_questions()]}


def parse_request(data: object, questions: dict[str, Question]) -> OutgoingRequest:
    """Return the request that the page asks for. What does not fit is refused, not mended.

    Args:
        data: what the page sent: `framework` and `server`, by name, and either the `question`
            by its id, or `method`, `target`, `headers` (a list of lines) and `body`.
        questions: the catalogue by id; a malformed request can only come from there.

    Raises:
        Refused: anything in it is not as it has to be.
    """
    keys = set(data) if isinstance(data, dict) else set()
    if keys not in (
        {"framework", "server", "question"},
        {"framework", "server", "method", "target", "headers", "body"},
    ):
        raise Refused("", "The page sends a framework, a server and a request, and nothing else.")
    lines = data.get("headers", [])
    texts = [value for key, value in data.items() if key != "headers"]
    if not isinstance(lines, list) or not all(isinstance(one, str) for one in [*texts, *lines]):
        raise Refused("", "Every value is a text, and headers are a list of texts.")
    framework, server = data["framework"], data["server"]
    if framework not in FRAMEWORKS:
        raise Refused("framework", f"There is no framework {framework!r}.")
    if server not in SERVERS:
        raise Refused("server", f"There is no server {server!r}.")
    target = Target(framework, server=server)
    if "question" in data:
        if data["question"] not in questions:
            raise Refused("question", f"There is no question {data['question']!r}.")
        question = questions[data["question"]]
        return OutgoingRequest(target, question.request, question, fields_of(question.request))
    sent = bytes_of(data)
    same = (one for one in questions.values() if one.request == sent)
    return OutgoingRequest(target, sent, next(same, None), data)


def bytes_of(parts: dict) -> bytes:
    """Return the bytes of a request whose parts fit the grammar.

    Args:
        parts: `method`, `target`, `headers` as a list of lines, and `body`.

    Raises:
        Refused: a part does not fit.
    """
    method, target = parts["method"], parts["target"]
    if not METHOD.fullmatch(method) or method == "CONNECT":
        raise Refused(
            "method",
            "A method is one word of letters, digits and the signs !#$%&'*+-.^_`|~, at most 40. "
            "CONNECT is for proxies.",
        )
    if not TARGET.fullmatch(target):
        # A lone surrogate has no UTF-8; it is shown as it would be typed.
        hint = quote(target, safe="/?&=%:@!$'()*+,;~", errors="backslashreplace")
        raise Refused(
            "target",
            "A target begins with / and has no space, no quote, no angle bracket and no letter "
            f"beyond ASCII: each of these is written as % and two digits. Did you mean {hint} ?"
            if target.startswith("/") and TARGET.fullmatch(hint)
            else "A target begins with / (or is * alone), and % has two digits behind it.",
        )
    for number, line in enumerate(parts["headers"], 1):
        found = FIELD.fullmatch(line)
        if not found:
            raise Refused(
                "headers",
                f"Line {number} is not like Accept: text/plain, in ASCII, with no space before "
                "the colon or at the end.",
            )
        if found[1].lower() in [name.lower() for name in RESERVED_FIELDS]:
            raise Refused("headers", f"{found[1]} is set by this page, so leave out line {number}.")
    try:
        body = parts["body"].encode()
    except UnicodeEncodeError:
        raise Refused("body", "The body has half a character in it (a lone surrogate).") from None
    return request(f"{method} {target}", *parts["headers"], body=body)


def fields_of(sent: bytes) -> dict | None:
    """Return what to write into the form to send these bytes, None if it cannot hold them."""
    head, _, body = sent.partition(b"\r\n\r\n")
    with suppress(Refused, ValueError):
        first, *lines = head.decode("ascii").split("\r\n")
        method, target, _ = first.split(" ")
        own = [line for line in lines if line.partition(":")[0] not in RESERVED_FIELDS]
        parts = {"method": method, "target": target, "headers": own, "body": body.decode()}
        # A textarea turns CR LF into LF.
        if bytes_of(parts) == sent and "\r" not in parts["body"] and len(sent) < MAX_REQUEST_BYTES:
            return parts
    return None


def curl_of(parts: dict, address: tuple[str, int]) -> list[str]:
    """Return the curl command that sends a request to an address.

    What curl adds of its own, as a User-Agent, is switched off, so that it is the same request.
    """
    fields = [*parts["headers"], "Host: 127.0.0.1", "Connection: close"]
    named = [line.partition(":")[0].lower() for line in fields]
    own = ["User-Agent", "Accept"]
    if parts["body"]:
        own.append("Content-Type")
    method = ["--head"] if parts["method"] == "HEAD" else ["-i", "-X", parts["method"]]
    command = ["curl", *method, "--path-as-is", "--noproxy", "*"]
    if parts["target"] == "*":
        command += ["--request-target", "*"]
    for line in fields:
        command += ["-H", line if line.partition(":")[2].strip() else line.replace(":", ";")]
    for name in own:
        if name.lower() not in named:
            command += ["-H", f"{name}:"]
    if parts["body"]:
        command += ["--data-raw", parts["body"]]
    path = "" if parts["target"] == "*" else parts["target"]
    return [*command, f"http://{address[0]}:{address[1]}{path}"]
