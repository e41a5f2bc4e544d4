"""The table of frameworks and servers: Makefile, suite, pages and launcher follow it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Framework:
    """One framework, and how its app is found and started.

    `run` and `debug` are what comes behind `python -m`: the framework's own command, as
    its documentation teaches it, with debugging off and on. `{port}` stands for the port;
    a command without it takes the port from the environment, as `PORT`.
    """

    name: str
    title: str
    folder: str
    wsgi: str
    run: str
    debug: str
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
            debug="flask --app flask_app.app run --port {port} --debug",
            port=5000,
            docs="https://flask.palletsprojects.com/en/stable/",
        ),
        Framework(
            name="django",
            title="Django",
            folder="django_app",
            wsgi="django_app.wsgi:application",
            run="django_app.manage runserver {port} --noreload",
            debug="django_app.manage runserver {port}",
            port=5001,
            docs="https://docs.djangoproject.com/en/5.2/",
        ),
        Framework(
            name="bottle",
            title="Bottle",
            folder="bottle_app",
            wsgi="bottle_app.app:app",
            run="bottle_app.app",
            debug="bottle_app.app",
            port=5002,
            docs="https://bottlepy.org/docs/0.13/",
        ),
        Framework(
            name="cherrypy",
            title="CherryPy",
            folder="cherrypy_app",
            wsgi="cherrypy_app.app:app",
            run="cherrypy_app.app",
            debug="cherrypy_app.app",
            port=5003,
            docs="https://docs.cherrypy.dev/en/latest/",
        ),
        Framework(
            name="pyramid",
            title="Pyramid",
            folder="pyramid_app",
            wsgi="pyramid_app.app:app",
            run="pyramid_app.app",
            debug="pyramid_app.app",
            port=5004,
            docs="https://docs.pylonsproject.org/projects/pyramid/en/2.1-branch/",
        ),
    )
}

# What comes behind `python -m` to serve any of the apps with the same server.
WAITRESS = "waitress --listen=127.0.0.1:{port} {wsgi}"

SERVERS = ("native", "waitress")


def command(name: str, server: str = "native", port: int = 0, debug: bool = False) -> str:
    """Return what comes behind `python -m` to serve a framework's app on 127.0.0.1.

    `native` is the framework's own command, `waitress` the server that all can share.
    """
    framework = FRAMEWORKS[name]
    own = framework.debug if debug else framework.run
    return (own if server == "native" else WAITRESS).format(port=port, wsgi=framework.wsgi)
