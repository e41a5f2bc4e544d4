"""What follows from the answers: who agrees, who decides, and what a client notices in a move."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from string import ascii_uppercase
from typing import TypeVar

from compare_tests.engine.in_process import NO_SERVER
from compare_tests.engine.model import NOT_RECORDED, Answer, Answers, ProcessQuestion, Row
from shared.frameworks import Target

Member = TypeVar("Member")
Value = TypeVar("Value", bound=Hashable)


def groups(answers: Mapping[Member, Value]) -> list[tuple[Value, list[Member]]]:
    """Return the different answers, the most common first, each with those who give it."""
    members: dict[Value, list[Member]] = {}
    for member, answer in answers.items():
        members.setdefault(answer, []).append(member)
    return sorted(members.items(), key=lambda group: -len(group[1]))


def lettered(answers: Mapping[Member, Value]) -> list[tuple[str, Value, list[Member]]]:
    """Return the groups, each with its letter: A for the largest; "=" where all agree."""
    letters = ascii_uppercase if len({*answers.values()}) > 1 else "="
    return [(letter, *group) for letter, group in zip(letters, groups(answers), strict=False)]


def texts(row: Row, framework: str, answers: Answers) -> dict[str, str]:
    """Return a framework's answers by the server; NOT_RECORDED stands for one that is missing."""
    given = {one.server: answers.get((row.id, one)) for one in row.targets([framework])}
    return {server: answer.text if answer else NOT_RECORDED for server, answer in given.items()}


def common_server(row: Row) -> str:
    """Return the server on which frameworks are compared: the same for all, if it can be."""
    return row.servers[-1]


def decided_by(row: Row, frameworks: Iterable[str], answers: Mapping[tuple, Answer]) -> str:
    """Return who decides the answer to a question: a key of model.DECIDED_BY.

    Where one and the same server gets different answers from the frameworks, the framework
    decides; where the same app answers differently on another server, the server does.
    Where all agree: the framework, if the app called without a server says the same.

    Args:
        row: any question.
        frameworks: those that were asked.
        answers: theirs by question id and target, those without a server too.
    """
    if row.decided_by:
        return row.decided_by
    frameworks = list(frameworks)

    def answers_on(server: str) -> list[str | None]:
        given = [answers.get((row.id, Target(name, row.app, server))) for name in frameworks]
        return [answer and answer.text for answer in given]

    common = answers_on(common_server(row))
    by_framework = len(set(common)) > 1
    by_server = any(answers_on(server) != common for server in row.servers)
    if by_framework and by_server:
        return "framework and server"
    if by_framework or by_server:
        return "framework" if by_framework else "server"
    return "framework" if answers_on(NO_SERVER) == common else "server"


# Worst first.
KINDS = {
    "breaks": "stops working",
    "opens": "starts to work",
    "status": "another status",
    "body": "another body",
    "header": "another header field",
    "connection": "the connection ends in another way",
    "process": "the server behaves in another way",
}


@dataclass(frozen=True)
class Difference:
    """One thing that a client notices when an app moves; `kind` is one of KINDS."""

    kind: str
    row: Row
    old: Answer
    new: Answer

    @property
    def rank(self) -> int:
        """The place of its kind in KINDS: 0 for the worst."""
        return [*KINDS].index(self.kind)


def differences(answered: Iterable[tuple[Row, Answer | None, Answer | None]]) -> list[Difference]:
    """Return which questions have two different answers, worst first.

    A question that lacks one of them is left out.
    """
    differing = [
        Difference(_kind(row, old, new), row, old, new)
        for row, old, new in answered
        if old and new and old.text != new.text
    ]
    return sorted(differing, key=lambda difference: difference.rank)


def moving(rows: Iterable[Row], answers: Answers, old: str, new: str) -> list[Difference]:
    """Return what clients notice when an app moves from one framework to another, worst first.

    Each framework answers on its own server.

    Args:
        rows: the questions.
        answers: those that were recorded.
        old, new: names in FRAMEWORKS.
    """
    return differences(
        (row, *(answers.get((row.id, Target(name, row.app))) for name in (old, new)))
        for row in rows
    )


def by_cause(found: Iterable[Difference]) -> dict[str, list[Difference]]:
    """Return differences by the topic of their cause, what matters most first, also in each."""
    causes: dict[str, list[Difference]] = {}
    for difference in sorted(found, key=lambda difference: difference.row.rank):
        causes.setdefault(difference.row.cause, []).append(difference)
    return causes


def _kind(row: Row, old: Answer, new: Answer) -> str:
    if isinstance(row, ProcessQuestion):
        return "process"
    before, after = _success(old), _success(new)
    if before != after:
        return "breaks" if before else "opens"
    kinds = {one.name: one.kind for one in row.observe}
    old_parts, new_parts = old.parts, new.parts
    differing = {kinds[name] for name in kinds if old_parts.get(name) != new_parts.get(name)}
    return next(kind for kind in KINDS if kind in (differing or _ending_kinds(old, new)))


def _success(answer: Answer) -> bool:
    """Whether a client gets what it asked for: a status below 400, or one that is not looked at."""
    if not answer.responses:
        return False
    return answer.status is None or answer.status < 400


def _ending_kinds(old: Answer, new: Answer) -> set[str]:
    names = {name for name, _ in old.ending.items() ^ new.ending.items()}
    return {"body" if "leftover" in names else "connection"}
