import pytest

from desk.actors import SYSTEM, ActorKind
from desk.auditing import AuditEntry
from desk.customer_users import CustomerUser
from desk.customers import Customer
from foundation.db import db
from foundation.errors import Forbidden, Refused
from tests.desk import people

pytestmark = pytest.mark.usefixtures("work")


def refused(act, *arguments, **values) -> dict[str, str]:
    with pytest.raises(Refused) as caught:
        act(*arguments, **values)
    return caught.value.problems


# ------------------------------------------------------------------------------------------------ customers
def test_a_customer_is_known_by_its_number():
    acme = people.customer("ACME", street="Main Street 1", zip="12345", city="Berlin", country="Germany", url="https://acme.example")
    assert Customer.named("ACME") is acme
    assert (str(acme), acme.name) == ("ACME", "ACME Ltd.")


@pytest.mark.parametrize(
    "values, problems",
    [
        ({"number": "acme"}, {"number": "There is a customer 'ACME' already."}),
        ({"number": ""}, {"number": "It is needed."}),
        ({"number": "B", "name": ""}, {"name": "It is needed."}),
        ({"number": "B" * 151}, {"number": "It has 151 characters; at most 150 fit."}),
        ({"number": "B", "city": "Ber\nlin"}, {"city": "It must be one line."}),
        (
            {"number": "B", "url": "javascript:alert(1)"},
            {"url": "'javascript:alert(1)' is no address of a web page; it begins with http:// or https://."},
        ),
    ],
)
def test_what_customers_are_refused_for(values, problems):
    people.customer("ACME")
    assert refused(people.customer, **values) == problems


def test_customers_may_share_a_name():
    people.customer("1", name="Miller")
    assert people.customer("2", name="Miller").name == "Miller"


# ------------------------------------------------------------------------------------------------ customer users
def test_a_customer_user_is_an_actor():
    carla = people.customer_user(of=people.customer())
    assert (carla.actor.kind, carla.actor.id, str(carla.actor)) == (ActorKind.CUSTOMER_USER, carla.id, "customer-user:carla")


@pytest.mark.parametrize(
    "values, problems",
    [
        ({"login": "CARLA", "email": "x@y.z"}, {"login": "There is a customer user 'carla' already."}),
        ({"login": "x", "email": "Carla@Example.COM"}, {"email": "The customer user 'carla' has this address already."}),
        ({"login": "x", "email": "carla"}, {"email": "'carla' is no e-mail address: it has no @."}),
        ({"login": "x", "email": None}, {"email": "It is needed."}),
        ({"login": "x", "of": None}, {"customer": "It is needed."}),
        ({"login": "x", "last_name": ""}, {"last_name": "It is needed."}),
    ],
)
def test_what_customer_users_are_refused_for(values, problems):
    acme = people.customer()
    people.customer_user("carla", of=acme)
    assert refused(people.customer_user, **{"of": acme} | values) == problems


def test_an_invalid_customer_user_keeps_the_address():
    acme = people.customer()
    carla = people.customer_user("carla", of=acme, validity="invalid")
    assert refused(people.customer_user, "x", of=acme, email=carla.email) == {
        "email": "The customer user 'carla' has this address already."
    }
    assert carla.change(email="Carla@Example.com", actor=SYSTEM)


def test_an_agent_and_a_customer_user_may_share_a_login():
    assert people.agent("same").login == people.customer_user("same", of=people.customer()).login


def test_further_customers_are_audited_by_number():
    acme, bulk, cord = (people.customer(number) for number in ("ACME", "Bulk", "Cord"))
    carla = people.customer_user(of=acme, further_customers=[cord])
    carla.change(further_customers=[bulk, cord], actor=SYSTEM)
    carla.change(customer=bulk, actor=SYSTEM)
    db.session.expire_all()
    assert [customer.number for customer in carla.further_customers] == ["Bulk", "Cord"]
    entries = db.session.query(AuditEntry).filter_by(noun="customer user").order_by(AuditEntry.id).all()
    assert entries[1].changes == {"further_customers": [["Cord"], ["Bulk", "Cord"]]}
    assert entries[2].changes == {"customer": ["ACME", "Bulk"]}


def test_customer_users_change_their_own_language_and_password_only():
    carla = people.customer_user(of=people.customer())
    carla.change(language="de", actor=carla.actor)
    carla.set_password("correct horse", actor=carla.actor)
    assert carla.has_password("correct horse")
    with pytest.raises(Forbidden):
        carla.change(further_customers=[people.customer("other")], actor=carla.actor)
    with pytest.raises(Forbidden):
        carla.change(email="other@example.com", actor=people.agent().actor)


def test_logins_are_found_whatever_their_letters():
    carla = people.customer_user("Carla@Example.com", of=people.customer(), email="carla@example.com")
    assert CustomerUser.named("carla@example.COM") is carla
