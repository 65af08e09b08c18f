"""System addresses; that they stay valid while they are used is tested with the references."""

from typing import Any

import pytest

from desk.actors import SYSTEM
from desk.system_addresses import SystemAddress
from tests.desk.refusals import problems_of_changing, problems_of_creating
from tests.desk.words import a_queue, an_address

pytestmark = pytest.mark.usefixtures("work")


def test_an_address_is_known_by_its_mail_and_leads_to_a_queue() -> None:
    address = an_address("Support@Company.example", display_name="Support", queue=a_queue("Support"))
    assert (str(address), address.queue.name, address.is_valid) == ("Support@Company.example", "Support", True)
    assert SystemAddress.named("Support@Company.example") is address


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", "", "needed"),
        ("email", "support", "has no @"),
        ("email", "a b@company.example", "no e-mail address"),
        ("email", "a@b@company.example", "no e-mail address"),
        ("email", "support@", "no domain"),
        ("email", "Support <support@company.example>", "no e-mail address"),
        ("display_name", "", "needed"),
        ("display_name", "Support\nBcc: everybody@company.example", "one line"),
        ("queue", None, "needed"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(field: str, value: Any, sentence: str) -> None:
    assert sentence in problems_of_changing(an_address(), **{field: value})[field]
    given = {"email": "other@company.example", "display_name": "Other", "queue": a_queue()}
    assert list(problems_of_creating(SystemAddress, **given | {field: value})) == [field]


def test_an_address_is_there_once_whatever_its_case() -> None:
    an_address("support@company.example")
    given = {"display_name": "Twin", "queue": a_queue()}
    twins = problems_of_creating(SystemAddress, email="SUPPORT@company.example", **given)
    assert twins == {"email": "There is a system address 'support@company.example' already."}


def test_queue_and_address_can_refer_to_each_other() -> None:
    queue = a_queue()
    address = an_address(queue=queue)
    queue.change(actor=SYSTEM, system_address=address)
    assert (queue.system_address, address.queue) == (address, queue)
