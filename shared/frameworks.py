"""The tables that everything follows: frameworks, servers, and the forms of an app."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Framework:
    """One framework, and how its app is started.

    Attributes:
        name: of its package, in lower case. The folder of its app is named after it.
        title: its name in a sentence.
        wsgi: the WSGI callable of its app, as a server is given it.
        commands: the framework's own command, as its documentation teaches it and as it stands
            behind `python -m`, by mode (see App); a mode that is missing uses the plain command.
            `{port}` stands for the port; a command without it takes the port from the environment
            variable PORT.
        variables: environment variables that turn debugging on, beside DEBUG=1.
        packages: what answers requests in it: itself, and the libraries below it.
        port: the TCP port of its app.
        docs: the address of its documentation.
    """

    name: str
    title: str
    wsgi: str
    commands: dict[str, str]
    packages: tuple[str, ...]
    port: int
    docs: str
    variables: tuple[tuple[str, str], ...] = ()

    @property
    def folder(self) -> str:
        """The folder of its app."""
        return f"{self.name}_app"

    def files(self, root: Path) -> list[Path]:
        """Return the files of its app below the folder of the project, its aligned app aside."""
        paths = sorted((root / self.folder).glob("*.py"))
        return [path for path in paths if path.name != "aligned.py"]

    @property
    def aligned(self) -> str:
        """The WSGI callable of its aligned app, which answers as those of the others do."""
        return f"{self.folder}.aligned:app"


FRAMEWORKS: dict[str, Framework] = {
    framework.name: framework
    for framework in (
        Framework(
            name="flask",
            title="Flask",
            wsgi="flask_app.app:app",
            commands={
                "plain": "flask --app flask_app.app run --port {port}",
                "aligned": "flask --app flask_app.aligned run --port {port}",
                "debug": "flask --app flask_app.app run --port {port} --debug --no-reload",
                "reload": "flask --app flask_app.app run --port {port} --debug",
            },
            packages=("flask", "werkzeug"),
            port=5000,
            docs="https://flask.palletsprojects.com/en/stable/",
        ),
        Framework(
            name="django",
            title="Django",
            wsgi="django_app.wsgi:application",
            commands={
                "plain": "django_app.manage runserver {port} --noreload",
                "aligned": "django_app.aligned",
                "served": "django_app.manage runserver {port}",
                "reload": "django_app.manage runserver {port}",
            },
            packages=("django",),
            port=5001,
            docs="https://docs.djangoproject.com/en/5.2/",
        ),
        Framework(
            name="bottle",
            title="Bottle",
            wsgi="bottle_app.app:app",
            commands={
                "plain": "bottle --bind 127.0.0.1:{port} bottle_app.app:app",
                "aligned": "bottle --bind 127.0.0.1:{port} bottle_app.aligned:app",
                "debug": "bottle --bind 127.0.0.1:{port} bottle_app.app:app --debug",
                "reload": "bottle --bind 127.0.0.1:{port} bottle_app.app:app --debug --reload",
            },
            packages=("bottle",),
            port=5002,
            docs="https://bottlepy.org/docs/0.13/",
        ),
        Framework(
            name="cherrypy",
            title="CherryPy",
            wsgi="cherrypy_app.app:app",
            commands={"plain": "cherrypy_app.app", "aligned": "cherrypy_app.aligned"},
            packages=("cherrypy", "cheroot"),
            port=5003,
            docs="https://docs.cherrypy.dev/en/latest/",
        ),
        Framework(
            name="pyramid",
            title="Pyramid",
            wsgi="pyramid_app.app:app",
            commands={
                "plain": "pyramid_app.app",
                "aligned": "pyramid_app.aligned",
                "reload": "shared.reload pyramid_app.app",
            },
            variables=(("PYRAMID_DEBUG_ALL", "1"),),
            packages=("pyramid", "webob"),
            port=5004,
            docs="https://docs.pylonsproject.org/projects/pyramid/en/2.1-branch/",
        ),
    )
}


def has_app(framework: str, app: str) -> bool:
    """Whether a framework has its app in this form: an aligned app may still have to be written."""
    mode = APPS[app].mode
    return mode != "aligned" or mode in FRAMEWORKS[framework].commands


# A framework's own server, and the one that all of them can share.
SERVERS = ("native", "waitress")


@dataclass(frozen=True)
class App:
    """One form in which the app of every framework can be served.

    Attributes:
        name: as a target gives it.
        meaning: in words, behind "asked of".
        mode: which of a framework's commands starts it: "plain" without a reloader, "served" as a
            person starts it who asks for nothing, "debug" with debugging on, "reload" with a
            reloader too, "aligned" its aligned variant.
        hello: what its hello page does: "answers", "raises", "exits", "returns-nothing" or "waits"
            (see child.py).
        aligns: the name of the app whose questions it answers as all aligned apps do.
    """

    name: str
    meaning: str
    mode: str = "plain"
    hello: str = "answers"
    aligns: str = ""

    @property
    def servers(self) -> tuple[str, ...]:
        """The servers on which it is asked: those that all frameworks share are the last."""
        if self.mode == "aligned":
            return ("waitress",)
        return ("native",) if self.debug else SERVERS

    @property
    def debug(self) -> bool:
        """Whether debugging is on."""
        return self.mode in ("debug", "reload")

    @property
    def reloads(self) -> bool:
        """Whether a reloader is on, where the framework has a command for that."""
        return self.mode in ("served", "reload")


APPS: dict[str, App] = {
    app.name: app
    for app in (
        App("plain", "the app as it is"),
        App("served", "the app as a person starts it", mode="served"),
        App("debug", "the app with debugging on", mode="debug"),
        App("reload", "the app with debugging and a reloader on", mode="reload"),
        App("raising", "the app, its hello page raising an exception", hello="raises"),
        App(
            "raising-debug",
            "the app with debugging on, its hello page raising an exception",
            mode="debug",
            hello="raises",
        ),
        App("empty", "the app, its hello page without `return`", hello="returns-nothing"),
        App("waiting", "the app, its hello page waiting for its cue", hello="waits"),
        App("aligned", "the aligned app", mode="aligned", aligns="plain"),
        App(
            "raising-aligned",
            "the aligned app, its hello page raising an exception",
            mode="aligned",
            hello="raises",
            aligns="raising",
        ),
        App(
            "exiting-aligned",
            "the aligned app, its hello page ending Python",
            mode="aligned",
            hello="exits",
            aligns="raising",
        ),
    )
}


@dataclass(frozen=True, order=True)
class Target:
    """What a question is put to: one app, on one server.

    Attributes:
        framework: a name in FRAMEWORKS.
        app: a name in APPS.
        server: one of SERVERS.
        version: the versions of its packages: "pinned" are those of requirements.txt.
    """

    framework: str
    app: str = "plain"
    server: str = "native"
    version: str = "pinned"

    def __str__(self) -> str:
        app = "" if self.app in ("plain", "served") else f" ({self.app})"
        return f"{self.framework}{app} on {self.server}"


def command(target: Target, port: int = 0) -> str:
    """Return what comes behind `python -m` to serve a target on a port of 127.0.0.1.

    Args:
        target: what is to be served.
        port: the TCP port; 0 lets the operating system choose one.
    """
    framework = FRAMEWORKS[target.framework]
    if target.server == "waitress":
        wsgi = framework.aligned if APPS[target.app].mode == "aligned" else framework.wsgi
        return f"waitress --listen=127.0.0.1:{port} {wsgi}"
    commands = framework.commands
    return commands.get(APPS[target.app].mode, commands["plain"]).format(port=port)
