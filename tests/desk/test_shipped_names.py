"""What is shipped is called otherwise in other languages, and what a house names itself is not."""

import pytest

from desk.seeds import ADDRESS, DEFAULT_TYPE, PRIORITIES, STATES, _agent
from desk.shipped_names import GERMAN, LANGUAGES, shown_name


@pytest.mark.parametrize("kind, names", [("state", STATES), ("priority", PRIORITIES), ("type", [DEFAULT_TYPE])])
def test_each_seed_that_tickets_show_has_a_german_name(kind, names):
    assert set(GERMAN[kind]) == set(names)


def test_names_of_a_house_stay_as_they_are():
    assert shown_name("state", "Waiting for the supplier", "de") == "Waiting for the supplier"
    assert shown_name("queue", "open", "de") == "open"
    assert shown_name("state", "open", "en") == "open"
    assert shown_name("state", "open", "tlh") == "open"


@pytest.mark.parametrize("language, word", [("en", "nobody"), ("de", "niemand")])
def test_whoever_owns_what_nobody_took_is_nobody(language, word):
    made = _agent()
    full_name = f"{made['first_name']} {made['last_name']}"
    assert [shown_name("agent", each, language) for each in (ADDRESS, full_name)] == [word, word]


def test_each_language_calls_what_another_one_calls():
    assert set(LANGUAGES["en"]) <= set(LANGUAGES["de"])
