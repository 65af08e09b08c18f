"""Moving running tickets to another version: workers look at each first; those that fit are moved when somebody has seen that."""

from typing import Any, Final

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select

from foundation.db import db
from foundation.errors import Refused
from processes import definitions
from processes.bulk_changes import moving, selecting
from processes.bulk_changes.records import BulkChange, Outcome
from processes.versions import ProcessVersion
from web import readers
from web.admission import Admits, Views
from web.agent.bulk import counts_of, progress_of

views = Views("migrating", __name__, admits=Admits.DESIGNERS, url_prefix="/designer/processes")
MOST_LISTED: Final = 20


@views.get("/<process_id>/versions/<int:number>/migrate")
def show_all(process_id: str, number: int) -> ResponseReturnValue:
    """How many tickets could be moved to this version, and what was moved in the last weeks."""
    return overview(definitions.version_numbered(process_id, number))


@views.post("/<process_id>/versions/<int:number>/migrate")
def look(process_id: str, number: int) -> ResponseReturnValue:
    """A dry run: have each ticket looked at."""
    version = definitions.version_numbered(process_id, number)
    try:
        move = moving.look(version, mapping(), actor=readers.actor())
    except Refused as refusal:
        return overview(version, problems=refusal.problems)
    return redirect(address_of(version, move.id), 303)


@views.get("/<process_id>/versions/<int:number>/migrate/<int:move_id>")
def show(process_id: str, number: int, move_id: int) -> ResponseReturnValue:
    """How far it has come, and which tickets do not fit or could not be moved."""
    return page("designer/move.html", *found(process_id, number, move_id))


@views.get("/<process_id>/versions/<int:number>/migrate/<int:move_id>/progress")
def show_progress(process_id: str, number: int, move_id: int) -> ResponseReturnValue:
    """The part of the page that follows what is going on."""
    return page("designer/move_progress.html", *found(process_id, number, move_id))


@views.post("/<process_id>/versions/<int:number>/migrate/<int:move_id>/begin")
def begin(process_id: str, number: int, move_id: int) -> ResponseReturnValue:
    """Have those moved that fit."""
    version, move = found(process_id, number, move_id, held=True)
    moving.begin(move, actor=readers.actor())
    return redirect(address_of(version, move.id), 303)


@views.post("/<process_id>/versions/<int:number>/migrate/<int:move_id>/stop")
def stop(process_id: str, number: int, move_id: int) -> ResponseReturnValue:
    """Leave the rest as it is; what was moved stays where it is."""
    version, move = found(process_id, number, move_id, held=True)
    if not selecting.stop(move, actor=readers.actor()):
        flash(_("It was through already."), "info")
    return redirect(address_of(version, move.id), 303)


@views.post("/<process_id>/versions/<int:number>/migrate/<int:move_id>/again")
def try_again(process_id: str, number: int, move_id: int) -> ResponseReturnValue:
    """Try those again that did not fit, or with `stopped` go on with what was left."""
    version, move = found(process_id, number, move_id, held=True)
    those = Outcome.STOPPED if "stopped" in request.form else Outcome.FAILED
    if not selecting.try_again(move, actor=readers.actor(), those=those):
        flash(_("Nothing is left to be tried again."), "info")
    return redirect(address_of(version, move.id), 303)


# ------------------------------------------------------------------------------------------------ parts of it
def found(process_id: str, number: int, move_id: int, *, held: bool = False) -> tuple[ProcessVersion, BulkChange]:
    version = definitions.version_numbered(process_id, number)
    return version, moving.move_with_id(move_id, version, actor=readers.actor(), held=held)


def address_of(version: ProcessVersion, move_id: int) -> str:
    return url_for("migrating.show", process_id=version.definition.process_id, number=version.number, move_id=move_id)


def mapping() -> dict[str, str]:
    """Nodes of the old version and what they are called in the new one: one a line, "old = new"."""
    lines = (line.partition("=") for line in request.form.get("mapping", "").splitlines())
    return {old.strip(): new.strip() for old, sign, new in lines if sign and old.strip() and new.strip()}


def overview(version: ProcessVersion, *, problems: dict[str, str] | None = None) -> ResponseReturnValue:
    moves = db.session.scalars(moving.moves_to(version, actor=readers.actor()).limit(MOST_LISTED)).all()
    outcomes = selecting.outcomes(*(move.id for move in moves))
    shown = render_template(
        "designer/migrate.html",
        version=version,
        process_id=version.definition.process_id,
        number=db.session.scalar(select(func.count()).select_from(moving.running_elsewhere(version).subquery())),
        moves=[{"move": move, "counts": counts_of(outcomes[move.id])} for move in moves],
        mapping=request.form.get("mapping", ""),
        problems=problems or {},
    )
    return make_response(shown, 422 if problems else 200)


def page(template: str, version: ProcessVersion, move: BulkChange) -> ResponseReturnValue:
    renamed: dict[str, Any] = move.wanted["mapping"]
    here = address_of(version, move.id)
    return render_template(
        template,
        version=version,
        process_id=version.definition.process_id,
        move=move,
        here=here,
        renamed="\n".join(f"{old} = {new}" for old, new in renamed.items()),
        **progress_of(move),
    )
