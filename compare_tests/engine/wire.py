"""Sends bytes to a server exactly as written, and keeps exactly what comes back."""

import re
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import h11

# Silence of so many seconds behind a whole answer means that the connection is kept.
SILENCE_S = 0.4
# A close that was announced is waited for so long, because a busy server is slow to close.
CLOSE_S = 4
SAYS_CLOSE = re.compile(rb"(?i)\r\nconnection: *close\r\n")
REQUEST_LINE = re.compile(rb"^([!#$%&'*+.^_`|~0-9A-Za-z-]+) [^\r\n]* HTTP/1\.[01]\r?$", re.M)


class End(StrEnum):
    """How an exchange ended."""

    CLOSED = "closed"  # the server ended the connection
    KEPT = "kept"  # the answer is whole and the connection stays open
    HUNG = "hung"  # the deadline passed and the answer is not whole
    TOO_MUCH = "too much"  # the server sent more than is read
    REFUSED = "refused"  # the server did not take the connection
    CRASHED = "crashed"  # the server's process ended


@dataclass(frozen=True)
class Response:
    """One HTTP response, final or interim; the names of its fields are in lower case."""

    status: int
    reason: str
    version: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """Return the values of a field, joined as in RFC 9110 section 5.3; None if absent."""
        values = self.values(name)
        return ", ".join(values) if values else None

    def values(self, name: str) -> list[str]:
        """Return the value of each field of a name, as Set-Cookie needs it."""
        return [value for key, value in self.headers if key == name.lower()]

    @property
    def text(self) -> str:
        """The body as text; bytes that are not UTF-8 stay to be seen, as escape sequences."""
        return self.body.decode("utf-8", "backslashreplace")


@dataclass(frozen=True)
class Exchange:
    """What was sent, what came back (`raw`), how it ended, and how many seconds it took."""

    sent: bytes
    raw: bytes
    end: End
    seconds: float = 0

    @cached_property
    def _parsed(self) -> tuple[tuple[Response, ...], bytes]:
        return parse(self.raw, self.methods, self.end != End.KEPT)

    @property
    def responses(self) -> tuple[Response, ...]:
        """The responses that came back, interim ones too."""
        return self._parsed[0]

    @property
    def leftover(self) -> bytes:
        """The bytes behind the last response."""
        return self._parsed[1]

    @property
    def methods(self) -> list[str]:
        """The method of each request that was sent, in order."""
        return methods_in(self.sent)


def methods_in(sent: bytes) -> list[str]:
    """Return the method of each request in these bytes, in order."""
    return [method.decode() for method in REQUEST_LINE.findall(sent)]


def exchange(
    address: tuple[str, int],
    sent: bytes,
    timeout_s: float = 2,
    limit: int = 1 << 20,
    until_closed: bool = True,
) -> Exchange:
    """Send bytes over a new connection and read until it closes, falls silent or is too late.

    Args:
        address: host and port.
        sent: all the bytes, framing included; nothing is added or mended.
        timeout_s: seconds for the whole exchange.
        limit: bytes of an answer after which reading stops.
        until_closed: whether to wait for the end of a connection that is to be closed, also when
            each request has its response.
    """
    start = time.perf_counter()
    try:
        connection = socket.create_connection(address, timeout=timeout_s)
    except OSError:
        return Exchange(sent, b"", End.REFUSED, time.perf_counter() - start)
    with connection:
        with suppress(OSError):  # it may answer and close before it has read everything
            connection.sendall(sent)
        raw, end = _receive(connection, sent, start + timeout_s, limit, until_closed)
    return Exchange(sent, raw, end, time.perf_counter() - start)


def _receive(
    connection: socket.socket, sent: bytes, deadline: float, limit: int, until_closed: bool
) -> tuple[bytes, End]:
    """Return all that comes back, and how it ended."""
    raw, end = bytearray(), End.HUNG
    while (remaining := deadline - time.perf_counter()) > 0:
        connection.settimeout(min(remaining, SILENCE_S))
        try:
            received = connection.recv(65536)
        except TimeoutError:
            if end == End.HUNG and _is_whole(bytes(raw), sent):
                end = End.KEPT
                says_close = SAYS_CLOSE.search(sent) or SAYS_CLOSE.search(raw)
                if not says_close or not until_closed:
                    break
                deadline = min(deadline, time.perf_counter() + CLOSE_S)
            continue
        except OSError:
            received = b""
        raw += received
        if not received:
            return bytes(raw), End.CLOSED
        if len(raw) > limit:
            return bytes(raw), End.TOO_MUCH
    return bytes(raw), end


def _is_whole(raw: bytes, sent: bytes) -> bool:
    """Whether each request has its final response, so that silence means a kept connection."""
    methods = methods_in(sent)
    responses, _ = parse(raw, methods, closed=False)
    return sum(response.status >= 200 for response in responses) >= max(1, len(methods))


def parse(raw: bytes, methods: list[str], closed: bool) -> tuple[tuple[Response, ...], bytes]:
    """Return the responses in what a server sent, and the bytes behind them that are not any.

    Args:
        raw: what the server sent.
        methods: of the requests, in order: a response to HEAD has no body (RFC 9110
            section 9.3.2), so what follows its header section is left over.
        closed: whether the connection ended, which ends a body of unknown length.
    """
    responses: list[Response] = []
    for method in [*methods, *["GET"] * raw.count(b"HTTP/1.")] if raw else []:
        new, leftover = _next_response(raw, method, closed)
        responses += new
        raw = leftover
        after_head = method == "HEAD" and not raw.startswith(b"HTTP/1.")
        if not raw or not new or new[-1].status < 200 or after_head:
            break
    return tuple(responses), raw


def _next_response(raw: bytes, method: str, closed: bool) -> tuple[list[Response], bytes]:
    """Return a final response with the interim ones before it, and the bytes behind it.

    Without a final response, the interim ones are returned alone; where there is no whole
    response at all, an empty list and all the bytes.
    """
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=1 << 20)
    # h11 follows CONNECT into another protocol, which none of the servers speaks.
    method = "GET" if method == "CONNECT" else method
    connection.send(h11.Request(method=method, target="/", headers=[("Host", "h")]))
    connection.send(h11.EndOfMessage())
    heads: list[h11.Response | h11.InformationalResponse] = []
    body = bytearray()
    try:
        connection.receive_data(raw)
        if closed:
            connection.receive_data(b"")
        while not isinstance(event := connection.next_event(), h11.EndOfMessage):
            if isinstance(event, h11.Data):
                body += event.data
            elif isinstance(event, (h11.InformationalResponse, h11.Response)):
                heads.append(event)
            else:
                raise h11.RemoteProtocolError("more would have to come")
    except h11.RemoteProtocolError:
        interim = heads and isinstance(heads[-1], h11.InformationalResponse)
        return ([_response(head) for head in heads], b"") if interim else ([], raw)
    responses = [_response(head) for head in heads[:-1]]
    return [*responses, _response(heads[-1], bytes(body))], connection.trailing_data[0]


def _response(head: h11.Response | h11.InformationalResponse, body: bytes = b"") -> Response:
    return Response(
        head.status_code,
        head.reason.decode("latin-1"),
        head.http_version.decode(),
        tuple((name.decode(), value.decode("latin-1")) for name, value in head.headers),
        body,
    )
