"""Put the questions to a server of your own, or to two before clients move to the second.

python -m compare_tests.commands.compare_url http://127.0.0.1:5000
python -m compare_tests.commands.compare_url http://127.0.0.1:5000 http://127.0.0.1:8000
"""

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rich.console import Console
from rich.text import Text

from compare_tests.commands.terminal import (
    console,
    differences_by_cause,
    note_of_hidden,
    row_with_answers_of_two,
)
from compare_tests.engine.aspects import answer_in
from compare_tests.engine.check import TableError
from compare_tests.engine.client import Address, address_of
from compare_tests.engine.model import Answer, Question
from compare_tests.engine.results import differences, groups
from compare_tests.engine.text import short
from compare_tests.engine.wire import End, Exchange, exchange
from compare_tests.questions import PAGES, SHOWS, load, pages_of, plain_questions
from shared.cli import Parser
from shared.frameworks import APPS, FRAMEWORKS, SERVERS, Target

MAX_SILENCES = 3  # in a row; then the server is taken for one that does not speak HTTP
SURE = 0.8  # the share of telling questions that has to be answered as a framework does
LEAD = 3  # and by how many the next framework has to be behind
PAGE_TIMEOUT_S = 10  # for each of the pages, which tell whether there is a server at all
MIN_PATIENCE_S = 2  # for an answer of a quick server
# What an answer calls each of the four pages.
NAMES = SHOWS | {"typed_path": 'name "Ahmed", age 30'}
# What stands before a path in a request line; a target in another form has none.
TARGET = re.compile(rb"(?m)^[^ :\r\n]+ +(?=/)")


class NotHttp(Exception):
    """A server takes connections and sends no response; the message is what it does instead."""


@dataclass(frozen=True)
class Report:
    """What a server answered.

    Attributes:
        lacking: the status by the path of a page that it does not answer with 200; "nothing" where
            no response came.
        server: the field Server of its first page; "" without one.
        answers: by question.
        skipped: how many questions were not asked, as they are on pages that it lacks.
    """

    lacking: dict[str, str]
    server: str
    answers: dict[Question, Answer]
    skipped: int


def path_of(page: Question) -> str:
    """Return the path of one of the four pages."""
    return page.request.split(b" ")[1].decode()


# Pages by their path, as the request for them; and questions, each with the pages it needs.
Pages = dict[str, Question]
Plan = list[tuple[Question, set[str]]]


def plan_of(paths: Sequence[str]) -> tuple[Pages, Plan]:
    """Return what to ask a server for.

    Args:
        paths: of pages of its own, to be asked for in place of /bye; without them, the four
            pages are asked for.
    """
    if not paths:
        by_id = {id: path_of(page) for id, page in PAGES.items()}
        plan = [(row, {by_id[id] for id in pages_of(row)}) for row in plain_questions()]
        return {path_of(page): page for page in PAGES.values()}, plan
    rows = plain_questions()
    of_bye = [row for row in rows if pages_of(row) == {"bye"} and b"/bye" in row.request]
    plan = [
        (at(row, path), {path})
        for path in paths
        for row in of_bye
        if not (path.endswith("/") and b"/bye/" in row.request)
    ]
    plan += [(row, set()) for row in rows if not pages_of(row)]
    return {path: at(PAGES["bye"], path) for path in paths}, plan


def at(row: Question, path: str) -> Question:
    """Return a question about /bye as one about another path."""
    return replace(
        row,
        request=row.request.replace(b"/bye", path.encode()),
        question=row.question.replace("/bye", path),
    )


def telling() -> list[Question]:
    """Return the questions by whose answers a framework is known on any server.

    They ask for a path that no app has, and the frameworks answer them differently.
    """
    return [
        row
        for row in plain_questions()
        if not pages_of(row)
        and all(
            len({row.expected(Target(name, server=server)) for name in row.answers}) > 1
            for server in row.servers
        )
    ]


def report_of(address: Address, pages: Pages, plan: Plan) -> Report:
    """Ask a server for the pages, then put the questions about those that it has.

    Raises:
        NotHttp: it takes connections and sends no response.
    """
    first = {path: put(address, page, PAGE_TIMEOUT_S) for path, page in pages.items()}
    if all(one.status is None for one in first.values()):
        raise NotHttp(what_came(next(iter(first.values())).exchange))
    lacking = {
        path: str(one.status or "nothing") for path, one in first.items() if one.status != 200
    }
    # A page of the server's own is called as the one in the table is, and so is its path: so two
    # servers can be compared, and one with the table.
    names: dict[str, dict[str, str]] = {}
    for path, one in first.items():
        names[path] = {one.parts["page"]: NAMES[pages[path].id]} if path not in lacking else {}
        if path != (usual := path_of(PAGES[pages[path].id])) and len(path) > 1:
            names[path][path] = usual
    # A slow server is waited for longer, and one that is silent again and again less.
    patience_s = max(MIN_PATIENCE_S, 10 * max(one.exchange.seconds for one in first.values()))
    answers: dict[Question, Answer] = {}
    silences = 0
    for row, needed in plan:
        below = not address.path or TARGET.search(row.request)
        if below and needed.isdisjoint(lacking):
            timeout_s = patience_s if silences < MAX_SILENCES else 0.1
            usual_names = {own: usual for path in needed for own, usual in names[path].items()}
            answers[row] = put(address, row, timeout_s, usual_names)
            exchange = answers[row].exchange
            silences = 0 if exchange.raw else silences + (exchange.end == End.HUNG)
    responses = next(iter(first.values())).exchange.responses
    named = responses[-1].header("server") or "" if responses else ""
    return Report(lacking, named, answers, len(plan) - len(answers))


def what_came(exchange: Exchange) -> str:
    """Return in words what a server sent that speaks no HTTP."""
    if exchange.raw.startswith(b"HTTP/"):
        return "sends a response that does not end"
    if exchange.raw:
        text = exchange.raw.decode("utf-8", "backslashreplace")
        return f"sends what is not HTTP: {short(text, limit=60)}"
    if exchange.end == End.HUNG:
        return f"takes connections and sends nothing within {PAGE_TIMEOUT_S} seconds"
    return "closes each connection without an answer"


def put(
    address: Address, row: Question, timeout_s: float, names: Mapping[str, str] | None = None
) -> Answer:
    """Put one question to a server, below its own path and by its own name.

    In the answer, that name is 127.0.0.1, and the path is left out.

    Args:
        address: of the server.
        row: the question.
        timeout_s: seconds that an answer may take.
        names: what else is called otherwise in the answer.
    """
    host, path = address.host_in_url, address.path
    sent = row.request.replace(b"Host: 127.0.0.1", b"Host: " + host.encode())
    if path:
        sent = TARGET.sub(rb"\g<0>" + path.encode(), sent)
    given = answer_in(exchange((address.host, address.port), sent, timeout_s), row.observe)

    def usual(text: str) -> str:
        text = re.sub(rf"(//[^/ ]*){re.escape(path)}/", r"\1/", text)
        for own in (f"{host}:{address.port}", host):
            text = text.replace(own, "127.0.0.1")
        for own, name in (names or {}).items():
            text = re.sub(rf"(?<![a-z]){re.escape(own)}(?!\w)", lambda _, name=name: name, text)
        return text

    return replace(
        given,
        responses=[{key: usual(text) for key, text in one.items()} for one in given.responses],
        ending={key: usual(text) for key, text in given.ending.items()},
    )


def accepted(row: Question, name: str, *debug: bool) -> set[str | None]:
    """Return what a framework answers to a question, on any server.

    Args:
        row: the question.
        name: the framework.
        debug: whether debugging is on: True, False, or both.
    """
    return {
        one.expected(Target(name, one.app, server))
        for one in load().values()
        if isinstance(one, Question) and (one.request, one.observe) == (row.request, row.observe)
        if APPS[one.app].debug in debug
        for server in one.servers
    }


def likeness(report: Report) -> list[tuple[str, int]]:
    """Return how many of the telling questions a server answers as each framework, most first."""
    rows = [row for row in telling() if row in report.answers]
    counts = {
        name: sum(report.answers[row].text in accepted(row, name, True, False) for row in rows)
        for name in FRAMEWORKS
    }
    return sorted(counts.items(), key=lambda pair: -pair[1])


def show_one(report: Report, screen: Console, advanced: bool) -> None:
    """Print which framework a server answers like, and where it does not."""
    (name, count), (_, second) = likeness(report)[:2]
    known = [row for row in telling() if row in report.answers]
    title = FRAMEWORKS[name].title
    say_what_is_lacking(report, screen)
    if count < SURE * len(known) or count - second < LEAD:
        screen.print(
            f"Cannot tell which framework it is: of {len(known)} questions about pages that no "
            f"app has, it answers {count} as {title} does."
        )
        if silent := sum(not report.answers[row].exchange.raw for row in known):
            screen.print(f"To {silent} of them no answer came in time.")
        return
    rows = distinct(report)
    usual = sum(report.answers[row].text in accepted(row, name, False) for row in known)
    debugging = " with debugging on" if usual < count else ""
    screen.print(
        f"It answers like {title}{debugging}: {count} of the {len(known)} answers that give "
        "a framework away."
    )
    closest = min(SERVERS, key=lambda server: len(differing(rows, name, server, report)))
    differences = differing(rows, name, closest, report)
    shown = [one for one in differences if advanced or one[0].level != "advanced"]
    if report.server:
        screen.print(Text(f"Its field Server says {report.server!r}."))
    if differences:
        screen.print(
            f"\nWhere it does not answer as {title} on {SERVERS[closest]} ({len(differences)})",
            style="bold",
        )
    for row, expected, given in shown:
        screen.print(row_with_answers_of_two(row, {title: expected, "this server": given}))
    for note in note_of_hidden(len(differences) - len(shown)):
        screen.print(note)


def say_what_is_lacking(report: Report, screen: Console, subject: str = "It") -> None:
    """Print which pages a server does not have, and how many questions that leaves out."""
    if report.lacking:
        said = "; ".join(
            f"GET {', '.join(paths)} with {status}" for status, paths in groups(report.lacking)
        )
        text = (
            f"{subject} answers {said}, and not with 200, so the {report.skipped} questions about "
        )
        screen.print(Text(f"{text}{'them' if len(report.lacking) > 1 else 'it'} are left out."))
        if {*report.lacking} == {*map(path_of, PAGES.values())}:
            screen.print("PATHS=/orders,/about asks for pages of its own instead.")


def distinct(*reports: Report) -> list[Question]:
    """Return the questions that all these servers were asked.

    One that is put to several pages of their own is there once, if the answers are the same.
    """
    rows = [row for row in reports[0].answers if all(row in report.answers for report in reports)]
    answers = {row: tuple(report.answers[row].text for report in reports) for row in rows}
    return list({(row.id, answers[row]): row for row in reversed(rows)}.values())[::-1]


def differing(rows: list[Question], name: str, server: str, report: Report) -> list[tuple]:
    """Return the questions that a server answers otherwise than a framework, with both answers."""
    pairs = [
        (row, row.expected(Target(name, server=server)), report.answers[row].text) for row in rows
    ]
    return [(row, old, new) for row, old, new in pairs if old and unlike(old, new)]


def unlike(old: str, new: str) -> bool:
    """Return whether two answers differ in more than the length of the page."""
    one, other = (re.sub(r"(Content-Length: )\d+", r"\1n", text) for text in (old, new))
    return one != other


def show_two(old: Report, new: Report, urls: list[str], screen: Console, advanced: bool) -> None:
    """Print what clients will notice when they move from one server to another."""
    rows = distinct(old, new)
    found = differences((row, old.answers[row], new.answers[row]) for row in rows)
    for name, report in (("old", old), ("new", new)):
        say_what_is_lacking(report, screen, f"{name}: it")
    screen.print(f"{len(found)} of {len(rows)} questions get another answer.")
    if found:
        screen.print(Text(f"old: {urls[0]}\nnew: {urls[1]}"))
    for part in differences_by_cause(found, "old", "new", advanced):
        screen.print(part)


def main(arguments: list[str] | None = None) -> None:
    """Ask one server, or two, and print what was found."""
    parser = Parser(
        prog="python -m compare_tests.commands.compare_url", description="Ask a server."
    )
    parser.add_argument("url")
    parser.add_argument("new", nargs="?", help="a second server, to which clients will move")
    parser.add_argument("--paths", default="", help="pages of your own: /orders,/about")
    parser.add_argument("--all", action="store_true", help="show advanced questions too")
    args = parser.parse_args(arguments)
    if not args.url:
        parser.error(
            "say which server: make compare-url URL=http://127.0.0.1:5000, "
            "or OLD= and NEW= to compare two"
        )
    paths = [path.strip() for path in args.paths.split(",") if path.strip()]
    for path in paths:
        if not re.fullmatch(r"/[!-~]*", path) or {"?", "#"} & {*path}:
            parser.error(
                f"{path!r} is not a path: use something like PATHS=/orders,/about, "
                "percent-encoded and without a query"
            )
    urls = [url for url in (args.url, args.new) if url]
    reports = []
    try:
        pages, plan = plan_of(paths)
        for address in [address_of(url) for url in urls]:
            reports.append(report_of(address, pages, plan))
    except (TableError, ValueError) as error:
        parser.error(str(error))
    except NotHttp as error:
        sys.exit(f"The server at {urls[len(reports)]} {error}: is it an HTTP server?")
    if args.new:
        show_two(*reports, urls, console(), args.all)
    else:
        show_one(reports[0], console(), args.all)


if __name__ == "__main__":
    main()
