"""What errors say, so that it can be said in other languages, too.

English is written where the rule lives. A report keeps the form and what fills it, and is put into words when somebody reads it.
"""

from collections.abc import Callable, Mapping
from typing import Any, Self

Filling = str | int  # a sentence among them is said before it is filled in
Say = Callable[[str, Mapping[str, Filling]], str]  # a form with holes by name, and what fills them -> what is read


class Sentence(str):
    """A sentence, or a part of one, that keeps what it was made of. To all code it is a text in English.

    The form stands as a literal where the sentence is made: `tools/messages.py` finds there what is to be translated.
    """

    __slots__ = ("filling", "form")
    form: str
    filling: Mapping[str, Filling]

    def __new__(cls, form: str, /, **filling: Filling) -> Self:
        sentence = super().__new__(cls, form.format_map(filling))
        sentence.form, sentence.filling = form, filling
        return sentence

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Filling]]:
        return (self.form,), dict(self.filling)

    def inside(self) -> "Sentence":
        """As a part of another sentence, which has its own full stop."""
        return Sentence(self.form.removesuffix("."), **self.filling)

    def said(self, say: Say) -> str:
        """In other words."""
        return said(self.form, self.filling, say)

    def shown(self, show: Callable[[str], str]) -> "Sentence":
        """With texts that fill it made fit to be shown."""
        return Sentence(self.form, **{name: _shown(value, show) for name, value in self.filling.items()})


def _shown(value: Filling, show: Callable[[str], str]) -> Filling:
    if isinstance(value, Sentence):
        return value.shown(show)
    return show(value) if isinstance(value, str) else value


def in_english(form: str, filling: Mapping[str, Filling]) -> str:
    """As it is written."""
    return form.format_map(filling)


def said(form: str, filling: Mapping[str, Filling], say: Say) -> str:
    """A sentence in other words, those that fill it first."""
    return say(form, {name: value.said(say) if isinstance(value, Sentence) else value for name, value in filling.items()})


def as_record(filling: Mapping[str, Filling]) -> dict[str, Any]:
    """For storing as JSON: a sentence is a list of its form and what fills it."""
    return {name: [value.form, as_record(value.filling)] if isinstance(value, Sentence) else value for name, value in filling.items()}


def from_record(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: Sentence(value[0], **from_record(value[1])) if isinstance(value, list) else value for name, value in record.items()}
