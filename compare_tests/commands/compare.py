"""Show in the terminal what each framework answers.

python -m compare_tests.commands.compare                   the essential questions
python -m compare_tests.commands.compare --pair flask-django where these two differ
python -m compare_tests.commands.compare --id wrong-method one question in full, asked now
python -m compare_tests.commands.compare --search cors     the questions about something
"""

import sys
from collections.abc import Mapping

from rich.console import Console, Group, RenderableType
from rich.text import Text

from compare_tests.commands.terminal import (
    LEGEND,
    answer_groups,
    console,
    differences_by_cause,
    how_asked,
    panel,
    row_with_answers,
    title_of,
    titled,
)
from compare_tests.engine import alignment, drift, record
from compare_tests.engine.check import TableError
from compare_tests.engine.model import DECIDED_BY, Question, Row
from compare_tests.engine.record import Record
from compare_tests.engine.results import moving
from compare_tests.engine.runner import ask_all
from compare_tests.engine.search import search
from compare_tests.questions import TOPICS, load
from shared.changes import Change
from shared.cli import Parser, unknown
from shared.frameworks import FRAMEWORKS, SERVERS
from shared.launcher import StartError

MAX_FOUND = 10  # questions that a search shows


def essential(recorded: Record) -> RenderableType:
    """Return the essential questions with the answers that each framework's own server gives."""
    rows = [row for row in load().values() if row.level == "essential"]
    rows.sort(key=lambda row: not row.differs)  # what differs comes first
    return listed(rows, recorded)


def listed(rows: list[Row], recorded: Record) -> RenderableType:
    """Return questions with their recorded answers."""
    parts = []
    for row in rows:
        native, *others = (titled(row, server, recorded.answers) for server in row.servers)
        parts.append(row_with_answers(row, native, others[0] if others else {}))
    hint = f"One in full: make compare ID={rows[0].id}"
    return Group(*parts, Text(f"\n{LEGEND}\n{hint}", "dim"))


def about(text: str, recorded: Record, parser: Parser, whole: bool) -> RenderableType:
    """Return the questions that a search finds."""
    rows = search(load().values(), text)
    if not rows:
        parser.error(f"no question is about {text!r}: docs/behaviour.md lists them")
    shown = rows if whole else rows[:MAX_FOUND]
    more = len(rows) - len(shown)
    note = [Text(f"\n… and {more} more: add a word, or ALL=1 (--all)", "dim")] if more else []
    return Group(listed(shown, recorded), *note)


def pair(old: str, new: str, recorded: Record, advanced: bool) -> RenderableType:
    """Return where two frameworks differ, each on its own server, what matters most first."""
    found = moving(load().values(), recorded.answers, old, new)
    titles = FRAMEWORKS[old].title, FRAMEWORKS[new].title
    return Group(
        f"{titles[0]} and {titles[1]} answer {len(found)} of {len(load())} questions differently. "
        f"In full, with the reasons: docs/moving/{old}-to-{new}.md",
        *differences_by_cause(found, *titles, advanced),
    )


def in_full(row: Row, screen: Console) -> None:
    """Ask one question now, and print the request, the responses, the answers and the why."""
    recorded = record.read()
    decided_by = DECIDED_BY.get(recorded.decided_by.get(row.id, ""), "")
    screen.print(Text(f"{row.id}: {row.question}", "bold"))
    rule = f"rule: {row.rule}" if row.rule else ""
    screen.print(" · ".join(filter(None, [TOPICS[row.topic], row.level, decided_by, rule])))
    if not isinstance(row, Question):
        screen.print(how_asked(row))
    else:
        for step in row.before:
            screen.print(panel("before", step) if isinstance(step, bytes) else f"{step}:")
        screen.print(panel("request", row.request))
        if b"{cookies}" in row.request:
            screen.print(
                Text("{cookies} and {hidden} stand for what the pages before gave.", "dim")
            )
    answers = ask_all([row], FRAMEWORKS)
    for target in row.targets(FRAMEWORKS):
        if (exchange := answers[row.id, target].exchange) and target.server == "native":
            screen.print(panel(title_of(target), exchange.raw))
    for server in row.servers:
        heading = "Each on its own server" if server == "native" else f"On {SERVERS[server]}"
        screen.print(Text(f"\n{heading}, now:", "bold"))
        screen.print(answer_groups(titled(row, server, answers), row))
        for target in row.targets(FRAMEWORKS):
            expected = row.expected(target)
            if target.server == server and expected not in (None, answers[row.id, target].text):
                screen.print(Text(f"  {title_of(target)} is recorded with: {expected}", "bold red"))
    if row.aligned_answer:
        screen.print(Text(f"\nTo make each answer {row.aligned_answer} (VARIANT=aligned):", "bold"))
        changes, _ = alignment.read()
        for name, framework in FRAMEWORKS.items():
            screen.print(Text(f"  {framework.title}: {to_align(row, name, changes)}"))
    for targets, runs in drift.history(drift.read(), row.id):
        who = ", ".join(map(title_of, targets))
        first, *later = [f"{name.replace('-', ' ')}: {answer.text}" for name, answer in runs]
        lines = [*(f"since {one}" for one in reversed(later)), f"before, from {first}"]
        screen.print(Text("\n  ".join([f"\n{who}, by release:", *lines])))
    if row.why:
        screen.print(Text(f"\nWhy: {row.why}"))
        screen.print(*(Text(link, "underline") for link in row.links), sep="\n")
    for name, line in row.app_lines.items():
        screen.print(Text(f"\nA line of ours decides, in {FRAMEWORKS[name].folder}: {line}"))


def to_align(row: Row, name: str, found: list[Change]) -> str:
    """Return what makes a framework answer as all aligned apps do, for the terminal."""
    text, changes = alignment.how_to_align(row, name, found)
    lines = [f"\n    {one.place}, line {one.first_line}: {one.purpose}" for one in changes]
    return text or "".join(lines)


def main(arguments: list[str] | None = None) -> None:
    """Print what the command line asks for."""
    parser = Parser(prog="python -m compare_tests.commands.compare", description="Compare answers.")
    parser.add_argument("--pair", help="two frameworks, flask-django: where they differ")
    parser.add_argument("--id", help="one question in full, asked now")
    parser.add_argument(
        "--all",
        action="store_true",
        help="all that a search finds; of a pair, advanced questions too",
    )
    parser.add_argument("--search", metavar="WORDS", help="the questions about something")
    args = parser.parse_args(arguments)
    if sum(map(bool, (args.pair, args.id, args.search))) > 1:
        parser.error("give one of ID=, SEARCH= and PAIR= (--id, --search, --pair), not two")
    screen = console()
    try:
        if args.id:
            in_full(row_named(args.id, load(), parser), screen)
        elif args.search:
            screen.print(about(args.search, record.read(), parser, args.all))
        elif args.pair:
            names = args.pair.split("-")
            if len(names) != 2 or names[0] == names[1] or not {*names} <= {*FRAMEWORKS}:
                parser.error(
                    f"{args.pair!r} is not a pair: take two of {', '.join(FRAMEWORKS)}, "
                    "as in PAIR=" + "-".join(list(FRAMEWORKS)[:2])
                )
            screen.print(pair(*names, record.read(), args.all))
        else:
            screen.print(essential(record.read()))
    except (TableError, StartError) as error:
        sys.exit(str(error))


def row_named(id: str, table: Mapping[str, Row], parser: Parser) -> Row:
    """Return a question by its id; a wrong id ends the program with the nearest right ones."""
    if id not in table:
        parser.error(unknown("question", id, table, "make compare SEARCH=… finds one"))
    return table[id]


if __name__ == "__main__":
    main()
