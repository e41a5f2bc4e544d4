"""The repository itself: the apps line up, the table is followed, the documents are true."""

import ast
import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from compare_tests.lifecycle import free_port
from shared.frameworks import FRAMEWORKS
from shared.launcher import ROOT, end

SECTIONS = ["Set-up", "Pages", "Routes", "Run"]
PAGES = ["hello", "greet", "typed_path", "bye"]


def files(framework):
    """The files of an app, in the order in which their sections are read."""
    found = (ROOT / FRAMEWORKS[framework].folder).glob("*.py")
    texts = {path: path.read_text() for path in found if path.read_text()}
    return dict(sorted(texts.items(), key=lambda item: SECTIONS.index(sections(item[1])[0])))


def sections(text):
    return re.findall(r"^# --- (.+?) -+$", text, re.M)


def docstrings(framework):
    """The docstrings of the functions in the order of the file; one said twice counts last."""
    found = {}
    for text in files(framework).values():
        functions = [
            node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)
        ]
        for function in sorted(functions, key=lambda node: node.lineno):
            found.pop(ast.get_docstring(function), None)
            found[ast.get_docstring(function)] = function.name
    return list(found)


def test_sections_in_order(framework):
    found = [name for text in files(framework).values() for name in sections(text)]
    assert list(dict.fromkeys(found)) == SECTIONS
    for text in files(framework).values():
        assert sections(text) == sorted(sections(text), key=SECTIONS.index)


def test_same_docstrings(framework):
    assert docstrings(framework) == [
        "Greet the world.",
        "Greet the person whose name the decorators hand in.",
        "Greet the person whose name and age are in the URL.",
        "Say goodbye.",
    ]


def test_same_names(framework):
    """A word of the contract is a name in the app, or a comment says what stands for it."""
    text = "\n".join(files(framework).values())
    assert [page for page in PAGES if not re.search(rf"\b{page}\b", text)] == []


def test_narrow_enough_for_two_columns(framework):
    for path, text in files(framework).items():
        wide = [f"{path.name}:{i}" for i, line in enumerate(text.splitlines(), 1) if len(line) > 72]
        assert wide == []


def ways(framework):
    """The commands that an app's own docstring gives for running it."""
    for text in files(framework).values():
        docstring = ast.get_docstring(ast.parse(text)) or ""
        if "Two ways" in docstring:
            return re.findall(r"^    (.+)$", docstring, re.M)
    raise AssertionError(f"no app file of {framework} says how it is run")


@pytest.mark.parametrize("way", [0, 1], ids=["command", "file"])
@pytest.mark.parametrize("debug", ["", "1"], ids=["debug-off", "debug-on"])
def test_both_ways_of_running(framework, way, debug, tmp_path):
    """The commands in the app's docstring serve its pages, with debugging off and on."""
    port = str(free_port())
    command = ways(framework)[way].replace(str(FRAMEWORKS[framework].port), port)
    program, *arguments = shlex.split(command)
    start = [sys.executable] if program == "python" else [sys.executable, "-m", program]
    environment = os.environ | {"PORT": port, "DEBUG": debug, "PYTHONPATH": str(ROOT)}
    log = tmp_path / "log"
    process = subprocess.Popen(
        [*start, *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=log.open("wb"),
        stderr=subprocess.STDOUT,
        process_group=0,
    )
    try:
        deadline = time.monotonic() + 30
        while True:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/bye", timeout=10) as response:
                    assert response.read() == b"<u><em><b>Bye!</b></em></u>"
                break
            except OSError:
                time.sleep(0.05)  # nobody listens yet: ask again
    finally:
        end([process])


def test_registry_folders():
    folders = {path.name for path in ROOT.glob("*_app")}
    assert folders == {framework.folder for framework in FRAMEWORKS.values()}


def test_ports_are_different():
    assert len({framework.port for framework in FRAMEWORKS.values()}) == len(FRAMEWORKS)


@pytest.mark.parametrize("file", ["Makefile", "README.md", ".vscode/launch.json"])
def test_names_every_framework(file, framework):
    text = (ROOT / file).read_text()
    assert f"run-{framework}" in text or FRAMEWORKS[framework].folder in text


def test_launch_file_is_json():
    json.loads((ROOT / ".vscode" / "launch.json").read_text())


def commands(document):
    """The lines of a document's code blocks, without comments, `VAR=x` and prompts."""
    blocks = re.findall(r"^```(?:sh|console|powershell)\n(.*?)^```", document, re.M | re.S)
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line]


DOCUMENTS = [path.name for path in sorted(ROOT.glob("*.md"))]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_commands_exist(document):
    """Every `make` target and every `python -m` module that a document names is there."""
    text = (ROOT / document).read_text()
    for line in commands(text):
        words = shlex.split(line, posix="\\" not in line)  # a path on Windows
        if words[0] == "make":
            assert shutil.which("make"), "make is not installed"
            dry = subprocess.run(
                ["make", "-n", *words[1:]], cwd=ROOT, capture_output=True, text=True
            )
            assert dry.returncode == 0, dry.stderr
        if python := re.search(r"\bpy(?:thon)? -m (\S+)", line):
            module = python[1]
            assert importlib.util.find_spec(module), f"{document}: no module {module}"
    for target in re.findall(r"`make ([a-z-]+)", text):
        dry = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True)
        assert dry.returncode == 0, f"{document}: no target {target}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document):
    text = (ROOT / document).read_text()
    for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (ROOT / link).exists(), f"{document}: {link}"


def test_makefile_is_a_list_of_aliases():
    """Each recipe line is one `python -m` command, but for the one that prints the list."""
    recipes = re.findall(r"^\t(.*)$", (ROOT / "Makefile").read_text(), re.M)
    aliases = [line for line in recipes if re.match(r"@\$\((RUN|PYTHON)\) ", line)]
    assert [line for line in recipes if line not in aliases] == ["@sed -n 's/^## //p' Makefile"]


LOCK = (ROOT / "requirements.txt").read_text()


def test_lock_names_no_host():
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", LOCK)


def test_lock_has_every_hash():
    pins = re.findall(r"^([a-z0-9._-]+)==.*?(?=^\S|\Z)", LOCK, re.M | re.S)
    hashed = re.findall(r"^([a-z0-9._-]+)==[^\n]*\\\n    --hash=sha256:", LOCK, re.M)
    assert pins == hashed


def test_lock_pins_what_is_wanted():
    wanted = re.findall(r"^([a-z0-9-]+)", (ROOT / "requirements.in").read_text(), re.M)
    assert [name for name in wanted if not re.search(rf"^{name}==", LOCK, re.M)] == []


def test_everything_is_one_python_file_away():
    """No test is skipped or expected to fail, and none waits in the hope that it is enough."""
    own = Path(__file__)
    for path in ROOT.glob("compare_tests/**/*.py"):
        if path != own:
            found = re.findall(
                r"pytest\.(?:skip|xfail|mark\.skip|mark\.xfail)\w*", path.read_text()
            )
            assert found == [], path
