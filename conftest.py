"""Starts the servers that the chosen tests need, and shows the outcome as a grid."""

import http.client
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
import requests
from rich.console import Console
from rich.table import Table

from compare_tests.asking import Answers, act, ask, start, state_of
from compare_tests.questions import TOPICS, TableError, load
from shared.frameworks import FRAMEWORKS, SERVERS
from shared.launcher import Server, StartError, running

YOURS = "yours"  # the column of a server that somebody else started


@dataclass
class Target:
    """One app being served, as the tests see it.

    Attributes:
        framework: its column in the grid.
        url: without the last slash.
        title: the framework's name on the hello page; None if any will do.
        last: the last response, shown under a failed test.
        seconds: spent on exchanges so far.
        timeout: seconds an answer may take.
    """

    framework: str
    url: str
    title: str | None
    server: Server | None = None
    session: requests.Session = field(default_factory=requests.Session)
    last: requests.Response | None = None
    seconds: float = 0
    timeout: float = 10

    def __post_init__(self) -> None:
        self.session.trust_env = False  # no proxy, and half the work for each request

    def get(self, path: str, **how: object) -> requests.Response:
        """GET a path, percent-encoded already, over the kept connection; follow no redirect."""
        began = time.perf_counter()
        try:
            self.last = self.session.get(
                self.url + path, timeout=self.timeout, allow_redirects=False, **how
            )
        finally:
            self.seconds += time.perf_counter() - began
        return self.last


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
            raise pytest.UsageError(f"no framework {name!r}: choose from {', '.join(FRAMEWORKS)}")
    url = config.getoption("--url")
    if url is not None:
        if problem := _url_problem(url):
            raise pytest.UsageError(problem)
        # Only the contract speaks of a server that is not one of ours.
        config.args = [str(config.rootpath / "compare_tests" / "test_contract.py")]
    try:
        load()
    except TableError as error:
        raise pytest.UsageError(str(error)) from None
    config.stash[STARTED] = time.perf_counter()
    config.stash[TARGETS] = {}
    config.stash[OUTCOMES] = {}


STARTED = pytest.StashKey[float]()
START_UP = pytest.StashKey[float]()
ASKING = pytest.StashKey[float]()
TARGETS = pytest.StashKey[dict[str, Target]]()
OUTCOMES = pytest.StashKey[dict[str, dict[str, Counter]]]()
LOG_START = pytest.StashKey[int]()


def _url_problem(url: str) -> str:
    parts = urlsplit(url)
    try:
        if parts.scheme != "http" or not parts.hostname:
            return f"{url!r} is no address: give one like http://127.0.0.1:5000"
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=3)
        connection.request("GET", "/")
        connection.getresponse()
        connection.close()
    except (OSError, ValueError, http.client.HTTPException) as error:
        return f"nobody answers at {url} ({error}): start that server first"
    return ""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test once for each app and server, or for each framework."""
    chosen = metafunc.config.getoption("--framework") or list(FRAMEWORKS)
    if "target" in metafunc.fixturenames:
        ids = [f"{name}-{server}" for name in chosen for server in SERVERS]
        if metafunc.config.getoption("--url"):
            ids = [YOURS]
        metafunc.parametrize("target", ids, indirect=True, scope="session")
    elif "framework" in metafunc.fixturenames:
        metafunc.parametrize("framework", chosen)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the contract first, then the questions, as the grid is read from the top."""
    first = ["test_contract", "test_questions"]
    items.sort(key=lambda item: [*first, item.path.stem].index(item.path.stem))


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> Iterator[list[Server]]:
    """Start every server that a chosen test needs, all at the same time."""
    config, items = request.config, request.session.items
    params = [getattr(item, "callspec", None) for item in items]
    needed = {
        (*c.params["target"].split("-"), "plain"): None
        for c in params
        if c and "target" in c.params
    }
    asked = dict.fromkeys(c.params["asked"][:2] for c in params if c and "asked" in c.params)
    needed |= {
        (framework, server, question.state): None
        for question, framework in asked
        if not question.action
        for server in question.servers
    }
    began = time.perf_counter()
    try:
        with running(start(*one) for one in needed if one[0] != YOURS) as started:
            config.stash[START_UP] = time.perf_counter() - began
            yield started
    except StartError as error:
        pytest.exit(f"{error}\n\nIts log:\n{error.log}", returncode=1)


@pytest.fixture(scope="session")
def target(request: pytest.FixtureRequest, servers: list[Server]) -> Target:
    """One app on one server."""
    targets = request.config.stash[TARGETS]
    name = request.param
    if name not in targets and (url := request.config.getoption("--url")):
        targets[name] = Target(YOURS, url.rstrip("/"), request.config.getoption("--title"))
    elif name not in targets:
        found = (one for one in servers if f"{one.framework}-{one.server}" == name)
        server = next(one for one in found if state_of(one) == "plain")
        title = FRAMEWORKS[server.framework].title
        targets[name] = Target(server.framework, server.url, title, server)
    return targets[name]


@pytest.fixture(scope="session")
def observed(request: pytest.FixtureRequest, servers: list[Server]) -> Answers:
    """The answers of the chosen frameworks to the chosen questions, all asked in one go."""
    params = [item.callspec.params for item in request.session.items if hasattr(item, "callspec")]
    chosen = list(dict.fromkeys(p["asked"][0] for p in params if "asked" in p))
    frameworks = list(dict.fromkeys(p["asked"][1] for p in params if "asked" in p))
    began = time.perf_counter()
    answers = ask(chosen, servers) | act(chosen, frameworks)
    request.config.stash[ASKING] = time.perf_counter() - began
    return answers


def pytest_runtest_call(item: pytest.Item) -> None:
    """Remember where the server's log stood when the test began."""
    target = getattr(item, "funcargs", {}).get("target")
    if target:
        target.last = None
        if target.server:
            item.stash[LOG_START] = target.server.log.stat().st_size


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """Show the last exchange and the server's log under a test that failed."""
    report = yield
    target = getattr(item, "funcargs", {}).get("target")
    params = item.callspec.params if hasattr(item, "callspec") else {}
    asked = params.get("asked")
    name = str(params.get("target", params.get("framework", "all"))).split("-")[0]
    name = asked[1] if asked else name
    if report.when == "call" and report.failed and target:
        if target.last is not None:
            report.sections.append(("last exchange", _exchange(target.last)))
        if target.server:
            log = target.server.read_log(item.stash.get(LOG_START, 0))
            report.sections.append((f"log of {target.server.name}", log))
    if report.when == "call" or report.failed:
        test = item.originalname.removeprefix("test_").replace("_", " ")
        test = f"questions: {TOPICS[asked[0].topic]}" if asked else test
        row = item.config.stash[OUTCOMES].setdefault(test, {})
        row.setdefault(name, Counter())[report.outcome] += 1
    return report


def _exchange(response: requests.Response) -> str:
    request = response.request
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return (
        f"{request.method} {request.path_url}\n\n"
        f"{response.status_code} {response.reason}\n{headers}\n\n{response.text[:500]}"
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """End with the grid, tests by frameworks, and where the time went."""
    config = terminalreporter.config
    outcomes = config.stash[OUTCOMES]
    columns = [
        name for name in (*FRAMEWORKS, YOURS) if any(name in row for row in outcomes.values())
    ]
    console = Console(file=terminalreporter._tw._file, highlight=False)
    if columns:
        table = Table("passed of all", *columns, title="Tests by frameworks", title_justify="left")
        for test, row in outcomes.items():
            if "all" not in row:
                table.add_row(test, *(_cell(row.get(name)) for name in columns))
        console.print()
        console.print(table)
    total = time.perf_counter() - config.stash[STARTED]
    starting = config.stash.get(START_UP, 0.0)
    asking = sum(target.seconds for target in config.stash[TARGETS].values())
    asking += config.stash.get(ASKING, 0.0)
    console.print(
        f"start-up of the servers {starting:.1f} s, exchanges {asking:.1f} s, "
        f"the rest {total - starting - asking:.1f} s"
    )


def _cell(counts: Counter | None) -> str:
    if not counts:
        return "–"
    passed, all_of_them = counts["passed"], counts.total()
    return f"✓ {passed}" if passed == all_of_them else f"[bold red]✗ {passed} of {all_of_them}[/]"
