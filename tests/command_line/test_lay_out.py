"""`process lay-out`: where the model goes, and what cannot be drawn."""

from pathlib import Path

import pytest

from tests.bpm.laying_out.seeing import see
from tests.command_line.commands import DMN, GOOD, SHIPPED, run


class TestLayOut:
    def test_the_model_with_a_diagram_on_stdout(self, files):
        result = run("lay-out", files(GOOD, "good.bpmn"))
        assert result.exit_code == 0
        assert {"start", "work", "end"} <= see(result.stdout.encode()).shapes.keys()

    def test_a_file_may_be_written_in_place(self, files):
        path = Path(files(GOOD, "good.bpmn"))
        assert run("lay-out", path, "-o", path).exit_code == 0
        assert "work" in see(path.read_bytes()).shapes
        assert run("check", path).exit_code == 0

    def test_what_lacks_nothing_stays_byte_for_byte(self, files, tmp_path):
        for data in (SHIPPED.read_bytes(), DMN):
            assert run("lay-out", files(data, "given.xml"), "-o", tmp_path / "out.xml").exit_code == 0
            assert (tmp_path / "out.xml").read_bytes() == data

    @pytest.mark.parametrize(
        "data", [b"", b"PK\x03\x04", b"<!DOCTYPE a><a/>", b"<a>" * 1_000, b"<html/>", b"a" * (6 << 20)], ids=lambda data: repr(data[:20])
    )
    def test_what_cannot_be_opened_is_1(self, files, data):
        result = run("lay-out", files(data, "given.bpmn"))
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith("Error: ")
        assert isinstance(result.exception, SystemExit)
