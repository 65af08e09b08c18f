"""In which language actions say what a model brought translations of: the customer's to the customer, else the house's."""

import pytest
from sqlalchemy import select

from desk.actors import SYSTEM
from foundation.application import settings
from foundation.db import db
from processes import runner
from processes.notices import Notice
from processes.tickets.articles import Article
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_queue
from tests.processes.bpmn_text import action, flows, node, ours, process
from tests.processes.models import deployed
from tests.processes.ticket_factories import a_worker

TEXTS = b"""
About {{ title }}: "Zu {{ title }}"
We look at it.: Wir sehen es uns an.
Somebody asked about {{ title }}: "Jemand fragt wegen {{ title }}"
Broken: "Kaputt {{ nowhere }}"
"""


@pytest.fixture
def _model(desk_work: None) -> None:
    a_worker("anna")
    deployed(
        process(
            "speaking",
            node("startEvent", "start"),
            node(
                "serviceTask",
                "say",
                ours(
                    action("article-create", channel="email", to="customer", subject="About {{ title }}", body="We look at it."),
                    action("article-create", subject="About {{ title }}", body="We look at it."),
                    action("article-create", subject="Broken", body="As it is.", visible_to_customer="true"),
                    action("notify", to="customer", agents="anna", subject="Somebody asked about {{ title }}", body="We look at it."),
                ),
            ),
            node("userTask", "work"),
            flows("start > say > work"),
        ),
        ("texts/de.yaml", TEXTS),
    )


def said(ticket: Ticket) -> tuple[list[tuple[str, str]], list[tuple[str, str, str]]]:
    """Subjects and bodies of articles, and of notices with those whom they are for."""
    articles = db.session.scalars(select(Article).where(Article.ticket_id == ticket.id).order_by(Article.position))
    notices = db.session.scalars(select(Notice).where(Notice.ticket_id == ticket.id).order_by(Notice.id))
    return [(each.subject, each.body) for each in articles], [(each.recipient_kind.value, each.subject, each.body) for each in notices]


ENGLISH = (("About Lamps", "We look at it."), ("Somebody asked about Lamps", "We look at it."))
GERMAN = (("Zu Lamps", "Wir sehen es uns an."), ("Jemand fragt wegen Lamps", "Wir sehen es uns an."))
Said = tuple[tuple[str, str], tuple[str, str]]


@pytest.mark.parametrize(
    ("house", "customer", "outside", "inside"),
    [
        ("en", "de", GERMAN, ENGLISH),
        ("en", "de_AT", GERMAN, ENGLISH),
        ("en", "", ENGLISH, ENGLISH),
        ("de", "", GERMAN, GERMAN),
        ("de", "en", ENGLISH, GERMAN),
    ],
)
@pytest.mark.usefixtures("_model")
def test_each_hears_it_in_their_language(house: str, customer: str, outside: Said, inside: Said, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(vars(settings()), "language", house)
    carla = people.customer_user("carla", of=people.customer(), language=customer)
    ticket = runner.open_ticket(queue=a_queue(), title="Lamps", customer_user=carla, actor=SYSTEM, process_id="speaking")
    articles, notices = said(ticket)
    assert articles == [outside[0], inside[0], ("Broken", "As it is.")], "what cannot be filled in is said as the model has it"
    assert notices == [("agent", *inside[1]), ("customer-user", *outside[1])]
