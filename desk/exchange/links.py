"""What records have to do with each other beside their attributes: memberships, grants, assignments; each kind with the verb that makes it.

A file can add such links; what is not in the file stays.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table, select

from desk import customer_groups, house_permissions, ownership_limits, services
from desk.actors import Actor
from desk.auto_responses import answer_with
from desk.exchange.shapes import Find, plain, target_of, typed
from desk.house_permissions import HousePermission
from desk.master_data import MasterData, one_of
from desk.ownership_limits import Relation
from foundation.db import Base, db

Values = dict[str, Any]
Give = Callable[[Values, Actor], object]


@dataclass(frozen=True)
class LinkKind:
    """One kind of link.

    Args:
        name: of its table, which is its name in a file.
        give: makes a link of records and values; nothing happens if it is there.
        follows: columns whose values follow from the others.
    """

    name: str
    give: Give
    follows: frozenset[str] = frozenset()

    @property
    def table(self) -> Table:
        return Base.metadata.tables[self.name]

    def columns(self) -> dict[str, tuple[Column[Any], type[MasterData] | None]]:
        """By the name in a file: the column, and what it refers to."""
        targets = {column.name: (column, target_of(column)) for column in self.table.columns if column.name not in self.follows}
        return {name.removesuffix("_id") if target else name: (column, target) for name, (column, target) in targets.items()}

    def rows(self) -> list[Values]:
        """All links there are, by name."""
        columns = self.columns()
        found = db.session.execute(select(*(column for column, _ in columns.values())))
        names = {target: _names(target) for _, target in columns.values() if target is not None}
        shown = [
            {
                name: names[target][value] if target else plain(value)
                for (name, (_, target)), value in zip(columns.items(), row, strict=True)
            }
            for row in found
        ]
        return sorted(shown, key=lambda row: [str(value) for value in row.values()])

    def read(self, given: Values, find: Find) -> Values:
        """Records and values for those of a file.

        Raises:
            ValueError, NotFound: naming what is wrong.
        """
        missing = [name for name in self.columns() if given.get(name) is None]
        if missing:
            raise ValueError(f"{', '.join(missing)} is missing.")
        return {name: self._value(name, value, find) for name, value in given.items()}

    def _value(self, name: str, value: Any, find: Find) -> Any:
        column, target = self.columns()[name]
        text = typed(column, value) if target is None else value
        return text if target is None else find(target, str(text))


def _names(kind: type[MasterData]) -> dict[int, str]:
    return {record_id: name for record_id, name in db.session.execute(select(kind.id, getattr(kind, kind.key)))}  # noqa: C416 - typed


# ------------------------------------------------------------------------------------------------ how each is made
def _house_permission(values: Values, actor: Actor) -> None:
    holder = values.get("agent") or values["role"]
    house_permissions.grant(one_of(HousePermission, values["permission"]), to=holder, actor=actor)  # type: ignore[arg-type]


def _group_permission(values: Values, actor: Actor) -> None:
    values["group"].grant(values["permission"], to=values.get("agent") or values["role"], actor=actor)


def _customer_permission(values: Values, actor: Actor) -> None:
    holder, context = values.get("customer") or values["customer_user"], values.get("context", customer_groups.Context.SAME)
    customer_groups.grant(values["permission"], values["group"], to=holder, context=context, actor=actor)


def _ownership_limit(values: Values, actor: Actor) -> None:
    """A limit is a set: the present permissions stay, this one comes to them."""
    queue, relation = values["queue"], one_of(Relation, values["relation"])
    wanted = (ownership_limits.rows_of(queue, relation) | {values["permission"]}) - {ownership_limits.NOTHING}  # type: ignore[arg-type]
    ownership_limits.limit(queue, relation, wanted, actor=actor)  # type: ignore[arg-type]


def _queue_auto_response(values: Values, actor: Actor) -> None:
    answer_with(values["queue"], values["auto_response"], actor=actor)


LINKS: dict[str, LinkKind] = {
    kind.name: kind
    for kind in (
        LinkKind("agent_role", lambda values, actor: values["role"].give(to=values["agent"], actor=actor)),
        LinkKind("agent_group_permission", _group_permission),
        LinkKind("role_group_permission", _group_permission),
        LinkKind("agent_house_permission", _house_permission),
        LinkKind("role_house_permission", _house_permission),
        LinkKind("customer_group_permission", _customer_permission),
        LinkKind("customer_user_group_permission", _customer_permission),
        LinkKind("customer_user_service", lambda values, actor: services.assign(values["service"], values["customer_user"], actor=actor)),
        LinkKind("ownership_limit", _ownership_limit),
        LinkKind("queue_auto_response", _queue_auto_response, follows=frozenset({"type"})),
    )
}
# Links nobody exchanges: what agents chose for themselves.
PERSONAL = frozenset({"personal_queue", "personal_service"})
