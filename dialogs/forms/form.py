"""A dialog as a form: which of its fields are on the page now, what stands in them, and what is wrong with it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict
from wtforms.form import BaseForm

from desk.field_kinds import kinds as field_kinds
from desk.fields.kind import FieldKind
from dialogs.beginnings import is_number, new_number
from dialogs.fields import kinds
from dialogs.forms.article import ArticlePart, article_part
from dialogs.forms.field import EMPTY, Asked, DialogField
from dialogs.forms.situation import Situation
from foundation.application import settings
from foundation.errors import Refused
from processes.runner import Input
from processes.tickets.attributes import ATTRIBUTES

PREFIX: Final = "answer"
TICKET, CUSTOMER = "ticket", "customer"
SEEN, SHOWN = "seen", "shown"  # hidden inputs: up to where the history was known, and which fields were on the page
FORM: Final = "form"  # another one, before there is a ticket: the number by which a form that is sent twice is known
KINDS_OF_VARIABLES: Final = {"boolean": "checkbox", "any": "text"}
LABELS: Final = {
    "title": "Title",
    "queue": "Queue",
    "state": "State",
    "priority": "Priority",
    "type": "Type",
    "service": "Service",
    "sla": "Service level",
    "owner": "Owner",
    "responsible": "Responsible",
    "lock": "Lock",
    "pending_until": "Pending until",
    "customer": "Customer",
}


@dataclass(frozen=True)
class Part:
    """Something on the page, in the order of the dialog: exactly one of the three."""

    field: DialogField | None = None
    text: str = ""
    article: ArticlePart | None = None

    @property
    def role(self) -> str:
        """What it is: `field`, `article` or `text`."""
        return "field" if self.field is not None else "article" if self.article is not None else "text"


class DialogForm:
    """The form of one dialog for one person.

    `fields` are all that can ever be on the page, by name; `parts` what is on it now. `problem` speaks of the whole. `customer`: before
    there is a ticket, whose it will be, where an agent answers and the dialog does not ask.
    """

    def __init__(self, situation: Situation, sent: MultiDict[str, str] | None = None, *, counts_suggestions: bool = False) -> None:
        self.situation = situation
        self.sent = sent
        self.problem = ""
        self.customer = whose_field(situation, sent)
        self.counts_suggestions = sent is None or counts_suggestions
        form = BaseForm(dict(unbound(situation)), prefix=PREFIX)
        self.fields: dict[str, DialogField] = {field.short_name: field for field in form}
        self._fill()
        self._take()
        self._suggest()
        self._settle()
        self._take_again()
        self.article = article_part(situation.asking.dialog.article, situation, sent)
        self.knows_news = sent is None

    # -------------------------------------------------------------------------------------------- what is on the page
    @property
    def parts(self) -> list[Part]:
        """What is on the page now, in order."""
        return list(self._parts())

    def _parts(self) -> Iterator[Part]:
        parts: Sequence[Any] = self.situation.asking.dialog.parts
        for part in parts:
            name = getattr(part, "name", None)
            if name is not None:
                if name in self.fields and self.fields[name].is_shown:
                    yield Part(field=self.fields[name])
            elif hasattr(part, "channel"):
                if self.article is not None:
                    yield Part(article=self.article)
            else:
                yield Part(text=self.situation.asking.text(part, self.situation.answers, language=self.situation.reader.language))

    @property
    def shown(self) -> list[DialogField]:
        """The fields on the page."""
        return [field for field in self.fields.values() if field.is_shown]

    @property
    def hidden(self) -> dict[str, str]:
        """Inputs nobody sees, which the page carries along."""
        ticket = self.situation.asking.ticket
        names = " ".join(field.asked.name for field in self.shown if not field.is_readonly)
        if ticket is None:
            return {SHOWN: names, FORM: self.number or new_number()}
        known = self.seen if not self.knows_news and self.seen is not None else ticket.history_length
        return {SHOWN: names, SEEN: str(known)}

    @property
    def number(self) -> str:
        """The number the form came with, "" if none."""
        said = "" if self.sent is None else self.sent.get(FORM, "")
        return said if is_number(said) else ""

    @property
    def seen(self) -> int | None:
        """Up to where the history was known to who sent this; None: it was not said."""
        said = "" if self.sent is None else self.sent.get(SEEN, "")
        return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else None

    @property
    def errors(self) -> dict[str, list[str]]:
        """What is wrong, by the name of the input; the empty name speaks of the whole."""
        found = {field.name: list(field.errors) for field in self._all() if field.errors}
        return found | ({"": [self.problem]} if self.problem else {})

    def _all(self) -> Iterable[DialogField]:
        whose = [] if self.customer is None else [self.customer]
        return [*whose, *self.shown, *(self.article.fields.values() if self.article else ())]

    # -------------------------------------------------------------------------------------------- what was said
    @property
    def answers(self) -> dict[str, Any]:
        """The good answers to what is on the page, as the runner takes them."""
        return self._said(field for field in self.shown if field.was_sent)

    def given(self) -> Input:
        """What the runner is given."""
        article = self.article.article() if self.article is not None else None
        return Input(dialog=self.situation.asking.dialog.id or None, answers=self.answers, article=article)

    def validate(self) -> bool:
        """Whether this can be sent as it is; sentences stand at the fields."""
        for field in self.shown:
            field.errors = self._problems_of(field)
        if self.customer is not None:
            self.customer.errors = list(self.customer.process_errors)
        if self.article is not None:
            self.article.validate()
        return not self.errors

    def refuse(self, refused: Refused) -> None:
        """Put what the house refused where it belongs: at the fields it names, else at the whole."""
        rest = []
        for name, sentence in refused.problems.items():
            field = self.fields.get(name)
            if field is not None and field.is_shown:
                field.errors = [*field.errors, sentence]
            else:
                rest.append(sentence)
        self.problem = " ".join(rest)

    def _problems_of(self, field: DialogField) -> list[str]:
        if field.was_sent and field.process_errors:
            return list(field.process_errors)
        value = field.data if field.was_sent else self.situation.asking.value(field.asked.name)
        if field.is_required and value in EMPTY:
            return [self.situation.say("{label} must be filled in.", label=field.asked.label)]
        show = field.asked.show
        if value is not None and not self.situation.asking.fulfils_check(show, self.answers):
            return [
                self.situation.translated(show.message)
                if show.message
                else self.situation.say("{label} is not right.", label=field.asked.label)
            ]
        return []

    # -------------------------------------------------------------------------------------------- reading
    def _fill(self) -> None:
        """What stands."""
        for name, field in self.fields.items():
            field.fill(self.situation.asking.value(name))

    def _suggest(self) -> None:
        """What the dialog suggests, where nothing stands and nothing was said; a suggestion may follow from one before it."""
        asking, situation = self.situation.asking, self.situation
        situation.answers = self._said(self.fields.values())
        for field in self.fields.values():
            if field.is_readonly or field.was_sent or (asking.ticket is not None and field.data not in EMPTY):
                continue
            suggested = field.suggested(asking.default(field.asked.show, situation.answers))
            if suggested not in EMPTY:
                field.fill(suggested)
                situation.answers = self._said(self.fields.values())

    def _take(self) -> None:
        """Read what was sent for fields that can be written, those first on which choices of others depend."""
        if self.sent is None:
            return
        there = set(self.sent.get(SHOWN, "").split())
        for field in sorted(self.fields.values(), key=depth):
            if not field.is_readonly and (field.name in self.sent or field.asked.name in there):
                field.take(self.sent.getlist(field.name))
                self.situation.answers = self._said(self.fields.values())

    def _take_again(self) -> None:
        """Read once more what depends on others, now that it is clear which of those count."""
        dependent = [field for field in sorted(self.fields.values(), key=depth) if field.depends_on and field.was_sent]
        for field in dependent:
            field.take(list(field.raw_data))
        if dependent:
            self._settle()

    def _settle(self) -> None:
        """Find which fields are on the page: what was said in one that is not there does not count, which may show or hide others."""
        shown = set(self.fields)
        rounds = len(self.fields) + 1
        for turn in range(2 * rounds):
            self.situation.answers = self._said(self.fields[name] for name in self.fields if name in shown)
            found = {name for name, field in self.fields.items() if self._belongs(field)}
            if found == shown:
                break
            shown = found if turn < rounds else shown & found  # fields that hide each other in a circle end up hidden
        for name, field in self.fields.items():
            field.is_shown = name in shown

    def _belongs(self, field: DialogField) -> bool:
        return field.is_apt() and self.situation.asking.is_shown(field.asked.show, self.situation.answers)

    def _said(self, fields: Iterable[DialogField]) -> dict[str, Any]:
        counted = [field for field in fields if not field.is_readonly and (field.was_sent or self.counts_suggestions)]
        good = [field for field in counted if not (field.was_sent and field.process_errors)]
        return {field.asked.name: field.data for field in good if not (field.stays_when_empty and field.data in EMPTY)}


# ------------------------------------------------------------------------------------------------ whose ticket it will be
def whose_field(situation: Situation, sent: MultiDict[str, str] | None) -> DialogField | None:
    """For whom an agent starts a process, where the dialog does not ask."""
    asking = situation.asking
    if (
        asking.ticket is not None
        or asking.event is None
        or not situation.actor.is_agent
        or any(show.name == CUSTOMER for show in asking.dialog.shows)
    ):
        return None
    told = Asked(name=CUSTOMER, label=situation.say(LABELS[CUSTOMER]), help="", display="optional", refreshes=True)
    field: DialogField = BaseForm({CUSTOMER: kinds[CUSTOMER](asked=told, situation=situation)}, prefix=TICKET)[CUSTOMER]
    field.fill(None)
    if sent is not None and field.name in sent:
        field.take(sent.getlist(field.name))
    situation.on_behalf_of = str(field.data or "")
    return field


# ------------------------------------------------------------------------------------------------ the fields of a dialog
def unbound(situation: Situation) -> list[tuple[str, Any]]:
    """The fields of a dialog that this person can ever see, for WTForms."""
    shows = [show for show in situation.asking.dialog.shows if show.display != "hidden"]
    found = [(show, *kind_of(situation, show)) for show in shows if is_known(situation, show)]
    offered = [each for each in found if each[1].for_customers or not situation.actor.is_customer_user]
    moving = {name for show, kind, _ in offered for name in (*kind.depends_on, *situation.asking.depends_on(show))}
    return [
        (show.name, kind(asked=asked(situation, show, rules, refreshes=show.name in moving), situation=situation))
        for show, kind, rules in offered
    ]


def is_known(situation: Situation, show: Any) -> bool:
    """Whether there is such a name: an administrator may have deleted a field."""
    return show.is_variable or show.name in ATTRIBUTES or show.name in situation.asking.variables or show.name in situation.asking.fields


def kind_of(situation: Situation, show: Any) -> tuple[type[DialogField], FieldKind | None]:
    """How a shown name is drawn and read, and what the desk says about its values."""
    asking = situation.asking
    if show.name in asking.variables or show.is_variable:
        name = asking.variables.get(show.name, "text")
        name = KINDS_OF_VARIABLES.get(name, name)
        return kinds[name], field_kinds[name]({}, ZoneInfo(settings().time_zone)) if name in field_kinds else None
    if show.name in ATTRIBUTES:
        return kinds[show.name], None
    field = asking.fields[show.name]
    return kinds[field.kind], field.rules


def asked(situation: Situation, show: Any, rules: FieldKind | None, *, refreshes: bool) -> Asked:
    """What a dialog asks in one field, in the reader's language."""
    return Asked(
        name=show.name,
        label=label_of(situation, show),
        help=situation.translated(show.help) if show.help else "",
        display=show.display,
        show=show,
        rules=rules,
        refreshes=refreshes and show.is_writable,
    )


def label_of(situation: Situation, show: Any) -> str:
    """What a person reads beside a field."""
    if show.label:
        return situation.translated(show.label)
    if show.name in situation.asking.fields and show.name not in situation.asking.variables:
        return situation.translated(situation.asking.fields[show.name].label)
    return situation.say(LABELS[show.name]) if show.name in LABELS else str(show.name)


def depth(field: DialogField) -> int:
    """How many fields another has to be read before this one: the SLA after the service, which comes after the customer."""
    return 0 if not field.depends_on else 2 if "service" in field.depends_on else 1


def as_sent(values: Mapping[str, list[str] | str] | MultiDict[str, str]) -> MultiDict[str, str]:
    """What was sent, whatever kind of mapping it came in."""
    return values if isinstance(values, MultiDict) else MultiDict(values)
