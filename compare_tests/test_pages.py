"""The side-by-side page as it is built: cut from the apps, true, whole, and small enough."""

import html.parser
import json
import os
import re
import shutil
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from pygments.styles import get_style_by_name
from pygments.token import Whitespace

from compare_tests.asking import Observed, ask, needed_servers
from compare_tests.questions import load
from compare_tests.wire import CLOSED, Exchange
from shared.frameworks import FRAMEWORKS
from shared.launcher import ROOT, running
from side_by_side import build, cut

pytest_plugins = ["compare_tests.browser"]

MEGABYTE = 1_000_000


@pytest.fixture(scope="session")
def recorded(site):
    return build.read(site)


@pytest.fixture(scope="session")
def made(recorded):
    return build.pages(recorded)


@pytest.fixture
def copy(tmp_path):
    """A copy of the project, in which things can be broken."""
    leave = shutil.ignore_patterns(".*", "__pycache__", "site")
    return shutil.copytree(ROOT, tmp_path / "copy", ignore=leave)


class Elements(html.parser.HTMLParser):
    """What a page is made of: tags, ids, and what it refers to."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.ids, self.links, self.loaded, self.styles = set(), [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        for name, value in attributes:
            if name == "id":
                self.ids.append(value)
            if name == "href" and tag == "a":
                self.links.append(value)
            if name == "src" or (name == "href" and tag == "link"):
                self.loaded.append(value)
            if name == "style" or name.startswith("on"):
                self.styles.append(name)


@pytest.fixture(scope="session")
def elements(made):
    return {name: Elements(text) for name, text in made.items() if name.endswith(".html")}


# --- Cuts ---------------------------------------------------------------------


def test_every_line_of_an_app_is_in_one_cut(framework):
    """But for blank ones, the heads of sections, and what a file says about itself."""
    cuts = [block for blocks in cut.cut(framework).values() for block in blocks]
    for path in cut.app_files(framework):
        lines = path.read_text().splitlines()
        name = str(path.relative_to(ROOT))
        shown = [
            block.first + i
            for block in cuts
            if block.file == name
            for i, line in enumerate(block.lines)
            if line.strip()
        ]
        assert len(shown) == len(set(shown))
        left = [lines[i - 1] for i in range(1, len(lines) + 1) if i not in shown]
        text = "\n".join(line for line in left if not re.match(r"# --- .+ -+$|\s*$", line))
        assert re.fullmatch(r'("""The four pages in [^"]*""")?', text), f"{name}: {text}"


def test_cuts_are_the_lines_of_the_files(framework):
    for blocks in cut.cut(framework).values():
        for block in blocks:
            lines = (ROOT / block.file).read_text().splitlines()
            first = block.first - 1
            assert list(block.lines) == lines[first : first + len(block.lines)]


BREAKS = {
    "section": (r"# --- Run -+\n", "", "pyramid_app needs the sections Set-up, Pages, Routes, Run"),
    "odd-section": (r"# --- Run -", "# --- Go -", "pyramid_app needs the sections"),
    "empty": (r"(?s)(# --- Routes -+\n).*?(?=# --- Run)", r"\1", "app has nothing for routes"),
    "docstring": ('"""Say goodbye."""', '"""Bye."""', r"no topic has the docstring 'Bye\.'"),
    "no-page": (r"(?s)def bye.*?\n\n\n", "", "pyramid_app has nothing for bye"),
    "stray-line": (r"\n\n\n# --- Routes", "\nx = 1\n\n\n# --- Routes", "is in no topic"),
}


@pytest.mark.parametrize(("old", "new", "problem"), BREAKS.values(), ids=BREAKS.keys())
def test_cut_that_no_longer_matches_fails(copy, old, new, problem):
    app = copy / "pyramid_app" / "app.py"
    text, changes = re.subn(old, new, app.read_text(), count=1)
    assert changes == 1
    app.write_text(text)
    with pytest.raises(cut.CutError, match=problem):
        cut.cut("pyramid", copy)


def test_shared_section_is_cut_to_its_end():
    block = cut.cut_section(*cut.TOPICS["greet"].shared)
    assert block.lines[0] == 'NAME = "Ahmed"'
    assert block.text.count("\ndef make_") == 3
    assert "class User" not in block.text
    with pytest.raises(cut.CutError, match="shared/decorators.py has no section 'Example 9'"):
        cut.cut_section("shared/decorators.py", "Example 9")


def test_every_piece_of_code_that_decides_is_found():
    lines = [
        line
        for name in FRAMEWORKS
        for blocks in cut.cut(name).values()
        for block in blocks
        for line in block.lines
    ]
    table = load()
    for code, ids in cut.DECIDES.items():
        assert [line for line in lines if re.search(code, line)] != [], code
        assert [id for id in ids.split() if id not in table] == []


def test_every_question_leads_to_code_that_is_shown(elements):
    for question in load().values():
        for name in FRAMEWORKS:
            assert f"{build.topic_of(question)}-{name}" in elements["index.html"].ids, question.id


# --- What was recorded --------------------------------------------------------


def test_two_runs_record_the_same(recorded):
    """What a run changes is written as x, so that building twice gives the same bytes."""
    questions = [
        question
        for question in [*build.OUR_PAGES, *load().values()]
        if not question.action and not question.state.endswith("debug")
    ]
    with running(needed_servers(questions, FRAMEWORKS)) as servers:
        again = build.exchanges(questions, ask(questions, servers))
    assert again.keys() == recorded["exchanges"].keys()
    changed = [id for id in again if again[id] != recorded["exchanges"][id]]
    assert changed == []


def test_pages_come_out_the_same(recorded, made):
    assert build.pages(recorded) == made


def test_wrong_answer_writes_nothing(monkeypatch):
    wrong = build.OUR_PAGES[-1]
    monkeypatch.setattr(build, "OUR_PAGES", [wrong])
    monkeypatch.setattr(build, "load", dict)
    monkeypatch.setitem(wrong.answers, "flask", "200 · another page")
    with pytest.raises(build.BuildError, match="bye: flask on native answers 200 · bye page, and"):
        build.record({"flask": 0.0})


def test_what_a_run_changes_is_left_out():
    raw = (
        b"HTTP/1.1 405 No\r\nDate: Mon, 23 Nov 2026 07:12:51 GMT\r\nAllow: OPTIONS, GET\r\n"
        b"Location: http://127.0.0.1:41234/x\r\n\r\n" + f"{ROOT}/app.py {sys.prefix}/x".encode()
    )
    assert build.steady(Exchange(b"", raw, CLOSED)).split("\n") == [
        "HTTP/1.1 405 No",
        "Date: xxx, xx xxx xxxx xx:xx:xx GMT",
        "Allow: GET, OPTIONS",
        "Location: http://127.0.0.1:xxxxx/x",
        "",
        "…/app.py …/x",
    ]


def test_no_response_is_shown_with_debugging_on(recorded, made):
    states = {question.id: question.state for question in load().values()}
    debug = {id for id, state in states.items() if state.endswith("debug")}
    assert len(debug) > 3
    assert debug & set(recorded["exchanges"]) == set()
    assert [name for name, text in made.items() if "SECRET_KEY&#39;" in text] == []


@pytest.mark.parametrize(("state", "kept"), [("raising", 5), ("debug", 0), ("raising-debug", 0)])
def test_responses_with_debugging_on_are_not_even_kept(state, kept):
    question = next(one for one in load().values() if one.state == state)
    seen = Observed("200", Exchange(b"", b"HTTP/1.1 200 OK\r\n\r\nsecret", CLOSED))
    answers = {(question.id, name, one): seen for name in FRAMEWORKS for one in question.servers}
    assert len(build.exchanges([question], answers).get(question.id, ())) == kept


def test_page_that_shows_this_machine_is_refused(recorded):
    bad = json.loads(json.dumps(recorded))
    bad["exchanges"]["bye"]["flask"]["native"] = f"from {ROOT}/flask_app"
    with pytest.raises(build.BuildError, match="would show .*, which is about this machine"):
        build.pages(bad)


def test_record_of_other_questions_is_refused(recorded):
    old = recorded | {"layers": {**recorded["layers"], "gone": "server"}}
    with pytest.raises(build.BuildError, match="not those that were asked: run `make pages`"):
        build.pages(old)


# --- Stale --------------------------------------------------------------------


CHECK = ("-m", "side_by_side.build", "--check")


def run(copy, *arguments):
    return subprocess.run([sys.executable, *arguments], cwd=copy, capture_output=True, text=True)


@pytest.fixture
def built(copy, site):
    """A copy of the project with its site/, written from what was recorded already."""
    shutil.copytree(site, copy / "site")
    program = 'from side_by_side.build import *; write(read() | {"inputs": inputs()})'
    assert run(copy, "-c", program).stderr == ""
    assert (run(copy, *CHECK).returncode, run(copy, *CHECK).stderr) == (0, "")
    return copy


def test_change_of_one_line_is_noticed_and_shown(built):
    app = built / "bottle_app" / "app.py"
    app.write_text(app.read_text().replace('"""Say goodbye."""', '"""Say goodbye."""  # new'))
    outcome = run(built, *CHECK)
    assert outcome.returncode == 1
    assert outcome.stderr == "Stale, so run `make pages`: bottle_app/app.py\n"
    program = "from side_by_side.build import *; print(pages(read())['index.html'].count('# new'))"
    assert run(built, "-c", program).stdout == "1\n"


def test_page_changed_by_hand_is_noticed(built):
    page = built / "site" / "index.html"
    page.write_text(page.read_text().replace("Flask", "Flasks", 1))
    assert run(built, *CHECK).stderr == "Stale, so run `make pages`: site/index.html\n"


def test_missing_site_is_said(copy):
    outcome = run(copy, *CHECK)
    assert (outcome.returncode, outcome.stderr) == (
        1,
        "There is no site/ yet: run `make pages`.\n",
    )


def test_what_no_longer_belongs_is_removed(recorded, tmp_path):
    (tmp_path / "old.html").write_text("old")
    build.write(recorded, tmp_path)
    assert not (tmp_path / "old.html").exists()
    assert (tmp_path / "index.html").exists()


# --- Pages --------------------------------------------------------------------


def test_there_is_a_page_for_each_pair(made):
    names = list(FRAMEWORKS)
    pairs = {f"{a}-{b}.html" for a in names for b in names if names.index(a) < names.index(b)}
    assert {name for name in made if re.fullmatch(r"[a-z]+-[a-z]+\.html", name)} == pairs


def test_links_lead_somewhere(elements):
    for name, page in elements.items():
        folder = "behaviour/" if name.startswith("behaviour/") else ""
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme == "https", f"{name}: {link}"
                continue
            path = parts.path or name.removeprefix(folder)
            target = path.removeprefix("../") if path.startswith("../") else folder + path
            assert target in elements, f"{name}: {link}"
            if parts.fragment:
                assert parts.fragment in elements[target].ids, f"{name}: {link}"


def test_nothing_is_loaded_from_elsewhere(elements, made):
    for name, page in elements.items():
        root = "../" if name.startswith("behaviour/") else ""
        files = ["static/style.css", "static/code.css", "static/page.js"]
        assert page.loaded == [root + file for file in files]
        assert page.styles == []
    for name in ("static/style.css", "static/code.css", "static/page.js"):
        assert re.findall(r"url\(|@import|https?:|fetch\(", made[name]) == []


def test_ids_are_used_once(elements):
    for name, page in elements.items():
        assert sorted(set(page.ids)) == sorted(page.ids), name


OURS = """a body br button code details div fieldset footer form h1 h2 h3 head header html input
    label legend li link main mark meta nav option output p pre script section select span strong
    summary table tbody td th thead title tr ul"""


def test_responses_are_text_and_no_markup(elements):
    """The apps send h1, img, b, em and i; none of it is an element of the pages."""
    tags = set().union(*(page.tags for page in elements.values()))
    assert sorted(tags) == sorted(OURS.split())


@pytest.mark.parametrize("name", ["index.html", "behaviour.html", "behaviour/protocol.html"])
def test_first_view_is_small(made, name):
    loaded = [text for file, text in made.items() if file.startswith("static/")]
    assert sum(len(text.encode()) for text in [made[name], *loaded]) <= MEGABYTE


def test_every_page_is_small(made):
    assert [name for name, text in made.items() if len(text.encode()) > MEGABYTE / 2] == []


def test_known_sizes(recorded):
    cuts = {name: cut.cut(name) for name in FRAMEWORKS}
    found = build.sizes(cuts, recorded["starting"])
    assert len(found) == 5
    assert found["packages it installs"]["bottle"] == 1
    assert found["packages it installs"]["flask"] == 7
    assert found["files of the app"]["django"] == 5
    assert found["lines of the app"]["flask"] == len(
        (ROOT / "flask_app/app.py").read_text().splitlines()
    )


def test_only_the_live_pages_lead_to_try(recorded, made):
    assert [name for name, text in made.items() if "try.html" in text] == []
    assert "static/try.js" not in made
    live = build.pages(recorded, live=True)
    pages = [text for name, text in live.items() if name.endswith(".html")]
    assert [text for text in pages if 'href="try.html"' not in text.replace("../", "")] == []
    assert 'href="try.html?question=wrong-method"' in live["index.html"]


def test_letters_are_groups():
    table = load()
    row = table["wrong-method"]
    assert build.letters(row) == {
        "flask": "B",
        "django": "A",
        "bottle": "C",
        "cherrypy": "A",
        "pyramid": "A",
    }
    assert set(build.letters(table["wrong-method-wrong-age"]).values()) == {"="}


def test_lines_that_differ():
    found = build.differing({"one": "same\nhere", "other": "there\nsame"})
    assert found == {
        "one": [("same", False), ("here", True)],
        "other": [("there", True), ("same", False)],
    }


def test_without_a_browser_one_line_says_so():
    """Its tests are then not collected, and nothing is skipped."""
    outcome = subprocess.run(
        [sys.executable, "-m", "pytest", "compare_tests/test_browser.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=os.environ | {"PATH": ""},
    )
    assert outcome.returncode == pytest.ExitCode.NO_TESTS_COLLECTED
    said = [line for line in outcome.stdout.splitlines() if "browser tests" in line]
    assert [re.match("browser tests not run: .*Chromium not found", line) for line in said] != []
    assert len(said) == 1


# --- Colours ------------------------------------------------------------------


def contrast(one, other):
    """The contrast of two colours, by WCAG 2.2."""

    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("place", "style"), [(0, build.LIGHT), (1, build.DARK)])
def test_code_has_enough_contrast(made, place, style):
    back = re.findall(r"--code: #(\w{6})", made["static/style.css"])[place]
    tokens = [(token, how["color"]) for token, how in get_style_by_name(style)]
    low = [t for t, c in tokens if c and t is not Whitespace and contrast(c, back) < 4.5]
    assert low == []
