"""Commands as processes of their own: flushing, pipes that close, terminals with few letters, what is loaded."""

import json
import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bpm.reading.models import chain
from tests.command_line.commands import EXPORT, GOOD, SHIPPED, as_command
from tests.conftest import ROOT


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
