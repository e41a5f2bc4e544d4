"""The changes of an aligned app: what each of its blocks is, and how the app is without one."""

import re
from dataclasses import dataclass, field

SECTION = re.compile(r"(?ms)^# --- Changes .*?\n(.*?)(?=^# --- |\Z)")
BLOCK = re.compile(r"(?ms)^# .+?\n(?=\n+# |\n*\Z)")  # begins with a comment behind an empty line


@dataclass(frozen=True)
class Change:
    """One block of the section *Changes* of an aligned app.

    Attributes:
        purpose: what it does, in the framework's terms: its comment.
        docs: the address of the documentation that teaches it; "" for a work-around.
        code: its lines, comment and all.
        place: the file: "flask_app/aligned.py".
        first_line: where it stands in it, counted from 1.
        decides: the ids of the questions that get another answer without it, once that is known.
    """

    purpose: str
    docs: str
    code: str
    place: str
    first_line: int
    decides: list[str] = field(default_factory=list)

    @property
    def lines(self) -> int:
        """How many lines of code it has: neither empty nor a comment."""
        return sum(
            bool(line.strip()) and not line.startswith("#") for line in self.code.splitlines()
        )


def changes(text: str, place: str) -> list[Change]:
    """Return the changes of an aligned app, in the order of its file."""
    found = []
    sections = [section.span(1) for section in SECTION.finditer(text)]
    for block in [block for span in sections for block in BLOCK.finditer(text, *span)]:
        comment = re.match(r"(# .*\n)+", block[0])[0].replace("# ", "").split("\n")
        found.append(
            Change(
                purpose=" ".join(line for line in comment if line and "://" not in line),
                docs=next((line for line in comment if "://" in line), ""),
                code=block[0],
                place=place,
                first_line=text.count("\n", 0, block.start()) + 1,
            )
        )
    return found


def without(source: str, number: int) -> str:
    """Return the source of an aligned app without one of its changes, counted from 0.

    Its lines are left empty, so that the lines below keep their numbers.
    """
    code = changes(source, "")[number].code
    return source.replace(code, "\n" * code.count("\n"), 1)
