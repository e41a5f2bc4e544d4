"""The changes of an aligned app: what each of its blocks is, and how the app is without one."""

import re
from dataclasses import dataclass
from pathlib import Path

SECTION = re.compile(r"^# --- (\w+)", re.M)
START = re.compile(r"(?:^|\n\n)(?=# (?!---))")


@dataclass(frozen=True)
class Change:
    """One block of the section *Changes* of an aligned app.

    Attributes:
        purpose: what it does, in the framework's terms: its comment.
        docs: the address of the documentation that teaches it; "" for a work-around.
        code: its lines, comment and all.
        first_line: where it stands in the file, counted from 1.
    """

    purpose: str
    docs: str
    code: str
    first_line: int

    @property
    def lines(self) -> int:
        """How many lines of code it has: neither empty nor a comment."""
        return sum(
            bool(line.strip()) and not line.startswith("#") for line in self.code.splitlines()
        )


def changes(path: Path) -> list[Change]:
    """Return the changes of an aligned app, in the order of its file."""
    text = path.read_text(encoding="utf-8")
    found = []
    headings = [*SECTION.finditer(text)]
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    for heading, end in zip(headings, ends, strict=True):
        if heading[1] != "Changes":
            continue
        begin = text.index("\n", heading.start())
        section = text[begin:end]
        starts = [match.end() for match in START.finditer(section)]
        for start, stop in zip(starts, [*starts[1:], len(section)], strict=True):
            code = section[start:stop].rstrip() + "\n"
            comment = re.match(r"(# .*\n)+", code)[0].replace("# ", "").split("\n")
            found.append(
                Change(
                    purpose=" ".join(line for line in comment if line and "://" not in line),
                    docs=next((line for line in comment if "://" in line), ""),
                    code=code,
                    first_line=text.count("\n", 0, begin + start) + 1,
                )
            )
    return found


def without(source: str, number: int, path: Path) -> str:
    """Return the source of an aligned app without one of its changes, counted from 0.

    Its lines are left empty, so that the lines below keep their numbers.
    """
    change = changes(path)[number]
    return source.replace(change.code, "\n" * change.code.count("\n"), 1)
