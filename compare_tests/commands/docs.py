"""Ask everything, record it, and write docs/ from the record.

python -m compare_tests.commands.docs
"""

import io
import json
import re
import sys
from collections.abc import Callable, Iterable
from itertools import pairwise, permutations
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from rich.console import Console

from compare_tests.commands.compare import essential
from compare_tests.commands.terminal import how_asked
from compare_tests.engine import alignment, drift, record
from compare_tests.engine.check import TableError
from compare_tests.engine.model import (
    DECIDED_BY,
    NOT_RECORDED,
    NewProcess,
    ProcessQuestion,
    Question,
    Row,
    Wait,
)
from compare_tests.engine.record import Record
from compare_tests.engine.results import KINDS, by_cause, groups, moving, texts
from compare_tests.questions import PAGES, TOPICS, aligned, load
from compare_tests.questions.changelogs import Cause, causes
from shared.changes import Change
from shared.cli import Parser
from shared.frameworks import APPS, FRAMEWORKS
from shared.launcher import ROOT, StartError
from shared.releases import Release, products

DOCS = ROOT / "docs"
DATA = DOCS / "behaviour.json"


def documents(recorded: Record) -> dict[Path, str]:
    """Return every document that is made from the record, by its path."""
    rows = list(load().values())
    shown = [row for row in rows if row.level != "advanced"]
    shown.sort(key=lambda row: row.rank)
    environment = markdown(recorded)
    changes, prices = alignment.read()
    made = {
        DATA: data(rows, recorded, changes),
        DOCS / "behaviour.md": environment.get_template("behaviour.md.jinja").render(
            rows=rows,
            shown=shown,
            differing=sum(row.differs for row in rows),
            topics=TOPICS,
            frameworks=FRAMEWORKS,
            decided_by=DECIDED_BY,
            record=recorded,
        ),
        DOCS / "compare.svg": picture(recorded),
    }
    for lesson, name in (("pages", "aligned.md"), ("blog", "careful.md")):
        of_lesson = {row.id: row for row in aligned() if APPS[row.app].lesson == lesson}
        made[DOCS / name] = environment.get_template("aligned.md.jinja").render(
            lesson=lesson,
            frameworks=FRAMEWORKS,
            places=alignment.places(lesson),
            changes=changes,
            prices=prices,
            rows=list(of_lesson.values()),
            count=len(of_lesson),
        )
    for old, new in permutations(FRAMEWORKS, 2):
        made[DOCS / "moving" / f"{old}-to-{new}.md"] = environment.get_template(
            "moving.md.jinja"
        ).render(
            rows=rows,
            old=FRAMEWORKS[old].title,
            new=FRAMEWORKS[new].title,
            kinds=KINDS,
            causes=by_cause(moving(rows, recorded.answers, old, new)),
            topics=TOPICS,
            needed=lambda row, name=new: alignment.needed(row, name, changes),
        )
    return made | drift_document()


def drift_document() -> dict[Path, str]:
    """Return the document on what releases change, made from docs/drift.json, by its path."""
    known = drift.read()
    steps: dict[str, list[tuple[list[Release], list[Cause]]]] = {}
    for product in products():
        found = steps.setdefault(product, [])
        for old, new in reversed([*pairwise(known.started(product))]):
            changed = causes(drift.between(known, load().values(), old, new))
            if not changed and found and not found[-1][1]:
                found[-1][0].append(new)  # no change either
            else:
                found.append(([new], changed))
    template = markdown(record.read()).get_template("drift.md.jinja")
    text = template.render(known=known, steps=steps, products=products(), kinds=KINDS)
    return {DOCS / "drift.md": text}


# --- Markdown -----------------------------------------------------------------


def markdown(recorded: Record) -> Environment:
    """Return the Jinja environment of the documents."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # Markdown: `code` and `prose` do it
    )
    environment.filters |= {
        "anchor": lambda title: re.sub(r"[^a-z0-9-]", "", title.lower().replace(" ", "-")),
        "answers": lambda row: answers_of(row, recorded),
        "how_asked": how_asked_in_markdown,
        "cell": lambda text: text.replace("|", "\\|"),
        "code": code,
        "prose": lambda text: str(text).replace("<", "&lt;"),
    }
    return environment


def answers_of(row: Row, recorded: Record) -> list[tuple[str, list[str]]]:
    """Return the answers to a question, the most common first, each with those who give it.

    A framework whose answer depends on the server stands there for each: "Flask (native)".
    """
    answers: dict[str, str] = {}
    for name, given in by_target(row, recorded, str).items():
        framework = FRAMEWORKS[name]
        if len({*given.values()}) == 1:
            answers[framework.title] = next(iter(given.values()))
        else:
            answers |= {f"{framework.title} ({server})": text for server, text in given.items()}
    return groups(answers)


def how_asked_in_markdown(row: Row) -> str:
    """Return how a question is asked, in one line of Markdown."""
    end = "." if isinstance(row, ProcessQuestion) else ""
    return how_asked(row, code, ", ") + end


def code(text: str) -> str:
    """Return text as code in Markdown, whatever backticks it has."""
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}" if text else "nothing"


# --- Data and picture ---------------------------------------------------------


def data(rows: Iterable[Row], recorded: Record, changes: list[Change]) -> str:
    """Return docs/behaviour.json, which behaviour.schema.json describes."""
    questions = [
        {
            "id": row.id,
            "topic": row.topic,
            "level": row.level,
            "question": row.question,
            "terms": list(row.terms),
            "rule": row.rule.section if row.rule else "",
            "keyword": row.rule.keyword if row.rule else "",
            "start": row.start.words if isinstance(row, Question) and row.start else "",
            "steps": [] if isinstance(row, ProcessQuestion) else list(map(step, row.before)),
            "request": [] if isinstance(row, ProcessQuestion) else pieces(row.request),
            "done": row.done if isinstance(row, ProcessQuestion) else "",
            "app": row.app,
            "observe": [] if isinstance(row, ProcessQuestion) else [a.name for a in row.observe],
            "answers": by_target(row, recorded, str),
            "rule_verdicts": by_target(row, recorded, row.verdict) if row.rule else {},
            "differs": row.differs,
            "decided_by": recorded.decided_by.get(row.id, ""),
            "aligned": row.aligned_answer or "",
            "changes": {
                name: [change.purpose for change in alignment.needed(row, name, changes)]
                for name in FRAMEWORKS
                if row.aligned_answer
            },
            "unaligned": row.unaligned,
            "why": row.why,
            "links": list(row.links),
            "app_lines": row.app_lines,
        }
        for row in rows
    ]
    whole = {"date": recorded.date, "versions": recorded.versions, "questions": questions}
    return json.dumps(whole, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def step(one: bytes | Wait | NewProcess) -> list | dict[str, int | str]:
    """Return a step of a question as data: a request in pieces, minutes, or a new process."""
    if isinstance(one, Wait):
        return {"minutes": one.minutes}
    if isinstance(one, NewProcess):
        return {"process": "second" if one.beside else "started again"}
    return pieces(one)


def by_target(row: Row, recorded: Record, of: Callable[[str], str]) -> dict[str, dict[str, str]]:
    """Return what follows from each recorded answer to a question, by framework and server."""
    given = {name: texts(row, name, recorded.answers) for name in FRAMEWORKS}
    return {
        name: {server: of(text) for server, text in found.items() if text != NOT_RECORDED}
        for name, found in given.items()
    }


def pieces(sent: bytes) -> list[str | dict]:
    """Return a request as its text in Latin-1, in pieces; what is repeated often stands once."""
    text, found, end = sent.decode("latin-1"), [], 0
    for match in re.finditer(r"(?s)(.{1,40}?)\1{99,}", text):
        found.append(text[end : match.start()])
        found.append({"repeat": match[1], "times": len(match[0]) // len(match[1])})
        end = match.end()
    return [piece for piece in (*found, text[end:]) if piece]


def picture(recorded: Record) -> str:
    """Return a picture, as SVG, of what `make compare` shows in a terminal."""
    screen = Console(record=True, width=100, file=io.StringIO(), highlight=False)
    screen.print(essential(recorded))
    svg = screen.export_svg(title="make compare", unique_id="compare")
    # No font from elsewhere: the terminal's own will do.
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.S)


# --- The run ------------------------------------------------------------------


def stale() -> list[str]:
    """Return the documents that do not say what the record and the table say."""
    expected = documents(record.read())
    there = [*DOCS.rglob("*.md"), *DOCS.rglob("*.svg"), DATA]
    unknown = [path for path in there if path not in expected]
    changed = [
        path
        for path, text in expected.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    return [str(path.relative_to(ROOT)) for path in unknown + changed]


def wrong_answers(recorded: Record) -> list[str]:
    """Return in one line each where the record is not what the table says."""
    return [
        f"{id}: {target} answers {answer.text} and the table says {row.expected(target)}"
        for (id, target), answer in recorded.answers.items()
        if (row := load().get(id)) and row.expected(target) not in (None, answer.text)
    ]


def main(arguments: list[str] | None = None) -> None:
    """Record a run and write the documents, if every answer is what the table says."""
    Parser(prog="python -m compare_tests.commands.docs", description="Write docs/.").parse_args(
        arguments
    )
    try:
        recorded = record.run([*PAGES.values(), *load().values()])
        wrong = wrong_answers(recorded)
        changes = [] if wrong else alignment.measured(aligned())
    except (TableError, StartError) as error:
        sys.exit(str(error))
    if wrong := wrong or alignment.problems(changes):
        sys.exit("\n".join([*wrong, "So nothing was written: change the app or the table first."]))
    record.write(recorded)
    alignment.write(changes, alignment.prices(alignment.places("pages").values()))
    made = documents(recorded)
    for path, text in made.items():
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text, encoding="utf-8")
    print(f"Every answer is as the table says. Wrote the record and {len(made)} documents.")


if __name__ == "__main__":
    main()
