"""The system's Chromium, driven by Playwright: for the pictures in the README, and for the tests.

python -m side_by_side.chromium docs      write them into docs/
"""

import importlib.util
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from compare_tests.engine import record
from shared.cli import Parser
from side_by_side import site
from side_by_side.excerpts import PICTURE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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
    # The first is the same without a window: it starts and draws with half the work.
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


def missing() -> str:
    """Return what keeps a browser from being driven, in one line; "" if nothing does."""
    names = [name for name in PACKAGES if not importlib.util.find_spec(name)]
    if not chromium():
        names.append("Chromium")
    how = "requirements-dev.txt names the packages, and the system's own Chromium is used"
    return f"{', '.join(names)} not found ({how})" if names else ""


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


def pictures(browser: "Browser", folder: Path, pages: Path) -> None:
    """Write a picture of one chapter with two frameworks, and one of the matrix, as they are shown.

    Args:
        browser: a running one.
        folder: where the pictures belong.
        pages: the folder of the pages.
    """
    page = browser.new_page(viewport={"width": 1320, "height": 900}, color_scheme="light")
    page.goto(f"{pages.as_uri()}/{PICTURE}")
    page.add_style_tag(content=".topic { padding: 1rem } h2 { margin-top: 0 }")
    section = page.locator("section.topic:has(:target)")
    section.locator("summary").first.click()
    section.screenshot(path=folder / "side_by_side.png")
    # In the measures in which others show a picture beside a link.
    page.set_viewport_size({"width": 1200, "height": 630})
    page.goto(f"{pages.as_uri()}/behaviour.html")
    page.add_style_tag(content=".top, form.controls { display: none !important }")
    page.screenshot(path=folder / site.PICTURE.name)
    page.close()


def main(arguments: list[str] | None = None) -> None:
    """Write the pictures of the README."""
    parser = Parser(prog="python -m side_by_side.chromium", description="Write the pictures.")
    parser.add_argument("folder", type=Path)
    into = parser.parse_args(arguments).folder
    if problem := missing():
        sys.exit(problem)
    with tempfile.TemporaryDirectory() as folder, launched() as browser:
        site.write(site.pages(record.read()), Path(folder))
        pictures(browser, into, Path(folder))


if __name__ == "__main__":
    main()
