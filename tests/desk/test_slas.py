"""SLAs: for which services they can be chosen, and what they promise instead of the queue."""

from typing import Any

import pytest

from desk.actors import SYSTEM
from desk.calendars import Calendar, default_working_time
from desk.escalations import Target
from desk.services import Service
from desk.slas import Sla, slas_for
from foundation.db import db
from tests.desk.refusals import problems_of_changing, problems_of_creating
from tests.desk.words import a_queue, a_service, an_sla, found_or_made

pytestmark = pytest.mark.usefixtures("work")


def names(service: Service | None) -> list[str]:
    return [sla.name for sla in db.session.scalars(slas_for(service))]


def test_the_list_depends_on_the_service() -> None:
    mail, phone = a_service("Mail"), a_service("Phone")
    an_sla("Silver", services=[mail, phone])
    gold = an_sla("Gold", services=[mail])
    an_sla("For nothing")
    assert (names(mail), names(phone), names(None)) == (["Gold", "Silver"], ["Silver"], [])
    gold.change(actor=SYSTEM, validity="invalid")
    Sla.named("Silver").change(actor=SYSTEM, services=[phone])
    assert (names(mail), names(phone)) == ([], ["Silver"])


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("first_response_minutes", -1, "no number of minutes"),
        ("update_notify_percent", 15, "10 to 90 percent in tens"),
        ("solution_notify_percent", 50, "nothing to warn of"),
        ("name", "", "needed"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(field: str, value: Any, sentence: str) -> None:
    assert sentence in problems_of_changing(an_sla(), **{field: value})[field]


def test_names_are_unique_and_services_are_named_once() -> None:
    mail = a_service()
    an_sla("Gold", services=[mail])
    assert list(problems_of_creating(Sla, name="GOLD")) == ["name"]
    assert list(problems_of_creating(Sla, name="Silver", services=[mail, mail])) == ["services"]


def test_an_agreement_is_what_the_clocks_count_with() -> None:
    gold = an_sla(first_response_minutes=60, first_response_notify_percent=80, solution_minutes=480)
    agreement = gold.agreement()
    assert (agreement.first_response, agreement.update, agreement.solution) == (Target(60, 80), Target(), Target(480))
    assert agreement.working_time == default_working_time()


def test_the_slas_calendar_counts_else_the_queues_else_the_default() -> None:
    nights = found_or_made(Calendar, "Nights", hours={"Mon": [["00:00", "06:00"]]})
    days = found_or_made(Calendar, "Days", hours={"Mon": [["06:00", "18:00"]]})
    gold, queue = an_sla(calendar=nights), a_queue(calendar=days)
    assert gold.agreement(or_calendar=queue.calendar).working_time == nights.working_time()
    gold.change(actor=SYSTEM, calendar=None)
    assert gold.agreement(or_calendar=queue.calendar).working_time == days.working_time()
    assert gold.agreement().working_time == default_working_time()
    assert queue.agreement().working_time == days.working_time()
