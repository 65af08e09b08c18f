"""What the reader says of a model, to whoever reads German."""

import io
import re
from string import Formatter

import pytest

from bpm.linting.words import WORDS
from bpm.reading.rules import RULES
from desk.agents import Agent
from foundation.unit_of_work import unit_of_work
from tests.processes.bpmn_text import flows, node, process
from tests.processes.models import as_file
from web import translating
from web.designer import reports

START, OVER = node("startEvent", "start"), node("endEvent", "over")
BAD = process("bad", START, node("userTask", "queue", ' name="queue"'), OVER, flows("start > queue > nowhere", "queue > over"))
LOOSE = process("loose", START, node("task", "wait"), node("userTask", "alone"), OVER, flows("start > wait > over"))
SAID = [(rule.message, rule.hint) for rule in RULES.values()] + [(words.message, words.hint) for words in WORDS.values()]
SENTENCES = sorted({sentence for pair in SAID for sentence in pair if sentence})


def holes(sentence: str) -> set[tuple[str, str | None]]:
    return {(name, how) for _text, name, _format, how in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_each_sentence_of_the_reader_has_german_with_the_same_holes(sentence):
    told = translating.catalogue_of("de").get(sentence)
    assert told, "it is missing in web/translations/de/reader.po"
    assert holes(told) == holes(sentence)


@pytest.fixture
def german(dora):
    with unit_of_work():
        Agent.named("dora").language = "de"
    return dora


def upload(client, model: str):
    return client.post("/designer/upload", data={"files": (io.BytesIO(as_file(model)), "m.bpmn")}, content_type="multipart/form-data")


def test_a_model_that_cannot_run_is_explained_in_german(german):
    page = upload(german, BAD)
    assert page.status_code == 422
    assert "Der Fluss hat kein Zielende: &#39;nowhere&#39; steht nicht in der Datei." in page.text
    assert "Zeichnen Sie den Fluss noch einmal" in page.text
    assert not re.search(r"The flow|Draw the flow", page.text)


def test_what_is_adapted_and_warned_of_is_told_in_german(german):
    page = german.get(upload(german, LOOSE).headers["Location"]).text
    assert "Eine Aufgabe ohne Art; die Marke geht weiter." in page
    assert "führt nichts, also wird es nie erreicht" in page
    assert not re.search(r"A task without kind|Nothing leads to", page)


def test_names_in_sentences_stay_and_words_are_told(site):
    with site.test_request_context(headers={"Accept-Language": "de"}):
        said = reports.say(RULES["multiple-event"].message, {"count": "2", "kinds": "message, timer"})
        assert said == "Das Ereignis hat 2 Auslöser (Nachricht, Uhr), die sich nicht zusammen abwarten lassen."
        assert "'queue'" in reports.say(RULES["call-missing"].message, {"ref": "queue"})
        assert "Meinten Sie 'x'?" in reports.say(RULES["lz-element"].message, {"tag": "y", "nearest": " Is 'x' meant?"})
        assert reports.say("Nobody wrote {what}.", {"what": "this"}) == "Nobody wrote this."
    with site.test_request_context(headers={"Accept-Language": "en"}):
        assert reports.say(RULES["call-missing"].message, {"ref": "x"}).startswith("It calls the process 'x'")
