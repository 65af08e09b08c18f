"""What the reader says of a model, to whoever reads German."""

import html
import io
import re
import runpy
from collections.abc import Mapping
from string import Formatter
from types import SimpleNamespace

import pytest
from hypothesis import given, strategies as st

from bpm.linting.case import listed
from bpm.linting.words import WORDS
from bpm.reader import Source, check
from bpm.reading.rules import RULES
from bpm.sentences import Sentence, said
from desk.agents import Agent
from foundation.unit_of_work import unit_of_work
from tests.bpm.reading.models import read
from tests.bpm.reading.test_verdicts import CASES
from tests.bpm.test_sentences import COMPILERS, refusal
from tests.processes.bpmn_text import event, flow, flows, node, process
from tests.processes.models import as_file
from web import translating
from web.designer import reports

START, OVER = node("startEvent", "start"), node("endEvent", "over")
BAD = process("bad", START, node("userTask", "queue", ' name="queue"'), OVER, flows("start > queue > nowhere", "queue > over"))
LOOSE = process("loose", START, node("task", "wait"), node("userTask", "alone"), OVER, flows("start > wait > over"))
messages = SimpleNamespace(**runpy.run_path(str(translating.FOLDER.parent.parent / "tools" / "messages.py")))
SAID = [(rule.message, rule.hint) for rule in RULES.values()] + [(words.message, words.hint) for words in WORDS.values()]
SENTENCES = sorted({sentence for pair in SAID for sentence in pair if sentence} | messages.forms())
ENGLISH = re.compile(r"\b(the|is|are|not|it|of|write|has|have|there|for|with|at|here|needs|be|else|class|event|loop|task)\b", re.IGNORECASE)
QUOTED = re.compile(r"'[^']*'|`[^`]*`|&#39;.*?&#39;")


def holes(sentence: str) -> set[tuple[str, str | None, str | None]]:
    return {(name, how, form) for _text, name, form, how in Formatter().parse(sentence) if name is not None}


def english_in(told: str) -> list[str]:
    """Words that no German sentence has, outside of quotes."""
    return ENGLISH.findall(QUOTED.sub("", told))


@pytest.mark.parametrize("sentence", SENTENCES)
def test_each_sentence_of_the_reader_has_german_with_the_same_holes(sentence):
    told = translating.catalogue_of("de").get(sentence)
    assert told, "it is missing in web/translations/de/, reader.po or engine.po"
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
        told = reports.say(RULES["multiple-event"].message, {"count": "2", "kinds": "message, timer"})
        assert told == "Das Ereignis hat 2 Auslöser (Nachricht, Uhr), die sich nicht zusammen abwarten lassen."
        assert "'queue'" in reports.say(RULES["call-missing"].message, {"ref": "queue"})
        assert "Meinten Sie 'x'?" in reports.say(RULES["lz-element"].message, {"tag": "y", "nearest": " Is 'x' meant?"})
        assert reports.say("Nobody wrote {what}.", {"what": "this"}) == "Nobody wrote this."
    with site.test_request_context(headers={"Accept-Language": "en"}):
        assert reports.say(RULES["call-missing"].message, {"ref": "x"}).startswith("It calls the process 'x'")


# ------------------------------------------------------------------------------- expressions, timers, decision tables
TEXTS = {  # what is wrong with the text of an element, as German reads it
    "condition": [
        ("a = 1", "'a = 1' ist in Spalte 3 kein Ausdruck: '=' bedeutet hier nichts, zum Vergleichen schreiben Sie `==`."),
        ("lenn(a)", "'lenn(a)' ist in Spalte 1 kein Ausdruck: eine Funktion 'lenn' gibt es nicht, meinten Sie `len`."),
        ("max()", "`max` nimmt 1 bis 100 Werte und bekommt 0."),
        ("a + " * 600 + "a", "kein Ausdruck: er hat 2.401 Zeichen, höchstens 2.000 sind erlaubt."),
        ("matches(a, '(')", "'(' ist kein Muster, das `matches` versteht."),
        ("${a.foo(1)}", "die Methode `foo` gibt es in unserer Sprache nicht; schreiben Sie ihn in unserer Sprache, zum Beispiel"),
    ],
    "script": [
        ("print(a)", "eine Skriptaufgabe weist nur zu, in jeder Zeile ein `name = expression`."),
        (
            "a = (1",
            "Zeile 1 des Skripts, 'a = (1', kann nicht laufen: '(1' ist in Spalte 1 kein Ausdruck: die Klammer '(' wird nie geschlossen.",
        ),
    ],
    "timeDuration": [
        ("P1X", "'P1X' ist keine Dauer nach ISO 8601. Schreiben Sie sie wie P1D, PT4H oder P1M2DT30M."),
        ("R0/PT1H", "Die Wiederholung 'R0/PT1H' wiederholt kein einziges Mal."),
        ("cron 99 * * * *", "hat nicht die fünf Felder von cron (Minute, Stunde, Tag, Monat, Wochentag)"),
        ("in two weeks", "Die Zeit 'in two weeks' ist nicht zu gebrauchen: sie ist weder Zeitpunkt"),
        ("=a +", "Die Zeit '=a +' ist nicht zu gebrauchen: Der Ausdruck '=a +' lässt sich nicht übersetzen: an seinem Ende fehlt etwas"),
    ],
}
FIELD = '<lz:field name="a" type="integer"/>'
TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:test">
<decision id="price" name="price"><decisionTable id="table" hitPolicy="{policy}"><input id="in"><inputExpression id="asked">
<text>{asked}</text></inputExpression></input><output id="out" name="out"/>{more}
<rule id="r"><inputEntry id="cell"><text>{cell}</text></inputEntry>
<outputEntry id="answer"><text>{answer}</text></outputEntry></rule></decisionTable></decision></definitions>"""
TABLES = [
    (
        {"cell": "[1..5"},
        "inputEntry 'cell': '[1..5' ist nicht zu gebrauchen. Der Ausdruck '[1..5' lässt sich nicht übersetzen: ein",
    ),
    (
        {"answer": "foo(1)"},
        "outputEntry 'answer': 'foo(1)' ist nicht zu gebrauchen. Der Ausdruck 'foo(1)' lässt sich nicht übersetzen: die Funktion `foo`",
    ),
    ({"asked": ""}, "input 'in': eine Eingabe braucht eine inputExpression mit einem Text."),
    ({"policy": "MOST"}, "decisionTable 'table': die Trefferregel 'MOST' gibt es nicht; es gibt UNIQUE, FIRST"),
    ({"policy": "PRIORITY"}, "die Trefferregel PRIORITY ordnet nach `outputValues`, und keine Ausgabe hat welche."),
    ({"more": "<output id='two'/>"}, "rule 'r': Regel 1 hat 1 Eingabe- und 1 Ausgabezellen, die Tabelle 1 und 2 Spalten."),
]


def model_with(place: str, text: str) -> str:
    """A process with this text as a condition, a script or a timer."""
    if place == "condition":
        ways = flow("start", "ask", text.replace("<", "&lt;")), flow("start", "over")
        return process("bad", START, node("userTask", "ask"), OVER, *ways, flow("ask", "over"), declares=FIELD)
    inner = node("scriptTask", "step", f"<bpmn:script>{text}</bpmn:script>")
    if place == "timeDuration":
        inner = node("intermediateCatchEvent", "step", event("timer", text))
    return process("bad", START, inner, OVER, flows("start > step > over"), declares=FIELD)


@pytest.mark.parametrize("place, text, told", [(place, *case) for place, cases in TEXTS.items() for case in cases])
def test_what_is_wrong_with_a_text_is_told_in_german(german, place, text, told):
    page = upload(german, model_with(place, text))
    assert page.status_code == 422
    assert told in html.unescape(page.text)


@pytest.mark.parametrize("change, told", TABLES)
def test_what_is_wrong_with_a_decision_table_is_told_in_german(german, change, told):
    table = TABLE.format(**{"policy": "UNIQUE", "asked": "a", "cell": "1", "answer": "2", "more": ""} | change)
    files = [(io.BytesIO(as_file(LOOSE)), "m.bpmn"), (io.BytesIO(table.encode()), "t.dmn")]
    page = german.post("/designer/upload", data={"files": files}, content_type="multipart/form-data")
    assert page.status_code == 422
    assert told in html.unescape(page.text)


def test_a_report_on_everything_at_once_has_no_english_left(site):
    """A bad condition, script, timer, text, limit, default and table."""
    few = '<lz:field name="size" type="integer" min="much"/>'
    kind = '<lz:field name="kind" type="dropdown" default="c"><lz:value key="a">A</lz:value></lz:field>'
    dialog = '<lz:dialog id="d" label="D" for="agent"><lz:text>{{ size + }}</lz:text></lz:dialog>'
    model = process(
        "bad",
        START,
        node("scriptTask", "script", "<bpmn:script>a = lambda: 1</bpmn:script>"),
        node("intermediateCatchEvent", "wait", event("timer", "P1X")),
        node("userTask", "ask"),
        OVER,
        flow("start", "script", "size = 2"),
        flow("start", "over"),
        flows("script > wait > ask > over"),
        declares=few + kind + dialog,
    )
    table = TABLE.format(policy="UNIQUE", asked="a", cell="[1..5", answer="2", more="")
    found = check([Source("m.bpmn", as_file(model)), Source("t.dmn", table.encode())])
    with site.test_request_context(headers={"Accept-Language": "de"}):
        told = [report.as_json(reports.say) for report in found]
    lines = [line for report in told for kind in ("errors", "elements", "warnings") for line in report[kind]]
    rules = {note.rule for element in found[0].elements for note in element.notes}
    assert rules >= {"expression", "script", "timer-invalid", "text-invalid", "lz-value-unfit"}
    english = {line["message"]: english_in(f"{line['message']} {line['hint']}") for line in lines}
    assert {message: words for message, words in english.items() if words} == {}


def test_no_report_has_english_in_it(site):
    """Nor have the words that fill its sentences."""
    with site.test_request_context(headers={"Accept-Language": "de"}):
        told = [read(data).as_json(reports.say) for data, _element, _rule in CASES.values()]
    lines = [line for report in told for kind in ("errors", "elements", "warnings") for line in report[kind]]
    english = {line["message"]: english_in(f"{line['message']} {line['hint']}") for line in lines}
    assert {message: words for message, words in english.items() if words} == {}


FIELDS = '<lz:field name="a" type="text"/><lz:field name="b" type="checkbox"/><lz:field name="n" type="text"/>'
WARNED = {  # what the lint tried and listed
    "a == 'x' and b": "Bei 'start' geht es nicht weiter, wenn a 'x' ist und b false ist: Keine Bedingung ist wahr",
    "n == none": "Bei 'start' geht es nicht weiter, wenn n etwas anderes ist: Keine",
    "n != none": "Bei 'start' geht es nicht weiter, wenn n leer ist: Keine",
}


@pytest.mark.parametrize("condition", WARNED)
def test_what_was_tried_is_told_in_german(site, condition):
    with_one_way = process("p", START, OVER, flow("start", "over", condition), declares=FIELDS)
    with site.test_request_context(headers={"Accept-Language": "de"}):
        told = read(as_file(with_one_way)).as_json(reports.say)
    found = [warning["message"] for warning in told["warnings"] if warning["rule"] == "no-way-out"]
    assert [message[: len(WARNED[condition])] for message in found] == [WARNED[condition]]


def test_lists_and_kinds_in_warnings_are_told_in_german(site):
    with site.test_request_context(headers={"Accept-Language": "de"}):
        assert reports.word("timer boundary event, not interrupting") == "Randereignis durch Zeitablauf, nicht unterbrechend"
        assert reports.word("user task") == "Aufgabe für Personen"
        assert said("{nodes}", {"nodes": listed(["a", "b", "c"])}, reports.say) == "'a', 'b' und 'c'"
        assert said("{nodes}", {"nodes": listed(list("abcdefgh"))}, reports.say) == "'a', 'b', 'c', 'd', 'e' und 3 weitere"
    assert (listed([]), listed(["a"]), listed(["a", "b"])) == ("", "'a'", "'a' and 'b'")


@pytest.mark.parametrize(
    "wrong", ["(", ")", "[", "a**", "*", "(?&lt;x", "\\", "a{2,1}", "a{1001}", "[z-a]", "\\8", "(?=a)", "[[:foo:]]", "(?z)"]
)
def test_why_a_pattern_is_none_is_told_in_german(site, wrong):
    field = f'<lz:field name="a" type="text"><lz:check regex="{wrong}" message="No"/></lz:field>'
    report = read(as_file(process("p", START, OVER, flow("start", "over"), declares=field)))
    mistake = next(note.params["problem"] for element in report.elements for note in element.notes if note.rule == "regex")
    assert isinstance(mistake, Sentence)
    with site.test_request_context(headers={"Accept-Language": "de"}):
        assert mistake.said(reports.say).partition(":")[0] not in str(mistake)


def test_what_stands_in_the_way_of_a_version_is_told_in_german(german):
    pay = '<bpmn:serviceTask id="pay" name="Pay" implementation="com.example.Pay"/>'
    place = upload(german, process("bad", START, pay, OVER, flows("start > pay > over"))).headers["Location"]
    page = german.post(f"{place}/activate")
    assert page.status_code == 422
    told = "In der Datei steht die Implementierung: 'com.example.Pay'. Binden Sie eine Aktion. Oder nehmen Sie es beim Aktivieren in Kauf."
    assert told in html.unescape(page.text)


@given(st.text(alphabet="ab.'\"{}()[]=<>+-*/%&|!?:;#$~`PT1DHRcron \n", max_size=30), st.sampled_from(COMPILERS))
def test_whatever_is_refused_has_german_to_its_last_part(text, compiler):
    error = refusal(compiler, text)
    if error is not None:
        assert isinstance(error.message, Sentence)
        error.message.said(in_the_catalogue)


def in_the_catalogue(form: str, filling: Mapping[str, str | int]) -> str:
    assert reports.form_in("de", form), form
    return form.format_map(filling)


def test_numbers_are_written_as_the_language_does(site):
    form = "The script has {length:,} characters, at most {most:,} are allowed."
    with site.test_request_context(headers={"Accept-Language": "de"}):
        assert reports.say(form, {"length": 20_001, "most": 20_000}) == "Das Skript hat 20.001 Zeichen, höchstens 20.000 sind erlaubt."
        assert reports.say(form.removesuffix("."), {"length": 1, "most": 2}).endswith("höchstens 2 sind erlaubt")
    with site.test_request_context(headers={"Accept-Language": "en"}):
        assert reports.say(form, {"length": 20_001, "most": 20_000}) == "The script has 20,001 characters, at most 20,000 are allowed."
