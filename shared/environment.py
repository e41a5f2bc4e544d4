"""Make `.venv`, with the exact packages of requirements.txt: once, and when that file changes.

    python -m shared.environment

This one module runs on the Python of the machine, before anything is installed, so it
uses the standard library alone.
"""

import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.txt"
VENV = ROOT / ".venv"
READY = VENV / "ready"  # written last, so it is there only when all the rest is


def make() -> None:
    """Create the virtual environment and install the lock file into it.

    An environment that was interrupted half-way has no `ready` file and is made anew.
    Ends the program with one line where `venv` is missing or pip fails.
    """
    wanted = f"{sys.version}\n{LOCK.read_text()}"
    if READY.exists() and READY.read_text() == wanted:
        READY.touch()
        return
    try:
        import ensurepip  # noqa: F401  (Debian packs it apart, and venv needs it)
        import venv
    except ImportError:
        sys.exit(
            "This Python has no `venv`: install it first "
            "(on Debian and Ubuntu: sudo apt install python3-venv)."
        )
    print("Making .venv from requirements.txt: once, about half a minute …", flush=True)
    venv.create(VENV, with_pip=True, clear=True)
    scheme = {"base": str(VENV), "platbase": str(VENV)}
    scripts = Path(sysconfig.get_path("scripts", "venv", scheme))
    # With the project on its path, an app also runs as a file, from an editor.
    packages = Path(sysconfig.get_path("purelib", "venv", scheme))
    (packages / "project.pth").write_text(f"{ROOT}\n")
    install = "-m pip install -qq --disable-pip-version-check --require-hashes -r"
    python = str(scripts / "python")
    if subprocess.run([python, *install.split(), str(LOCK)]).returncode:
        sys.exit("pip could not install requirements.txt: its reason is above. Run this again.")
    READY.write_text(wanted)


if __name__ == "__main__":
    try:
        make()
    except KeyboardInterrupt:
        sys.exit("Interrupted: run the same command again, and it starts afresh.")
    except OSError as error:
        sys.exit(f"Could not make .venv: {error}")
