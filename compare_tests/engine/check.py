"""What a row of the table must hold: a mistake in it is said before anything is asked."""

from collections.abc import Iterable

from compare_tests.engine.model import LEVELS, Row
from compare_tests.engine.results import groups
from shared.frameworks import APPS, FRAMEWORKS, App


class TableError(Exception):
    """Rows of the table are wrong; says which and why, in one line each."""


def check(rows: Iterable[Row], with_gaps: bool = False) -> None:
    """Raise TableError, which says where and why, if any of these rows is wrong.

    Args:
        rows: all rows, or some.
        with_gaps: whether a row may still lack a why, a link or what all aligned apps answer.
    """
    ids: set[str] = set()
    problems = []
    for row in rows:
        problem = f"the id {row.id!r} is already used" if row.id in ids else _mistake(row)
        ids.add(row.id)
        if not problem and not with_gaps:
            problem = gaps(row)
        if problem:
            problems.append(f"compare_tests/questions/{row.topic}.py, {row.id}: {problem}")
    if problems:
        raise TableError("\n".join(problems))


def _mistake(row: Row) -> str:
    """Return what is wrong with a row, "" if nothing is."""
    for kind, name, names in (("level", row.level, LEVELS), ("app", row.app, APPS)):
        if name not in names:
            return f"there is no {kind} {name!r}: choose from {', '.join(names)}"
    if row.question.endswith("?") == (row.rule is not None):
        return "with a rule it is worded as a statement, without one as a question"
    if unknown := [name for name in row.answers if name not in FRAMEWORKS]:
        return f"it has an answer for {', '.join(unknown)}, which is not a framework here"
    for name, answer in row.answers.items():
        if isinstance(answer, dict) and set(answer) != set(row.servers):
            return f"the answers of {name} are for {', '.join(answer)}"
        if isinstance(answer, dict) and len(set(answer.values())) == 1:
            return f"{name} gives the same answer on every server: write it once"
    if row.answers and _aligning(row) and set(row.unaligned) - set(row.answers):
        return f"unaligned names {', '.join(row.unaligned)}, which has no answer"
    return ""


def gaps(row: Row) -> str:
    """Return what a row lacks for the answers that it has, or has without need; "" if nothing."""
    if row.why and not row.differs:
        return "it has a why, but all answers are the same"
    found = []
    if row.differs and not (row.why and row.links):
        found.append("the answers differ, so it needs a why and a link")
    aligning = _aligning(row) if row.answers and row.aligned_answer is None else []
    if aligning and all(app.aligns_all for app in aligning):
        found.append("the answers on Waitress differ, so it needs what all aligned apps answer")
    return "; ".join([*found, *_unexplained(row)])


def _aligning(row: Row) -> list[App]:
    """Return the forms of the apps that are to answer a question alike."""
    return [app for app in APPS.values() if app.aligns == row.app]


def _unexplained(row: Row) -> list[str]:
    """Return which frameworks the why must name, in a sentence; none if it is whole.

    Of the groups that answer alike, one needs no name: it is "the others". A framework that is
    added and answers as others do so needs no new why.
    """
    why = row.why.lower()
    unnamed = [
        names
        for _, names in groups({name: str(answer) for name, answer in row.answers.items()})
        if not any(
            word.lower() in why
            for name in names
            for word in (FRAMEWORKS[name].title, *FRAMEWORKS[name].packages)
        )
    ]
    names = [name for group in unnamed[1:] for name in group]
    return [f"{', '.join(names)} answers differently, so the why must name it"] if names else []
