"""The pages tell the truth: their tables are up to date, their models are sound, their sessions go as shown."""

import json
import re
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bpm.errors import NoValue
from bpm.expressions import FUNCTIONS
from bpm.player import Player
from bpm.playing.steps import STEPS
from bpm.reader import Source, check
from bpm.texts import compile_text
from bpm.timing import parse_timer
from tests.conftest import ROOT
from tests.docs_pages import DOCS, Block, blocks, code, files, model_of, table_under

ENVIRONMENT = {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}


def run(*command: str, cwd: Path = ROOT, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        input=given,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=ENVIRONMENT,
        check=False,
    )


def test_the_tables_of_the_dialect_are_up_to_date():
    checked = run("tools/dialect_tables.py", "--check")
    assert checked.returncode == 0, checked.stdout


ROOMS = "app|bpm|bpmn|commands|desk|dialogs|docs|foundation|processes|tests|tools|workers"
ELSEWHERE = "first-process.md"  # its models are files of their own: tests/docs/test_first_process.py
SOUND = [block for block in blocks("xml") if not (block.file.endswith(".dmn") or block.file == "refused.bpmn" or block.part_of)]


@pytest.mark.parametrize("block", SOUND, ids=lambda block: block.place)
def test_a_model_of_the_pages_is_sound_and_begins(block: Block):
    decisions = [Source(name, text.encode()) for name, text in files().items() if name.endswith(".dmn")]
    reports = check([Source(block.place, model_of(block)), *decisions])
    refused = [element.as_json() for report in reports for element in report.elements if element.verdict == "refused"]
    assert not refused
    assert all(report.deployable for report in reports), [report.errors for report in reports]
    model, *tables = [report.xml for report in reports if report.xml]
    assert Player(model, decisions=tables).line()["incident"] is None


class Anyone:
    """Somebody in every group, on the first morning of the player's clock."""

    now = datetime(2026, 1, 5, 9, tzinfo=UTC)
    zone = ZoneInfo("UTC")

    def __call__(self, name: str) -> object:
        raise NoValue(name)

    def in_group(self, group: str) -> bool:
        return bool(group)


def test_the_table_of_functions_lists_them_all():
    rows = table_under("modelling.md", "Expressions", column="function")
    assert {code(row[0]) for row in rows} == FUNCTIONS


@pytest.mark.parametrize("row", table_under("modelling.md", "Expressions", column="function"), ids=lambda row: code(row[0]))
def test_a_function_gives_what_the_page_says(row: list[str]):
    assert compile_text(f"{{{{ {code(row[2])} }}}}").render(Anyone()) == row[3]


@pytest.mark.parametrize("row", table_under("modelling.md", "Timers", column="timer"), ids=lambda row: code(row[0]))
def test_a_timer_of_the_page_is_one(row: list[str]):
    assert parse_timer(code(row[0])).text


@pytest.mark.parametrize("block", [block for block in blocks("console") if block.page != ELSEWHERE], ids=lambda block: block.place)
def test_a_session_goes_as_shown(block: Block, tmp_path: Path):
    for name, text in files().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for folder in ("bpmn", "docs"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    status = 0
    for command, shown in commands(block.text):
        if command == "echo $?":
            assert str(status) == shown.strip()
        else:
            status = play(command, shown, tmp_path)


def commands(text: str) -> list[tuple[str, str]]:
    """Each command of a session with the lines below it."""
    parts = [part.partition("\n") for part in ("\n" + text).split("\n$ ")[1:]]
    return [(command, shown) for command, _, shown in parts]


def play(command: str, shown: str, folder: Path) -> int:
    """Run a command with the lines marked `> ` as its input, and hold what it says against the others."""
    name, *arguments = shlex.split(command)
    assert name == "laufzettel"
    source = folder / arguments.pop() if "<" in arguments else None
    arguments = [argument for argument in arguments if argument != "<"]
    lines = shown.splitlines()
    given = source.read_text(encoding="utf-8") if source else "".join(f"{line[2:]}\n" for line in lines if line.startswith("> "))
    done = run(str(ROOT / "app.py"), *arguments, cwd=folder, given=given)
    expected = [line for line in lines if line.strip() and not line.startswith("> ")]
    compare([line for line in done.stdout.splitlines() if line.strip()], expected)
    return done.returncode


def compare(said: list[str], shown: list[str]) -> None:
    """Lines of JSON may be shortened on the page: what is shown must be there. Other lines are shown as they are."""
    assert len(said) == len(shown), "\n".join(said)
    for line, part in zip(said, shown, strict=True):
        if part.startswith("{"):
            assert holds(json.loads(line), json.loads(part)), line
        else:
            assert line.rstrip() == part.rstrip()


def holds(whole: Any, part: Any) -> bool:
    """Objects may lack entries; lists have all of theirs."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(name in whole and holds(whole[name], value) for name, value in part.items())
    if isinstance(part, list) and isinstance(whole, list):
        return len(whole) == len(part) and all(holds(one, other) for one, other in zip(whole, part, strict=True))
    return bool(whole == part)


def test_json_of_the_pages_is_json():
    for block in blocks("json"):
        for line in block.text.splitlines() if "\n{" in block.text else [block.text]:
            assert json.loads(line) is not None, block.place


def test_the_page_of_commands_tells_every_step():
    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    assert not [step for step in STEPS if f'`{{"{step}": ' not in page]


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_links_into_a_page_find_their_heading(page: Path):
    for name, anchor in re.findall(r"\]\(([\w-]*(?:\.md)?)#([^)]+)\)", page.read_text(encoding="utf-8")):
        target = (DOCS / name if name else page).read_text(encoding="utf-8")
        assert anchor in {slug(heading) for heading in re.findall(r"^#+ (.+)$", target, re.MULTILINE)}, f"{name}#{anchor}"


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_files_that_a_page_names_exist(page: Path):
    named = re.findall(rf"`((?:{ROOMS})[/.][\w./-]+)`", page.read_text(encoding="utf-8"))
    assert not [name for name in named if not (ROOT / name).exists()]


def slug(heading: str) -> str:
    """The anchor that is made of a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def test_every_page_is_in_the_index():
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    assert not [page.name for page in DOCS.glob("*.md") if page.name != "README.md" and f"({page.name})" not in index]
