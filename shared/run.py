"""Run one app, or all of them at once, until Ctrl-C.

python -m shared.run flask
python -m shared.run all
"""

import signal
import socket
import sys
import time
from collections.abc import Iterator

try:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text
except ImportError:
    sys.exit("Packages are missing: run `python -m shared.environment`, then use .venv's Python.")

from shared.frameworks import FRAMEWORKS, SERVERS
from shared.launcher import Server, StartError, running
from shared.options import DEBUG, Parser, port_number

COLOURS = ("cyan", "green", "yellow", "magenta", "blue", "white")


def parse(arguments: list[str] | None = None) -> Iterator[Server]:
    """Start the servers that the command line asks for, one by one; they are not yet ready."""
    parser = Parser(prog="python -m shared.run", description="Serve an app on 127.0.0.1.")
    parser.add_argument("framework", choices=[*FRAMEWORKS, "all"])
    parser.add_argument("--port", type=port_number, help="of the first app; the next ones follow")
    parser.add_argument("--server", choices=SERVERS, default="native")
    parser.add_argument("--debug", action="store_true", default=DEBUG, help="or DEBUG=1")
    asked = parser.parse_args(arguments)
    if asked.debug and asked.server != "native":
        parser.error("debugging needs the framework's own server: leave out --server waitress")

    names = list(FRAMEWORKS) if asked.framework == "all" else [asked.framework]
    ports = {name: FRAMEWORKS[name].port for name in names}
    if asked.port:
        ports = {name: asked.port + i for i, name in enumerate(names)}
    for name, port in ports.items():
        if problem := port_problem(port):
            parser.error(f"{problem}, so {name} cannot have it: choose another with --port (PORT=)")
    mode = "reload" if asked.debug else "plain"
    for name, port in ports.items():
        yield Server(name, asked.server, port, mode)


def port_problem(port: int) -> str:
    """Return what keeps a server from listening on this port of 127.0.0.1, "" if nothing does."""
    if port > 65535:
        return f"port {port} is out of range"
    with socket.socket() as probe:
        if sys.platform != "win32":  # there it would share the port with its owner
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            return f"port {port} is for the system's own services"
        except OSError:
            return f"port {port} is taken by another program"
    return ""


def addresses(servers: list[Server]) -> Table:
    """Return the table of what answers where."""
    table = Table(title="Ready. Ctrl-C stops them all.", title_justify="left")
    table.add_column("framework")
    table.add_column("server")
    table.add_column("address")
    for server, colour in zip(servers, COLOURS, strict=False):
        title = FRAMEWORKS[server.framework].title
        table.add_row(Text(title, colour), server.server, f"{server.url}/")
    return table


def page(port: int) -> Server:
    """Start the side-by-side page, which says its own address when it is ready."""
    return Server("page", port=port, instead=f"side_by_side.live --port {port}")


def follow(servers: list[Server], console: Console, asked_to_stop: list[int]) -> Server | None:
    """Print what the servers log as it comes, until a signal has been put into the list.

    Returns the server of an app that ends before; then too it stops.
    """
    read = [0] * len(servers)
    width = max(len(server.framework) for server in servers) + 1
    while not asked_to_stop:
        ended = [one for one in servers if one.process.poll() is not None and not one.instead]
        for i, server in enumerate(servers):
            with server.log.open("rb") as log:
                log.seek(read[i])
                new = log.read()
            whole = new[: new.rfind(b"\n") + 1]
            read[i] += len(whole)
            for line in whole.decode(errors="replace").splitlines():
                text = Text.from_ansi(line)
                if len(servers) > 1:
                    name = Text(server.framework.ljust(width), COLOURS[i % len(COLOURS)])
                    text = name + text
                console.print(text, soft_wrap=True)
        if ended:
            return ended[0]
        time.sleep(0.1)
    return None


def main(arguments: list[str] | None = None) -> int:
    """Serve until Ctrl-C or SIGTERM (exit status 0), or until a server ends (1)."""
    console = Console(highlight=False)
    asked_to_stop: list[int] = []
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with running(parse(arguments)) as servers:
            # From here on, a signal is noted: an exception could come in the middle of an
            # import that Rich makes late, and be lost in it.
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda number, _: asked_to_stop.append(number))
            if len(servers) == 1:
                console.print(f"{servers[0].name}: {servers[0].url}/  (Ctrl-C stops it)")
            else:
                console.print(addresses(servers))
                servers.append(page(servers[-1].port + 1))
            ended = follow(servers, console, asked_to_stop)
            if not ended:
                return 0
            status, last = ended.process.returncode, ended.read_log().splitlines()[-10:]
            print(f"{ended.name} ended (exit status {status}). Its last lines:", *last, sep="\n  ")
            return 1
    except StartError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
