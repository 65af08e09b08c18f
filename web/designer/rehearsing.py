"""Rehearsal: from a node of a version to its dialogs, as an agent or a customer would see them; nothing is sent."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from desk.actors import Actor
from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.master_data import Validity
from desk.seeds import ADDRESS as NOBODY
from dialogs import activity_dialog
from dialogs.activity_dialog import ActivityDialog
from foundation.db import db
from foundation.errors import NotFound
from processes import definitions
from processes.versions import ProcessVersion
from web import dialog_pages, readers
from web.admission import Admits, Views
from web.designer.step_details import detail_told
from web.dialog_pages import Place, address_of, dialog_reader

views = Views("rehearsing", __name__, admits=Admits.DESIGNERS, url_prefix="/designer/processes")
MOST_PEOPLE = 200


@views.get("/<process_id>/versions/<int:number>/nodes/<path:node>")
def show_node(process_id: str, number: int, node: str) -> ResponseReturnValue:
    """What is known of a node of the diagram, and its dialogs, to be seen as somebody.

    Raises:
        NotFound: there is no such node.
    """
    version = definitions.version_numbered(process_id, number)
    entry = next((each for each in definitions.outline_of(version.id) if each.id == node), None)
    if entry is None:
        raise NotFound("The diagram of this version has no such element.")
    dialogs = definitions.dialogs_offered(version.id).get(node, ())
    return render_template(
        "designer/node.html",
        entry=entry,
        details=[detail_told(detail) for detail in entry.details],
        dialogs=dialogs,
        people=people() if dialogs else [],
        rehearsals=f"{place_of(process_id, number)}/rehearse/",
    )


@views.get("/<process_id>/versions/<int:number>/rehearse/<dialog_id>")
def show(process_id: str, number: int, dialog_id: str) -> ResponseReturnValue:
    """A dialog as somebody would see it."""
    version = definitions.version_numbered(process_id, number)
    found = dialog(version, dialog_id)
    return page(version, found, found.form())


@views.post("/<process_id>/versions/<int:number>/rehearse/<dialog_id>")
def refuse(process_id: str, number: int, dialog_id: str) -> ResponseReturnValue:
    """What was typed is checked, and goes nowhere."""
    version = definitions.version_numbered(process_id, number)
    found = dialog(version, dialog_id)
    form = found.form(request.form)
    form.validate()
    return page(version, found, form)


@views.post("/<process_id>/versions/<int:number>/rehearse/<dialog_id>/refresh")
def refresh(process_id: str, number: int, dialog_id: str) -> ResponseReturnValue:
    found = dialog(definitions.version_numbered(process_id, number), dialog_id)
    return dialog_pages.refresh(lambda: found, place(process_id, number, dialog_id))


@views.get("/<process_id>/versions/<int:number>/rehearse/<dialog_id>/suggest/<name>")
def suggest(process_id: str, number: int, dialog_id: str, name: str) -> ResponseReturnValue:
    return dialog_pages.suggest(dialog(definitions.version_numbered(process_id, number), dialog_id), name)


def dialog(version: ProcessVersion, dialog_id: str) -> ActivityDialog:
    return activity_dialog.in_rehearsal(version.id, dialog_id, actor=as_whom(), reader=dialog_reader())


def as_whom() -> Actor:
    """Who the designer plays: somebody named in the address, else the designer."""
    noun, _colon, login = request.args.get("as", "").partition(":")
    kinds: dict[str, Any] = {"agent": Agent, "customer": CustomerUser}
    if noun not in kinds:
        return readers.actor()
    actor: Actor = kinds[noun].named(login).actor
    return actor


def place_of(process_id: str, number: int) -> str:
    """Where the version is shown."""
    return address_of("designer", "processes", process_id, "versions", number)


def place(process_id: str, number: int, dialog_id: str) -> Place:
    here = place_of(process_id, number)
    return Place(
        template="designer/rehearsal.html",
        address=f"{here}/rehearse/{dialog_id}",
        back=here,
        upload="/uploads",
        ticket_page=lambda to: address_of("tickets", to),
        next_page=lambda to, activity, named: address_of("tickets", to, "activities", activity, named),
        shown={},
    )


def page(version: ProcessVersion, found: ActivityDialog, form: Any) -> ResponseReturnValue:
    process_id = version.definition.process_id
    return render_template(
        "designer/rehearsal.html",
        version=version,
        process_id=process_id,
        dialog=found,
        form=form,
        place=place(process_id, version.number, found.id),
        people=people(),
        whom=request.args.get("as", ""),
        is_asked=("customer" if found.actor.is_customer_user else "agent") in found.asking.dialog.audience,
        is_good=request.method == "POST" and not form.errors,
    )


def people() -> list[tuple[str, str]]:
    """Whom a designer can play: what stands in the address, and who it is."""
    kinds: tuple[tuple[str, str, Any], ...] = (("agent", str(_("agent")), Agent), ("customer", str(_("customer")), CustomerUser))
    return [(f"{noun}:{login}", f"{name} ({said})") for noun, said, kind in kinds for login, name in names_of(kind)]


def names_of(kind: Any) -> list[tuple[str, str]]:
    """Logins and full names, by name."""
    valid = select(kind.login, kind.first_name, kind.last_name).where(kind.validity == Validity.VALID, kind.login != NOBODY)
    found = db.session.execute(valid.order_by(kind.last_name, kind.first_name).limit(MOST_PEOPLE))
    return [(login, f"{first} {last}") for login, first, last in found]
