"""The apps line up, so that two of them can be read side by side, and their commands work."""

import ast
import os
import re
import shlex
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from shared.child import FUNCTIONS
from shared.frameworks import FRAMEWORKS, LESSONS, app_of, has_app
from shared.launcher import ROOT, child_environment, end

SECTIONS = ["Set-up", "Guard", "Views", "Routes", "Run"]
# The docstrings of the views, in their order: they are the same in every framework.
VIEWS = {
    "pages": [
        "Greet the world.",
        "Greet the person whose name the decorators pass in.",
        "Greet the person whose name and age are in the URL.",
        "Say goodbye.",
    ],
    "blog": ["List the posts.", "Log a user in.", "Create a blog post.", "Log the user out."],
}


def pytest_generate_tests(metafunc):
    """Each app that there is: a framework that was added may still have one lesson alone."""
    apps = [
        (FRAMEWORKS[name], lesson)
        for name in FRAMEWORKS
        for lesson in LESSONS
        if has_app(name, app_of(lesson, "plain"))
    ]
    if "lesson" in metafunc.fixturenames:
        ids = [f"{framework.name}-{lesson}" for framework, lesson in apps]
        metafunc.parametrize(("framework", "lesson"), apps, ids=ids)


def files(framework, lesson):
    """The modules of an app, in the order in which their sections are read."""
    paths = [path for path in framework.files(ROOT, lesson) if path.suffix == ".py"]
    texts = {path: path.read_text() for path in paths if path.read_text()}
    return dict(sorted(texts.items(), key=lambda item: SECTIONS.index(sections(item[1])[0])))


def sections(text):
    return re.findall(r"^# --- (.+?) -+$", text, re.M)


def docstrings(framework, lesson):
    """The docstrings of an app in the order of its files; one said twice counts last."""
    names = {}
    for text in files(framework, lesson).values():
        nodes = [
            node
            for node in ast.walk(ast.parse(text))
            if isinstance(node, (*FUNCTIONS, ast.ClassDef))
        ]
        for node in sorted(nodes, key=lambda node: node.lineno):
            names.pop(ast.get_docstring(node), None)
            names[ast.get_docstring(node)] = node.name
    return list(names)


def test_sections_in_order(framework, lesson):
    names = [name for text in files(framework, lesson).values() for name in sections(text)]
    expected = [name for name in SECTIONS if name != "Guard" or lesson == "blog"]
    assert list(dict.fromkeys(sorted(names, key=SECTIONS.index))) == expected
    for text in files(framework, lesson).values():
        kept = [name for name in sections(text) if name != "Guard"]
        assert kept == sorted(kept, key=SECTIONS.index)


def test_same_docstrings(framework, lesson):
    assert [text for text in docstrings(framework, lesson) if text in VIEWS[lesson]] == VIEWS[
        lesson
    ]


def test_narrow_enough_for_two_columns(framework, lesson):
    for path in framework.files(ROOT, lesson):
        text = path.read_text()
        wide = [f"{path.name}:{i}" for i, line in enumerate(text.splitlines(), 1) if len(line) > 72]
        assert wide == []


def ways(framework, lesson):
    """The commands that an app's own docstring gives for running it."""
    for text in files(framework, lesson).values():
        docstring = ast.get_docstring(ast.parse(text)) or ""
        if docstring.partition("\n\n")[2].startswith("Run "):
            return re.findall(r"^    (.+)$", docstring, re.M)
    raise AssertionError(f"no app file of {framework.name} says how it is run")


LAST_PAGE = {"pages": ("/bye", b"<u><em><b>Bye!</b></em></u>"), "blog": ("/login", b"Log in</h1>")}


@pytest.mark.parametrize("way", [0, 1], ids=["command", "file"])
def test_both_ways_of_running(framework, lesson, way, tmp_path):
    """The commands in the app's docstring serve its pages, on the port that it has."""
    program, *arguments = shlex.split(ways(framework, lesson)[way])
    start = [sys.executable] if program == "python" else [sys.executable, "-m", program]
    log = tmp_path / "log"
    code = (
        "import os, runpy, socket, sys; bind = socket.socket.bind; "
        "socket.socket.bind = lambda self, address: bind(self, (address[0], 0)) or print("
        "'bound', address[1], self.getsockname()[1], file=sys.stderr, flush=True); "
    )
    # In place of the app's own port, which another program may have, it gets a free one.
    (tmp_path / "sitecustomize.py").write_text(code)
    # An app that was called in this process has left its settings in the environment.
    environment = child_environment(0)
    del environment["PORT"], environment["DEBUG"]
    process = subprocess.Popen(
        [*start, *arguments],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
        stdin=subprocess.PIPE,
        stdout=log.open("wb"),
        stderr=subprocess.STDOUT,
        process_group=0,
    )
    try:
        deadline = time.monotonic() + 120
        pattern = rf"bound {framework.port} (\d+)"
        while not (bound := re.findall(pattern, log.read_text())):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        path, page = LAST_PAGE[lesson]
        url = f"http://127.0.0.1:{bound[-1]}{path}"
        while True:
            try:
                with urllib.request.urlopen(url, timeout=60) as response:
                    assert page in response.read()
                break
            except urllib.error.URLError as error:
                if not isinstance(error.reason, ConnectionRefusedError):
                    raise
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.05)  # it is bound and does not listen yet
    finally:
        end([process])


def test_registry_folders():
    folders = {path.name for path in ROOT.glob("*_app")}
    assert folders == {framework.folder for framework in FRAMEWORKS.values()}


def test_ports_are_different():
    assert len({framework.port for framework in FRAMEWORKS.values()}) == len(FRAMEWORKS)


def test_log_of_django_is_in_utc():
    code = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'django_app.settings'; "
        "import django; django.setup(); import time; print(time.tzname[0])"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert ended.stdout == "UTC\n"


def test_cherrypy_reloads_only_with_debugging(tmp_path):
    for debug in ("", "1"):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        code = (
            "import cherrypy, runpy; cherrypy.quickstart = lambda app: print("
            "cherrypy.config['engine.autoreload.on'], cherrypy.config['server.socket_port'], "
            "app.config['/']['request.show_tracebacks']); "
            "runpy.run_module('cherrypy_app.app', run_name='__main__')"
        )
        ended = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=os.environ | {"DEBUG": debug, "PORT": str(port)},
            capture_output=True,
            text=True,
        )
        assert ended.stdout == f"{bool(debug)} {port} {bool(debug)}\n", ended.stderr
