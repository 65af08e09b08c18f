"""Services: the tree itself is tested with the queues'; here is who may ask for what."""

import pytest
from sqlalchemy import select

from desk.actors import SYSTEM
from desk.auditing import AuditEntry
from desk.customer_users import CustomerUser
from desk.services import Service, assign, assigned_services, services_for, withdraw
from foundation.db import db
from foundation.errors import Forbidden
from tests.desk.people import agent, customer, customer_user
from tests.desk.refusals import problems_of_changing
from tests.desk.words import a_service

pytestmark = pytest.mark.usefixtures("work")


def names(somebody: CustomerUser | None) -> list[str]:
    return [service.name for service in db.session.scalars(services_for(somebody))]


def test_a_customer_user_has_the_services_assigned_and_those_for_all() -> None:
    acme = customer()
    carla, carl = customer_user(of=acme), customer_user("carl", of=acme)
    mail, phone = a_service("Mail", for_all=True), a_service("Phone")
    a_service("Secret")
    assign(phone, carla, actor=SYSTEM)
    assert (names(carla), names(carl)) == (["Mail", "Phone"], ["Mail"])
    assert assigned_services(carla) == [phone]
    mail.change(actor=SYSTEM, for_all=False)
    assert (names(carla), names(carl)) == (["Phone"], [])


def test_without_customer_user_there_is_no_service() -> None:
    a_service("Mail", for_all=True)
    assert names(None) == []


def test_a_service_below_an_invalid_one_cannot_be_asked_for() -> None:
    carla = customer_user(of=customer())
    leaf = a_service("IT::Mail::Spam", for_all=True)
    assign(a_service("IT::Mail"), carla, actor=SYSTEM)
    Service.named("IT").change(actor=SYSTEM, validity="invalid")
    assert names(carla) == []
    assert assigned_services(carla) == [Service.named("IT::Mail")]
    Service.named("IT").change(actor=SYSTEM, validity="valid")
    Service.named("IT::Mail").change(actor=SYSTEM, validity="invalid-temporarily")
    assert names(carla) == []
    Service.named("IT::Mail").change(actor=SYSTEM, validity="valid")
    assert names(carla) == ["IT::Mail", leaf.name]


def test_assigning_twice_does_nothing_the_second_time_and_each_change_is_audited() -> None:
    carla, mail = customer_user(of=customer()), a_service()
    assert assign(mail, carla, actor=SYSTEM) is True
    assert assign(mail, carla, actor=SYSTEM) is False
    assert withdraw(mail, carla, actor=SYSTEM) is True
    assert withdraw(mail, carla, actor=SYSTEM) is False
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.event.in_(["granted", "revoked"])).order_by(AuditEntry.id)).all()
    assert [(entry.object_name, entry.changes) for entry in entries] == [
        ("carla", {"service": [None, "Mail"]}),
        ("carla", {"service": ["Mail", None]}),
    ]


def test_only_administrators_assign() -> None:
    carla, mail, anna = customer_user(of=customer()), a_service(), agent().actor
    for verb in (assign, withdraw):
        with pytest.raises(Forbidden):
            verb(mail, carla, actor=anna)


def test_for_all_is_true_or_false() -> None:
    assert "neither true nor false" in problems_of_changing(a_service(), for_all="yes")["for_all"]
