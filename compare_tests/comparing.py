"""What follows from the answers: who agrees, who decides, and what a client notices in a move."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest

from compare_tests.asking import BARE, Answers, ask_bare
from compare_tests.questions import Question
from shared.frameworks import FRAMEWORKS

# --- Who agrees ---------------------------------------------------------------


def groups(question: Question, server: str | None = None) -> dict[str, list[str]]:
    """Return the answers, the most common first, each with the titles of those who give it.

    Args:
        question: one with its answers.
        server: the answers on this server; None for both, where a framework whose answer
            depends on the server stands twice: "Flask (native)".
    """
    found: dict[str, list[str]] = {}
    for name, framework in FRAMEWORKS.items():
        asked = [server] if server in question.servers else question.servers
        answers = {one: question.expected(name, one) for one in asked}
        alike = len(set(answers.values())) == 1
        for one, answer in answers.items():
            title = framework.title if alike else f"{framework.title} ({one})"
            if title not in found.setdefault(answer, []):
                found[answer].append(title)
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def on_one_server(question: Question) -> str:
    """Return the server on which frameworks are compared: the same for all, if it can be."""
    return "waitress" if "waitress" in question.servers else "native"


# --- Who decides --------------------------------------------------------------

LAYERS = {
    "framework": "the framework decides",
    "server": "the server decides",
    "both": "framework and server decide together",
    "our code": "a line of the apps decides",
}


def layer(question: Question, said: Callable[[str, str], str | None]) -> str:
    """Return who decides the answer to a question: one of LAYERS.

    Where one and the same server gets different answers from the frameworks, the framework
    decides; where the same app answers differently on another server, the server does.
    Where all agree: the framework, if the app called without a server says the same.

    Args:
        question: any.
        said: the answer of a framework on a server (or on BARE, none), None if not asked.
    """
    if question.our_code:
        return "our code"

    def all_said(server: str) -> list[str | None]:
        return [said(name, server) for name in FRAMEWORKS]

    same_server = on_one_server(question)
    by_framework = len(set(all_said(same_server))) > 1
    by_server = any(all_said(server) != all_said(same_server) for server in question.servers)
    if by_framework and by_server:
        return "both"
    if by_framework or by_server:
        return "framework" if by_framework else "server"
    return "framework" if all_said(BARE) == all_said(same_server) else "server"


def layer_of(question: Question, bare: Answers | None = None) -> str:
    """Return who decides the answer to a question, by the answers that the table gives.

    `bare` holds the answers without a server, if they have been asked for already.
    """
    bare = ask_bare([question], FRAMEWORKS) if bare is None else bare

    def said(name: str, server: str) -> str | None:
        if server != BARE:
            return question.expected(name, server)
        return bare[question.id, name, BARE].answer if (question.id, name, BARE) in bare else None

    return layer(question, said)


# --- What a client notices ----------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One thing that a client notices when an app moves; `kind` is one of KINDS."""

    kind: str
    question: Question
    old: str
    new: str


# Worst first.
KINDS = {
    "breaks": "What worked is refused",
    "opens": "What was refused is accepted",
    "status": "Another status",
    "body": "Another page or body",
    "header": "Another header field",
    "process": "Started and stopped in another way",
}
# None: more than was looked at, as a body after HEAD.
BODY_LOOKS = {"page", "body", "raw-body", "length", None}


def changes(
    questions: list[Question],
    old: Callable[[Question], str],
    new: Callable[[Question], str],
) -> list[Change]:
    """Return what differs between two ways of answering the same questions, worst first."""
    found = [
        Change(
            _kind(question, old(question), new(question)), question, old(question), new(question)
        )
        for question in questions
        if old(question) != new(question)
    ]
    return sorted(found, key=lambda change: list(KINDS).index(change.kind))


def _kind(question: Question, old: str, new: str) -> str:
    if question.action:
        return "process"
    before, after = _status(old), _status(new)
    if before < 400 <= after:
        return "breaks"
    if after < 400 <= before:
        return "opens"
    if before != after:
        return "status"
    looks = question.look.split()
    pairs = zip_longest(looks, old.split(" · "), new.split(" · "))
    differing = {look for look, one, other in pairs if one != other}
    return "body" if differing & BODY_LOOKS else "header"


def _status(answer: str) -> int:
    """Return the last status code in an answer; 600, past them all, where there is none."""
    codes = re.findall(r"(?:^|→ )(\d{3})\b", answer)
    return int(codes[-1]) if codes else 600


def moving(questions: list[Question], old: str, new: str) -> list[Change]:
    """Return what clients notice when an app moves from one framework to another.

    Both are compared on the same server, so that what differs is the framework.
    """

    def said(framework: str) -> Callable[[Question], str]:
        return lambda question: question.expected(framework, on_one_server(question))

    return changes(questions, said(old), said(new))
