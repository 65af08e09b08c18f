"""Everyday verbs of a ticket over HTTP: the form of one, in a dialog of the ticket's page or by itself, and doing it."""

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.db import db
from foundation.errors import Conflict, Refused
from processes import settling
from processes.runner import verbs_of
from processes.saying import require_left
from processes.tickets.ticket import Ticket
from web import readers
from web.admission import Admits, Views
from web.agent.loading import agent, is_fragment, ticket_numbered, ticket_to_change
from web.agent.verbs import Verb, held_permissions, verbs, why_not

views = Views("doing", __name__, admits=Admits.AGENTS, url_prefix="/tickets")


@views.get("/<number>/verbs/<name>")
def ask(number: str, name: str) -> ResponseReturnValue:
    """The form of a verb."""
    ticket = ticket_numbered(number, actor=readers.actor())
    return form(ticket, name, verbs[name]())


@views.post("/<number>/verbs/<name>")
def do(number: str, name: str) -> ResponseReturnValue:
    """Do it, and go back to the ticket; what was refused is shown with its form.

    Raises:
        Forbidden: the process does not leave this verb, or the agent lacks a permission.
    """
    ticket = ticket_to_change(number, actor=readers.actor())
    verb = verbs[name]()
    require_left(ticket, name)
    try:
        with settling.undoable():
            verb.do(ticket, request.form, agent())
            db.session.flush()
    except (Refused, Conflict) as error:
        problems = error.problems if isinstance(error, Refused) else {"": str(error)}
        return form(ticket, name, verb, problems=problems, status=422 if isinstance(error, Refused) else 409)
    flash(_("Done: %(verb)s", verb=verb.label), "ok")
    return back_to(number)


def form(ticket: Ticket, name: str, verb: Verb, *, problems: dict[str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    person = agent()
    reason = why_not(name, verb, ticket, person, left=verbs_of(ticket), held=held_permissions(ticket.id, person.actor))
    values: dict[str, Any] = dict(request.form) if problems is not None else {}
    template = "agent/verb_form.html" if is_fragment() else "agent/verb.html"
    page = render_template(
        template, ticket=ticket, name=name, verb=verb, asks=verb.asks(ticket, person), reason=reason, problems=problems or {}, given=values
    )
    return make_response(page, status)


def back_to(number: str) -> ResponseReturnValue:
    """The page of the ticket; a form in a dialog has the browser go there."""
    address = url_for("tickets.show", number=number)
    if is_fragment():
        return "", 204, {"HX-Redirect": address}
    return redirect(address)
