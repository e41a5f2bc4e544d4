"""Finds questions by the words of somebody who has never read them."""

import re
from collections.abc import Iterable

from compare_tests.engine.model import Question, Row, request_lines

# Too common to tell one question from another.
IGNORED = re.compile(
    r"an?|and|are|at|be|by|do|does|for|from|get|how|i|in|is|it|my|no|not|of|on|or|the|to|what|"
    r"when|where|which|who|why|with|you"
)


def words_of(text: str) -> list[str]:
    """Return the words of a search, in lower case; those of every sentence are left out."""
    words = re.findall(r"[^\s,:;!?()'\"]+", text.lower())
    return [word for word in words if not IGNORED.fullmatch(word)] or words


def texts(row: Row) -> tuple[str, str, str, str]:
    """Return what is searched: id, question and terms, request and answers, and the why."""
    lines = request_lines(row.request) if isinstance(row, Question) else [row.done]
    answers = [str(answer) for answer in row.answers.values()]
    return (
        row.id,
        " ".join([row.id, row.question, *row.terms]).lower(),
        " ".join([*lines, *answers]).lower(),
        row.why.lower(),
    )


def search(rows: Iterable[Row], text: str) -> list[Row]:
    """Return the questions that hold all the words of a text, the best first.

    A word counts most in the id, then in the question and its terms, less in the request and the
    answers, least in the why. Of those that count the same, what matters to most readers comes
    first. Where no question holds all the words, those that hold most of them are returned.
    """
    words = words_of(text)
    scored: list[tuple[int, int, Row]] = []
    for row in rows:
        fields = texts(row)
        weights = [
            next((4 - i for i, field in enumerate(fields) if word in field), 0) for word in words
        ]
        phrase = 3 * (text.lower().strip() in fields[1])
        scored.append((sum(weight > 0 for weight in weights), sum(weights) + phrase, row))
    most = max((count for count, _, _ in scored), default=0)
    best = [(score, row) for count, score, row in scored if count == most > 0]
    return [row for _, row in sorted(best, key=lambda one: (-one[0], one[1].rank))]
