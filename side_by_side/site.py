"""Makes the side-by-side pages from the record of the last run; nothing is asked for them.

python -m side_by_side.site                             write them into site/
python -m side_by_side.site --url https://example.com/  the same, to be published there
"""

import os
import re
import shutil
import sys
from collections.abc import Iterable
from functools import cache, partial
from itertools import combinations, permutations
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import HtmlDjangoLexer, PythonLexer

from compare_tests.engine import alignment, drift, record, results
from compare_tests.engine.model import (
    DECIDED_BY,
    LEVELS,
    ProcessQuestion,
    Row,
    steps_in_words,
)
from compare_tests.engine.record import Record
from compare_tests.engine.text import meanings, printable
from compare_tests.questions import PAGES, TOPICS, load, page_of
from compare_tests.questions.changelogs import note_of
from shared.cli import Parser
from shared.frameworks import APPS, FRAMEWORKS, SERVERS, Target, command
from shared.launcher import ROOT
from shared.releases import products
from side_by_side import excerpts
from side_by_side.sizes import sizes

HERE = Path(__file__).parent
SITE = ROOT / "site"
LIGHT, DARK = "default", "lightbulb"  # both have enough contrast on the page's own background
PICTURE = ROOT / "docs" / "matrix.png"  # what others show beside a link to a page
TRY_ONLY = ("try.js", "try.css")
# The pages on which each lesson is read: what they are called, and how their names begin.
READ = {"pages": ("Read", ""), "blog": ("Blog", "blog")}
SERVER_WORDS = SERVERS | {"native": "each framework's own server"}


def pages(
    recorded: Record,
    with_try: bool = False,
    table: dict[str, Row] | None = None,
    url: str = "",
) -> dict[str, str]:
    """Return every page and what it needs, by its name below site/.

    Args:
        recorded: the record of a run.
        with_try: for the program that serves them: with the links to the page Try.
        table: the questions to be shown by id; without it, all.
        url: where they will be published, with a slash at its end; "" where that is not known.
    """
    table = load() if table is None else table
    environment = environment_of(recorded)
    common = {
        "with_try": with_try,
        "frameworks": list(FRAMEWORKS.values()),
        "pairs": list(combinations(FRAMEWORKS.values(), 2)),
        "questions": load() | PAGES,
        "recorded": recorded,
        "changed": recorded.changed_apps if recorded.apps else [],
        "decided_by": DECIDED_BY,
        "levels": LEVELS,
        "topics": TOPICS,
        "root": "",
        "url": url,
        "picture": PICTURE.exists(),
    }
    # Whoever publishes may keep robots away; these pages do not.
    made = {"robots.txt": "User-agent: *\nAllow: /\n"}

    def render(name: str, template: str, **more: object) -> None:
        made[name] = environment.get_template(template).render(**common | more)

    for lesson, (here, start) in READ.items():
        chapters = list(excerpts.CHAPTERS[lesson].values())
        read = {
            "lesson": lesson,
            "chapters": chapters,
            "excerpts": {name: excerpts.excerpts_of(name, lesson) for name in FRAMEWORKS},
            "deciding": deciding_lines(table.values(), lesson),
            "shared": {c.id: excerpts.section_of(*c.shared[:2]) for c in chapters if c.shared[0]},
            "sizes": sizes(FRAMEWORKS, recorded.start_up_s) if lesson == "pages" else {},
            "here": here,
            "all_of_them": f"{start or 'index'}.html",
        }
        render(read["all_of_them"], "read.html", shown=common["frameworks"], **read)
        for pair in common["pairs"]:
            name = "-".join(filter(None, [start, pair[0].name, pair[1].name]))
            render(f"{name}.html", "read.html", shown=pair, **read)
    order = {row.id: at for at, row in enumerate(by_level(table))}
    rows = list(table.values())
    render("behaviour.html", "behaviour.html", table=rows, order=order, here="Behaviour")
    render("teach.html", "teach.html", table=rows, here="Teach")
    moves = {
        (old, new): results.moving(table.values(), recorded.answers, old, new)
        for old, new in permutations(FRAMEWORKS, 2)
    }
    render("move.html", "moves.html", moves=moves, here="Move")
    for (old, new), found in moves.items():
        render(
            f"move/{old}-to-{new}.html",
            "move.html",
            root="../",
            old=FRAMEWORKS[old],
            new=FRAMEWORKS[new],
            count=len(table),
            causes=results.by_cause(found),
            kinds=results.KINDS,
            here="Move",
        )
    known = drift.read()
    upgrades = {
        product: [
            (row, *one)
            for row in by_level(table)
            for one in drift.history(known, row.id, [product])
        ]
        for product in products()
        if product in known.questions
    }
    render("upgrade.html", "upgrade.html", drift=known, upgrades=upgrades, here="Upgrade")
    # It is served for addresses in any folder, so its links are whole.
    render("404.html", "404.html", root=url, here="")
    for topic in TOPICS:
        rows = [row for row in table.values() if row.topic == topic]
        render(
            f"behaviour/{topic}.html",
            "topic.html",
            root="../",
            topic=topic,
            table=rows,
            code_of=code_of(rows),
            here="Behaviour",
        )
    for path in sorted((HERE / "static").iterdir()):
        if with_try or path.name not in TRY_ONLY:
            made[f"static/{path.name}"] = path.read_text(encoding="utf-8")
    made["static/code.css"] = code_css()
    return {name: without_machine(text) for name, text in made.items()}


def by_level(table: dict[str, Row]) -> list[Row]:
    """Return questions, those first that matter to most readers."""
    return sorted(table.values(), key=lambda row: row.rank)


def without_machine(text: str) -> str:
    """Return a page in which no folder of this machine is named."""
    for folder in (str(ROOT), sys.prefix, str(Path.home())):
        text = re.sub(rf"(?<!\w){re.escape(folder)}(?!\w)", "…", text)
    return text


def environment_of(recorded: Record) -> Environment:
    """Return the Jinja environment, autoescaping, with what the templates call."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def short_answers(row: Row, name: str) -> list[tuple[str, str]]:
        """Return the same, without the parts with which all of them begin."""
        found = answers_of(recorded, row, name)
        if len(found) < 2:
            return found
        parts = [text.split(" · ") for _, text in found]
        same = min(len(os.path.commonprefix(parts)), min(map(len, parts)) - 1)
        return [
            (server, " · ".join(own[same:])) for (server, _), own in zip(found, parts, strict=True)
        ]

    def lines_of(row: Row, names: Iterable[str], server: str) -> dict[str, list]:
        keys = {name: (row.id, Target(name, row.app, server)) for name in names}
        return differing(
            {
                name: recorded.responses[key]
                for name, key in keys.items()
                if key in recorded.responses
            },
            [] if isinstance(row, ProcessQuestion) else [one.name for one in row.observe],
        )

    (changes, _), known = alignment.read(), drift.read()

    environment.globals |= {
        "how_to_align": lambda row, name: alignment.how_to_align(row, name, changes),
        "answers": partial(answers_of, recorded),
        "short_answers": short_answers,
        "steps_in_words": steps_in_words,
        "code": code_lines,
        "command": lambda name, app, server, port: command(Target(name, app, server), port),
        "history": lambda row: drift.history(known, row.id),
        "note_of": note_of,
        "has_request": lambda row: not isinstance(row, ProcessQuestion),
        "debugging": lambda row: APPS[row.app].debug,
        "meaning": lambda row: APPS[row.app].meaning,
        "title_of": lambda name: FRAMEWORKS[name].title,
        "letters": partial(letters, recorded),
        "groups_of": partial(groups_of, recorded),
        "all_changes": changes,
        "lines_of": lines_of,
        "printable": printable,
        "server_words": SERVER_WORDS,
        "source": source,
        "chapter_of": chapter_of,
    }
    return environment


def answers_of(recorded: Record, row: Row, name: str) -> tuple[tuple[str, str], ...]:
    """Return a framework's answers, each with the server it is for, "" where all are the same."""
    texts = results.texts(row, name, recorded.answers)
    return (("", *{*texts.values()}),) if len({*texts.values()}) == 1 else tuple(texts.items())


def letters(recorded: Record, row: Row) -> dict[str, str]:
    """Return by framework the letter of the group that gives the same answers."""
    return {name: letter for letter, _, names in groups_of(recorded, row) for name in names}


def groups_of(recorded: Record, row: Row) -> list[tuple[str, tuple, list[str]]]:
    """Return each different answer once: its letter, its texts by server, and who gives it."""
    return results.lettered({name: answers_of(recorded, row, name) for name in FRAMEWORKS})


def chapter_of(row: Row) -> str:
    """Return where the code stands that a question is about: index.html#bye."""
    if APPS[row.app].lesson == "blog":
        path = row.request.split()[1].decode().partition("?")[0]
        return f"blog.html#{BLOG_CHAPTERS[path]}"
    return f"index.html#{'run' if row.app != 'plain' else page_of(row) or 'routes'}"


def deciding_lines(rows: Iterable[Row], lesson: str) -> dict[str, dict[str, list[str]]]:
    """Return by framework the lines of its app that decide questions, each with the questions."""
    found: dict[str, dict[str, list[str]]] = {name: {} for name in FRAMEWORKS}
    for row in rows:
        for name, line in row.app_lines.items() if APPS[row.app].lesson == lesson else ():
            found[name].setdefault(line, []).append(row.question)
    return found


def code_of(rows: Iterable[Row]) -> dict[str, dict[str, list[excerpts.Excerpt]]]:
    """Return the code that questions are about: by the title of its chapter and by framework."""
    links = {*map(chapter_of, rows)}
    return {
        chapter.title: {name: excerpts.excerpts_of(name, lesson)[chapter.id] for name in FRAMEWORKS}
        for lesson, (_, start) in READ.items()
        for chapter in excerpts.CHAPTERS[lesson].values()
        if f"{start or 'index'}.html#{chapter.id}" in links
    }


BLOG_CHAPTERS = {"/": "posts", "/login": "log-in", "/create": "create", "/logout": "log-out"}


def differing(
    texts: dict[str, str], looked_at: Iterable[str] = ()
) -> dict[str, list[tuple[str, str, bool]]]:
    """Return the lines of each response, with what each means, and whether not all others say it.

    Args:
        texts: the responses.
        looked_at: the names of the aspects that the question looks at.
    """
    meant = {name: meanings(text, looked_at) for name, text in texts.items()}
    common = set.intersection(*map(set, meant.values())) | {""} if meant else set()
    return {
        name: [
            (line, means, means not in common)
            for line, means in zip(text.split("\n"), meant[name], strict=True)
        ]
        for name, text in texts.items()
    }


@cache
def code_lines(text: str, file: str) -> list[Markup]:
    """Return Python code, or a template, as highlighted HTML, line by line."""
    lexer = PythonLexer if file.endswith(".py") else HtmlDjangoLexer
    html = highlight(text, lexer(stripnl=False), HtmlFormatter(nowrap=True))
    html = re.sub(r'<span class="[npw]">(.*?)</span>', r"\1", html)  # names are no colour
    return [Markup(line) for line in html.rstrip("\n").split("\n")]


@cache
def code_css() -> str:
    """Return the style sheet of highlighted code, for light and for dark, and of the first view."""

    def rules(style: str) -> str:
        lines = HtmlFormatter(style=style, nobackground=True).get_style_defs("pre").splitlines()
        return "\n".join(line for line in lines if line.startswith("pre ."))

    columns = "".join(f"[data-chosen='{n}'] {{ --n: {n}; }}\n" for n in range(len(FRAMEWORKS)))
    others = [
        f"html.first [data-standard] [data-framework={name}]:not(.pick)"
        for name in [*FRAMEWORKS][2:]
    ]
    first = f"{', '.join(others)} {{ display: none; }}\n" if others else ""
    first += f":root {{ --n: {len(FRAMEWORKS)}; }}\n{columns}"
    return f"{first}{rules(LIGHT)}\n@media (prefers-color-scheme: dark) {{\n{rules(DARK)}\n}}\n"


def source(link: str) -> str:
    """Return what to call a link: the file and lines of a source, else the site."""
    place = link.replace("?plain=1", "")
    parts = re.fullmatch(r"https://github\.com/[^/]+/([^/]+)/blob/[^/]+/(?:.*/)?([^/]+)", place)
    return f"{parts[1]}: {parts[2].replace('#', ' ')}" if parts else link.split("/")[2]


def write(made: dict[str, str], folder: Path) -> None:
    """Write pages into a folder, and remove what no longer belongs there."""
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if str(path.relative_to(folder)) not in made:
            path.unlink()
    for name, text in made.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def main(arguments: list[str] | None = None) -> None:
    """Write the pages into site/, or into another folder."""
    parser = Parser(prog="python -m side_by_side.site", description="Write the pages.")
    parser.add_argument("folder", nargs="?", type=Path, default=SITE)
    parser.add_argument("--url", default="", help="where they will be published: https://…/")
    given = parser.parse_args(arguments)
    if given.url and not re.match(r"https?://[^/\s]+(/\S*)?$", given.url):
        parser.error(f"--url: {given.url!r} is no address of the kind https://example.com/")
    folder, url = given.folder, given.url and given.url.rstrip("/") + "/"
    made = pages(record.read(), url=url)
    write(made, folder)
    if PICTURE.exists():
        shutil.copy(PICTURE, folder / PICTURE.name)
    print(f"Wrote {len(made)} files. Open {folder.name}/index.html in a browser.")


if __name__ == "__main__":
    main()
