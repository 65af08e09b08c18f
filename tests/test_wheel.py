"""The wheel holds what a run needs besides code: models, scenarios, the dialect, templates, the bundle of scripts and styles."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.test_house import PACKAGES


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True, capture_output=True
    )
    return zipfile.ZipFile(next(folder.glob("laufzettel-*.whl")))


def in_tree(pattern: str) -> set[str]:
    return {path.relative_to(ROOT).as_posix() for path in ROOT.glob(pattern) if path.is_file()}


def test_the_wheel_holds_every_package_and_the_command(wheel):
    names = set(wheel.namelist())
    assert {"app.py", *(f"{package}/__init__.py" for package in PACKAGES)} <= names
    entry_points = wheel.read(next(name for name in names if name.endswith("entry_points.txt"))).decode()
    assert "laufzettel = app:main" in entry_points


@pytest.mark.parametrize("pattern", ["bpm/**/*.py", "bpm/dialect.json", "bpmn/**/*", "web/templates/**/*.html", "web/static/dist/*.*"])
def test_the_wheel_holds_all_of(wheel, pattern):
    wanted = in_tree(pattern)
    assert wanted
    assert wanted <= set(wheel.namelist())


def test_the_wheel_holds_no_tests_and_no_leftovers(wheel):
    strangers = [name for name in wheel.namelist() if Path(name).parts[0] in {"tests", "tools", "benchmarks", "docs", "var", ".ci"}]
    assert not strangers
    assert not [name for name in wheel.namelist() if "__pycache__" in name]
