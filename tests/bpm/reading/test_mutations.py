"""A good model, damaged at random: the reader answers whatever comes of it, and never with an exception."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from tests.bpm.reading.models import read

SHIPPED = sorted(Path(__file__).resolve().parents[3].glob("bpmn/*/model.bpmn"))
ATTRIBUTES = [b'id="', b'sourceRef="', b'targetRef="', b'attachedToRef="', b'default="', b'name="', b"<bpmn:", b"</bpmn:", b"lz:", b"="]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_bytes_flipped(path: Path) -> None:
    chance = random.Random(path.parent.name)
    data = path.read_bytes()
    for _ in range(60):
        damaged = bytearray(data)
        for _ in range(chance.choice([1, 2, 20])):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        read(bytes(damaged))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_pieces_lost_doubled_and_swapped(path: Path) -> None:
    chance = random.Random(path.parent.name)
    data = path.read_bytes()
    words = data.split(b'"')
    for _ in range(60):
        mixed = list(words)
        for _ in range(chance.choice([1, 3, 10])):
            # Attribute values only, so that the XML stays whole and the model goes wrong.
            a, b = (chance.randrange(1, len(mixed) - 1, 2) for _ in range(2))
            mixed[a] = chance.choice([mixed[b], b"", b" ", b"true", b"${x}", b"{{ x.y() }}", mixed[a] * 2])
        read(b'"'.join(mixed))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_lines_dropped(path: Path) -> None:
    chance = random.Random(path.parent.name)
    lines = path.read_bytes().split(b"\n")
    for _ in range(60):
        dropped = {chance.randrange(len(lines)) for _ in range(chance.choice([1, 2]))}
        read(b"\n".join(line for number, line in enumerate(lines) if number not in dropped))


@settings(max_examples=300)
@given(st.binary(max_size=200), st.sampled_from(ATTRIBUTES))
def test_anything_at_all(data: bytes, around: bytes) -> None:
    read(data)
    read(b"<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'>" + around + data + b"</definitions>")
