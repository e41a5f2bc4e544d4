"""Put the questions to a server of your own, or to two before clients move to the second.

python -m compare_tests.commands.compare_url http://127.0.0.1:5000
python -m compare_tests.commands.compare_url http://127.0.0.1:5000 http://127.0.0.1:8000
"""

import sys
from dataclasses import dataclass, replace

from rich.console import Console

from compare_tests.commands.terminal import change_table, console
from compare_tests.engine import record
from compare_tests.engine.aspects import answer
from compare_tests.engine.check import TableError
from compare_tests.engine.client import Address, address_of
from compare_tests.engine.model import Answer, Question
from compare_tests.engine.record import Record
from compare_tests.engine.results import KINDS, changes
from compare_tests.engine.wire import End, exchange
from compare_tests.questions import PAGES, load, pages_of
from shared.cli import Parser
from shared.frameworks import FRAMEWORKS, SERVERS, Target

MAX_SILENCES = 3  # in a row; then the server is taken for one that does not speak HTTP
SURE = 0.8  # the share of telling questions that has to be answered as a framework does
LEAD = 3  # and by how many the next framework has to be behind


class Silent(Exception):
    """A server takes connections and sends nothing."""


@dataclass(frozen=True)
class Report:
    """What a server answered.

    Attributes:
        pages: which of the four pages it has, by their ids in questions.PAGES.
        answers: by question id; questions on pages that it lacks were not asked.
    """

    pages: tuple[str, ...]
    answers: dict[str, Answer]


def questions() -> list[Question]:
    """Return the questions that can be put to a server of somebody else's."""
    rows = load().values()
    return [row for row in rows if isinstance(row, Question) and row.app == "plain"]


def telling() -> list[Question]:
    """Return the questions by whose answers a framework is known on any server.

    They ask for a path that no app has, and the frameworks answer them differently.
    """

    def splits(row: Question, server: str) -> bool:
        return len({row.expected(Target(name, server=server)) for name in row.answers}) > 1

    return [
        row
        for row in questions()
        if not pages_of(row) and all(splits(row, server) for server in row.servers)
    ]


def asked(address: Address) -> Report:
    """Ask a server for the four pages, then put all questions to it that are about what it has.

    Raises:
        Silent: it takes connections and sends nothing.
    """
    first = {id: put(address, page) for id, page in PAGES.items()}
    if all(one.exchange.end == End.HUNG and not one.exchange.raw for one in first.values()):
        raise Silent
    pages = tuple(id for id, one in first.items() if one.status == 200)
    answers: dict[str, Answer] = {}
    silences = 0
    for row in questions():
        if pages_of(row) <= {*pages}:
            # A server that has been silent again and again is waited for less.
            answers[row.id] = put(address, row, timeout_s=2 if silences < MAX_SILENCES else 0.1)
            exchange = answers[row.id].exchange
            silences = 0 if exchange.raw else silences + (exchange.end == End.HUNG)
    return Report(pages, answers)


def put(address: Address, row: Question, timeout_s: float = 5) -> Answer:
    """Put one question to a server, by its own name, which the answer then calls 127.0.0.1."""
    host = address.url.removeprefix("http://").rpartition(":")[0]
    sent = row.request.replace(b"Host: 127.0.0.1", b"Host: " + host.encode())
    given = answer(exchange((address.host, address.port), sent, timeout_s), row.observe)

    def without_host(parts: tuple) -> tuple:
        netloc = f"{host}:{address.port}"
        return tuple(
            (name, text.replace(netloc, "127.0.0.1").replace(host, "127.0.0.1"))
            for name, text in parts
        )

    return replace(
        given,
        responses=tuple(without_host(response) for response in given.responses),
        ending=without_host(given.ending),
    )


def likeness(report: Report) -> list[tuple[str, int]]:
    """Return how many of the telling questions a server answers as each framework, most first."""
    counts = {
        name: sum(
            report.answers[row.id].text
            in {row.expected(Target(name, server=server)) for server in row.servers}
            for row in telling()
        )
        for name in FRAMEWORKS
    }
    return sorted(counts.items(), key=lambda pair: -pair[1])


def show_one(report: Report, recorded: Record, screen: Console) -> None:
    """Print which framework a server answers like, and where it does not."""
    (name, count), (_, second) = likeness(report)[:2]
    number = len(telling())
    title = FRAMEWORKS[name].title
    lacking = [id for id in PAGES if id not in report.pages]
    if lacking:
        skipped = len(questions()) - len(report.answers)
        screen.print(
            f"It does not answer GET {', '.join(path_of(id) for id in lacking)} with 200, so the "
            f"{skipped} questions about that are left out."
        )
    if count < SURE * number or count - second < LEAD:
        screen.print(
            f"Cannot tell which framework it is: of {number} questions about pages that no app "
            f"has, it answers {count} as {title} does."
        )
        return
    screen.print(
        f"It answers like {title}: {count} of {number} questions that tell frameworks apart."
    )
    rows = [row for row in questions() if row.id in report.answers]
    closest = min(SERVERS, key=lambda server: len(differing(rows, name, server, report)))
    differences = differing(rows, name, closest, report)
    heading = f"Where it does not answer as {title} does on {closest} ({len(differences)})"
    if differences:
        screen.print(change_table(heading, differences, f"{title} on {closest}", "this server"))


def differing(rows: list[Question], name: str, server: str, report: Report) -> list[tuple]:
    """Return the questions that a server answers otherwise than a framework, with both answers."""
    pairs = [
        (row, row.expected(Target(name, server=server)), report.answers[row.id].text)
        for row in rows
    ]
    return [(row, old, new) for row, old, new in pairs if old not in (None, new)]


def path_of(id: str) -> str:
    """Return the path of one of the four pages."""
    return PAGES[id].request.split(b" ")[1].decode()


def show_two(old: Report, new: Report, urls: list[str], screen: Console) -> None:
    """Print what clients will notice when they move from one server to another, worst first."""
    rows = [row for row in questions() if row.id in old.answers and row.id in new.answers]
    found = changes(rows, lambda row: old.answers[row.id], lambda row: new.answers[row.id])
    if {*old.pages} ^ {*new.pages}:
        names = ", ".join(path_of(id) for id in PAGES if (id in old.pages) != (id in new.pages))
        screen.print(f"Only one of them answers GET {names} with 200.")
    screen.print(f"{len(found)} of {len(rows)} questions get another answer, worst first.")
    for kind, heading in KINDS.items():
        lines = [(one.row, one.old.text, one.new.text) for one in found if one.kind == kind]
        if lines:
            screen.print(change_table(f"{heading} ({len(lines)})", lines, *urls))


def main(arguments: list[str] | None = None) -> None:
    """Ask one server, or two, and print what was found."""
    parser = Parser(
        prog="python -m compare_tests.commands.compare_url", description="Ask a server."
    )
    parser.add_argument("url")
    parser.add_argument("new", nargs="?", help="a second server, to which clients will move")
    args = parser.parse_args(arguments)
    urls = [url for url in (args.url, args.new) if url]
    reports = []
    try:
        for url in urls:
            address = address_of(url)
            if address.path:
                parser.error(
                    f"{url}: the questions name their own paths, so leave out {address.path}"
                )
            reports.append(asked(address))
    except (TableError, ValueError) as error:
        parser.error(str(error))
    except Silent:
        sys.exit(f"The server at {url} takes connections and sends nothing: is it an HTTP server?")
    if args.new:
        show_two(*reports, urls, console())
    else:
        show_one(reports[0], record.read(), console())


if __name__ == "__main__":
    main()
