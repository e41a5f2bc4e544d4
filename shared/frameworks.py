"""The table of frameworks and servers: Makefile, suite, pages and launcher follow it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Framework:
    """One framework, and how its app is found and started.

    `run` is what comes behind `python -m`: the framework's own command, as its documentation
    teaches it. `{port}` stands for the port; a command without it takes the port from the
    environment, as `PORT`. `extra` is what is added to it in a mode other than "plain".
    """

    name: str
    title: str
    folder: str
    wsgi: str
    run: str
    extra: dict[str, str]
    port: int
    docs: str


FRAMEWORKS: dict[str, Framework] = {
    framework.name: framework
    for framework in (
        Framework(
            name="flask",
            title="Flask",
            folder="flask_app",
            wsgi="flask_app.app:app",
            run="flask --app flask_app.app run --port {port}",
            extra={"debug": "--debug --no-reload", "reload": "--debug"},
            port=5000,
            docs="https://flask.palletsprojects.com/en/stable/",
        ),
        Framework(
            name="django",
            title="Django",
            folder="django_app",
            wsgi="django_app.wsgi:application",
            run="django_app.manage runserver {port}",
            extra={"plain": "--noreload", "debug": "--noreload"},
            port=5001,
            docs="https://docs.djangoproject.com/en/5.2/",
        ),
        Framework(
            name="bottle",
            title="Bottle",
            folder="bottle_app",
            wsgi="bottle_app.app:app",
            run="bottle --bind 127.0.0.1:{port} bottle_app.app:app",
            extra={"debug": "--debug", "reload": "--debug --reload"},
            port=5002,
            docs="https://bottlepy.org/docs/0.13/",
        ),
        Framework(
            name="cherrypy",
            title="CherryPy",
            folder="cherrypy_app",
            wsgi="cherrypy_app.app:app",
            run="cherrypy_app.app",
            extra={},
            port=5003,
            docs="https://docs.cherrypy.dev/en/latest/",
        ),
        Framework(
            name="pyramid",
            title="Pyramid",
            folder="pyramid_app",
            wsgi="pyramid_app.app:app",
            run="pyramid_app.app",
            extra={},
            port=5004,
            docs="https://docs.pylonsproject.org/projects/pyramid/en/2.1-branch/",
        ),
    )
}

SERVERS = ("native", "waitress")

# How an app can run: as it is, with debugging on, and with debugging on and a reloader.
MODES = ("plain", "debug", "reload")


def command(name: str, server: str = "native", port: int = 0, mode: str = "plain") -> str:
    """Return what comes behind `python -m` to serve a framework's app on 127.0.0.1.

    `native` is the framework's own command, `waitress` the server that all can share.
    """
    framework = FRAMEWORKS[name]
    if server == "waitress":
        return f"waitress --listen=127.0.0.1:{port} {framework.wsgi}"
    return f"{framework.run.format(port=port)} {framework.extra.get(mode, '')}".strip()
