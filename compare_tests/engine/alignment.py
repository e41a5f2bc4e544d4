"""What each change of an aligned app is for: measured by leaving it out."""

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, replace
from itertools import zip_longest

from compare_tests.engine.model import Question, Row
from compare_tests.engine.results import common_server
from compare_tests.engine.runner import ask, rows_for
from shared.changes import Change, changes
from shared.frameworks import APPS, FRAMEWORKS, LESSONS, ROOT, Target, app_of, has_app
from shared.launcher import running

MEASURED = ROOT / "docs" / "aligned.json"

# Seconds would differ from machine to machine; how many functions are called does not.
COUNT = """
import importlib, sys, webob
module, name = sys.argv[1].split(":")
app = getattr(importlib.import_module(module), name)
for warm in range(4):
    calls = []
    request = webob.Request.blank("/name", base_url="http://127.0.0.1:5001")
    sys.setprofile(lambda frame, event, argument: calls.append(event))
    b"".join(request.call_application(app)[2])
    sys.setprofile(None)
print(sum(event in ("call", "c_call") for event in calls))
"""


def place_of(framework: str, lesson: str) -> str:
    """Return where the aligned app of a lesson stands, below the folder of the project."""
    return "/".join([FRAMEWORKS[framework].folder, *LESSONS[lesson], "aligned.py"])


def places(lesson: str) -> dict[str, str]:
    """Return the frameworks that have an aligned app of a lesson, by its place."""
    app = app_of(lesson, "aligned")
    return {place_of(name, lesson): name for name in FRAMEWORKS if has_app(name, app)}


def changes_of(place: str) -> list[Change]:
    """Return the changes of an aligned app."""
    return changes((ROOT / place).read_text(encoding="utf-8"), place)


def measured(
    rows: Iterable[Question], frameworks: Iterable[str] = tuple(FRAMEWORKS)
) -> list[Change]:
    """Ask all aligned apps with one change left out at a time; return what each change decides.

    Args:
        rows: the questions to the aligned apps, each with its answers.
        frameworks: names in FRAMEWORKS.

    Raises:
        StartError: an aligned app does not start without one of its changes.
    """
    rows, found = list(rows), []
    for lesson in LESSONS:
        of_lesson = [row for row in rows if APPS[row.app].lesson == lesson]
        names = {place: name for place, name in places(lesson).items() if name in frameworks}
        found += _measured(of_lesson, names) if of_lesson else []
    return found


def _measured(rows: list[Question], names: dict[str, str]) -> list[Change]:
    found = []
    apps = dict.fromkeys(row.app for row in rows)
    # The first changes of all, then the second ones: so that all frameworks are asked at once.
    for number, at_once in enumerate(zip_longest(*map(changes_of, names))):
        chosen = {names[one.place]: one for one in at_once if one}
        targets = [Target(name, app, "waitress") for name in chosen for app in apps]
        with running(targets, without=number) as servers:
            answers = ask({server: rows_for(server, rows) for server in servers})
        for name, change in chosen.items():
            ids = [
                row.id
                for row in rows
                for target in row.targets([name])
                if row.expected(target) not in (None, answers[row.id, target].text)
            ]
            found.append(replace(change, decides=list(dict.fromkeys(ids))))
    return sorted(found, key=lambda change: [*names].index(change.place))


def how_to_align(row: Row, framework: str, found: list[Change]) -> tuple[str, list[Change]]:
    """Return what makes a framework answer as all aligned apps do.

    That is a text, where there is nothing to add or nothing helps, else "" and the changes.
    """
    if framework in row.unaligned:
        return f"not possible: {row.unaligned[framework]}", []
    if row.expected(Target(framework, row.app, common_server(row))) == row.aligned_answer:
        return "nothing to do", []
    aligned = next(app.name for app in APPS.values() if app.aligns == row.app)
    if not has_app(framework, aligned):
        return "it has no aligned app yet", []
    changes = needed(row, framework, found)
    return "" if changes else "no single one of its changes decides", changes


def prices(frameworks: Iterable[str]) -> dict[str, list[int]]:
    """Return for each framework how many functions the app and the aligned app call for a page.

    The page is that of GET /name, when it has been asked for before.
    """
    return {
        name: [calls(FRAMEWORKS[name].wsgi_callable(APPS[app])) for app in ("plain", "aligned")]
        for name in frameworks
    }


def calls(app: str) -> int:
    """Return how many functions a WSGI callable, written module:name, calls for a page."""
    command = [sys.executable, "-c", COUNT, app]
    ended = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return int(ended.stdout.split()[-1])


def problems(found: list[Change]) -> list[str]:
    """Return in one line each which changes decide no question, or were not measured."""
    decides = {(change.place, change.code): change.decides for change in found}
    lines = []
    for place in (place for lesson in LESSONS for place in places(lesson)):
        for change in changes_of(place):
            where = f"{place}, line {change.first_line}"
            if (place, change.code) not in decides:
                lines.append(f"{where}: this change was not measured: run `make docs`")
            elif not decides[place, change.code]:
                lines.append(f"{where}: this change decides no question: leave it out")
    return lines


def needed(row: Row, framework: str, found: list[Change]) -> list[Change]:
    """Return the changes of an aligned app without which it would answer a question otherwise."""
    place = place_of(framework, APPS[row.app].lesson)
    return [change for change in found if change.place == place and row.id in change.decides]


def write(found: list[Change], prices: dict[str, list[int]]) -> None:
    """Write what was measured."""
    data = {"calls": prices, "changes": [asdict(change) for change in found]}
    MEASURED.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read() -> tuple[list[Change], dict[str, list[int]]]:
    """Return the changes and the prices that were measured last; nothing if nothing was."""
    if not MEASURED.exists():
        return [], {}
    data = json.loads(MEASURED.read_text(encoding="utf-8"))
    return [Change(**one) for one in data["changes"]], data["calls"]
