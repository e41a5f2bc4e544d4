"""Measure what starting the servers and asking them costs; nothing here is a test.

python -m compare_tests.benchmark
"""

import os
import time

import requests
from rich.console import Console
from rich.table import Table

from shared.frameworks import FRAMEWORKS, SERVERS
from shared.launcher import Server, running

EACH = 5000  # requests to each app


def starting(console: Console) -> None:
    """Compare starting all servers at once with starting them one by one."""
    names = [(framework, server) for framework in FRAMEWORKS for server in SERVERS]
    table = Table("server", "ready after s", title="Starting one by one", title_justify="left")
    alone = {}
    for name in names:
        alone[name] = sorted(timed_start([name])[0] for _ in range(3))[1]
        table.add_row(" on ".join(name), f"{alone[name]:.2f}")
    console.print(table)
    together = sorted(timed_start(names) for _ in range(5))[2]
    ready, processor = together
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    console.print(
        f"All {len(names)} at once: ready after {ready:.2f} s, "
        f"{ready / sum(alone.values()):.2f} times the sum of their single starts and "
        f"{ready / (processor / cores):.2f} times their processor time by {cores} cores.\n"
    )


def timed_start(names: list[tuple[str, str]]) -> tuple[float, float]:
    """Return the seconds until all are ready, and the processor seconds they had used by then."""
    began = time.perf_counter()
    with running([Server(*name) for name in names]) as servers:
        ready = time.perf_counter() - began
        processor = sum(_processor(server.process.pid) for server in servers)
    return ready, processor


def _processor(pid: int) -> float:
    """Return the processor seconds of a process, from the system's own table (Linux)."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def many_requests(console: Console) -> None:
    """Send many requests to each app over a kept session, and count what is lost."""
    table = Table(
        "server", "requests", "lost", "a second", title="Many requests", title_justify="left"
    )
    for framework in FRAMEWORKS:
        for server in SERVERS:
            with running([Server(framework, server)]) as [app], requests.Session() as session:
                session.trust_env = False
                began = time.perf_counter()
                lost = sum(
                    session.get(f"{app.url}/name", timeout=10).text.count("Ahmed") != 1
                    for _ in range(EACH)
                )
                rate = EACH / (time.perf_counter() - began)
            table.add_row(app.name, str(EACH), str(lost), f"{rate:.0f}")
    console.print(table)


if __name__ == "__main__":
    console = Console()
    starting(console)
    many_requests(console)
