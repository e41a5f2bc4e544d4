"""Questions and answers: which rows are refused, and how an answer is printed."""

import pytest

from compare_tests.engine.aspects import allow, answer_in, header, page, status
from compare_tests.engine.check import TableError, check
from compare_tests.engine.model import NOT_RECORDED, Question, Rule, request, request_lines
from compare_tests.engine.text import (
    escaped,
    media_type,
    printable,
    short,
    sorted_list,
    without_address,
    without_versions,
)
from compare_tests.engine.wire import End, Exchange
from shared.frameworks import FRAMEWORKS, Target

FIRST, SECOND, *OTHERS = FRAMEWORKS
SAME = dict.fromkeys(FRAMEWORKS, "200")
OUTLIER = SAME | {FIRST: "404"}
ALIGNED = {"aligned": "404"}
WHY = ALIGNED | {"why": f"{FRAMEWORKS[FIRST].title} does.", "links": ("https://x",)}


def row(**changed):
    """A good row, but for what is changed."""
    good = {"id": "a-row", "level": "advanced", "question": "What?", "request": request("GET /")}
    return Question(**good | {"observe": (status,), "answers": SAME, "topic": "methods"} | changed)


BAD_ROWS = {
    "level": ({"level": "easy"}, "there is no level 'easy': choose from essential, practical"),
    "app": ({"app": "odd"}, "there is no app 'odd': choose from plain, served"),
    "rule-as-question": (
        {"rule": Rule("RFC 9110")},
        "with a rule it is worded as a statement",
    ),
    "no-rule": ({"question": "It is."}, "without one as a question"),
    "unknown": ({"answers": SAME | {"rails": "200"}}, "it has an answer for rails, which is not"),
    "server": ({"answers": SAME | {FIRST: {"native": "200"}}}, f"the answers of {FIRST} are for"),
    "twice": (
        {"answers": SAME | {FIRST: {"native": "200", "waitress": "200"}}},
        f"{FIRST} gives the same answer on every server: write it once",
    ),
    "no-why": ({"answers": OUTLIER}, "the answers differ, so it needs a why and a link"),
    "no-link": ({"answers": OUTLIER, "why": "So."}, "it needs a why and a link"),
    "why-for-nothing": ({"why": "So.", "links": ("https://x",)}, "it has a why, but all answers"),
    "unaligned": ({"unaligned": {"rails": "So."}}, "unaligned names rails, which has no answer"),
    "not-aligned": (
        {"answers": OUTLIER, **WHY, "aligned": ""},
        "so it needs what all aligned apps answer",
    ),
    "unexplained": (
        {"answers": OUTLIER, **WHY, "why": "Some do."},
        f"{FIRST} answers differently, so the why must name it",
    ),
}


@pytest.mark.parametrize(("change", "problem"), BAD_ROWS.values(), ids=BAD_ROWS.keys())
def test_bad_row_is_refused(change, problem):
    with pytest.raises(TableError) as error:
        check([row(**change)])
    assert str(error.value).startswith("compare_tests/questions/methods.py, a-row: ")
    assert problem in str(error.value)


def test_all_that_a_row_lacks_is_said_at_once():
    lacking = {**ALIGNED, "aligned": "", "why": "Some do."}
    with pytest.raises(TableError) as error:
        check([row(answers=OUTLIER, **lacking)])
    for name in ("no-link", "not-aligned", "unexplained"):
        assert BAD_ROWS[name][1] in str(error.value)


def test_framework_that_answers_as_others_do_needs_no_new_why():
    """Also where the few, whom the why names, thereby become the most."""
    check([row(answers=SAME | dict.fromkeys([FIRST, SECOND, OTHERS[0]], "404"), **WHY)])


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [("400", "kept"), ("400 · x", "kept"), ("200", "broken"), ("404", "not applicable")],
)
def test_rule_says_which_answer_keeps_it(answer, verdict):
    rule = Rule("RFC 9112 section 3.2", keyword="MUST", kept="400", exempt="404")
    assert row(rule=rule).verdict(answer) == verdict
    assert str(rule) == "MUST (RFC 9112 section 3.2)"


def test_no_verdict_without_a_rule():
    assert row().verdict("200") == ""
    assert row(rule=Rule("RFC 9110 section 1", kept="400")).verdict_in_words(NOT_RECORDED) == ""
    assert row(rule=Rule("RFC 9110 section 6.2")).verdict("200") == ""


def test_every_bad_row_is_named():
    rows = [row(level="easy"), row(id="b-row", level="hard"), row()]
    with pytest.raises(TableError) as error:
        check(rows)
    assert len(str(error.value).splitlines()) == 3
    assert "the id 'a-row' is already used" in str(error.value)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"answers": {}},
        {"answers": {FIRST: "200"}},
        {"answers": OUTLIER, **WHY},
        {"answers": dict.fromkeys(OTHERS, "200") | {FIRST: "404", SECOND: "404"}, **WHY},
    ],
    ids=str,
)
def test_good_row_is_taken(change):
    """Also one that some frameworks have not answered yet."""
    check([row(**change)])


def test_targets_and_expected_answers():
    question = row(answers={FIRST: {"native": "1", "waitress": "2"}, SECOND: "3"})
    texts = [question.expected(target) for target in question.targets([FIRST, SECOND, OTHERS[0]])]
    assert texts == ["1", "2", "3", "3", None, None]
    assert question.differs
    assert row(app="debug").targets([FIRST]) == [Target(FIRST, "debug", "native")]


def test_answer_has_parts_and_one_text():
    raw = b"HTTP/1.1 405 No\r\nAllow: PUT, GET\r\nContent-Length: 1\r\n\r\nx"
    given = answer_in(
        Exchange(b"", raw, End.CLOSED), [status, allow, page, header("Content-Length")]
    )
    assert given.text == "405 · Allow: GET, PUT · error page · Content-Length: 1"
    assert (given.status, given.parts["allow"]) == (405, "Allow: GET, PUT")


# --- How a request is shown ---------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "lines"),
    [
        (request("DELETE /bye"), ["DELETE /bye"]),
        (request("GET /", "Accept: a/b"), ["GET /", "Accept: a/b"]),
        (request("POST /", body=b"a=1"), ["POST /", "body: a=1"]),
        (request("GET /", "Host: x"), ["GET /", "Host: x"]),
        (request("GET /").replace(b"127.0.0.1", b"x"), ["GET /", "Host: x"]),
        (request("GET /").replace(b"Host: 127.0.0.1\r\n", b""), ["GET / HTTP/1.1\\r\\nConn"]),
        (request("GET /", close=False), ["GET / HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\n\\r\\n"]),
        (request("GET /") * 2, ["GET / HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nConnection: close"]),
        (b"\x00\xff", ["\\x00\\xff"]),
    ],
)
def test_request_lines_hide_only_what_is_usual(sent, lines):
    shown = request_lines(sent)
    assert len(shown) == len(lines)
    assert all(one.startswith(start) for one, start in zip(shown, lines, strict=True))


# --- Texts --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "old", "new"),
    [
        (sorted_list, "GET, HEAD,OPTIONS", "OPTIONS, HEAD, GET"),
        (without_address, "http://127.0.0.1:5000/x", "http://127.0.0.1:61234/x"),
        (without_address, "http://localhost:5000/x", "http://localhost:61234/x"),
        (without_versions, "WSGIServer/0.2 CPython/3.11.7", "WSGIServer/0.3 CPython/3.14.0"),
        (media_type, "text/html;charset=UTF-8", "text/html; charset=utf-8"),
    ],
)
def test_normalising_makes_equal_what_means_the_same(function, old, new):
    assert function(old) == function(new) != ""


@pytest.mark.parametrize(
    ("function", "old", "new"),
    [
        (sorted_list, "GET, HEAD", "GET"),
        (without_address, "http://127.0.0.1:5000/x", "http://127.0.0.1:5000/y"),
        (without_address, "http://example.com:80/", "http://example.com:81/"),
        (without_versions, "CherryPy/18.10.0", "waitress"),
        (media_type, "text/html", "text/plain"),
    ],
)
def test_normalising_keeps_what_means_something_else(function, old, new):
    assert function(old) != function(new)


def test_texts_from_outside_do_nothing_to_a_terminal():
    assert escaped("a\x1b[2J\u202e\x07\n") == "a\\x1b[2J\\u202e\\x07\\n"
    assert printable(b"a\r\n\x1b\xff") == "a\n\\x1b\\xff"
    assert printable(b"abc", limit=2) == "ab\n… (3 bytes)"


def test_short_cuts_behind_its_limit():
    assert short("x" * 120) == f'"{"x" * 120}"'
    assert short("x" * 121) == f'"{"x" * 20}…(121 characters)"'
