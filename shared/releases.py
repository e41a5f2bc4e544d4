"""The releases that can be asked beside the pinned ones, and an environment for each.

`releases.txt` names them. An environment pins a release by the hashes of `releases.json`; all else
in it is exactly what requirements.txt pins. uv makes it, in the folder `.drift`.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from packaging.version import Version

from shared.frameworks import APPS, FRAMEWORKS, ROOT, SERVERS, Target, command

TABLE = ROOT / "shared" / "releases.txt"
HASHES = ROOT / "shared" / "releases.json"
FOLDER = ROOT / ".drift"  # may be deleted at any time
# A network may have a certificate authority of its own, which the system knows.
OPTIONS = ("--quiet", "--no-python-downloads", "--system-certs")
LOCK = threading.Lock()  # environments are made side by side
PYTHON = "3.12"  # the one Python that starts nearly every release in the table


class ReleaseError(Exception):
    """The environment of a release cannot be made. Says why in one line."""


@dataclass(frozen=True)
class Release:
    """One line of the table: what is asked in place of what requirements.txt pins.

    Attributes:
        name: the package that it changes, and its version: "werkzeug-2.1.0".
        product: the section in which it stands: "flask".
        pins: versions by package.
    """

    name: str
    product: str
    pins: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return self.name.replace("-", " ")

    @property
    def frameworks(self) -> list[str]:
        """The frameworks whose apps are asked."""
        if self.product in FRAMEWORKS:
            return [self.product]
        users = [one.name for one in FRAMEWORKS.values() if self.product in one.packages]
        return users or list(FRAMEWORKS)

    @property
    def servers(self) -> tuple[str, ...]:
        """The servers on which they are asked: a package that is a server is asked on itself."""
        return (self.product,) if self.product in SERVERS else tuple(SERVERS)

    @property
    def folder(self) -> Path:
        """The folder of its environment."""
        return FOLDER / self.name

    @property
    def interpreter(self) -> Path:
        """The Python of its environment."""
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def is_pinned(self) -> bool:
        """Whether it is what requirements.txt pins."""
        return all(pinned(package) == version for package, version in self.pins)

    @property
    def lines(self) -> list[str]:
        """Its pins as requirements: "flask==2.0.3"."""
        return [f"{package}=={version}" for package, version in self.pins]

    def command(self, target: Target, port: int) -> tuple[str, dict[str, str]]:
        """Return what comes behind `python -m` to serve a target, and its environment variables.

        Args:
            target: what is to be served.
            port: the TCP port, 0 for a free one.
        """
        app = APPS[target.app]
        for package, version in self.pins:
            first, commands, variables = FORMER.get(package, ("0", {}, {}))
            if target.server == "native" and Version(version) < Version(first):
                names = {"package": FRAMEWORKS[target.framework].package(app), "port": port}
                line = commands.get(app.mode, commands["plain"])
                debug = {f"{package.upper()}_DEBUG": "1"} if app.debug else {}
                return line.format(**names), debug | {
                    key: value.format(**names) for key, value in variables.items()
                }
        return command(target, port), {}


# By package: the first release that has the commands of frameworks.py; those of the releases before
# it, by mode, and the environment variables that they need.
FORMER: dict[str, tuple[str, dict[str, str], dict[str, str]]] = {
    "flask": (
        "2.2.3",  # brought `flask run --debug`, and 2.2.0 brought `flask --app`
        {"plain": "flask run --port {port}", "debug": "flask run --port {port} --no-reload"},
        {"FLASK_APP": "{package}.app"},
    )
}


@cache
def releases() -> dict[str, Release]:
    """Return all releases of the table by their names, each product in the order of upgrading.

    Raises:
        ValueError: a line changes more than one package of the line before it, or none.
    """
    found: dict[str, Release] = {}
    product, before = "", {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if section := re.fullmatch(r"\[(.+)\]", line):
            product, before = section[1], {}
        elif line and not line.startswith("#"):
            pins = dict(pin.split("==") for pin in line.split())
            changed = [one for one in pins if pins[one] != before.get(one)]
            if before and len(changed) != 1:
                raise ValueError(f"{TABLE.name}: {line} does not change one package")
            name = f"{changed[0]}-{pins[changed[0]]}"
            found[name] = Release(name, product, tuple(pins.items()))
            before = pins
    return found


def products() -> dict[str, list[Release]]:
    """Return the releases by product, in the order of upgrading."""
    found: dict[str, list[Release]] = {}
    for release in releases().values():
        found.setdefault(release.product, []).append(release)
    return found


@cache
def requirements() -> dict[str, str]:
    """Return what requirements.txt says of each package: its pin and its hashes."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    blocks = re.findall(r"(?m)^[a-z0-9-]+==.*\n(?:[ ].*\n)*", text)
    return {block.partition("==")[0]: block for block in blocks}


def pinned(package: str) -> str:
    """Return the version of a package that requirements.txt pins, "" if it pins none."""
    return re.sub(r"(?s)^.*?==([^ ]+).*", r"\1", requirements().get(package, ""))


# --- Environments -------------------------------------------------------------


def make(release: Release, python: str) -> None:
    """Make the environment of a release, if it is not there yet or no longer fits.

    Args:
        release: which.
        python: the path of the Python that it is made of.

    Raises:
        ReleaseError: uv could not make it.
    """
    pins = dict(release.pins)
    lines = [f"{pin} {' '.join(f'--hash={one}' for one in hashes(pin))}\n" for pin in release.lines]
    users = [package for name in release.frameworks for package in FRAMEWORKS[name].packages]
    others = [package for package in (*users, "waitress") if package not in pins]
    own = "".join([*lines, *(requirements()[package] for package in others)])
    rest = "".join(
        block for name, block in requirements().items() if name not in pins and name not in others
    )
    wanted = f"{python}\n{own}\n{rest}"
    ready = release.folder / "ready"  # written last
    if ready.exists() and ready.read_text(encoding="utf-8") == wanted:
        return
    shutil.rmtree(release.folder, ignore_errors=True)
    uv("venv", "--no-project", "--python", python, str(release.folder))
    for name, text in (("own.txt", own), ("rest.txt", rest)):
        (release.folder / name).write_text(text, encoding="utf-8")
    uv(
        *("pip", "install", "--python", str(release.interpreter), "--require-hashes"),
        *("--constraint", str(release.folder / "rest.txt")),
        *("--requirement", str(release.folder / "own.txt")),
    )
    # Two thirds of Django are its translations. No question asks in another language.
    languages = [folder for folder in release.folder.rglob("locale/*/") if folder.name != "en"]
    for folder in languages:
        shutil.rmtree(folder)
    if languages:
        uv("cache", "clean", *pins)
    ready.write_text(wanted, encoding="utf-8")


def hashes(pin: str) -> list[str]:
    """Return the hashes of the files of a release; those not known yet are looked up and kept.

    Args:
        pin: "flask==2.0.3".

    Raises:
        ReleaseError: there is no such release, or no network.
    """
    with LOCK:
        known = json.loads(HASHES.read_text(encoding="utf-8")) if HASHES.exists() else {}
        if pin not in known:
            known[pin] = re.findall(r"sha256:[0-9a-f]{64}", compiled(pin))
            HASHES.write_text(json.dumps(known, indent=0, sort_keys=True) + "\n", encoding="utf-8")
        return known[pin]


def compiled(requirement: str) -> str:
    """Return the newest release that a requirement allows, with its hashes, as uv writes it."""
    return uv(
        *("pip", "compile", "--no-deps", "--generate-hashes", "--no-header", "--universal"),
        *("--no-emit-index-url", "--no-annotate", "--python", interpreter()[0], "-"),
        sent=requirement,
    )


def uv(*arguments: str, sent: str = "") -> str:
    """Run uv, with a cache of its own in the folder of the environments; return what it prints.

    Raises:
        ReleaseError: there is no uv, or it failed.
    """
    folders = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    program = shutil.which("uv", path=os.pathsep.join(folders))
    if not program:
        raise ReleaseError("uv is not found: requirements-dev.txt names it")
    run = subprocess.run(
        [program, *arguments, *OPTIONS, "--cache-dir", str(FOLDER / "cache")],
        input=sent,
        capture_output=True,
        text=True,
        env={key: value for key, value in os.environ.items() if not key.startswith("PYTHON")},
    )
    if run.returncode:
        said = [line.strip(" │├╰─▶×") for line in run.stderr.splitlines() if line.strip()]
        said = [line for line in said if not line.startswith("hint:")]
        raise ReleaseError(f"uv: {said[-1] if said else 'failed without a word'}")
    return run.stdout


def newest(package: str) -> str:
    """Return the newest version of a package.

    Raises:
        ReleaseError: there is no network.
    """
    return compiled(package).partition("==")[2].split()[0]


def add_newest() -> list[Release]:
    """Write releases into the table that are newer than all of theirs there, and return them.

    Raises:
        ReleaseError: there is no network.
    """
    text = TABLE.read_text(encoding="utf-8")
    names = []
    for product, found in products().items():
        pins = dict(found[-1].pins)
        for package in pins:
            version = newest(package)
            if Version(version) > Version(pins[package]):
                last = " ".join(f"{name}=={pin}" for name, pin in pins.items())
                pins[package] = version
                line = " ".join(f"{name}=={pin}" for name, pin in pins.items())
                head, section, tail = text.partition(f"[{product}]\n")
                text = head + section + tail.replace(f"{last}\n", f"{last}\n{line}\n", 1)
                names.append(f"{package}-{version}")
    TABLE.write_text(text, encoding="utf-8")
    releases.cache_clear()
    return [releases()[name] for name in names]


@cache
def interpreter(version: str = PYTHON) -> tuple[str, str]:
    """Return the path of a Python of this machine, and its version.

    Args:
        version: the beginning of its version: "3.12".

    Raises:
        ReleaseError: there is none.
    """
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    candidates = [sys.executable, shutil.which(f"python{version}")]
    candidates += sorted(map(str, pyenv.glob(f"{version}.*/bin/python")))
    for path in filter(None, candidates):
        say = "import platform; print(platform.python_version())"
        run = subprocess.run([path, "-c", say], capture_output=True, text=True)
        if run.stdout.startswith(f"{version}."):
            return path, run.stdout.strip()
    raise ReleaseError(f"Python {version} is not found on this machine")
