"""The repository itself: its documents name what is there, and its packages are pinned."""

import importlib.util
import json
import re
import shlex
import shutil
import subprocess

import pytest

from shared.frameworks import FRAMEWORKS
from shared.launcher import ROOT

DOCUMENTS = [path.name for path in sorted(ROOT.glob("*.md"))]
LOCK = (ROOT / "requirements.txt").read_text()


def commands(document):
    """The lines of a document's code blocks, without comments."""
    blocks = re.findall(r"^```(?:sh|console|powershell)\n(.*?)^```", document, re.M | re.S)
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line]


def make(*arguments):
    """Let make say what it would do."""
    assert shutil.which("make"), "make is not installed"
    # One that another make has started, as in `make check`, says where it is.
    command = ["make", "--no-print-directory", "-n", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_commands_exist(document):
    """Every `make` target and every `python -m` module that a document names is there."""
    text = (ROOT / document).read_text(encoding="utf-8")
    for line in commands(text):
        words = shlex.split(line, posix="\\" not in line)  # a path on Windows
        if words[0] == "make":
            dry = make(*words[1:])
            assert dry.returncode == 0, dry.stderr
        if python := re.search(r"\bpy(?:thon)? -m (\S+)", line):
            assert importlib.util.find_spec(python[1]), f"{document}: no module {python[1]}"
    for target in re.findall(r"`make ([a-z-]+)", text):
        target += "all" if target.endswith("-") else ""  # as in `make run-…`
        assert make(target).returncode == 0, f"{document}: no target {target}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (ROOT / link).exists(), f"{document}: {link}"


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_readme_leads_to_every_app(name):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"]({FRAMEWORKS[name].folder}/" in text
    assert f"`make run-{name}`" in text


def test_every_module_of_the_editor_is_there():
    launch = json.loads((ROOT / ".vscode" / "launch.json").read_text())
    for entry in launch["configurations"]:
        assert importlib.util.find_spec(entry["module"]), entry["module"]


def test_make_alone_lists_every_target():
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M)
    assert len(targets) > 5
    assert [name for name in targets if name != "help" and f"make {name}" not in listed] == []


@pytest.mark.parametrize(
    "text", ["it's", "'; exit 3; '", "a b", "$HOME `id` $(shell id)", '"', "é#"]
)
def test_value_reaches_the_command_as_it_was_typed(text):
    """No word of it is run by the shell, or read as anything else by make."""
    lines = make("ask", f"REQUEST={text}").stdout.splitlines()
    [line] = [line for line in lines if "commands.ask" in line]
    assert shlex.split(line)[-1] == text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("PROT", ": did you mean PORT=?"),
        ("port", ": did you mean PORT=?"),
        ("HOST", "."),
        ("PAIR", "."),
        ("it's;exit", "."),
    ],
)
def test_variable_that_a_target_does_not_read_is_one_line(name, said):
    ended = make("run-all", f"{name}=1")
    assert ended.returncode == 2
    [line] = ended.stderr.splitlines()
    assert f"make run-all does not read {name}={said} It reads PORT SERVER DEBUG " in line


@pytest.mark.parametrize(
    ("goals", "near"),
    [
        ("tset-all", "test-all"),
        ("compareurl", "compare-url"),
        ("flask", "run-flask"),
        ("run flask", "run-flask"),
        ("test Flask", "test-flask"),
    ],
)
def test_target_that_is_not_there_is_one_line(goals, near):
    """Whatever else is asked for does not begin."""
    ended = make(*goals.split())
    assert (ended.returncode, ended.stdout) == (2, "")
    [line] = ended.stderr.splitlines()
    assert f": did you mean make {near}? " in line


@pytest.mark.parametrize(("value", "is_on"), [("1", True), ("0", False), ("no", False)])
def test_switch_is_turned_off_as_it_is_turned_on(value, is_on):
    assert (" --all" in make("compare", f"ALL={value}").stdout) == is_on


def test_lock_names_no_host():
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", LOCK)


def test_lock_has_every_hash():
    pins = re.findall(r"^([a-z0-9._-]+)==", LOCK, re.M)
    hashed = re.findall(r"^([a-z0-9._-]+)==[^\n]*\\\n    --hash=sha256:", LOCK, re.M)
    assert pins == hashed != []


def test_lock_pins_what_is_needed():
    names = re.findall(r"^([a-z0-9-]+)", (ROOT / "requirements.in").read_text(), re.M)
    assert [name for name in names if not re.search(rf"^{name}==", LOCK, re.M)] == []


def test_pages_of_somebodys_own_reach_the_command():
    line = make("compare-url", "URL=http://h:1", "PATHS=/a,/b").stdout.splitlines()[-1]
    assert "--paths=/a,/b" in shlex.split(line)
