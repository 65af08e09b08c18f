"""What browsers load: from a lock that runs nothing and names no place, small enough, and all that the templates name is there."""

import gzip
import json
import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT

DIST = ROOT / "web" / "static" / "dist"
TEMPLATES = ROOT / "web" / "templates"
PACKAGES = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
FIRST_LOAD = ("app.js", "app.css", "icons.svg")
MOST_AT_FIRST = 80 * 1024  # bytes, gzipped; the budget of the product is 350 KB


def test_no_package_runs_code_when_it_is_installed():
    assert {name for name, package in PACKAGES.items() if package.get("hasInstallScript")} == {"node_modules/esbuild"}
    assert "ignore-scripts=true" in (ROOT / ".npmrc").read_text(encoding="utf-8").splitlines()


def test_the_lock_pins_hashes_and_names_no_registry():
    assert not [name for name, package in PACKAGES.items() if name and "integrity" not in package]
    assert not [name for name, package in PACKAGES.items() if "resolved" in package]
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    assert all(re.fullmatch(r"[\d.]+", version) for kind in ("dependencies", "devDependencies") for version in wanted[kind].values())


def test_the_bundle_is_made_of_what_is_there():
    made = subprocess.run([sys.executable, "tools/bundle.py"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (made.returncode, made.stdout, made.stderr) == (0, "", ""), "the bundle was older than its sources: make bundle"


def test_the_first_load_is_small():
    assert sum(len(gzip.compress((DIST / name).read_bytes())) for name in FIRST_LOAD) <= MOST_AT_FIRST


def test_nothing_is_loaded_from_elsewhere():
    styles = (DIST / "app.css").read_text(encoding="utf-8") + (DIST / "viewer.css").read_text(encoding="utf-8")
    assert not re.findall(r"url\((?![\"']?data:)[^)]+\)|@import", styles)


@pytest.mark.parametrize("pattern", [r"""icon(?:_name)?=?\(?["']([a-z0-9-]+)["']""", r"""icon_button\(["']([a-z0-9-]+)["']"""])
def test_every_icon_that_a_page_names_is_in_the_sprite(pattern):
    there = set(re.findall(r'<symbol id="([\w-]+)"', (DIST / "icons.svg").read_text(encoding="utf-8")))
    named = {name for path in TEMPLATES.rglob("*.html") for name in re.findall(pattern, path.read_text(encoding="utf-8"))}
    in_python = {name for path in (ROOT / "web").rglob("*.py") for name in re.findall(r'icon="([\w-]+)"', path.read_text(encoding="utf-8"))}
    assert len(there) > 50
    assert not (named | in_python) - there


def test_whose_work_is_bundled_is_said():
    said = (DIST / "LICENCES.txt").read_text(encoding="utf-8")
    for name in ("bootstrap", "bpmn-js", "diagram-js", "htmx.org", "lucide-static"):
        assert re.search(rf"^{re.escape(name)} [\d.]+$", said, re.MULTILINE)
    assert "bpmn.io" in said
