"""Sends bytes to a server exactly as written, and keeps exactly what comes back."""

import re
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field

import h11

CLOSED, KEPT, HUNG, TOO_MUCH, REFUSED, CRASHED = (
    "closed",  # the server ended the connection
    "kept",  # the answer is whole and the connection stays open
    "hung",  # the deadline passed and the answer is not whole
    "too much",  # it sent more than is allowed
    "refused",  # it did not take the connection
    "crashed",  # the server's process ended
)

SAYS_CLOSE = re.compile(rb"(?i)\r\nconnection: *close\r\n")
REQUEST_LINE = re.compile(rb"^([!#$%&'*+.^_`|~0-9A-Za-z-]+) [^\r\n]* HTTP/1\.[01]\r?$", re.M)


@dataclass(frozen=True)
class Response:
    """One HTTP response, final or interim, parsed by h11 (header names in lower case)."""

    status: int
    reason: str
    version: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """Return the values of a field, joined as in RFC 9110 section 5.3; None if absent."""
        values = [value for key, value in self.headers if key == name.lower()]
        return ", ".join(values) if values else None


@dataclass(frozen=True)
class Exchange:
    """What was sent, what came back (`raw`), how it ended, and how long it took in seconds."""

    sent: bytes
    raw: bytes
    end: str
    seconds: float = 0
    responses: tuple[Response, ...] = field(init=False)
    rest: bytes = field(init=False)

    def __post_init__(self) -> None:
        responses, rest = parse(self.raw, self.methods, self.end != KEPT)
        object.__setattr__(self, "responses", responses)
        object.__setattr__(self, "rest", rest)

    @property
    def methods(self) -> list[str]:
        """The method of each request that was sent, in order."""
        return [method.decode() for method in REQUEST_LINE.findall(self.sent)]


def exchange(
    address: tuple[str, int], sent: bytes, deadline: float = 2, limit: int = 1 << 20
) -> Exchange:
    """Send bytes over a new connection and read until it closes, falls silent or is too late.

    Args:
        address: host and port.
        sent: all the bytes, framing included; nothing is added or mended.
        deadline: seconds for the whole exchange.
        limit: bytes of an answer after which reading stops.
    """
    began = time.perf_counter()
    raw, end = bytearray(), HUNG

    def left() -> float:
        return began + deadline - time.perf_counter()

    try:
        connection = socket.create_connection(address, timeout=deadline)
    except OSError:
        return Exchange(sent, b"", REFUSED, time.perf_counter() - began)
    with connection:
        with suppress(OSError):  # it may answer and close before it has read everything
            connection.sendall(sent)
        while (remaining := left()) > 0:
            connection.settimeout(min(remaining, 0.4))
            try:
                received = connection.recv(65536)
            except TimeoutError:
                if _complete(bytes(raw), sent):
                    end = KEPT
                    if not SAYS_CLOSE.search(sent) and not SAYS_CLOSE.search(raw):
                        break
                continue  # where it said that it closes, it may only be slow to do so
            except OSError:
                received = b""
            raw += received
            if not received:
                end = CLOSED
                break
            if len(raw) > limit:
                end = TOO_MUCH
                break
    return Exchange(sent, bytes(raw), end, time.perf_counter() - began)


def _complete(raw: bytes, sent: bytes) -> bool:
    """Whether each request has its final response, so that silence means a kept connection."""
    methods = [method.decode() for method in REQUEST_LINE.findall(sent)]
    responses, _ = parse(raw, methods, closed=False)
    return sum(response.status >= 200 for response in responses) >= max(1, len(methods))


def parse(raw: bytes, methods: list[str], closed: bool) -> tuple[tuple[Response, ...], bytes]:
    """Return the responses in what a server sent, and the bytes behind them that are none.

    Args:
        raw: what the server sent.
        methods: of the requests, in order: a response to HEAD has no body (RFC 9110
            section 9.3.2), so what follows its header section is left over.
        closed: whether the connection ended, which ends a body of unknown length.
    """
    responses: list[Response] = []
    left = list(methods)
    while raw:
        connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=1 << 20)
        method = left.pop(0) if left else "GET"
        # h11 follows CONNECT into another protocol, which none of the servers speaks.
        method = "GET" if method == "CONNECT" else method
        connection.send(h11.Request(method=method, target="/", headers=[("Host", "h")]))
        connection.send(h11.EndOfMessage())
        found: list[Response] = []
        body = bytearray()
        try:
            connection.receive_data(raw)
            if closed:
                connection.receive_data(b"")
            while True:
                event = connection.next_event()
                if isinstance(event, (h11.InformationalResponse, h11.Response)):
                    headers = tuple((n.decode(), v.decode("latin-1")) for n, v in event.headers)
                    version = event.http_version.decode()
                    reason = event.reason.decode("latin-1")
                    found.append(Response(event.status_code, reason, version, headers))
                elif isinstance(event, h11.Data):
                    body += event.data
                elif isinstance(event, h11.EndOfMessage):
                    break
                else:
                    raise h11.RemoteProtocolError("more would have to come")
        except h11.RemoteProtocolError:
            if found and found[-1].status < 200:  # and the final response never came
                return (*responses, *found), b""
            return tuple(responses), raw
        last = found.pop()
        responses += [
            *found,
            Response(last.status, last.reason, last.version, last.headers, bytes(body)),
        ]
        raw = connection.trailing_data[0]
        if method == "HEAD" and raw and not raw.startswith(b"HTTP/1."):
            break
    return tuple(responses), raw
