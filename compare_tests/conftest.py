"""Starts the servers that the chosen tests need, and shows the outcome as a grid."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache

import pytest
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from compare_tests.engine.check import TableError
from compare_tests.engine.client import Address, Client, address_of
from compare_tests.engine.model import Answers, Row
from compare_tests.engine.runner import ask, needed_targets, rows_for, watch
from compare_tests.engine.text import escaped
from compare_tests.questions import ALIGNED, PAGES, TOPICS, aligned, load, pages_of, pages_of_app
from shared.cli import unknown
from shared.frameworks import APPS, FRAMEWORKS, SERVERS, Target, has_app
from shared.launcher import Server, StartError, stop

YOURS = "yours"  # the column of a server that somebody else started
SUITE = ("test_contract", "test_blog", "test_questions", "test_mutants")  # in the order of the grid
MAX_SENTENCES = 5  # for one framework and one row of the grid


@dataclass
class Outcomes:
    """What the tests have shown so far.

    Attributes:
        counts: by row and column of the grid, how often an answer was right, wrong or not asked.
        sentences: what is wrong: by framework, row of the grid and sentence, the servers.
        broken_pages: by framework, the pages that break the contract.
    """

    counts: dict[str, dict[str, Counter]] = field(default_factory=dict)
    sentences: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)
    broken_pages: dict[str, set[str]] = field(default_factory=dict)

    def count(self, row: str, column: str, kind: str, number: int = 1) -> None:
        """Add to a cell of the grid; `kind` is "right", "wrong" or "not asked"."""
        self.counts.setdefault(row, {}).setdefault(column, Counter())[kind] += number

    def wrong(self, framework: str, server: str, row: str, sentence: str) -> None:
        """Note what is wrong."""
        self.sentences.setdefault((framework, row, sentence), []).append(server)


OUTCOMES = pytest.StashKey[Outcomes]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run choose frameworks, or a server of somebody's own."""
    group = parser.getgroup("frameworks")
    group.addoption("--framework", action="append", help="only this one; may be repeated")
    group.addoption("--url", help="the contract on a server that is running already")
    group.addoption("--title", help="the framework's name on that server's hello page")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse what cannot be run, in one line, before anything starts."""
    for name in config.getoption("--framework") or []:
        if name not in FRAMEWORKS:
            raise pytest.UsageError(unknown("framework", name, FRAMEWORKS))
    try:
        if (url := config.getoption("--url")) == "":
            raise ValueError("say which server: make test-url URL=http://127.0.0.1:5000")
        if url is not None:
            address_of(url)
        load()
    except (ValueError, TableError) as error:
        raise pytest.UsageError(str(error)) from None
    config.stash[OUTCOMES] = Outcomes()


def frameworks(config: pytest.Config) -> list[str]:
    """Return the frameworks that were chosen: all, if none was."""
    return config.getoption("--framework") or list(FRAMEWORKS)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test of the contract for each target, and one of the table for each framework."""
    names = frameworks(metafunc.config)
    if "target" in metafunc.fixturenames:
        targets = [
            Target(name, app, server)
            for name in names
            for app in APPS
            if APPS[app].keeps_contract and APPS[app].lesson == metafunc.module.LESSON
            if has_app(name, app)
            for server in SERVERS
        ]
        if metafunc.config.getoption("--url"):
            targets = [Target(YOURS, server="")]
        ids = [f"{target.framework}-{target.app}-{target.server}".strip("-") for target in targets]
        # A framework that was added may not have this lesson yet: such a test is left out below.
        metafunc.parametrize(
            "target", targets or [None], ids=ids or ["no-app-yet"], scope="session"
        )
    elif "topic" in metafunc.fixturenames:
        metafunc.parametrize("topic", TOPICS)
        metafunc.parametrize("framework", names)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the contract first, as the grid is read from the top; of another server it is all."""
    items[:] = [item for item in items if _params(item).get("target", "") is not None]
    items.sort(key=lambda item: [*SUITE, item.path.stem].index(item.path.stem))
    if config.getoption("--url"):
        items[:] = [item for item in items if item.path.stem == SUITE[0]]
    if {item.path.stem for item in items} <= {*SUITE}:
        config.option.tbstyle = "no"  # what is wrong is said below the grid, in sentences


def _params(item: pytest.Item) -> dict:
    return item.callspec.params if hasattr(item, "callspec") else {}


@pytest.fixture(scope="session")
def outcomes(pytestconfig: pytest.Config) -> Outcomes:
    """What the tests have shown so far."""
    return pytestconfig.stash[OUTCOMES]


@pytest.fixture(scope="session")
def servers(
    request: pytest.FixtureRequest, pytestconfig: pytest.Config
) -> Iterator[dict[Target, Server | StartError]]:
    """Start every server that the chosen tests need, all at the same time.

    One that does not start is there with the reason, and so is the same app on other servers.
    """
    params = [_params(item) for item in request.session.items]
    targets = {param["target"] for param in params if "target" in param}
    targets |= {*needed_targets(chosen_rows(request), frameworks(pytestconfig))}
    started: dict[Target, Server] = {}
    outcome: dict[Target, Server | StartError] = {}
    try:
        for target in sorted(targets):
            if target.framework != YOURS:
                started[target] = Server(target)
        for target, server in started.items():
            try:
                server.wait_until_ready()
                outcome[target] = server
            except StartError as error:
                outcome[target] = error
        for target, error in list(outcome.items()):
            app = APPS[target.app]
            if isinstance(error, StartError) and app.keeps_contract and not app.aligns:
                outcome |= {one: error for one in outcome if is_same_app(one, target)}
        yield outcome
    finally:
        stop(started.values())


def is_same_app(one: Target, other: Target) -> bool:
    """Whether two targets serve the same app, the aligned one aside, whatever server or mode."""
    lessons = {APPS[target.app].lesson for target in (one, other)}
    return one.framework == other.framework and len(lessons) == 1 and not APPS[one.app].aligns


def chosen_rows(request: pytest.FixtureRequest) -> list[Row]:
    """Return the questions of the chosen topics, those to the aligned apps among them."""
    params = [_params(item) for item in request.session.items]
    topics = {param["topic"] for param in params if "topic" in param}
    return [row for row in [*load().values(), *aligned()] if row.topic in topics]


Processes = Callable[[str], Future[Answers]]


@pytest.fixture(scope="session")
def processes(request: pytest.FixtureRequest) -> Processes:
    """Put the chosen questions about processes to a framework that keeps the contract, once.

    They are asked beside all else, because they wait more than they work.
    """
    rows, pool = chosen_rows(request), ThreadPoolExecutor(len(FRAMEWORKS))
    return cache(lambda framework: pool.submit(watch, rows, [framework]))


@pytest.fixture(scope="session")
def errors(
    request: pytest.FixtureRequest,
    pytestconfig: pytest.Config,
    servers: dict[Target, Server | StartError],
    processes: Processes,
) -> dict[tuple, Exception | None]:
    """What the chosen cases of the contracts have raised, by target and case.

    All servers are asked at the same time, each case after case.
    """
    cases: dict[Target, list] = {}
    visitors = {}
    for item in request.session.items:
        if case := _params(item).get("case"):
            target = _params(item)["target"]
            cases.setdefault(target, []).append(case)
            visitors[target] = item.module.visitor

    def check(target: Target) -> dict[tuple, Exception | None]:
        server = servers.get(target)
        if isinstance(server, StartError):
            return {(target, case): server for case in cases[target]}
        if url := pytestconfig.getoption("--url"):
            client = Client(address_of(url), pytestconfig.getoption("--title"))
        else:
            title = FRAMEWORKS[target.framework].title
            client = Client(Address("127.0.0.1", server.port), title)
        visitor = visitors[target](client)
        found: dict[tuple, Exception | None] = {}
        for case in cases[target]:
            try:
                found[target, case] = case.check(visitor)
            except Exception as error:
                found[target, case] = error
        return found

    with ThreadPoolExecutor(4) as pool:
        checked = {target: pool.submit(check, target) for target in cases}
        for name in frameworks(pytestconfig):
            plain = [one for one in cases if (one.framework, one.app) == (name, "plain")]
            found = [error for one in plain for error in checked[one].result().values()]
            if found and not any(found):
                processes(name)
    return {key: error for one in checked.values() for key, error in one.result().items()}


@pytest.fixture(scope="session")
def answers(
    request: pytest.FixtureRequest,
    pytestconfig: pytest.Config,
    servers: dict[Target, Server | StartError],
    outcomes: Outcomes,
    processes: Processes,
) -> Answers:
    """The answers of the chosen frameworks to the chosen questions, all asked in one go.

    Questions that look at a page which breaks the contract are not asked.
    """
    rows = chosen_rows(request)
    broken = outcomes.broken_pages
    for target, server in servers.items():
        if isinstance(server, StartError) and not APPS[target.app].aligns:
            broken.setdefault(target.framework, set()).update(pages_of_app(target.app))
    todo = {
        server: [
            row
            for row in rows_for(server, rows)
            if not pages_of(row) & broken.get(target.framework, set())
        ]
        for target, server in servers.items()
        if isinstance(server, Server)
    }
    names = frameworks(pytestconfig)
    watched = [processes(name) for name in names if not broken.get(name, set()) & {*PAGES}]
    answers = ask(todo)
    for found in watched:
        answers |= found.result()
    return answers


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """Count a case of the contract, and note in a sentence what is wrong with any test."""
    report = yield
    params = _params(item)
    outcomes = item.config.stash[OUTCOMES]
    if case := params.get("case"):
        target, sentences = params["target"], outcomes.sentences
        if report.failed:
            error = call.excinfo.value
            is_start = isinstance(error, StartError)
            row, sentence = ("start-up", error.reason) if is_start else (case.row, str(error))
            # The aligned app has its pages from the app: what is wrong with both is said once.
            start_up = [key for key in sentences if key[:2] == (target.framework, "start-up")]
            said = start_up or (target.framework, row, sentence) in sentences
            aligns = bool(APPS[target.app].aligns)
            if not (aligns and said):
                where = SERVERS.get(target.server, "") + (" (aligned)" if aligns else "")
                outcomes.wrong(target.framework, where, row, sentence)
            if not aligns:
                pages = pages_of_app(target.app) if is_start else {case.page} - {""}
                outcomes.broken_pages.setdefault(target.framework, set()).update(pages)
        if report.when == "call" or report.failed:
            outcomes.count(case.row, target.framework, "wrong" if report.failed else "right")
    elif report.failed and "topic" not in params and item.path.stem in SUITE:
        outcomes.wrong("", "", item.name, str(call.excinfo.value))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """End with the grid, what is wrong, and how many questions get different answers."""
    config = terminalreporter.config
    outcomes = config.stash[OUTCOMES]
    console = Console(file=terminalreporter._tw._file, highlight=False)
    columns = [
        name
        for name in (*FRAMEWORKS, YOURS)
        if any(name in cells for cells in outcomes.counts.values())
    ]
    if columns:
        table = Table(Column("right answers", no_wrap=True), *columns)
        for row in sorted(outcomes.counts, key=ALIGNED.__eq__):
            cells = outcomes.counts[row]
            table.add_row(row, *(_cell(cells.get(name)) for name in columns))
        console.print()
        console.print(table)
    if any(cell["not asked"] for cells in outcomes.counts.values() for cell in cells.values()):
        console.print(
            "In brackets: questions not asked, which have no answer in the table yet or look at a "
            "page that is not right or not there."
        )
    _print_sentences(outcomes, console)
    if any(title in outcomes.counts for title in TOPICS.values()) and not outcomes.sentences:
        rows = load().values()
        console.print(
            f"{sum(row.differs for row in rows)} of {len(rows)} questions get different answers "
            "from these frameworks: `make compare` shows which."
        )


def _cell(counts: Counter | None) -> str:
    if not counts:
        return "–"
    right, wrong, unasked = (counts[kind] for kind in ("right", "wrong", "not asked"))
    text = f"[bold red]✗ {right} of {right + wrong}[/]" if wrong else f"✓ {right}"
    if unasked:
        text = f"{text if right + wrong else '–'} ({unasked})"
    return text


def _print_sentences(outcomes: Outcomes, console: Console) -> None:
    """Print what is wrong, each thing once, a few for each framework and row of the grid."""
    if outcomes.sentences:
        console.print("\nWhat is wrong:")
    by_cell: dict[tuple[str, str], list[str]] = {}
    for (framework, row, sentence), names in outcomes.sentences.items():
        where = " and ".join(dict.fromkeys(name for name in names if name))
        title = FRAMEWORKS[framework].title if framework in FRAMEWORKS else framework
        start = f"{title}{f' on {where}' if where else ''}, {row}: ".removeprefix(", ")
        by_cell.setdefault((framework, row), []).append(start + sentence)
    for lines in by_cell.values():
        for line in lines[:MAX_SENTENCES]:
            console.print(Text(f"  {escaped(line)}"), soft_wrap=True)
        if len(lines) > MAX_SENTENCES:
            console.print(f"  … and {len(lines) - MAX_SENTENCES} more like this")
