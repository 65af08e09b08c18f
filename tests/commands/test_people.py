"""People from the command line."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app import main
from commands.opening import make_house
from desk.agents import Agent
from desk.auditing import AuditEntry
from desk.customer_users import CustomerUser
from desk.groups import AgentGroupPermission, QueuePermission
from desk.house_permissions import HousePermission, has
from foundation.db import db
from foundation.settings import Settings
from foundation.unit_of_work import unit_of_work
from tests.houses import close

PASSWORD = "correct horse battery"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a command on a data dir of its own."""
    monkeypatch.setenv("LAUFZETTEL_DATA_DIR", str(tmp_path / "var"))
    return lambda *arguments, given=None: CliRunner().invoke(main, arguments, input=given)


@pytest.fixture
def house(run):
    """The house the commands work in, for looking at what they did."""
    assert run("db", "upgrade").exit_code == 0
    application = make_house(Settings.from_environment())
    with application.app_context():
        yield application
    close(application)


def add_anna(run, *more, given=f"{PASSWORD}\n"):
    return run("user", "add", "anna", "--name", "Anna Maria Schmidt", "--email", "anna@example.com", "--password-stdin", *more, given=given)


def test_an_agent_gets_name_password_and_rights(run, house):
    done = add_anna(run, "--group", "users", "--group", "stats:ro", "--may", "admin", "--may", "designer")
    assert (done.exit_code, done.output) == (0, "Agent anna is added.\n")
    with unit_of_work(reads_only=True):
        anna = Agent.named("anna")
        assert (anna.first_name, anna.last_name) == ("Anna Maria", "Schmidt")
        assert anna.has_password(PASSWORD)
        assert has(anna.actor, HousePermission.ADMIN)
        assert has(anna.actor, HousePermission.DESIGNER)
        held = set(db.session.scalars(select(AgentGroupPermission.permission).where(AgentGroupPermission.agent_id == anna.id)))
        assert held == {QueuePermission.RW, QueuePermission.RO}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--group", "nobody"], "There is no group 'nobody'."),
        (["--group", "users:fly"], "'fly' is none of ro, move_into"),
        (["--role", "boss"], "There is no role 'boss'."),
    ],
)
def test_what_is_wrong_with_one_option_adds_nobody(run, house, more, said):
    done = add_anna(run, *more)
    assert done.exit_code == 1
    assert said in done.output
    with unit_of_work(reads_only=True):
        assert db.session.scalar(select(Agent).where(Agent.login == "anna")) is None
        assert db.session.scalar(select(AuditEntry).where(AuditEntry.object_name == "anna")) is None


def test_an_empty_password_is_none(run, house):
    done = add_anna(run, given="")
    assert done.exit_code == 1
    assert "Standard input is empty" in done.output


def test_a_bad_password_is_refused_with_the_rule(run, house):
    done = add_anna(run, given="abc\n")
    assert done.exit_code == 1
    assert "password: " in done.output
    assert "abc" not in done.output


def test_passwords_are_no_arguments(run):
    assert run("user", "add", "anna", "--password", PASSWORD).exit_code == 2


def test_a_password_can_be_changed_and_taken_away(run, house):
    add_anna(run)
    assert run("user", "password", "anna", given="another good one\n").exit_code == 0
    with unit_of_work(reads_only=True):
        assert Agent.named("anna").has_password("another good one")
    assert run("user", "password", "anna", "--none").exit_code == 0
    with unit_of_work(reads_only=True):
        assert not Agent.named("anna").may_log_in


def test_the_last_administrator_stays(run, house):
    add_anna(run, "--may", "admin")
    done = run("user", "invalidate", "anna")
    assert done.exit_code == 1
    with unit_of_work(reads_only=True):
        assert Agent.named("anna").is_valid


def test_the_list_as_json(run, house):
    add_anna(run)
    [anna] = [each for each in json.loads(run("user", "list", "--json").stdout)["agents"] if each["login"] == "anna"]
    assert anna.pop("name") == "Anna Maria Schmidt"
    assert anna == {"login": "anna", "email": "anna@example.com", "validity": "valid", "may_log_in": True}


def test_customers_and_their_users(run, house):
    assert run("customer", "add", "acme", "--name", "Acme Tools Ltd").exit_code == 0
    add = ["customer", "add-user", "carla", "--customer", "acme", "--name", "Carla Diaz", "--email", "carla@example.com"]
    assert run(*add, "--password-stdin", given=f"{PASSWORD}\n").exit_code == 0
    with unit_of_work(reads_only=True):
        carla = CustomerUser.named("carla")
        assert carla.customer.name == "Acme Tools Ltd"
        assert carla.has_password(PASSWORD)
    again = run(*add)
    assert again.exit_code == 1
    assert "There is a customer user 'carla' already." in again.output


def test_an_old_database_is_not_touched(run, house, monkeypatch):
    from foundation import migrating

    migrating.downgrade("0005")
    done = add_anna(run)
    assert done.exit_code == 1
    assert "laufzettel db upgrade" in done.output
