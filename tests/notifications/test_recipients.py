"""Who is meant by each word for recipients of desk.md 9, as far as they may read the ticket."""

import pytest

from desk.actors import SYSTEM
from desk.escalations import Sender
from desk.personal_queues import choose_queues, choose_services
from desk.switches import Switch, turn
from notifications import recipients
from notifications.rules import RECIPIENTS, Notification
from processes.tickets.articles import Channel
from processes.tickets.new_articles import NewArticle
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_group, a_queue, a_service, an_address
from tests.processes.ticket_factories import a_ticket, a_worker

TABLE: list[tuple[list[str], dict[str, list[str]], list[str]]] = [
    (["owner"], {}, ["olga"]),
    (["responsible"], {}, ["rita"]),
    (["watchers"], {}, ["walter"]),
    (["write-permission"], {}, ["bothwell", "olga", "quinn", "rita", "roland", "sven", "walter"]),
    (["my-queues"], {}, ["bothwell", "quinn"]),
    (["my-services"], {}, ["bothwell", "sven"]),
    (["my-queues-and-services"], {}, ["bothwell"]),
    (["customer"], {}, ["carla"]),
    (["first-article"], {}, ["first@example.com", "copy@example.com"]),
    (["last-article"], {}, ["last@example.com"]),
    ([], {"agents": ["Reader", "stranger", "nobody"]}, ["reader"]),
    ([], {"groups": ["readers"]}, ["reader"]),
    ([], {"roles": ["Night shift"]}, ["roland"]),
    (["owner", "write-permission"], {"agents": ["olga"]}, ["bothwell", "olga", "quinn", "rita", "roland", "sven", "walter"]),
]


def a_ticket_with_everybody() -> Ticket:
    for switch in (Switch.RESPONSIBLE, Switch.WATCHERS, Switch.SERVICES):
        turn(switch, True, actor=SYSTEM)
    olga, rita, walter, quinn, sven, both = (a_worker(login) for login in ("olga", "rita", "walter", "quinn", "sven", "bothwell"))
    people.grant(a_worker("reader", "ro"), people.group("readers"), "ro")
    people.grant(people.agent("stranger"), people.group("elsewhere"))
    people.grant(people.role("Night shift", people.agent("roland")), a_group())
    queue, service = a_queue("Support"), a_service("Mail")
    queue.change(actor=SYSTEM, system_address=an_address("support@company.example"))
    for agent in (quinn, both):
        choose_queues(agent, [queue], actor=SYSTEM)
    for agent in (sven, both):
        choose_services(agent, [service], actor=SYSTEM)
    carla = people.customer_user("carla", of=people.customer())
    ticket = a_ticket(owner=olga, responsible=rita, queue=queue, customer_user=carla)
    ticket.change(actor=SYSTEM, service_id=service.id, words={"service": service.name})
    ticket.watch(walter, actor=SYSTEM)
    written(ticket, to="First <first@example.com>, Support@company.example", cc="copy@example.com")
    written(ticket, to="last@example.com, MAILER-DAEMON@example.com")
    written(ticket, to="hidden@example.com", visible=False)
    return ticket


def written(ticket: Ticket, *, to: str, cc: str = "", visible: bool = True) -> None:
    mail = NewArticle("Hello", to, channel=Channel.EMAIL, sender=Sender.CUSTOMER, to=to, cc=cc, visible_to_customer=visible)
    ticket.add_article(mail, actor=SYSTEM)


@pytest.mark.usefixtures("desk_work")
def test_each_word_means_those_it_says_and_each_of_them_once():
    ticket = a_ticket_with_everybody()
    assert {word for words, _, _ in TABLE for word in words} == RECIPIENTS
    for words, named, expected in TABLE:
        found = recipients.recipients_of(Notification(recipients=words, named_recipients=named), ticket)
        assert [each.name for each in found] == expected, (words, named)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("carla@example.com", True),
        ("MAILER-DAEMON@example.com", False),
        ("postmaster@example.com", False),
        ("No-Reply@example.com", False),
        ("carla", False),
        ("", False),
    ],
)
def test_no_mail_goes_to_machines_or_nowhere(address: str, told: bool):
    assert recipients.is_for_people(address) is told
