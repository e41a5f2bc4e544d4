"""What axe finds wrong with a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def violations(page: Page, **options: object) -> list[dict]:
    """Return what is wrong, by rule.

    Args:
        page: as it is shown now.
        options: those of axe's `run`.
    """
    # What is right is counted, and not described element by element.
    usual = {"preload": False, "resultTypes": ["violations"]}
    return Axe().run(page, options=usual | options).response["violations"]
