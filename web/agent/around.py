"""What happens around an open page of a ticket: who else is there, and what is new since it was shown. Asked for every few seconds."""

from collections.abc import Mapping
from typing import Any, Final

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from sqlalchemy import select

from desk.agents import Agent
from dialogs.news import news_since
from foundation.db import db
from foundation.errors import NotFound
from web import presence, readers
from web.admission import Admits, Views
from web.agent.asking import ListQuery
from web.agent.loading import agent, dialog_reader, ticket_numbered
from web.presence import LOOKING

views = Views("around", __name__, admits=Admits.AGENTS, url_prefix="/tickets/<number>/around")
SENTENCES: Final[Mapping[str, Any]] = {
    "answer": lazy_gettext("%(who)s is writing an answer"),
    "note": lazy_gettext("%(who)s is writing a note"),
    "call-in": lazy_gettext("%(who)s is writing down a call"),
    "call-out": lazy_gettext("%(who)s is writing down a call"),
    "dialog": lazy_gettext("%(who)s is filling in a form"),
    LOOKING: lazy_gettext("%(who)s is looking at this"),
}
MOST_NAMED: Final = 5


@views.get("/<doing>")
def show(number: str, doing: str) -> ResponseReturnValue:
    """Say that this agent is here, and show who else is, and how much is new; the sign of life is all that is left behind.

    Raises:
        NotFound: there is no such ticket for this agent, or nothing of that name that could be done with it.
    """
    if doing not in SENTENCES:
        raise NotFound(f"There is nothing called {doing!r} to be done with a ticket.")
    actor = readers.actor()
    ticket = ticket_numbered(number, actor=actor)
    news = news_since(ticket, request.args.get("since", ticket.history_length, type=int), actor=actor, reader=dialog_reader())
    return render_template(
        "agent/around.html",
        ticket=ticket,
        others=others_at(ticket.id, doing),
        news=news,
        refreshes=doing == LOOKING,
        query=ListQuery.from_address(request.args),
    )


def others_at(ticket_id: int, doing: str) -> list[tuple[str, str]]:
    """Names of the others with what they do, as sentences; who does something comes first."""
    found = presence.of(current_app).sign_of_life(ticket_id, agent_id=agent().id, doing=doing)
    if not found:
        return []
    people = db.session.scalars(select(Agent).where(Agent.id.in_(found))).all()
    named = sorted(people, key=lambda one: (found[one.id] == LOOKING, one.full_name))[:MOST_NAMED]
    return [(one.full_name, str(SENTENCES.get(found[one.id], SENTENCES[LOOKING])) % {"who": one.full_name}) for one in named]
