"""Takes the apps apart by chapter: every code block of the pages comes from the files themselves.

A section is found by its line `# --- Set-up ---`, a view by its docstring, which is the same
in all apps. Each line of an app belongs to exactly one excerpt. An app that somebody has changed
is shown all the same; `problems` says what does not line up.
"""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from shared.frameworks import FRAMEWORKS
from shared.launcher import ROOT

SET_UP, GUARD, VIEWS, ROUTES, RUN = SECTIONS = "Set-up", "Guard", "Views", "Routes", "Run"


@dataclass(frozen=True)
class Chapter:
    """One chapter of the page on which the apps are read.

    Attributes:
        id: its anchor.
        title: its heading.
        question_id: the question, or the one of the four pages, that is shown under the code; ""
            for none.
        intro: what to look at.
        section: the section of the app files it shows, "" for none.
        docstring: the docstring of the view it shows, "" for none.
        shared: file and section of code that stands in no app, shown once, and what it is.
        templates: whether it shows the templates of the app.
        server: the server whose responses are shown.
        app: the form of the app whose start is shown, a name in APPS; "" for none.
    """

    id: str
    title: str
    question_id: str
    intro: str
    section: str = ""
    docstring: str = ""
    shared: tuple[str, str, str] = ("", "", "")
    templates: bool = False
    server: str = "native"
    app: str = ""


PAGES = (
    Chapter("hello", "hello", "hello", "A function becomes a page: by a decorator, by a list "
        "elsewhere, or by its name.", docstring="Greet the world."),
    Chapter("greet", "greet, and its decorators", "greet", "Three decorators dress up a text. See "
        "what stands between them and the page.",
        docstring="Greet the person whose name the decorators pass in.",
        shared=("shared/decorators.py", "Example 1: decorators that change what a function",
            "The decorators, which all apps share")),
    Chapter("typed_path", "Typed path", "typed_path", "Name and age come from the URL. Where is "
        "it decided that the age must be a number: here, or in Routes? What makes markup in the "
        "name harmless?",
        docstring="Greet the person whose name and age are in the URL."),
    Chapter("bye", "bye", "bye", "The shortest page.", docstring="Say goodbye."),
    Chapter("set-up", "Set-up", "host-foreign", "What is imported and made before there is a view. "
        "The request asks for a host name that the app does not know.", section=SET_UP),
    Chapter("routes", "Routes", "slash-doubled", "URLs lead to views. The path in the request has "
        "one slash too many.", section=ROUTES),
    Chapter("run", "Run", "start-address", "The ways to start the app, and what its server "
        "prints when it has started.", section=RUN),
    Chapter("unknown-page", "An unknown page", "not-found-words", "No app has a line for this: it "
        "is the framework that answers."),
    Chapter("wrong-method", "A wrong method", "wrong-method", "DELETE is sent to the page bye, "
        "which is only meant to be read."),
    Chapter("trailing-slash", "A trailing slash", "slash-trailing", "The address of the page bye, "
        "with a slash behind it."),
    Chapter("head", "HEAD", "head-page", "The page bye, but only its header fields."),
    Chapter("escaping", "Escaping", "name-markup", "The name holds markup and quotes. The code "
        "that escapes it stands under Typed path."),
    Chapter("debug", "Debug", "debug-exception-shows", "Debugging is on, and the hello page raises "
        "an exception. These responses are not shown: they hold the source, the paths and the "
        "settings of the machine.", app="reload"),
    Chapter("production", "A production server", "page-server", "The servers above are for "
        "development, all but CherryPy's. Waitress is for the public, and the same for all; no app "
        "needs another line for it.", server="waitress", app="plain"),
)  # fmt: skip
BLOG = (
    Chapter("guard", "The guard", "guard-redirect", "It calls a view only for a user who is logged "
        "in. Flask and Bottle have none, so the decorator is written here. Django has one to "
        "import. In CherryPy it is a tool, and in Pyramid it is no decorator at all.",
        section=GUARD, shared=("shared/decorators.py", "Example 2: a decorator that decides",
            "The same decorator in the terminal, without a framework")),
    Chapter("set-up", "Set-up", "log-in-cookie-attributes", "Where users, posts and the session "
        "are kept. The question is what the browser keeps of it.", section=SET_UP),
    Chapter("posts", "posts", "visitor-cookies", "The public page: it says who is logged in, if "
        "somebody is.", docstring="List the posts."),
    Chapter("log-in", "Log-in", "session-id-after-log-in", "A form is shown by GET and sent by "
        "POST to the same address. Who says that the password is right?",
        docstring="Log a user in."),
    Chapter("create", "create, behind the guard", "form-of-another-site", "The guard stands before "
        "this view. See where each app says so.", docstring="Create a blog post."),
    Chapter("log-out", "Log-out", "cookie-after-log-out", "It takes POST alone: a link should log "
        "nobody out.", docstring="Log the user out."),
    Chapter("templates", "Templates", "log-in-name-kept", "What stands between the marks is made "
        "harmless text. Two of the frameworks put a token into each form.", templates=True),
    Chapter("routes", "Routes", "log-out-by-get", "URLs lead to views.", section=ROUTES),
    Chapter("run", "Run", "", "The ways to start the app.", section=RUN),
)  # fmt: skip
# The chapters of each lesson, by their id.
CHAPTERS: dict[str, dict[str, Chapter]] = {
    lesson: {chapter.id: chapter for chapter in chapters}
    for lesson, chapters in (("pages", PAGES), ("blog", BLOG))
}

# The chapter and the two frameworks that the picture in the README shows.
PICTURE = "index.html?show=flask,django#typed_path"


@dataclass(frozen=True)
class Excerpt:
    """Consecutive lines of one file; `first` is the number of the first."""

    file: str
    first: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines as they stand in the file."""
        return "\n".join(self.lines)


def sections_of(text: str) -> list[tuple[int, str]]:
    """Return the sections of a file: the line, from 0, in which each has its head, and its name."""
    heads = [(i, re.match(r"# --- (.+?) -+$", line)) for i, line in enumerate(text.splitlines())]
    return [(i, match[1]) for i, match in heads if match]


def app_files(framework: str, lesson: str, root: Path = ROOT) -> list[Path]:
    """Return the files of an app that hold code, in the order in which they are read."""
    texts = {
        path: path.read_text(encoding="utf-8", errors="backslashreplace")
        for path in FRAMEWORKS[framework].files(root, lesson)
        if path.suffix == ".py"
    }

    def order(path: Path) -> int:
        names = [name for _, name in sections_of(texts[path]) if name in SECTIONS]
        return SECTIONS.index(names[0]) if names else 0

    return sorted((path for path, text in texts.items() if text.strip()), key=order)


def excerpts_of(
    framework: str, lesson: str = "pages", root: Path = ROOT
) -> dict[str, list[Excerpt]]:
    """Take an app apart by chapter, whatever somebody has made of it.

    Args:
        framework: its name in the table.
        lesson: a name in LESSONS.
        root: the folder in which the app's folder is.

    Returns:
        The excerpts of every chapter that shows code, by the id of the chapter.
    """
    found: dict[str, list[Excerpt]] = {
        chapter.id: []
        for chapter in CHAPTERS[lesson].values()
        if chapter.section or chapter.docstring or chapter.templates
    }
    for path in app_files(framework, lesson, root):
        lines = path.read_text(encoding="utf-8", errors="backslashreplace").splitlines()
        for chapter, first, last in _parts(path, lesson, root, []):
            code = [i for i in range(first, last) if lines[i].strip()]
            if code:
                part = tuple(lines[code[0] : code[-1] + 1])
                found[chapter].append(Excerpt(str(path.relative_to(root)), code[0] + 1, part))
    templates = [chapter.id for chapter in CHAPTERS[lesson].values() if chapter.templates]
    for path in FRAMEWORKS[framework].files(root, lesson):
        if templates and path.suffix != ".py":
            lines = path.read_text(encoding="utf-8", errors="backslashreplace").splitlines()
            found[templates[0]].append(Excerpt(str(path.relative_to(root)), 1, tuple(lines)))
    return found


def problems(framework: str, lesson: str = "pages", root: Path = ROOT) -> list[str]:
    """Return in one line each what keeps an app from lining up with the others."""
    found: list[str] = []
    names = set()
    for path in app_files(framework, lesson, root):
        _parts(path, lesson, root, found)
        names |= {name for _, name in sections_of(path.read_text(encoding="utf-8"))}
    folder = FRAMEWORKS[framework].folder
    sections = {chapter.section for chapter in CHAPTERS[lesson].values()} - {""} | {VIEWS}
    if names != sections:
        found.append(
            f"{folder} needs the sections {', '.join(sorted(sections, key=SECTIONS.index))}"
        )
    for id, excerpts in excerpts_of(framework, lesson, root).items():
        if not excerpts:
            found.append(f"{folder} has nothing for {id}")
    return found


def _parts(path: Path, lesson: str, root: Path, found: list[str]) -> list[tuple[str, int, int]]:
    """Return chapter, first line and last line (from 0, exclusive) of each part of a file.

    What does not line up goes with what stands before it, and is added to `found`.
    """
    name, text = path.relative_to(root), path.read_text(encoding="utf-8", errors="backslashreplace")
    lines, heads = text.splitlines(), sections_of(text)
    chapters = CHAPTERS[lesson].values()
    by_section = {chapter.section: chapter.id for chapter in chapters if chapter.section}
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        found.append(f"{name} cannot be read: {error}")
        return [(by_section[SET_UP], 0, len(lines))]
    docstring = ast.get_docstring(tree) or ""
    body = tree.body[0].end_lineno if docstring else 0
    # What is imported before the first section belongs to the set-up.
    parts = [(by_section[SET_UP], body, heads[0][0] if heads else len(lines))]
    if docstring.partition("\n\n")[2].startswith("Run "):
        parts.append((by_section[RUN], 0, body))
    ends = [*(line for line, _ in heads[1:]), len(lines)]
    for (head, section), end in zip(heads, ends, strict=False):
        if section != VIEWS:
            parts.append((by_section.get(section, by_section[SET_UP]), head + 1, end))
            continue
        at, chapter = head + 1, by_section[SET_UP]
        for chapter, last in _views(tree, head, end, lesson, str(name), found):
            parts.append((chapter, at, last))
            at = last
        if any(line.strip() for line in lines[at:end]):
            found.append(f"{name}, line {at + 1}: what follows the last view is in no chapter")
            parts.append((chapter, at, end))
    return parts


def _views(
    tree: ast.Module, head: int, end: int, lesson: str, name: str, found: list[str]
) -> list[tuple[str, int]]:
    """Return the chapters of the views in a section, each with the line it ends in.

    A view is a function, or a class that has the docstring of a view.
    """
    by_docstring = {one.docstring: one.id for one in CHAPTERS[lesson].values() if one.docstring}
    functions = [
        node
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        or (isinstance(node, ast.ClassDef) and ast.get_docstring(node) in by_docstring)
        if head < node.lineno <= end
    ]
    views: list[tuple[str, int]] = []
    for node in sorted(functions, key=lambda node: node.lineno):
        docstring = ast.get_docstring(node)
        if docstring not in by_docstring:
            found.append(f"{name}, line {node.lineno}: no chapter has the docstring {docstring!r}")
        chapter = views[-1][0] if views else next(iter(by_docstring.values()))
        views.append((by_docstring.get(docstring, chapter), node.end_lineno))
    return views


def section_of(file: str, section: str, root: Path = ROOT) -> Excerpt:
    """Return one section of any file, found by the beginning of its name; empty if it is gone."""
    text = (root / file).read_text(encoding="utf-8")
    match = re.search(
        rf"^# --- {re.escape(section)}[^\n]* -+\n(.*?)(?=^# --- |\Z)", text, re.M | re.S
    )
    if not match or not match[1].strip():
        return Excerpt(file, 1, ())
    body = match[1].strip("\n")
    first = text[: match.start(1) + match[1].index(body)].count("\n") + 1
    return Excerpt(file, first, tuple(body.split("\n")))
