"""Make `.venv`, with the exact packages of requirements.txt: once, and when it no longer fits.

    python -m shared.environment

This one module runs on the Python of the machine, before anything is installed, so it
uses the standard library alone.
"""

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.txt"
VENV = ROOT / ".venv"
READY = VENV / "ready"  # written last, so it is there only when all the rest is
STARTED = VENV / "started"  # written first, so one that is not ours has neither
# With the project on its path, an app also runs as a file, from an editor. The folder is not named,
# because a name beyond ASCII could not be read in every locale, and a copy would name the original.
PROJECT = "import os, sys; sys.path.append(os.path.dirname(sys.prefix))\n"


def make() -> None:
    """Create the virtual environment and install the lock file into it.

    One that was interrupted half-way, moved, copied, or made by another Python is made anew.
    Ends the program with one line where `venv` is missing, pip fails, or `.venv` is not ours.
    """
    wanted = f"{sys.version}\n{VENV}\n{LOCK.read_text(encoding='utf-8')}"
    if READY.exists() and READY.read_text(encoding="utf-8") == wanted:
        return
    if VENV.is_dir() and any(VENV.iterdir()) and not READY.exists() and not STARTED.exists():
        sys.exit("The folder .venv was made by something else: rename it, and run this again.")
    try:
        import ensurepip  # noqa: F401  (Debian packs it apart, and venv needs it)
        import venv
    except ImportError:
        sys.exit(
            "This Python has no `venv`: install it first "
            "(on Debian and Ubuntu: sudo apt install python3-venv)."
        )
    print("Making .venv from requirements.txt: once, about half a minute …", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir()
    STARTED.touch()
    venv.create(VENV, with_pip=True)
    scheme = {"base": str(VENV), "platbase": str(VENV)}
    scripts = Path(sysconfig.get_path("scripts", "venv", scheme))
    packages = Path(sysconfig.get_path("purelib", "venv", scheme))
    (packages / "project.pth").write_text(PROJECT)
    install = "-m pip install -qq --disable-pip-version-check --require-hashes -r"
    python = str(scripts / "python")
    if subprocess.run([python, *install.split(), str(LOCK)]).returncode:
        sys.exit("pip could not install requirements.txt: its reason is above. Run this again.")
    READY.write_text(wanted, encoding="utf-8")


if __name__ == "__main__":
    try:
        make()
    except KeyboardInterrupt:
        sys.exit("Interrupted: run the same command again, and it starts afresh.")
    except OSError as error:
        sys.exit(f"Could not make .venv: {error}")
