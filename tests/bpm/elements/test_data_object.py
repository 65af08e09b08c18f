"""Data object (BPMN 10.4): a variable of the scope that declares it, known by its id and by its names, also far below."""

from tests.bpm.elements.playing import complete, expect, played


def test_it_is_one_variable_under_all_its_names():
    player = played("data_object")
    line = player.line()
    way = "start start-fill fill fill-part part begin begin-deep deep deep_begin deep_begin-change change change-look look"
    expect(line, way, open="look")
    assert line["variables"] == {"amount": 2, "parcel": "two pieces more", "note": "deep"}
    line = complete(player, "look")
    expect(line, "look-deep_finish deep_finish deep-finish finish part-which which which-changed changed", open="changed")
    assert line["variables"] == {"amount": 2, "parcel": "two pieces more"}
