"""The archive."""

import pytest
from sqlalchemy import select

from desk.actors import SYSTEM
from desk.switches import Switch, turn
from foundation.db import db
from foundation.errors import Forbidden, Refused
from processes.events import Event
from processes.tickets.articles import ArticleFlag, Flag
from processes.tickets.new_articles import NewArticle
from processes.tickets.watchers import Watcher
from tests.processes.ticket_factories import a_ticket, a_worker
from tests.processes.tickets import told

pytestmark = pytest.mark.usefixtures("process", "desk_work")


def test_closed_tickets_are_archived_where_there_is_an_archive():
    ticket, opened = a_ticket(state="closed successful"), a_ticket(state="open")
    with pytest.raises(Refused, match="There is no archive here; an administrator can turn the switch 'archive' on"):
        ticket.archive(actor=SYSTEM)
    turn(Switch.ARCHIVE, True, actor=SYSTEM)
    with pytest.raises(Refused, match=r"only closed tickets are archived\. Close it first"):
        opened.archive(actor=SYSTEM)
    with pytest.raises(Forbidden):
        ticket.archive(actor=a_worker("noter", "note", "ro").actor)
    assert ticket.archive(actor=SYSTEM)
    assert not ticket.archive(actor=SYSTEM)
    assert ticket.restore(actor=SYSTEM)
    assert not ticket.restore(actor=SYSTEM)
    assert told(ticket)[1:] == [(Event.ARCHIVED, {}), (Event.RESTORED, {})]


def test_seen_marks_and_watchers_go_and_what_is_important_stays():
    turn(Switch.ARCHIVE, True, actor=SYSTEM)
    anna = a_worker("anna")
    ticket, other = a_ticket(state="closed successful"), a_ticket()
    for each in (ticket, other):
        written = each.add_article(NewArticle("Note", "Seen by its author."), actor=anna.actor)
        db.session.add(ArticleFlag(article_id=written.id, agent_id=anna.id, flag=Flag.IMPORTANT))
        db.session.add(Watcher(ticket_id=each.id, agent_id=anna.id))
    db.session.flush()
    ticket.archive(actor=SYSTEM)
    flags = db.session.scalars(select(ArticleFlag.flag).order_by(ArticleFlag.article_id, ArticleFlag.flag)).all()
    assert flags == [Flag.IMPORTANT, Flag.IMPORTANT, Flag.SEEN]
    assert db.session.scalars(select(Watcher.ticket_id)).all() == [other.id]
