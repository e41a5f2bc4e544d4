"""Write docs/ from the table of questions, after a run that has shown every answer in it.

python -m compare_tests.document            ask everything, then write
python -m compare_tests.document --check    ask nothing; say which documents are stale
"""

import datetime
import io
import json
import platform
import re
import sys
from importlib.metadata import version
from pathlib import Path

from rich.console import Console

from compare_tests.asking import act, ask, ask_bare, needed_servers
from compare_tests.compare import overview
from compare_tests.comparing import KINDS, LAYERS, groups, layer_of, moving
from compare_tests.questions import LEVELS, TOPICS, Question, TableError, load
from shared.frameworks import FRAMEWORKS
from shared.launcher import ROOT, StartError, running
from shared.options import Parser

DOCS = ROOT / "docs"
DATA = DOCS / "behaviour.json"
# What answers below the frameworks: their own libraries, and the servers.
PACKAGES = (*FRAMEWORKS, "werkzeug", "webob", "cheroot", "waitress")


def documents(questions: list[Question], run: dict[str, object]) -> dict[Path, str]:
    """Return every document of docs/ by its path.

    Args:
        questions: the whole table, with its answers.
        run: `date` and `versions` of the run that showed them.
    """
    bare = ask_bare(questions, FRAMEWORKS)
    layers = {question.id: layer_of(question, bare) for question in questions}
    made = {
        DATA: _json(questions, layers, run),
        DOCS / "behaviour.md": _behaviour(questions, layers, run),
        DOCS / "compare.svg": picture(questions),
    }
    for old in FRAMEWORKS:
        for new in FRAMEWORKS:
            if old != new:
                made[DOCS / "moving" / f"{old}-to-{new}.md"] = _moving(questions, old, new)
    return made


def this_run() -> dict[str, object]:
    """Return the date and the versions that a run made now would have."""
    versions = {name: version(name) for name in PACKAGES}
    versions["python"] = platform.python_version()
    return {"date": datetime.date.today().isoformat(), "versions": versions}


def _json(questions: list[Question], layers: dict[str, str], run: dict[str, object]) -> str:
    rows = [
        {
            "id": question.id,
            "topic": question.topic,
            "level": question.level,
            "question": question.question,
            "rule": question.rule,
            "request": question.request.decode("latin-1"),
            "action": question.action,
            "state": question.state,
            "look": question.look.split(),
            "answers": {
                name: {server: question.expected(name, server) for server in question.servers}
                for name in FRAMEWORKS
            },
            "differs": question.differs,
            "layer": layers[question.id],
            "why": question.why,
            "links": list(question.links),
        }
        for question in questions
    ]
    data = {**run, "questions": rows}
    return json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def picture(questions: list[Question]) -> str:
    """Return a picture, as SVG, of what `make compare LEVEL=essential` shows in a terminal."""
    essential = [question for question in questions if question.level == "essential"]
    console = Console(record=True, width=96, file=io.StringIO(), highlight=False)
    console.print(overview(essential, list(FRAMEWORKS), "waitress", console.width))
    svg = console.export_svg(title="make compare LEVEL=essential", unique_id="compare")
    # No font from elsewhere: the terminal's own will do.
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.S)


# --- Markdown -----------------------------------------------------------------


def _behaviour(questions: list[Question], layers: dict[str, str], run: dict[str, object]) -> str:
    shown = [question for question in questions if question.level != "deep"]
    differing = sum(question.differs for question in questions)
    named = ", ".join(f"{name} {number}" for name, number in sorted(run["versions"].items()))
    lines = [
        "# What each framework does when our code says nothing",
        "",
        f"{len(questions)} questions were asked; {differing} got different answers. Here are the "
        f"{len(shown)} that are essential or practical; all of them are in "
        "[behaviour.json](behaviour.json). A statement is a rule of HTTP; a question is what no "
        "rule decides. Different is not worse.",
        "",
        "Each was asked over HTTP, on the framework's own server (native) and on Waitress; an "
        "answer that depends on the server says so.",
        "",
        f"Run of {run['date']}: {named}.",
        "",
    ]
    lines += [f"- [{title}](#{_anchor(title)})" for title in TOPICS.values()]
    for topic, title in TOPICS.items():
        of_topic = [question for question in shown if question.topic == topic]
        lines += ["", f"## {title}"]
        # What the server alone decides stands apart, behind the rest.
        for question in sorted(of_topic, key=lambda q: (layers[q.id] == "server", _rank(q))):
            lines += ["", *_question(question, layers[question.id])]
    return "\n".join(lines) + "\n"


def _rank(question: Question) -> int:
    return list(LEVELS).index(question.level)


def _anchor(title: str) -> str:
    return "".join(c for c in title.lower().replace(" ", "-") if c.isalnum() or c == "-")


def _question(question: Question, decides: str) -> list[str]:
    about = f"`{question.id}` · {question.level} · {LAYERS[decides]}"
    if question.rule:
        about += f" · {question.rule}"
    lines = [f"### {question.question}", "", about, "", f"Asked: {_asked(question)}", ""]
    for answer, titles in groups(question).items():
        lines.append(f"- **{', '.join(titles)}**: {_code(answer)}")
    if question.why:
        links = ", ".join(f"[{i}]({link})" for i, link in enumerate(question.links, 1))
        lines += ["", f"Why: {_plain(question.why)} Source: {links}"]
    return lines


def _asked(question: Question) -> str:
    """Return how a question is asked, in one line of Markdown."""
    if question.action:
        return f"{question.action.replace('-', ' ')}, done to the server"
    first, *fields = question.request.decode("latin-1").partition("\r\n\r\n")[0].split("\r\n")
    usual = ("Host: 127.0.0.1", "Connection: close")
    shown = [first.removesuffix(" HTTP/1.1"), *(f for f in fields if f not in usual)]
    state = "" if question.state == "plain" else f", {question.state.replace('-', ' and ')}"
    return ", ".join(_code(_cut(part)) for part in shown[:4]) + state


def _cut(text: str, most: int = 100) -> str:
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return shown if len(shown) <= most else f"{shown[:60]}…({len(text)} characters)"


def _code(text: str) -> str:
    """Return text as code in Markdown, whatever backticks and bars it has."""
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}" if text else "nothing"


def _plain(text: str) -> str:
    """Return prose in which no `<` starts a tag."""
    return text.replace("<", "&lt;")


def _moving(questions: list[Question], old: str, new: str) -> str:
    found = moving(questions, old, new)
    titles = FRAMEWORKS[old].title, FRAMEWORKS[new].title
    lines = [
        f"# Moving from {titles[0]} to {titles[1]}: what clients will notice",
        "",
        f"Of {len(questions)} questions, {len(found)} get another answer after the move, on one "
        "and the same server. Worst first. To see one in full: `make compare ID=` and its name.",
    ]
    for kind, heading in KINDS.items():
        of_kind = [change for change in found if change.kind == kind]
        if of_kind:
            lines += ["", f"## {heading} ({len(of_kind)})", ""]
            lines += [f"| try | {titles[0]} | {titles[1]} | name |", "| --- | --- | --- | --- |"]
        for change in of_kind:
            cells = [_asked(change.question), _code(change.old), _code(change.new)]
            cells = [cell.replace("|", "\\|") for cell in cells]
            lines.append(f"| {' | '.join(cells)} | `{change.question.id}` |")
    return "\n".join(lines) + "\n"


# --- The run ------------------------------------------------------------------


def stale() -> list[str]:
    """Return the documents that do not say what the table says."""
    run = json.loads(DATA.read_text()) if DATA.exists() else this_run()
    kept = {"date": run["date"], "versions": run["versions"]}
    wanted = documents(list(load().values()), kept)
    found = [*DOCS.rglob("*.md"), *DOCS.rglob("*.svg"), DATA]
    odd = [path for path in found if path not in wanted]
    changed = [p for p, text in wanted.items() if not p.exists() or p.read_text() != text]
    return [str(path.relative_to(ROOT)) for path in odd + changed]


def main() -> None:
    """Write the documents, if every answer is what the table says."""
    parser = Parser(prog="python -m compare_tests.document", description="Write docs/.")
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    try:
        if asked.check:
            names = stale()
            sys.exit(f"Stale, so run `make docs`: {', '.join(names)}" if names else 0)
        questions = list(load().values())
        with running(needed_servers(questions, FRAMEWORKS)) as servers:
            answers = ask(questions, servers) | act(questions, FRAMEWORKS)
    except (TableError, StartError) as error:
        sys.exit(str(error))
    wrong = [
        f"{question.id}: {name} on {server} answers {answers[question.id, name, server].answer}"
        for question in questions
        for name in FRAMEWORKS
        for server in question.servers
        if answers[question.id, name, server].answer != question.expected(name, server)
    ]
    if wrong:
        sys.exit("\n".join([*wrong, "Not what the table says, so nothing was written."]))
    made = documents(questions, this_run())
    for path, text in made.items():
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text)
    print(f"{len(questions)} questions answered as the table says; {len(made)} documents written.")


if __name__ == "__main__":
    main()
