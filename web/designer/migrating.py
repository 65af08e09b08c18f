"""Moving running tickets to another version: first looked at, each by itself, then done for those that fit."""

from dataclasses import dataclass, field
from typing import Any, Final

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from foundation.db import db
from foundation.errors import HouseError, Refused
from processes import definitions, runner, settling
from processes.instances import RUNNING, Instance
from processes.tickets.ticket import Ticket
from processes.versions import ProcessVersion
from web import readers
from web.admission import Admits, Views

views = Views("migrating", __name__, admits=Admits.DESIGNERS, url_prefix="/designer/processes")
MOST: Final = 200  # tickets in one go; the others are on the next page


@dataclass(kw_only=True)
class Looked:
    """A ticket, and what stands in its way."""

    ticket_id: int
    number: str
    title: str
    problems: dict[str, str] = field(default_factory=dict)


@views.get("/<process_id>/versions/<int:number>/migrate")
def look(process_id: str, number: int) -> ResponseReturnValue:
    """A dry run: which running tickets fit this version, and why the others do not."""
    version = definitions.version_numbered(process_id, number)
    found = running_elsewhere(version)
    return page(version, [looked_at(ticket_id, version, mapping()) for ticket_id in found], last=last_of(found))


@views.post("/<process_id>/versions/<int:number>/migrate")
def migrate(process_id: str, number: int) -> ResponseReturnValue:
    """Move the tickets that were shown; one that does not fit any more stays, and says why."""
    version = definitions.version_numbered(process_id, number)
    chosen = set(request.form.getlist("selected"))
    found = running_elsewhere(version)
    outcome = [moved(ticket_id, version, mapping()) for ticket_id in found if str(ticket_id) in chosen]
    done = sum(not each.problems for each in outcome)
    flash(
        _("%(done)s of %(all)s tickets run version %(number)s now.", done=done, all=len(outcome), number=number),
        "ok" if done == len(outcome) else "warning",
    )
    return page(version, [each for each in outcome if each.problems], last=last_of(found), is_done=True)


def running_elsewhere(version: ProcessVersion) -> list[int]:
    """The tickets that run another version of the process, from where the page begins."""
    others = select(ProcessVersion.id).where(ProcessVersion.definition_id == version.definition_id, ProcessVersion.id != version.id)
    return list(
        db.session.scalars(
            select(Instance.ticket_id)
            .where(RUNNING, Instance.version_id.in_(others), Instance.ticket_id > request.args.get("after", 0, type=int))
            .order_by(Instance.ticket_id)
            .limit(MOST)
        )
    )


def last_of(found: list[int]) -> int | None:
    """After which ticket the next page begins; None: there is none."""
    return found[-1] if len(found) == MOST else None


def mapping() -> dict[str, str]:
    """Nodes of the old version and what they are called in the new one: one a line, "old = new"."""
    lines = (line.partition("=") for line in request.values.get("mapping", "").splitlines())
    return {old.strip(): new.strip() for old, sign, new in lines if sign and old.strip() and new.strip()}


def looked_at(ticket_id: int, version: ProcessVersion, names: dict[str, str]) -> Looked:
    ticket = db.session.get_one(Ticket, ticket_id)
    found = Looked(ticket_id=ticket_id, number=ticket.number, title=ticket.title)
    try:
        plan = runner.plan_migration(ticket, version, names)
        found.problems = {obstacle.element: obstacle.reason for obstacle in plan.obstacles}
    except Refused as refused:
        found.problems = refused.problems
    return found


def moved(ticket_id: int, version: ProcessVersion, names: dict[str, str]) -> Looked:
    """Move one ticket; what goes wrong concerns it alone."""
    ticket = Ticket.for_update(ticket_id)
    found = Looked(ticket_id=ticket_id, number=ticket.number, title=ticket.title)
    try:
        with settling.undoable():
            runner.migrate(ticket, version, actor=readers.actor(), mapping=names)
    except HouseError as error:
        found.problems = error.problems if isinstance(error, Refused) else {"": str(error)}
    return found


def page(version: ProcessVersion, tickets: list[Looked], *, last: int | None, is_done: bool = False) -> ResponseReturnValue:
    shown: dict[str, Any] = {
        "fitting": [each for each in tickets if not each.problems],
        "others": [each for each in tickets if each.problems],
    }
    return render_template(
        "designer/migrate.html",
        version=version,
        process_id=version.definition.process_id,
        mapping=request.values.get("mapping", ""),
        is_done=is_done,
        last=last,
        most=MOST,
        **shown,
    )
