"""What somebody has drawn stays where it is, and what is missing is added."""

import random
from pathlib import Path

import pytest
from lxml import etree

from bpm.layout import laid_out
from tests.bpm.laying_out.seeing import D, faults, see
from tests.bpm.laying_out.test_corpus import OURS
from tests.corpus import corpus_files


def with_gaps(data: bytes, *, seed: int) -> bytes:
    """Some shapes and edges are taken out."""
    choice, root = random.Random(seed), etree.fromstring(data)
    drawn = [*root.iter(D + "BPMNShape", D + "BPMNEdge")]
    kinds = {one.get("id"): etree.QName(one).localname for one in root.iter(etree.Element) if one.get("id")}
    for one in choice.sample(drawn, len(drawn) // 4):
        if kinds.get(one.get("bpmnElement")) not in {"participant", "lane"}:
            one.getparent().remove(one)
    kept: bytes = etree.tostring(root)
    return kept


@pytest.mark.parametrize("path", [*corpus_files("bpmn/*/*"), *OURS], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_is_drawn_stays(path: Path) -> None:
    data = with_gaps(laid_out(path.read_bytes()), seed=path.stat().st_size)
    before, after = see(data), see(laid_out(data))
    for kept, now in ((before.shapes, after.shapes), (before.edges, after.edges), (before.labels, after.labels)):
        assert {key: now[key] for key in kept} == kept
    assert not [fault for fault in faults(after) if "has no" in fault]


@pytest.mark.parametrize("path", OURS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_is_added_lies_on_nothing(path: Path) -> None:
    data = laid_out(path.read_bytes())
    before = see(with_gaps(data, seed=path.stat().st_size))
    if any(" lies " in fault or " overlap" in fault for fault in faults(see(data))):
        pytest.skip("what is drawn lies on each other already")
    after = see(laid_out(with_gaps(data, seed=path.stat().st_size)))
    new = after.shapes.keys() - before.shapes.keys()
    assert not [fault for fault in faults(after) if " overlap" in fault and any(key in fault.split() for key in new)]
