"""What a question is, and what an answer: the table of questions is made of these."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from compare_tests.engine.text import short
from compare_tests.engine.wire import Exchange, Response
from shared.frameworks import APPS, Target, has_app

if TYPE_CHECKING:
    from compare_tests.engine.processes import Lifetimes

LEVELS = {
    "essential": "what every learner should see",
    "practical": "what matters when an app is moved",
    "advanced": "everything else",
}
DECIDED_BY = {
    "framework": "the framework decides",
    "server": "the server decides",
    "framework and server": "framework and server decide together",
    "app code": "a line of the apps decides",
}
# Whether an answer keeps the rule of a question.
VERDICTS = {
    "kept": "✓ keeps the rule",
    "broken": "✗ breaks the rule",
    "not applicable": "– the rule does not apply",
}
NOT_RECORDED = "not recorded yet"  # stands where an answer would


@dataclass(frozen=True)
class Rule:
    """What an RFC says about a question.

    Attributes:
        section: where it stands: "RFC 9110 section 9.3.2".
        keyword: how strictly (RFC 2119): "MUST", "SHOULD", …; "" where a term is defined.
        kept: a regular expression that the beginning of an answer matches if the rule is kept;
            None where an answer alone does not show that.
        exempt: the same for an answer to which the rule does not apply.
    """

    section: str
    keyword: str = ""
    kept: str | None = None
    exempt: str | None = None

    def __str__(self) -> str:
        return f"{self.keyword} ({self.section})" if self.keyword else self.section

    def verdict(self, answer: str) -> str:
        """Return whether an answer keeps the rule: "kept", "broken", "not applicable" or ""."""
        if self.kept is None:
            return ""
        if self.exempt and re.match(self.exempt, answer):
            return "not applicable"
        return "kept" if re.match(self.kept, answer) else "broken"


@dataclass(frozen=True)
class Aspect:
    """One thing that is looked at in a response, as a short text.

    Attributes:
        name: as it stands in the documents.
        kind: what it tells of: "status", "header", "body" or "connection".
        read: makes the text; of an exchange instead of a response where the kind is "connection".
    """

    name: str
    kind: str
    read: Callable[[Response], str]


@dataclass(frozen=True)
class Answer:
    """What a server answered.

    Attributes:
        responses: for each response, what was looked at: its text by the name of the aspect.
        ending: what is to be said of the exchange as a whole, in the same form.
        exchange: what was sent and received; None where nothing was asked by a request.
    """

    responses: list[dict[str, str]] = field(default_factory=list)
    ending: dict[str, str] = field(default_factory=dict)
    exchange: Exchange | None = field(default=None, compare=False)

    @cached_property
    def text(self) -> str:
        """The answer in one line: `405 · Allow: GET · error page`."""
        responses = " → ".join(" · ".join(one.values()) for one in self.responses)
        return " · ".join([*filter(None, [responses]), *self.ending.values()])

    @property
    def parts(self) -> dict[str, str]:
        """What was looked at in the last response, by the name of the aspect."""
        return self.responses[-1] if self.responses else {}

    @property
    def status(self) -> int | None:
        """The status of the last response, None where there is none or it was not looked at."""
        return int(self.parts["status"]) if "status" in self.parts else None


Key = tuple[str, Target]  # the id of a question, and whom it is put to
Answers = dict[Key, Answer]
# What a row says that a framework answers: on every server, or for each server on its own.
Expected = str | dict[str, str]


@dataclass(frozen=True, eq=False, kw_only=True)  # by identity, so that it can be a key
class Row:
    """What both kinds of question have.

    Attributes:
        id: its one name everywhere, words joined by "-".
        level: one of LEVELS.
        question: in plain words: a question, or with `rule`, a statement.
        terms: what people call it who have never read the row: "keep-alive". For searching.
        answers: by framework; a text, or a text for each server where they differ.
        aligned: what all aligned apps answer on the same server, where the apps do not all answer
            so. It is what an RFC says, a MUST before a SHOULD; else what is safest; else the
            stricter of the answers that most give.
        unaligned: by framework, why its aligned app cannot answer so.
        why: where answers differ, the cause, in one or two sentences.
        links: where that is documented, or the source that does it.
        rule: what an RFC says about it, if one does.
        app_lines: by framework, the line of its app without which it would answer otherwise.
        cause: the topic with which it shares its cause; "" for its own.
        decided_by: "app code" where a line of the apps decides; else it is found out by asking.
        app: the form of the app that is asked, a name in APPS.
        topic: the module it stands in; filled in when the table is loaded.
    """

    id: str
    level: str
    question: str
    terms: tuple[str, ...] = ()
    answers: dict[str, Expected] = field(default_factory=dict)
    aligned: str = ""
    unaligned: dict[str, str] = field(default_factory=dict)
    why: str = ""
    links: tuple[str, ...] = ()
    rule: Rule | None = None
    app_lines: dict[str, str] = field(default_factory=dict)
    cause: str = ""
    decided_by: str = ""
    app: str = "plain"
    topic: str = ""

    @property
    def servers(self) -> tuple[str, ...]:
        """The servers it is asked on: debugging is for a framework's own server alone."""
        return APPS[self.app].servers

    def targets(self, frameworks: Iterable[str]) -> list[Target]:
        """Return whom of these frameworks it is put to."""
        return [
            Target(name, self.app, server)
            for name in frameworks
            if has_app(name, self.app)
            for server in self.servers
        ]

    def expected(self, target: Target) -> str | None:
        """Return what the row says that a target answers; None if it does not say."""
        answer = self.answers.get(target.framework)
        return answer.get(target.server) if isinstance(answer, dict) else answer

    def verdict(self, answer: str | None) -> str:
        """Return whether an answer keeps the rule, see `Rule.verdict`; "" if there is no rule."""
        return self.rule.verdict(answer) if self.rule and answer is not None else ""

    def verdict_in_words(self, answer: str) -> str:
        """Return the same as a reader is told it: "✓ keeps the rule"; "" for NOT_RECORDED."""
        return "" if answer == NOT_RECORDED else VERDICTS.get(self.verdict(answer), "")

    @property
    def rank(self) -> int:
        """The place of its level in LEVELS: 0 for what matters to most readers."""
        return [*LEVELS].index(self.level)

    @property
    def aligned_answer(self) -> str | None:
        """What all aligned apps answer; None if the row does not say, or they are not asked."""
        if not any(app.aligns == self.app for app in APPS.values()):
            return None
        common = {
            self.expected(target)
            for target in self.targets(self.answers)
            if target.server == self.servers[-1]
        }
        return self.aligned or (common.pop() if len(common) == 1 else None)

    @property
    def differs(self) -> bool:
        """Whether any two of the answers differ, between frameworks or between servers."""
        return len({self.expected(target) for target in self.targets(self.answers)}) > 1


@dataclass(frozen=True)
class Wait:
    """A step that lets time pass: the clock of the server is moved forward.

    Attributes:
        minutes: so far.
    """

    minutes: int

    def __str__(self) -> str:
        for unit, minutes in (("days", 24 * 60), ("hours", 60)):
            if self.minutes % minutes == 0:
                return f"{self.minutes // minutes} {unit} later"
        return f"{self.minutes} minutes later"


@dataclass(frozen=True)
class NewProcess:
    """A step after which another process of the app answers, which has the same key and database.

    Attributes:
        beside: whether the process that has answered so far goes on; else it has ended.
    """

    beside: bool = False

    def __str__(self) -> str:
        how = "a second process of the app answers" if self.beside else "the app is started again"
        return f"{how}, with the same key and database"


@dataclass(frozen=True)
class Start:
    """What has happened before the requests of a question.

    Attributes:
        words: what, in a few words: "Ahmed is logged in".
        requests: the requests that do it, as in Question.
        shared: whether they are sent once to a server, for all questions that start so.
    """

    words: str
    requests: tuple[bytes, ...]
    shared: bool = True


@dataclass(frozen=True, eq=False, kw_only=True)
class Question(Row):
    """A question that is asked by a request, or by several.

    Attributes:
        request: the bytes sent, exactly, but for the places of steps.py in one that sends
            cookies. The answer is that to this one, the last.
        start: what has happened before; None if nothing has.
        steps: the requests that are sent before it, the time that passes between them, and the
            process that answers from then on.
        observe: what is looked at in the response, in the order of the answer.
    """

    request: bytes
    observe: tuple[Aspect, ...]
    start: Start | None = None
    steps: tuple[bytes | Wait | NewProcess, ...] = ()

    @property
    def before(self) -> tuple[bytes | Wait | NewProcess, ...]:
        """All the steps before the last request, those of the start too."""
        return (*(self.start.requests if self.start else ()), *self.steps)


@dataclass(frozen=True, eq=False, kw_only=True)
class ProcessQuestion(Row):
    """A question that is asked by starting, watching and stopping a server.

    Attributes:
        done: what is done to the server, in a few words.
        probe: finds the answer in what was seen of the server.
    """

    done: str
    probe: "Callable[[Lifetimes], str]"
    app: str = "waiting"


def steps_in_words(row: Row) -> list[str | list[str]]:
    """Return how a question is asked, step by step: words, or the lines that tell a request."""
    if not isinstance(row, Question):
        return [row.done]
    start = [row.start.words] if row.start else []
    steps = [request_lines(one) if isinstance(one, bytes) else str(one) for one in row.steps]
    return [*start, *steps, request_lines(row.request)]


def request(
    line: str, *fields: str, body: bytes = b"", close: bool = True, replacing: bool = False
) -> bytes:
    """Return the bytes of a plain HTTP/1.1 request.

    Args:
        line: method and request target: "DELETE /bye". Not encoded, not mended; text goes
            out as UTF-8.
        fields: further header fields: "Accept: text/plain".
        body: sent behind the header section, with its Content-Length.
        close: whether to ask that the connection be closed.
        replacing: whether what is given takes the place of the usual field of its name, and a
            Transfer-Encoding that of Content-Length. Without it, both are sent.
    """
    given = {field.partition(":")[0].lower() for field in fields} if replacing else set()
    lines = [f"{line} HTTP/1.1", *([] if "host" in given else ["Host: 127.0.0.1"]), *fields]
    if body and not {"content-length", "transfer-encoding"} & given:
        lines.append(f"Content-Length: {_length(body)}")
    if close and "connection" not in given:
        lines.append("Connection: close")
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n" + body


FORM = "application/x-www-form-urlencoded"  # the type of a form that a browser sends


def _length(body: bytes) -> str:
    """Return the length of a body, or the place that stands for it, see steps.py."""
    return "{length}" if b"{hidden}" in body or b"{parts}" in body else str(len(body))


MAX_FIELDS = 10  # of a request, that a person is shown


def request_lines(sent: bytes) -> list[str]:
    """Return a request as the lines that tell it from others, to be shown to a person.

    Of a plain request these are method and target, the fields but for those of every question
    and of every form of a browser that keeps its cookies, and the body. Of any other they are
    all its bytes, in one line.
    """
    head, _, body = sent.partition(b"\r\n\r\n")
    line, *fields = head.decode("utf-8", "backslashreplace").split("\r\n")
    plain = (
        line.endswith(" HTTP/1.1")
        and "\n" not in head.decode("latin-1").replace("\r\n", "")
        and any(field.lower().startswith("host:") for field in fields)
        and "Connection: close" in fields
        and (not body or f"Content-Length: {_length(body)}" in fields)
    )
    if not plain:
        return [short(sent.decode("utf-8", "backslashreplace"), "", limit=400)]
    usual = ["Host: 127.0.0.1", "Connection: close"]
    usual += [f"Content-Length: {_length(body)}"] if body else []
    if "Cookie: {cookies}" in fields:
        usual += ["Cookie: {cookies}", f"Content-Type: {FORM}"]
    for one in usual:
        if fields.count(one) == 1:
            fields.remove(one)
    if len(fields) > MAX_FIELDS:
        fields = [*fields[:2], f"… and {len(fields) - 3} more like these, then", fields[-1]]
    lines = [line.removesuffix(" HTTP/1.1"), *fields]
    if body:
        lines.append(f"body: {body.decode('utf-8', 'backslashreplace')}")
    return [short(line, "", limit=100) for line in lines]
