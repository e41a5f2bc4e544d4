"""Every question, put to every framework on every server: an answer that changed fails."""

import re

import pytest

from compare_tests import looks
from compare_tests.asking import BARE, environ
from compare_tests.comparing import layer
from compare_tests.odd_servers import closing, endless, garbage, serving, silent
from compare_tests.questions import Question, TableError, check, load, request
from compare_tests.wire import CLOSED, HUNG, KEPT, Exchange, exchange, parse
from shared.frameworks import FRAMEWORKS

TABLE = load()


def pytest_generate_tests(metafunc):
    if "asked" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--framework") or list(FRAMEWORKS)
        asked = [
            (question, framework, server)
            for question in TABLE.values()
            for framework in chosen
            for server in question.servers
        ]
        ids = [f"{question.id}-{framework}-{server}" for question, framework, server in asked]
        metafunc.parametrize("asked", asked, ids=ids)


def test_answer(asked, observed):
    question, framework, server = asked
    seen = observed[question.id, framework, server]
    expected = question.expected(framework, server)
    if seen.answer != expected:
        sent = question.request.decode("latin-1") or question.action
        received = seen.exchange.raw.decode("latin-1") if seen.exchange else ""
        pytest.fail(
            f"{question.id}: {question.question}\n"
            f"{framework} on {server} answers  {seen.answer}\n"
            f"the table says  {expected}\n\n--- sent\n{sent}\n--- received\n{received[:3000]}",
            pytrace=False,
        )


# --- The table ----------------------------------------------------------------

ANSWERS = dict.fromkeys(FRAMEWORKS, "200")
ROW = {
    "id": "a-row",
    "level": "deep",
    "question": "What?",
    "request": request("GET /"),
    "look": "status",
    "answers": ANSWERS,
}
DIFFERENT = ANSWERS | {"flask": "404"}
BAD_ROWS = {
    "level": ({"level": "easy"}, "no level 'easy': choose from essential, practical, deep"),
    "state": ({"state": "odd"}, "no state 'odd': choose from"),
    "look": ({"look": "status colour"}, "no look 'colour'"),
    "rule-as-question": ({"rule": "RFC 9110 section 1"}, "a rule is worded as a statement"),
    "missing": ({"answers": {"flask": "200"}}, "no answer for django, bottle, cherrypy, pyramid"),
    "unknown": ({"answers": ANSWERS | {"rails": "200"}}, "an answer for rails, which is no"),
    "server": ({"answers": ANSWERS | {"flask": {"native": "200"}}}, "the answers of flask are for"),
    "twice": (
        {"answers": ANSWERS | {"flask": {"native": "200", "waitress": "200"}}},
        "flask answers both servers alike",
    ),
    "no-why": ({"answers": DIFFERENT}, "the answers differ, so it needs a why and a link"),
    "no-link": ({"answers": DIFFERENT, "why": "So."}, "it needs a why and a link"),
    "why-for-nothing": ({"why": "So.", "links": ("https://x",)}, "a why, but all answers are the"),
}


@pytest.mark.parametrize(("change", "problem"), BAD_ROWS.values(), ids=BAD_ROWS.keys())
def test_bad_row_is_refused(change, problem):
    with pytest.raises(
        TableError, match=f"^compare_tests/questions/methods.py, a-row: .*{problem}"
    ):
        check([Question(**ROW | change, topic="methods")])


def test_id_twice_is_refused():
    row = Question(**ROW, topic="methods")
    with pytest.raises(TableError, match="the id 'a-row' is taken"):
        check([row, row])


def test_good_row_is_taken():
    check([Question(**ROW, topic="methods")])


def test_ids_are_words():
    """And short enough for one line of the table in the terminal."""
    words = r"[a-z0-9]+(-[a-z0-9]+)*"
    assert [one for one in TABLE if not re.fullmatch(words, one) or len(one) > 26] == []


def test_links_are_whole():
    links = [link for question in TABLE.values() for link in question.links]
    assert [link for link in links if not re.fullmatch(r"https://[^\s]+", link)] == []


# --- Normalising --------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "one", "other"),
    [
        (looks.sorted_list, "GET, HEAD,OPTIONS", "OPTIONS, HEAD, GET"),
        (looks.same_quotes, "&#39;", "&#x27;"),
        (looks.same_quotes, "&#039;", "&#39;"),
        (looks.without_address, "http://127.0.0.1:5000/x", "http://127.0.0.1:61234/x"),
        (looks.without_versions, "WSGIServer/0.2 CPython/3.11.7", "WSGIServer/0.3 CPython/3.14.0"),
        (looks.media_type, "text/html;charset=UTF-8", "text/html; charset=utf-8"),
    ],
)
def test_normalising_makes_equal_what_means_the_same(function, one, other):
    assert function(one) == function(other) != ""


@pytest.mark.parametrize(
    ("function", "one", "other"),
    [
        (looks.sorted_list, "GET, HEAD", "GET"),
        (looks.same_quotes, "&#39;", "'"),
        (looks.without_address, "http://127.0.0.1:5000/x", "http://127.0.0.1:5000/y"),
        (looks.without_address, "http://example.com:80/", "http://example.com:81/"),
        (looks.without_versions, "CherryPy/18.10.0", "waitress"),
        (looks.media_type, "text/html", "text/plain"),
    ],
)
def test_normalising_keeps_what_means_something_else(function, one, other):
    assert function(one) != function(other)


# --- On the wire --------------------------------------------------------------


def test_every_look_tells_responses_apart():
    """A look that says the same of all three would never see a difference."""
    plain = b"HTTP/1.0 200 OK\r\nContent-Length: 27\r\n\r\n<u><em><b>Bye!</b></em></u>"
    fields = b"Allow: GET\r\nVary: Accept\r\nLocation: /\r\nContent-Type: text/plain\r\n"
    other = b"HTTP/1.1 404 No\r\n" + fields + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    third = (
        b"HTTP/1.1 200 OK\r\nServer: a/1\r\nDate: now\r\nSet-Cookie: a=1\r\nSet-Cookie: b=1\r\n\r\n"
        b"<!doctype html>CherryPy, debug_notfound: /nowhere &lt;nowhere&gt; http://127.0.0.1/"
    )
    for name in looks.LOOKS:
        said = {looks.answer(Exchange(b"", raw, CLOSED), name) for raw in (plain, other, third)}
        assert len(said) > 1, name


@pytest.mark.parametrize(
    ("raw", "end", "said"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", CLOSED, '200 · "ok"'),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokmore",
            CLOSED,
            '200 · "ok" · bytes that are',
        ),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nok", CLOSED, '100 → 200 · "ok"'),
        (b"HTTP/1.1 100 Continue\r\n\r\n", HUNG, "100 · then silence"),
        (b"", CLOSED, "closed without an answer"),
        (b"", HUNG, "no answer in time"),
        (b"<h1>no status line</h1>", CLOSED, "not HTTP: "),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", CLOSED, "not HTTP: "),
    ],
)
def test_every_end_is_an_answer_of_its_own(raw, end, said):
    assert looks.answer(Exchange(b"", raw, end), "status body").startswith(said)


def test_body_after_head_is_seen():
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    sent = request("HEAD /")
    assert looks.answer(Exchange(sent, raw, CLOSED), "status") == "200 · a body after HEAD"
    assert looks.answer(Exchange(sent, raw[:-2], CLOSED), "status") == "200"


def test_kept_connection_is_told_from_a_closed_one():
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    assert looks.answer(Exchange(b"", raw, KEPT), "status connection") == "200 · kept"
    assert looks.answer(Exchange(b"", raw, CLOSED), "status connection") == "200 · closed"


def test_pipelined_responses_are_parsed_one_by_one():
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab" * 2
    responses, rest = parse(raw, ["GET", "GET"], closed=True)
    assert [response.body for response in responses] == [b"ab", b"ab"]
    assert rest == b""


def test_bytes_are_sent_as_written():
    """What a client library would mend goes out as it is."""
    sent = b"GET /a/../%zz#x HTTP/1.1\nHost:  h\r\n\r\n"
    received = []
    with serving(lambda connection: received.append(connection.recv(65536))) as address:
        exchange(address, sent)
    assert received == [sent]


@pytest.mark.parametrize(
    ("behave", "said"),
    [
        (silent, "no answer in time"),
        (closing, "closed without an answer"),
        (endless, "more than can be read"),
        (garbage, "not HTTP: "),
    ],
)
def test_odd_server_is_an_answer(behave, said):
    """None of them holds the client up, or brings it down."""
    with serving(behave) as address:
        seen = exchange(address, request("GET /"), deadline=1, limit=100_000)
    assert looks.answer(seen, "status").startswith(said)


def test_bare_environ_only_of_what_a_server_passes_on():
    assert environ(request("GET /a%20b?c"))["PATH_INFO"] == "/a b"
    assert environ(request("POST /", body=b"x"))["wsgi.input"].read() == b"x"
    for refused in (b"GET / HTTP/1.1\r\n\r\n", b"GET /\r\n", request("GET http://h/"), b"\x00"):
        assert environ(refused) is None


# --- Who decides --------------------------------------------------------------


@pytest.mark.parametrize(
    ("native", "waitress", "bare", "decides"),
    [
        ("aabaa", "aabaa", "aabaa", "framework"),
        ("aabaa", "aaaaa", "aaaaa", "server"),
        ("aabaa", "abbaa", "abbaa", "both"),
        ("aaaaa", "bbbbb", "bbbbb", "server"),
        ("aaaaa", "aaaaa", "aaaaa", "framework"),
        ("aaaaa", "aaaaa", "bbbbb", "server"),
    ],
)
def test_layer_is_derived(native, waitress, bare, decides):
    said = {"native": native, "waitress": waitress, BARE: bare}
    names = list(FRAMEWORKS)
    row = Question(**ROW)
    assert layer(row, lambda name, server: said[server][names.index(name)]) == decides
