"""Measure what starting the servers and asking them costs; nothing here is a test.

python -m compare_tests.commands.bench
"""

import os
import time

from rich.table import Table

from compare_tests.commands.terminal import console
from compare_tests.engine.client import Address, Client
from compare_tests.engine.runner import ask_all
from compare_tests.questions import load
from shared.frameworks import FRAMEWORKS, SERVERS, Target
from shared.launcher import running

REQUESTS = 2000  # to each target


def main() -> None:
    """Print for each target its start and its requests a second, then what all questions cost."""
    table = Table("target", "ready after s", "requests a second", "lost")
    for target in [Target(name, server=server) for name in FRAMEWORKS for server in SERVERS]:
        start = time.perf_counter()
        with running([target]) as [server]:
            ready_s = time.perf_counter() - start
            client = Client(Address("127.0.0.1", server.port))
            start = time.perf_counter()
            lost = sum(client.get("/name").text.count("Ahmed") != 1 for _ in range(REQUESTS))
            rate = REQUESTS / (time.perf_counter() - start)
        table.add_row(str(target), f"{ready_s:.2f}", f"{rate:.0f}", str(lost))
    console().print(table)
    before, start = os.times(), time.perf_counter()
    answers = ask_all(load().values(), FRAMEWORKS)
    wall_s, after = time.perf_counter() - start, os.times()
    processor_s = sum(after[:4]) - sum(before[:4])
    print(f"{len(answers)} answers in {wall_s:.1f} s, with {processor_s:.1f} s of processor time")


if __name__ == "__main__":
    main()
