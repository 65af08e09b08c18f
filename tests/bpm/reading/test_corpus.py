"""The corpus of foreign models: each is read without a word of Python, no element is missing, and what is normalised stays as it is."""

from collections import Counter

import pytest
from lxml import etree

from bpm.dialect import B
from bpm.reading.sheet import REPORTED
from tests.bpm.reading.models import read
from tests.corpus import corpus_files

FILES = corpus_files("bpmn/*/*")
pytestmark = pytest.mark.skipif(not FILES, reason="the corpus of foreign models is not here")


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_element_has_one_verdict(path) -> None:
    report = read(path.read_bytes())
    root = etree.parse(path).getroot()
    drawn = list(root.iter(*(B + name for name in REPORTED)))
    roots = [element for element in root.iterchildren(B + "*") if element.tag.removeprefix(B) not in REPORTED]
    roots = [element for element in roots if element.tag.removeprefix(B) not in {"documentation", "extensionElements", "extension"}]
    wanted = Counter(element.tag.removeprefix(B) for element in [*drawn, *roots])
    assert Counter(element.type for element in report.elements) == wanted
    ids = Counter(element.id for element in report.elements)
    assert set(ids.values()) == {1}
    assert {element.get("id", "").strip() for element in drawn} - {""} <= set(ids)
    lines = [element.line for element in report.elements]
    assert lines == sorted(lines)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_reading_again_changes_nothing(path) -> None:
    report = read(path.read_bytes())
    assert read(path.read_bytes()) == report
    if report.xml is not None:
        again = read(report.xml)
        assert again.deployable
        assert again.xml == report.xml


def test_refusals_say_what_and_what_to_do() -> None:
    for path in FILES:
        for element in read(path.read_bytes()).elements:
            said = element.as_json()
            if said["verdict"] == "refused":
                assert said["message"].endswith((".", ".)")), said
                assert said["hint"].endswith("."), said
            elif said["verdict"] in {"adapted", "documentation"}:
                assert said["message"], said
