"""`process play`: statuses, streams, options; what the steps do is tested with `bpm/playing`."""

import pytest

from tests.bpm.reading.models import chain, definitions
from tests.command_line.commands import ASKS, BAD, CALLED, CALLER, DMN, GOOD, WHICH_WAY, lines, run


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
