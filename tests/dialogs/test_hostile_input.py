"""Whatever is sent: a form is made of it, says what is wrong, and writes nothing that its dialog does not ask for."""

from contextlib import suppress
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings, strategies as st
from werkzeug.datastructures import MultiDict

from desk.actors import SYSTEM
from dialogs import uploads
from dialogs.activity_dialog import content_of
from dialogs.overtaken import overtaken
from foundation.db import db
from foundation.errors import Conflict, Refused
from foundation.unit_of_work import unit_of_work
from processes import settling
from processes.tickets.ticket import Ticket
from tests.dialogs.models import ENGLISH, GERMAN, begun, dialog_of, one_dialog, opened
from tests.dialogs.test_attributes import NAMES
from tests.dialogs.test_kinds import DECLARED, FIELDS

SECRET = '<lz:field name="secret" type="text" label="Secret"/>'
PARTS = (
    '<lz:show field="secret" as="readonly"/>'
    + "".join(f'<lz:show field="{name}"/>' for name in (*NAMES, *FIELDS))
    + '<lz:show variable="votes" when="amount &gt; 3"/><lz:show variable="agrees" check="len(lines) &gt; 2"/><lz:show variable="rate"/>'
    + '<lz:article as="optional" timeUnits="optional" subject="{{ title }}"/>'
)
MODEL = one_dialog(PARTS, declares=DECLARED + SECRET).replace('dialog="form"', 'dialog="form" completes="false"')

inputs = [*(f"answer-{name}" for name in (*NAMES, *FIELDS, "votes", "agrees", "rate", "secret", "nowhere"))]
inputs += ["article-subject", "article-body", "article-format", "article-files", "article-time_units", "seen", "shown", "", "answer-"]
LIKELY = ["", " ", "1", "-1", "0", "1e400", "NaN", "1,5", "2026-02-30", "2026-07-01T09:30", "0001-01-01T00:00", "9999-12-31T23:59", "kept"]
LIKELY += ["a", "b", "Raw", "closed successful", "root@localhost", "on", "html", "'; DROP TABLE ticket; --", "<script>alert(1)</script>"]
LIKELY += ["\x00", "\u202egnp.exe", "\ud800", "x.y", "{{ 7 * 7 }}", "=1", "%", "_", "\\", "9" * 5000, "٣", "\r\n", "../../etc/passwd"]
values = st.one_of(st.sampled_from(LIKELY), st.text(max_size=30), st.text(alphabet="0123456789.,:-T +eE", max_size=20))
sendings = st.dictionaries(st.sampled_from(inputs), st.lists(values, max_size=3), max_size=12)


@pytest.fixture
def ticket_id(seeded_house: Flask) -> int:
    with unit_of_work():
        ticket = begun(MODEL, fields={"secret": "kept"})
    return ticket.id


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(sent=sendings, german=st.booleans())
def test_no_input_breaks_a_form(ticket_id: int, sent: dict[str, list[str]], german: bool):
    """Nothing but a refusal or a conflict is ever raised; what is read-only or not asked stays as it is."""
    with unit_of_work():
        ticket = Ticket.for_update(ticket_id)
        dialog = dialog_of(ticket, reader=GERMAN if german else ENGLISH)
        for form in (dialog.form(MultiDict(sent)), dialog.refreshed(MultiDict(sent))):
            assert {field.asked.name for field in form.shown} <= {*NAMES, *FIELDS, "secret", "votes", "agrees", "rate"}
            assert "secret" not in form.answers
            assert all(isinstance(field.text, str) and isinstance(field.shown_text, str) for field in form.shown)
            assert [choice for field in form.shown for choice in field.choices or []]
            form.validate()
            assert form.hidden["shown"]
        uploads.known([value for each in sent.values() for value in each], actor=SYSTEM)
        assert content_of(MultiDict(sent), actor=SYSTEM)["files"] == []
        overtaken(opened(ticket).id, "form", MultiDict(sent), actor=SYSTEM, reader=ENGLISH)
        with suppress(Refused, Conflict), settling.undoable():
            dialog.answer(dialog.form(MultiDict(sent)))
        assert Ticket.for_update(ticket_id).field_values["secret"] == "kept"


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(text=values, name=st.sampled_from(["colleague", "caller", "other", "customer"]))
def test_no_letters_break_a_suggestion(ticket_id: int, text: str, name: str):
    with unit_of_work(reads_only=True):
        found: Any = dialog_of(db.session.get_one(Ticket, ticket_id)).suggestions(name, text)
        assert len(found) <= 20
