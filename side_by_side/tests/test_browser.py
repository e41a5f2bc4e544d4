"""The static pages in a real browser: every function, from disk, at three widths."""

import dataclasses
from itertools import product
from urllib.parse import quote, unquote

import html5lib
import pytest

from compare_tests.engine import drift
from compare_tests.engine.model import LEVELS
from compare_tests.engine.search import search
from compare_tests.engine.text import printable
from compare_tests.questions import TOPICS, load
from compare_tests.questions.tests.test_search import SEARCHES
from shared.frameworks import FRAMEWORKS, Target
from shared.releases import pinned, releases
from side_by_side import chromium
from side_by_side import site as site_module
from side_by_side.bench import SHIFTS
from side_by_side.tests.browsing import follow, violations

WIDTHS = (375, 1280, 1920)
SCHEMES = ("light", "dark")
PAGES = (
    "index.html",
    "blog.html",
    "behaviour.html",
    "behaviour/methods.html",
    "flask-django.html",
    "teach.html",
)
MOVES = ("move.html", "move/flask-to-django.html", "upgrade.html", "404.html")
NAMES = list(FRAMEWORKS)


@pytest.fixture
def visit(site, open_page):
    """Open a page of the site from disk; at the end nothing may have gone wrong in it."""
    pages = []

    def open_one(address, **how):
        page = open_page(**how)
        pages.append(page)
        page.goto(f"{site.as_uri()}/{address}")
        return page

    yield open_one
    assert [page.problems for page in pages if page.problems] == []


ALL = f"index.html?show={','.join(FRAMEWORKS)}"


def columns(page, of):
    """The frameworks that can be seen in a group of columns, in their order."""
    return page.eval_on_selector_all(
        f"{of} > [data-framework]",
        "all => all.filter(one => one.checkVisibility()).map(one => one.dataset.framework)",
    )


def rows(page):
    """The ids of the questions that can be seen."""
    return page.eval_on_selector_all(
        ".row", "all => all.filter(one => one.checkVisibility()).map(one => one.id)"
    )


def query(page):
    return page.evaluate("location.search")


def notice(page):
    return page.inner_text("#notice")


# --- The whole ----------------------------------------------------------------


@pytest.mark.parametrize("address", [*PAGES, *MOVES])
def test_html_is_valid(site, address):
    html5lib.HTMLParser(strict=True).parse((site / address).read_text())


@pytest.mark.parametrize("address", [*PAGES, *MOVES])
def test_accessible(visit, address):
    """At one width. Of all that is looked at, the contrast alone depends on the scheme."""
    page = visit(f"{address}?show=flask,pyramid")
    page.eval_on_selector_all("details", "all => all.slice(0, 6).forEach(one => one.open = true)")
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, runOnly=["color-contrast"]) == []
    if address in MOVES:  # where no framework is chosen, none is unknown
        assert notice(page) == ""


def test_accessible_when_rows_are_open_and_found(visit):
    page = visit("behaviour.html", width=375)
    # What has not been laid out yet would be taken for what stands behind it.
    page.add_style_tag(content=".row { content-visibility: visible !important }")
    page.click("#unfold")
    for id in ("wrong-method", "host-foreign"):
        page.click(f"#{id} > summary")
    assert violations(page) == []
    page.click("#filters > summary")
    page.fill("[name=search]", "DELETE")
    assert page.locator("#found > .row[open]").count() == 1
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, runOnly=["color-contrast"]) == []


def test_answers_are_told_apart_by_colours_with_enough_contrast(visit):
    """Of the cells too, which are hidden from screen readers: those read the answers by group."""
    contrast = """one => {
        const luminance = colour => colour.match(/[\\d.]+/g).slice(0, 3)
            .map(part => part / 255)
            .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
            .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
        const { color, backgroundColor } = getComputedStyle(one);
        const [dark, light] = [color, backgroundColor].map(luminance).sort((a, b) => a - b);
        return [backgroundColor, (light + 0.05) / (dark + 0.05)];
    }"""
    for scheme in SCHEMES:
        page = visit("behaviour.html", scheme=scheme)
        found = [
            page.locator(f".cells [data-letter={letter}]").first.evaluate(contrast)
            for letter in "BCDE"
        ]
        assert len({colour for colour, _ in found}) == 4
        assert min(ratio for _, ratio in found) >= 4.5


@pytest.mark.parametrize(
    ("address", "width"),
    list(product([*PAGES, "behaviour.html?differs=all", "upgrade.html"], [375, 1280])),
)
def test_nothing_moves_after_loading(visit, address, width):
    moved = visit(address, width=width).evaluate(SHIFTS)
    assert moved == []


@pytest.mark.parametrize("address", [*PAGES, *MOVES])
def test_page_is_not_wider_than_the_window(visit, address):
    page = visit(address)
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    for width in (*WIDTHS, 640):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


@pytest.mark.parametrize(("width", "count"), list(zip(WIDTHS, (1, 2, 3), strict=True)))
def test_columns_by_width(visit, width, count):
    page = visit(ALL, width=width)
    tops = page.eval_on_selector_all(
        "#typed_path-flask, [id^=typed_path-]", "all => all.map(one => one.offsetTop)"
    )
    assert (len(tops), tops.count(tops[0])) == (len(FRAMEWORKS), count)
    code = page.eval_on_selector_all(
        "pre:not(.wrap)", "all => all.filter(one => one.scrollWidth > one.clientWidth).length"
    )
    assert (code > 0) == (width == 375)


def test_colours_follow_the_system(visit):
    backs = [
        visit("index.html", scheme=scheme).evaluate(
            "getComputedStyle(document.body).backgroundColor"
        )
        for scheme in SCHEMES
    ]
    assert backs == ["rgb(255, 255, 255)", "rgb(21, 22, 26)"]


@pytest.mark.parametrize("address", PAGES)
def test_without_scripts_everything_is_there(visit, address, table):
    page = visit(address, scripts=False)
    assert page.locator("form:visible").count() == 0
    shown = page.eval_on_selector_all(
        "[data-framework]", "all => all.map(one => one.dataset.framework)"
    )
    pair = address.removesuffix(".html").split("-")
    assert list(dict.fromkeys(shown)) == (pair if len(pair) == 2 else NAMES)
    if address == "behaviour.html":
        first = {row.id for row in table.values() if row.differs and row.level == "essential"}
        assert set(rows(page)) == first
        for fold in page.locator(".fold, .more").all():
            if fold.get_attribute("open") is None:
                fold.locator("> summary").click()
        assert set(rows(page)) == set(table)
        page.click("#wrong-method > summary")
        assert table["wrong-method"].why in page.inner_text("#wrong-method")
        assert page.locator("#wrong-method a.lines").count() > 2
        follow(page, "#wrong-method a:text('raw exchange')")
        assert page.url.endswith("behaviour/methods.html#wrong-method")
    elif address == "teach.html":
        assert page.locator(".lesson:visible").count() == sum(r.differs for r in table.values())
        page.locator("#wrong-method ~ details summary").click()
        assert page.locator("#wrong-method ~ details .said:visible").count() > 1
    elif page.locator("summary").count():
        page.locator("details.responses summary").last.click()
        assert page.locator("pre.raw:visible").count() > 0


@pytest.mark.parametrize("address", [one for one in PAGES if "/" not in one])
def test_printed_whole(visit, address):
    page = visit(ALL.replace("index.html", address) if "-" not in address else address)
    page.emulate_media(media="print")
    assert page.locator("nav:visible, form:visible").count() == 0
    hidden = page.eval_on_selector_all(
        "pre",
        "all => all.filter(one => !one.checkVisibility({contentVisibilityAuto: true})).length",
    )
    assert hidden == 0
    heights = "all => all.filter(one => one.scrollHeight > one.clientHeight + 1).length"
    assert page.eval_on_selector_all(".scroll", heights) == 0


# --- Read ---------------------------------------------------------------------


def test_frameworks_and_order_by_url(visit):
    page = visit("index.html?show=django,flask")
    for of in (".columns", ".sizes tr"):
        seen = columns(page, of)
        assert seen == ["django", "flask"] * (len(seen) // 2)
    assert page.locator("[name=framework]:checked").count() == 2
    assert query(page) == "?show=django,flask"


def test_choosing_is_kept_in_the_url(visit):
    page = visit("index.html")
    assert set(columns(page, ".columns")) == set(NAMES[:2])
    assert query(page) == ""
    page.click(f".pick[data-framework={NAMES[1]}] .move")
    assert query(page) == f"?show={NAMES[1]},{NAMES[0]}"
    page.reload()
    assert columns(page, ".columns")[:2] == [NAMES[1], NAMES[0]]
    page.check(f"[name=framework][value={NAMES[2]}]")
    assert set(columns(page, ".columns")) == set(NAMES[:3])
    address = page.url.partition("?")[0]
    page.goto(address)  # the browser remembers what was chosen last
    assert query(page) == f"?show={NAMES[1]},{NAMES[0]},{NAMES[2]}"
    page.goto(f"{address}#bye-{NAMES[4]}")  # a link to a column shows that column
    page.reload()
    assert page.locator(f"#bye-{NAMES[4]}").is_visible()


def test_dragging_changes_the_order(visit):
    page = visit("index.html")
    first, second, last = (f".pick[data-framework={NAMES[i]}] label" for i in (0, 1, -1))
    page.drag_and_drop(first, second)
    assert columns(page, ".columns")[:2] == [NAMES[1], NAMES[0]]
    assert query(page) == f"?show={NAMES[1]},{NAMES[0]}"
    page.drag_and_drop(last, second)  # it is not shown, and stays so
    assert query(page) == f"?show={NAMES[1]},{NAMES[0]}"
    page.click(last)
    page.drag_and_drop(last, second)
    assert query(page) == f"?show={NAMES[-1]},{NAMES[1]},{NAMES[0]}"


def test_last_framework_stays(visit):
    page = visit("index.html?show=flask")
    page.click("[name=framework][value=flask]")
    assert page.is_checked("[name=framework][value=flask]")
    assert notice(page) == "Keep at least one framework selected."
    assert set(columns(page, ".columns")) == {"flask"}


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("index.html?show=flask,rails", "framework rails"),
        ("index.html?show=%3Cimg%20src=x%3E", "framework <img src=x>"),
        ("index.html?colour=red", "filter colour"),
        ("behaviour.html?topic=cats&level=essential", "topic cats"),
        ("behaviour.html?ids=wrong-method,nothing", "question nothing"),
    ],
)  # fmt: skip
def test_unknown_in_the_url_is_ignored_and_said(visit, address, said):
    page = visit(address)
    assert notice(page) == f"Ignored unknown options: {said}."
    assert page.locator("#notice *").count() == 0
    assert page.locator("[data-framework=flask]:visible").count() > 0


def test_exchange_opens_with_differing_lines_marked(visit):
    page = visit("index.html?show=flask,django")
    details = page.locator("section:has(> #wrong-method) details.responses")
    details.locator("summary").click()
    assert columns(page, "section:has(> #wrong-method) .compare") == ["flask", "django"]
    marked = details.locator("[data-framework=flask] mark").all_inner_texts()
    assert "Allow: GET, HEAD, OPTIONS" in marked
    assert "Content-Type: text/html; charset=utf-8" not in marked
    sign = "one => getComputedStyle(one.parentElement, '::before').content"
    assert details.locator("mark").first.evaluate(sign) == '"≠"'
    assert [line for line in marked if line.startswith(("Server", "Date"))] == []
    page.check("[name=framework][value=cherrypy]")
    marked = details.locator("[data-framework=flask] mark").all_inner_texts()
    assert "Content-Type: text/html; charset=utf-8" not in marked  # spelled in another way


def test_hidden_column_marks_no_line(visit):
    page = visit("index.html?show=cherrypy,pyramid")
    details = page.locator("section:has(> #wrong-method) details.responses")
    details.locator("summary").click()
    marks = details.locator("[data-framework=cherrypy] mark")
    lines = marks.all_inner_texts()
    assert [line for line in lines if line.startswith("HTTP")] == []  # both answer with 200
    page.check("[name=framework][value=flask]")
    assert [line for line in marks.all_inner_texts() if line.startswith("HTTP/1.1 200")]


def test_from_questions_to_code(visit):
    page = visit("behaviour.html?ids=name-markup,name-template&show=django,flask")
    assert rows(page) == ["name-markup", "name-template"]
    page.click("#name-markup > summary")
    follow(page, "#name-markup a:text('raw exchange')")
    assert page.url.endswith("behaviour/names.html?show=django,flask#name-markup")
    assert page.locator("section:has(> #name-markup) pre.raw:visible").count() == 4
    follow(page, "#name-markup-django a:text('code')")
    assert page.url.endswith("index.html?show=django,flask#typed_path-django")
    link = page.locator("#typed_path-django a:text('documentation')").get_attribute("href")
    assert link == FRAMEWORKS["django"].docs


def test_pair_page_marks_what_differs_between_the_two(visit):
    page = visit("flask-django.html")
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    assert set(columns(page, ".columns")) == {"flask", "django"}
    marks = "section:has(> #{}) [data-framework=flask] mark"
    assert page.locator(marks.format("wrong-method")).all_inner_texts() != []
    assert page.locator(marks.format("bye")).all_inner_texts() == []


# --- Behaviour ----------------------------------------------------------------


FILTERS = {
    "topic=slashes": lambda row, decided: row.topic == "slashes",
    "level=essential": lambda row, decided: row.level == "essential",
    "decided=server": lambda row, decided: decided == "server",
    "decided=framework+and+server": lambda row, decided: decided == "framework and server",
    "differs=all": lambda row, decided: row.differs,
    "differs=chosen&show=flask,bottle": lambda row, decided: (
        row.answers["flask"] != row.answers["bottle"]
    ),
    "search=CSRFtoken": lambda row, decided: (
        "csrftoken" in f"{row.id} {row.question} {row.answers}"
    ),
    "topic=methods&level=advanced&differs=all": lambda row, decided: (
        row.topic == "methods" and row.differs and row.level == "advanced"
    ),
}


@pytest.mark.parametrize("search", FILTERS)
def test_filter_by_url(visit, table, recorded, search):
    page = visit(f"behaviour.html?{search}")
    rows_found = [
        row for row in table.values() if FILTERS[search](row, recorded.decided_by[row.id])
    ]
    ids = [row.id for row in sorted(rows_found, key=lambda row: [*LEVELS].index(row.level))]
    assert len(ids) < len(table)
    assert rows(page) == ids
    assert page.inner_text("#count") == f"{len(ids)} of {len(table)} questions"
    assert query(page) == f"?{search}"
    assert notice(page) == ""


def test_filters_by_hand_and_back(visit, table):
    page = visit("behaviour.html?ids=host-foreign,wrong-method")
    page.click("#filters > summary")
    page.select_option("[name=topic]", "hosts")
    page.select_option("[name=level]", "essential")
    page.fill("[name=search]", "host-foreign 400")
    assert rows(page) == ["host-foreign"]
    address = "?search=host-foreign+400&topic=hosts&level=essential&ids=host-foreign,wrong-method"
    assert query(page) == address
    page.reload()
    assert rows(page) == ["host-foreign"]
    assert page.input_value("[name=topic]") == "hosts"
    page.click("button[type=reset]")
    page.wait_for_function("location.search === ''")
    page.click("#unfold")
    assert set(rows(page)) == set(table)


def test_search_finds_what_the_command_finds(open_page, made, tmp_path):
    """The same questions in the same order, for everything that people were seen to search for."""
    site_module.write(made, tmp_path)
    page = open_page()
    page.goto(f"{tmp_path.as_uri()}/behaviour.html")
    for words in SEARCHES:
        page.fill("[name=search]", words)
        found = [row.id for row in search(load().values(), words)]
        assert rows(page) == found, words


def test_nothing_found_is_said(visit, table):
    page = visit("behaviour.html?search=zzzz")
    assert page.inner_text("#count") == f"0 of {len(table)} questions"


def test_letters_tell_who_agrees(visit, table, recorded):
    """The same in each cell, and by answer."""
    page = visit("behaviour.html")
    for id in ("wrong-method", "wrong-method-wrong-age", "host-foreign"):
        letters = site_module.letters(recorded, table[id])
        found = page.eval_on_selector_all(
            f"[id={id}] .cells > *", "all => all.map(one => one.dataset.letter)"
        )
        assert found == [letters[name] for name in NAMES]
        for letter in set(letters.values()):
            said = page.locator(f"[id={id}] .said:has([data-letter='{letter}'])").text_content()
            names = [FRAMEWORKS[name].title for name in NAMES if letters[name] == letter]
            assert said.endswith(": " + "".join(names))


@pytest.mark.parametrize("topic", TOPICS)
def test_rows_lead_to_their_exchange(visit, topic, table, recorded):
    question = next(row for row in table.values() if row.topic == topic)
    page = visit(f"behaviour.html?topic={topic}")
    page.click(f"[id={question.id}] > summary")
    follow(page, f"[id={question.id}] a:text('raw exchange')")
    assert page.url.endswith(f"{topic}.html#{question.id}")
    section = page.locator(f"section:has(> [id={question.id}])")
    assert question.question in section.inner_text()
    assert not question.why or question.why in section.inner_text()
    said = [text for _, text in site_module.answers_of(recorded, question, "bottle")]
    assert section.locator(f"[id={question.id}-bottle] .answer").all_text_contents() == said
    raw = sum(id == question.id for id, _ in recorded.responses)
    assert section.locator("pre.raw:visible").count() == raw


@pytest.mark.parametrize("width", [1280, 1920])
def test_rows_are_two_lines_high_and_the_heads_stay(visit, width):
    page = visit("behaviour.html", width=width)
    page.add_style_tag(content=".row { content-visibility: visible !important }")
    page.click("#unfold")
    heights = page.eval_on_selector_all(".row", "all => all.map(one => one.clientHeight)")
    line = page.evaluate("1.3 * parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert max(heights) < 3 * line
    page.evaluate("scrollTo(0, 900)")
    assert page.locator(".heads").evaluate("one => one.getBoundingClientRect().top") == 0


def test_row_opens_in_place_with_all_that_is_known(visit, table):
    page = visit("behaviour.html")
    row = page.locator("#wrong-method")
    closed = row.inner_text()
    row.locator("> summary").click()
    row.locator("pre").first.wait_for()
    for text in ("DELETE /bye", table["wrong-method"].why, "Ask for no token"):
        assert text not in closed
        assert text in row.inner_text()
    assert row.locator("[data-framework=django] pre").count() > 0


def test_on_a_phone_a_row_is_a_card_grouped_by_answer(visit):
    page = visit("behaviour.html?show=flask,pyramid,cherrypy", width=375)
    assert page.locator(".cells:visible").count() == 0
    said = page.locator("#wrong-method .said:visible").all()
    names = [one.locator("[data-framework]:visible").all_inner_texts() for one in said]
    assert names == [["Pyramid", "CherryPy"], ["Flask"]]
    assert said[1].inner_text()[1:].startswith(" 405 · Allow: GET, HEAD, OPTIONS")


# --- Teach --------------------------------------------------------------------


def guesses(page, answers):
    """Choose for each framework the answer it gives, or another, and check."""
    for name, right in answers.items():
        select = page.locator(f".guess select[name={name}]")
        said = page.locator(f".now .said:has([data-framework={name}])")
        text = " ".join(said.locator(".server, .answer").all_text_contents())
        others = select.locator("option").all_text_contents()[1:]
        select.select_option(text if right else next(one for one in others if one != text))
    page.click(".guess button")


def test_lesson_asks_one_question_at_a_time_and_counts(visit, table):
    page = visit("teach.html?topic=slashes&show=flask,cherrypy")
    ids = [row.id for row in table.values() if row.topic == "slashes" and row.differs]
    counted = 0
    for number, id in enumerate(ids, 1):
        assert page.locator(".lesson:visible").count() == 1
        assert page.locator(f".now > [id={id}]").is_visible()
        assert page.locator(".now details").is_hidden()
        assert page.locator(".now select").count() == 2
        assert f"Question {number} of {len(ids)}" in page.inner_text(".guess")
        guesses(page, {"flask": number == 1, "cherrypy": True})
        counted += 1 + (number == 1)
        assert f"Right so far: {counted} of {2 * number}." in page.inner_text(".guess")
        assert page.inner_text(".guess").count("✓") == 1 + (number == 1)
        assert table[id].why in page.inner_text(".now details")
        page.click(".guess button")
    assert f"you were right {counted} of {2 * len(ids)} times" in page.inner_text(".guess")
    page.click(".guess button")
    assert page.locator(f".now > [id={ids[0]}]").is_visible()


def test_a_guess_for_each_framework_is_asked_for(visit):
    page = visit("teach.html")
    page.click(".guess button")
    assert page.locator(".guess select:invalid").count() == len(NAMES)
    assert page.locator(".now details").is_hidden()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_lesson_is_accessible_when_the_answers_are_shown(visit, scheme):
    page = visit("teach.html", scheme=scheme)
    guesses(page, dict.fromkeys(NAMES, False))
    assert page.evaluate("document.activeElement.textContent").startswith("Right so far: 0")
    assert violations(page) == []


# --- Upgrade ------------------------------------------------------------------


def test_upgrade_shows_what_changes_between_two_releases(visit, table):
    """The questions and answers are those that `make drift FROM=… TO=…` prints."""
    known = drift.read()
    old, new = releases()["werkzeug-2.1.0"], releases()["werkzeug-3.1.8"]
    page = visit(f"upgrade.html?product=flask&from={old.name}&to={new.name}")
    steps = drift.between(known, table.values(), old, new)
    seen = page.eval_on_selector_all(
        "#flask .question",
        """all => all.filter(one => one.checkVisibility()).map(one => {
            const runs = [...one.querySelectorAll("[data-since]")].filter(run => !run.hidden);
            const answer = run => run.querySelector("dd").textContent.trim();
            return [one.querySelector("a").hash.slice(1), answer(runs[0]), answer(runs.at(-1))];
        })""",
    )
    differences = [step.difference for step in steps]
    assert {*map(tuple, seen)} == {(one.row.id, one.old.text, one.new.text) for one in differences}
    assert f"{len({one.row.id for one in differences})} of" in page.inner_text("#upgrade output")
    assert page.locator(".product:visible").count() == 1


def test_upgrade_keeps_the_choice_in_the_url(visit):
    page = visit("upgrade.html")
    assert query(page) == ""
    page.select_option("[name=product]", "bottle")
    page.select_option("[name=from]", "bottle-0.13.0")
    assert query(page) == f"?product=bottle&from=bottle-0.13.0&to=bottle-{pinned('bottle')}"
    assert page.inner_text("#upgrade output").startswith("None of ")
    page.reload()
    assert page.input_value("[name=from]") == "bottle-0.13.0"
    page.click(".topics a[href='#django']")
    page.wait_for_selector("#django.now")
    assert page.locator("#bottle").is_hidden()


def test_upgrade_says_what_it_does_not_know(visit):
    page = visit("upgrade.html?product=rails&from=<b>&to=flask-2.2.5")
    assert notice(page) == "Ignored unknown options: rails, <b>."
    assert page.input_value("[name=to]") == "flask-2.2.5"


def test_question_knows_its_history(visit):
    page = visit("behaviour/names.html#name-invalid-utf8")
    assert "since bottle 0.13.0" in page.inner_text("section:has(> #name-invalid-utf8) .change")


# --- Keyboard -----------------------------------------------------------------


def press_until(page, selector, key="Tab", most=60):
    """Press a key until the focus is on an element; the focus is to be seen all the way."""
    for _ in range(most):
        page.keyboard.press(key)
        at = page.evaluate(
            "([selector]) => [document.activeElement.matches(selector),"
            " getComputedStyle(document.activeElement).outlineStyle]",
            [selector],
        )
        assert at[1] != "none", page.evaluate("document.activeElement.outerHTML")
        if at[0]:
            return
    raise AssertionError(f"the focus never comes to {selector}")


@pytest.mark.parametrize("width", WIDTHS[:2])
def test_learners_path_by_keyboard(visit, width, table):
    """Read the typed path, open its exchange, find who refuses DELETE, and why."""
    page = visit("index.html", width=width)
    press_until(page, "a.skip")
    press_until(page, "[href='#typed_path']")
    page.keyboard.press("Enter")
    assert page.locator("#typed_path").evaluate(
        "one => one.getBoundingClientRect().top >= 0"
        " && one.getBoundingClientRect().bottom <= innerHeight"
    )
    press_until(page, "section:has(> #typed_path) summary")
    page.keyboard.press("Enter")
    assert page.locator("section:has(> #typed_path) pre.raw:visible").count() == 2
    press_until(page, "nav a[href^='behaviour.html']", "Shift+Tab", 200)
    page.keyboard.press("Enter")
    page.wait_for_url("**/behaviour.html")
    press_until(page, "[name=search]")
    page.keyboard.type("wrong-method DELETE")
    assert rows(page)[0] == "wrong-method"
    press_until(page, "#wrong-method > summary")
    page.keyboard.press("Enter")
    press_until(page, "#wrong-method a[href^='behaviour/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/methods.html#wrong-method")
    assert table["wrong-method"].why in page.inner_text("section:has(> #wrong-method)")


def test_teachers_path_by_keyboard(visit, table, tmp_path):
    """From the lesson to a topic, and that as a worksheet on paper."""
    page = visit("teach.html")
    press_until(page, ".now select[name=flask]")
    for name in NAMES:
        assert page.evaluate("document.activeElement.name") == name
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "Right so far" in page.evaluate("document.activeElement.textContent")
    press_until(page, ".guess button")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('.now > h2')")
    press_until(page, ".pairs > summary")
    page.keyboard.press("Enter")
    press_until(page, "[href='behaviour/slashes.html']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/slashes.html")
    assert page.locator(".print:visible").count() == 0
    page.emulate_media(media="print")
    rows = [row for row in table.values() if row.topic == "slashes"]
    assert page.locator(".boxes > p:visible").count() == len(rows) * len(NAMES)
    assert page.locator("pre.raw:visible, .answers:visible").count() == 0
    end = page.locator(".boxes").last.bounding_box()
    solutions = page.locator(".solutions")
    assert solutions.bounding_box()["y"] >= end["y"] + end["height"]
    assert solutions.evaluate("one => getComputedStyle(one).breakBefore") == "page"
    for row in rows:
        assert row.why in solutions.inner_text()
    code = page.locator("details .columns").first.locator("> *").all()
    assert [one.bounding_box()["y"] for one in code[:2]] == [code[0].bounding_box()["y"]] * 2
    page.pdf(path=tmp_path / "worksheet.pdf", format="A4")
    sheets = (tmp_path / "worksheet.pdf").read_bytes().count(b"/Type /Page\n")
    assert sheets >= 3


def test_engineers_path_by_keyboard(visit):
    """From a search to the lines that keep clients happy, which are copied."""
    page = visit("behaviour.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press_until(page, "[name=search]")
    page.keyboard.type("delete 405")
    assert "wrong-method" in rows(page)
    press_until(page, "#wrong-method > summary")
    page.keyboard.press("Enter")
    press_until(page, "#wrong-method [data-framework=django] .copy > button")
    lines = page.evaluate("document.activeElement.parentElement.querySelector('code').textContent")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.textContent === 'Copied'")
    assert page.evaluate("navigator.clipboard.readText()") == lines
    assert "Csrf" in lines


@pytest.mark.parametrize("width", WIDTHS)
def test_line_that_decides_says_so(visit, table, width):
    page = visit("index.html?show=flask,django", width=width)
    line = page.locator("#typed_path-django .decides").first
    said = line.locator("span")
    away = said.bounding_box()["x"]
    assert away < -1000
    for show in (line.focus, line.hover):
        page.locator("h1").hover()
        page.evaluate("document.activeElement.blur()")
        show()
        box = said.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert table["name-markup"].question in said.inner_text()


def test_order_by_keyboard(visit):
    page = visit(ALL)
    press_until(page, ".pick[data-framework=bottle] .move")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert columns(page, ".columns")[:3] == ["bottle", "flask", "django"]
    assert notice(page) == "Bottle moved forward."


def test_skip_link_leads_to_the_content(visit):
    page = visit("behaviour.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_only_what_scrolls_is_a_stop(visit):
    stops = "all => all.filter(one => one.tabIndex === 0).length"
    assert visit("index.html", width=1280).eval_on_selector_all("pre", stops) == 0
    assert visit("index.html", width=375).eval_on_selector_all("pre", stops) > 0


# --- Markup from outside ------------------------------------------------------

CODE = "window.executed=1"
PAYLOADS = [
    f"<script>{CODE}</script>",
    f"<SCRIPT>{CODE}</SCRIPT>",
    f"<script\n>{CODE}</script>",
    f"<script/x>{CODE}</script>",
    f"</code></pre><script>{CODE}</script>",
    f"</title><script>{CODE}</script>",
    f"</textarea><script>{CODE}</script>",
    f"</style><script>{CODE}</script>",
    f"--><script>{CODE}</script>",
    f"]]><script>{CODE}</script>",
    f"\"><script>{CODE}</script>",
    f"'><script>{CODE}</script>",
    f"{{{{7*7}}}}<script>{CODE}</script>",
    f"<script>{CODE}//",
    f"<scr<script>ipt>{CODE}</scr</script>ipt>",
    *(
        f"<{element} on{event}={CODE}{more}>"
        for element, event, more in (
            ("img src=x", "error", ""),
            ("img/src=x/", "error", ""),
            ("IMG SRC=x", "ERROR", ""),
            ("image src=x", "error", ""),
            ("img src=x", "error", " x"),
            ("svg", "load", ""),
            ("svg/", "load", ""),
            ("body", "load", ""),
            ("body", "pageshow", ""),
            ("video src=x", "error", ""),
            ("audio src=x", "error", ""),
            ("video><source", "error", ""),
            ("input autofocus", "focus", ""),
            ("textarea autofocus", "focus", ""),
            ("select autofocus", "focus", ""),
            ("button autofocus", "focus", ""),
            ("a autofocus href=x", "focus", ""),
            ("p tabindex=1 autofocus", "focus", ""),
            ("details open", "toggle", ""),
            ("iframe srcdoc=x", "load", ""),
            ("object data=x", "error", ""),
            ("embed src=x", "load", ""),
            ("link rel=stylesheet href=x", "error", ""),
            ("style", "load", "></style"),
            ("script src=x", "error", "></script"),
            ("marquee", "start", ""),
            ("svg><animate begin=0s attributeName=x dur=1s", "begin", ""),
            ("svg><set begin=0s attributeName=x", "begin", ""),
            ("style>@keyframes k{}</style><p style=animation:k", "animationstart", ""),
        )
    ),
    f"<iframe src=javascript:parent.{CODE}>",
    f"<iframe srcdoc='<script>parent.{CODE}</script>'>",
    f"<object data=javascript:{CODE}>",
    f"<embed src=javascript:{CODE}>",
    f"<svg><script>{CODE}</script></svg>",
    f"<svg><script xlink:href=data:,{CODE} /></svg>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={CODE}>",
    f"<template><s></template><img src=x onerror={CODE}>",
    f"<noscript><img title='</noscript><img src=x onerror={CODE}>'>",
    f"<xmp><p title='</xmp><img src=x onerror={CODE}>'>",
    f"<!--><img src=x onerror={CODE}>-->",
    f"<![CDATA[<img src=x onerror={CODE}>]]>",
    f"<?x><img src=x onerror={CODE}>?>",
    f"<a href=javascript:{CODE} id=x><img src=x onerror=document.links[0].click()>",
    f"<form action=javascript:{CODE}><img src=x onerror=document.forms[0].submit()>",
    f"<meta http-equiv=refresh content=0;url=javascript:{CODE}>",
    f"<base href=javascript:/><a href={CODE}>",
    f"\" autofocus onfocus={CODE} x=\"",
    f"' autofocus onfocus={CODE} x='",
    f"` onerror={CODE} `",
    f"javascript:{CODE}",
    f"\";{CODE};//",
    f"';{CODE};//",
    f"${{{CODE}}}",
    f"{{{{constructor.constructor('{CODE}')()}}}}",
    f"&lt;script&gt;{CODE}&lt;/script&gt;",
    f"&#60;script&#62;{CODE}&#60;/script&#62;",
    f"\\u003cscript\\u003e{CODE}\\u003c/script\\u003e",
    f"\\x3cscript\\x3e{CODE}\\x3c/script\\x3e",
    f"+ADw-script+AD4-{CODE}+ADw-/script+AD4-",
    f"\u02c2script\u02c3{CODE}",
    f"\uff1cscript\uff1e{CODE}\uff1c/script\uff1e",
    f"<\u0000script>{CODE}</script>",
    f"<img src=x onerror={CODE} ",
    f"<img src='x' onerror='{CODE}'>",
    f'<img src="x" onerror="{CODE}">',
    f"<svg><a xlink:href=javascript:{CODE}><text>x",
    f"\u2028<script>{CODE}</script>",
    f"%3Cscript%3E{CODE}%3C/script%3E",
]  # fmt: skip


def executed(page):
    """Whether a payload's code ran in the page, once all that it loads has loaded or failed."""
    page.evaluate("() => new Promise(done => setTimeout(done))")
    return page.evaluate("window.executed === 1")


@pytest.mark.parametrize("payload", [PAYLOADS[0], PAYLOADS[15], PAYLOADS[20]])
def test_detector_sees_what_is_not_escaped(open_page, tmp_path, payload):
    (tmp_path / "bad.html").write_text(f"<!doctype html><title>x</title><p>{payload}")
    page = open_page()
    page.goto((tmp_path / "bad.html").as_uri())
    assert executed(page)


def test_payloads_in_responses_are_text(recorded, table, open_page, tmp_path):
    """Recorded responses that hold nothing but payloads are shown, and run nothing."""
    shown = [printable(payload.encode()) for payload in PAYLOADS]
    responses = {
        ("wrong-method", Target(name, server=server)): "\n".join([*shown, name, server])
        for name in NAMES
        for server in ("native", "waitress")
    }
    bad = dataclasses.replace(recorded, responses=recorded.responses | responses)
    site_module.write(site_module.pages(bad, table=table), tmp_path)
    for address in ("index.html", "behaviour/methods.html"):
        page = open_page()
        page.goto(f"{tmp_path.as_uri()}/{address}?show=flask,django#wrong-method")
        assert not executed(page)
        assert page.problems == []
        text = page.locator("section:has(> #wrong-method) pre.raw").first.text_content()
        assert [payload for payload in shown if payload not in text] == []


def test_payloads_in_the_url_are_text(visit):
    for payload in PAYLOADS[::8]:
        text = quote(payload)
        every = "&".join(f"{name}={text}" for name in ("show", "search", "topic", "ids", text))
        page = visit(f"behaviour.html?{every}#{text}")
        assert not executed(page)
        assert notice(page).startswith("Ignored")


# --- Markup in what an app sends back ----------------------------------------------

# Opens addresses in frames, one for each, and waits until all have loaded.
FRAMES = """async urls => {
    // A page may forbid to be framed, so what it holds is put into the frame.
    const read = async url => {
        const response = await fetch(url, { headers: { Accept: "text/html" } });
        const isHtml = response.headers.get("Content-Type").startsWith("text/html");
        return (isHtml ? "" : "<plaintext>") + await response.text();
    };
    const open = async url => {
        const frame = document.createElement("iframe");
        frame.srcdoc = await read(url);
        return new Promise(done => {
            frame.onload = () => setTimeout(() => done(frame.contentWindow));
            document.body.append(frame);
        });
    };
    const opened = await Promise.all(urls.map(open));
    return {
        texts: opened.map(one => one.document.body.textContent),
        executed: urls.filter((url, i) => opened[i].executed === 1 || window.executed === 1),
    };
}"""


def paths(payload):
    """A page that repeats what is in its path, and one that no app has."""
    text = quote(payload, safe="")
    return [f"/username/{text}/7", f"/nowhere/{text}?q={text}"]


def test_payloads_in_paths_are_text_in_every_app(open_page, apps):
    """All payloads in one name, and in one path that leads nowhere: nothing runs."""
    # A line break or a null character in a name is not a name to some routes.
    every = "\u2029".join(payload.replace("\n", " ").replace("\0", "") for payload in PAYLOADS)
    for server in apps:
        page = open_page()
        page.goto(f"{server.url}/bye")
        # In pieces, because some servers take no request target so long.
        pieces = [every[i : i + 4000] for i in range(0, len(every), 4000)]
        urls = [server.url + path for piece in pieces for path in paths(piece)]
        found = page.evaluate(FRAMES, urls)
        assert found["executed"] == [], server.name
        greeted = [text for text in found["texts"] if text.startswith("Hello there")]
        assert len(greeted) == len(pieces), server.name


def test_each_payload_runs_where_it_is_not_escaped(open_page, apps):
    """The control: the same frames, one for each payload, from an app that escapes nothing."""

    def repeat(route):
        name = unquote(route.request.url.split("/username/")[1].rpartition("/")[0])
        route.fulfill(content_type="text/html; charset=utf-8", body=f"Hello there {name}.")

    page = open_page()
    page.goto(f"{apps[0].url}/bye")
    page.route("**/username/**", repeat)
    urls = [apps[0].url + paths(payload)[0] for payload in PAYLOADS]
    assert len(page.evaluate(FRAMES, urls)["executed"]) > 40


def test_pictures_of_the_readme(browser, site, tmp_path):
    chromium.pictures(browser, tmp_path, site)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"side_by_side.png", site_module.PICTURE.name}
    for path in tmp_path.iterdir():
        assert path.read_bytes().startswith(b"\x89PNG")


def test_upgrade_backwards_shows_the_same_answers(visit):
    def seen(old, new):
        page = visit(f"upgrade.html?product=flask&from={old}&to={new}")
        return page.locator("#flask .question:visible [data-since]:visible").count()

    old, new = "werkzeug-2.1.0", "werkzeug-3.1.8"
    assert seen(new, old) == seen(old, new) > 0
