"""How the commands print questions, answers, requests and responses."""

from collections.abc import Iterable, Mapping

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from compare_tests.engine.model import Answer, Question, Row, request_lines
from compare_tests.engine.results import groups
from compare_tests.engine.text import printable
from shared.frameworks import FRAMEWORKS, Target

LEGEND = "A is the most common answer, B and so on are others, = is the same from all."


def console() -> Console:
    """Return what prints to the terminal: plain text, no guessing at what to colour."""
    return Console(highlight=False)


def answer_groups(answers: Mapping[str, str]) -> Table:
    """Return answers in groups, the most common first.

    Args:
        answers: by the title of a framework.
    """
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(width=3)
    table.add_column(ratio=3, overflow="fold")
    table.add_column(ratio=2)
    ordered = groups(answers)
    for i, (answer, titles) in enumerate(ordered):
        letter = chr(ord("A") + i) if len(ordered) > 1 else "="
        style = "bold yellow" if i else "bold"
        table.add_row(Text(f"  {letter}", style), Text(answer), Text(", ".join(titles), "cyan"))
    return table


def row_with_answers(row: Row, answers: Mapping[str, str]) -> RenderableType:
    """Return a question, how it is asked, and its answers by the title of a framework."""
    head = Text.assemble((row.id, "bold"), f"  {row.question}")
    return Group(Text(), head, Text(f"  {how_asked(row)}", "dim"), answer_groups(answers))


def how_asked(row: Row) -> str:
    """Return how a question is asked, in one line."""
    if not isinstance(row, Question):
        return f"without a request: {row.done}"
    app = "" if row.app == "plain" else f" (with {row.app.replace('-', ' and ')})"
    return " | ".join(request_lines(row.request)) + app


def panel(title: str, raw: bytes, limit: int = 1200) -> Panel:
    """Return bytes in a frame, so that they do nothing to the terminal."""
    return Panel(Text(printable(raw, limit) or "(no bytes)"), title=title, title_align="left")


def title_of(target: Target) -> str:
    """Return how a target is called in a sentence: "Flask on waitress"."""
    return f"{FRAMEWORKS[target.framework].title} on {target.server}"


def titled(answers: Mapping[Target, Answer | None]) -> dict[str, str]:
    """Return the texts of answers by the titles of the frameworks, on one server."""
    return {
        FRAMEWORKS[target.framework].title: answer.text if answer else "not recorded yet"
        for target, answer in answers.items()
    }


def change_table(
    heading: str, rows: Iterable[tuple[Row, str, str]], old: str, new: str
) -> RenderableType:
    """Return questions that got two answers, under a heading.

    Args:
        heading: what they have in common.
        rows: each question, with the old answer and the new one.
        old, new: who gave them.
    """
    parts: list[RenderableType] = [Text(f"\n{heading}", "bold")]
    for row, before, after in rows:
        parts.append(row_with_answers_of_two(row, {old: before, new: after}))
    return Group(*parts)


def row_with_answers_of_two(row: Row, answers: Mapping[str, str]) -> RenderableType:
    """Return a question with two answers, the old one above the new one."""
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(ratio=1)
    table.add_column(ratio=4, overflow="fold")
    for name, answer in answers.items():
        table.add_row(Text(f"  {name}", "cyan"), Text(answer))
    head = Text.assemble((row.id, "bold"), f"  {how_asked(row)}")
    return Group(head, table)
