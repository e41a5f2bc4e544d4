"""What the tests do with a page in a browser: follow its links, and ask axe."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def follow(page: Page, link: str) -> None:
    """Click a link, and wait until the page it leads to has loaded, its scripts too.

    Args:
        page: where the link is.
        link: the selector that finds it.
    """
    with page.expect_navigation():
        page.click(link)


def violations(page: Page, **options: object) -> list[dict]:
    """Return what is wrong, by rule.

    Args:
        page: as it is shown now.
        options: those of axe's `run`.
    """
    # What is right is counted, and not described element by element.
    usual = {"preload": False, "resultTypes": ["violations"]}
    return Axe().run(page, options=usual | options).response["violations"]
