"""A real browser, the pages and the apps for the tests: each is made once."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from compare_tests.engine import record
from compare_tests.engine.record import Record
from compare_tests.questions import TOPICS, load
from shared.frameworks import FRAMEWORKS, SERVERS, Target
from shared.launcher import Server, running
from side_by_side import site as site_module
from side_by_side.chromium import launched, missing
from side_by_side.excerpts import CHAPTERS
from side_by_side.tests.try_it_server import log_sizes, new_in_logs

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# What the browser tests name, and the first questions of each topic: enough to try everything.
NAMED = (
    *("wrong-method", "wrong-method-wrong-age", "head-page", "host-foreign", "slash-trailing"),
    *(
        "name-markup",
        "name-template",
        "name-invalid-utf8",
        "redirect-host-underscore",
        "exception-connection",
        "first-visit-cookies",
        "debug-console",
    ),
)


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One Chromium for all tests. Without it they fail, and say what is missing."""
    if problem := missing():
        pytest.fail(problem, pytrace=False)
    with launched() as browser:
        yield browser


@pytest.fixture
def open_page(browser: "Browser") -> Iterator[Callable[..., "Page"]]:
    """Open new pages: called with a width, a colour scheme, and whether scripts run.

    Each page is as new, and what goes wrong in it is in its list `problems`.
    """
    contexts = []

    def new(width: int = 1280, scheme: str = "light", scripts: bool = True) -> "Page":
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
        )
        contexts.append(context)
        page = context.new_page()
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("console", lambda message: page.problems.append(message.text))
        return page

    yield new
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def recorded() -> Record:
    """The record of the last run."""
    return record.read()


@pytest.fixture(scope="session")
def made(recorded: Record) -> dict[str, str]:
    """Every page, with all questions."""
    return site_module.pages(recorded)


@pytest.fixture(scope="session")
def table() -> dict:
    """The questions of the small site: a few of each topic, and those that tests name."""
    rows = load()
    chapters = [chapter for lesson in CHAPTERS.values() for chapter in lesson.values()]
    ids = {*NAMED, *(chapter.question_id for chapter in chapters)}
    for topic in TOPICS:
        ids |= {row.id for row in [row for row in rows.values() if row.topic == topic][:2]}
    return {id: row for id, row in rows.items() if id in ids}


@pytest.fixture(scope="session")
def site(recorded: Record, table: dict, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site with fewer questions."""
    folder = tmp_path_factory.mktemp("site")
    site_module.write(site_module.pages(recorded, table=table), folder)
    return folder


@pytest.fixture(scope="session")
def apps() -> Iterator[list[Server]]:
    """All apps on both servers."""
    targets = [Target(name, server=server) for name in FRAMEWORKS for server in SERVERS]
    with running(targets) as started:
        yield started


@pytest.fixture(scope="session")
def addresses(apps: list[Server]) -> dict[Target, tuple[str, int]]:
    """Where they listen."""
    return {app.target: ("127.0.0.1", app.port) for app in apps}


@pytest.fixture
def no_request_reached_an_app(apps: list[Server]) -> Iterator[None]:
    """After the test: no app has logged a request but the one that ends the log."""
    start = log_sizes(apps)
    yield
    assert new_in_logs(apps, start) == []
