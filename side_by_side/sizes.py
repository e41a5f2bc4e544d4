"""The sizes of the apps: lines, files, packages, megabytes, seconds."""

import re
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, files, requires

from packaging.requirements import Requirement

from side_by_side.excerpts import app_files


def sizes(frameworks: Iterable[str], start_up_s: dict[str, float]) -> dict[str, dict[str, str]]:
    """Return the sizes of each app, by what is measured and by framework.

    Args:
        frameworks: their names.
        start_up_s: the seconds that each app takes to start, where they were measured.
    """
    names = list(frameworks)
    return {
        "lines of the app": {
            name: str(sum(len(path.read_text().splitlines()) for path in app_files(name, "pages")))
            for name in names
        },
        "files of the app": {name: str(len(app_files(name, "pages"))) for name in names},
        "packages it installs": {name: str(len(packages(name))) for name in names},
        "megabytes of these packages": {name: f"{megabytes(packages(name)):.1f}" for name in names},
        "seconds until it listens": {
            name: f"{start_up_s[name]:.2f}" if name in start_up_s else "–" for name in names
        },
    }


def packages(name: str) -> set[str]:
    """Return the packages that installing one brings, itself included."""
    found: set[str] = set()
    todo = [name]
    while todo:
        package = re.sub(r"[-_.]+", "-", todo.pop()).lower()
        if package not in found:
            found.add(package)
            needed = [Requirement(text) for text in requires(package) or ()]
            todo += [
                one.name for one in needed if not one.marker or one.marker.evaluate({"extra": ""})
            ]
    return found


def megabytes(names: Iterable[str]) -> float:
    """Return the size of these packages as they are installed, without compiled bytecode."""
    size = 0
    for name in names:
        try:
            size += sum(file.size or 0 for file in files(name) or ())
        except PackageNotFoundError:  # one that only another system needs
            continue
    return size / 1e6
