"""Write the answers that are missing into the table: of a new question, or of a new framework.

python -m compare_tests.commands.answers                        whatever is missing
python -m compare_tests.commands.answers --framework falcon     of one framework
python -m compare_tests.commands.answers --id wrong-method      print what is answered now

What is written is what was answered just now: it is there to be read and judged.
"""

import ast
import importlib
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

from compare_tests.commands.compare import row_named
from compare_tests.engine.check import TableError, check, gaps
from compare_tests.engine.model import Answers, Expected, Row
from compare_tests.engine.results import groups
from compare_tests.engine.runner import ask_all
from compare_tests.questions import TOPICS, unchecked
from shared.cli import Parser, one_of
from shared.frameworks import FRAMEWORKS
from shared.launcher import ROOT, StartError

QUESTIONS = importlib.import_module("compare_tests.questions").__path__[0]
WHYS = ROOT / "whys.toml"
KINDS = {"why": str, "links": list, "aligned": str}
HEAD = """\
# These rows of the table need a why. Write it here, with links to what you have read, and run the
# same command again: it brings what stands here into the table, behind what stands there.
"""


def cell(row: Row, framework: str, answers: Answers) -> Expected:
    """Return the answers of one framework to a question, as the row is to hold them."""
    texts = {target.server: answers[row.id, target].text for target in row.targets([framework])}
    return next(iter(texts.values())) if len({*texts.values()}) == 1 else texts


def write(path: Path, additions: Mapping[str, dict[str, str | list | dict]]) -> None:
    """Write into the rows of one module of the table, behind what stands there.

    Args:
        path: the module.
        additions: by question id, more of what a row holds, by its name: "answers", "why", …
    """
    source = path.read_bytes()
    lines = [0, *accumulate(len(line) for line in source.splitlines(keepends=True))]
    inserts = []

    def end(node: ast.expr) -> int:
        return lines[node.end_lineno - 1] + node.end_col_offset

    def insert_item(node: ast.expr, text: str) -> None:
        """Before the bracket that closes a call, a dict or a tuple."""
        place = end(node) - 1
        comma = "" if source[:place].rstrip()[-1:] in b",{(" else ","
        inserts.append((place, comma + text))

    for node in ast.walk(ast.parse(source)):
        values = {one.arg: one.value for one in node.keywords} if isinstance(node, ast.Call) else {}
        new = additions.get(getattr(values.get("id"), "value", None), {})
        for keyword, value in new.items():
            known = values.get(keyword)
            if isinstance(known, ast.Dict | ast.Tuple):
                insert_item(known, _python(value)[1:-1])
            elif known and keyword != "aligned":  # a text, or links that several rows share
                more = _python(f" {value}") if isinstance(value, str) else f"+ {_python(value)}"
                inserts.append((end(known), f" {more}"))
        if missing := [f"{name}={_python(new[name])}," for name in new if name not in values]:
            insert_item(node, "".join(missing))
    # From the end on, so that the places before it stay true.
    for place, text in sorted(inserts, reverse=True):
        source = source[:place] + text.encode() + source[place:]
    path.write_bytes(source)
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", path], check=True)


def _python(value: str | list | dict) -> str:
    """Return a value as it is written in a row: a list as a tuple, a long text in pieces."""
    if isinstance(value, dict):
        return f"{{{''.join(f'{name!r}: {one!r},' for name, one in value.items())}}}"
    if isinstance(value, list):
        return f"({''.join(f'{one!r},' for one in value)})"
    return " ".join(map(repr, textwrap.wrap(value, 80, drop_whitespace=False)))


def read_whys(table: Mapping[str, Row], parser: Parser) -> dict[str, dict[str, str | list]]:
    """Return what whys.toml holds, by question id. A mistake in it ends the program."""
    try:
        sheet = tomllib.loads(WHYS.read_text(encoding="utf-8")) if WHYS.exists() else {}
    except ValueError as error:
        parser.error(f"{WHYS.name} is not TOML: {error}")
    for id, why in sheet.items():
        row_named(id, table, parser)
        values = why if isinstance(why, dict) else {"": why}
        if any(type(value) is not KINDS.get(name) for name, value in values.items()) or any(
            not isinstance(link, str) for link in values.get("links", ())
        ):
            holds = 'why = "…", links = ["…"], aligned = "…" and nothing else'
            parser.error(f"{WHYS.name}: [{id}] holds {holds}")
    return {id: {name: value for name, value in why.items() if value} for id, why in sheet.items()}


def write_whys(rows: Iterable[Row]) -> int:
    """Write whys.toml for the rows of these that need a why, and return how many there are."""
    lacks = {row: text for row in rows if (text := gaps(row))}
    blocks = [HEAD]
    for row, text in lacks.items():
        answers = groups({name: str(answer) for name, answer in row.answers.items()})
        said = [f"{', '.join(names)}: {answer!r}" for answer, names in answers]
        if row.why:
            said.append(f"It says already: {row.why!r}")
        comments = "".join(f"# {line}\n" for line in (row.question, *said, f"So: {text}."))
        aligned = 'aligned = ""\n' if "aligned" in text else ""
        blocks.append(f'[{row.id}]\n{comments}why = ""\nlinks = []\n{aligned}')
    WHYS.unlink(missing_ok=True)
    if lacks:
        WHYS.write_text("\n".join(blocks), encoding="utf-8")
    return len(lacks)


def main(arguments: list[str] | None = None) -> None:
    """Ask, and write or print the answers."""
    parser = Parser(prog="python -m compare_tests.commands.answers", description="Write answers.")
    parser.add_argument(
        "--framework", type=one_of("framework", FRAMEWORKS), help="only of this one"
    )
    parser.add_argument("--id", help="print the answers to this question, and write nothing")
    args = parser.parse_args(arguments)
    names = [args.framework] if args.framework else list(FRAMEWORKS)
    table = {row.id: row for row in unchecked()}
    try:
        check(unchecked(), with_gaps=True)
        if args.id:
            row = row_named(args.id, table, parser)
            answers = ask_all([row], names)
            for name in names:
                print(f"{name!r}: {cell(row, name, answers)!r},")
            return
        whys = read_whys(table, parser)
        missing = {
            name: [
                row
                for row in table.values()
                if name not in row.answers and row.targets([name])  # it may have no such app yet
            ]
            for name in names
        }
        additions: dict[str, dict] = {id: dict(why) for id, why in whys.items() if why}
        for name, rows in missing.items():
            answers = ask_all(rows, [name])
            for row in rows:
                new = additions.setdefault(row.id, {}).setdefault("answers", {})
                new[name] = cell(row, name, answers)
    except (TableError, StartError) as error:
        sys.exit(str(error))
    for topic in TOPICS:
        if new := {id: more for id, more in additions.items() if table[id].topic == topic}:
            write(Path(QUESTIONS) / f"{topic}.py", new)
    count = sum(len(more.get("answers", ())) for more in additions.values())
    print(f"Wrote {count} answers. Read them." if count else "Every question has its answers.")
    known = [_with(row, additions.get(row.id, {})) for row in table.values()]
    if brought := [id for id in whys if whys[id]]:
        print(f"Brought what {WHYS.name} says of {', '.join(brought)} into the table.")
    if needed := write_whys(known):
        print(f"Rows that need a why: {needed}. Write it into {WHYS.name}, and run this again.")
    for name in [name for name in names if args.framework or missing[name]]:
        if alone := [row.id for row in known if answers_alone(name, row)]:
            print(f"{name} answers alone here, so read the why again: {', '.join(alone)}")


def _with(row: Row, more: dict) -> Row:
    """Return a row with what is written behind what it has."""
    return replace(
        row,
        answers=row.answers | more.get("answers", {}),
        why=" ".join(filter(None, [row.why, more.get("why")])),
        links=(*row.links, *more.get("links", ())),
        aligned=row.aligned or more.get("aligned", ""),
    )


def answers_alone(name: str, row: Row) -> bool:
    """Whether a framework answers as no other does, and the why does not name it."""
    others = [answer for other, answer in row.answers.items() if other != name]
    is_named = FRAMEWORKS[name].title.lower() in row.why.lower()
    is_alone = name in row.answers and row.answers[name] not in others
    return bool(row.why) and is_alone and not is_named


if __name__ == "__main__":
    main()
