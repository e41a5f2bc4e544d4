"""What all commands of the project share: how they read numbers and refuse what is wrong."""

import argparse
from typing import NoReturn


class Parser(argparse.ArgumentParser):
    """A command line whose errors are one line, with exit status 2."""

    def error(self, message: str) -> NoReturn:
        """Print the message alone, without the usage, and exit."""
        self.exit(2, f"{message}\n")


def port_number(text: str) -> int:
    """Return a TCP port from 1 to 65535 that a person wrote.

    Raises:
        argparse.ArgumentTypeError: the text is not such a number.
    """
    if text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a port number: use 1 to 65535")


def switch(name: str, text: str) -> bool:
    """Return whether a person has switched something on, as in DEBUG=yes.

    Args:
        name: what it is, for the message.
        text: what was written; an empty text means off.

    Raises:
        argparse.ArgumentTypeError: the text is neither on nor off.
    """
    if text.lower() in ("1", "true", "yes", "on"):
        return True
    if text.lower() in ("", "0", "false", "no", "off"):
        return False
    raise argparse.ArgumentTypeError(f"{name}={text} is neither on nor off: use {name}=1 or 0")
