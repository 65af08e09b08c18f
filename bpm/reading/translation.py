"""Texts of a file -> texts of our language; what cannot be carried is written down with the text shown."""

from typing import Final

from bpm.dialect import OUR_LANGUAGE
from bpm.errors import ExpressionError, TimerError
from bpm.expressions import compile_assignments, compile_expression
from bpm.reading import foreign
from bpm.reading.model import Model
from bpm.reading.parsing import Element
from bpm.reading.tree import problem_of, remove, set_text, shown, text_of
from bpm.timing import parse_timer

_OURS: Final = frozenset({OUR_LANGUAGE})
_MARKS: Final = ("${", "#{", "=")


def read_expression(holder: Element, *, what: str, model: Model) -> str | None:
    """Make the text of an element an expression of ours; empty ones are removed. The text, or None."""
    text = text_of(holder)
    if not text:
        remove(holder)
        return None
    ours = ours_of(text, holder=holder, what=what, model=model)
    if ours is not None:
        set_text(holder, ours)
    holder.attrib.pop("language", None)
    return ours


def ours_of(text: str, *, holder: Element, what: str, model: Model) -> str | None:
    """An expression in our language, or None and a refusal."""
    try:
        ours = translated_value(text, holder=holder, model=model)
    except ExpressionError as problem:
        model.note(holder, "expression", what=what, text=shown(text), problem=problem_of(problem))
        return None
    if ours.split() != text.split():
        model.note(holder, "translated", what=what, text=shown(text), ours=shown(ours))
    return ours


def translated_value(text: str, *, holder: Element, model: Model) -> str:
    """An expression in our language; raises ExpressionError.

    A model that declares something of ours is held to our language, unless a text says that it is in another one.
    """
    language = language_of(holder, model=model)
    if model.is_foreign or language or text.startswith(_MARKS):
        text = foreign.translate(text, language=language)
    return compile_expression(text).text


def read_timer(holder: Element, *, model: Model) -> bool:
    """Make the text of an element a timer of ours; whether there is one."""
    text = text_of(holder)
    if not text:
        remove(holder)
        return False
    try:
        ours = ours_timer(text, holder=holder, model=model)
    except (ExpressionError, TimerError) as problem:
        model.note(holder, "timer-invalid", text=shown(text), problem=problem_of(problem))
        return True
    if ours.split() != text.split():
        model.note(holder, "timer-translated", text=shown(text), ours=shown(ours))
    set_text(holder, ours)
    holder.attrib.pop("language", None)
    return True


def ours_timer(text: str, *, holder: Element, model: Model) -> str:
    """A timer in our language; raises ExpressionError or TimerError."""
    ours = foreign.translate_timer(text, language=language_of(holder, model=model))
    parse_timer(ours)
    return ours


def ours_script(text: str, *, task: Element, model: Model) -> str:
    """A script of ours; raises ExpressionError. Empty: it does nothing we could keep."""
    language = task.get("scriptFormat")
    if model.is_foreign or language:
        text = foreign.translate_script(text, language=language)
    compile_assignments(text)
    return text


def language_of(holder: Element, *, model: Model) -> str | None:
    """The language a text says it is in; ours and none are told by trying."""
    said = holder.get("language") or model.root.get("expressionLanguage")
    return None if said in _OURS else said
