"""The questions: what each framework does when our code says nothing.

A module a topic, a row a question. The rows are data: to add one, write it without its
answers and run `make answers`, which writes the answers in, to be read, judged and given
their why.
"""

import importlib
import re
from dataclasses import replace
from functools import cache

from compare_tests.engine.aspects import page, status
from compare_tests.engine.check import check
from compare_tests.engine.model import ProcessQuestion, Question, request
from shared.frameworks import APPS, FRAMEWORKS

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
    "login": "Sessions and log-in",
    "forms": "Forms",
}


ALIGNED = "Aligned"  # where the aligned apps are counted, beside the topics


@cache
def unchecked() -> list[Question | ProcessQuestion]:
    """Return the questions in the order of the table, also where one still lacks a why."""
    return [
        replace(row, topic=topic, cause=row.cause or topic)
        for topic in TOPICS
        for row in importlib.import_module(f"{__name__}.{topic}").QUESTIONS
    ]


@cache
def load() -> dict[str, Question | ProcessQuestion]:
    """Return the questions by id, in the order of the table.

    Raises:
        TableError: a row is not whole, or does not fit its answers.
    """
    check(unchecked())
    return {row.id: row for row in unchecked()}


@cache
def aligned() -> tuple[Question, ...]:
    """Return the questions to the aligned apps, each with the one answer that all of them give.

    What an aligned app cannot be told has no answer.
    """
    return tuple(
        replace(
            row,
            app=app.name,
            answers={
                name: row.aligned_answer
                for name in FRAMEWORKS
                if name not in row.unaligned and row.aligned_answer is not None
            },
        )
        for app in APPS.values()
        for row in load().values()
        if isinstance(row, Question) and row.app == app.aligns and row.aligned_answer is not None
    )


# The four pages, which the contract holds equal: they are shown beside the questions.
PAGES = {
    id: Question(
        id=id,
        level="essential",
        question=f"What is sent for the page {id}?",
        request=request(f"GET {target}"),
        observe=(status, page),
    )
    for id, target in (
        ("hello", "/"),
        ("greet", "/name"),
        ("typed_path", "/username/Ahmed/30"),
        ("bye", "/bye"),
    )
}


SHOWS = {"hello": "hello page", "greet": "greet page", "typed_path": 'name "', "bye": "bye page"}


def page_of(row: Question | ProcessQuestion) -> str:
    """Return which of the four pages a question asks for, an id in PAGES; "" for none of them."""
    if isinstance(row, ProcessQuestion):
        return "hello"
    if APPS[row.app].lesson != "pages":
        return ""
    target = row.request.strip().partition(b"\r\n")[0].decode("latin-1").split()[1:2]
    path = re.sub(r"^http://[^/]*|[?#].*", "", target[0]).strip("/.\\") if target else "-"
    first = re.split(r"[/%;]", path)[0].lower()
    return {"": "hello", "name": "greet", "username": "typed_path", "bye": "bye"}.get(first, "")


def plain_questions() -> list[Question]:
    """Return the questions that are a request to an app as it is."""
    rows = load().values()
    return [row for row in rows if isinstance(row, Question) and row.app == "plain"]


def pages_of_app(app: str) -> set[str]:
    """Return all that a form of an app serves: the four pages, or the name of its lesson."""
    lesson = APPS[app].lesson
    return {*PAGES} if lesson == "pages" else {lesson}


def pages_of(row: Question | ProcessQuestion) -> set[str]:
    """Return which of the four pages a question looks at: asked for, or named in an answer.

    Of a question to another lesson it is the name of the lesson.
    """
    if APPS[row.app].lesson != "pages":
        return pages_of_app(row.app)
    texts = [str(answer) for answer in row.answers.values()]
    named = {id for id, words in SHOWS.items() if any(words in text for text in texts)}
    return (named | {page_of(row)}) - {""}
