"""The chain of desk.md 4 as a table: what each way of a customer user to a ticket is worth, under every switch, with everything broken."""

from itertools import product

import pytest
from sqlalchemy import insert, select

from desk.actors import SYSTEM, process_actor
from desk.customer_groups import CustomerPermission
from desk.switches import Switch, turn
from desk.ticket_permissions import article_condition, may_ticket
from foundation.db import db
from tests.desk.worlds import ARTICLE, ASKED, COLUMNS, FIRST, INVALID, VALID, World, agent_actor, customer_actor

pytestmark = pytest.mark.usefixtures("work")


def granted(actor, ticket, asked=ASKED) -> set[str]:
    return {permission for permission in asked if may_ticket(actor, permission, COLUMNS, ticket)}


READ, WRITE = {"ro"}, {"ro", "note", "create"}
RELATIONS = ("own", "customer", "further customer", "stranger")
GROUP_WAYS: dict[str, tuple[set[str], set[str]]] = {  # worth for tickets of one's own, and for those of anybody
    "none": (set(), set()),
    "everybody": (WRITE, set()),
    "every customer": (WRITE, set()),
    "user ro": (READ, set()),
    "user rw": (WRITE, set()),
    "same ro": (READ, set()),
    "same rw": (WRITE, set()),
    "other ro": (set(), READ),
    "other rw": (set(), WRITE),
}


def case_of_customer_user(world: World, key: int, case: tuple[str, str, str]) -> None:
    """A customer user with two customers, a group, a queue and a ticket; a stranger's ids lie 5000 above."""
    relation, way, broken = case
    validity = {each: INVALID if each == broken else VALID for each in ("user", "customer", "group")}
    world.groups[key], world.queues[key] = validity["group"], (key, VALID)
    world.customers |= {key: validity["customer"], key + 2000: validity["customer"], key + 5000: VALID}
    world.customer_users |= {key: (key, validity["user"]), key + 5000: (key + 5000, VALID)}
    world.further_customers.add((key, key + 2000))
    world.tickets[key] = {"queue": key} | {
        "own": {"customer_user": key, "customer": key + 5000},
        "customer": {"customer_user": key + 5000, "customer": key},
        "further customer": {"customer_user": key + 5000, "customer": key + 2000},
        "stranger": {"customer_user": key + 5000, "customer": key + 5000},
    }[relation]
    kind, _, permission = way.partition(" ")
    if permission in list(CustomerPermission):
        world.customer_user_grants |= {(key, key, permission)} if kind == "user" else set()
        world.customer_grants |= {(key, key, kind, permission)} if kind != "user" else set()


def expected_of_customer_user(case: tuple[str, str, str], switches: dict[Switch, bool]) -> set[str]:
    relation, way, broken = case
    if broken in {"user", "group"}:
        return set()
    main, others = GROUP_WAYS[way]
    if broken == "customer" and way.startswith(("every customer", "same", "other")):
        main = others = set()
    if not switches[Switch.CUSTOMER_GROUPS]:
        main, others = WRITE, set()
    by_customer = relation.endswith("customer") and switches[Switch.COMPANY_TICKETS] and broken != "customer"
    return (main if relation == "own" or by_customer else set()) | (others if switches[Switch.OTHER_CUSTOMERS] else set())


@pytest.mark.parametrize("customer_groups", [False, True])
@pytest.mark.parametrize("company_tickets", [False, True])
@pytest.mark.parametrize("other_customers", [False, True])
def test_customer_users_by_every_way(customer_groups, company_tickets, other_customers):
    cases = dict(enumerate(product(RELATIONS, GROUP_WAYS, ("nothing", "user", "customer", "group")), FIRST))
    flags = {
        Switch.CUSTOMER_GROUPS: customer_groups,
        Switch.COMPANY_TICKETS: company_tickets,
        Switch.OTHER_CUSTOMERS: other_customers,
    }
    names = {way: [f"group {key}" for key, case in cases.items() if case[1] == way] for way in GROUP_WAYS}
    always = {Switch.ALWAYS_GROUPS: names["everybody"], Switch.CUSTOMERS_ALWAYS_GROUPS: names["every customer"]}
    world = World(switches=flags | always)
    for key, case in cases.items():
        case_of_customer_user(world, key, case)
    world.store()
    asked = ("ro", "note", "create", "rw")  # the others are like rw, which is for agents alone
    seen = {case: granted(customer_actor(key), key, asked) for key, case in cases.items()}
    assert seen == {case: expected_of_customer_user(case, flags) for case in cases.values()}


@pytest.mark.parametrize("permission", [each for each in ASKED if each not in WRITE])
def test_what_agents_alone_may(permission):
    world = World()
    case_of_customer_user(world, FIRST, ("own", "user rw", "nothing"))
    world.store()
    assert granted(customer_actor(FIRST), FIRST, [permission]) == set()
    turn(Switch.CUSTOMER_GROUPS, True, actor=SYSTEM)
    assert granted(customer_actor(FIRST), FIRST, [permission]) == set()
    assert granted(customer_actor(FIRST), FIRST) == WRITE


def test_articles_that_are_not_meant_for_customers_stay_inside():
    ARTICLE.create(db.session.connection())
    db.session.execute(insert(ARTICLE), [{"id": 1, "visible": True}, {"id": 2, "visible": False}, {"id": 3, "visible": None}])
    for actor, shown in ((agent_actor(1), [1, 2, 3]), (customer_actor(1), [1]), (SYSTEM, [1, 2, 3]), (process_actor("leave"), [1, 2, 3])):
        ids = select(ARTICLE.c.id).where(article_condition(actor, ARTICLE.c.visible)).order_by(ARTICLE.c.id)
        assert list(db.session.scalars(ids)) == shown
