"""Salutations, signatures, templates and auto responses: texts with tags, checked when they are written."""

from typing import Any

import pytest

from desk.actors import SYSTEM
from desk.auto_responses import AutoResponse
from desk.salutations import Salutation
from desk.signatures import Signature
from desk.templates import Template
from desk.written_texts import TextFormat, WrittenText
from tests.desk.refusals import problems_of_changing
from tests.desk.words import a_response, found_or_made

pytestmark = pytest.mark.usefixtures("work")
KINDS = pytest.mark.parametrize("kind", [Salutation, Signature, Template, AutoResponse])


def written(kind: type[WrittenText], **values: Any) -> WrittenText:
    return a_response(**values) if kind is AutoResponse else found_or_made(kind, "Text", **values)


@KINDS
def test_a_text_is_plain_unless_it_is_said_to_be_html(kind: type[WrittenText]) -> None:
    made = written(kind)
    assert (made.text, made.text_format, made.is_html) == ("", TextFormat.PLAIN, False)
    made.change(actor=SYSTEM, text="<p>Dear <OTRS_CUSTOMER_REALNAME></p>", text_format="text/html")
    assert (made.text, made.is_html) == ("<p>Dear <OTRS_CUSTOMER_REALNAME></p>", True)
    assert "none of text/plain, text/html" in problems_of_changing(made, text_format="text/xml")["text_format"]


@KINDS
def test_a_text_that_cannot_be_filled_in_is_refused(kind: type[WrittenText]) -> None:
    made = written(kind, text="Dear {{ customer_data.first_name }}")
    for text in ("Dear {{ customer_data.first_name", "{% for x in y %}{% endfor %}", "{{ ().__class__ }}", "x" * 60_000):
        assert list(problems_of_changing(made, text=text)) == ["text"]
    assert "is no text" in problems_of_changing(made, text=5)["text"]
    assert made.text == "Dear {{ customer_data.first_name }}"


@pytest.mark.parametrize("kind", [Salutation, Signature])
def test_names_are_unique_and_needed(kind: type[WrittenText]) -> None:
    written(kind)
    other = found_or_made(kind, "Other")
    assert f"There is a {kind.noun} 'Text' already." in problems_of_changing(other, name="text")["name"]
    assert problems_of_changing(other, name=" ") == {"name": "It is needed."}
