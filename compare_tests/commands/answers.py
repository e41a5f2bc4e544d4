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
from collections import defaultdict
from pathlib import Path

from compare_tests.commands.compare import row_named
from compare_tests.engine.model import Answers, Expected, Row
from compare_tests.engine.runner import ask_all
from compare_tests.questions import TOPICS, unchecked
from shared.cli import Parser, one_of
from shared.frameworks import FRAMEWORKS
from shared.launcher import StartError

QUESTIONS = importlib.import_module("compare_tests.questions").__path__[0]


def cell(row: Row, framework: str, answers: Answers) -> Expected:
    """Return the answers of one framework to a question, as the row is to hold them."""
    texts = {target.server: answers[row.id, target].text for target in row.targets([framework])}
    return next(iter(texts.values())) if len({*texts.values()}) == 1 else texts


def write(path: Path, cells: dict[str, dict[str, Expected]]) -> None:
    """Write answers into the rows of one module of the table.

    Args:
        path: the module.
        cells: the new answers, by question id and framework.
    """
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    rows = {}
    for node in ast.walk(ast.parse("".join(lines))):
        if isinstance(node, ast.Call):
            values = {keyword.arg: keyword.value for keyword in node.keywords}
            if isinstance(values.get("id"), ast.Constant) and values["id"].value in cells:
                rows[values["id"].value] = node, values.get("answers")
    # From the bottom up, so that the numbers of the lines above stay true.
    for id, (call, known) in sorted(rows.items(), key=lambda item: -item[1][0].lineno):
        end = known or call
        line = lines[end.end_lineno - 1].encode()
        before, after = line[: end.end_col_offset - 1], line[end.end_col_offset - 1 :]
        above = "".join(lines[: end.end_lineno - 1]) + before.decode()
        comma = "" if above.rstrip()[-1] in ",{(" else ","
        new = "".join(f"{name!r}: {answer!r}," for name, answer in cells[id].items())
        new = new if known else f"answers={{{new}}},"
        lines[end.end_lineno - 1] = before.decode() + comma + new + after.decode()
    path.write_text("".join(lines), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", path], check=True)


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
        if args.id:
            row = row_named(args.id, table, parser)
            answers = ask_all([row], names)
            for name in names:
                print(f"{name!r}: {cell(row, name, answers)!r},")
            return
        missing = {
            name: [
                row
                for row in table.values()
                if name not in row.answers and row.targets([name])  # it may have no such app yet
            ]
            for name in names
        }
        cells: dict[str, dict[str, dict[str, Expected]]] = defaultdict(lambda: defaultdict(dict))
        for name, rows in missing.items():
            answers = ask_all(rows, [name])
            for row in rows:
                cells[row.topic][row.id][name] = cell(row, name, answers)
    except StartError as error:
        sys.exit(str(error))
    for topic in [topic for topic in TOPICS if topic in cells]:
        write(Path(QUESTIONS) / f"{topic}.py", cells[topic])
    count = sum(len(row) for rows in cells.values() for row in rows.values())
    wrote = f"Wrote {count} answers. Read them; `make compare` says where a why is missing."
    print(wrote if count else "Every question has its answers.")
    known = {row: row.answers | cells[row.topic][row.id] for row in table.values()}
    for name in [name for name in names if args.framework or missing[name]]:
        if alone := [row.id for row in known if is_alone(name, known[row], row.why)]:
            print(f"{name} answers alone here, so read the why again: {', '.join(alone)}")


def is_alone(name: str, answers: dict[str, Expected], why: str) -> bool:
    """Whether a framework answers as no other does, and the why does not name it."""
    others = [answer for other, answer in answers.items() if other != name]
    is_named = FRAMEWORKS[name].title.lower() in why.lower()
    return bool(why) and name in answers and answers[name] not in others and not is_named


if __name__ == "__main__":
    main()
