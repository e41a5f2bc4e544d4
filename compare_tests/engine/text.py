"""Texts that came from outside: made safe to print, and rid of what every run changes."""

import re
from collections.abc import Iterable


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
    line = escaped(text[: limit + 1])
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


# What tells of the server or of the moment, and not of the answer; by the aspect that looks at it.
ASIDE = {
    "date": "date-field",
    "server": "server-field",
    "connection": "http-version",
    "version": "http-version",
    "reason": "reason-phrase",
}


def meanings(response: str, looked_at: Iterable[str] = ()) -> list[str]:
    """Return what each line of a response means: two lines that say the same have one meaning.

    The order and the case of fields mean nothing, nor does the spelling of a charset (RFC 9110
    sections 5.3, 5.1 and 8.3.1).

    Args:
        response: as text, its lines ending in a line feed.
        looked_at: the names of the aspects that a question looks at. What none of them looks at
            and says nothing of the answer, as Date, means "".
    """
    aside = {name for name, aspect in ASIDE.items() if aspect not in looked_at}
    head, separator, body = response.partition("\n\n")
    first, *fields = head.split("\n")
    if status := re.fullmatch(r"(HTTP/1\.\d) (\d{3}) ?(.*)", first):
        first = " ".join(
            [
                "HTTP" if "version" in aside else status[1],
                status[2],
                "" if "reason" in aside else status[3],
            ]
        )
    meant = [first]
    for field in fields:
        name, colon, value = field.partition(":")
        name = name.lower()
        if name == "content-type":
            value = re.sub(r"\s", "", value.lower())
        meant.append("" if name in aside else f"{name}{colon}{value.strip()}")
    return [*meant, *(["", *body.split("\n")] if separator else [])]
