"""How the commands print questions, answers, requests and responses."""

from collections.abc import Callable, Iterable, Mapping

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from compare_tests.engine.model import Answers, Question, Row, steps_in_words
from compare_tests.engine.results import KINDS, Difference, by_cause, lettered, texts
from compare_tests.engine.text import printable
from compare_tests.questions import TOPICS
from shared.frameworks import APPS, FRAMEWORKS, SERVERS, Target

LEGEND = "A is the most common answer, B and so on are others, = is the same from all."


def console() -> Console:
    """Return what prints to the terminal: plain text, no guessing at what to colour."""
    return Console(highlight=False)


def answer_groups(answers: Mapping[str, str], row: Row | None = None) -> Table:
    """Return answers in groups, the most common first.

    Args:
        answers: by the title of a framework.
        row: the question, which may have a rule that an answer keeps or breaks.
    """
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(width=3)
    table.add_column(ratio=3, overflow="fold")
    table.add_column(ratio=2)
    for letter, answer, titles in lettered(answers):
        style = "bold" if letter in "A=" else "bold yellow"
        text = Text(answer)
        if row and (verdict := row.verdict_in_words(answer)):
            text.append(f"  {verdict}", "dim")
        names = "all" if letter == "=" and len(titles) > 2 else ", ".join(titles)
        table.add_row(Text(f"  {letter}", style), text, Text(names, "cyan"))
    return table


def row_with_answers(
    row: Row, answers: Mapping[str, str], elsewhere: Mapping[str, str]
) -> RenderableType:
    """Return a question, how it is asked, and its answers by the title of a framework.

    Args:
        row: the question.
        answers: those of the frameworks' own servers.
        elsewhere: those on Waitress, which are shown where they differ; may be empty.
    """
    parts = [*head_of(row), answer_groups(answers, row)]
    if elsewhere and elsewhere != answers:
        parts += [Text("  on Waitress:", "dim"), answer_groups(elsewhere, row)]
    return Group(Text(), *parts)


def head_of(row: Row, *notes: str) -> list[Text]:
    """Return the lines that say what is asked and how; notes stand behind the question."""
    rule = [f"Rule: {row.rule}"] if row.rule else []
    head = Text.assemble((row.id, "bold"), f"  {row.question}")
    return [head, Text(f"  {' · '.join([how_asked(row), *rule, *notes])}", "dim")]


def how_asked(
    row: Row, mark: Callable[[str], str] = lambda text: text, between: str = " | "
) -> str:
    """Return how a question is asked, in one line.

    Args:
        row: the question.
        mark: writes one line of its request in the form of the document.
        between: stands between these lines.
    """
    if not isinstance(row, Question):
        return f"{row.done[0].upper()}{row.done[1:]}"
    app = "" if row.app == "plain" else f", asked of {APPS[row.app].meaning}"
    steps = [
        step if isinstance(step, str) else between.join(map(mark, step))
        for step in steps_in_words(row)
    ]
    return ", then ".join(steps) + app


def panel(title: str, raw: bytes, limit: int = 1200) -> Panel:
    """Return bytes in a frame, so that they do nothing to the terminal."""
    return Panel(Text(printable(raw, limit) or "(no bytes)"), title=title, title_align="left")


def title_of(target: Target) -> str:
    """Return how a target is called in a sentence: "Flask on Waitress"."""
    return f"{FRAMEWORKS[target.framework].title} on {SERVERS[target.server]}"


def titled(row: Row, server: str, answers: Answers) -> dict[str, str]:
    """Return the answers to a question on one server, by the titles of the frameworks."""
    given = {one.title: texts(row, name, answers) for name, one in FRAMEWORKS.items()}
    return {title: found[server] for title, found in given.items() if found}


def differences_by_cause(
    found: Iterable[Difference], old: str, new: str, advanced: bool
) -> list[RenderableType]:
    """Return what a client notices, what matters most first.

    Args:
        found: the differences.
        old, new: who gave the answers.
        advanced: whether to show the advanced questions too.
    """
    parts: list[RenderableType] = []
    hidden = 0
    for topic, of_topic in by_cause(found).items():
        shown = [one for one in of_topic if advanced or one.row.level != "advanced"]
        hidden += len(of_topic) - len(shown)
        if shown:
            parts.append(Text(f"\n{TOPICS[topic]} ({len(shown)})", "bold underline"))
        for difference in shown:
            pair = {old: difference.old.text, new: difference.new.text}
            parts.append(row_with_answers_of_two(difference.row, pair, KINDS[difference.kind]))
    return [*parts, *note_of_hidden(hidden)]


def note_of_hidden(number: int) -> list[Text]:
    """Return the line that says how many advanced questions are not shown; none if all are."""
    words = "1 advanced question" if number == 1 else f"{number} advanced questions"
    note = Text(f"\nAnd {words}: ALL=1 (--all) shows more.", "dim")
    return [note] if number else []


def row_with_answers_of_two(row: Row, answers: Mapping[str, str], *notes: str) -> RenderableType:
    """Return a question with two answers, the old one above the new one."""
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(ratio=1)
    table.add_column(ratio=4, overflow="fold")
    for name, answer in answers.items():
        table.add_row(Text(f"  {name}", "cyan"), Text(answer))
    return Group(*head_of(row, *notes), table)
