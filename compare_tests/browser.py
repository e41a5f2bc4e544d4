"""A real browser for the tests of the pages: the system's Chromium, driven by Playwright.

A plugin of pytest. A module of browser tests says:

    pytest_plugins = ["compare_tests.browser"]
    __test__ = not MISSING

Where Chromium or Playwright is missing its tests are then not collected, and the run ends
with one line that says so. (PYTEST_DONT_REWRITE: it is imported before it is a plugin.)
"""

import importlib.util
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from shared.frameworks import FRAMEWORKS
from side_by_side import build

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PACKAGES = ("playwright", "axe_playwright_python", "html5lib")


def chromium() -> str | None:
    """Return the path of the system's Chromium, None if there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


def missing() -> str:
    """Return what keeps browser tests from running, in one line; "" if nothing does."""
    wanted = [name for name in PACKAGES if not importlib.util.find_spec(name)]
    wanted += [] if chromium() else ["Chromium"]
    how = "requirements-dev.txt names the packages, and the system's own Chromium is used"
    return f"browser tests not run: {', '.join(wanted)} not found ({how})" if wanted else ""


MISSING = missing()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what is missing."""
    if MISSING:
        terminalreporter.write_line(MISSING)


@contextmanager
def launched(*arguments: str) -> Iterator["Browser"]:
    """Give a running Chromium, with further arguments of its command line."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=[*ARGUMENTS, *arguments]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One Chromium for all tests."""
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
        page.on("console", lambda said: page.problems.append(said.text))
        return page

    yield new
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the pages: site/ if it is there and up to date, else a new one."""
    try:
        if not build.stale():
            return build.SITE
    except build.BuildError:
        pass
    folder = tmp_path_factory.mktemp("site")
    build.write(build.record(dict.fromkeys(FRAMEWORKS, 0.0)), folder)
    return folder
