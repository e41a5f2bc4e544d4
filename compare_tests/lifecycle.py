"""What is done to a server where the question is not a request: signals, a busy port."""

from collections.abc import Callable

# Each takes a framework and a server, and returns what was seen, as one line of text.
ACTIONS: dict[str, Callable[[str, str], str]] = {}
