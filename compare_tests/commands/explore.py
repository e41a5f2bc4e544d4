"""Look for requests on which the frameworks disagree in a way that no question covers yet.

Hypothesis makes requests from pieces that are known to matter; all apps are asked the same. A
disagreement whose pattern is new is shrunk and printed. It finds questions; it is not a test.

    python -m compare_tests.commands.explore --seconds 60
"""

import sys
import time
from contextlib import suppress

from compare_tests.commands.terminal import answer_groups, console
from compare_tests.engine.aspects import USUAL, answer_in
from compare_tests.engine.model import Answer, request, request_lines
from compare_tests.engine.wire import exchange
from compare_tests.questions import plain_questions
from shared.cli import Parser
from shared.frameworks import FRAMEWORKS, Target
from shared.launcher import Server, StartError, running

try:
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st
except ImportError:
    sys.exit("Packages are missing: run `make explore`, which installs requirements-dev.txt.")

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "get"]
PIECES = [
    *("/", "//", "bye", "name", "username", "Ahmed", "7", "-7", "007", "%2F", "%2f", "%252F", "\\"),
    *(".", "..", "%2e%2e", ";", ";a=b", "?", "=", "&", "#", "+", "%20", "%", "%zz", "%00", "%0A"),
    *("%0D%0A", "%7F", "%C3%A9", "%FF", "%ED%A0%80", "%D9%A3", "%EF%BC%97", "1_0", "1.5", "1e3"),
    *("*", "@", ":", "http://h/", "index", "BYE", "'", '"', "<b>", "{", "|", "~", ",", "a=1"),
]
FIELDS = [
    "Accept: application/json",
    "Accept: text/html;q=0",
    "Accept-Encoding: gzip",
    "If-None-Match: *",
    "If-Modified-Since: Thu, 01 Jan 2037 00:00:00 GMT",
    "Range: bytes=0-1",
    "Content-Type: application/json",
    "Content-Type: application/x-www-form-urlencoded",
    "Content-Type: nonsense",
    "X-HTTP-Method-Override: DELETE",
    "X-Forwarded-Host: example.com",
    "Cookie: a=b",
    "Cookie: =;",
    "Authorization: Basic nonsense",
    "X_Y: z",
]
# By framework: the status, and the number of the group with the same answer.
Pattern = tuple[tuple[int | None, int], ...]

REQUESTS = st.builds(
    lambda method, pieces, fields, body: request(
        f"{method} /{''.join(pieces)}", *fields, body=body
    ),
    st.sampled_from(METHODS),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text("abcXYZ09%&é ", max_size=3)), max_size=7),
    st.lists(st.sampled_from(FIELDS), max_size=2, unique=True),
    st.sampled_from([b"", b"", b"a=1&name=x", b"{}"]),
)


def pattern(answers: dict[str, Answer]) -> Pattern:
    """Return who answers what, so that two requests answered in one way are one pattern."""
    order = list(dict.fromkeys(answer.text for answer in answers.values()))
    return tuple((answer.status, order.index(answer.text)) for answer in answers.values())


def answers_to(sent: bytes, servers: list[Server]) -> dict[str, Answer]:
    """Return what the servers answer, by the title of the framework."""
    return {
        FRAMEWORKS[server.target.framework].title: answer_in(
            exchange(("127.0.0.1", server.port), sent), USUAL
        )
        for server in servers
    }


def explore(servers: list[Server], seconds: int) -> None:
    """Print each new pattern with the smallest request found for it, until the time is over."""
    screen, deadline = console(), time.monotonic() + seconds
    known = {pattern(answers_to(row.request, servers)) for row in plain_questions()}
    covered, tried = len(known), 0
    smallest: dict[Pattern, bytes] = {}

    @settings(
        max_examples=300,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(REQUESTS)
    def agree(sent: bytes) -> None:
        nonlocal tried
        tried += 1
        if time.monotonic() > deadline + 10:
            return
        shape = pattern(answers_to(sent, servers))
        if len({*shape}) > 1 and shape not in known:
            smallest.clear()  # while it shrinks, the last one is the smallest
            smallest[shape] = sent
            raise AssertionError(shape)

    while time.monotonic() < deadline:
        smallest.clear()
        with suppress(AssertionError, ExceptionGroup):
            agree()
        for shape, sent in smallest.items():
            known.add(shape)
            screen.print("\n" + " | ".join(request_lines(sent)), style="bold", markup=False)
            texts = {title: one.text for title, one in answers_to(sent, servers).items()}
            screen.print(answer_groups(texts))
    print(
        f"\n{tried} requests tried; {covered} patterns are covered by questions, "
        f"{len(known) - covered} more were found."
    )


def main(arguments: list[str] | None = None) -> None:
    """Explore for so many seconds and print what is new."""
    parser = Parser(prog="python -m compare_tests.commands.explore", description="Explore.")
    parser.add_argument("--seconds", type=int, default=60)
    args = parser.parse_args(arguments)
    try:
        with running(Target(name, server="waitress") for name in FRAMEWORKS) as servers:
            explore(servers, args.seconds)
    except StartError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
