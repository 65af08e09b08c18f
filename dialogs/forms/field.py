"""The contract of a field of a dialog: how one kind of value is shown and read in a form.

A kind is a file in `dialogs/fields/` that registers a subclass under the name of the kind of dynamic field, type of variable, or attribute:

    @kinds.register("integer")
    class IntegerField(DialogField):
        def read(self, texts): ...

It says how a value is `written` into the input, `read` from what was sent, and `shown` where it cannot be changed; and, where only some
values can be chosen, which `choices` there are for this person now. Templates draw it by its `kind`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from wtforms import Field

from desk.fields.kind import FieldKind
from desk.fields.ordered import OrderedKind
from desk.fields.texts import MOST_QUOTED
from desk.fields.written import MOST_SIGNS, WrittenKind
from dialogs.forms.situation import Situation
from foundation.errors import Refused

EMPTY: tuple[Any, ...] = (None, "", [])
MOST_CHARACTERS = 100_000  # of any input; what fits is said by its kind
MOST_TEXTS = 500


@dataclass(frozen=True)
class Choice:
    """Something that can be chosen."""

    value: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a dialog asks in one of its fields. `rules`: what the kind of a dynamic field or variable says about values."""

    name: str
    label: str
    help: str
    display: str
    show: Any = None  # as the model has it
    rules: FieldKind | None = None
    refreshes: bool = False

    @property
    def is_mandatory(self) -> bool:
        return self.display == "mandatory"

    @property
    def is_readonly(self) -> bool:
        return self.display == "readonly"


class DialogField(Field):  # type: ignore[misc]  # WTForms carries no types
    """One field. `data` is its value, as the ticket keeps it; `text` what stands in the input, also where that is no value."""

    kind: ClassVar[str] = "text"
    depends_on: ClassVar[frozenset[str]] = frozenset()  # attributes that say what can be chosen here
    suggests: ClassVar[bool] = False  # whether it offers what fits to the first letters (`suggestions`)
    for_customers: ClassVar[bool] = True
    stays_when_empty: ClassVar[bool] = False  # an attribute every ticket has: nothing leaves it as it is
    most_characters: ClassVar[int] = MOST_CHARACTERS

    def __init__(self, *, asked: Asked, situation: Situation, **wtforms: Any) -> None:
        super().__init__(label=asked.label, description=asked.help, **wtforms)
        self.asked = asked
        self.situation = situation
        self.was_sent = False
        self.is_shown = True

    # -------------------------------------------------------------------------------------------- what a template needs
    @property
    def help(self) -> str:
        return self.asked.help

    @property
    def is_required(self) -> bool:
        return self.asked.is_mandatory

    @property
    def is_readonly(self) -> bool:
        return self.asked.is_readonly

    @property
    def refreshes(self) -> bool:
        """Whether others depend on it, so that the form is asked for again when it changes."""
        return self.asked.refreshes

    @property
    def autocomplete(self) -> str:
        """The attribute of the same name in HTML: browsers know nothing about tickets."""
        return "off"

    @property
    def text(self) -> str:
        """What stands in the input: what was typed, else the value."""
        if self.was_sent and self.process_errors:
            return str(self.raw_data[0]) if self.raw_data else ""
        return "" if self.data in EMPTY else self.written(self.data)

    @property
    def shown_text(self) -> str:
        """The value as people read it."""
        return "" if self.data in EMPTY else self.shown(self.data)

    @property
    def limits(self) -> dict[str, Any]:
        """Attributes of HTML that follow from the settings of the field: maxlength, min, max, rows."""
        return {}

    @property
    def choices(self) -> list[Choice] | None:
        """What can be chosen now, what stands included; None: anything the kind takes."""
        return None

    @property
    def offers_none(self) -> bool:
        """Whether a list of choices begins with none of them."""
        return not self.stays_when_empty and (not self.is_required or self.data in EMPTY)

    def suggestions(self, text: str) -> list[Choice]:  # noqa: ARG002 - kinds that suggest use it
        """What fits to the first letters."""
        return []

    # -------------------------------------------------------------------------------------------- what a kind says
    def read(self, texts: Sequence[str]) -> Any:
        """The value that was sent in inputs that are not blank; None for none; ValueError or Refused with a sentence if it is none."""
        return texts[0]

    def written(self, value: Any) -> str:
        """A value as it stands in an input."""
        return str(value)

    def shown(self, value: Any) -> str:
        """A value as people read it."""
        return self.written(value)

    def is_apt(self) -> bool:
        """Whether the field makes sense as things stand; if not, it is not shown."""
        return True

    # -------------------------------------------------------------------------------------------- reading
    def fill(self, value: Any) -> None:
        """Show a value that nobody typed: what stands, or a suggestion of the dialog."""
        self.process(None, data=value)

    def take(self, texts: Sequence[str]) -> None:
        """Read what was sent; what is no value leaves a sentence in `process_errors`."""
        self.was_sent, self.raw_data, self.process_errors, self.data = True, list(texts), [], None
        try:
            self.data = self._kept(texts)
        except ValueError as problem:
            self.process_errors.append(str(problem))
        except Refused as refused:
            self.process_errors.append(" ".join(self.situation.translated(sentence) for sentence in refused.problems.values()))

    def _kept(self, texts: Sequence[str]) -> Any:
        length = max(map(len, texts), default=0)
        if length > self.most_characters or len(texts) > MOST_TEXTS:
            raise ValueError(self.say("It has {length} characters; at most {most} fit.", length=length, most=self.most_characters))
        filled = [text for text in texts if text.strip()]
        value = self.read(filled) if filled else self.nothing()
        return None if value in EMPTY else self.checked(value)

    def nothing(self) -> Any:
        """What an empty input stands for."""
        return None

    def checked(self, value: Any) -> Any:
        """The value as it is kept, under the rules of the field; what stands may stay.

        Raises:
            Refused, ValueError: with a sentence.
        """
        if value == self.situation.asking.value(self.asked.name):
            return value
        self.require_chosen(value)
        if self.asked.rules is None:
            return value
        typed = self.asked.rules.read(value)
        self.require_within(typed)
        return self.asked.rules.check(typed)

    def require_chosen(self, value: Any) -> None:
        """Go on only with what can be chosen, where that is limited."""
        choices = self.choices
        gone = [] if choices is None else [each for each in as_list(value) if each not in {choice.value for choice in choices}]
        if gone:
            raise ValueError(
                self.say("{value} cannot be chosen here.", value=", ".join(f"‘{str(each)[:MOST_QUOTED]}’" for each in gone[:5]))
            )

    def require_within(self, value: Any) -> None:
        """Go on only within the limits of the field: the same as its rules say, in the reader's words."""
        rules = self.asked.rules
        if isinstance(rules, WrittenKind) and len(value) > (most := rules.config.get("max_length", MOST_SIGNS)):
            raise ValueError(self.say("It has {length} characters; at most {most} fit.", length=len(value), most=most))
        if isinstance(rules, OrderedKind):
            low, high = rules.bound("min"), rules.bound("max")
            if low is not None and value < low:
                raise ValueError(self.say("It must not be below {limit}.", limit=self.shown(low)))
            if high is not None and value > high:
                raise ValueError(self.say("It must not be above {limit}.", limit=self.shown(high)))

    def suggested(self, value: Any) -> Any:
        """A default of the dialog as a value of the field; None if it does not fit."""
        if value in EMPTY:
            return None
        try:
            return value if self.asked.rules is None else self.asked.rules.check(value)
        except Refused:
            return None

    def say(self, phrase: str, **values: object) -> str:
        return self.situation.say(phrase, **values)


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
