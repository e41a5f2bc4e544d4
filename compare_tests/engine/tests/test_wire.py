"""The wire client: what it sends, what it keeps, and how it gets through servers that misbehave."""

import socket
import struct
from contextlib import suppress

import pytest

from compare_tests.engine.aspects import answer_in, connection, page, status
from compare_tests.engine.model import request
from compare_tests.engine.tests.misbehaving_servers import (
    closing,
    endless,
    garbage,
    serving,
    silent,
)
from compare_tests.engine.text import meanings, printable
from compare_tests.engine.wire import End, Exchange, exchange, parse

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def test_bytes_are_sent_as_written():
    """What a client library would mend goes out as it is."""
    sent = b"GET /a/../%zz#x HTTP/1.1\nHost:  h\r\n\r\n"
    received = []
    with serving(lambda server: received.append(server.recv(65536))) as address:
        exchange(address, sent)
    assert received == [sent]


@pytest.mark.parametrize(
    ("behave", "text"),
    [
        (silent, "no answer in time"),
        (closing, "closed without an answer"),
        (endless, "more than can be read"),
        (garbage, "not HTTP: "),
    ],
)
def test_misbehaving_server_is_an_answer(behave, text):
    """None of them holds the client up, or brings it down."""
    with serving(behave) as address:
        seen = exchange(address, request("GET /"), timeout_s=1, limit=100_000)
    assert answer_in(seen, [status]).text.startswith(text)


def test_refused_connection_is_an_answer():
    with serving(closing) as address:
        pass
    assert exchange(address, request("GET /")).end == End.REFUSED


def slow(*pieces):
    """A server that waits between its pieces for longer than silence takes to mean an end."""

    def behave(server):
        server.recv(65536)
        server.settimeout(0.9)
        for piece in pieces:
            server.sendall(piece)
            with suppress(TimeoutError):
                server.recv(1)

    return behave


def test_each_request_gets_its_response():
    """One answer of two is not enough: the second may be slow."""
    two = request("GET /a", close=False) + request("GET /b", close=False)
    with serving(slow(OK, OK)) as address:
        seen = exchange(address, two, timeout_s=30)
    assert len(seen.responses) == 2


def test_announced_close_is_waited_for():
    closing_response = OK.replace(b"Content", b"Connection: close\r\nContent")
    with serving(slow(closing_response)) as address:
        seen = exchange(address, request("GET /a", close=False), timeout_s=30)
    assert seen.end == End.CLOSED


def test_close_that_nobody_asks_about_is_not_waited_for():
    """The server would close soon; the client has been satisfied before."""
    with serving(slow(OK)) as address:
        seen = exchange(address, request("GET /a"), timeout_s=30, until_closed=False)
    assert (seen.raw, seen.end) == (OK, End.KEPT)


def test_silence_behind_a_whole_answer_is_a_kept_connection():
    with serving(lambda server: (server.recv(1), server.sendall(OK), silent(server))) as address:
        seen = exchange(address, request("GET /a", close=False), timeout_s=30)
    assert seen.end == End.KEPT
    assert answer_in(seen, [status, connection]).text == "200 · kept"
    assert answer_in(Exchange(b"", OK, End.CLOSED), [status, connection]).text == "200 · closed"


@pytest.mark.parametrize(
    ("raw", "end", "text"),
    [
        (OK, End.CLOSED, "200 · another page"),
        (OK + b"more", End.CLOSED, "200 · another page · bytes after the response"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + OK, End.CLOSED, "100 → 200 · another page"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", End.HUNG, "100 · then silence"),
        (b"", End.CLOSED, "closed without an answer"),
        (b"", End.HUNG, "no answer in time"),
        (b"", End.CRASHED, "the server crashed"),
        (b"<h1>no status line</h1>", End.CLOSED, 'not HTTP: "<h1>no status line</h1>"'),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", End.CLOSED, "not HTTP: "),
    ],
)
def test_every_end_is_an_answer_of_its_own(raw, end, text):
    assert answer_in(Exchange(b"", raw, end), [status, page]).text.startswith(text)


def test_body_after_head_is_seen():
    sent = request("HEAD /")
    assert answer_in(Exchange(sent, OK, End.CLOSED), [status]).text == "200 · a body after HEAD"
    assert answer_in(Exchange(sent, OK[:-2], End.CLOSED), [status]).text == "200"


def test_pipelined_responses_are_parsed_each_for_its_request():
    responses, leftover = parse(OK[:-2] + OK, ["HEAD", "GET"], closed=True)
    assert [response.body for response in responses] == [b"", b"ok"]
    assert leftover == b""


def test_end_of_a_connection_is_waited_for_that_was_to_be_closed():
    with serving(slow(OK)) as address:
        seen = exchange(address, request("GET /a"), timeout_s=30)
    assert seen.end == End.CLOSED


def test_reset_connection_is_closed():
    def reset(connection):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.recv(1)

    with serving(reset) as address:
        assert exchange(address, request("GET /")).end == End.CLOSED


def test_body_after_head_counts_by_the_method_of_its_own_request():
    sent = request("HEAD /", close=False) + request("GET /")
    assert answer_in(Exchange(sent, OK, End.CLOSED), [status]).text == "200 · a body after HEAD"


def test_bytes_are_cut_only_beyond_the_limit():
    assert printable(b"ab", limit=2) == "ab"


def test_what_tells_nothing_of_the_answer_means_nothing():
    """Unless a question looks at it: the product, the version of HTTP, and the reason phrase."""
    head = "HTTP/1.0 200 OK\nServer: a\nContent-Type: text/html; Charset=UTF-8\nX-Own: b\n\nbody"
    assert meanings(head) == [
        *("HTTP 200 ", "", "content-type:text/html;charset=utf-8", "x-own:b"),
        *("", "body"),
    ]
    assert meanings(head, ["http-version"])[0] == "HTTP/1.0 200 "
    assert meanings(head, ["reason-phrase", "server-field"])[:2] == ["HTTP 200 OK", "server:a"]
