"""Show in the terminal what each framework answers.

python -m compare_tests.commands.compare                   the essential questions
python -m compare_tests.commands.compare flask django      where these two differ
python -m compare_tests.commands.compare --id wrong-method one question in full, asked now
"""

import difflib
import sys

from rich.console import Console, Group, RenderableType
from rich.text import Text

from compare_tests.commands.terminal import (
    LEGEND,
    answer_groups,
    change_table,
    console,
    panel,
    row_with_answers,
    title_of,
    titled,
)
from compare_tests.engine import record
from compare_tests.engine.check import TableError
from compare_tests.engine.model import DECIDED_BY, Question, Row
from compare_tests.engine.record import Record
from compare_tests.engine.results import KINDS, changes
from compare_tests.engine.runner import ask_all
from compare_tests.questions import TOPICS, load
from shared.cli import Parser
from shared.frameworks import FRAMEWORKS, Target
from shared.launcher import StartError


def essential(recorded: Record) -> RenderableType:
    """Return the essential questions with the answers that each framework's own server gives."""
    shown = [
        (row, titled(answers_on("native", row, recorded)))
        for row in load().values()
        if row.level == "essential"
    ]
    shown.sort(key=lambda pair: len({*pair[1].values()}) == 1)  # what differs comes first
    parts = [row_with_answers(row, answers) for row, answers in shown]
    return Group(*parts, Text(f"\n{LEGEND}\nOne in full: make compare ID=wrong-method", "dim"))


def answers_on(server: str, row: Row, recorded: Record) -> dict:
    """Return the recorded answers to a question on one server, by target."""
    targets = [Target(name, row.app, server) for name in FRAMEWORKS]
    return {target: recorded.answers.get((row.id, target)) for target in targets}


def pair(old: str, new: str, recorded: Record) -> RenderableType:
    """Return where two frameworks differ, each on its own server, worst first."""

    def answer_of(name: str, row: Row):  # noqa: ANN202
        return recorded.answers.get((row.id, Target(name, row.app)))

    found = changes(
        load().values(), lambda row: answer_of(old, row), lambda row: answer_of(new, row)
    )
    titles = FRAMEWORKS[old].title, FRAMEWORKS[new].title
    parts: list[RenderableType] = [
        f"{titles[0]} and {titles[1]} answer {len(found)} of {len(load())} questions differently."
    ]
    for kind, heading in KINDS.items():
        rows = [(one.row, one.old.text, one.new.text) for one in found if one.kind == kind]
        if rows:
            parts.append(change_table(f"{heading} ({len(rows)})", rows, *titles))
    return Group(*parts)


def in_full(row: Row, screen: Console) -> None:
    """Ask one question now, and print the request, the responses, the answers and the why."""
    recorded = record.read()
    decided_by = DECIDED_BY.get(recorded.decided_by.get(row.id, ""), "")
    screen.print(Text(f"{row.id}: {row.question}", "bold"))
    screen.print(" · ".join(filter(None, [TOPICS[row.topic], row.level, decided_by, row.rule])))
    if isinstance(row, Question):
        screen.print(panel("request", row.request))
    answers = ask_all([row], FRAMEWORKS)
    for target in row.targets(FRAMEWORKS):
        if (exchange := answers[row.id, target].exchange) and target.server == "native":
            screen.print(panel(title_of(target), exchange.raw))
    for server in row.servers:
        now = {target: answers[row.id, target] for target in row.targets(FRAMEWORKS)}
        now = {target: answer for target, answer in now.items() if target.server == server}
        heading = "Each on its own server" if server == "native" else f"On {server}"
        screen.print(Text(f"\n{heading}, now:", "bold"))
        screen.print(answer_groups(titled(now)))
        for target, answer in now.items():
            expected = row.expected(target)
            if expected not in (None, answer.text):
                screen.print(Text(f"  {title_of(target)} is recorded with: {expected}", "bold red"))
    if row.why:
        screen.print(Text(f"\nWhy: {row.why}"))
        screen.print(*(Text(link, "underline") for link in row.links), sep="\n")


def main(arguments: list[str] | None = None) -> None:
    """Print what the command line asks for."""
    parser = Parser(prog="python -m compare_tests.commands.compare", description="Compare answers.")
    parser.add_argument("frameworks", nargs="*", help="two of them: only what differs between them")
    parser.add_argument("--id", help="one question in full, asked now")
    args = parser.parse_args(arguments)
    screen = console()
    try:
        if args.id:
            in_full(row_named(args.id, parser), screen)
        elif args.frameworks:
            names = args.frameworks
            if len(names) != 2 or names[0] == names[1] or not {*names} <= {*FRAMEWORKS}:
                parser.error(
                    f"{'-'.join(names)!r} is not a pair: take two of {', '.join(FRAMEWORKS)}, "
                    "as in PAIR=" + "-".join(list(FRAMEWORKS)[:2])
                )
            screen.print(pair(*names, record.read()))
        else:
            screen.print(essential(record.read()))
    except (TableError, StartError) as error:
        sys.exit(str(error))


def row_named(id: str, parser: Parser) -> Row:
    """Return a question by its id; a wrong id ends the program with the nearest right ones."""
    table = load()
    if id not in table:
        near = difflib.get_close_matches(id, table, n=3, cutoff=0.4)
        near += [name for name in table if id in name and name not in near][: 3 - len(near)]
        hint = f"did you mean {' or '.join(near)}?" if near else "docs/behaviour.md lists them"
        parser.error(f"there is no question {id!r}: {hint}")
    return table[id]


if __name__ == "__main__":
    main()
