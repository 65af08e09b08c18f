"""`process check`: a table for people, one JSON document for scripts."""

import json

from tests.command_line.commands import ASKS, BAD, CALLED, CALLER, DMN, GOOD, run


class TestCheck:
    def test_a_table_for_people(self, files):
        result = run("check", files(GOOD))
        assert result.exit_code == 0
        assert "model.bpmn: can be deployed" in result.stdout
        assert not result.stderr

    def test_one_that_cannot_be_deployed_is_1(self, files):
        result = run("check", files(GOOD, "good.bpmn"), files(BAD, "bad.bpmn"))
        assert result.exit_code == 1
        assert "good.bpmn: can be deployed" in result.stdout
        assert "bad.bpmn: cannot be deployed" in result.stdout
        assert "complexGateway" in result.stdout

    def test_json_is_one_document_and_nothing_else(self, files):
        result = run("check", "--json", files(GOOD, "good.bpmn"), files(BAD, "bad.bpmn"))
        assert (result.exit_code, result.stderr) == (1, "")
        told = json.loads(result.stdout)
        assert list(told) == ["files"]
        good, bad = told["files"]
        assert list(good) == ["file", "deployable", "processes", "errors", "elements", "warnings"]
        assert (good["deployable"], bad["deployable"], good["processes"]) == (True, False, ["p"])
        assert {key for element in good["elements"] for key in element} == {
            "id",
            "name",
            "type",
            "line",
            "verdict",
            "rule",
            "message",
            "hint",
        }
        assert {key for warning in good["warnings"] for key in warning} <= {"id", "line", "rule", "message", "hint"}
        assert [(each["id"], each["type"], each["name"]) for each in good["elements"] if each["id"] == "work"] == [
            ("work", "userTask", "Work")
        ]
        refused = [each for each in bad["elements"] if each["verdict"] == "refused"]
        assert [each["id"] for each in refused] == ["gate"]
        assert refused[0]["rule"]
        assert refused[0]["message"].endswith(".")
        assert refused[0]["line"] == 1

    def test_trouble_with_the_file_as_a_whole(self, files):
        result = run("check", "--json", files(b"PK\x03\x04zip"))
        assert result.exit_code == 1
        (error,) = json.loads(result.stdout)["files"][0]["errors"]
        assert list(error) == ["line", "rule", "message", "hint"]

    def test_files_given_together_see_each_other(self, files):
        caller, called = files(CALLER, "caller.bpmn"), files(CALLED, "called.bpmn")
        assert run("check", caller).exit_code == 1
        assert run("check", caller, called).exit_code == 0
        assert run("check", files(ASKS, "asks.bpmn"), files(DMN, "rates.dmn")).exit_code == 0

    def test_the_same_process_twice_is_no_error(self, files):
        assert run("check", files(GOOD, "one.bpmn"), files(GOOD, "two.bpmn")).exit_code == 0
