"""The tool that writes docs/conformance.md counts what the reader says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.docs_pages import files

CALLS_ELSEWHERE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="file" targetNamespace="urn:example">
  <process id="caller" isExecutable="true">
    <startEvent id="start" />
    <sequenceFlow id="to_call" sourceRef="start" targetRef="call" />
    <callActivity id="call" calledElement="nowhere" />
  </process>
</definitions>
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    place = tmp_path_factory.mktemp("models")
    known = files()
    written = {
        "drawn/parcel.bpmn": known["parcel.bpmn"],
        "drawn/below/postage.dmn": known["postage.dmn"],
        "drawn/notes.txt": "no model",
        "broken/refused.bpmn": known["refused.bpmn"],
        "broken/caller.xml": CALLS_ELSEWHERE,
        "broken/empty.bpmn": "",
    }
    for name, text in written.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return run(place / "drawn", place / "broken", "-o", place / "page.md").read_text(encoding="utf-8")


def run(*arguments: Path | str) -> Path:
    """The page as a file; the tool says nothing."""
    command = [sys.executable, str(ROOT / "tools" / "conformance.py"), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)
    assert done.stdout == ""
    return Path(arguments[-1])


def test_files_are_counted_by_folder(page: str):
    assert "What the reader says of 5 models" in page
    assert "| drawn | 2 | 2 | 0 | 0 |" in page
    assert "| broken | 3 | 0 | 2 | 1 |" in page
    assert "| together | 5 | 2 | 2 | 1 |" in page


def test_elements_are_counted_by_type_and_verdict(page: str):
    assert "| `userTask` | 3 |  |  |  |" in page
    assert "| `serviceTask` | 2 | 1 |  |  |" in page
    assert "| `complexGateway` |  |  |  | 1 |" in page


def test_reasons_name_the_rule_the_kind_of_sentence_and_examples(page: str):
    assert "| `call-missing` | It calls the process …, which is in none of the files. | 1 | `broken/caller.xml` |" in page
    assert "| `complex-gateway` |" in page
    assert "| `empty` | The file is empty. | 1 | `broken/empty.bpmn` |" in page


def test_the_page_names_folders_and_not_where_they_lie(page: str):
    assert "python tools/conformance.py drawn broken -o docs/conformance.md" in page
    assert "/models" not in page
