"""Run one app, or all of them at once, until Ctrl-C.

python -m shared.run flask
python -m shared.run all
"""

import os
import signal
import sys
import time
from argparse import ArgumentTypeError

import shared.packages  # noqa: F401  isort: skip
from rich.console import Console
from rich.table import Table
from rich.text import Text

from shared.cli import Parser, one_of, port_number, switch
from shared.frameworks import APPS, FRAMEWORKS, LESSONS, SERVERS, Target, app_of, has_app
from shared.launcher import Child, Server, StartError, port_problem, running, stop

SIGNALS = (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM))
VARIANTS = {"plain": "served", "aligned": "aligned"}  # and the mode of each, see App
COLOURS = ("cyan", "green", "yellow", "magenta", "blue", "white")


def targets(arguments: list[str] | None = None) -> dict[Target, int]:
    """Return what the command line asks for: the targets, each with its port."""
    parser = Parser(prog="python -m shared.run", description="Serve an app on 127.0.0.1.")
    parser.add_argument("framework", type=one_of("framework", [*FRAMEWORKS, "all"]))
    parser.add_argument("--port", type=port_number, help="of the first app; the next ones follow")
    parser.add_argument("--server", type=one_of("server", SERVERS), default="native")
    parser.add_argument("--debug", action="store_true", help="or DEBUG=1")
    parser.add_argument(
        "--variant",
        type=one_of("variant", VARIANTS),
        default="plain",
        help="aligned: all of them answer alike",
    )
    parser.add_argument(
        "--lesson",
        type=one_of("lesson", LESSONS),
        default="pages",
        help="blog: with a log-in",
    )
    args = parser.parse_args(arguments)
    try:
        args.debug = args.debug or switch("DEBUG", os.environ.get("DEBUG", ""))
    except ArgumentTypeError as error:
        parser.error(str(error))
    if args.debug and args.server != "native":
        parser.error(f"debugging needs the framework's own server: leave out SERVER={args.server}")
    if args.debug and args.variant != "plain":
        parser.error("the aligned app shows no error: leave out DEBUG= or VARIANT=")
    names = list(FRAMEWORKS) if args.framework == "all" else [args.framework]
    app = app_of(args.lesson, "reload" if args.debug else VARIANTS[args.variant])
    if missing := [name for name in names if not has_app(name, app)]:
        parser.error(f"{', '.join(missing)} does not have {APPS[app].meaning} yet")
    ports = {
        Target(name, app, args.server): args.port + i if args.port else FRAMEWORKS[name].port
        for i, name in enumerate(names)
    }
    for target, port in ports.items():
        if problem := port_problem(port):
            parser.error(
                f"{problem}, so {target.framework} cannot use it: "
                "choose another with --port (PORT=)"
            )
    return ports


def addresses(servers: list[Server]) -> Table:
    """Return the table of which app answers where."""
    table = Table(title="Ready. Ctrl-C stops them all.", title_justify="left")
    table.add_column("framework")
    table.add_column("server")
    table.add_column("address")
    for i, server in enumerate(servers):
        title = FRAMEWORKS[server.target.framework].title
        address = "not yet: see below" if server.mistake else f"{server.url}/"
        table.add_row(Text(title, colour(i)), server.target.server, address)
    return table


def colour(number: int) -> str:
    """Return the colour of the so-manyth server, counted from 0."""
    return COLOURS[number % len(COLOURS)]


TERMINALS = [number for number in (0, 1, 2) if os.isatty(number)]


def is_abandoned() -> bool:
    """Whether nobody can stop this command any more: its terminal is closed, or its make killed.

    A closed terminal sends SIGHUP to the first process in it alone, which may be make.
    """
    started_by = os.environ.get("STARTED_BY", "")
    make_is_gone = started_by.isdigit() and os.getppid() != int(started_by)
    return make_is_gone or not all(os.isatty(number) for number in TERMINALS)


def follow(children: dict[str, Child], console: Console, signals: list[int]) -> Child | None:
    """Print what the children log as it comes, until a signal comes or an app ends.

    Args:
        children: by the name that stands before their lines.
        console: where to print.
        signals: those that came; a list, because a signal that sets an Event while it is waited
            for meets its lock.

    Returns:
        The app that ended before, if one did.
    """
    positions = dict.fromkeys(children, 0)
    width = max(map(len, children)) + 1
    mistaken = [child for child in children.values() if child.mistake]
    while not signals and not is_abandoned():
        ended = [
            child
            for child in children.values()
            if isinstance(child, Server) and child.process.poll() is not None
        ]
        for i, (name, child) in enumerate(children.items()):
            with child.log.open("rb") as log:
                log.seek(positions[name])
                new = log.read()
            whole = new[: new.rfind(b"\n") + 1]
            positions[name] += len(whole)
            for line in whole.decode(errors="backslashreplace").splitlines():
                text = Text.from_ansi(line)
                if len(children) > 1:
                    text = Text(name.ljust(width), colour(i)) + text
                console.print(text, soft_wrap=True)
        for child in mistaken:
            console.print(Text(f"{child.name} did not start: {child.mistake}"), soft_wrap=True)
        mistaken = []
        if ended:
            return ended[0]
        time.sleep(0.1)
    return None


def main(arguments: list[str] | None = None) -> int:
    """Serve until Ctrl-C or SIGTERM (exit status 0), or until a server ends (1)."""
    console = Console(highlight=False)
    signals: list[int] = []
    # Also where a shell makes its background jobs ignore Ctrl-C.
    for number in SIGNALS:
        signal.signal(number, signal.default_int_handler)
    page = None
    try:
        ports = targets(arguments)
        with running(ports, ports) as servers:
            # From here on a signal is noted: an exception could come in the middle of an
            # import that Rich makes late, and be lost in it.
            for number in SIGNALS:
                signal.signal(number, lambda number, _: signals.append(number))
            children: dict[str, Child] = {server.target.framework: server for server in servers}
            if len(servers) == 1:
                target = servers[0].target
                server = "" if target.server == "native" else f" on {SERVERS[target.server]}"
                title = FRAMEWORKS[target.framework].title
                form = str(target).partition(" on ")[0].removeprefix(target.framework)
                if not servers[0].mistake:
                    console.print(f"{title}{form}{server}: {servers[0].url}/  (Ctrl-C stops it)")
            else:
                console.print(addresses(servers))
                port = servers[-1].port + 1
                page = Child("page", f"side_by_side.try_it --port {port}", port)
                children["page"] = page
            ended = follow(children, console, signals)
            if not ended:
                return 0
            status, lines = ended.process.returncode, ended.read_log().splitlines()[-10:]
            print(f"{ended.name} ended (exit status {status}). Its last lines:", *lines, sep="\n  ")
            return 1
    except StartError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        stop([page] if page else [])


if __name__ == "__main__":
    sys.exit(main())
