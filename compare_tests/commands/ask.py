"""Send a request of your own to every framework, and see which of them answer alike.

python -m compare_tests.commands.ask "DELETE /bye"
python -m compare_tests.commands.ask "GET /bye | Accept: text/plain"   with a header field
python -m compare_tests.commands.ask request.txt      a file with the bytes of a request
"""

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console

from compare_tests.commands.terminal import LEGEND, answer_groups, console, panel
from compare_tests.engine.aspects import USUAL, answer_in
from compare_tests.engine.model import request
from compare_tests.engine.wire import Exchange, exchange
from shared.cli import Parser, one_of
from shared.frameworks import FRAMEWORKS, LESSONS, SERVERS, Target, app_of, has_app
from shared.launcher import Server, StartError, running


def show(sent: bytes, servers: list[Server], screen: Console) -> None:
    """Send bytes to these servers at the same time, and print the responses and who agrees."""
    with ThreadPoolExecutor(len(servers)) as pool:
        addresses = [("127.0.0.1", server.port) for server in servers]
        exchanges: list[Exchange] = list(
            pool.map(exchange, addresses, [sent] * len(servers), [10] * len(servers))
        )
    screen.print(panel("request", sent))
    texts = {}
    for server, one in zip(servers, exchanges, strict=True):
        title = FRAMEWORKS[server.target.framework].title
        screen.print(panel(f"{title}, {one.seconds * 1000:.0f} ms", one.raw, limit=600))
        texts[title] = answer_in(one, USUAL).text
    screen.print(answer_groups(texts))
    screen.print(f"\n{LEGEND}", style="dim")


def main(arguments: list[str] | None = None) -> None:
    """Ask, and print the answers."""
    parser = Parser(prog="python -m compare_tests.commands.ask", description="Ask all at once.")
    parser.add_argument("request", nargs="?", default="")
    parser.add_argument("--server", type=one_of("server", SERVERS), default="native")
    parser.add_argument("--lesson", type=one_of("lesson", LESSONS), default="pages")
    args = parser.parse_args(arguments)
    if not args.request:
        parser.error('say what to ask: make ask REQUEST="DELETE /bye", or a file with a request')
    if Path(args.request).is_file():
        sent = Path(args.request).read_bytes()
    elif written := re.fullmatch(r"(?:([^ /]+) )?([^ |]*/[^ |]*|\*)((?: \| [^|]+)*)", args.request):
        method, target, more = written.groups()
        parts = more.split(" | ")[1:]
        fields = [part for part in parts if not part.startswith("body: ")]
        body = "".join(part.removeprefix("body: ") for part in parts if part not in fields)
        line = f"{method or 'GET'} {target}"
        sent = request(line, *fields, body=body.encode(), replacing=True)
    else:
        parser.error(
            f"{args.request!r} is neither a file nor a request such as: "
            "/bye, DELETE /bye, or GET /bye | Accept: text/plain"
        )
    try:
        app = app_of(args.lesson, "plain")
        names = [name for name in FRAMEWORKS if has_app(name, app)]
        with running(Target(name, app, args.server) for name in names) as servers:
            show(sent, servers, console())
    except StartError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
