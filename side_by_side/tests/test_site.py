"""The side-by-side pages: taken from the apps and the record, whole, and never refused."""

import dataclasses
import re
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import bottle
import html5lib
import pytest

from compare_tests.engine.model import NOT_RECORDED
from compare_tests.engine.record import Record
from compare_tests.questions import PAGES, load, page_of
from shared.frameworks import FRAMEWORKS, LESSONS, Target, app_of, has_app
from shared.launcher import ROOT
from side_by_side import excerpts, site, sizes

MEGABYTE = 1_000_000
APPS_THAT_ARE = [
    (name, lesson)
    for name in FRAMEWORKS
    for lesson in LESSONS
    if has_app(name, app_of(lesson, "plain"))
]
EMPTY = Record("", {}, {}, {}, {}, {}, {})


@pytest.fixture
def copy(tmp_path):
    """A copy of the apps, in which things can be broken."""
    for framework in FRAMEWORKS.values():
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / framework.folder, tmp_path / framework.folder, ignore=ignore)
    return tmp_path


@pytest.fixture(scope="session")
def trees(made):
    """Every page as a tree of elements."""
    return {
        name: html5lib.parse(text, namespaceHTMLElements=False)
        for name, text in made.items()
        if name.endswith(".html")
    }


def attributes(tree, name, tag="*"):
    return [one.get(name) for one in tree.iter() if one.get(name) and tag in ("*", one.tag)]


# --- Excerpts -----------------------------------------------------------------


@pytest.mark.parametrize(("name", "lesson"), APPS_THAT_ARE)
def test_every_line_of_an_app_is_in_one_excerpt(name, lesson):
    """But for blank ones, the heads of sections, and what a file says about itself."""
    assert excerpts.problems(name, lesson) == []
    parts = [part for parts in excerpts.excerpts_of(name, lesson).values() for part in parts]
    for path in excerpts.app_files(name, lesson):
        lines = path.read_text().splitlines()
        file = str(path.relative_to(ROOT))
        shown = [
            part.first + i
            for part in parts
            if part.file == file
            for i, line in enumerate(part.lines)
            if line.strip()
        ]
        assert len(shown) == len(set(shown))
        others = [lines[i - 1] for i in range(1, len(lines) + 1) if i not in shown]
        text = "\n".join(line for line in others if not re.match(r"# --- .+ -+$|\s*$", line))
        assert re.fullmatch(r'("""The (four pages|blog) in [^"]*""")?', text), f"{file}: {text}"


@pytest.mark.parametrize(("name", "lesson"), APPS_THAT_ARE)
def test_excerpts_are_the_lines_of_the_files(name, lesson):
    for parts in excerpts.excerpts_of(name, lesson).values():
        for part in parts:
            lines = (ROOT / part.file).read_text().splitlines()
            assert list(part.lines) == lines[part.first - 1 : part.first - 1 + len(part.lines)]


BREAKS = {
    "section": (r"# --- Run -+\n", "", "needs the sections Set-up, Views, Routes, Run"),
    "odd-section": (r"# --- Run -", "# --- Go -", "needs the sections"),
    "empty": (r"(?s)(# --- Routes -+\n).*?(?=# --- Run)", r"\1", "has nothing for routes"),
    "docstring": ('"""Say goodbye."""', '"""Bye."""', "has the docstring 'Bye.'"),
    "no-view": (r"(?s)def bye.*?\n\n\n", "", "has nothing for bye"),
    "stray-line": (r"\n\n\n# --- Routes", "\nx = 1\n\n\n# --- Routes", "is in no chapter"),
    "syntax": (r"def bye\(", "def bye(:", "cannot be read: "),
    "no-section": (r"# --- .* -+\n", "", "needs the sections"),
    "nothing": (r"(?s).*", "", "needs the sections"),
}


@pytest.mark.parametrize(("old", "new", "problem"), BREAKS.values(), ids=BREAKS.keys())
def test_changed_app_is_shown_and_its_problem_said(copy, old, new, problem):
    app = copy / "pyramid_app" / "app.py"
    changed = re.sub(old, new, app.read_text())
    app.write_text(changed)
    assert problem in "\n".join(excerpts.problems("pyramid", root=copy))
    found = excerpts.excerpts_of("pyramid", root=copy)
    parts = [part for parts in found.values() for part in parts]
    shown = [line for part in parts for line in part.lines]
    heads = r"# --- .+ -+$|\s*$"
    expected = [line for line in changed.splitlines() if not re.match(heads, line)]
    assert [line for line in expected[-3:] if line not in shown] == []


def test_shared_section_is_taken_to_its_end():
    part = excerpts.section_of(*excerpts.CHAPTERS["pages"]["greet"].shared[:2])
    assert part.lines[0] == 'NAME = "Ahmed"'
    assert part.text.count("\ndef make_") == 3
    assert "class User" not in part.text
    assert excerpts.section_of("shared/decorators.py", "Example 9").lines == ()


@pytest.mark.parametrize(
    ("target", "page"),
    [("/bye", "bye"), ("/BYE", "bye"), ("/bye/?a", "bye"), ("/name", "greet"), ("/x", "")],
)
def test_question_leads_to_the_code_of_its_page(target, page):
    row = dataclasses.replace(PAGES["bye"], request=f"GET {target} HTTP/1.1\r\n\r\n".encode())
    assert page_of(row) == page
    assert site.chapter_of(row) == f"index.html#{page or 'routes'}"


def test_every_question_leads_to_code_that_is_shown(trees):
    ids = {
        f"{page}#{id}"
        for page in ("index.html", "blog.html")
        for id in attributes(trees[page], "id")
    }
    for row in load().values():
        assert {f"{site.chapter_of(row)}-{name}" for name in FRAMEWORKS} <= ids, row.id


# --- Nothing keeps a page from opening ----------------------------------------


def test_without_a_record_the_pages_say_so(made):
    unrecorded = site.pages(EMPTY)
    assert NOT_RECORDED in unrecorded["index.html"]
    assert {*unrecorded} == {*made}


def test_changed_app_is_marked_beside_its_code(recorded, made, table):
    quiet = "This app has changed since its answers were recorded."
    assert quiet not in made["index.html"]
    changed = dataclasses.replace(recorded, apps=recorded.apps | {"bottle": "another"})
    text = site.pages(changed, table=table)["index.html"]
    assert text.count(quiet) == text.count("documentation</a></h3>") // len(FRAMEWORKS)


def test_no_folder_of_this_machine_is_shown(recorded, table):
    folders = (ROOT / "flask_app", Path(sys.prefix) / "lib", Path.home() / "notes")
    lines = "\n".join(f"{i} from {folder}/x" for i, folder in enumerate(folders))
    responses = recorded.responses | {("bye", Target("flask")): lines}
    bad = dataclasses.replace(recorded, responses=responses)
    text = site.pages(bad, table=table)["index.html"]
    assert [folder for folder in folders if str(folder) in text] == []
    assert [i for i in range(len(folders)) if f"{i} from …" not in text] == []


def test_no_response_is_shown_with_debugging_on(recorded, made):
    debug = {row.id for row in load().values() if row.app.endswith("debug")}
    assert len(debug) > 3
    assert debug & {id for id, _ in recorded.responses} == set()
    assert [name for name, text in made.items() if "SECRET_KEY&#39;" in text] == []


# --- Pages --------------------------------------------------------------------


def test_there_is_a_page_for_each_pair(made):
    names = list(FRAMEWORKS)
    pairs = {f"{a}-{b}.html" for a in names for b in names if names.index(a) < names.index(b)}
    assert {name for name in made if re.fullmatch(r"[a-z]+-[a-z]+\.html", name)} == pairs


def test_links_lead_somewhere(trees):
    ids = {name: {*attributes(tree, "id")} for name, tree in trees.items()}
    for name, tree in trees.items():
        folder = "".join(name.rpartition("/")[:2])
        for link in attributes(tree, "href", "a"):
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme == "https", f"{name}: {link}"
                continue
            path = parts.path or name.removeprefix(folder)
            target = path.removeprefix("../") if path.startswith("../") else folder + path
            assert target in trees, f"{name}: {link}"
            assert parts.fragment in {*ids[target], ""}, f"{name}: {link}"


def test_nothing_is_loaded_from_elsewhere(trees, made):
    for name, tree in trees.items():
        root = "../" if "/" in name else ""
        files = ["static/style.css", "static/code.css", "static/first.js", "static/page.js"]
        files += ["static/upgrade.js"] if name == "upgrade.html" else []
        assert attributes(tree, "href", "link") + attributes(tree, "src") == [
            root + file for file in [*files, *(["static/teach.js"] if name == "teach.html" else [])]
        ]
        names = [name for element in tree.iter() for name in element.attrib]
        assert [name for name in names if name == "style" or name.startswith("on")] == []
    for name in ("static/style.css", "static/code.css", "static/page.js", "static/upgrade.js"):
        assert re.findall(r"url\(|@import|https?:|fetch\(", made[name]) == []


def test_ids_are_used_once(trees):
    for name, tree in trees.items():
        ids = attributes(tree, "id")
        assert sorted(set(ids)) == sorted(ids), name


def test_responses_are_text_and_no_markup(recorded, trees):
    """A response stands on the page to the letter, and none of it has become an element."""
    raw = recorded.responses["hello", Target("flask")]
    assert "<h1" in raw
    texts = ["".join(one.itertext()).strip("\n") for one in trees["index.html"].iter("pre")]
    assert [text for text in texts if text.split() == raw.split()] != []


@pytest.mark.parametrize("name", ["index.html", "behaviour.html", "behaviour/protocol.html"])
def test_first_view_is_small(made, name):
    loaded = [text for file, text in made.items() if file.startswith("static/")]
    assert sum(len(text.encode()) for text in [made[name], *loaded]) <= MEGABYTE
    assert len(made["index.html"].encode()) <= len(FRAMEWORKS) * 40 << 10


def test_known_sizes(recorded):
    found = sizes.sizes(FRAMEWORKS, recorded.start_up_s)
    assert found["packages it installs"]["bottle"] == "1"
    assert found["packages it installs"]["flask"] == "7"
    assert found["files of the app"]["django"] == "5"
    lines = (ROOT / "flask_app/app.py").read_text().splitlines()
    assert found["lines of the app"]["flask"] == str(len(lines))
    size = Path(bottle.__file__).stat().st_size / 1e6
    assert size <= sizes.megabytes({"bottle"}) < size * 4


def test_only_the_pages_that_are_served_lead_to_try(recorded, made, table):
    assert [name for name, text in made.items() if "try.html" in text] == []
    assert "static/try.js" not in made
    served = site.pages(recorded, with_try=True, table=table)
    pages = [text for name, text in served.items() if name.endswith(".html")]
    assert [text for text in pages if 'href="try.html"' not in text.replace("../", "")] == []
    assert 'href="try.html?question=wrong-method"' in served["index.html"]


def test_lines_that_differ():
    one = "HTTP/1.1 200 OK\nServer: A\nAllow: GET\nContent-Type: text/html; charset=UTF-8\n\nbye"
    other = "HTTP/1.0 200 Fine\nContent-Type: text/html;charset=utf-8\nDate: now\n\nbye!"
    found = site.differing({"one": one, "other": other})
    marked = {
        name: [line for line, _, differs in lines if differs] for name, lines in found.items()
    }
    assert marked == {"one": ["Allow: GET", "bye"], "other": ["bye!"]}
    found = site.differing({"one": one, "other": other}, ["http-version", "server-field"])
    assert [line for line, _, differs in found["one"] if differs] == [
        "HTTP/1.1 200 OK",
        "Server: A",
        "Allow: GET",
        "bye",
    ]


def test_published_below_a_path(recorded, tmp_path):
    """The page for addresses that do not exist is served in every folder: its links are whole."""
    site.main([str(tmp_path), "--url", "https://example.com/apps"])
    text = (tmp_path / "404.html").read_text()
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    links = attributes(tree, "href") + attributes(tree, "src")
    assert [link for link in links if not link.startswith(("https://example.com/apps/", "#"))] == []
    text = (tmp_path / "move/flask-to-django.html").read_text()
    assert f'"https://example.com/apps/{site.PICTURE.name}"' in text
    assert (tmp_path / site.PICTURE.name).read_bytes() == site.PICTURE.read_bytes()


@pytest.mark.parametrize("url", ["example.com", "ftp://example.com/", "https://exa mple.com"])
def test_address_that_is_none(tmp_path, capsys, url):
    with pytest.raises(SystemExit) as ended:
        site.main([str(tmp_path), "--url", url])
    assert ended.value.code != 0
    assert capsys.readouterr().err.count("\n") == 1
    assert [*tmp_path.iterdir()] == []


def test_every_page_says_what_it_is_and_when_it_was_recorded(trees, recorded):
    titles, descriptions = set(), set()
    for name, tree in trees.items():
        text = " ".join("".join(tree.itertext()).split())
        assert f"Recorded on {recorded.date} with flask {recorded.versions['flask']}" in text, name
        titles.add("".join(tree.find("head/title").itertext()))
        meta = {one.get("name"): one.get("content") for one in tree.iter("meta")}
        descriptions.add(meta["description"])
    assert len(titles) > len(trees) - 3
    assert len(descriptions) > len(trees) / 2


def test_what_no_longer_belongs_is_removed(made, tmp_path):
    (tmp_path / "old.html").write_text("old")
    site.write(made, tmp_path)
    assert not (tmp_path / "old.html").exists()
    assert (tmp_path / "index.html").exists()


def test_short_answer_is_never_empty(recorded):
    short = site.environment_of(recorded).globals["short_answers"]
    texts = [text for row in load().values() for name in FRAMEWORKS for _, text in short(row, name)]
    assert all(texts)


def test_shared_code_has_its_line_numbers():
    part = excerpts.section_of(*excerpts.CHAPTERS["pages"]["greet"].shared[:2])
    assert (ROOT / part.file).read_text().splitlines()[part.first - 1] == part.lines[0]


def test_megabytes_are_millions_of_bytes(monkeypatch):
    monkeypatch.setattr(sizes, "files", lambda name: [SimpleNamespace(size=2_500_000)])
    assert sizes.megabytes({"bottle"}) == 2.5
