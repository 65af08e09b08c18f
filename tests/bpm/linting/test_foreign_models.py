"""The lint over files nobody here wrote, and over big and hostile ones: it neither fails nor takes long."""

import random
import time

import pytest
from lxml import etree

from bpm.linting import lint
from tests.bpm.linting.models import document, flows, rules
from tests.corpus import corpus_files


def seconds(root) -> float:
    started = time.process_time()
    lint(root)
    return time.process_time() - started


@pytest.mark.parametrize("path", corpus_files("bpmn/**/*"), ids=lambda path: path.name)
def test_models_of_others(path):
    root = etree.parse(path).getroot()
    assert seconds(root) < 0.3
    assert lint(root) == lint(root)
    assert all(warning.message and warning.hint for warning in lint(root))


class Structured:
    """A random model whose splits and joins match, so that it is sound by the way it is made."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.lines: list[str] = []
        self.count = 0

    def node(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def flow(self, source: str, target: str, condition: str = "") -> None:
        self.lines.append(f"{source} -> {target}" + (f" [{condition}]" if condition else ""))

    def block(self, depth: int) -> tuple[str, str]:
        kind = self.random.choice("ttxpol") if depth else "t"
        if kind == "t":
            task = self.node("t")
            return task, task
        return self.loop(depth) if kind == "l" else self.branches(kind, depth)

    def loop(self, depth: int) -> tuple[str, str]:
        begin, (first, last), ask, after = self.node("x"), self.block(depth - 1), self.node("x"), self.node("t")
        self.flow(begin, first)
        self.flow(last, ask)
        self.flow(ask, begin, "again > 1")
        self.flow(ask, after, "again <= 1")
        return begin, after

    def branches(self, kind: str, depth: int) -> tuple[str, str]:
        split, join = self.node(kind), self.node(kind)
        for number in range(self.random.randint(2, 3)):
            first, last = self.line(depth - 1)
            self.flow(split, first, f"amount == {number}" if kind != "p" else "")
            self.flow(last, join)
        return split, join

    def line(self, depth: int) -> tuple[str, str]:
        first, last = self.block(depth)
        for _ in range(self.random.randint(0, 2)):
            following, end = self.block(depth)
            self.flow(last, following)
            last = end
        return first, last

    def document(self, size: int):
        last = "s"
        while len(self.lines) < size:
            first, end = self.line(3)
            self.flow(last, first)
            last = end
        self.flow(last, "e")
        return document(flows(*self.lines))


@pytest.mark.parametrize("seed", range(40))
def test_models_that_are_sound_by_construction(seed):
    assert {rule for rule, _ in rules(Structured(seed).document(60))} <= {"no-way-out"}


def test_a_model_of_300_elements_is_quick():
    roots = [Structured(seed).document(150) for seed in range(5)]
    assert sorted(seconds(root) for root in roots)[2] < 0.06


JOINS = flows("s -> o0", *(f"o0 -> o{n} [a{n}]" for n in range(1, 9)), *(f"o{n} -> p" for n in range(1, 9)))
HOSTILE = {
    "a long line": lambda: flows("s -> " + " -> ".join(f"t{n}" for n in range(3000))),
    "everything joins everything": lambda: flows(*(f"p{a} -> p{b}" for a in range(60) for b in range(60))),
    "everything meets everything": lambda: flows(*(f"o{a} -> o{b} [x == {b}]" for a in range(50) for b in range(50))),
    "one choice of thousands": lambda: flows("s -> x", *(f"x -> t{n} [n == {n} and m == {n}]" for n in range(2000))),
    "many joins in many scopes": lambda: "".join(f'<subProcess id="sub{n}">{JOINS}</subProcess>' for n in range(100)),
    "deep": lambda: "".join(f'<subProcess id="s{n}">' for n in range(190)) + "</subProcess>" * 190,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_models_take_no_long_time(body):
    assert seconds(document(body())) < 2.5


@pytest.mark.parametrize(
    "body",
    [
        '<sequenceFlow id="f" sourceRef="nowhere" targetRef="neither"/>',
        '<boundaryEvent id="b" attachedToRef="nothing"><errorEventDefinition errorRef="gone"/></boundaryEvent>',
        '<userTask/><userTask/><sequenceFlow sourceRef="" targetRef=""/>',
        '<exclusiveGateway id="x" default="gone"/><complexGateway id="c"/><sequenceFlow sourceRef="x" targetRef="c"/>',
        '<endEvent id="e"><errorEventDefinition errorRef="gone"/><messageEventDefinition/></endEvent>',
        '<task id="same"/><task id="same"/><sequenceFlow sourceRef="same" targetRef="same"/>',
        '<sequenceFlow id="f" sourceRef="same" targetRef="same" lz:order="many"/><task id="same"/>',
        '<intermediateThrowEvent id="t"><linkEventDefinition/></intermediateThrowEvent>',
        '<subProcess id="s" triggeredByEvent="true"/><laneSet><lane/></laneSet>',
        "<!-- nothing but a remark --><?and an instruction?>",
    ],
)
def test_broken_models_are_no_trouble(body):
    lint(document(body))


def test_an_empty_document():
    assert lint(etree.fromstring("<definitions/>")) == []
