"""Where administration begins: a checklist until the house is ready, its health, its switches, and who changed what."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, lazy_gettext
from sqlalchemy import exists, func, select

from desk import switches
from desk.agents import Agent
from desk.auditing import AuditEntry
from desk.calendars import Calendar
from desk.customers import Customer
from desk.queues import Queue
from desk.switches import SHIPPED, Switch
from desk.system_addresses import SystemAddress
from foundation.application import settings
from foundation.db import db
from foundation.outbox import Message
from processes.demo.marking import demo_tickets
from web import readers
from web.admin.changes import is_personal
from web.admin.labels import switch_called
from web.admin.records import around
from web.admission import Admits, Views
from web.health import parts
from web.navigation import in_navigation

views = Views("overview", __name__, admits=Admits.ADMINISTRATORS, url_prefix="/admin")
PAGE = 50
MAIL_LEAVES = (
    lazy_gettext("`smtp+starttls://user:password@host:port`: a mail server that begins TLS when asked"),
    lazy_gettext("`smtps://user:password@host:port`: a mail server with TLS from the beginning"),
    lazy_gettext("`sendmail:/usr/sbin/sendmail`: the mail program of this machine"),
    lazy_gettext("`maildir:/path`: files, one per mail, so that nothing gets out by accident; this is how a new house begins"),
    lazy_gettext("Set it in the environment and start the house anew; from then on mails leave."),
)
DEMO_GOES = (
    lazy_gettext("Stop the house first, so that nobody works on what goes."),
    lazy_gettext("Call `laufzettel demo --remove`: its tickets are deleted, its people, queues and customers are out of use."),
    lazy_gettext("Start the house again; it comes back only where `LAUFZETTEL_DEMO=yes` asks for it."),
)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to see to, whether it is done, and where; what no page does, `how` tells."""

    title: str
    says: str
    is_done: bool
    href: str = ""
    action: str = ""
    how: tuple[str, ...] = ()


@views.get("/")
@in_navigation("agent", "3 admin", 10, icon="settings", label=lazy_gettext("Administration"), key="g s")
def show() -> ResponseReturnValue:
    return render_template("admin/overview.html", steps=list(checklist()), **around())


def checklist() -> Iterator[Step]:
    """What a new house needs before others work in it."""
    agents = db.session.scalar(select(func.count()).select_from(Agent).where(Agent.password_hash.is_not(None))) or 0
    hosts = settings().smtp_url
    yield Step(
        title=_("People"),
        says=_("Add those who work here, and give them groups."),
        is_done=agents > 1,
        href="/admin/agent/new",
        action=_("Add an agent"),
    )
    yield Step(
        title=_("Queues"),
        says=_("One for each team, with the process its tickets run."),
        is_done=has_more_than(Queue, 4),
        href="/admin/queue/new",
        action=_("Add a queue"),
    )
    yield Step(
        title=_("Address"),
        says=_("Mails come from the system address of the queue."),
        is_done=bool(db.session.scalar(select(exists().where(SystemAddress.email.not_ilike("%@localhost"))))),
        href="/admin/system_address/",
        action=_("Set the address"),
    )
    yield Step(
        title=_("Mail out"),
        says=_("`LAUFZETTEL_SMTP_URL` says how mail leaves; now: %(how)s.", how=hosts.partition(":")[0]),
        is_done=not hosts.startswith("maildir:"),
        how=MAIL_LEAVES,
    )
    yield Step(
        title=_("Working hours"),
        says=_("Clocks run by the hours and holidays of a calendar."),
        is_done=has_more_than(Calendar, 1),
        href="/admin/calendar/",
        action=_("See the calendars"),
    )
    yield Step(
        title=_("Customers"),
        says=_("Whose people log in to the portal."),
        is_done=has_more_than(Customer, 0),
        href="/admin/customer/new",
        action=_("Add a customer"),
    )
    if db.session.scalar(demo_tickets().limit(1)) is not None:
        yield Step(
            title=_("Demo company"),
            says=_("Take it away with `laufzettel demo --remove` before real work begins."),
            is_done=False,
            how=DEMO_GOES,
        )


def has_more_than(kind: type[Any], number: int) -> bool:
    """Whether there are more records than a new house begins with."""
    return len(db.session.scalars(select(kind.id).limit(number + 1)).all()) > number


@views.get("/health")
@in_navigation("agent", "3 admin", 20, icon="heart-pulse", label=lazy_gettext("Health"))
def show_health() -> ResponseReturnValue:
    """How the parts of the house are, and what waits or was given up."""
    waiting = db.session.scalar(
        select(func.count()).select_from(select(Message.id).where(Message.given_up_at.is_(None)).limit(1000).subquery())
    )
    given_up = list(
        db.session.scalars(select(Message).where(Message.given_up_at.is_not(None)).order_by(Message.given_up_at.desc()).limit(PAGE))
    )
    return render_template("admin/health.html", parts=parts(), waiting=waiting, given_up=given_up, **around())


@views.get("/switches")
def show_switches() -> ResponseReturnValue:
    """Features of the house, on or off."""
    standing = switches.values_of(*Switch)
    listed = [(one.value, switch_called(one.value), SHIPPED[one], standing[one]) for one in Switch]
    return render_template("admin/switches.html", listed=listed, **around())


@views.post("/switches")
def turn() -> ResponseReturnValue:
    """Take over where the switches stand now."""
    for one in Switch:
        if isinstance(SHIPPED[one].value, bool):
            switches.turn(one, one.value in request.form, actor=readers.actor())
        else:
            names = [name.strip() for name in request.form.get(one.value, "").split(",") if name.strip()]
            switches.turn(one, names, actor=readers.actor())
    flash(_("Saved."), "ok")
    return redirect(url_for("overview.show_switches"))


@views.get("/audit")
def show_audit() -> ResponseReturnValue:
    """Who changed what, the latest first; how people like their pages only when asked for."""
    before, personal = request.args.get("before", type=int), request.args.get("personal", "")
    wanted = select(AuditEntry).order_by(AuditEntry.id.desc())
    wanted = wanted if personal else wanted.where(~is_personal())
    entries = list(db.session.scalars((wanted.where(AuditEntry.id < before) if before else wanted).limit(PAGE + 1)))
    return render_template(
        "admin/audit.html",
        entries=entries[:PAGE],
        older=entries[PAGE - 1].id if len(entries) > PAGE else None,
        personal=personal,
        **around(),
    )
