"""What a person can ask of an app or a command from outside, and a clear line when it is wrong."""

import argparse
import os
import sys
from typing import NoReturn

DEBUG = os.environ.get("DEBUG") == "1"


def port(default: int) -> int:
    """Return the TCP port asked for in the environment as `PORT`, else the default.

    Port 0 lets the operating system choose a free one. Anything that is no port ends
    the program with one line that says so.
    """
    asked = os.environ.get("PORT") or str(default)
    if asked == "0":
        return 0
    try:
        return port_number(asked)
    except argparse.ArgumentTypeError as error:
        sys.exit(str(error))


def port_number(text: str) -> int:
    """Return a TCP port from 1 to 65535 that was written by a person.

    Raises:
        argparse.ArgumentTypeError: it is no number, or out of range.
    """
    if text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 1 to 65535")


class Parser(argparse.ArgumentParser):
    """A command line whose errors are one line, with exit status 2."""

    def error(self, message: str) -> NoReturn:
        """Print the message alone, without the usage, and exit."""
        self.exit(2, f"{message}\n")
