"""Processes from the command line: deployed, listed, and given back."""

import json

import pytest
from click.testing import CliRunner

from app import main
from tests.conftest import ROOT
from tests.processes.deploying.models import action, chain, model, service_task

REQUEST = ROOT / "bpmn" / "request" / "model.bpmn"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs `laufzettel process …` on a data dir of its own."""
    monkeypatch.setenv("LAUFZETTEL_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(main, ["process", *map(str, arguments)])


@pytest.fixture
def errand(tmp_path):
    """Writes the model of an errand."""

    def write(**said) -> str:
        (tmp_path / "errand.bpmn").write_bytes(model(**said))
        return "errand.bpmn"

    return write


def test_a_process_is_deployed_activated_listed_and_given_back(run, errand, tmp_path):
    done = run("deploy", errand(), "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"process": "errand", "version": 1, "state": "deployed"})
    assert json.loads(run("deploy", errand(), "--activate", "--json").stdout) == {"process": "errand", "version": 1, "state": "active"}
    (tmp_path / "de.yaml").write_text("Work: Arbeiten\n", encoding="utf-8")
    done = run("deploy", errand(name="Errands"), "de.yaml", "--activate", "--group", "admin", "--reason", "More of them")
    assert (done.exit_code, done.output) == (0, "errand: version 2 is active.\n")

    listed = json.loads(run("list", "--json").stdout)["processes"]
    told = {each["process"]: (each["name"], each["group"], [(one["version"], one["state"]) for one in each["versions"]]) for each in listed}
    assert told == {
        "errand": ("Errands", "admin", [(2, "active"), (1, "fading away")]),
        "request": ("Request", None, [(1, "active")]),
    }
    [newest, _] = listed[0]["versions"]
    assert (newest["running"], newest["reason"], newest["deployed_by"]) == (0, "More of them", "system")
    lines = run("list").output.splitlines()
    assert lines[0] == "errand: Errands (group admin)"
    assert lines[1].split()[:4] == ["2", "active", "0", "running"]
    assert "request: Request (the house's own)" in lines

    assert run("export", "errand", "--version", 1).stdout_bytes == model()
    assert run("export", "request").stdout_bytes == REQUEST.read_bytes()
    assert run("export", "errand", "-o", "out.bpmn").exit_code == 0
    assert (tmp_path / "out.bpmn").read_bytes() == model(name="Errands")


def test_a_new_process_belongs_to_users_and_one_that_is_there_to_whom_it_did(run, errand):
    run("deploy", errand())
    run("deploy", REQUEST, "--reason", "As it is")
    assert {each["process"]: each["group"] for each in json.loads(run("list", "--json").stdout)["processes"]} == {
        "errand": "users",
        "request": None,
    }


def test_what_stands_in_the_way_is_told_and_nothing_is_written(run, errand, tmp_path):
    (tmp_path / "empty.bpmn").write_bytes(b"")
    unbound = {"nodes": chain('serviceTask id="java" implementation="com.example.Pay"')}
    for arguments, told in (
        (["empty.bpmn"], "empty.bpmn: "),
        ([errand(nodes=chain('complexGateway id="merge"'))], "merge: "),
    ):
        done = run("deploy", *arguments, "--json")
        assert (done.exit_code, done.stdout) == (1, "")
        assert told in done.stderr
    for said, told in (
        ({"nodes": chain(service_task(action("ticket-queue-set", queue="Mics")))}, "Did you mean 'Misc'?"),
        (unbound, "java: No action is bound"),
    ):
        done = run("deploy", errand(**said), "--activate", "--json")
        assert (done.exit_code, done.stdout) == (1, "")
        assert told in done.stderr
    done = run("deploy", errand(), "--group", "nobodies")
    assert (done.exit_code, done.stderr) == (1, "Error: There is no group 'nobodies'.\n")
    assert run("deploy", errand(**unbound), "--activate", "--accept-unbound", "--json").stdout.startswith('{"process":"errand","version":1')


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["deploy"], 2, "Missing argument"),
        (["deploy", "nowhere.bpmn"], 2, "does not exist"),
        (["deploy", str(REQUEST), "--accept-unbound"], 2, "--activate"),
        (["export", "errand"], 1, "There is no process 'errand'."),
        (["export", "request", "--version", "7"], 1, "no version 7; there are 1 to 1"),
        (["export", "request", "--version", "0"], 2, "--version"),
    ],
)
def test_wrong_usage_and_what_is_not_there(run, arguments, status, told):
    done = run(*arguments)
    assert done.exit_code == status
    assert told in done.output
