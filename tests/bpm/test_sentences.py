"""What errors say: English to all code, and made of parts that can be said otherwise."""

import ast
import copy
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

import bpm
from bpm.deciding.hit_policies import POLICIES
from bpm.decisions import read_decisions
from bpm.errors import BpmError, ExpressionError, ModelError
from bpm.expressions import compile_assignments, compile_expression
from bpm.reader import Report
from bpm.reading import foreign
from bpm.reading.parsing import parse
from bpm.reading.report import Note
from bpm.sentences import Sentence, as_record, from_record, in_english
from bpm.texts import compile_text
from bpm.timing import parse_timer
from tests.bpm.reading.models import chain, read

ROOT = Path(bpm.__file__).parent
COMPILERS = (
    compile_expression,
    compile_assignments,
    compile_text,
    parse_timer,
    foreign.translate_timer,
    lambda text: foreign.translate(text, language="feel"),
    lambda text: foreign.translate(text, language=None),
    lambda text: foreign.translate_script(text, language="javascript"),
    lambda text: foreign.translate_tests(text, subject="x"),
)
ONE = Sentence("{sign!r} is missing at the end", sign="}")
WHOLE = Sentence("{text} is not an expression at column {column}: {reason}.", text="'{a}'", column=1_200, reason=ONE)


def refusal(compiler: Callable, text: str) -> BpmError | None:
    try:
        compiler(text)
    except BpmError as error:
        return error
    return None


def shouted(form: str, filling: Mapping[str, str | int]) -> str:
    """Another language."""
    return (
        form.upper()
        .replace("{TEXT}", "{text}")
        .replace("{REASON}", "{reason}")
        .replace("{SIGN!R}", "{sign!r}")
        .format(**filling, COLUMN="?")
    )


def test_a_sentence_is_text():
    assert WHOLE == "'{a}' is not an expression at column 1200: '}' is missing at the end."
    assert f"{WHOLE}" == str(WHOLE) == WHOLE
    assert str(BpmError(WHOLE)) == WHOLE
    assert type(str(BpmError(WHOLE))) is str
    assert Sentence("{length:,} characters", length=20_000) == "20,000 characters"


def test_it_is_said_in_other_words_with_the_sentences_in_it():
    assert WHOLE.said(in_english) == WHOLE
    assert WHOLE.said(shouted) == "'{a}' IS NOT AN EXPRESSION AT COLUMN ?: '}' IS MISSING AT THE END."


def test_inside_another_one_it_has_no_full_stop():
    assert WHOLE.inside() == WHOLE.removesuffix(".")
    assert ONE.inside() == ONE


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_copies_keep_what_they_are_made_of(copied):
    again = copied(WHOLE)
    assert (again, again.form, again.filling) == (WHOLE, WHOLE.form, WHOLE.filling)
    assert again.filling["reason"].form == ONE.form


def test_it_comes_back_from_its_record():
    filling = {"problem": WHOLE, "text": "{a}"}
    again = from_record(json.loads(json.dumps(as_record(filling))))
    assert again == filling
    assert type(again["text"]) is str
    assert again["problem"].filling["reason"].form == ONE.form


def test_records_from_before_sentences_are_read():
    note = Note.from_record("dmn-invalid", {"problem": "It is odd."})
    assert note.message == "The decision cannot be used: It is odd."


def test_forms_stand_where_sentences_are_made():
    """What is to be translated is found by its literal."""
    for path in ROOT.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "Sentence" and path.name != "sentences.py":
                assert isinstance(call.args[0], ast.Constant), f"{path}:{call.lineno}"


def test_a_report_carries_sentences_through_its_record():
    bad = chain("<scriptTask id='t'><script>a = (1</script></scriptTask>", "<task id='x'/>")
    report = read(bad)
    again = Report.from_record(json.loads(json.dumps(report.as_record())))
    assert again.as_json() == report.as_json()
    note = next(note for element in again.elements for note in element.notes if note.rule == "script")
    problem = note.params["problem"]
    assert isinstance(problem, Sentence)
    assert problem.form == "Line {line} of the script, {text}, cannot run: {reason}."
    why = problem.filling["reason"]
    assert isinstance(why, Sentence)
    assert why.form.startswith("The expression {text} cannot be translated: {reason};")


def test_hostile_texts_in_a_report_are_cut():
    hostile = chain(f"<scriptTask id='t' scriptFormat='javascript'><script>a = {'b' * 1_500}(1)</script></scriptTask>")
    told = next(element for element in read(hostile).as_json()["elements"] if element["id"] == "t")["message"]
    assert told.endswith("does not exist in our language; write it in our language, for example `amount > 100 and queue == 'Support'`.")
    assert len(told) < 1_000


def test_a_colon_in_a_text_does_not_begin_the_reason():
    with pytest.raises(ExpressionError, match="cannot be translated: two values need an operator"):
        foreign.translate("'y: z' < 2026-03", language=None)


@pytest.mark.parametrize("policy", ["MOST", "PRIORITY", "COLLECT SUM"])
def test_tables_say_why_in_sentences(policy):
    said_policy, _, how = policy.partition(" ")
    root = parse(
        f'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"><decision id="d"><decisionTable hitPolicy="{said_policy}" '
        f'aggregation="{how}"><output/><output/></decisionTable></decision></definitions>'
    )
    with pytest.raises(ModelError) as refused:
        read_decisions(root)
    message = refused.value.message
    assert isinstance(message, Sentence)
    assert isinstance(message.filling["reason"], Sentence)
    assert (policy in POLICIES) == (policy != "MOST")


@given(st.text(alphabet="ab.'\"{}()[]=<>+-*/%&|!?:;#$~`PT1DHRcron \n", max_size=30), st.sampled_from(COMPILERS))
def test_whatever_is_refused_is_refused_in_sentences(text, compiler):
    error = refusal(compiler, text)
    assert error is None or isinstance(error.message, Sentence)
    assert error is None or str(error) == error.message
