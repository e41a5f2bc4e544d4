"""Builds the side-by-side page: asks all apps everything, and writes what they said into site/.

python -m side_by_side.build             ask everything, then write
python -m side_by_side.build --check     ask nothing; say what has changed since
"""

import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, files, requires
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from packaging.requirements import Requirement
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from compare_tests.asking import Answers, act, ask, ask_bare, needed_servers
from compare_tests.compare import printable
from compare_tests.comparing import LAYERS, layer_of
from compare_tests.document import this_run
from compare_tests.questions import LEVELS, TOPICS, Question, TableError, load, request
from compare_tests.wire import Exchange
from shared.frameworks import FRAMEWORKS, command
from shared.launcher import ROOT, Server, StartError, running
from shared.options import Parser
from side_by_side import cut
from side_by_side.cut import CutError

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = Path(__file__).parent
SITE = ROOT / "site"
RECORDED = "recorded.json"
# What the pages are made from: when one of these changes, they are stale.
INPUTS = (
    *(f"{framework.folder}/*.py" for framework in FRAMEWORKS.values()),
    "shared/*.py",
    "compare_tests/*ing.py",
    "compare_tests/looks.py",
    "compare_tests/wire.py",
    "compare_tests/questions/*.py",
    "side_by_side/*.py",
    "side_by_side/static/*",
    "side_by_side/templates/*",
    "requirements.txt",
)
LIGHT, DARK = "default", "lightbulb"  # both have enough contrast on the page's own background
LIVE_ONLY = ("try.js", "try.css")
LONGEST = 2000  # bytes of a response that are shown


# The four pages, which the contract holds equal: they are asked beside the questions.
OUR_PAGES = [
    Question(
        id=id,
        level="essential",
        question=f"What is sent for the page {id}?",
        request=request(f"GET {target}"),
        look="status page",
        answers=dict.fromkeys(FRAMEWORKS, f"200 · {answer}"),
    )
    for id, target, answer in (
        ("hello", "/", "hello page"),
        ("greet", "/name", "greet page"),
        ("typed_path", "/username/Ahmed/30", 'name "Ahmed", age 30'),
        ("bye", "/bye", "bye page"),
    )
]


class BuildError(Exception):
    """The pages cannot be written as things are; says why."""


# --- The record ---------------------------------------------------------------


def record(starting: dict[str, float] | None = None) -> dict:
    """Ask every question of every app, and return what is shown of it, as data for JSON.

    Args:
        starting: the seconds that each app takes to start, if they have been measured.

    Raises:
        BuildError: an answer is not what the table says.
        StartError: an app did not start.
        TableError: the table of questions is wrong.
    """
    questions = [*OUR_PAGES, *load().values()]
    with running(needed_servers(questions, FRAMEWORKS)) as servers:
        answers = ask(questions, servers) | act(questions, FRAMEWORKS)
    wrong = [
        f"{id}: {name} on {server} answers {seen.answer}, and not {said}"
        for question in questions
        for (id, name, server), seen, said in _compared(question, answers)
        if seen.answer != said
    ]
    if wrong:
        raise BuildError("\n".join([*wrong, "Not what the table says, so nothing was written."]))
    bare = ask_bare(questions, FRAMEWORKS)
    return {
        "inputs": inputs(),
        "versions": this_run()["versions"],
        "starting": starting or {name: start_up(name) for name in FRAMEWORKS},
        "layers": {question.id: layer_of(question, bare) for question in questions},
        "exchanges": exchanges(questions, answers),
    }


def exchanges(questions: Iterable[Question], answers: Answers) -> dict[str, dict]:
    """Return the responses that are shown, as text, by question, framework and server."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for question in questions:
        for (id, name, server), seen, _ in _compared(question, answers):
            # With debugging on, responses hold the paths and variables of this machine.
            if seen.exchange and not question.state.endswith("debug"):
                found.setdefault(id, {}).setdefault(name, {})[server] = steady(seen.exchange)
    return found


def _compared(question: Question, answers: Answers) -> Iterator[tuple]:
    for name in FRAMEWORKS:
        for server in question.servers:
            key = question.id, name, server
            yield key, answers[key], question.expected(name, server)


def steady(exchange: Exchange) -> str:
    """Return a response as text in which what every run changes is written as x.

    That is the date, the port and a random token, each in as many characters as it has; the
    methods of an Allow field, whose order changes with every process, are sorted. The folders
    of this machine, which a traceback names, become "…".
    """
    raw = re.sub(
        rb"\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT", b"xxx, xx xxx xxxx xx:xx:xx GMT", exchange.raw
    )
    for pattern in (
        rb"(127\.0\.0\.1:|localhost:|waitress\.invalid:)(\d+)",
        rb"(csrftoken=)(\w{32})",
    ):
        raw = re.sub(pattern, lambda found: found[1] + b"x" * len(found[2]), raw)
    raw = re.sub(
        rb"(?im)^(Allow: )([A-Z, ]+)",
        lambda found: found[1] + b", ".join(sorted(found[2].split(b", "))),
        raw,
    )
    for folder in (sys.prefix, str(ROOT), sys.base_prefix):
        raw = raw.replace(folder.encode() + os.sep.encode(), f"…{os.sep}".encode())
    return printable(raw, LONGEST) or f"(no bytes: {exchange.end})"


def start_up(name: str) -> float:
    """Return the seconds from starting an app on its own server to its first answer."""
    taken = []
    for _ in range(3):
        began = time.perf_counter()
        with running([Server(name)]):
            taken.append(time.perf_counter() - began)
    return round(median(taken), 2)


def inputs() -> dict[str, str]:
    """Return a digest of every file that the pages are made from, and of the packages."""
    paths = {path for pattern in INPUTS for path in ROOT.glob(pattern) if path.is_file()}
    found = {str(path.relative_to(ROOT)): _digest(path.read_bytes()) for path in sorted(paths)}
    return found | {"installed packages": _digest(json.dumps(this_run()["versions"]).encode())}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


# --- The pages ----------------------------------------------------------------


def pages(recorded: dict, live: bool = False) -> dict[str, str]:
    """Return every page and what it needs, by its name below site/.

    Args:
        recorded: what `record` returned.
        live: for the program that serves them: with the links to the page Try.

    Raises:
        BuildError: the record is of other questions, or a page would show this machine.
        CutError: the apps cannot be cut by topic.
    """
    questions = load()
    all_of_them = questions | {question.id: question for question in OUR_PAGES}
    if set(recorded["layers"]) != set(all_of_them):
        raise BuildError("The questions are not those that were asked: run `make pages`.")
    cuts = {name: cut.cut(name) for name in FRAMEWORKS}
    for ids in cut.DECIDES.values():
        if unknown := [id for id in ids.split() if id not in questions]:
            raise CutError(f"cut.py names {', '.join(unknown)}, which is no question")
    environment = environment_of(recorded)
    common = {
        "live": live,
        "frameworks": list(FRAMEWORKS.values()),
        "pairs": list(combinations(FRAMEWORKS.values(), 2)),
        "questions": all_of_them,
        "recorded": recorded,
        "layers": LAYERS,
        "levels": LEVELS,
        "topics": TOPICS,
        "root": "",
    }
    made = {}

    def render(name: str, template: str, **more: object) -> None:
        made[name] = environment.get_template(template).render(**common | more)

    read = {
        "reading": list(cut.TOPICS.values()),
        "cuts": cuts,
        "shared": {t.id: cut.cut_section(*t.shared) for t in cut.TOPICS.values() if t.shared[0]},
        "sizes": sizes(cuts, recorded["starting"]),
        "here": "Read",
    }
    render("index.html", "read.html", shown=common["frameworks"], **read)
    for pair in common["pairs"]:
        render(f"{pair[0].name}-{pair[1].name}.html", "read.html", shown=pair, **read)
    table = list(questions.values())
    render("behaviour.html", "behaviour.html", table=table, here="Behaviour")
    for topic in TOPICS:
        of_topic = [question for question in table if question.topic == topic]
        more = {"topic": topic, "table": of_topic, "aligned": {}, "here": ""}
        render(f"behaviour/{topic}.html", "topic.html", root="../", **more)
    for path in sorted((HERE / "static").iterdir()):
        if live or path.name not in LIVE_ONLY:
            made[f"static/{path.name}"] = path.read_text()
    made["static/code.css"] = code_css()
    for private in (str(ROOT), str(Path.home()), sys.prefix):
        pattern = re.compile(rf"(?<!\w){re.escape(private)}(?!\w)")
        if found := [name for name, text in made.items() if pattern.search(text)]:
            raise BuildError(f"{found[0]} would show {private!r}, which is about this machine")
    return made


def environment_of(recorded: dict) -> Environment:
    """Return the Jinja environment, autoescaping, with what the templates call."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def lines_of(question: Question, names: Iterable[str], server: str) -> dict[str, list]:
        raw = recorded["exchanges"].get(question.id, {})
        return differing({n: raw[n][server] for n in names if server in raw.get(n, ())})

    environment.globals |= {
        "answers": answers_of,
        "code": code_lines,
        "command": command,
        "letters": letters,
        "lines_of": lines_of,
        "printable": printable,
        "source": source,
        "topic_of": topic_of,
    }
    return environment


def answers_of(question: Question, name: str) -> list[tuple[str, str]]:
    """Return a framework's answers, each with the server it is for, "" where that is all one."""
    found = {server: question.expected(name, server) for server in question.servers}
    return [("", *set(found.values()))] if len(set(found.values())) == 1 else list(found.items())


def letters(question: Question) -> dict[str, str]:
    """Return by framework the group it is in: A for the largest, B and so on; "=" if all agree."""
    said = {name: json.dumps(answers_of(question, name)) for name in FRAMEWORKS}
    order = sorted(dict.fromkeys(said.values()), key=lambda one: -list(said.values()).count(one))
    if len(order) == 1:
        return dict.fromkeys(FRAMEWORKS, "=")
    return {name: chr(ord("A") + order.index(one)) for name, one in said.items()}


def topic_of(question: Question) -> str:
    """Return the topic of the page Read whose code a question is about."""
    line = question.request.decode("latin-1").partition("\r\n")[0].split(" ")
    target = line[1] if len(line) > 1 else ""
    return cut.topic_of(target, question.state, question.action)


def differing(texts: dict[str, str]) -> dict[str, list[tuple[str, bool]]]:
    """Return the lines of each text, and whether a line is not in all of the others."""
    lines = {name: text.split("\n") for name, text in texts.items()}
    common = set.intersection(*map(set, lines.values())) if lines else set()
    return {name: [(one, one not in common) for one in some] for name, some in lines.items()}


def code_lines(text: str) -> list[Markup]:
    """Return Python code as highlighted HTML, line by line."""
    html = highlight(text, PythonLexer(stripnl=False), HtmlFormatter(nowrap=True))
    return [Markup(line) for line in html.rstrip("\n").split("\n")]


def code_css() -> str:
    """Return the style sheet of highlighted code, for light and for dark."""

    def rules(style: str) -> str:
        lines = HtmlFormatter(style=style, nobackground=True).get_style_defs("pre").splitlines()
        return "\n".join(line for line in lines if line.startswith("pre ."))

    return f"{rules(LIGHT)}\n@media (prefers-color-scheme: dark) {{\n{rules(DARK)}\n}}\n"


def source(link: str) -> str:
    """Return what to call a link: the file and lines of a source, else the site."""
    found = re.fullmatch(r"https://github\.com/[^/]+/([^/]+)/blob/[^/]+/(?:.*/)?([^/]+)", link)
    return f"{found[1]}: {found[2].replace('#', ' ')}" if found else link.split("/")[2]


def sizes(cuts: dict[str, dict[str, list[cut.Block]]], starting: dict) -> dict[str, dict]:
    """Return the five sizes of each app, by their names."""
    paths = {name: cut.app_files(name) for name in cuts}
    return {
        "lines of the app": {
            name: sum(len(path.read_text().splitlines()) for path in some)
            for name, some in paths.items()
        },
        "files of the app": {name: len(some) for name, some in paths.items()},
        "packages it installs": {name: len(packages(name)) for name in cuts},
        "megabytes of these packages": {name: f"{megabytes(packages(name)):.1f}" for name in cuts},
        "seconds until it answers": {name: f"{starting[name]:.2f}" for name in cuts},
    }


def packages(name: str) -> set[str]:
    """Return the packages that installing one brings, itself included."""
    found: set[str] = set()
    left = [name]
    while left:
        one = re.sub(r"[-_.]+", "-", left.pop()).lower()
        if one not in found:
            found.add(one)
            wanted = [Requirement(text) for text in requires(one) or ()]
            left += [w.name for w in wanted if not w.marker or w.marker.evaluate({"extra": ""})]
    return found


def megabytes(names: Iterable[str]) -> float:
    """Return the size of these packages as they are installed, without compiled bytecode."""
    total = 0
    for name in names:
        try:
            some = files(name) or ()
        except PackageNotFoundError:  # one that only another system needs
            continue
        total += sum(file.size or 0 for file in some)
    return total / 1e6


# --- The site -----------------------------------------------------------------


def write(recorded: dict, site: Path = SITE) -> dict[str, str]:
    """Write the pages and the record below `site`, remove what no longer belongs there.

    Returns:
        What was written, by name.
    """
    made = pages(recorded)
    digests = {name: _digest(text.encode()) for name, text in made.items()}
    text = json.dumps(recorded | {"pages": digests}, indent=1, sort_keys=True, ensure_ascii=False)
    made[RECORDED] = f"{text}\n"
    for path in [path for path in site.rglob("*") if path.is_file()]:
        if str(path.relative_to(site)) not in made:
            path.unlink()
    for name, text in made.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, encoding="utf-8", newline="\n")
    return made


def read(site: Path = SITE) -> dict:
    """Return the record of a built site: what `pages` takes.

    Raises:
        BuildError: nothing has been built there.
    """
    try:
        return json.loads((site / RECORDED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BuildError("There is no site/ yet: run `make pages`.") from None


def stale(site: Path = SITE) -> list[str]:
    """Return what has changed since the site was built: inputs, and pages written by hand.

    Raises:
        BuildError: nothing has been built there.
    """
    recorded, now = read(site), inputs()
    then = recorded["inputs"]
    changed = [name for name in sorted({*then, *now}) if then.get(name) != now.get(name)]
    for name, digest in recorded["pages"].items():
        path = site / name
        if not path.exists() or _digest(path.read_bytes()) != digest:
            changed.append(f"{site.name}/{name}")
    return changed


def main(arguments: list[str] | None = None) -> None:
    """Write the site, or with --check say what is stale, and exit with status 1 if anything is."""
    parser = Parser(prog="python -m side_by_side.build", description="Write site/.")
    parser.add_argument("--check", action="store_true", help="say what has changed since")
    parser.add_argument("--picture", type=Path, help="make the picture of the README too: a .png")
    asked = parser.parse_args(arguments)
    try:
        if asked.check:
            names = stale()
            sys.exit(f"Stale, so run `make pages`: {', '.join(names)}" if names else 0)
        made = write(record(_measured()))
        if asked.picture:
            from compare_tests.browser import MISSING, launched  # only here it is needed

            if MISSING:
                raise BuildError(f"No picture: {MISSING}")
            with launched() as browser:
                picture(browser, asked.picture)
    except (BuildError, CutError, StartError, TableError) as error:
        sys.exit(str(error))
    size = sum(len(text.encode()) for text in made.values())
    print(f"{len(made)} files, {size / 1e6:.1f} MB. Open site/index.html in a browser.")


def picture(browser: "Browser", file: Path, site: Path = SITE) -> None:
    """Write a picture of one topic with two frameworks, as this browser shows it."""
    page = browser.new_page(viewport={"width": 1320, "height": 900}, color_scheme="light")
    page.goto(f"{site.as_uri()}/{cut.PICTURE}")
    page.add_style_tag(content=".topic { padding: 1rem } h2 { margin-top: 0 }")
    section = page.locator("section.topic:has(:target)")
    section.locator("summary").first.click()
    section.screenshot(path=file)
    page.close()


def _measured(site: Path = SITE) -> dict[str, float] | None:
    """Return the start-up times of the last build, if nothing that they measure has changed."""
    try:
        recorded, now = read(site), inputs()
    except BuildError:
        return None
    apps = [name for name in now if "_app/" in name or name == "installed packages"]
    same = all(recorded["inputs"].get(name) == now[name] for name in apps)
    return recorded["starting"] if same else None


if __name__ == "__main__":
    main()
