"""The command line, as a person or a script meets it: `process check`, `process play`, `process import-otrs`.

A few commands run as processes of their own, since starting one takes a while; the others run through click.
"""

import json
import os
import select
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app import main
from tests.bpm.otrs_examples import as_yaml, export
from tests.bpm.reading.models import chain, definitions, process
from tests.conftest import ROOT
from tests.hostile_files import CANNOT, RUNS

SHIPPED = ROOT / "bpmn" / "leave_application" / "model.bpmn"
COMMANDS = (("check",), ("play",), ("import-otrs",))
GOOD = chain("<userTask id='work' name='Work'/>")
BAD = chain("<complexGateway id='gate'/>")
WHICH_WAY = process(
    "<startEvent id='s'/><userTask id='a'/><exclusiveGateway id='x'/><endEvent id='e'/>"
    "<sequenceFlow sourceRef='s' targetRef='a'/><sequenceFlow sourceRef='a' targetRef='x'/>"
    "<sequenceFlow sourceRef='x' targetRef='e'><conditionExpression>n &gt; 1</conditionExpression></sequenceFlow>"
)
CALLER = process(
    "<startEvent id='s'/><callActivity id='call' calledElement='called'/><sequenceFlow id='f' sourceRef='s' targetRef='call'/>"
)
CALLED = definitions(
    "<process id='called'><startEvent id='cs'/><userTask id='inner'/><sequenceFlow id='cf' sourceRef='cs' targetRef='inner'/></process>"
)
DMN = (
    b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n"><decision id="rate" name="Rate">'
    b'<decisionTable><output name="rate"/><rule><outputEntry><text>7</text></outputEntry></rule></decisionTable></decision></definitions>'
)
ASKS = chain(
    "<businessRuleTask id='ask'><extensionElements><lz:decision ref='rate' into='found'/></extensionElements></businessRuleTask>"
).replace(b"<startEvent", b"<extensionElements><lz:variable name='found' type='integer'/></extensionElements><startEvent", 1)
EXPORT = as_yaml(export())


@pytest.fixture
def files(tmp_path):
    """Writes a file and tells its name."""

    def write(data: bytes, name: str = "model.bpmn") -> str:
        path = tmp_path / name
        path.write_bytes(data)
        return str(path)

    return write


def run(*arguments: object, steps: str | bytes = "") -> Result:
    return CliRunner().invoke(main, ["process", *(str(each) for each in arguments)], input=steps)


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout_bytes.decode().splitlines()]


def as_command(*arguments: object, steps: bytes = b"", **settings: str) -> subprocess.CompletedProcess[bytes]:
    """The command as a process of its own."""
    command = [sys.executable, str(ROOT / "app.py"), "process", *(str(each) for each in arguments)]
    return subprocess.run(command, input=steps, capture_output=True, timeout=60, check=False, env={**os.environ, **settings})


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


class TestPlay:
    def test_a_line_before_any_step_and_after_each(self, files):
        result = run("play", files(GOOD), steps='{"set": {"x": 1}}\n\n{"complete": "work"}\n')
        assert (result.exit_code, result.stderr) == (0, "")
        told = lines(result)
        assert [line["taken"] for line in told] == [["start", "to_work", "work"], [], ["to_end", "end"]]
        assert told[-1]["done"]

    def test_0_whether_or_not_the_process_ended(self, files):
        assert run("play", files(GOOD)).exit_code == 0

    def test_a_refused_step_is_1_and_play_goes_on(self, files):
        result = run("play", files(GOOD), steps='{"complete": "nowhere"}\n{"complete": "work"}')
        assert (result.exit_code, result.stderr) == (1, "")
        told = lines(result)
        assert "not open" in told[1]["refused"]
        assert (told[2]["done"], told[2]["refused"]) == (True, None)

    def test_an_incident_at_the_end_is_1(self, files):
        result = run("play", files(WHICH_WAY), steps='{"complete": "a"}')
        assert result.exit_code == 1
        assert lines(result)[-1]["incident"]["id"] == "x"

    def test_one_that_was_resolved_is_0(self, files):
        result = run("play", files(WHICH_WAY), steps='{"complete": "a"}\n{"set": {"n": 2}}\n{"retry": "x"}')
        assert result.exit_code == 0
        assert lines(result)[-1]["done"]

    @pytest.mark.parametrize(
        "step",
        [
            b"no JSON",
            b'{"complete": "work"',
            b'{"finish": "work"}',
            b"{}",
            b"[]",
            b"null",
            b"5",
            b'{"complete": 5}',
            b'{"complete": "work", "answer": {}}',
            b'{"set": {"x": NaN}}',
            b'{"set": {"x": ' + b"1" * 5_000 + b"}}",
            b"[" * 100_000,
            b"\xff\xfe\x00binary",
            b"x" * (6 << 20),
        ],
        ids=lambda step: repr(step[:24]),
    )
    def test_what_is_no_step_ends_it_with_2(self, files, step):
        result = run("play", files(GOOD), steps=b'{"set": {"x": 1}}\n' + step + b'\n{"complete": "work"}\n')
        assert result.exit_code == 2
        assert len(lines(result)) == 2
        assert result.stderr.startswith("Line 2: ")
        assert "Traceback" not in result.stderr

    def test_half_a_character_is_refused(self, files):
        result = run("play", files(GOOD), steps='{"set": {"x": "\\ud800"}}\n{"complete": "\\udfff"}')
        assert result.exit_code == 1
        assert all("half a character" in line["refused"] for line in lines(result)[1:])

    def test_a_model_that_cannot_be_deployed_is_1_with_the_report_on_stderr(self, files):
        result = run("play", files(BAD), steps='{"complete": "work"}')
        assert (result.exit_code, result.stdout) == (1, "")
        assert "cannot be deployed" in result.stderr
        assert "complexGateway" in result.stderr

    def test_so_is_one_given_with_it(self, files):
        result = run("play", files(GOOD, "good.bpmn"), "--with", files(BAD, "bad.bpmn"))
        assert (result.exit_code, result.stdout) == (1, "")
        assert "bad.bpmn: cannot be deployed" in result.stderr
        assert "good.bpmn" not in result.stderr

    def test_with_models_and_decisions(self, files):
        result = run("play", files(CALLER, "caller.bpmn"), "--with", files(CALLED, "called.bpmn"))
        assert [(each["id"], each["in"]) for each in lines(result)[0]["open"]] == [("inner", ["call"])]
        result = run("play", files(ASKS, "asks.bpmn"), "--with", files(DMN, "rates.dmn"))
        assert lines(result)[0]["variables"] == {"found": 7}

    def test_one_process_of_several(self, files):
        both = definitions(
            "<process id='one' isExecutable='true'><userTask id='a'/></process>"
            "<process id='two' isExecutable='true'><userTask id='b'/></process>"
        )
        assert [each["id"] for each in lines(run("play", files(both)))[0]["open"]] == ["a"]
        assert [each["id"] for each in lines(run("play", files(both), "--process", "two"))[0]["open"]] == ["b"]

    @pytest.mark.parametrize(
        ("clock", "due"),
        [
            (None, "2026-01-05T10:00:00Z"),
            ("2026-03-01T08:00Z", "2026-03-01T09:00:00Z"),
            ("2026-03-01T08:00:00+02:00", "2026-03-01T07:00:00Z"),
            ("2026-03-01", "2026-03-01T01:00:00Z"),
        ],
    )
    def test_the_clock(self, files, clock, due):
        waits = "<intermediateCatchEvent id='w'><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
        result = run("play", files(chain(waits + "</intermediateCatchEvent>")), *(("--clock", clock) if clock else ()))
        assert lines(result)[0]["waiting"][0]["for"] == due

    def test_given_values(self, files):
        result = run("play", files(GOOD), "--given", '{"queue": "Any", "x": {"y": [1]}}')
        line = lines(result)[0]
        assert (line["ticket"]["queue"], line["variables"]) == ("Any", {"x": {"y": [1]}})

    def test_given_values_that_do_not_fit_are_1(self, files):
        result = run("play", files(GOOD), "--given", '{"pending_until": "soon"}')
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith("Error: 'soon' is not a moment")

    def test_letters_of_all_the_world(self, files):
        result = run("play", files(chain("<userTask id='w' name='Prüfen 検査 \u202e'/>")), steps='{"complete": "Prüfen 検査 \u202e"}')
        assert result.exit_code == 0
        assert "Prüfen 検査" in result.stdout_bytes.decode()


class TestImport:
    def test_the_model_on_stdout_and_the_report_on_stderr(self, files):
        result = run("import-otrs", files(EXPORT, "export.yml"))
        assert result.exit_code == 0
        assert result.stdout.startswith("<?xml")
        assert 'name="Demo"' in result.stdout

    def test_the_model_in_a_file_can_be_deployed(self, files, tmp_path):
        result = run("import-otrs", files(EXPORT, "export.yml"), "-o", tmp_path / "out.bpmn")
        assert (result.exit_code, result.stdout) == (0, "")
        assert run("check", tmp_path / "out.bpmn").exit_code == 0

    def test_json_is_one_document_and_nothing_else(self, files, tmp_path):
        result = run("import-otrs", files(EXPORT, "export.yml"), "--json", "-o", tmp_path / "out.bpmn")
        assert (result.exit_code, result.stderr) == (0, "")
        told = json.loads(result.stdout)
        assert (told["file"], told["model"]) == (str(tmp_path / "out.bpmn"), None)
        assert all({"entity_id", "name", "verdict", "message"} <= set(finding) for finding in told["report"])
        alone = json.loads(run("import-otrs", files(EXPORT, "export.yml"), "--json").stdout)
        assert alone["model"] == (tmp_path / "out.bpmn").read_text(encoding="utf-8")

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"Process: [",
            b"Process: &a {b: *a}",
            b"!!python/object/apply:os.system ['true']",
            b"\x00\xff",
            b"- " * 50_000,
            b"[" * 100_000,
            b"a" * (6 << 20),
            EXPORT[:200],
            b"<definitions/>",
        ],
        ids=lambda data: repr(data[:24]),
    )
    def test_what_is_no_export_is_1(self, files, data):
        result = run("import-otrs", files(data, "export.yml"))
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith("Error: ")
        assert isinstance(result.exception, SystemExit)

    def test_a_place_that_cannot_be_written_is_1(self, files, tmp_path):
        result = run("import-otrs", files(EXPORT, "export.yml"), "-o", tmp_path / "no" / "such" / "folder.bpmn")
        assert (result.exit_code, result.stdout) == (1, "")
        assert "cannot be written" in result.stderr


@dataclass(frozen=True)
class Measured:
    """A command that has run, how long it took and what it and its children needed at most."""

    status: int
    stdout: bytes
    stderr: str
    seconds: float
    megabytes: float


PARENT = """
import os, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(done.returncode)
"""


def measured(*arguments: object) -> Measured:
    """The command, measured. What waits for its children knows the largest of them, and of theirs."""
    began = time.monotonic()
    command = [sys.executable, "-c", PARENT, sys.executable, str(ROOT / "app.py"), "process", *(str(each) for each in arguments)]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    told, _, kilobytes = done.stderr.decode().rstrip().rpartition("\n")
    return Measured(done.returncode, done.stdout, told, time.monotonic() - began, int(kilobytes) / 1024)


class TestHostileFiles:
    """A sentence, status 1, five seconds and 512 MiB at most, whatever the file holds."""

    @pytest.mark.parametrize("name", CANNOT)
    def test_what_cannot_be_read_is_explained(self, files, name):
        path = files(CANNOT[name]())
        result = run("check", "--json", path)
        assert result.exit_code == 1
        report = json.loads(result.stdout)["files"][0]
        assert not report["deployable"]
        reasons = report["errors"] or [each for each in report["elements"] if each["verdict"] == "refused"]
        assert reasons
        assert all(each["message"].endswith((".", "”.", ".”")) for each in reasons)
        played = run("play", path)
        assert (played.exit_code, played.stdout) == (1, "")
        assert "Traceback" not in played.stderr

    @pytest.mark.parametrize("name", RUNS)
    def test_what_is_only_unusual_runs(self, files, name):
        path = files(RUNS[name]())
        assert run("check", path).exit_code == 0
        assert lines(run("play", path))[0]["open"]

    @pytest.mark.parametrize("command", ["check", "play"])
    @pytest.mark.parametrize(
        "name", ["100 MB", "10,000 elements", "billion laughs", "a million levels", "deep subprocesses", "cyclic calls"]
    )
    def test_time_and_memory_are_bounded(self, files, command, name):
        done = measured(command, files(CANNOT[name]()))
        assert done.status == 1
        assert "Traceback" not in done.stderr
        assert done.seconds < 5 + 2  # two seconds for starting interpreters on a busy machine
        assert done.megabytes < 512

    def test_a_huge_import(self, files):
        done = measured("import-otrs", files(b"a: b\n" * 20_000_000, "export.yml"))
        assert (done.status, done.stdout) == (1, b"")
        assert done.megabytes < 512


class TestAsCommand:
    def test_the_line_before_the_first_step_comes_before_it_is_read(self):
        command = [sys.executable, str(ROOT / "app.py"), "process", "play", str(SHIPPED)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as playing:
            assert playing.stdin is not None
            assert playing.stdout is not None
            for step, opens in (
                (None, ["leave_wanted"]),
                ({"complete": "leave_wanted", "answers": {"first_day": "2026-03-02", "last_day": "2026-03-06"}}, ["approval"]),
                ({"complete": "approval", "dialog": "ruling", "answers": {"decision": "granted"}}, []),
            ):
                if step:
                    playing.stdin.write(json.dumps(step).encode() + b"\n")
                assert select.select([playing.stdout], [], [], 20)[0], "no line, though nothing more is needed for it"
                assert [each["id"] for each in json.loads(playing.stdout.readline())["open"]] == opens
            playing.stdin.close()
            assert playing.wait(timeout=20) == 0

    def test_a_reader_that_goes_away_is_no_traceback(self):
        command = [sys.executable, str(ROOT / "app.py"), "process", "play", str(SHIPPED)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as playing:
            assert playing.stdin is not None
            assert playing.stdout is not None
            assert playing.stderr is not None
            playing.stdout.readline()
            playing.stdout.close()
            playing.stdin.write(b'{"set": {}}\n' * 1_000)
            playing.stdin.close()
            assert b"Traceback" not in playing.stderr.read()

    def test_json_alone_on_stdout_whatever_the_terminal_can_show(self, files):
        path = files(chain("<userTask id='w' name='Prüfen 検査'/>"), "Prüfung.bpmn")
        done = as_command("check", "--json", path, PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
        assert (done.returncode, done.stderr) == (0, b"")
        assert json.loads(done.stdout.decode())["files"][0]["file"] == path
        table = as_command("check", path, PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
        assert (table.returncode, table.stderr) == (0, b"")
        played = as_command(
            "play", path, steps='{"complete": "Prüfen 検査"}'.encode(), PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C"
        )
        assert json.loads(played.stdout.decode().splitlines()[-1])["done"]

    def test_a_file_whose_name_is_no_text(self, tmp_path):
        path = os.fsencode(tmp_path) + b"/\xff.bpmn"
        Path(os.fsdecode(path)).write_bytes(GOOD)
        done = subprocess.run([sys.executable, str(ROOT / "app.py"), "process", "check", "--json", path], capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
        assert json.loads(done.stdout.decode())["files"][0]["deployable"]

    @pytest.mark.parametrize("command", ["check", "play", "import-otrs"])
    def test_neither_web_nor_database_is_loaded(self, files, command):
        argument = {"check": SHIPPED, "play": SHIPPED, "import-otrs": files(EXPORT, "export.yml")}[command]
        loaded = (
            "import sys, app\n"
            "try: app.main()\n"
            "except SystemExit as end: assert not end.code, end.code\n"
            "unwanted = {'flask', 'sqlalchemy', 'alembic', 'redis', 'rq', 'werkzeug', 'jinja2'} & set(sys.modules)\n"
            "assert not unwanted, unwanted\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", loaded, "process", command, str(argument)], cwd=ROOT, input=b"", capture_output=True, check=False
        )
        assert (done.returncode, done.stderr.decode()) == (0, "") or command == "import-otrs"
        assert done.returncode == 0, done.stderr.decode()
