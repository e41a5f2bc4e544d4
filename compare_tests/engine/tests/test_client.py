"""The client for a server that somebody else started: its address, and what it asks."""

import pytest

from compare_tests.engine.client import Address, Client, address_of
from compare_tests.engine.tests.misbehaving_servers import closing, serving


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("localhost", "'localhost' is not a URL: use something like http://127.0.0.1:5000"),
        ("ftp://h", "'ftp://h' is not a URL"),
        ("http://h:99999", "'http://h:99999' has no port from 1 to 65535"),
        ("http://", "'http://' is not a URL"),
        ("https://127.0.0.1", "only http:// is spoken here"),
        ("http://user:pw@127.0.0.1", "more than a server and a path: use http://127.0.0.1:80"),
        ("http://127.0.0.1:5000/a?b#c", "than a server and a path: use http://127.0.0.1:5000/a"),
        ("localhost:5000/a", "did you mean http://localhost:5000/a?"),
        ("http:/127.0.0.1:5000", "did you mean http://127.0.0.1:5000?"),
        ("http://no-such-host.invalid", "there is no host no-such-host.invalid"),
    ],
)
def test_what_is_not_an_address_is_said_in_one_line(url, sentence):
    with pytest.raises(ValueError) as error:
        address_of(url)
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


def test_no_server_there():
    with serving(closing) as (host, port):
        pass
    with pytest.raises(ValueError, match="no server answers at http://127.0.0.1"):
        address_of(f"http://{host}:{port}")


def test_path_before_every_path():
    received = []

    def behave(connection):
        received.append(connection.recv(65536))
        connection.sendall(b"HTTP/1.1 204 No\r\nX-One: 1\r\n\r\n")

    with serving(behave) as (host, port):
        address = address_of(f"http://{host}:{port}/app/")
        reply = Client(address).get("/bye", {"Accept": "text/plain"})
    assert address.url == f"http://{host}:{port}/app"
    assert (reply.status, reply.header("X-One"), reply.text) == (204, "1", "")
    head = received[-1].decode().split("\r\n")
    assert head[0] == "GET /app/bye HTTP/1.1"
    assert {"Accept: text/plain", "Connection: close"} <= {*head}


def test_address_of_ipv6_stands_in_brackets():
    assert Address("::1", 80, "/a").url == "http://[::1]:80/a"
