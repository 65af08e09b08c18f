"""State as bytes: whole after every step, small, and damage is found."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bpm import state
from bpm.changes import standing
from bpm.instance import Instance
from bpm.state import StateError
from tests.bpm.elements.playing import complete, played
from tests.bpm.wandering import MODELS, player_of, wander

SIZE = 2_048


@pytest.mark.parametrize("name", MODELS)
def test_what_is_loaded_is_what_was_dumped_after_every_step(name):
    for seed in range(4):
        player = player_of(name)
        for _ in wander(player, seed):
            data = player.now.stored
            if data is not None and player.instance is not None:
                again = state.load(player.model, data)
                assert state.dump(again) == data
                assert standing(again) == standing(player.instance)
                assert [scope.data for scope in again.scopes] == [scope.data for scope in player.instance.scopes]
                assert (again.last_id, again.is_finished) == (player.instance.last_id, player.instance.is_finished)
                assert len(data) <= SIZE


def test_values_keep_their_types():
    player = played("loop")
    values = {
        "day": date(2026, 1, 5),
        "moment": datetime(2026, 1, 5, 9, 30, tzinfo=UTC),
        "exact": Decimal("1.10"),
        "span": timedelta(days=1, microseconds=1),
        "several": [1, "two", None, True, 2.5, {"key": [Decimal(3)]}],
        "text": "ä€😀",
    }
    player.running.data.update(values)
    again = state.load(player.model, state.dump(player.running))
    assert again.data == {"rounds": 0, **values}
    assert {name: type(value) for name, value in again.data.items()} == {"rounds": int} | {
        name: type(each) for name, each in values.items()
    }


def test_what_cannot_be_stored_is_named():
    player = played("loop")
    player.running.data["odd"] = object()
    with pytest.raises(StateError, match="object"):
        state.dump(player.running)


def test_a_large_state_is_compressed():
    player = played("loop")
    player.running.data["text"] = "word " * 20_000
    data = state.dump(player.running)
    assert data[0] == state.FORMAT | state.COMPRESSED
    assert len(data) < SIZE
    assert state.load(player.model, data).data == player.running.data


def stored():
    """States of different kinds: plain, with scopes and armed events, compressed."""
    for name in ("loop", "event_subprocess_interrupting", "multi_instance_parallel_subprocess"):
        player = played(name)
        yield pytest.param(player.model, state.dump(player.running), id=name)
    player.running.data["text"] = "".join(map(chr, range(0x100, 0x1000)))
    yield pytest.param(player.model, state.dump(player.running), id="compressed")


@pytest.mark.parametrize("model, data", list(stored()))
def test_a_state_that_is_cut_off_is_refused(model, data):
    for length in range(0, len(data), max(1, len(data) // 200)):
        with pytest.raises(StateError):
            state.load(model, data[:length])


@pytest.mark.parametrize("model, data", list(stored()))
def test_damage_is_a_state_error_or_goes_unseen_but_is_never_anything_else(model, data):
    chance = random.Random(1)
    for _ in range(1_000):
        damaged = bytearray(data)
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        try:
            assert isinstance(state.load(model, bytes(damaged)), Instance)
        except StateError as error:
            assert str(error)  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize(
    "data, message",
    [
        (b"", "empty"),
        (b"\x7f\x90", "format 127"),
        (b"\x01", "damaged"),
        (b"\x01\x90", "damaged"),
        (b"\x01\xc0", "damaged"),
        (b"\x81not compressed", "damaged"),
        (b"\x01" + bytes(50), "damaged"),
        (b"\x01\xc7\x01\x09x", "damaged"),
    ],
)
def test_bytes_that_are_no_state_are_refused(data, message):
    with pytest.raises(StateError, match=message):
        state.load(played("loop").model, data)


def test_a_state_of_another_model_is_refused_by_the_name_of_its_node():
    data = state.dump(played("pools").running)
    with pytest.raises(StateError, match=r"watch|noted|work"):
        state.load(played("task", adapted="look").model, data)


def test_an_older_format_is_brought_up_to_date(monkeypatch):
    player = played("loop")
    data = state.dump(player.running)
    monkeypatch.setitem(state.UPGRADES, state.FORMAT - 1, lambda content: content)
    assert state.dump(state.load(player.model, bytes([state.FORMAT - 1]) + data[1:])) == data


def test_a_finished_instance_is_small():
    player = played("loop")
    complete(player, "work", state="closed")
    assert len(player.now.stored or b"") < 64
