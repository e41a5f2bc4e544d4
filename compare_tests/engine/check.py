"""What a row of the table must hold: a mistake in it is said before anything is asked."""

from collections.abc import Iterable

from compare_tests.engine.model import LEVELS, Row
from compare_tests.engine.results import groups
from shared.frameworks import APPS, FRAMEWORKS


class TableError(Exception):
    """Rows of the table are wrong; says which and why, in one line each."""


def check(rows: Iterable[Row]) -> None:
    """Raise TableError, which says where and why, if any of these rows is wrong."""
    ids: set[str] = set()
    problems = []
    for row in rows:
        mistake = f"the id {row.id!r} is already used" if row.id in ids else problem(row)
        ids.add(row.id)
        if mistake:
            problems.append(f"compare_tests/questions/{row.topic}.py, {row.id}: {mistake}")
    if problems:
        raise TableError("\n".join(problems))


def problem(row: Row) -> str:
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
    if row.why and not row.differs:
        return "it has a why, but all answers are the same"
    found = []
    if row.differs and not (row.why and row.links):
        found.append("the answers differ, so it needs a why and a link")
    if row.answers and (aligning := [app for app in APPS.values() if app.aligns == row.app]):
        if row.aligned_answer is None and all(app.aligns_all for app in aligning):
            found.append("the answers on Waitress differ, so it needs what all aligned apps answer")
        if set(row.unaligned) - set(row.answers):
            return f"unaligned names {', '.join(row.unaligned)}, which has no answer"
    return "; ".join([*found, *_unexplained(row)])


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
