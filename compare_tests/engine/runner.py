"""Puts questions to servers, and brings the answers back."""

import subprocess
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

from compare_tests.engine.aspects import answer_in
from compare_tests.engine.model import (
    Answer,
    Answers,
    NewProcess,
    ProcessQuestion,
    Question,
    Row,
    Start,
    Wait,
)
from compare_tests.engine.processes import observed
from compare_tests.engine.steps import Visit
from compare_tests.engine.wire import End, Exchange, exchange, methods_in
from shared.frameworks import PINNED, Target
from shared.launcher import Server, running, stop

TIMEOUT_S = 20  # for one answer: only a server that is silent takes so long, on any machine
SILENT_TIMEOUT_S = 4  # where a server is known to be silent


def needed_targets(rows: Iterable[Row], frameworks: Iterable[str]) -> list[Target]:
    """Return whom these questions are put to by a request, each once."""
    frameworks = list(frameworks)
    return list(
        dict.fromkeys(
            target
            for row in rows
            if isinstance(row, Question)
            for target in row.targets(frameworks)
        )
    )


def ask_all(rows: Iterable[Row], frameworks: Iterable[str]) -> Answers:
    """Start what is needed, put all these questions to these frameworks, and stop it again.

    Raises:
        StartError: a server did not start.
    """
    rows, frameworks = list(rows), list(frameworks)
    with ThreadPoolExecutor(1) as pool:
        processes = pool.submit(watch, rows, frameworks)
        with running(needed_targets(rows, frameworks)) as servers:
            return ask({server: rows_for(server, rows) for server in servers}) | processes.result()


def rows_for(server: Server, rows: Iterable[Row]) -> list[Question]:
    """Return which of these questions are put to a server."""
    pinned = replace(server.target, version=PINNED)
    return [
        row
        for row in rows
        if isinstance(row, Question) and pinned in row.targets([pinned.framework])
    ]


def ask(todo: Mapping[Server, list[Question]]) -> Answers:
    """Put to every server its questions, all servers at the same time.

    Each question has a connection of its own. A server that no longer answers is started
    again, and the rest of its questions are asked then.

    Raises:
        StartError: a server that crashed did not start again.
    """
    answers: Answers = {}
    while todo := {server: rows for server, rows in todo.items() if rows}:
        pool = ThreadPoolExecutor(len(todo))
        asking = {server: pool.submit(_ask_one, server, rows) for server, rows in todo.items()}
        # Not in a `with`, which would hold up Ctrl-C until everything has been asked.
        pool.shutdown()
        for server, future in asking.items():
            new, todo[server] = future.result()
            answers |= {(row.id, server.target): answer for row, answer in new.items()}
            if todo[server]:
                server.restart()
    return answers


def _ask_one(
    server: Server, questions: list[Question]
) -> tuple[dict[Question, Answer], list[Question]]:
    """Return the answers of one server, and the questions that it did not live to hear."""
    answers: dict[Question, Answer] = {}
    visits: dict[Start, Visit] = {}
    # One exchange answers all questions that take the same steps: a log-in is slow on purpose.
    exchanges: dict[tuple, Exchange] = {}
    surprises = 0
    for i, question in enumerate(questions):
        expected = question.expected(server.target) or ""
        silent = "silence" in expected or "in time" in expected
        timeout_s = SILENT_TIMEOUT_S if silent or surprises > 2 else TIMEOUT_S
        steps = question.start, question.steps, question.request
        seen = exchanges.get(steps) or last_exchange(server, question, timeout_s, visits)
        if question.steps:
            exchanges[steps] = seen
        is_gone = _is_silent(seen) and not _is_alive(server)
        if is_gone and _has_ended(server, 0 if seen.end == End.HUNG else TIMEOUT_S):
            seen = replace(seen, end=End.CRASHED)
        if server.stopped:
            break
        surprises += seen.end == End.HUNG and not silent
        answers[question] = answer_in(seen, question.observe)
        if is_gone:
            return answers, questions[i + 1 :]
    return answers, []


def last_exchange(
    server: Server, question: Question, timeout_s: float, visits: dict[Start, Visit]
) -> Exchange:
    """Take the steps of a question, each request over a connection of its own; return the last.

    In the end the clock of the server is right again.
    """
    start = question.start or Start("", ())
    if start not in visits:
        visit = Visit()
        _send(server, start.requests, visit, timeout_s)
        if start.shared:
            visits[start] = visit
    else:
        visit = visits[start]
    visit = visit.goes_on()
    minutes = 0
    answering = server
    for step in question.steps:
        if isinstance(step, Wait):
            minutes += step.minutes
            server.move_clock(minutes * 60)
        elif isinstance(step, NewProcess) and step.beside:
            answering = Server(server.target, beside=server)
            answering.wait_until_ready()
        elif isinstance(step, NewProcess):
            server.restart()
            visits.clear()  # who was logged in may be so no longer
        else:
            _send(answering, [step], visit, timeout_s)
    # A request that needs nothing of what came before is sent as it is written.
    request = visit.fill(question.request) if b"{cookies" in question.request else question.request
    # What comes behind a response to HEAD is looked at, too.
    looks_at_end = any(one.kind == "connection" for one in question.observe)
    looks_at_end = looks_at_end or "HEAD" in methods_in(request)
    address = "127.0.0.1", answering.port
    seen = exchange(address, request, timeout_s, until_closed=looks_at_end)
    if minutes:
        server.move_clock(0)
    if answering is not server:
        stop([answering])
    return seen


def _send(server: Server, requests: Iterable[bytes], visit: Visit, timeout_s: float) -> None:
    for request in requests:
        visit.keep(exchange(("127.0.0.1", server.port), visit.fill(request), timeout_s))


def _is_silent(seen: Exchange) -> bool:
    return seen.end in (End.HUNG, End.REFUSED) or (seen.end == End.CLOSED and not seen.raw)


def _is_alive(server: Server) -> bool:
    """Whether a server still answers anything; a process that is ending is waited for."""
    address = ("127.0.0.1", server.port)
    return bool(exchange(address, b"GET /bye HTTP/1.0\r\n\r\n", TIMEOUT_S).responses)


def _has_ended(server: Server, timeout_s: float) -> bool:
    """Whether its process ends in time: it closes its connections a moment before."""
    with suppress(subprocess.TimeoutExpired):
        server.process.wait(timeout_s)
    return server.process.poll() is not None


def watch(rows: Iterable[Row], frameworks: Iterable[str]) -> Answers:
    """Put the questions that are not a request: what is done to a server, and what it does then."""
    questions = [row for row in rows if isinstance(row, ProcessQuestion)]
    targets = {target for row in questions for target in row.targets(list(frameworks))}
    lifetimes = observed(targets)
    return {
        (row.id, target): Answer(ending={"process": row.probe(lifetimes[target])})
        for row in questions
        for target in lifetimes
    }
