"""What an expression sees from where a token stands.

From the inside out: the loop names of its iteration, the variables of its scope, those of the scopes around it up to the process;
then the ticket, its fields and the listed views, through the host.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from bpm.errors import NoValue
from bpm.typed_values import fitting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from bpm.host import Host
    from bpm.instance import Scope
    from bpm.model import Variable
    from bpm.tokens import Token


class Lookup:
    """Finds values by name; made for one token, thrown away after use."""

    __slots__ = ("token",)

    def __init__(self, token: Token) -> None:
        self.token = token

    @property
    def host(self) -> Host:
        """Who keeps the ticket."""
        return self.token.instance.movement.host

    @property
    def now(self) -> datetime:
        """The time of the step, in UTC."""
        return self.token.instance.movement.now

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which dates without one are meant."""
        return self.host.zone

    def in_group(self, group: str) -> bool:
        """Whether the acting person belongs to a group."""
        return self.host.in_group(group)

    def __call__(self, name: str) -> object:
        """The value of a name.

        Raises:
            NoValue: nothing has set it.
        """
        for where, key in self.places(name):
            if key in where:
                return where[key]
        return self.host.read(name.removeprefix("ticket."))

    def places(self, name: str) -> Iterator[tuple[dict[str, Any], str]]:
        """The dictionaries that may hold a variable, innermost first."""
        if "." in name:
            return
        token, scope = self.token, self.token.workflow
        while True:
            yield token.data, name
            if token.is_iteration:
                yield cast("Token", token.parent).data, name
            yield scope.data, scope.spec.aliases.get(name, name)
            if scope.spec.is_process:
                return
            token = scope.owner
            scope = token.workflow

    def set(self, name: str, value: object) -> None:
        """Give a variable a value where it lives, or a ticket value to the host.

        Raises:
            NoValue: a model that declares its names does not know this one.
            BpmError: the value does not fit the declared type.
        """
        if name.startswith("ticket."):
            self.host.write(name.removeprefix("ticket."), value)
            return
        value = self.fitting(name, value)
        if not self.set_existing(name, value):
            self.set_new(name, value)

    def set_if_known(self, name: str, value: object) -> None:
        """Set what a message or reply brought; a name a declared model does not know is left out."""
        try:
            self.set(name, value)
        except NoValue:
            return

    def visible_variables(self) -> dict[str, Any]:
        """All variables seen from here, by name."""
        found: dict[str, Any] = {}
        for where, _ in self.places(""):
            for name, value in where.items():
                found.setdefault(name, value)
        return found

    def set_existing(self, name: str, value: object) -> bool:
        """Change a variable that has a value already; whether there is one."""
        for where, key in self.places(name):
            if key in where:
                where[key] = value
                return True
        return False

    def declaration(self, name: str) -> tuple[Scope, Variable] | None:
        """The innermost scope that declares a variable, and its declaration."""
        scope: Scope = self.token.workflow
        while True:
            key = scope.spec.aliases.get(name, name)
            for variable in scope.spec.variables:
                if variable.name == key:
                    return scope, variable
            if scope.spec.is_process:
                return None
            scope = scope.owner.workflow

    def declares(self, name: str) -> bool:
        """Whether a name is a variable here, declared or set before."""
        return self.declaration(name) is not None or any(key in where for where, key in self.places(name))

    def fitting(self, name: str, value: object) -> object:
        """A value as the variable of this name takes it.

        Raises:
            BpmError: it does not fit the declared type.
        """
        declared = self.declaration(name)
        if declared is None:
            return value
        return fitting(value, declared[1].type)

    def process_scope(self) -> Scope:
        """The scope of the process the token is in."""
        scope: Scope = self.token.workflow
        while not scope.spec.is_process:
            scope = scope.owner.workflow
        return scope

    def set_new(self, name: str, value: object) -> None:
        """Set a name for the first time: in the scope that declares it, on the ticket, or in the process."""
        declared = self.declaration(name)
        if declared is not None:
            declared[0].data[declared[1].name] = value
        elif self.host.knows(name):
            self.host.write(name, value)
        elif self.token.instance.model.is_foreign:
            self.process_scope().data[name] = value
        else:
            raise NoValue(name)
