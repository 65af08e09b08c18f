"""Records of master data: lists with search, forms, and who changed what. They are never deleted, only made invalid."""

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import String, or_, select

from desk.auditing import AuditEntry
from desk.customers import Customer
from desk.exchange.shapes import Attribute
from desk.master_data import MasterData, Validity
from foundation.db import db
from foundation.errors import NotFound, Refused
from processes import settling
from web import readers
from web.admin import people
from web.admin.changes import entry_pairs, is_personal
from web.admin.days import months
from web.admin.field_settings import called
from web.admin.fields import values_of
from web.admin.kinds import GROUPS, TABLE, Kind, kind_named
from web.admin.labels import label_of, word_of
from web.admission import Admits, Views
from web.sentences import told

views = Views("records", __name__, admits=Admits.ADMINISTRATORS, url_prefix="/admin")
PAGE = 50
LONGEST = 100  # characters that are looked for
CHANGES = 20  # entries of who changed what, beside a form


@views.get("/<kind_name>/")
def show_list(kind_name: str) -> ResponseReturnValue:
    """The records of a kind by name."""
    kind = kind_named(kind_name)
    words, validity = request.args.get("q", "").strip()[:LONGEST], request.args.get("validity", "")
    found = list(db.session.scalars(page_of(kind, words, validity, after=request.args.get("after", "")).limit(PAGE + 1)))
    return render_template(
        "admin/list.html",
        kind=kind,
        rows=[row_of(kind, record) for record in found[:PAGE]],
        heads=[{"name": name, "label": label_of(name)} for name in (kind.record.key, *kind.columns, "validity")],
        older=str(found[PAGE - 1]) if len(found) > PAGE else None,
        q=words,
        validity=validity,
        validities=[(one.value, word_of(one.value)) for one in Validity],
        **around(),
    )


@views.get("/<kind_name>/new")
def show_new(kind_name: str) -> ResponseReturnValue:
    return form(kind_named(kind_name), None)


@views.post("/<kind_name>/new")
def create(kind_name: str) -> ResponseReturnValue:
    """Make a record."""
    kind = kind_named(kind_name)
    try:
        with settling.undoable():
            record = kind.record.create(actor=readers.actor(), **with_comment(values_of(kind, request.form, request.files)))
            people.take(record, request.form, is_new=True, actor=readers.actor())
    except Refused as refused:
        return form(kind, None, problems=refused.problems)
    flash(_("Made: %(name)s", name=str(record)), "ok")
    return redirect(url_for("records.show", kind_name=kind_name, record_id=record.id))


@views.get("/<kind_name>/<int:record_id>")
def show(kind_name: str, record_id: int) -> ResponseReturnValue:
    kind = kind_named(kind_name)
    return form(kind, kind.record.by_id(record_id))


@views.post("/<kind_name>/<int:record_id>")
def change(kind_name: str, record_id: int) -> ResponseReturnValue:
    """Give a record new values."""
    kind = kind_named(kind_name)
    record = kind.record.by_id(record_id)
    try:
        with settling.undoable():
            record.change(actor=readers.actor(), **with_comment(values_of(kind, request.form, request.files, record=record)))
            people.take(record, request.form, is_new=False, actor=readers.actor())
    except Refused as refused:
        return form(kind, kind.record.by_id(record_id), problems=refused.problems)
    flash(_("Saved."), "ok")
    return redirect(url_for("records.show", kind_name=kind_name, record_id=record_id))


@views.post("/<kind_name>/<int:record_id>/password")
def set_password(kind_name: str, record_id: int) -> ResponseReturnValue:
    """Give a person a new password; an empty one takes it away.

    Raises:
        NotFound: records of this kind have none.
    """
    kind = kind_named(kind_name)
    person = kind.record.by_id(record_id)
    if not hasattr(person, "set_password"):
        raise NotFound("Records of this kind have no password.")
    try:
        with settling.undoable():
            person.set_password(request.form.get("password") or None, actor=readers.actor())
    except Refused as refused:
        return form(kind, kind.record.by_id(record_id), problems=refused.problems)
    flash(_("The password is set; all sessions of this person have ended."), "ok")
    return redirect(url_for("records.show", kind_name=kind_name, record_id=record_id))


# ------------------------------------------------------------------------------------------------ parts of it
def page_of(kind: Kind, words: str, validity: str, *, after: str) -> Any:
    """The records by what they are known by, from a name on."""
    record = kind.record
    key = getattr(record, record.key)
    found = select(record).where(key > after) if after else select(record)
    if words:
        texts = [
            column
            for column in record.__table__.columns
            if isinstance(column.type, String) and column.name not in record.secrets and "hash" not in column.name
        ]
        found = found.where(or_(*(column.icontains(words, autoescape=True) for column in texts)))
    if validity in {one.value for one in Validity}:
        found = found.where(record.validity == Validity(validity))
    return found.order_by(key)


def row_of(kind: Kind, record: MasterData) -> dict[str, Any]:
    """What the list shows of a record."""
    shown = [shown_in_list(attribute, record) for attribute in kind.listed]
    return {"id": record.id, "name": str(record), "cells": shown, "is_valid": record.is_valid, "standing": word_of(record.validity)}


def shown_in_list(attribute: Attribute, record: MasterData) -> Any:
    """A value as lists show it: customers, whose number says little, by their name."""
    return getattr(record, attribute.set_as).name if attribute.target is Customer else attribute.shown(record)


def with_comment(values: dict[str, Any]) -> dict[str, Any]:
    """Validity is chosen from three, and is a word of the record's own.

    Raises:
        Refused: it is none of them.
    """
    if "validity" in values and not isinstance(values["validity"], Validity):
        try:
            values["validity"] = Validity(values["validity"])
        except ValueError:
            raise Refused({"validity": "Choose one of those that are offered."}) from None
    return values


def form(kind: Kind, record: MasterData | None, *, problems: dict[str, str] | None = None) -> ResponseReturnValue:
    given = request.form if problems else None
    fields = people.fields_with_own(kind, record, given)
    page = render_template(
        "admin/form.html",
        kind=kind,
        record=record,
        fields=fields,
        problems=at_fields(problems or {}, {field.name for field in fields}),
        labels={field.name: field.label for field in fields},
        changes=changes_of(kind, record) if record is not None else [],
        is_person=hasattr(kind.record, "set_password"),
        **around(),
    )
    return make_response(page, 422 if problems else 200)


def at_fields(problems: dict[str, str], names: set[str]) -> dict[str, str]:
    """The problems in the reader's language; that of an entry in a field's data stands at the field: "config.values" at "config"."""
    found: dict[str, str] = {}
    for name, problem in problems.items():
        field, _dot, entry = name.partition(".")
        is_entry = name not in names and field in names
        found[field if is_entry else name] = f"{called(entry)}: {told(problem)}" if is_entry else told(problem)
    return found


def changes_of(kind: Kind, record: MasterData) -> list[AuditEntry]:
    """Who changed this record, the latest first."""
    wanted = select(AuditEntry).where(AuditEntry.noun == kind.record.noun, AuditEntry.object_id == record.id, ~is_personal())
    return list(db.session.scalars(wanted.order_by(AuditEntry.id.desc()).limit(CHANGES)))


def around() -> dict[str, Any]:
    """What stands around each page: the kinds in their groups."""
    return {"table": TABLE, "groups": GROUPS, "label_of": label_of, "word_of": word_of, "entry_pairs": entry_pairs, "months": months()}
