"""People who are found by the first letters of their words instead of being chosen from a list."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from sqlalchemy import ColumnElement, Select

from desk.fields.texts import one_line, read_text, shown as quoted
from desk.people import folded
from dialogs.forms.field import Choice, DialogField
from foundation.db import db

MOST_SUGGESTED: Final = 10


class PersonField(DialogField):
    """Somebody, known by login; whom one may not see cannot be chosen, except who stands there."""

    suggests: ClassVar[bool] = True
    what: ClassVar[str]
    person: ClassVar[type[Any]]

    def selectable(self) -> Select[Any]:
        """Who can be chosen by this actor."""
        raise NotImplementedError

    def like(self, text: str) -> ColumnElement[bool]:
        """Whether somebody is meant by the letters that were typed."""
        raise NotImplementedError

    def read(self, texts: Sequence[str]) -> int:
        login = one_line(read_text(texts[0]))
        wanted = self.selectable().where(self.person.login_folded == folded(login)).with_only_columns(self.person.id)
        found = db.session.scalar(wanted)
        standing = self.situation.asking.value(self.asked.name)
        if found is None and standing is not None and login == self.written(standing):
            found = standing
        if found is None:
            raise ValueError(self.say("There is no {what} {value}, or none you may choose.", what=self.say(self.what), value=quoted(login)))
        return int(found)

    def suggestions(self, text: str) -> list[Choice]:
        return choices_of(self.selectable().where(self.like(text)), self.person)

    def written(self, value: int | str) -> str:
        return self.asked.rules.shown(value) if self.asked.rules is not None else str(value)

    def shown(self, value: int | str) -> str:
        found = db.session.get(self.person, value) if isinstance(value, int) else None
        return self.written(value) if found is None else found.full_name


def choices_of(people: Select[Any], person: Any) -> list[Choice]:
    """The first of some people."""
    found = db.session.scalars(people.order_by(person.login).limit(MOST_SUGGESTED)).all()
    return [Choice(each.login, f"{each.full_name} ({each.login})") for each in found]
