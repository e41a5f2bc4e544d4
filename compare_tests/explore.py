"""Look for requests on which the frameworks disagree in a way that no question covers yet.

    python -m compare_tests.explore --seconds 60

Schemathesis makes requests from openapi.json, Hypothesis from pieces that are known to matter;
all five are asked the same. A disagreement whose pattern is new is shrunk and printed: who
answers with which status, and who shows the same page. It finds questions; it is no test.
"""

import sys
import time
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from rich.text import Text

from compare_tests.asking import ask
from compare_tests.looks import answer
from compare_tests.questions import load, request
from compare_tests.wire import Exchange, exchange
from shared.frameworks import FRAMEWORKS
from shared.launcher import Server, StartError, running
from shared.options import Parser

try:
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st
    from requests import Request
except ImportError:
    sys.exit("Packages are missing: run `make explore`, which installs requirements-dev.txt.")

LOOKS = "status page allow location"
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
# Who answers what, by framework: the status, and the number of the group with the same page.
Pattern = tuple[tuple[str, int], ...]


def requests_to_try() -> st.SearchStrategy[bytes]:
    """Return the strategy of requests: from the OpenAPI document, and from the pieces."""
    schema = schemathesis.openapi.from_path(Path(__file__).with_name("openapi.json"))
    operation = schema["/username/{name}/{age}"]["GET"]

    def as_bytes(case: schemathesis.Case) -> bytes:
        asked = case.as_transport_kwargs(base_url="http://127.0.0.1")
        prepared = Request("GET", asked["url"], params=asked["params"]).prepare()
        return request(f"GET {prepared.path_url}")

    cases = [
        operation.as_strategy(generation_mode=mode).map(as_bytes)
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
    ]
    targets = st.lists(st.sampled_from(PIECES), max_size=7).map(lambda p: "/" + "".join(p))
    pieces = st.builds(
        lambda method, target, fields, body: request(f"{method} {target}", *fields, body=body),
        st.sampled_from(METHODS),
        targets,
        st.lists(st.sampled_from(FIELDS), max_size=2, unique=True),
        st.sampled_from([b"", b"", b"a=1&name=x", b"{}"]),
    )
    return st.one_of(pieces, pieces, *cases)


def pattern(seen: dict[str, Exchange]) -> Pattern:
    """Return who answers what, so that two requests answered in one way are one pattern."""
    pages: list[str] = []
    found = []
    for name in FRAMEWORKS:
        said = answer(seen[name], LOOKS)
        if said not in pages:
            pages.append(said)
        found.append((said.split(" · ")[0], pages.index(said)))
    return tuple(found)


def main() -> None:
    """Explore for so many seconds and print what is new."""
    parser = Parser(prog="python -m compare_tests.explore", description="Find new disagreements.")
    parser.add_argument("--seconds", type=int, default=60)
    asked = parser.parse_args()
    console = Console(highlight=False)
    questions = [q for q in load(answered=False).values() if q.request and q.state == "plain"]
    try:
        with running(Server(name, "waitress") for name in FRAMEWORKS) as servers:
            addresses = {one.framework: ("127.0.0.1", one.port) for one in servers}
            answers = ask(questions, servers)
            known = {
                pattern({n: answers[q.id, n, "waitress"].exchange for n in FRAMEWORKS})
                for q in questions
                if "waitress" in q.servers
            }
            explore(addresses, known, asked.seconds, console)
    except StartError as error:
        sys.exit(str(error))


def explore(
    addresses: dict[str, tuple[str, int]], known: set[Pattern], seconds: int, console: Console
) -> None:
    """Print each new pattern with the smallest request found for it, until the time is over."""
    deadline = time.monotonic() + seconds
    covered, tried = len(known), 0
    found: dict[Pattern, tuple[bytes, dict[str, Exchange]]] = {}

    @settings(
        max_examples=300,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(requests_to_try())
    def disagree(sent: bytes) -> None:
        nonlocal tried
        tried += 1
        if time.monotonic() > deadline + 10:
            return
        seen = {name: exchange(address, sent) for name, address in addresses.items()}
        shape = pattern(seen)
        if len(set(shape)) > 1 and shape not in known:
            found.clear()  # while it shrinks, the last one is the smallest
            found[shape] = sent, seen
            raise AssertionError(shape)

    while time.monotonic() < deadline:
        found.clear()
        with suppress(AssertionError, ExceptionGroup):
            disagree()
        for shape, (sent, seen) in found.items():
            known.add(shape)
            head = sent.partition(b"\r\nConnection: close")[0].decode("latin-1")
            console.print(Text(f"\n{head!r}", "bold"))
            for name, one in seen.items():
                console.print(Text(f"  {FRAMEWORKS[name].title:9} {answer(one, LOOKS)}"))
    console.print(
        f"\n{tried} requests tried; {covered} patterns are covered by questions, "
        f"{len(known) - covered} more were found."
    )


if __name__ == "__main__":
    main()
