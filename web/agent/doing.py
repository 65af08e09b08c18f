"""Everyday verbs of a ticket over HTTP: the form of one, in a dialog of the ticket's page or by itself, and doing it."""

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.db import db
from foundation.errors import Conflict, Refused
from processes import settling
from processes.runner import verbs_of
from processes.saying import require_left
from processes.tickets.ticket import Ticket
from web import readers
from web.admission import Admits, Views
from web.agent.loading import agent, is_fragment, ticket_numbered, ticket_to_change
from web.agent.verbs import GOES_ON_ELSEWHERE, Ask, Preview, Verb, held_permissions, previews, verbs, why_not
from web.unsent import keeps_words

views = Views("doing", __name__, admits=Admits.AGENTS, url_prefix="/tickets")


@views.get("/<number>/verbs/<name>")
def ask(number: str, name: str) -> ResponseReturnValue:
    """The form of a verb."""
    ticket = ticket_numbered(number, actor=readers.actor())
    return form(ticket, name, verbs[name]())


@views.post("/<number>/verbs/<name>")
@keeps_words
def do(number: str, name: str) -> ResponseReturnValue:
    """Do it, and go back to the ticket; what was refused is shown with its form.

    Raises:
        Forbidden: the process does not leave this verb, or the agent lacks a permission.
    """
    ticket = ticket_to_change(number, actor=readers.actor())
    verb = verbs[name]()
    require_left(ticket, name)
    try:
        shown = confirmable(verb, ticket)
        if shown is not None:
            return form(ticket, name, verb, problems={}, preview=shown)
        elsewhere = verb.leads_to(ticket, request.form, agent())
        if elsewhere:
            return go_to(elsewhere)
        with settling.undoable():
            other = verb.do(ticket, request.form, agent())
            db.session.flush()
    except (Refused, Conflict) as error:
        problems = error.problems if isinstance(error, Refused) else {"": str(error)}
        return form(ticket, name, verb, problems=problems, status=422 if isinstance(error, Refused) else 409)
    flash(str(verb.done), "ok")
    return back_to(other or number)


def confirmable(verb: Verb, ticket: Ticket) -> Preview | None:
    """What is to be confirmed before it is done; None: nothing, or it was.

    Raises:
        HouseError: it cannot be done.
    """
    if ticket.merged_into_id is not None and not verb.is_for_merged:
        raise Conflict(GOES_ON_ELSEWHERE)
    shown = verb.preview(ticket, request.form, agent())
    return None if shown is None or request.form.get("confirmed") == shown.what else shown


def form(  # noqa: PLR0913 - what it shows
    ticket: Ticket,
    name: str,
    verb: Verb,
    *,
    problems: dict[str, str] | None = None,
    preview: Preview | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    person = agent()
    reason = why_not(name, verb, ticket, person, left=verbs_of(ticket), held=held_permissions(ticket.id, person.actor))
    values: dict[str, Any] = dict(request.form if problems is not None else request.args)
    asks = verb.asks(ticket, person)
    template = "agent/verb_form.html" if is_fragment() else "agent/verb.html"
    page = render_template(
        template,
        ticket=ticket,
        name=name,
        verb=verb,
        asks=asks,
        reason=reason,
        problems=at_fields(problems or {}, asks),
        given=values,
        preview=preview,
        is_previewed=previews(verb),
    )
    return make_response(page, status)


def at_fields(problems: dict[str, str], asks: list[Ask]) -> dict[str, str]:
    """Each problem at its field; what belongs to none that was asked for above them all."""
    asked = {ask.name for ask in asks}
    others = " ".join(told for name, told in problems.items() if name not in asked)
    return {name: told for name, told in problems.items() if name in asked} | ({"": others} if others else {})


def back_to(number: str) -> ResponseReturnValue:
    """The page of the ticket."""
    return go_to(url_for("tickets.show", number=number))


def go_to(address: str) -> ResponseReturnValue:
    """Another page; a form in a dialog has the browser go there."""
    if is_fragment():
        return "", 204, {"HX-Redirect": address}
    return redirect(address)
