"""Cuts the apps by topic: every code block of the pages comes from the files that were tested.

A section is found by its line `# --- Set-up ---`, a page by its docstring, which is the same
in all apps. Each line of an app belongs to exactly one cut; one that belongs to none, or a cut
that finds nothing, is an error.
"""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from shared.frameworks import FRAMEWORKS
from shared.launcher import ROOT

SET_UP, PAGES, ROUTES, RUN = "Set-up", "Pages", "Routes", "Run"


@dataclass(frozen=True)
class Topic:
    """One topic of the page on which the apps are read.

    Attributes:
        id: its anchor.
        title: its heading.
        asked: the id of the question (or of the page, see build.py) shown under the code.
        words: what to look at.
        section: the section of the app files it shows, "" for none.
        docstring: the docstring of the page it shows, "" for none.
        shared: file and section of code that all apps use, shown once.
        server: the server whose responses are shown.
        mode: how the apps are started here, where a command is to be shown; see MODES.
    """

    id: str
    title: str
    asked: str
    words: str
    section: str = ""
    docstring: str = ""
    shared: tuple[str, str] = ("", "")
    server: str = "native"
    mode: str = ""


TOPICS = {topic.id: topic for topic in (
    Topic("set-up", "Set-up", "host-foreign", "What is imported and made before there is a page. "
        "The request names a site that the app was never given as its own.", section=SET_UP),
    Topic("hello", "hello", "hello", "A function becomes a page: by a decorator, by a list "
        "elsewhere, or by its name.", docstring="Greet the world."),
    Topic("greet", "greet, and its decorators", "greet", "Three decorators dress up a text. See "
        "what stands between them and the page.",
        docstring="Greet the person whose name the decorators hand in.",
        shared=("shared/decorators.py", "Example 1: decorators that change what a function")),
    Topic("typed_path", "Typed path", "typed_path", "Name and age come from the address. Who says "
        "that the age is a number? Who makes markup in the name harmless?",
        docstring="Greet the person whose name and age are in the URL."),
    Topic("bye", "bye", "bye", "The shortest page.", docstring="Say goodbye."),
    Topic("routes", "Routes", "slash-index", "Which address leads to which page. The request asks "
        "for a page by the name of its function in one of the apps.", section=ROUTES),
    Topic("run", "Run", "start-first-line", "The ways to start the app, and what its server says "
        "when it has started.", section=RUN),
    Topic("unknown-page", "An unknown page", "not-found-words", "No app has a line for this: it "
        "is the framework that answers."),
    Topic("wrong-method", "A wrong method", "wrong-method", "DELETE is sent to the page bye, "
        "which was only made to be read."),
    Topic("trailing-slash", "A trailing slash", "slash-trailing", "The address of the page bye, "
        "with a slash behind it."),
    Topic("head", "HEAD", "head-page", "The page bye, but only its header fields."),
    Topic("escaping", "Escaping", "name-markup", "The name holds markup and quotes. The code that "
        "escapes it stands under Typed path."),
    Topic("debug", "Debug", "debug-exception-shows", "Debugging is on, and the hello page raises "
        "an exception. These responses are not shown: they hold the source, the paths and the "
        "settings of the machine.", mode="debug"),
    Topic("production", "A production server", "page-server", "The servers above are for "
        "development. Waitress is one for the public, and the same for all; no app needs another "
        "line for it.", server="waitress", mode="plain"),
)}  # fmt: skip

# The topic and the two frameworks that the picture in the README shows.
PICTURE = "index.html?show=flask,django#typed_path"

# A piece of code, and the questions whose answer it decides. Each must be found in an app.
DECIDES = {
    r"ALLOWED_HOSTS =": "host-foreign host-missing host-two-dots redirect-host",
    r"CommonMiddleware": "page-content-length slash-doubled-leading",
    r"request\.show_tracebacks": "exception-shows bad-request-shows",
    r"tools\.encode\.encoding": "accept-charset",
    r"{escape\(name\)}|template\(text|format_html\(|= escape\(": "name-markup name-template",
    r"<int:age>|<age:int>|age:\\d|int\(path\[-1\]\)": "age-negative age-other-digits age-plus "
    "age-spaces age-underscore",
    r"<path:name>|<name:path>|name:\.\+|\"/\"\.join\(path": "slash-doubled slash-encoded "
    "name-newline",
    r"\.route\(\"/bye\"\)|path\(\"bye\"|def bye\(self|add_view\(bye": "wrong-method head-page "
    "slash-trailing",
    r"\.route\(\"/name\"\)|path\(\"name\"|def name\(self|add_view\(greet": "query-name "
    "query-unknown",
}


class CutError(Exception):
    """A cut does not match the files any more; says where, in one line."""


@dataclass(frozen=True)
class Block:
    """Consecutive lines of one file; `first` is the number of the first."""

    file: str
    first: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines as they stand in the file."""
        return "\n".join(self.lines)

    def decides(self) -> dict[int, list[str]]:
        """Return the ids of the questions that a line decides, by its place in the block."""
        found = {
            i: " ".join(ids for code, ids in DECIDES.items() if re.search(code, line)).split()
            for i, line in enumerate(self.lines)
            if not line.lstrip().startswith("#")
        }
        return {i: ids for i, ids in found.items() if ids}


def app_files(framework: str, root: Path = ROOT) -> list[Path]:
    """Return the files of an app that hold code, in the order in which they are read.

    Raises:
        CutError: the app has not just the four sections.
    """
    order = [SET_UP, PAGES, ROUTES, RUN]
    folder = root / FRAMEWORKS[framework].folder
    sections = {
        path: re.findall(r"^# --- (.+?) -+$", path.read_text(), re.M)
        for path in sorted(folder.glob("*.py"))
        if path.read_text()
    }
    found = {name for names in sections.values() for name in names}
    if found != set(order) or not all(sections.values()):
        raise CutError(f"{folder.name} needs the sections {', '.join(order)}, one in each file")
    return sorted(sections, key=lambda path: order.index(sections[path][0]))


def cut(framework: str, root: Path = ROOT) -> dict[str, list[Block]]:
    """Cut an app by topic.

    Args:
        framework: its name in the table.
        root: the folder in which the app's folder is.

    Returns:
        The blocks of every topic that shows code, by the id of the topic.

    Raises:
        CutError: a topic finds nothing, or a line is in no topic.
    """
    found: dict[str, list[Block]] = {t.id: [] for t in TOPICS.values() if t.section or t.docstring}
    for path in app_files(framework, root):
        lines = path.read_text().splitlines()
        for topic, first, last in _parts(path, root):
            code = [i for i in range(first, last) if lines[i].strip()]
            if code:
                name = str(path.relative_to(root))
                part = tuple(lines[code[0] : code[-1] + 1])
                found[topic].append(Block(name, code[0] + 1, part))
    if empty := [id for id, blocks in found.items() if not blocks]:
        raise CutError(f"{FRAMEWORKS[framework].folder} has nothing for {', '.join(empty)}")
    return found


def _parts(path: Path, root: Path) -> list[tuple[str, int, int]]:
    """Return topic, first line and last line (from 0, exclusive) of each part of a file."""
    name, text = path.relative_to(root), path.read_text()
    tree, lines = ast.parse(text), text.splitlines()
    by_section = {topic.section: topic.id for topic in TOPICS.values() if topic.section}
    heads = [i for i, line in enumerate(lines) if re.match(r"# --- .+ -+$", line)]
    docstring = tree.body[0].end_lineno if ast.get_docstring(tree) else 0
    # What is imported before the first section belongs to the set-up.
    parts = [(by_section[SET_UP], docstring, heads[0])]
    if "ways to run" in (ast.get_docstring(tree) or ""):
        parts.append((by_section[RUN], 0, docstring))
    for head, end in zip(heads, [*heads[1:], len(lines)], strict=True):
        section = re.match(r"# --- (.+?) -+$", lines[head])[1]
        if section != PAGES:
            parts.append((by_section[section], head + 1, end))
            continue
        at = head + 1
        for topic, last in _pages(tree, head, end, str(name)):
            parts.append((topic, at, last))
            at = last
        if any(line.strip() for line in lines[at:end]):
            raise CutError(f"{name}, line {at + 1}: what follows the last page is in no topic")
    return parts


def _pages(tree: ast.Module, head: int, end: int, name: str) -> list[tuple[str, int]]:
    """Return the topics of the functions in a section, each with the line it ends in."""
    by_docstring = {topic.docstring: topic.id for topic in TOPICS.values() if topic.docstring}
    functions = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and head < node.lineno <= end
    ]
    found = []
    for node in sorted(functions, key=lambda node: node.lineno):
        docstring = ast.get_docstring(node)
        if docstring not in by_docstring:
            raise CutError(f"{name}, line {node.lineno}: no topic has the docstring {docstring!r}")
        found.append((by_docstring[docstring], node.end_lineno))
    return found


def cut_section(file: str, section: str, root: Path = ROOT) -> Block:
    """Cut one section, found by the beginning of its name, out of any file.

    Raises:
        CutError: the file has no such section.
    """
    text = (root / file).read_text()
    found = re.search(
        rf"^# --- {re.escape(section)}[^\n]* -+\n(.*?)(?=^# --- |\Z)", text, re.M | re.S
    )
    if not found or not found[1].strip():
        raise CutError(f"{file} has no section {section!r}")
    body = found[1].strip("\n")
    first = text[: found.start(1) + found[1].index(body)].count("\n") + 1
    return Block(file, first, tuple(body.split("\n")))


def topic_of(target: str, state: str, action: str) -> str:
    """Return the topic whose code a question is about.

    Args:
        target: the request target: "/bye?x=1".
        state: that of the app, see questions.STATES.
        action: what is done to the server in place of a request, "" for nothing.
    """
    if action or state != "plain":
        return "run"
    path = target.partition("?")[0].strip("/.")
    first = re.split(r"[/%;]", path)[0].lower()
    pages = {"": "hello", "name": "greet", "username": "typed_path", "bye": "bye"}
    return pages.get(first, "routes")
