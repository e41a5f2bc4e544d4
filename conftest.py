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
    """

    framework: str
    url: str
    title: str | None
    server: Server | None = None
    session: requests.Session = field(default_factory=requests.Session)
    last: requests.Response | None = None
    seconds: float = 0

    def __post_init__(self) -> None:
        self.session.trust_env = False  # no proxy, and half the work for each request

    def get(self, path: str, **how: object) -> requests.Response:
        """GET a path, percent-encoded already, over the kept connection; follow no redirect."""
        began = time.perf_counter()
        try:
            self.last = self.session.get(self.url + path, timeout=10, allow_redirects=False, **how)
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
    config.stash[STARTED] = time.perf_counter()
    config.stash[TARGETS] = {}
    config.stash[OUTCOMES] = {}


STARTED = pytest.StashKey[float]()
START_UP = pytest.StashKey[float]()
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


@pytest.fixture(scope="session")
def targets(request: pytest.FixtureRequest) -> Iterator[dict[str, Target]]:
    """Start every server that a chosen test needs, all at the same time."""
    config = request.config
    found = config.stash[TARGETS]
    if url := config.getoption("--url"):
        found[YOURS] = Target(YOURS, url.rstrip("/"), config.getoption("--title"))
        yield found
        return
    params = [getattr(item, "callspec", None) for item in request.session.items]
    needed = dict.fromkeys(c.params["target"] for c in params if c and "target" in c.params)
    began = time.perf_counter()
    servers = [Server(*name.split("-")) for name in needed]
    try:
        with running(servers):
            config.stash[START_UP] = time.perf_counter() - began
            for name, server in zip(needed, servers, strict=True):
                title = FRAMEWORKS[server.framework].title
                found[name] = Target(server.framework, server.url, title, server)
            yield found
    except StartError as error:
        pytest.exit(f"{error}\n\nIts log:\n{error.log}", returncode=1)


@pytest.fixture(scope="session")
def target(request: pytest.FixtureRequest, targets: dict[str, Target]) -> Target:
    """One app on one server."""
    return targets[request.param]


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
    name = str(params.get("target", params.get("framework", "all"))).split("-")[0]
    report.user_properties.append(("column", name))
    if report.when == "call" and report.failed and target:
        if target.last is not None:
            report.sections.append(("last exchange", _exchange(target.last)))
        if target.server:
            log = target.server.read_log(item.stash.get(LOG_START, 0))
            report.sections.append((f"log of {target.server.name}", log))
    if report.when == "call" or report.failed:
        test = item.originalname.removeprefix("test_").replace("_", " ")
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
    console.print(
        f"start-up of the servers {starting:.1f} s, exchanges {asking:.1f} s, "
        f"the rest {total - starting - asking:.1f} s"
    )


def _cell(counts: Counter | None) -> str:
    if not counts:
        return "–"
    passed, all_of_them = counts["passed"], counts.total()
    return f"✓ {passed}" if passed == all_of_them else f"[bold red]✗ {passed} of {all_of_them}[/]"
