"""Everything people read is there in German, and the sentences of the house are found again with their values."""

import re
import runpy
import time
from collections import Counter
from collections.abc import Iterable
from types import SimpleNamespace

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from hypothesis import given, strategies as st

from foundation.unit_of_work import unit_of_work
from tests.desk import people
from tests.web.browsing import logged_in, with_password
from tests.web.conftest import opened
from web import sentences, translating

messages = SimpleNamespace(**runpy.run_path(str(translating.FOLDER.parent.parent / "tools" / "messages.py")))
FILES = sorted((translating.FOLDER / "de").glob("*.po"))
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
WITH_HOLES = sorted(source for source in translating.catalogue_of("de") if sentences.HOLE in source)


def test_nothing_is_missing_in_german():
    assert messages.missing("de") == []


def test_nothing_is_said_in_vain():
    assert messages.unused("de") == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_translations_have_the_places_of_their_sources(file):
    with file.open("rb") as opened_file:
        found = [message for message in read_po(opened_file, locale="de") if message.id]
    assert found
    for message in found:
        *singular, asked = forms(message.id)
        *one, told = forms(message.string or "")
        assert told, message.id
        assert not message.fuzzy, message.id
        assert places(told) == places(asked), told
        assert len(one) == len(singular), "as many forms as the source has"
        assert all(form and places(form) <= places(asked) for form in one), one


def forms(text: str | Iterable[str]) -> list[str]:
    """Singular and plural, or what there is once."""
    return [text] if isinstance(text, str) else list(text)


def places(text: str) -> Counter:
    """What is filled in, by name; holes by how many there are, whether numbered or not."""
    named = Counter(place for place in PLACES.findall(text) if not place[1:-1].isdigit())
    return named + Counter({"holes": len(re.findall(r"\{\d*\}", text))})


def test_what_is_asked_for_is_found_wherever_it_is_kept():
    asked = messages.asked()
    assert "There is no ticket {}, or none you may see." in asked, "a constant that is formatted"
    assert "Nobody valid would be an administrator any more; make somebody else one first." in asked, "a constant of another module"
    assert "There is no such page" in asked, "a title of an error page"
    assert "Tickets have a type." in asked, "what a switch does"
    assert "Two letters are needed." in asked, "a sentence that is yielded"
    assert "People and rights" in asked, "a text that is translated late"
    assert "%(num)d change" in asked, "a text with a plural"
    assert not any(text.startswith(messages.OF_PROGRAMS) and "must be" in text for text in asked)


# ------------------------------------------------------------------------------------------------------- sentences
def german(sentence: str) -> str:
    return sentences.translated(sentence, "de") or sentence


@pytest.mark.parametrize(
    "sentence, told",
    [
        ("It is no text.", "Das ist kein Text."),
        ("It has 300 characters; at most 200 fit.", "Es sind 300 Zeichen; höchstens 200 passen."),
        ("There is no queue 'Raw'.", "Queue 'Raw' gibt es nicht."),
        ("There is no ticket 'a'. Did you mean 'b'?", "Ein Ticket 'a' gibt es nicht. Meinten Sie 'b'?"),
        ("There is a customer user 'x@example.com' already.", "Kundenbenutzer 'x@example.com' gibt es schon."),
        ("The queue 'Raw' is invalid; choose a valid one.", "Queue 'Raw' ist ungültig; wählen Sie etwas Gültiges."),
        ("The database is away. Nothing was lost; try again in a moment.", "Die Datenbank ist nicht erreichbar. Nichts ist verloren;"),
        (
            "The agent 'bert' has neither 'owner' nor 'rw' in the group of the queue 'Raw'; choose somebody who has.",
            "'bert' hat in der Gruppe der Queue 'Raw' weder „owner“ noch „rw“; wählen Sie jemanden, der sie hat.",
        ),
        ("2 tickets run on version 1 of 'leave'. Let it fade away, or migrate them.", "2 Tickets laufen auf Version 1 von 'leave'. Lassen"),
        ("'a. B' is no day; write it as 2026-12-31.", "'a. B' ist kein Tag; schreiben Sie ihn wie 2026-12-31."),
        ("Nobody ever wrote this.", "Nobody ever wrote this."),
    ],
)
def test_sentences_are_found_again(sentence, told):
    assert german(sentence).startswith(told)


@given(st.sampled_from(WITH_HOLES), st.lists(st.text(max_size=40), min_size=9, max_size=9))
def test_any_value_may_stand_in_a_hole(source, values):
    filled = sentences.filled(source, values)
    pattern = next(each for each in sentences.patterns("de") if each.pieces == tuple(source.split(sentences.HOLE)))
    found = pattern.values(filled)
    assert found is not None
    assert sentences.filled(source, found) == filled, "nothing is lost of it"
    assert german(filled)


@given(st.sampled_from(WITH_HOLES))
def test_plain_values_come_into_the_translation(source):
    values = [f"<{number}>" for number in range(source.count(sentences.HOLE))]
    told = german(sentences.filled(source, values))
    assert told == sentences.filled(translating.catalogue_of("de")[source], values)


@pytest.mark.parametrize("hostile", ["' is " * 800, "There is no " * 330, "; there are a" * 300 + ".", "A. " * 1333, "{} is {}: " * 400])
def test_hostile_values_take_no_time(hostile):
    assert german("There is no queue 'Raw'.")  # the catalogue is read
    begun = time.process_time()
    german(hostile[: sentences.LONGEST])
    assert time.process_time() - begun < 0.25


def test_what_is_too_long_or_english_stays(monkeypatch):
    monkeypatch.setattr(sentences, "get_locale", lambda: "en")
    assert sentences.told("It is no text.") == "It is no text."
    monkeypatch.setattr(sentences, "get_locale", lambda: "de")
    assert sentences.told("It is no text.") == "Das ist kein Text."
    assert sentences.told("") == ""
    long = "x" * 5_000 + " is no day; write it as 2026-12-31."
    assert sentences.told(long) == long


# ----------------------------------------------------------------------------------------------------------- pages
@pytest.fixture
def site(seeded_house: Flask):
    with unit_of_work():
        with_password(people.agent("greta", language="de"))
    with opened(seeded_house.extensions["settings"]) as site:
        yield site


def test_pages_and_refusals_come_in_german(site):
    greta = logged_in(site, "greta")
    answer = greta.get("/tickets/4711", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "Diese Seite gibt es nicht." in answer.text
    assert "Ein Ticket 4711 gibt es nicht, oder Sie dürfen es nicht sehen." in answer.text
    wrong = greta.post("/account/password", data={"present": "no", "password": "a new password", "again": "a new password"})
    assert wrong.status_code == 422
    assert "Das ist nicht Ihr bisheriges Passwort." in wrong.text
    stranger = site.test_client().get("/nowhere", headers={"Accept": "text/html", "Accept-Language": "de-AT, en;q=0.5"})
    assert "Vielleicht gab es sie nie" in stranger.text
    english = site.test_client().get("/nowhere", headers={"Accept": "text/html", "Accept-Language": "en"})
    assert "Perhaps it never was" in english.text
