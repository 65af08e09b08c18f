"""What a person says in an activity dialog: checked whole, then written (`contracts`: `complete` of `process play`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from bpm.errors import BpmError, NoValue, Refused
from bpm.language.names import Overlay
from bpm.language.spelling import nearest_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bpm.expressions import Expression, Names
    from bpm.model import Dialog, Model, Parameter, Show
    from bpm.tokens import Token


class Answered(Protocol):
    """What answers are written to: a ticket, wherever it is kept."""

    @property
    def names(self) -> Iterable[str]:
        """Its attributes and fields."""

    def knows(self, name: str) -> bool:
        """Whether a name is one of them."""

    def fitting(self, name: str, value: object) -> object:
        """A value as the attribute or field stores it.

        Raises:
            BpmError: it does not fit, or there is no such name.
        """

    def expressed(self, name: str, value: object) -> object:
        """A value that is stored so, as conditions and texts see it: an id as a login."""


class Answers:
    """The answers to one dialog, or without a dialog values by name."""

    def __init__(self, model: Model, ticket: Answered, given: Mapping[str, Any], article: Mapping[str, Any] | None) -> None:
        self.model = model
        self.ticket = ticket
        self.given = {name.removeprefix("ticket."): value for name, value in given.items()}
        self.article = article

    def write_freely(self, token: Token) -> None:
        """Each key sets the field or attribute of that name, else a variable."""
        if self.article:
            raise Refused("An article needs a dialog with an article part.")
        for name, value in self.given.items():
            self.write(token, name, value)

    def write_dialog(self, token: Token, dialog: Dialog) -> None:
        """Check all parts of the dialog, then write what was answered and the hidden defaults."""
        shown = {show.name: show for show in dialog.shows if show.display != "hidden"}
        for name in self.given:
            if name not in shown or not shown[name].is_writable:
                why = "is read-only there." if name in shown else f"is not shown there.{meant(name, shown)}"
                raise Refused(f"The dialog {dialog.id}: {name!r} {why}")
        answers = {name: self.fitting(token, name, value) for name, value in self.given.items()}
        seen = {name: self.expressed(token, name, value) for name, value in answers.items()}
        overlay = Overlay(token.names, seen | {f"ticket.{name}": value for name, value in seen.items()})
        for show in shown.values():
            self.check(show, overlay, dialog)
        self.check_article(dialog)
        for name in shown:
            if name in self.given:
                self.put(token, name, answers[name])
        for show in dialog.shows:
            if show.display == "hidden" and show.default is not None and self.applies(show.when, overlay):
                self.write(token, show.name, self.hidden(show, show.default, overlay, dialog))

    def hidden(self, show: Show, default: Parameter, overlay: Overlay, dialog: Dialog) -> object:
        """What a hidden field is set to.

        Raises:
            Refused: the default needs a value that is not there.
        """
        try:
            return default.value(overlay)
        except BpmError as error:
            raise Refused(f"The dialog {dialog.id}: the default of {show.name!r}, {default.text!r}, cannot be told: {error}") from error

    def check(self, show: Show, overlay: Overlay, dialog: Dialog) -> None:
        """One shown field: whether it is shown now, filled where it must be, and right."""
        label, where = self.label_of(show), f"The dialog {dialog.id}, {show.name}"
        if not self.applies(show.when, overlay):
            if show.name in self.given:
                raise Refused(f"{where}: {label} is not shown, since {show.when.text if show.when else ''} is not true.")
            return
        value = value_of(overlay, show.name)
        if show.display == "mandatory" and value in (None, "", []):
            raise Refused(f"{where}: {label} must be filled in.")
        if show.check is not None and value is not None and not self.applies(show.check, overlay):
            raise Refused(f"{where}: {show.message or f'{label} is not right: {show.check.text} does not hold.'}")

    def label_of(self, show: Show) -> str:
        """What a person reads on the dialog."""
        field = self.model.fields.get(show.name)
        return show.label or (field.label if field else "") or show.name

    def check_article(self, dialog: Dialog) -> None:
        """The article part: where it must be filled in, and where there is none."""
        part = dialog.article
        writable = part is not None and part.display in ("mandatory", "optional")
        if self.article and not writable:
            raise Refused(f"The dialog {dialog.id} has no article to write.")
        if part is not None and part.display == "mandatory":
            article = self.article or {}
            if not article.get("body") or not (article.get("subject") or part.subject):
                raise Refused(f"The dialog {dialog.id}: the article needs a subject and a body.")

    def applies(self, condition: Expression | None, overlay: Names) -> bool:
        """Whether a condition of the dialog holds; one that cannot be decided does not."""
        try:
            return condition is None or condition.truth(overlay)
        except NoValue:
            return False
        except BpmError as error:
            raise Refused(str(error)) from error

    def fitting(self, token: Token, name: str, value: Any) -> Any:
        """A value as the field, attribute or variable of that name takes it.

        Raises:
            Refused: it does not fit.
        """
        try:
            return (
                self.ticket.fitting(name, value)
                if self.ticket.knows(name) and not token.names.declares(name)
                else token.names.fitting(name, value)
            )
        except NoValue:
            raise
        except BpmError as error:
            raise Refused(str(error)) from error

    def expressed(self, token: Token, name: str, value: Any) -> Any:
        """A value that fits, as the conditions of the dialog see it."""
        return self.ticket.expressed(name, value) if self.ticket.knows(name) and not token.names.declares(name) else value

    def write(self, token: Token, name: str, value: Any) -> None:
        """Set a name."""
        try:
            self.put(token, name, self.fitting(token, name, value))
        except NoValue:
            raise unknown(name, [*self.ticket.names, *token.names.visible_variables()]) from None

    def put(self, token: Token, name: str, value: Any) -> None:
        """Set a name to a value that fits.

        Raises:
            Refused: it cannot be set.
        """
        try:
            token.names.set(name, value)
        except NoValue:
            raise
        except BpmError as error:
            raise Refused(str(error)) from error


def unknown(name: str, known: Iterable[str]) -> Refused:
    """The refusal of a name nobody declares."""
    return Refused(f"There is no field, attribute or variable {name!r}.{meant(name, known)}")


def meant(name: str, known: Iterable[str]) -> str:
    """The question whether the nearest known name is meant, if one is near."""
    near = nearest_name(name, known)
    return f" Is {near!r} meant?" if near else ""


def value_of(overlay: Overlay, name: str) -> Any:
    """The value of a name, None if it has none."""
    try:
        return overlay(name)
    except NoValue:
        return None
