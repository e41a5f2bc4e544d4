"""The environment builder: made once, made anew when it has to be, and with checked packages."""

import os
import re
import shutil
import subprocess
import sys
import venv
from types import SimpleNamespace

import pytest

from shared import environment
from shared.launcher import ROOT


@pytest.fixture
def made(monkeypatch, tmp_path):
    """Run the builder in an empty folder, with a pip that only notes how it was called."""
    calls = []

    class Done:
        returncode = 0

    def run(command, **_):
        calls.append(command)
        return Done()

    create = venv.create
    monkeypatch.setattr(venv, "create", lambda path, with_pip: create(path))
    monkeypatch.setattr(environment.subprocess, "run", run)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "READY", tmp_path / ".venv" / "ready")
    monkeypatch.setattr(environment, "STARTED", tmp_path / ".venv" / "started")
    monkeypatch.setattr(environment, "LOCK", tmp_path / "requirements.txt")
    (tmp_path / "requirements.txt").write_text("bottle==0.13.4\n")

    def make():
        calls.clear()
        environment.make()
        return calls

    return make


def test_packages_are_installed_with_hashes(made, tmp_path):
    """A package whose hash is not in the lock file is refused."""
    [command] = made()
    assert command[1:3] == ["-m", "pip"]
    assert "--require-hashes" in command
    assert command[-2:] == ["-r", str(tmp_path / "requirements.txt")]


def test_it_is_made_once(made):
    assert made()
    assert made() == []


def test_other_packages_make_it_anew(made, tmp_path):
    made()
    (tmp_path / "requirements.txt").write_text("bottle==0.13.5\n")
    assert made()


def test_another_python_makes_it_anew(made, monkeypatch):
    made()
    monkeypatch.setattr(environment.sys, "version", "3.99")
    assert made()


def test_interrupted_one_is_made_anew(made):
    made()
    environment.READY.unlink()
    assert made()


def test_moved_or_copied_one_is_made_anew(made, monkeypatch, tmp_path):
    made()
    (tmp_path / "copy").mkdir()
    shutil.copytree(tmp_path / ".venv", tmp_path / "copy" / ".venv", symlinks=True)
    for name, file in {"VENV": "", "READY": "ready", "STARTED": "started"}.items():
        monkeypatch.setattr(environment, name, tmp_path / "copy" / ".venv" / file)
    assert made()
    assert made() == []


def test_one_of_somebody_else_is_left_alone(made, tmp_path):
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "notes.txt").write_text("mine")
    with pytest.raises(SystemExit, match="The folder .venv was made by something else: rename it"):
        made()
    assert (tmp_path / ".venv" / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_project_is_found_from_a_file_whatever_the_folder_is_called(made, tmp_path, locale):
    """Also in a copy, and where the locale knows ASCII alone."""
    made()
    project = tmp_path / "Pröjekt"
    project.mkdir()
    shutil.copytree(tmp_path / ".venv", project / ".venv", symlinks=True)
    (project / "app").mkdir()
    (project / "app" / "it.py").write_text("import beside; print('found')")
    (project / "beside.py").write_text("")
    python = environment.VENV.name + "/bin/python"
    env = {"PATH": os.environ["PATH"], "LC_ALL": locale}
    run = subprocess.Popen([python, "app/it.py"], cwd=project, env=env, stdout=subprocess.PIPE)
    assert run.communicate()[0] == b"found\n"


def python(code, *arguments):
    """Run Python code to its end."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True
    )


def test_old_python_is_one_line():
    ended = python("import sys; sys.version_info = (3, 10, 13); import shared.environment")
    assert ended.returncode == 1
    assert ended.stderr == "Python 3.10 is too old: get 3.11 or newer.\n"


def test_missing_venv_is_one_line(tmp_path):
    """Debian packs it apart."""
    code = (
        "import sys; sys.modules['ensurepip'] = None; from pathlib import Path; "
        "import shared.environment as e; e.VENV = Path(sys.argv[1]); e.READY = e.VENV / 'ready'; "
        "e.make()"
    )
    ended = python(code, str(tmp_path))
    assert ended.returncode == 1
    assert re.fullmatch(
        r"This Python has no `venv`: .*apt install python3-venv\)\.\n", ended.stderr
    )


@pytest.mark.parametrize(
    "module",
    ["shared.run", "compare_tests.commands.compare", "side_by_side.site", "side_by_side.try_it"],
)
def test_missing_packages_are_one_line(module):
    hide = "import importlib.util as u; find = u.find_spec; "
    hide += "u.find_spec = lambda name, *more: None if name == 'rich' else find(name, *more); "
    ended = python(f"{hide}import {module}")
    assert ended.returncode == 1
    assert ended.stderr.startswith("Packages are missing: run `python -m shared.environment`")
    assert len(ended.stderr.splitlines()) == 1


def test_packages_that_cannot_be_installed_are_said(made, monkeypatch):
    failed = SimpleNamespace(returncode=1)
    monkeypatch.setattr(environment.subprocess, "run", lambda command, **_: failed)
    with pytest.raises(SystemExit, match="pip could not install"):
        made()
    assert not environment.READY.exists()
