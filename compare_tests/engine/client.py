"""A plain HTTP client for the contract, and for a server that somebody else started."""

import http.client
import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from compare_tests.engine.wire import Response

TIMEOUT_S = 60  # for one answer


@dataclass(frozen=True)
class Address:
    """Where a server is: what is left of a URL such as http://127.0.0.1:5000/app.

    Attributes:
        host: as the socket takes it, an IPv6 address without brackets.
        port: the TCP port.
        path: what stands before every path, without the last slash.
    """

    host: str
    port: int
    path: str = ""

    @property
    def host_in_url(self) -> str:
        """The host as it stands in a URL, an IPv6 address with brackets."""
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def url(self) -> str:
        """The URL, without the last slash."""
        return f"http://{self.host_in_url}:{self.port}{self.path}"


def address_of(url: str) -> Address:
    """Return the address of a server that answers.

    Raises:
        ValueError: the URL is not one, or no server answers there; the message says so.
    """
    near = re.fullmatch(r"(?:\w+:/*)?([\w.-]+:\d+.*)", url)
    hint = f"did you mean http://{near[1]}?" if near else "use something like http://127.0.0.1:5000"
    not_a_url = ValueError(f"{url!r} is not a URL: {hint}")
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        raise not_a_url from None
    if parts.scheme == "https":
        raise ValueError(f"{url}: only http:// is spoken here, so take the server's http:// URL")
    if parts.scheme != "http" or not host or re.search(r"[^!-~]", url):
        raise not_a_url
    try:
        port = 80 if parts.port is None else parts.port
    except ValueError:
        port = 0
    if not port:
        raise ValueError(f"{url!r} has no port from 1 to 65535")
    address = Address(host, port, parts.path.rstrip("/"))
    if parts.query or parts.fragment or parts.username is not None:
        raise ValueError(f"{url} has more than a server and a path: use {address.url}")
    try:
        socket.create_connection((address.host, address.port), timeout=10).close()
    except socket.gaierror:
        raise ValueError(f"{url}: there is no host {host}") from None
    except (OSError, UnicodeError) as error:
        reason = f"no server answers at {url} ({error})"
        hint = "start it first" if parts.port else "it has port 80 if no other is given"
        raise ValueError(f"{reason}: {hint}") from None
    return address


class Client:
    """Asks one server for pages.

    Attributes:
        address: where it is.
        title: the framework's name on its hello page; None if any will do.
    """

    def __init__(self, address: Address, title: str | None = None) -> None:
        self.address, self.title = address, title

    def connect(self) -> http.client.HTTPConnection:
        """Return a new connection."""
        return http.client.HTTPConnection(self.address.host, self.address.port, timeout=TIMEOUT_S)

    def get(
        self,
        path: str,
        fields: dict[str, str] | None = None,
        connection: http.client.HTTPConnection | None = None,
    ) -> Response:
        """GET a path, see `ask`."""
        return self.ask("GET", path, fields, connection=connection)

    def ask(
        self,
        method: str,
        path: str,
        fields: dict[str, str] | None = None,
        body: bytes | None = None,
        connection: http.client.HTTPConnection | None = None,
    ) -> Response:
        """Send a request; follow no redirect.

        Args:
            method: as it is sent.
            path: with its query, percent-encoded already.
            fields: further header fields.
            body: sent with its Content-Length.
            connection: one to be kept; without it, a new one is made and closed.
        """
        kept = connection is not None
        connection = connection or self.connect()
        try:
            default = {"Accept": "*/*", "Connection": "keep-alive" if kept else "close"}
            connection.request(
                method, self.address.path + path, body, headers=default | (fields or {})
            )
            reply = connection.getresponse()
            received = tuple((name.lower(), value) for name, value in reply.getheaders())
            version = "1.0" if reply.version == 10 else "1.1"
            return Response(reply.status, reply.reason, version, received, reply.read())
        finally:
            if not kept:
                connection.close()
