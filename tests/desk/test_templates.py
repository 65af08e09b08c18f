"""Templates: which are offered where, and what they bring along."""

import pytest
from sqlalchemy import select

from desk.actors import SYSTEM
from desk.attachments import Attachment
from desk.auditing import AuditEntry
from desk.queues import Queue
from desk.templates import Template, TemplateType, templates_for
from foundation.db import db
from tests.desk.refusals import problems_of_changing, problems_of_creating
from tests.desk.words import a_queue, a_template

pytestmark = pytest.mark.usefixtures("work")


def offered(queue: Queue, template_type: TemplateType = TemplateType.ANSWER) -> list[str]:
    return [template.name for template in db.session.scalars(templates_for(queue, template_type))]


def test_the_types_are_those_of_otrs() -> None:
    assert [one.value for one in TemplateType] == ["Answer", "Create", "Email", "Forward", "Note", "PhoneCall"]


def test_a_template_is_offered_in_its_queues_under_its_type() -> None:
    support, sales = a_queue("Support"), a_queue("Sales")
    a_template("b", queues=[support, sales])
    a_template("a", queues=[support])
    a_template("call", queues=[support], type="PhoneCall")
    a_template("nowhere")
    assert (offered(support), offered(sales), offered(support, TemplateType.PHONE_CALL)) == (["a", "b"], ["b"], ["call"])
    Template.named("b").change(actor=SYSTEM, queues=[sales])
    Template.named("a").change(actor=SYSTEM, validity="invalid")
    assert (offered(support), offered(sales)) == ([], ["b"])


def test_assignments_are_audited_by_name_and_the_same_ones_are_no_change() -> None:
    template = a_template(queues=[a_queue("Support")])
    assert template.change(actor=SYSTEM, queues=[a_queue("Support")]) is False
    template.change(actor=SYSTEM, queues=[a_queue("Sales"), a_queue("Support")])
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.noun == "template").order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert entry.changes == {"queues": [["Support"], ["Sales", "Support"]]}


def test_an_invalid_attachment_is_not_brought_along() -> None:
    price = Attachment.create(actor=SYSTEM, name="Prices", file_name="prices.pdf", content=b"1")
    terms = Attachment.create(actor=SYSTEM, name="Terms", file_name="terms.pdf", content=b"2")
    template = a_template(attachments=[price, terms])
    terms.change(actor=SYSTEM, validity="invalid")
    assert (template.attachments, template.valid_attachments()) == ([price, terms], [price])


def test_what_makes_no_sense_is_refused_at_its_field() -> None:
    support = a_queue()
    a_template("Greeting")
    assert list(problems_of_creating(Template, name="greeting")) == ["name"]
    assert "none of Answer, Create" in problems_of_creating(Template, name="Other", type="Chat")["type"]
    assert list(problems_of_creating(Template, name="Other", queues=[support, support])) == ["queues"]
    assert list(problems_of_changing(a_template(), name="")) == ["name"]
