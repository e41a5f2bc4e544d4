"""Ask the releases of the frameworks and servers, and show what an upgrade changes.

python -m compare_tests.commands.drift                      ask all, and write docs/
python -m compare_tests.commands.drift --framework flask    ask those of one product
python -m compare_tests.commands.drift --newest             ask what is newer than the pinned ones
python -m compare_tests.commands.drift --from flask-2.2.5   what changes since then; asks nothing
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

from packaging.version import InvalidVersion, Version
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress
from rich.text import Text

from compare_tests.commands.docs import drift_document
from compare_tests.commands.terminal import console, note_of_hidden, row_with_answers_of_two
from compare_tests.engine import drift, record
from compare_tests.engine.drift import Drift
from compare_tests.engine.drift_runner import ask_releases, forget
from compare_tests.engine.model import Question
from compare_tests.engine.results import KINDS, groups
from compare_tests.questions import load
from compare_tests.questions.changelogs import causes
from shared.cli import Parser, one_of, unknown
from shared.frameworks import APPS
from shared.launcher import StartError
from shared.releases import (
    PYTHON,
    Release,
    ReleaseError,
    add_newest,
    interpreter,
    make,
    pinned,
    products,
    releases,
)


def questions() -> list[Question]:
    """Return what releases are asked: the requests to the four pages."""
    return [
        row
        for row in load().values()
        if isinstance(row, Question) and APPS[row.app].lesson == "pages"
    ]


# --- Ask ----------------------------------------------------------------------


def ask(wanted: list[Release], version: str, screen: Console) -> Drift:
    """Ask these releases, and return what is known of all then.

    A release whose environment cannot be made keeps the answers that it has.

    Args:
        wanted: the releases.
        version: the beginning of the version of the Python that runs them.
        screen: where to say how far it is.

    Raises:
        ReleaseError: there is no such Python.
        StartError: a server that crashed did not start again.
    """
    python, number = interpreter(version)
    screen.print(f"Asking {len(wanted)} releases on Python {number}, each in .drift …")
    with ThreadPoolExecutor(4) as pool:
        problems = dict(zip(wanted, pool.map(lambda one: making(one, python), wanted), strict=True))
    for problem, found in groups(problems):
        if problem:
            names = ", ".join(map(str, found[:3])) + (" …" if found[3:] else "")
            text = f"Not asked this time, {len(found)} of them: {names}: {problem}"
            screen.print(Text(text, "bold red"))
    made = [release for release, problem in problems.items() if not problem]
    rows = questions()
    with Progress(*Progress.get_default_columns(), MofNCompleteColumn(), console=screen) as bar:
        task = bar.add_task("Asking", total=len(made))
        askings = ask_releases(made, rows, lambda count: bar.advance(task, count))
    counts = {
        one.product: sum(not {*one.servers}.isdisjoint(row.servers) for row in rows) for one in made
    }
    return drift.drift_of(askings, drift.read(), record.read().answers, number, counts)


def making(release: Release, python: str) -> str:
    """Make an environment; return why it cannot be made, "" if it is there."""
    try:
        make(release, python)
    except ReleaseError as error:
        return str(error)
    return ""


def write(found: Drift) -> None:
    """Write docs/drift.json and docs/drift.md."""
    drift.write(found)
    for path, text in drift_document().items():
        path.write_text(text, encoding="utf-8")


# --- Look up ------------------------------------------------------------------


def release_named(text: str, known: Drift) -> Release:
    """Return the release that a person names: "flask-2.2.5".

    A version of a framework stands for it with the last release of its libraries that is of the
    same series. A product with a version that is one of its libraries' stands for that.

    Raises:
        ValueError: there is none, or it does not start. Says in one line which are the nearest.
    """
    package, _, number = text.lower().rpartition("-")
    packages = list(dict.fromkeys(name for one in releases().values() for name, _ in one.pins))
    if text.lower() in packages:
        example = f"{text.lower()}-{pinned(text.lower())}"
        raise ValueError(f"{text!r} has no version: write it as in {example}")
    if package not in packages and package not in products():
        raise ValueError(unknown("product", package or text, packages))
    of_package = [one for one in releases().values() if package in dict(one.pins)]
    try:
        version = Version(number)
    except InvalidVersion:
        version = None
    exact = [one for one in of_package if Version(dict(one.pins)[package]) == version]
    exact = [one for one in exact if series(one)] or exact
    exact = exact or [one for one in products().get(package, []) if version in versions(one)]
    if not exact:
        numbers = sorted({Version(dict(one.pins)[package]) for one in of_package})
        below = [one for one in numbers if version and one < version][-1:]
        above = [one for one in numbers if not version or one > version][:1]
        nearest = " and ".join(f"{package}-{one}" for one in below + above)
        raise ValueError(f"no release {text!r} was asked. The nearest: {nearest}")
    release = exact[-1]
    asking = known.askings.get(release.name)
    if not asking:
        raise ValueError(f"{release.name} was not asked yet: make drift asks it")
    if asking.problem:
        started = ", ".join(one.name for one in known.started(release.product))
        raise ValueError(
            f"{release.name} does not start on Python {known.python} ({asking.problem}): "
            f"those that do are {started}"
        )
    return release


def versions(release: Release) -> list[Version]:
    """Return the versions that a release pins."""
    return [Version(number) for _, number in release.pins]


def series(release: Release) -> bool:
    """Whether all that a release pins is of one series: flask 2.2.5 and werkzeug 2.2.3."""
    return len({(one.major, one.minor) for one in versions(release)}) == 1


def pinned_of(product: str) -> Release:
    """Return the release of a product that requirements.txt pins."""
    return next(one for one in products()[product] if one.is_pinned)


def upgrade(old: Release, new: Release, known: Drift, advanced: bool) -> list:
    """Return what clients notice between two releases, by its cause, what matters most first.

    Args:
        old, new: the releases, of one product.
        known: what was seen.
        advanced: whether to show the advanced questions too.
    """
    if old == new:
        return [f"{described(old)}: nothing newer was asked."]
    steps = drift.between(known, questions(), old, new)
    count = known.questions[old.product]
    head = f"From {described(old)} to {described(new)}"
    if not steps:
        return [f"{head}: none of {count} questions changed."]
    parts = [f"{head}: {len({one.difference.row.id for one in steps})} of {count} questions get "]
    parts[0] += "another answer, asked on Python " + known.python
    hidden = 0
    for cause in causes(steps):
        shown = [one for one in cause.steps if advanced or one.difference.row.level != "advanced"]
        hidden += len(cause.steps) - len(shown)
        if shown:
            parts.append(Text(f"\n{releases()[cause.release]}", "bold underline"))
            if cause.note:
                parts.append(Text(f"{cause.note}:\n{cause.note.link}", "dim"))
        for step in shown:
            pair = {"before": step.difference.old.text, "after": step.difference.new.text}
            notes = [KINDS[step.difference.kind], step.where]
            notes += [f"by way of {', '.join(step.since[:-1])}"] if step.since[1:] else []
            parts.append(row_with_answers_of_two(step.difference.row, pair, *filter(None, notes)))
    return [*parts, *note_of_hidden(hidden)]


def described(release: Release) -> str:
    """Return a release with all that it pins: "flask 2.2.5 with werkzeug 2.2.3"."""
    return " with ".join(f"{package} {version}" for package, version in release.pins)


# --- The command --------------------------------------------------------------


def main(arguments: list[str] | None = None) -> None:
    """Do what the command line asks for."""
    parser = Parser(prog="python -m compare_tests.commands.drift", description="Ask releases.")
    parser.add_argument("--framework", metavar="PRODUCT", type=one_of("product", products()))
    parser.add_argument("--from", dest="old", metavar="RELEASE", help="flask-2.2.5: what changes")
    parser.add_argument("--to", dest="new", metavar="RELEASE", help="the pinned one without it")
    parser.add_argument("--all", action="store_true", help="advanced questions too")
    parser.add_argument("--newest", action="store_true", help="ask what is newer than the pinned")
    parser.add_argument("--on", default=PYTHON, metavar="VERSION", help="a Python; writes nothing")
    args = parser.parse_args(arguments)
    screen = console()
    try:
        if args.old or args.new:
            old, new = ends(args.old, args.new, drift.read())
            screen.print(*upgrade(old, new, drift.read(), args.all), sep="\n")
            return
        if args.newest:
            added = add_newest()
            wanted = [one for found in products().values() for one in since_pinned(found)]
            screen.print(f"New: {', '.join(map(str, added)) or 'nothing'}")
        else:
            wanted = [one for one in releases().values() if args.framework in (None, one.product)]
        start = time.monotonic()
        found = ask(wanted, args.on, screen)
        if args.newest:
            for product in products():
                if not (started := found.started(product)):
                    screen.print(f"No release of {product} started.")
                    continue
                screen.print(*upgrade(pinned_of(product), started[-1], found, True), sep="\n")
    except ValueError as error:
        parser.error(str(error))
    except (ReleaseError, StartError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("Interrupted: the next run goes on from here.")
    if args.on == PYTHON:
        write(found)
        forget()
        screen.print(f"Wrote docs/drift.json and docs/drift.md in {time.monotonic() - start:.0f} s")


def ends(old: str | None, new: str | None, known: Drift) -> tuple[Release, Release]:
    """Return both ends of an upgrade; the one that is not named is pinned by requirements.txt.

    Raises:
        ValueError: there is no such release, or the two are of different products.
    """
    named = [release_named(text, known) for text in (old, new) if text]
    first = named[0] if old else pinned_of(named[0].product)
    last = named[-1] if new else pinned_of(named[0].product)
    if first.product != last.product:
        raise ValueError(
            f"{old or first.name} and {new or last.name} are releases of two products: "
            "for two frameworks, make compare PAIR=flask-django"
        )
    return first, last


def since_pinned(found: list[Release]) -> list[Release]:
    """Return the pinned release of a product, and all that are newer."""
    return found[[one.is_pinned for one in found].index(True) :]


if __name__ == "__main__":
    main()
