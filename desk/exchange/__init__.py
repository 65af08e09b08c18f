"""Master data as files: everything out as readable YAML, and back in, here or elsewhere, shown before it happens.

    with unit_of_work(reads_only=True):
        data = export(actor=SYSTEM)
    plan = preview(data, actor=SYSTEM)     # nothing was written
    with unit_of_work():
        apply(data, actor=SYSTEM)          # all of it, or a Refused that names each place

Files may hold a part of everything. Nothing is ever deleted by one, and nobody's passwords or secrets are in an export.
"""

from typing import NoReturn

import desk.tables  # noqa: F401 - so that all kinds are known
from desk import house_permissions
from desk.actors import Actor
from desk.exchange.entries import entries_of
from desk.exchange.exporting import as_yaml, document
from desk.exchange.importing import Import
from desk.exchange.plan import Change, Plan, difference, snapshot
from desk.exchange.reading import MOST_BYTES, read_yaml
from desk.house_permissions import HousePermission
from foundation.db import db
from foundation.unit_of_work import unit_of_work

__all__ = ["MOST_BYTES", "Change", "Plan", "apply", "export", "preview"]


class _NotMeant(Exception):
    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan


def export(*, actor: Actor) -> bytes:
    """All master data as YAML; the same data gives the same bytes.

    Raises:
        Forbidden: the actor is no administrator.
    """
    house_permissions.require(actor, HousePermission.ADMIN)
    return as_yaml(document())


def apply(data: bytes, *, actor: Actor) -> Plan:
    """Bring a file in, inside the open unit of work; what was changed.

    Raises:
        Forbidden: the actor is no administrator.
        Refused: naming each place that cannot be taken; the unit of work must be rolled back.
    """
    house_permissions.require(actor, HousePermission.ADMIN)
    records, links = entries_of(read_yaml(data))
    before = snapshot()
    Import(records, links, actor=actor).run()
    db.session.flush()
    db.session.expire_all()
    return difference(before, snapshot(), asked=len(records) + len(links))


def preview(data: bytes, *, actor: Actor) -> Plan:
    """What `apply` would change: it is done in a unit of work of its own and undone again.

    Raises:
        Forbidden, Refused: as `apply`.
    """
    try:
        _apply_and_undo(data, actor)
    except _NotMeant as found:
        return found.plan


def _apply_and_undo(data: bytes, actor: Actor) -> NoReturn:
    with unit_of_work():
        raise _NotMeant(apply(data, actor=actor))
