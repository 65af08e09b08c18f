"""What a dialog says about its fields: every attribute of `lz:show`, as a form; and what is sent by whoever does not keep to it."""

from typing import Any

import pytest

from desk.actors import SYSTEM
from dialogs.forms.form import DialogForm
from foundation.errors import Refused
from processes.tickets.ticket import Ticket
from tests.dialogs.models import ENGLISH, GERMAN, begun, dialog_of, one_dialog, sent
from tests.processes.models import as_file

pytestmark = pytest.mark.usefixtures("desk_work")
FIELDS = (
    '<lz:field name="kind" type="dropdown" label="Kind"><lz:value key="new">New</lz:value><lz:value key="used">Used</lz:value></lz:field>'
    '<lz:field name="age" type="integer" label="Age in years"/><lz:field name="reason" type="text" label="Reason"/>'
    '<lz:field name="grade" type="text" label="Grade"/><lz:field name="secret" type="text" label="Secret"/>'
    '<lz:field name="total" type="decimal" label="Total"/>'
)
PARTS = (
    "<lz:text>About {{ title }}: a thing</lz:text>"
    '<lz:show field="kind" as="mandatory" default="new" label="Which kind" help="As it came."/>'
    '<lz:show field="age" as="mandatory" when="kind == \'used\'" check="age &lt; 100" message="Nothing is that old."/>'
    '<lz:show field="reason" as="optional" when="age &gt; 10"/>'
    '<lz:show field="grade" as="optional" default="{{ kind }} thing" check="len(grade) &lt; 20"/>'
    '<lz:show field="total" as="readonly"/>'
    '<lz:show field="secret" as="hidden" default="{{ kind }}!"/>'
)
MODEL = one_dialog(
    PARTS,
    declares=FIELDS,
    attributes='submit="Go" advice="Think twice." help="Read this."',
)


def on_page(form: DialogForm) -> list[str]:
    return [part.field.asked.name if part.field is not None else part.role for part in form.parts]


def values(ticket: Ticket) -> dict[str, Any]:
    return {name: value for name, value in Ticket.for_update(ticket.id).field_values.items() if value is not None}


def test_a_form_begins_with_what_stands_and_what_the_dialog_suggests():
    ticket = begun(MODEL, title="Lamp", fields={"grade": "fine"})
    dialog = dialog_of(ticket)
    form = dialog.form()
    assert (dialog.label, dialog.submit, dialog.advice, dialog.help) == ("Form", "Go", "Think twice.", "Read this.")
    assert on_page(form) == ["text", "kind", "grade", "total"]
    assert form.parts[0].text == "About Lamp: a thing"
    kind, grade, total = (form.fields[name] for name in ("kind", "grade", "total"))
    assert (kind.asked.label, kind.help, kind.text, kind.is_required, kind.refreshes) == ("Which kind", "As it came.", "new", True, True)
    assert (grade.text, grade.is_required, grade.refreshes) == ("fine", False, False)
    assert (total.is_readonly, total.shown_text) == (True, "")
    assert "secret" not in form.fields


def test_what_is_shown_follows_from_what_was_said_so_far():
    ticket = begun(MODEL)
    dialog = dialog_of(ticket)
    assert on_page(dialog.refreshed(sent(kind="used"))) == ["text", "kind", "age", "grade", "total"]
    assert on_page(dialog.refreshed(sent(kind="used", age="11"))) == ["text", "kind", "age", "reason", "grade", "total"]
    hidden_again = dialog.refreshed(sent(kind="new", age="11", reason="rust"))
    assert on_page(hidden_again) == ["text", "kind", "grade", "total"]
    assert hidden_again.answers == {"kind": "new"}
    half_typed = dialog.refreshed(sent(kind="used", age="1x"))
    assert (half_typed.fields["age"].text, half_typed.errors) == ("1x", {})


@pytest.mark.parametrize(
    "answers, errors",
    [
        ({}, {"answer-kind": ["Which kind must be filled in."]}),
        ({"kind": ""}, {"answer-kind": ["Which kind must be filled in."]}),
        ({"kind": "used"}, {"answer-age": ["Age in years must be filled in."]}),
        ({"kind": "used", "age": "100"}, {"answer-age": ["Nothing is that old."]}),
        ({"kind": "new", "grade": "x" * 20}, {"answer-grade": ["Grade is not right."]}),
        (
            {"kind": "used", "age": "x", "grade": "x" * 20},
            {"answer-age": ["Write a whole number, such as 12."], "answer-grade": ["Grade is not right."]},
        ),
    ],
)
def test_mandatory_fields_and_checks(answers, errors):
    ticket = begun(MODEL)
    form = dialog_of(ticket).form(sent(**answers))
    assert not form.validate()
    assert form.errors == errors
    with pytest.raises(Refused):
        dialog_of(ticket).answer(form)
    assert values(ticket) == {}


def test_what_is_written_is_what_was_shown_and_hidden_values_are_those_of_the_model():
    ticket = begun(MODEL, fields={"total": "12.50"})
    forged = sent(
        kind="new", age="11", reason="forged", total="0", secret="forged", title="forged", nowhere="forged", shown="secret total age"
    )
    form = dialog_of(ticket).form(forged)
    assert form.answers == {"kind": "new"}
    dialog_of(ticket).answer(form)
    assert values(ticket) == {"kind": "new", "secret": "new!", "total": 12.5}
    assert Ticket.for_update(ticket.id).title == "T"


def test_suggestions_follow_from_what_was_said_and_count_once_they_were_sent():
    ticket = begun(MODEL)
    assert dialog_of(ticket).form().fields["grade"].text == "new thing"
    assert dialog_of(ticket).refreshed(sent(kind="used")).fields["grade"].text == "used thing"
    assert dialog_of(ticket).refreshed(sent(kind="used", grade="mine")).fields["grade"].text == "mine"
    dialog_of(ticket).answer(dialog_of(ticket).form(sent(kind="new")))
    assert values(ticket) == {"kind": "new", "secret": "new!"}


def test_fields_that_hide_each_other_end_up_hidden():
    parts = '<lz:show field="reason" when="empty(grade)"/><lz:show field="grade" when="empty(reason)"/>'
    ticket = begun(one_dialog(parts, declares=FIELDS))
    form = dialog_of(ticket).form(sent(reason="a", grade="b"))
    assert (on_page(form), form.answers) == ([], {})
    assert dialog_of(ticket).form(sent(reason="a", grade="")).answers == {"reason": "a"}


def test_labels_are_in_the_language_of_the_reader():
    texts = (
        "de.yaml",
        "Which kind: Welche Art\nNew: Neu\nGo: Los\nThink twice.: Überlegen Sie gut.\nNothing is that old.: So alt ist nichts.\n".encode(),
    )
    from desk.queues import Queue
    from processes import definitions, runner

    version = definitions.deploy([("model.bpmn", as_file(MODEL)), texts], actor=SYSTEM)
    definitions.activate(version, actor=SYSTEM)
    ticket = runner.open_ticket(queue=Queue.default(), title="T", actor=SYSTEM, process_id="asks")
    dialog = dialog_of(ticket, reader=GERMAN)
    kind = dialog.form().fields["kind"]
    assert (dialog.submit, dialog.advice, kind.asked.label) == ("Los", "Überlegen Sie gut.", "Welche Art")
    assert [choice.label for choice in kind.choices or []] == ["Neu", "Used"]
    form = dialog.form(sent(kind="used", age="100"))
    form.validate()
    assert form.errors == {"answer-age": ["So alt ist nichts."]}
    empty = dialog.form(sent(kind=""))
    empty.validate()
    assert empty.errors == {"answer-kind": ["Welche Art muss ausgefüllt werden."]}
    assert dialog_of(ticket, reader=ENGLISH).submit == "Go"


def test_a_field_that_was_deleted_meanwhile_is_not_asked_any_more():
    from desk.dynamic_fields import DynamicField

    ticket = begun(MODEL)
    DynamicField.named("grade").delete(actor=SYSTEM, confirm="grade")
    form = dialog_of(Ticket.for_update(ticket.id)).form()
    assert on_page(form) == ["text", "kind", "total"]
