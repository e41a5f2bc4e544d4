"""The questions: what each framework does when our code says nothing.

A module a topic, a row a question. The rows are data: to add one, write it without its
answers and run `python -m compare_tests.observe ID`, which prints the answers to be read,
judged and given their why.
"""

import importlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from compare_tests.looks import look_named
from shared.frameworks import FRAMEWORKS, SERVERS

TOPICS = {
    "methods": "Methods",
    "slashes": "Slashes",
    "dot_segments": "Dot segments",
    "names": "Names in the path",
    "ages": "Ages in the path",
    "queries": "Query strings",
    "hosts": "Host",
    "protocol": "Protocol",
    "negotiation": "Negotiation and conditions",
    "errors": "Error pages",
    "headers": "Response headers",
    "lifecycle": "Start-up and shut-down",
}
LEVELS = {
    "essential": "what every learner should see",
    "practical": "what bites when an app is moved",
    "deep": "the rest",
}
STATES = {
    "plain": "the app as it is",
    "debug": "the app with debugging on",
    "raising": "the app, its hello page raising an exception",
    "raising-debug": "the same with debugging on",
}

# One answer, or where the two servers get different ones, an answer for each.
Answer = str | dict[str, str]


@dataclass(frozen=True, eq=False)  # by identity, so that it can be a key
class Question:
    """One question to all frameworks, and what each answers.

    Attributes:
        id: its one name everywhere, words joined by "-".
        level: one of LEVELS.
        question: in plain words: a question, or with `rule`, a statement.
        request: the bytes sent, exactly.
        look: names of looks (see looks.py), separated by spaces.
        answers: by framework; a text, or a text for each server where they differ.
        why: where answers differ, the cause, in one or two sentences.
        links: where that is documented, or the source that does it.
        rule: the RFC section that decides, if one does: "RFC 9110 section 9.3.2".
        our_code: whether a line of the apps decides, and not the framework.
        state: one of STATES.
        action: in place of a request, what is done to the server (see lifecycle.py).
        topic: the module it stands in; filled in by `load`.
    """

    id: str
    level: str
    question: str
    request: bytes
    look: str
    answers: dict[str, Answer] = field(default_factory=dict)
    why: str = ""
    links: tuple[str, ...] = ()
    rule: str = ""
    our_code: bool = False
    state: str = "plain"
    action: str = ""
    topic: str = ""

    @property
    def servers(self) -> tuple[str, ...]:
        """The servers it is asked on: debugging is for a framework's own server alone."""
        return ("native",) if self.state.endswith("debug") else SERVERS

    def expected(self, framework: str, server: str) -> str:
        """Return the answer that the table gives for a framework on a server."""
        answer = self.answers[framework]
        return answer if isinstance(answer, str) else answer[server]

    @property
    def differs(self) -> bool:
        """Whether any two of the answers differ, between frameworks or between servers."""
        return (
            len({self.expected(name, server) for name in FRAMEWORKS for server in self.servers}) > 1
        )


def request(line: str, *fields: str, body: bytes = b"", close: bool = True) -> bytes:
    """Return the bytes of a plain HTTP/1.1 request.

    Args:
        line: method and request target: "DELETE /bye". Not encoded, not mended; text goes
            out as UTF-8.
        fields: further header fields: "Accept: text/plain".
        body: sent behind the header section, with its Content-Length.
        close: whether to ask that the connection be closed.
    """
    lines = [f"{line} HTTP/1.1", "Host: 127.0.0.1", *fields]
    lines += [f"Content-Length: {len(body)}"] * bool(body)
    lines += ["Connection: close"] * close
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n" + body


class TableError(Exception):
    """A row of the table is wrong; says which and why, in one line."""


def load(topics: Iterable[str] = TOPICS, answered: bool = True) -> dict[str, Question]:
    """Return the questions of these topics by id, in the order of the table.

    `answered` false takes rows that have no answers yet.

    Raises:
        TableError: a row is not whole, or does not fit its answers.
    """
    questions = []
    for topic in topics:
        for question in importlib.import_module(f"{__name__}.{topic}").QUESTIONS:
            object.__setattr__(question, "topic", topic)
            questions.append(question)
    check(questions, answered)
    return {question.id: question for question in questions}


def check(questions: Iterable[Question], answered: bool = True) -> None:
    """Raise TableError, which says where and why, if any of these rows is wrong."""
    ids: set[str] = set()
    for question in questions:
        problem = _problem(question, answered)
        if question.id in ids:
            problem = f"the id {question.id!r} is taken"
        ids.add(question.id)
        if problem:
            where = f"compare_tests/questions/{question.topic}.py, {question.id}"
            raise TableError(f"{where}: {problem}")


def _problem(question: Question, answered: bool) -> str:
    """Return what is wrong with a row, "" if nothing is."""
    if question.level not in LEVELS:
        return f"no level {question.level!r}: choose from {', '.join(LEVELS)}"
    if question.state not in STATES:
        return f"no state {question.state!r}: choose from {', '.join(STATES)}"
    for look in question.look.split():
        try:
            look == "connection" or look_named(look)
        except KeyError:
            return f"no look {look!r}"
    if question.question.endswith("?") == bool(question.rule):
        return "a rule is worded as a statement, and what no rule decides as a question"
    if not answered:
        return ""
    if missing := [name for name in FRAMEWORKS if name not in question.answers]:
        return f"no answer for {', '.join(missing)}"
    if unknown := [name for name in question.answers if name not in FRAMEWORKS]:
        return f"an answer for {', '.join(unknown)}, which is no framework of the registry"
    for name, answer in question.answers.items():
        if isinstance(answer, dict) and set(answer) != set(question.servers):
            return f"the answers of {name} are for {', '.join(answer)}"
        if isinstance(answer, dict) and len(set(answer.values())) == 1:
            return f"{name} answers both servers alike: write that once"
    if question.differs and not (question.why and question.links):
        return "the answers differ, so it needs a why and a link"
    if question.why and not question.differs:
        return "a why, but all answers are the same"
    return ""
