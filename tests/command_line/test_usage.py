"""Help, and what is wrong usage."""

import pytest
from click.testing import CliRunner

from app import main
from tests.command_line.commands import COMMANDS, DMN, GOOD, SHIPPED, run
from tests.conftest import ROOT


class TestHelp:
    @pytest.mark.parametrize("command", COMMANDS)
    def test_it_has_examples(self, command):
        result = run(*command, "--help")
        assert result.exit_code == 0
        assert "Examples:" in result.stdout
        assert f"laufzettel process {command[0]} " in result.stdout

    @pytest.mark.parametrize("arguments", [["--help"], ["process", "--help"]])
    def test_groups_say_what_is_in_them(self, arguments):
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0
        assert "Commands:" in result.stdout

    def test_models_of_the_examples_exist(self):
        told = "".join(run(*command, "--help").stdout for command in COMMANDS)
        assert not [word for word in told.split() if word.startswith("bpmn/") and not (ROOT / word).is_file()]


class TestWrongUsage:
    @pytest.mark.parametrize(
        "arguments",
        [
            [],
            ["check"],
            ["play"],
            ["import-otrs"],
            ["check", "no/such/file.bpmn"],
            ["play", "no/such/file.bpmn"],
            ["import-otrs", "no/such/file.yml"],
            ["check", "bpmn"],
            ["play", "bpmn"],
            ["import-otrs", "bpmn"],
            ["check", SHIPPED, "--no-such-option"],
            ["play", SHIPPED, SHIPPED],
            ["play", SHIPPED, "--with", "no/such/file.bpmn"],
            ["play", SHIPPED, "--process", "no_such_process"],
            ["play", SHIPPED, "--clock", "soon"],
            ["play", SHIPPED, "--given", "no JSON"],
            ["play", SHIPPED, "--given", "[1]"],
            ["play", SHIPPED, "--given", '{"title": NaN}'],
            ["play", SHIPPED, "--given", "[" * 100_000],
        ],
    )
    def test_is_2_with_the_reason_on_stderr(self, arguments):
        result = CliRunner().invoke(main, ["process", *(str(each) for each in arguments)])
        assert result.exit_code == 2
        assert not result.stdout
        assert result.stderr.startswith("Usage: ")

    def test_a_file_of_decisions_cannot_be_played(self, files):
        result = run("play", files(DMN, "rates.dmn"), "--with", files(GOOD))
        assert (result.exit_code, result.stdout) == (2, "")
        assert "holds decisions, no process" in result.stderr
