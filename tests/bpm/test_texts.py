"""Texts with expressions in braces."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from bpm.errors import BpmError, EvaluationError, ExpressionError, NoValue
from bpm.expressions import Expression
from bpm.texts import Text, compile_parameter, compile_text, in_html
from tests.bpm.namings import Given
from tests.bpm.payloads import CANARY, PAYLOADS


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        ("x", "x"),
        (5, "5"),
        (Decimal("19.90"), "19.90"),
        (Decimal("1E+3"), "1000"),
        (0.1, "0.1"),
        (True, "true"),
        (date(2026, 1, 31), "2026-01-31"),
        (datetime(2026, 1, 31, 9, 30, tzinfo=UTC), "2026-01-31T09:30:00+00:00"),
        (timedelta(days=1, hours=2, seconds=5), "P1DT2H5S"),
        (timedelta(minutes=-90), "-PT1H30M"),
        (timedelta(seconds=0.5), "PT0.5S"),
        (timedelta(0), "PT0S"),
        (["a", None, 2], "a, , 2"),
        ({"total": 5}, "total: 5"),
    ],
)
def test_values_read_as_people_write_them(value, shown):
    assert compile_text("<{{ x }}>").render(Given(x=value)) == f"<{shown}>"


@pytest.mark.parametrize("value", [object(), b"x", [[[[[[["deep"]]]]]]], Decimal("1e99999"), float("nan"), ["x"] * 1_001])
def test_what_nobody_could_read_is_a_sentence(value):
    with pytest.raises(EvaluationError):
        compile_text("{{ x }}").render(Given(x=value))


def test_several_expressions():
    text = compile_text("Ticket {{ ticket.number }}: {{ lower(title) }}, {{title}}")
    assert text.names == {"ticket.number", "title"}
    assert text.calls == {"lower"}
    assert text.render(Given(ticket__number="17", title="Printer")) == "Ticket 17: printer, Printer"
    assert text.value(Given(ticket__number="17", title="Printer")) == "Ticket 17: printer, Printer"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("plain { text } with }} and %} #}", "plain { text } with }} and %} #}"),
        ('{{ "{{" }} {{ "}}" }}', "{{ }}"),
        ('{{ "{%" }}', "{%"),
        ('{"a": {"b": {{ x }}}}', '{"a": {"b": 5}}'),
        ("{{\n x\n + 1 }}", "6"),
        ("{{x}}{{x}}", "55"),
    ],
)
def test_braces(text, shown):
    assert compile_text(text).render(Given(x=5)) == shown


@pytest.mark.parametrize(
    "text, hint",
    [
        ("Hello {{ name", "column 7 are never closed"),
        ("{{ '}}'", "never closed"),
        ("{{ }}", "empty"),
        ("{% if x %}", "tags"),
        ("{# x #}", "comments"),
        ("{{ x.y }}", "ticket, customer"),
        ("{{ {{ x }} }}", "never closed"),
        ("x" * 50_001, "50,000"),
        ("{{ x }}" * 101, "100 expressions"),
    ],
)
def test_refusals(text, hint):
    with pytest.raises(ExpressionError, match=hint):
        compile_text(text)


def test_a_refusal_says_where():
    with pytest.raises(ExpressionError) as caught:
        compile_text("Dear {{ name + lamda(1) }}")
    assert caught.value.column == 16


def test_a_name_never_set_passes_through():
    with pytest.raises(NoValue):
        compile_text("{{ x }}").render(Given())


def test_a_text_does_not_grow_without_end():
    with pytest.raises(EvaluationError, match="200,000"):
        compile_text("{{ x }}" * 30).render(Given(x="y" * 9_000))


def test_parameters():
    names = Given(x=5)
    assert isinstance(compile_parameter("x"), Text)
    assert compile_parameter("x {{ x }}").value(names) == "x 5"
    assert isinstance(compile_parameter("= x + 1"), Expression)
    assert compile_parameter("=x + 1").value(names) == 6
    assert compile_parameter("=x + 1").names == {"x"}
    with pytest.raises(ExpressionError):
        compile_parameter("=")


def test_values_in_html_are_escaped_and_what_the_model_says_is_not():
    names = Given(title="<b>&", amount=5)
    assert in_html(compile_parameter("<p>{{ title }}: {{ amount }}</p>")).render(names) == "<p>&lt;b&gt;&amp;: 5</p>"
    assert in_html(compile_parameter("=title")).value(names) == "&lt;b&gt;&amp;"
    assert in_html(compile_parameter("=title")).names == {"title"}


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda text: ascii(text[:30]))
def test_payloads_stay_texts(payload):
    for text in (payload, f"{{{{ {payload} }}}}", f"={payload}"):
        with suppress(BpmError):
            compile_parameter(text).value(Given(amount=1))
    assert not CANARY.exists()


@settings(max_examples=300, deadline=1_000)
@given(
    st.lists(
        st.sampled_from(["{{", "}}", "{", "}", "'", '"', "x", " ", "{%", "\n", "\\", "=", "+ 1"]) | st.text(max_size=3), max_size=20
    ).map("".join)
)
def test_any_text_ends_well(text):
    with suppress(BpmError):
        compile_parameter(text).value(Given(x=5))


@given(st.text(alphabet=st.characters(exclude_characters="{"), max_size=200))
def test_text_without_braces_stays_as_it_is(text):
    assert compile_text(text).render(Given()) == text
