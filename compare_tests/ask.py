"""Send a request of your own to all five, and see who answers alike.

python -m compare_tests.ask "DELETE /bye"
python -m compare_tests.ask request.txt      a file with the bytes of a request
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.columns import Columns
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from compare_tests.compare import NARROW, NUMBERS, printable
from compare_tests.looks import answer
from compare_tests.questions import request
from compare_tests.wire import Exchange, exchange
from shared.frameworks import FRAMEWORKS, SERVERS
from shared.launcher import Server, StartError, running
from shared.options import Parser

LOOKS = "status allow location content-type page"


def main() -> None:
    """Ask, and print the answers, those that agree together."""
    parser = Parser(prog="python -m compare_tests.ask", description="Ask all five at once.")
    parser.add_argument("request", nargs="?", default=os.environ.get("REQUEST", ""))
    parser.add_argument("--header", action="append", default=[], help='"Accept: text/plain"')
    parser.add_argument("--body", default="")
    parser.add_argument("--server", choices=SERVERS, default="waitress")
    asked = parser.parse_args()
    if not asked.request:
        parser.error('say what to ask: "DELETE /bye" (make ask REQUEST="DELETE /bye"), or a file')
    if Path(asked.request).is_file():
        sent = Path(asked.request).read_bytes()
    elif len(asked.request.split(" ", 1)) == 2:
        sent = request(asked.request, *asked.header, body=asked.body.encode())
    else:
        parser.error(f"{asked.request!r} is no file, and no method and target like: DELETE /bye")
    console = Console(highlight=False)
    try:
        with running(Server(name, asked.server) for name in FRAMEWORKS) as servers:
            with ThreadPoolExecutor(len(servers)) as pool:
                asking = [pool.submit(exchange, ("127.0.0.1", one.port), sent) for one in servers]
            seen = {
                one.framework: asked.result() for one, asked in zip(servers, asking, strict=True)
            }
    except StartError as error:
        sys.exit(str(error))
    console.print(Panel(Text(printable(sent)), title="request", title_align="left"))
    show(seen, console)


def show(seen: dict[str, Exchange], console: Console) -> None:
    """Print the responses by framework, those that agree under one heading."""
    groups: dict[str, list[str]] = {}
    for name, one in seen.items():
        groups.setdefault(answer(one, LOOKS), []).append(name)
    for number, (said, names) in enumerate(sorted(groups.items(), key=lambda g: -len(g[1]))):
        titles = ", ".join(FRAMEWORKS[name].title for name in names)
        console.print(Text(f"\n{NUMBERS[number]} {titles}: ", "bold") + Text(said))
        panels = [
            Panel(
                Text(printable(seen[name].raw, 600) or "(no bytes)"),
                title=f"{FRAMEWORKS[name].title}, {seen[name].seconds * 1000:.0f} ms",
                title_align="left",
            )
            for name in names
        ]
        if console.width >= 2 * NARROW:
            console.print(Columns(panels, equal=True, width=console.width // 2 - 1))
        else:
            console.print(*panels, sep="\n")


if __name__ == "__main__":
    main()
