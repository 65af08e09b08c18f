"""Make `.venv` and install exactly what a lock file names; called by the Makefile, with any Python 3.

    python3 tools/set_up.py .venv requirements-dev.lock

With uv where it is at hand or can be had, since it is ten times as fast; else with pip. Either way every file is held
against the hashes in the lock. The project itself is installed last, as a link to this folder.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

OLDEST = (3, 11)
OLDEST_NODE = 20
NODE_LOCK = "requirements-node.lock"
NO_VENV = """\
Python cannot make a virtual environment here: its modules `venv` and `ensurepip` are not complete.
On Debian and Ubuntu install them with: apt-get install python3-venv
Or install uv, which needs neither: https://docs.astral.sh/uv/"""


def main(folder: str, lock: str) -> None:
    if sys.version_info < OLDEST:
        sys.exit(f"Laufzettel needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}. Try: make PYTHON=python3.12 ...")
    venv = Path(folder).resolve()
    python = venv / "bin" / "python"
    uv = shutil.which("uv")
    if not is_sound(python):
        make_environment(venv, uv=uv)
    uv = uv or own_uv(venv, lock=lock)
    if not (uv and install_with_uv(uv, python, lock=lock)):
        install_with_pip(python, lock)
    if not has_node():
        say("No Node of version 20 or newer is here; installing one for the bundle of scripts and styles ...")
        subprocess.run([*pip(python), "-r", NODE_LOCK], check=True)


def is_sound(python: Path) -> bool:
    """Whether an environment is there whose interpreter still runs: it may have been moved, or its Python removed."""
    return python.exists() and subprocess.run([str(python), "-c", "import sys"], check=False).returncode == 0


def make_environment(venv: Path, *, uv: "str | None") -> None:
    say(f"Making a virtual environment in {venv.name} with Python {sys.version.split()[0]} ...")
    shutil.rmtree(venv, ignore_errors=True)
    made = uv and attempt([uv, "venv", "--quiet", "--seed", "--python", sys.executable, str(venv)])
    if not made and not attempt([sys.executable, "-m", "venv", str(venv)]):
        shutil.rmtree(venv, ignore_errors=True)
        sys.exit(NO_VENV)


def own_uv(venv: Path, *, lock: str) -> "str | None":
    """The uv of the lock, installed into the environment; None where there is no wheel of it for this machine."""
    uv = venv / "bin" / "uv"
    if not uv.exists():
        wanted = block_of("uv", lock=Path(lock).read_text(encoding="utf-8"))
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8", delete=False) as only_uv:
            only_uv.write(wanted)
        attempt([*pip(venv / "bin" / "python"), "--only-binary=:all:", "-r", only_uv.name])
        Path(only_uv.name).unlink()
    return str(uv) if uv.exists() else None


def block_of(name: str, *, lock: str) -> str:
    """The lines of one package in a lock file: the pinned version and its hashes."""
    lines = lock.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{name}=="))
    end = next((number for number, line in enumerate(lines) if number > start and not line.startswith("    ")), len(lines))
    return "\n".join(line for line in lines[start:end] if "# via" not in line).rstrip("\\ ") + "\n"


def install_with_uv(uv: str, python: Path, *, lock: str) -> bool:
    say(f"Installing {lock} with uv ...")
    command = [uv, "pip", "install", "--quiet", "--python", str(python)]
    return attempt([*command, "--require-hashes", "-r", lock]) and attempt([*command, "--no-deps", "--no-build-isolation", "-e", "."])


def install_with_pip(python: Path, lock: str) -> None:
    say(f"Installing {lock} with pip; this takes about half a minute ...")
    subprocess.run([*pip(python), "-r", lock], check=True)
    link = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "-e", "."]
    subprocess.run(link, check=True)


def has_node() -> bool:
    """Whether Node and npm are on PATH, new enough for the bundle."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    said = subprocess.run([node, "--version"], check=False, capture_output=True, text=True).stdout
    major = said.strip().lstrip("v").partition(".")[0]
    return major.isdigit() and int(major) >= OLDEST_NODE


def pip(python: Path) -> "list[str]":
    return [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes"]


def attempt(command: "list[str]") -> bool:
    """Whether the command did it; what it complains of is shown, and the caller goes another way."""
    # An outer environment's variable would send uv's packages there.
    environment = {name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "PYTHONHOME"}}
    return subprocess.run(command, check=False, env=environment, stdin=subprocess.DEVNULL).returncode == 0


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
