"""Texts that came from outside: made safe to print, and rid of what every run changes."""

import re


def escaped(text: str, keep: str = "") -> str:
    """Return a text with each character that cannot be seen written as an escape sequence.

    Args:
        text: any text.
        keep: characters that stay as they are.
    """
    return "".join(
        c if c.isprintable() or c in keep else c.encode("unicode_escape").decode() for c in text
    )


def printable(raw: bytes, limit: int = 1200) -> str:
    """Return bytes as lines of text that do nothing to a terminal, cut after `limit` bytes."""
    text = raw[:limit].decode("utf-8", "backslashreplace").replace("\r\n", "\n")
    return escaped(text, "\n") + (f"\n… ({len(raw)} bytes)" if len(raw) > limit else "")


def short(text: str, quote: str = '"', limit: int = 120) -> str:
    """Quote a text in one line; one longer than `limit` characters is cut, and its length named."""
    line = escaped(text)
    if len(line) > limit:
        line = f"{line[:20]}…({len(text)} characters)"
    return f"{quote}{line}{quote}"


def sorted_list(value: str) -> str:
    """Sort a comma-separated list (`Allow`, `Vary`), whose order has no meaning."""
    return ", ".join(sorted(item.strip() for item in value.split(",")))


def without_address(text: str) -> str:
    """Leave out the port of a local address, which is another one in each run."""
    return re.sub(r"(127\.0\.0\.1|localhost):\d+", r"\1", text)


def without_versions(text: str) -> str:
    """Leave out version numbers of products: `Python/3.11.7` becomes `Python`."""
    return re.sub(r"(/| )v?\d+(\.\d+)+\S*", "", text)


def media_type(value: str) -> str:
    """Write a media type in one way: lower case, one space behind the semicolon."""
    return re.sub(r"\s*;\s*", "; ", value.lower())
