"""What is new about a request since its page was shown. The page asks every few seconds; what is being typed there stays as it is."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import func

from dialogs import offers
from foundation.db import db
from processes.telling.step_tracks import instances_of
from processes.tickets.articles import Article
from processes.tickets.reading import articles_of
from processes.tickets.ticket import Ticket
from web import readers
from web.admission import Admits, Views
from web.agent.loading import ticket_numbered
from web.dialog_pages import dialog_reader
from web.portal.histories import history_of

views = Views("portal_around", __name__, admits=Admits.CUSTOMERS, url_prefix="/portal/tickets")


@views.get("/<number>/around")
def show(number: str) -> ResponseReturnValue:
    """How much is new; `since`, `said` and `asked`: the entry of history, the article and the activity that the page knew last."""
    ticket = ticket_numbered(number, actor=readers.actor())
    known = {name: request.args.get(name, 0, type=int) for name in ("since", "said", "asked")}
    number_of_news = count_news(ticket, **known) if ticket.history_length > known["since"] else 0
    return render_template("portal/around.html", ticket=ticket, number=number_of_news)


def count_news(ticket: Ticket, *, since: int, said: int, asked: int) -> int:
    """What the house has said, what has happened, and what waits for the customer now."""
    actor = readers.actor()
    answers = articles_of(ticket, actor=actor).where(Article.position > said, Article.created_by != str(actor))
    happened = history_of(ticket, instances_of([ticket.id]).get(ticket.id), after=since)
    waiting = [each for each in offers.offered(ticket, actor=actor, reader=dialog_reader()) if each.activity_id > asked]
    return (db.session.scalar(answers.with_only_columns(func.count())) or 0) + len(happened) + len(waiting)
