"""`laufzettel demo`: as people call it."""

import json
from pathlib import Path

from tests.commands.test_keeping import Machine


def test_where_others_get_in_it_tells_passwords_once_and_what_it_took_away(tmp_path: Path):
    here = Machine(tmp_path, LAUFZETTEL_BASE_URL="https://desk.example.com")
    loaded = json.loads(here.run("demo", "--tickets", "3", "--json").stdout)
    assert [(login["login"], login["full_name"]) for login in loaded["logins"]] == [
        ("agent", "Anna Brandt"),
        ("admin", "Jonas Feld"),
        ("customer", "Carla Weber"),
    ]
    assert min(len(login["password"]) for login in loaded["logins"]) >= 32
    again = here.run("demo").stdout
    assert "is there already; nothing was changed" in again
    assert not [login for login in loaded["logins"] if login["password"] in again]
    assert "all as they were written" in here.run("history", "verify").stdout
    told = here.run("demo", "--remove").stdout.splitlines()
    assert told[0].startswith("The demo company is removed: 3 tickets are deleted, ")
    assert told[1:] == ["The agent 'admin' is kept: Nobody valid would be an administrator any more; make somebody else one first."]
    assert json.loads(here.run("demo", "--remove", "--json").stdout)["tickets"] == 0
