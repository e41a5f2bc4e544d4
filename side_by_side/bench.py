"""Measure what the pages cost who reads them, in the system's Chromium; nothing here is a test.

python -m side_by_side.bench
"""

import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from compare_tests.engine import record
from side_by_side import site
from side_by_side.chromium import launched, missing

PAGES = ("index.html", "blog.html", "behaviour.html", "move/flask-to-django.html", "teach.html")
FIRST_PAINT_MS = """() => new Promise(done => new PerformanceObserver(list => {
    for (const one of list.getEntriesByName("first-contentful-paint")) done(one.startTime);
}).observe({ type: "paint", buffered: true }))"""
SHIFTS = """() => new Promise(done => {
    const seen = [];
    new PerformanceObserver(list => seen.push(...list.getEntries().map(one => one.value)))
        .observe({ type: "layout-shift", buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(seen))));
})"""
# How long it takes until what a filter finds is laid out, with every question on the page.
FILTER_MS = """([name, value]) => {
    const field = document.getElementById("controls").elements[name];
    const start = performance.now();
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    document.body.offsetHeight;
    return performance.now() - start;
}"""
FILTERS = (("search", "redirect"), ("search", ""), ("topic", "methods"), ("topic", ""))
FILTERS += (("level", "essential"), ("level", ""), ("differs", "all"), ("differs", ""))


def main() -> None:
    """Print for each page its size, its first paint and its shift, then each filter's time."""
    if problem := missing():
        sys.exit(problem)
    table = Table("page", "KB", "first paint ms", "layout shift")
    with tempfile.TemporaryDirectory() as folder, launched() as browser:
        site.write(site.pages(record.read()), Path(folder))
        for name in PAGES:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto((Path(folder) / name).as_uri())
            seen = page.evaluate(FIRST_PAINT_MS), sum(page.evaluate(SHIFTS))
            size = (Path(folder) / name).stat().st_size
            table.add_row(name, f"{size / 1000:.0f}", f"{seen[0]:.0f}", f"{seen[1]:.3f}")
            page.close()
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto((Path(folder) / "behaviour.html").as_uri())
        times = [(*one, page.evaluate(FILTER_MS, list(one))) for one in FILTERS]
    Console().print(table)
    for name, value, milliseconds in times:
        print(f"{name} {value or 'cleared'}: {milliseconds:.0f} ms")


if __name__ == "__main__":
    main()
