"""What all commands of the project share: how they read numbers and refuse what is wrong."""

import argparse
import difflib
import re
from collections.abc import Callable, Iterable
from typing import NoReturn


class Parser(argparse.ArgumentParser):
    """A command line whose errors are one line, with exit status 2."""

    def error(self, message: str) -> NoReturn:
        """Print the message alone, without the usage, and exit."""
        message = re.sub(r"^argument [^:]+: (?=there is no )", "", message)
        self.exit(2, f"{message}\n")


def unknown(kind: str, text: str, names: Iterable[str], advice: str = "") -> str:
    """Return what to say of a name that a person wrote and that is not there.

    Args:
        kind: of what: "framework".
        text: what was written.
        names: those that there are.
        advice: what to do where none of them is near; without it, all are named.
    """
    names = list(names)
    near = difflib.get_close_matches(text.lower(), names, n=3)
    near += [name for name in names if text and text in name and name not in near][: 3 - len(near)]
    hint = (
        f"did you mean {' or '.join(near)}?"
        if near
        else advice or f"choose from {', '.join(names)}"
    )
    return f"there is no {kind} {text!r}: {hint}"


def one_of(kind: str, names: Iterable[str]) -> Callable[[str], str]:
    """Return what reads an option that has to be one of these names."""

    def read(text: str) -> str:
        if text not in names:
            raise argparse.ArgumentTypeError(unknown(kind, text, names))
        return text

    return read


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
