"""All that dialogs say by themselves is there in German, with the same values in it, and nothing else is."""

import ast
import string
from collections.abc import Iterator

from dialogs import sentences
from dialogs.doers import RELATIONS
from dialogs.fields.lock import SAID
from dialogs.forms.form import LABELS
from dialogs.sentences import GERMAN, say
from tests.conftest import ROOT
from tests.dialogs.models import ENGLISH, GERMAN as READER

ELSEWHERE = {*RELATIONS.values(), *SAID.values(), *LABELS.values(), "agent", "customer user", "Subject", "Text", "Files", "Time units"}


def phrases() -> Iterator[str]:
    """Every text that stands in a call of `say`."""
    for path in (ROOT / "dialogs").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(getattr(node, "func", None), "attr", getattr(getattr(node, "func", None), "id", ""))
            if isinstance(node, ast.Call) and name in {"say", "_require"}:
                inside = (each for argument in node.args for each in ast.walk(argument))
                yield from (str(each.value) for each in inside if isinstance(each, ast.Constant) and isinstance(each.value, str))


def values(phrase: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


def test_every_phrase_is_translated_and_every_translation_is_used():
    said = {*phrases(), *ELSEWHERE, "Somebody changed this ticket while you were writing. Look at what happened, then send again."}
    keys = {"subject", "body", "files", "time_units", "sla", "service"}  # names of inputs, not phrases
    assert said - keys - set(GERMAN) == set()
    assert set(GERMAN) - said == set()
    assert all(values(phrase) == values(german) for phrase, german in GERMAN.items())


def test_a_phrase_is_filled_in_in_the_language_of_the_reader():
    assert say(ENGLISH, "It is for {who}.", who="us") == "It is for us."
    assert say(READER, "It is for {who}.", who="uns") == "Es ist für uns."
    assert say(READER, "Nothing known") == "Nothing known"
    assert sentences.GERMAN["Send"] == "Absenden"
