"""What follows from the answers: groups, who decides, and what clients notice in a move."""

import pytest

from compare_tests.engine.aspects import allow, answer_in, connection, page, status
from compare_tests.engine.in_process import NO_SERVER, call_all, passed_on
from compare_tests.engine.model import Answer, Question, request
from compare_tests.engine.results import decided_by, differences, groups, lettered
from compare_tests.engine.wire import End, Exchange
from shared.frameworks import Target

NAMES = ["a", "b", "c", "d", "e"]


def question(*observe, **more):
    return Question(
        id="q",
        level="advanced",
        question="What?",
        request=request("GET /"),
        observe=observe or (status, page),
        **more,
    )


def said(head, body=b"", end=End.CLOSED, observe=(status, page)):
    """The answer that a response with this head is."""
    raw = f"HTTP/1.1 {head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    return answer_in(Exchange(request("GET /"), raw if head else b"", end), observe)


def test_groups_are_sorted_by_size():
    assert groups({"a": 1, "b": 2, "c": 2}) == [(2, ["b", "c"]), (1, ["a"])]
    assert lettered({"a": 1, "b": 2, "c": 2}) == [("A", 2, ["b", "c"]), ("B", 1, ["a"])]
    assert lettered({"a": 1, "b": 1}) == [("=", 1, ["a", "b"])]


@pytest.mark.parametrize(
    ("native", "waitress", "in_process", "decides"),
    [
        ("xxyxx", "xxyxx", "xxyxx", "framework"),
        ("xxyxx", "xxxxx", "xxxxx", "server"),
        ("xxyxx", "xyyxx", "xyyxx", "framework and server"),
        ("xxxxx", "yyyyy", "yyyyy", "server"),
        ("xxxxx", "xxxxx", "xxxxx", "framework"),
        ("xxxxx", "xxxxx", "yyyyy", "server"),
        ("xxxxx", "xxxxx", "", "server"),
        ("xy", "xy", "xy", "framework"),
    ],
)
def test_who_decides_is_derived(native, waitress, in_process, decides):
    """For any number of frameworks."""
    answers = {
        ("q", Target(name, server=server)): Answer(ending={"end": letter})
        for server, row in (("native", native), ("waitress", waitress), (NO_SERVER, in_process))
        for name, letter in zip(NAMES, row, strict=False)
    }
    assert decided_by(question(), NAMES[: len(native)], answers) == decides
    ours = question(decided_by="app code")
    assert decided_by(ours, NAMES[: len(native)], answers) == "app code"


BYE = b"<u><em><b>Bye!</b></em></u>"


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (said("200 OK", BYE), said("404 No", b"x"), "breaks"),
        (said("308 Moved"), said("500 No", b"x"), "breaks"),
        (said("200 OK", BYE), said(""), "breaks"),
        (said("405 No", b"x"), said("200 OK", BYE), "opens"),
        (said("400 No", b"x"), said("200 OK", BYE), "opens"),
        (said("404 No", b"x"), said("405 No", b"x"), "status"),
        (said("301 Moved"), said("308 Moved"), "status"),
        (said("200 OK", BYE), said("200 OK", b"x"), "body"),
        (said("200 OK", BYE, observe=[page]), said("404 No", b"x", observe=[page]), "body"),
    ],
)
def test_what_clients_notice_is_ranked(old, new, kind):
    [difference] = differences([(question(), old, new)])
    assert (difference.kind, difference.old, difference.new) == (kind, old, new)


def test_header_alone_and_connection_alone():
    observe = (status, allow, connection)
    row = question(*observe)
    old = said("405 No\r\nAllow: GET", observe=observe)
    [difference] = differences([(row, old, said("405 No", observe=observe))])
    assert difference.kind == "header"
    kept = said("405 No\r\nAllow: GET", end=End.KEPT, observe=observe)
    [difference] = differences([(row, old, kept)])
    assert difference.kind == "connection"


def test_worst_comes_first_and_what_is_equal_or_unknown_is_left_out():
    old = {"a": said("200 OK", BYE), "b": said("200 OK", BYE), "c": said("200 OK"), "d": None}
    new = {"a": said("200 OK", b"x"), "b": said("404 No"), "c": said("200 OK"), "d": said("200 OK")}
    rows = [question(topic=name) for name in old]
    found = differences((row, old[row.topic], new[row.topic]) for row in rows)
    assert [(one.kind, one.row.topic) for one in found] == [
        ("breaks", "b"),
        ("body", "a"),
    ]


# --- Without a server ---------------------------------------------------------


def test_only_what_a_server_passes_on_reaches_an_app():
    assert passed_on(request("GET /a%20b?c")).environ["PATH_INFO"] == "/a b"
    assert passed_on(request("POST /", body=b"x")).environ["wsgi.input"].read() == b"x"
    malformed = (b"GET / HTTP/1.1\r\n\r\n", b"GET /\r\n", request("GET http://h/"), b"\x00")
    for refused in (*malformed, request("GET /") * 2, request("GET /", "Expect: 100-continue")):
        assert passed_on(refused) is None


def test_app_is_called_in_this_process(capfd):
    answers = call_all([question(status, page), question(app="debug")], ["flask"])
    assert [one.text for one in answers.values()] == ["200 · hello page"]
    assert capfd.readouterr() == ("", "")


def test_bytes_behind_a_response_are_a_change_of_the_body():
    def seen(body):
        raw = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + body
        return answer_in(Exchange(request("HEAD /"), raw, End.CLOSED), [status])

    [difference] = differences([(question(status), seen(b""), seen(b"ok"))])
    assert difference.kind == "body"
