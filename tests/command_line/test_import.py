"""`process import-otrs`: where the model and the report go."""

import json

import pytest

from tests.command_line.commands import EXPORT, run


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
