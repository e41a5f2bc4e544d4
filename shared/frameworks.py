"""The tables that everything follows: frameworks, servers, and the forms of an app."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Framework:
    """One framework, and how its app is started.

    Attributes:
        name: of its package, in lower case. The folder of its app is named after it.
        title: its name in a sentence.
        wsgi: the WSGI callable of its app, as a server is given it. `{package}` stands for the
            folder of a lesson.
        commands: the framework's own command, as its documentation teaches it and as it stands
            behind `python -m`, by mode (see App); a mode that is missing uses the plain command.
            `{package}` stands for the folder of a lesson and `{port}` for the port; a command
            without `{port}` takes it from the environment variable PORT.
        variables: environment variables that turn debugging on, beside DEBUG=1.
        packages: what answers requests in it: itself, and the libraries below it.
        port: the TCP port of its app.
        docs: the address of its documentation.
        database: the environment variable that names the file of its database, "" if it has none.
    """

    name: str
    title: str
    wsgi: str
    commands: dict[str, str]
    packages: tuple[str, ...]
    port: int
    docs: str
    variables: tuple[tuple[str, str], ...] = ()
    database: str = ""

    @property
    def folder(self) -> str:
        """The folder of its app."""
        return f"{self.name}_app"

    def files(self, root: Path, lesson: str = "pages") -> list[Path]:
        """Return the files of the app of a lesson below a folder, its aligned app aside."""
        folder = root.joinpath(self.folder, *LESSONS[lesson])
        patterns = ("*.py", "templates/*", "views/*")
        paths = [path for pattern in patterns for path in sorted(folder.glob(pattern))]
        return [path for path in paths if path.name != "aligned.py"]

    def wsgi_callable(self, app: "App") -> str:
        """Return the WSGI callable of an app, as a server is given it."""
        wsgi = "{package}.aligned:app" if app.mode == "aligned" else self.wsgi
        return wsgi.format(package=self.package(app))

    def package(self, app: "App") -> str:
        """Return the package of an app, as Python imports it."""
        return ".".join([self.folder, *LESSONS[app.lesson]])


# The lessons, and the folders that each has below the folder of a framework.
LESSONS: dict[str, tuple[str, ...]] = {"pages": (), "blog": ("blog",)}


FRAMEWORKS: dict[str, Framework] = {
    framework.name: framework
    for framework in (
        Framework(
            name="flask",
            title="Flask",
            wsgi="{package}.app:app",
            commands={
                "plain": "flask --app {package}.app run --port {port}",
                "aligned": "flask --app {package}.aligned run --port {port}",
                "debug": "flask --app {package}.app run --port {port} --debug --no-reload",
                "reload": "flask --app {package}.app run --port {port} --debug",
            },
            packages=("flask", "werkzeug"),
            port=5000,
            docs="https://flask.palletsprojects.com/en/stable/",
        ),
        Framework(
            name="django",
            title="Django",
            wsgi="{package}.wsgi:application",
            commands={
                "plain": "{package}.manage runserver {port} --noreload",
                "aligned": "{package}.aligned",
                "served": "{package}.manage runserver {port}",
                "reload": "{package}.manage runserver {port}",
            },
            packages=("django",),
            database="DJANGO_BLOG_DATABASE",
            port=5001,
            docs="https://docs.djangoproject.com/en/5.2/",
        ),
        Framework(
            name="bottle",
            title="Bottle",
            wsgi="{package}.app:app",
            commands={
                "plain": "bottle --bind 127.0.0.1:{port} {package}.app:app",
                "aligned": "bottle --bind 127.0.0.1:{port} {package}.aligned:app",
                "debug": "bottle --bind 127.0.0.1:{port} {package}.app:app --debug",
                "reload": "bottle --bind 127.0.0.1:{port} {package}.app:app --debug --reload",
            },
            packages=("bottle",),
            port=5002,
            docs="https://bottlepy.org/docs/0.13/",
        ),
        Framework(
            name="cherrypy",
            title="CherryPy",
            wsgi="{package}.app:app",
            commands={"plain": "{package}.app", "aligned": "{package}.aligned"},
            packages=("cherrypy", "cheroot"),
            port=5003,
            docs="https://docs.cherrypy.dev/en/latest/",
        ),
        Framework(
            name="pyramid",
            title="Pyramid",
            wsgi="{package}.app:app",
            commands={
                "plain": "{package}.app",
                "aligned": "{package}.aligned",
                "reload": "shared.reload {package}.app",
            },
            variables=(("PYRAMID_DEBUG_ALL", "1"),),
            packages=("pyramid", "webob"),
            port=5004,
            docs="https://docs.pylonsproject.org/projects/pyramid/en/2.1-branch/",
        ),
    )
}


@cache
def has_app(framework: str, app: str) -> bool:
    """Whether a framework has its app in this form: some may still have to be written."""
    module = FRAMEWORKS[framework].wsgi_callable(APPS[app]).partition(":")[0]
    return (ROOT / f"{module.replace('.', '/')}.py").exists()


# A framework's own server, and the one that all of them can share, and what each is called.
SERVERS = {"native": "its own server", "waitress": "Waitress"}


@dataclass(frozen=True)
class App:
    """One form in which the app of every framework can be served.

    Attributes:
        name: as a target gives it.
        meaning: in words, behind "asked of".
        lesson: what it is an app of, a name in LESSONS.
        mode: which of a framework's commands starts it: "plain" without a reloader, "served" as a
            person starts it who asks for nothing, "debug" with debugging on, "reload" with a
            reloader too, "aligned" its aligned variant.
        hello: what its hello page does: "answers", "raises", "exits", "returns-nothing" or "waits"
            (see child.py).
        aligns: the name of the app whose questions it answers as all aligned apps do.
        aligns_all: whether it does so with all of them, or with those that say what it answers.
    """

    name: str
    meaning: str
    lesson: str = "pages"
    mode: str = "plain"
    hello: str = "answers"
    aligns: str = ""
    aligns_all: bool = True

    @property
    def servers(self) -> tuple[str, ...]:
        """The servers on which it is asked: those that all frameworks share are the last."""
        if self.mode == "aligned":
            return ("waitress",)
        return ("native",) if self.debug else tuple(SERVERS)

    @property
    def keeps_contract(self) -> bool:
        """Whether the contract of its lesson is asked of it, on all servers."""
        return self.mode in ("plain", "aligned") and self.hello == "answers"

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
        App("blog", "the blog", lesson="blog"),
        App("blog-served", "the blog as a person starts it", lesson="blog", mode="served"),
        App("blog-reload", "the blog with debugging on", lesson="blog", mode="reload"),
        App(
            "blog-aligned",
            "the aligned blog",
            lesson="blog",
            mode="aligned",
            aligns="blog",
            aligns_all=False,
        ),
    )
}


PINNED = "pinned"


@dataclass(frozen=True, order=True)
class Target:
    """What a question is put to: one app, on one server.

    Attributes:
        framework: a name in FRAMEWORKS.
        app: a name in APPS.
        server: one of SERVERS.
        version: the versions of its packages: PINNED, those of requirements.txt, or the name of a
            release (see releases.py).
    """

    framework: str
    app: str = "plain"
    server: str = "native"
    version: str = PINNED

    def __str__(self) -> str:
        app = self.app.removesuffix("served").strip("-").removesuffix("plain")
        app = f" ({app})" if app else ""
        return f"{self.framework}{app} on {SERVERS[self.server]}"


def command(target: Target, port: int = 0) -> str:
    """Return what comes behind `python -m` to serve a target on a port of 127.0.0.1.

    Args:
        target: what is to be served.
        port: the TCP port; 0 lets the operating system choose one.
    """
    framework, app = FRAMEWORKS[target.framework], APPS[target.app]
    if target.server == "waitress":
        return f"waitress --listen=127.0.0.1:{port} {framework.wsgi_callable(app)}"
    own = framework.commands.get(app.mode, framework.commands["plain"])
    return own.format(package=framework.package(app), port=port)


def app_of(lesson: str, mode: str) -> str:
    """Return the name of the app of a lesson that answers in a mode, a name in APPS."""
    return next(
        app.name
        for app in APPS.values()
        if (app.lesson, app.mode, app.hello) == (lesson, mode, "answers")
    )
