"""A first start brings the demo company, with passwords that everybody knows as long as nobody comes in from elsewhere."""

import subprocess
import sys
from pathlib import Path

import pytest

from commands.getting_ready import wants_demo
from foundation.settings import Settings
from tests.commands.running import ROOT, RunningHouse

GET_READY = """\
from commands.getting_ready import get_ready
from foundation.settings import Settings
from processes.demo import loading
loading.TICKETS = 3
print(get_ready(Settings.from_environment()))
"""
LOGINS = """\
  agent          agent      agent-demo      Anna Brandt
  agent          admin      admin-demo      Jonas Feld
  customer user  customer   customer-demo   Carla Weber
"""


def get_ready(data_dir: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """The first part of a start, with a small company."""
    given = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "LAUFZETTEL_DATA_DIR": str(data_dir), **environment}
    return subprocess.run([sys.executable, "-c", GET_READY], env=given, capture_output=True, text=True, check=False)


def test_the_first_start_loads_the_demo_company_and_each_start_tells_who_can_log_in(tmp_path):
    first = get_ready(tmp_path / "var")
    assert first.stdout == LOGINS
    assert "Playing 3 tickets" in first.stderr
    house = RunningHouse(tmp_path / "var").start()
    house.wait_until(lambda: LOGINS in house.log())
    assert house.log().index("Laufzettel is running") < house.log().index(LOGINS)
    assert "Playing" not in house.log()
    assert house.stop() == 0
    for command in ("run", "web"):
        refused = RunningHouse(tmp_path / "var", HOST="0.0.0.0").command(command)  # noqa: S104 - it does not come to that
        assert refused.returncode == 1
        assert "Everybody knows the passwords of 'agent', 'admin', 'customer'" in refused.stderr
    outside = {"LAUFZETTEL_BASE_URL": "https://desk.example.com"}
    assert "Everybody knows" in get_ready(tmp_path / "var", **outside).stderr
    assert get_ready(tmp_path / "var", **outside, LAUFZETTEL_DEMO_PUBLIC="yes").stdout == LOGINS


@pytest.mark.parametrize(
    ("environment", "is_new", "wanted"),
    [
        ({}, True, True),
        ({"DEMO": "0"}, True, False),
        ({"DEMO": "yes"}, False, True),
        ({"HOST": "0.0.0.0"}, True, False),  # noqa: S104 - nothing is bound
        ({"HOST": "::1", "BASE_URL": "http://localhost:8080"}, True, True),
        ({"BASE_URL": "https://desk.example.com"}, True, False),
        ({"BASE_URL": "https://desk.example.com", "DEMO": "1"}, True, True),
        ({"DATABASE_URL": "sqlite:////elsewhere/desk.db"}, True, False),
    ],
)
def test_it_is_loaded_where_nobody_minds_or_somebody_asks(tmp_path, environment, is_new, wanted):
    given = {"DATA_DIR": str(tmp_path), "SECRET_KEY": "k" * 32, **environment}
    settings = Settings.from_environment({f"LAUFZETTEL_{name}": value for name, value in given.items()})
    assert wants_demo(settings, is_new=is_new) is wanted
