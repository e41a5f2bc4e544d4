"""Show in the terminal what each framework answers.

python -m compare_tests.compare                          all questions, essential ones first
python -m compare_tests.compare --pair flask-django      where these two differ
python -m compare_tests.compare --id wrong-method        one question in full
"""

import sys
from collections.abc import Iterable

from rich.box import SIMPLE
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from compare_tests.asking import act, ask, needed_servers
from compare_tests.comparing import LAYERS, groups, layer_of
from compare_tests.questions import LEVELS, TOPICS, Question, TableError, load
from shared.frameworks import FRAMEWORKS, SERVERS
from shared.launcher import StartError, running
from shared.options import Parser

NARROW = 72  # columns of a terminal below which answers stand under each other
NUMBERS = "①②③④⑤⑥⑦⑧⑨⑩"
LEGEND = "① is the most common answer, ② and so on are other answers, = is the same from all."


BRIEF = {
    "closed without an answer": "closed",
    "no answer in time": "silence",
    "no answer": "silence",
    "the server crashed": "crashed",
    "more than can be read": "endless",
    "no connection": "refused",
}


def brief(answer: str) -> str:
    """Return an answer in at most seven characters: its last status code, or a word for it."""
    first = answer.split(" → ")[-1].split(" · ")[0]
    if first.startswith("not HTTP"):
        return "no HTTP"
    return BRIEF.get(first) or (first if len(first) < 8 else "…")


def mark(number: int, count: int) -> Text:
    """Return the sign of the group that an answer is in, of so many groups."""
    if count == 1:
        return Text("= ", "dim")
    return Text(f"{NUMBERS[number]} ", "bold yellow" if number else "")


def numbered(question: Question, names: Iterable[str], server: str) -> dict[str, tuple[int, str]]:
    """Return for each framework the number of its group, the largest being 0, and its answer."""
    on = server if server in question.servers else question.servers[0]
    order = list(groups(question, on))
    return {
        name: (order.index(question.expected(name, on)), question.expected(name, on))
        for name in names
    }


def wide(questions: list[Question], names: list[str], server: str, whole: bool) -> Table:
    """Return the table of questions by frameworks; `whole` shows answers in full."""
    table = Table(box=SIMPLE, leading=1, padding=0, expand=True)
    table.add_column("question", ratio=1)
    for name in names:
        table.add_column(FRAMEWORKS[name].title, **{"ratio": 1} if whole else {"width": 9})
    for question in questions:
        answers = numbered(question, names, server)
        count = len({number for number, _ in answers.values()})
        cells = [
            mark(number, count) + Text(answer if whole else brief(answer))
            for number, answer in answers.values()
        ]
        table.add_row(Text(question.id, "bold") + Text(f"\n{question.question}", "dim"), *cells)
    return table


def stacked(question: Question, names: list[str], server: str) -> Text:
    """Return one question with its answers under each other, for a narrow terminal."""
    text = Text(question.id, "bold") + Text(f"  {question.question}\n", "dim")
    answers = numbered(question, names, server)
    count = len({number for number, _ in answers.values()})
    for number in sorted({number for number, _ in answers.values()}):
        who = [FRAMEWORKS[name].title for name in names if answers[name][0] == number]
        [answer] = {answer for one, answer in answers.values() if one == number}
        text += Text("  ") + mark(number, count) + Text(f"{answer}\n")
        text += Text(f"      {', '.join(who)}\n", "cyan")
    return text


def overview(
    questions: list[Question], names: list[str], server: str, width: int, whole: bool = False
) -> RenderableType:
    """Return the questions, essential ones first, in a layout that fits the width."""
    parts: list[RenderableType] = []
    for level, meaning in LEVELS.items():
        of_level = [question for question in questions if question.level == level]
        if of_level:
            parts.append(Text(f"\n{level}: {meaning} ({len(of_level)})", "bold"))
        if of_level and width >= NARROW:
            parts.append(wide(of_level, names, server, whole))
        elif of_level:
            parts += [stacked(question, names, server) for question in of_level]
    return Group(*parts, Text(f"\n{LEGEND}\nAnswers on {server}.", "dim"))


def printable(raw: bytes, most: int = 1200) -> str:
    """Return bytes as text that does nothing to a terminal, cut when it is long."""
    text = raw[:most].decode("utf-8", "backslashreplace").replace("\r\n", "\n")
    text = "".join(
        c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text
    )
    return text + (f"\n… ({len(raw)} bytes)" if len(raw) > most else "")


def in_full(question: Question, server: str, console: Console) -> None:
    """Ask one question now, and print the request, the answers, the responses and the why."""
    console.print(Text(f"{question.id}: {question.question}", "bold"))
    about = (TOPICS[question.topic], question.level, LAYERS[layer_of(question)], question.rule)
    console.print(" · ".join(part for part in about if part))
    if question.request:
        console.print(Panel(Text(printable(question.request)), title="request", title_align="left"))
    with running(needed_servers([question], FRAMEWORKS)) as servers:
        answers = ask([question], servers) | act([question], FRAMEWORKS)
    on = server if server in question.servers else question.servers[0]
    for name, framework in FRAMEWORKS.items():
        seen = answers[question.id, name, on]
        shown = printable(seen.exchange.raw) if seen.exchange else seen.answer
        title = f"{framework.title} on {on}"
        console.print(Panel(Text(shown or "(no bytes)"), title=title, title_align="left"))
    for answer, titles in groups(question).items():
        console.print(Text(", ".join(titles), "cyan") + Text(f": {answer}", "default"))
    if question.why:
        console.print(Text(f"\nWhy: {question.why}"))
        console.print(*(Text(link, "underline") for link in question.links), sep="\n")


def main() -> None:
    """Print what the command line asks for."""
    parser = Parser(prog="python -m compare_tests.compare", description="Compare the answers.")
    parser.add_argument("--only", choices=["different"], help="leave out what all answer alike")
    parser.add_argument("--topic", choices=TOPICS)
    parser.add_argument("--level", choices=LEVELS)
    parser.add_argument("--pair", help="flask-django: only what differs between these two")
    parser.add_argument("--server", choices=SERVERS, default="waitress")
    parser.add_argument("--id", help="one question in full, asked now")
    asked = parser.parse_args()
    console = Console(highlight=False)
    try:
        table = load()
        names = list(FRAMEWORKS)
        if asked.pair:
            names = asked.pair.split("-")
            if len(set(names)) != 2 or not set(names) <= set(FRAMEWORKS):
                parser.error(f"no pair {asked.pair!r}: join two of {', '.join(FRAMEWORKS)} by '-'")
        if asked.id:
            if asked.id not in table:
                parser.error(f"no question {asked.id!r}: choose from {', '.join(table)}")
            in_full(table[asked.id], asked.server, console)
            return
    except (TableError, StartError) as error:
        sys.exit(str(error))

    def shown(question: Question) -> bool:
        answers = numbered(question, names, asked.server).values()
        differs = len({number for number, _ in answers}) > 1
        wanted = differs or not (asked.only or asked.pair)
        return (
            wanted
            and asked.topic in (None, question.topic)
            and asked.level in (None, question.level)
        )

    questions = [question for question in table.values() if shown(question)]
    if not questions:
        sys.exit("No question fits.")
    console.print(overview(questions, names, asked.server, console.width, whole=bool(asked.pair)))


if __name__ == "__main__":
    main()
