"""Servers that misbehave, each in one way: what the wire client has to get through."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


@contextmanager
def serving(behave: Callable[[socket.socket], None]) -> Iterator[tuple[str, int]]:
    """Serve connections one after the other with a function, and give the address.

    `behave` gets a connection whose request has not been read yet, and may do with it what
    it likes; it is closed behind it.
    """

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, suppress(OSError):
                    behave(connection)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def closing(connection: socket.socket) -> None:
    """Read the request and hang up."""
    connection.recv(1 << 20)


def silent(connection: socket.socket) -> None:
    """Read, and say nothing until the client goes."""
    while connection.recv(1 << 20):
        pass


def endless(connection: socket.socket) -> None:
    """Answer without an end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65536)


def garbage(connection: socket.socket) -> None:
    """Answer with what is no HTTP."""
    connection.recv(1 << 20)
    connection.sendall(b"\x00\xff\x1b[2J no HTTP at all\r\n\r\n")
