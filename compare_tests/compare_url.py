"""Put the questions to a server of somebody's own, or to two during a migration.

python -m compare_tests.compare_url http://127.0.0.1:5000
python -m compare_tests.compare_url http://127.0.0.1:5000 http://127.0.0.1:8000
"""

import re
import sys
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table
from rich.text import Text

from compare_tests.comparing import KINDS, changes
from compare_tests.looks import answer
from compare_tests.questions import Question, TableError, load
from compare_tests.wire import HUNG, exchange
from shared.frameworks import FRAMEWORKS, SERVERS
from shared.options import Parser

PATIENCE = 2


def address_of(url: str) -> tuple[str, int]:
    """Return host and port of an address such as http://127.0.0.1:5000.

    Raises:
        ValueError: it is none; the message says so.
    """
    parts = urlsplit(url)
    try:
        port = parts.port or 80
    except ValueError:
        port = 0
    if parts.scheme != "http" or not parts.hostname or not port:
        raise ValueError(f"{url!r} is no address: give one like http://127.0.0.1:5000")
    return parts.hostname, port


def answers_of(url: str, questions: list[Question]) -> dict[str, str]:
    """Return a server's answer to each question by its id, whatever the server does.

    One that has left PATIENCE questions in a row without a byte is waited for less from then on.
    """
    address = address_of(url)
    host = b"Host: " + address[0].encode()
    said, silent = {}, 0
    for question in questions:
        sent = question.request.replace(b"Host: 127.0.0.1", host)
        seen = exchange(address, sent, deadline=2 if silent < PATIENCE else 0.02)
        silent = 0 if seen.raw else silent + (seen.end == HUNG)
        said[question.id] = answer(seen, question.look)
    return said


def likeness(questions: list[Question], said: dict[str, str]) -> list[tuple[int, str, str]]:
    """Return on how many questions a server answers as each framework does, most first."""
    counts = [
        (sum(said[q.id] == q.expected(name, server) for q in questions), name, server)
        for name in FRAMEWORKS
        for server in SERVERS
    ]
    return sorted(counts, key=lambda count: -count[0])


def main() -> None:
    """Ask one server, or two, and print what was found."""
    parser = Parser(prog="python -m compare_tests.compare_url", description="Ask your own server.")
    parser.add_argument("url")
    parser.add_argument("new", nargs="?", help="a second server, to which clients will move")
    asked = parser.parse_args()
    console = Console(highlight=False)
    try:
        questions = [q for q in load().values() if q.request and q.state == "plain"]
        urls = [url for url in (asked.url, asked.new) if url]
        for url in urls:
            if exchange(address_of(url), b"GET / HTTP/1.0\r\n\r\n").end == "refused":
                sys.exit(f"nobody answers at {url}: start that server first")
        said = [answers_of(url, questions) for url in urls]
    except (TableError, ValueError) as error:
        sys.exit(str(error))
    if asked.new:
        found = changes(questions, lambda q: said[0][q.id], lambda q: said[1][q.id])
        console.print(
            f"{len(found)} of {len(questions)} questions get another answer, worst first."
        )
        for kind, heading in KINDS.items():
            rows = [(c.question, c.old, c.new) for c in found if c.kind == kind]
            if rows:
                console.print(comparison(heading, rows, asked.url, asked.new))
        return
    for count, name, server in likeness(questions, said[0]):
        title = FRAMEWORKS[name].title
        console.print(f"as {title} on {server} on {count} of {len(questions)} questions")
    count, name, server = likeness(questions, said[0])[0]
    rows = [
        (question, question.expected(name, server), said[0][question.id])
        for question in questions
        if question.expected(name, server) != said[0][question.id]
    ]
    if rows:
        title = f"{FRAMEWORKS[name].title} on {server}"
        console.print(
            comparison(f"Where it does not answer as {title}", rows, title, "this server")
        )


def comparison(heading: str, rows: list[tuple[Question, str, str]], old: str, new: str) -> Table:
    """Return a table of questions that got two answers."""
    table = Table("question", old, new, title=f"\n{heading} ({len(rows)})", title_justify="left")
    for question, before, after in rows:
        asked = re.split(rb"\r?\n", question.request, maxsplit=1)[0].decode("latin-1")[:60]
        safe = "".join(c if c.isprintable() else "·" for c in asked)
        cells = (Text(f"{question.id}\n{safe}"), Text(before), Text(after))
        table.add_row(*cells)
    return table


if __name__ == "__main__":
    main()
