"""What agents have seen and marked (desk.md 1.6)."""

import pytest

from desk.actors import SYSTEM
from foundation.errors import Forbidden, NotFound
from processes.tickets.articles import Flag
from processes.tickets.seeing import marked, unseen_counts
from processes.tickets.writing import NewArticle
from tests.desk import people
from tests.desk.words import a_queue
from tests.processes.tickets import a_ticket

pytestmark = pytest.mark.usefixtures("process", "work")


def test_a_new_article_is_unseen_by_all_but_its_author():
    anna, bert, queue = people.agent("anna"), people.agent("bert"), a_queue("Crew", group=people.group())
    for agent in (anna, bert):
        people.grant(agent, queue.group)
    ticket, quiet = a_ticket(queue=queue), a_ticket(queue=queue)
    first = ticket.add_article(NewArticle("s", "1"), actor=anna.actor)
    second = ticket.add_article(NewArticle("s", "2"), actor=SYSTEM)

    def unseen() -> list[int]:
        return [unseen_counts([ticket.id, quiet.id], agent_id=agent.id)[ticket.id] for agent in (anna, bert)]

    assert unseen() == [1, 2]
    assert ticket.mark_seen(first, actor=bert.actor)
    assert not ticket.mark_seen(first, actor=bert.actor)
    assert unseen() == [1, 1]
    assert ticket.mark_seen(actor=bert.actor)
    assert not ticket.mark_seen(actor=bert.actor)
    assert unseen() == [1, 0]
    assert marked(ticket.id, agent_id=bert.id)[Flag.SEEN] == {first.id, second.id}
    ticket.add_article(NewArticle("s", "3"), actor=bert.actor)
    assert unseen() == [2, 0]
    assert ticket.mark_unseen(second, actor=bert.actor)
    assert unseen() == [2, 1]
    ticket.forget_seen()
    assert unseen() == [3, 3]
    assert unseen_counts([ticket.id, quiet.id], agent_id=anna.id) == {ticket.id: 3, quiet.id: 0}


def test_important_articles_are_each_agents_own():
    anna, bert, queue = people.agent("anna"), people.agent("bert"), a_queue("Crew", group=people.group())
    people.grant(anna, queue.group, "ro")
    ticket, other = a_ticket(queue=queue), a_ticket(queue=queue)
    article = ticket.add_article(NewArticle("s", "1"), actor=SYSTEM)
    assert ticket.mark_important(article, actor=anna.actor)
    assert not ticket.mark_important(article, actor=anna.actor)
    assert [marked(ticket.id, agent_id=agent.id)[Flag.IMPORTANT] for agent in (anna, bert)] == [{article.id}, set()]
    assert ticket.mark_important(article, important=False, actor=anna.actor)
    with pytest.raises(NotFound, match="no article with id"):
        other.mark_important(article, actor=anna.actor)
    with pytest.raises(NotFound):
        ticket.mark_seen(actor=bert.actor)
    with pytest.raises(Forbidden):
        ticket.mark_seen(actor=SYSTEM)
