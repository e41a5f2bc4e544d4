"""What each change of an aligned app is for: measured by leaving it out."""

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import zip_longest
from pathlib import Path

from compare_tests.engine.model import Question, Row
from compare_tests.engine.results import common_server
from compare_tests.engine.runner import ask, rows_for
from shared.changes import Change, changes
from shared.frameworks import APPS, FRAMEWORKS, LESSONS, ROOT, Target, app_of, has_app
from shared.launcher import Server, stop

EFFECTS = ROOT / "docs" / "aligned.json"

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


@dataclass(frozen=True)
class Effect:
    """A change of an aligned app, and the questions that it decides.

    Attributes:
        change: the change.
        decides: the ids of the questions that get another answer without it.
    """

    change: Change
    decides: tuple[str, ...]


# What is known of each change of each aligned app: by its package, "flask_app.blog".
Effects = dict[str, list[Effect]]


def place_of(package: str) -> str:
    """Return where the aligned app of a package stands, below the folder of the project."""
    return f"{package.replace('.', '/')}/aligned.py"


def changes_of(package: str) -> list[Change]:
    """Return the changes of the aligned app of a package."""
    path = ROOT / place_of(package)
    return changes(path) if path.exists() else []


def packages(lesson: str) -> dict[str, str]:
    """Return the frameworks whose package of a lesson has an aligned app, by the package."""
    app = APPS[app_of(lesson, "aligned")]
    return {FRAMEWORKS[name].package(app): name for name in FRAMEWORKS if has_app(name, app.name)}


def effects(rows: Iterable[Question], frameworks: Iterable[str] = tuple(FRAMEWORKS)) -> Effects:
    """Ask all aligned apps with one change left out at a time, and return what that changes.

    Args:
        rows: the questions to the aligned apps, each with its answers.
        frameworks: names in FRAMEWORKS.

    Raises:
        StartError: an aligned app does not start without one of its changes.
    """
    rows, found = list(rows), {}
    for lesson in LESSONS:
        of_lesson = [row for row in rows if APPS[row.app].lesson == lesson]
        known = {package: name for package, name in packages(lesson).items() if name in frameworks}
        found |= _effects(of_lesson, known) if of_lesson else {}
    return found


def _effects(rows: list[Question], names: dict[str, str]) -> Effects:
    found: Effects = {package: [] for package in names}
    apps = dict.fromkeys(row.app for row in rows)
    # The first changes of all, then the second ones: so that all frameworks are asked at once.
    for number, at_once in enumerate(zip_longest(*map(changes_of, found))):
        chosen = {package: change for package, change in zip(found, at_once, strict=True) if change}
        servers = [
            Server(Target(names[package], app, "waitress"), without=number)
            for package in chosen
            for app in apps
        ]
        try:
            for server in servers:
                server.wait_until_ready()
            answers = ask({server: rows_for(server, rows) for server in servers})
        finally:
            stop(servers)
        for package, change in chosen.items():
            ids = [
                row.id
                for row in rows
                for target in row.targets([names[package]])
                if row.expected(target) not in (None, answers[row.id, target].text)
            ]
            found[package].append(Effect(change, tuple(dict.fromkeys(ids))))
    return found


def how_to_align(row: Row, framework: str, found: Effects) -> tuple[str, list[tuple[str, Change]]]:
    """Return what makes a framework answer as all aligned apps do.

    That is a text, where there is nothing to add or nothing helps, else "" and the changes,
    each with its place: "flask_app/aligned.py".
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


def problems(found: Effects) -> list[str]:
    """Return in one line each which changes decide no question, or were not measured."""
    lines = []
    for package in (package for lesson in LESSONS for package in packages(lesson)):
        measured = {effect.change.code: effect for effect in found.get(package, [])}
        for change in changes_of(package):
            place = f"{place_of(package)}, line {change.first_line}"
            if change.code not in measured:
                lines.append(f"{place}: this change was not measured: run `make docs`")
            elif not measured[change.code].decides:
                lines.append(f"{place}: this change decides no question: leave it out")
    return lines


def needed(row: Row, framework: str, found: Effects) -> list[tuple[str, Change]]:
    """Return the changes of an aligned app without which it would answer a question otherwise.

    Each with its place: "flask_app/aligned.py".
    """
    package = FRAMEWORKS[framework].package(APPS[row.app])
    return [
        (place_of(package), effect.change)
        for effect in found.get(package, [])
        if row.id in effect.decides
    ]


def write(found: Effects, prices: dict[str, list[int]], path: Path = EFFECTS) -> None:
    """Write what was measured."""
    data = {
        "calls": prices,
        "changes": {
            package: [asdict(effect) for effect in effects] for package, effects in found.items()
        },
    }
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read(path: Path = EFFECTS) -> Effects:
    """Return what was measured last; nothing if nothing was."""
    if not path.exists():
        return {}
    return {
        package: [Effect(Change(**one["change"]), tuple(one["decides"])) for one in effects]
        for package, effects in json.loads(path.read_text(encoding="utf-8"))["changes"].items()
    }


def read_prices(path: Path = EFFECTS) -> dict[str, list[int]]:
    """Return the prices that were measured last; nothing if nothing was."""
    return json.loads(path.read_text(encoding="utf-8"))["calls"] if path.exists() else {}
