"""Every kind of field: read as people write it, written into the input again, shown where it cannot be changed."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from desk.actors import SYSTEM
from desk.field_kinds import kinds as field_kinds
from dialogs import uploads
from dialogs.fields import kinds
from dialogs.forms.field import Choice
from dialogs.forms.numbers import local_number, plain_number
from processes import settling
from processes.tickets.attributes import ATTRIBUTES
from processes.tickets.ticket import Ticket
from tests.desk import people
from tests.desk.words import a_group, a_queue
from tests.dialogs.models import ENGLISH, GERMAN, begun, dialog_of, one_dialog, sent
from tests.processes.ticket_factories import a_ticket, a_worker

OPTIONS = '<lz:value key="a">Alpha</lz:value><lz:value key="b">Beta</lz:value>'
DECLARED = (
    '<lz:field name="one_line" type="text" label="One line"><lz:check regex="^[A-Z]" message="It begins with a capital."/></lz:field>'
    '<lz:field name="lines" type="textarea" label="Lines"/>'
    '<lz:field name="amount" type="integer" label="Amount" min="1" max="5000"/>'
    '<lz:field name="price" type="decimal" label="Price" min="0"/>'
    '<lz:field name="agreed" type="checkbox" label="Agreed"/>'
    f'<lz:field name="one_of" type="dropdown" label="One of">{OPTIONS}</lz:field>'
    f'<lz:field name="some_of" type="multiselect" label="Some of">{OPTIONS}</lz:field>'
    '<lz:field name="any_keys" type="multiselect" label="Any keys"/>'
    '<lz:field name="on" type="date" label="On"/>'
    '<lz:field name="at" type="datetime" label="At"/>'
    '<lz:field name="picture" type="file" label="Picture"/>'
    '<lz:field name="colleague" type="agent" label="Colleague"/>'
    '<lz:field name="caller" type="customer-user" label="Caller"/>'
    '<lz:field name="other" type="ticket-reference" label="Other"/>'
    '<lz:variable name="votes" type="list"/><lz:variable name="agrees" type="boolean"/><lz:variable name="rate" type="decimal"/>'
)
FIELDS = (
    "one_line",
    "lines",
    "amount",
    "price",
    "agreed",
    "one_of",
    "some_of",
    "any_keys",
    "on",
    "at",
    "picture",
    "colleague",
    "caller",
    "other",
)
SHOWS = "".join(f'<lz:show field="{name}"/>' for name in FIELDS)
SHOWS += "".join(f'<lz:show variable="{name}"/>' for name in ("votes", "agrees", "rate"))
EVERY_KIND = one_dialog(SHOWS, declares=DECLARED)


def test_there_is_a_field_for_every_kind_every_attribute_and_every_type_of_variable():
    assert set(field_kinds) <= set(kinds)
    assert set(ATTRIBUTES) <= set(kinds)
    assert "list" in kinds


@pytest.mark.parametrize(
    "language, typed, plain, written",
    [
        ("en", "1,234.50", "1234.50", "1234.50"),
        ("en", " 12 ", "12", "12"),
        ("en", ".5", ".5", ".5"),
        ("en", "1,5", None, ""),
        ("en", "1.2.3", None, ""),
        ("de", "1.234,50", "1234.50", "1234,50"),
        ("de", "1.234", "1234", "1234"),
        ("de", "12.5", "12.5", "12,5"),
        ("de", "1 234,5", "1234.5", "1234,5"),
        ("de", "−3,20", "-3.20", "-3,20"),
        ("de", "1,2,3", None, ""),
        ("de", "١٢", None, ""),
        ("en", "1e9", None, ""),
        ("en", "NaN", None, ""),
        ("en", "", None, ""),
    ],
)
def test_numbers_are_read_as_the_language_writes_them(language, typed, plain, written):
    reader = GERMAN if language == "de" else ENGLISH
    assert plain_number(typed, reader) == plain
    if plain is not None:
        assert local_number(plain, reader) == written


# name, what is typed, reader, the value, what stands in the input then, what people read of it
READ: list[tuple[str, Any, Any, Any, str, str]] = [
    ("one_line", "Two\r\nlines", ENGLISH, "Two lines", "Two lines", "Two lines"),
    ("lines", " a\r\nb ", ENGLISH, "a\nb", "a\nb", "a\nb"),
    ("amount", "1,200", ENGLISH, 1200, "1200", "1200"),
    ("amount", "1.200", GERMAN, 1200, "1200", "1200"),
    ("price", "12.50", ENGLISH, Decimal("12.50"), "12.50", "12.50"),
    ("price", "1.012,50", GERMAN, Decimal("1012.50"), "1012,50", "1012,50"),
    ("agreed", "1", GERMAN, True, "1", "ja"),
    ("agreed", [], ENGLISH, False, "", "no"),
    ("one_of", "b", ENGLISH, "b", "b", "Beta"),
    ("some_of", ["b", "a"], ENGLISH, ["a", "b"], "a\nb", "Alpha, Beta"),
    ("some_of", [], ENGLISH, None, "", ""),
    ("any_keys", "x\r\n\r\ny", ENGLISH, ["x", "y"], "x\ny", "x, y"),
    ("on", "2026-02-28", ENGLISH, date(2026, 2, 28), "2026-02-28", "2026-02-28"),
    ("on", "28.2.2026", GERMAN, date(2026, 2, 28), "2026-02-28", "28.02.2026"),
    ("at", "2026-07-01T09:30", ENGLISH, datetime(2026, 7, 1, 9, 30, tzinfo=UTC), "2026-07-01T09:30", "2026-07-01 09:30"),
    ("at", "2026-07-01T09:30", GERMAN, datetime(2026, 7, 1, 7, 30, tzinfo=UTC), "2026-07-01T09:30", "01.07.2026 09:30"),
    ("at", "1.7.2026 09:30", GERMAN, datetime(2026, 7, 1, 7, 30, tzinfo=UTC), "2026-07-01T09:30", "01.07.2026 09:30"),
    ("votes", "yes\nno\n", ENGLISH, ["yes", "no"], "yes\nno", "yes, no"),
    ("agrees", "1", ENGLISH, True, "1", "yes"),
    ("rate", "2,5", GERMAN, Decimal("2.5"), "2,5", "2,5"),
]
REFUSED: list[tuple[str, Any, Any, str]] = [
    ("one_line", "low", ENGLISH, "It begins with a capital."),
    ("one_line", "X" * 3801, ENGLISH, "It has 3801 characters; at most 3800 fit."),
    ("amount", "three", ENGLISH, "Write a whole number, such as 12."),
    ("amount", "drei", GERMAN, "Schreiben Sie eine ganze Zahl, zum Beispiel 12."),
    ("amount", "2.5", ENGLISH, "Write a whole number, such as 12."),
    ("amount", "0", ENGLISH, "It must not be below 1."),
    ("amount", "5.001", GERMAN, "Es darf nicht mehr als 5000 sein."),
    ("price", "1,5", ENGLISH, "Write a number, such as 12.50."),
    ("price", "x", GERMAN, "Schreiben Sie eine Zahl, zum Beispiel 12,50."),
    ("price", "-1", GERMAN, "Es darf nicht weniger als 0 sein."),
    ("one_of", "c", ENGLISH, "‘c’ cannot be chosen here."),
    ("some_of", ["a", "c"], GERMAN, "‘c’ kann hier nicht gewählt werden."),
    ("on", "2026-02-30", ENGLISH, "Write a day, such as 2026-01-31."),
    ("on", "morgen", GERMAN, "Schreiben Sie einen Tag, zum Beispiel 31.01.2026."),
    ("at", "2026-07-01", ENGLISH, "Write day and time, such as 2026-01-31 09:00."),
    ("at", "2026-07-01T25:00", ENGLISH, "Write day and time, such as 2026-01-31 09:00."),
    ("colleague", "nobody-here", ENGLISH, "There is no agent 'nobody-here', or none you may choose."),
    ("caller", "carla@example.com", ENGLISH, "There is no customer user 'carla@example.com', or none you may choose."),
    ("other", "42", ENGLISH, "There is no ticket '42', or none you may choose."),
    ("picture", "kept.or.not", ENGLISH, "The file is not here any more; choose it again."),
]


@pytest.mark.usefixtures("desk_work")
def test_what_people_write_becomes_a_value_and_comes_back():
    ticket = begun(EVERY_KIND)
    for name, typed, reader, value, written, shown in READ:
        form = dialog_of(ticket, reader=reader).form(sent(**{name: typed}, shown=name))
        field = form.fields[name]
        assert form.validate(), (name, form.errors)
        assert (form.answers.get(name), type(field.data)) == (value, type(value)), name
        assert (field.text, field.shown_text) == (written, shown), name


@pytest.mark.usefixtures("desk_work")
def test_what_is_no_value_is_refused_at_its_field_and_stands_there_as_it_was_typed():
    ticket = begun(EVERY_KIND)
    for name, typed, reader, sentence in REFUSED:
        form = dialog_of(ticket, reader=reader).form(sent(**{name: typed}))
        assert not form.validate(), name
        assert form.errors == {f"answer-{name}": [sentence]}
        assert form.fields[name].text == (typed if isinstance(typed, str) else typed[0])
        assert name not in form.answers


@pytest.mark.usefixtures("desk_work")
def test_people_and_tickets_are_found_by_whom_they_can_be_chosen():
    ticket, anna, carla = begun(EVERY_KIND), a_worker("anna"), people.customer_user("carla", of=people.customer())
    mine, theirs = a_ticket(), a_ticket(queue=a_queue("Secret", group=a_group("secret")))
    dialog = dialog_of(ticket, actor=anna.actor)
    form = dialog.form(sent(colleague="ANNA", caller="carla", other=mine.number))
    assert form.validate(), form.errors
    assert form.answers == {"colleague": anna.id, "caller": carla.id, "other": mine.id}
    assert [form.fields[name].text for name in ("colleague", "caller", "other")] == ["anna", "carla", mine.number]
    assert [form.fields[name].shown_text for name in ("colleague", "caller")] == ["Anna Anders", "Carla Cramer"]
    assert dialog.suggestions("colleague", "an") == [Choice("anna", "Anna Anders (anna)")]
    assert dialog.suggestions("caller", "cram") == [Choice("carla", "Carla Cramer (carla)")]
    assert dialog.suggestions("other", theirs.number[:8]) == [Choice(each.number, f"{each.number} {each.title}") for each in (mine, ticket)]
    assert set(dialog.form(sent(other=theirs.number)).fields["other"].process_errors)
    dialog.answer(form)
    assert ticket.field_values["colleague"] == "anna"
    assert Ticket.for_update(ticket.id).fields["other"].value == mine.id


@pytest.mark.usefixtures("desk_work")
def test_any_word_of_a_name_or_subject_finds_them():
    ticket, anna = begun(EVERY_KIND), a_worker("anna", first_name="Anna-Lena")
    people.customer_user("carla", of=people.customer("1001", name="Hotel Lindenhof"))
    people.customer_user("otto", of=people.customer("1002", name="Gasthof Berg"))
    mine = a_ticket(title="The printer is dark", customer="1001")
    a_ticket(title="The printer is dark", queue=a_queue("Secret", group=a_group("secret")), customer="1001")
    settling.settle()
    dialog = dialog_of(ticket, actor=anna.actor)

    def suggested(name: str, *texts: str) -> list[list[str]]:
        return [[choice.value for choice in dialog.suggestions(name, text)] for text in texts]

    assert suggested("colleague", "lena", "anders an", "nna") == [["anna"], ["anna"], []]
    assert suggested("caller", "linden", "cramer hotel", "hotel berg") == [["carla"], ["carla"], []]
    assert suggested("other", "dark prin", "lindenhof", "rinter") == [[mine.number], [mine.number], []]


@pytest.mark.usefixtures("desk_work")
def test_a_file_is_sent_by_its_id_kept_or_taken_away():
    ticket = begun(one_dialog(SHOWS, declares=DECLARED).replace('dialog="form"', 'dialog="form" completes="false"'))
    photo = uploads.take(b"picture", "../a/photo.jpg", "image/jpeg", actor=SYSTEM)
    form = dialog_of(ticket).form(sent(picture=photo.id))
    assert form.validate()
    assert form.fields["picture"].uploaded == photo
    dialog_of(ticket).answer(form)
    value = {"sha256": photo.sha256, "name": "photo.jpg", "size": 7}
    assert Ticket.for_update(ticket.id).fields["picture"].value == value
    again = dialog_of(ticket).form()
    assert (again.fields["picture"].text, again.fields["picture"].shown_text) == ("kept", "photo.jpg")
    assert dialog_of(ticket).form(sent(picture="kept")).answers == {"picture": value}
    dialog_of(ticket).answer(dialog_of(ticket).form(sent(picture="")))
    assert Ticket.for_update(ticket.id).fields["picture"].value is None
