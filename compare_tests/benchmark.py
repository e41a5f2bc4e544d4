"""Measure what starting the servers and asking them costs; nothing here is a test.

python -m compare_tests.benchmark
"""

import os
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import requests
from rich.console import Console
from rich.table import Table

from compare_tests.asking import DEADLINE, ask, needed_servers
from compare_tests.questions import Question, load
from compare_tests.wire import exchange
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
    with running(Server(*name) for name in names) as servers:
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


def asking(console: Console) -> None:
    """Compare asking the questions with a bare loop over sockets that sends the same bytes."""
    questions = [q for q in load(answered=False).values() if q.request and q.state == "plain"]
    table = Table("questions", "bare s", "asked s", "times", "ms each", title_justify="left")
    table.title = "The questions, to every framework on both servers"
    with running(needed_servers(questions, FRAMEWORKS)) as servers:
        # One that the server answers with silence takes as long as we wait, in both.
        quick = [q for q in questions if all(_quick(server, q) for server in servers)]
        for count in (len(questions), 200, 2000):
            repeated = (quick * (count // len(quick) + 1))[:count]
            chosen = questions if count == len(questions) else repeated
            rounds = []
            for _ in range(3):
                began = time.perf_counter()
                with ThreadPoolExecutor(len(servers)) as pool:
                    list(pool.map(lambda server, chosen=chosen: _bare(server, chosen), servers))
                between = time.perf_counter()
                answers = ask([replace(q, id=f"{i}-{q.id}") for i, q in enumerate(chosen)], servers)
                _verdicts = [seen.answer == "" for seen in answers.values()]
                rounds.append((between - began, time.perf_counter() - between))
            bare, asked = sorted(rounds, key=lambda pair: pair[1] / pair[0])[1]
            each = 1000 * asked / (count * len(servers))
            table.add_row(
                str(count), f"{bare:.2f}", f"{asked:.2f}", f"{asked / bare:.2f}", f"{each:.2f}"
            )
    console.print(table)


def _quick(server: Server, question: Question) -> bool:
    return exchange(("127.0.0.1", server.port), question.request).seconds < 0.3


def _bare(server: Server, questions: list[Question]) -> None:
    """Send the same bytes and read what comes: no table, no parsing, no verdict."""
    for question in questions:
        address = ("127.0.0.1", server.port)
        with socket.create_connection(address, DEADLINE) as connection, suppress(OSError):
            connection.sendall(question.request)
            while connection.recv(65536):
                connection.settimeout(0.4)


if __name__ == "__main__":
    console = Console()
    starting(console)
    asking(console)
    many_requests(console)
