"""Snippets: what is marked, and that they never lose or change the text."""

import re

import pytest
from hypothesis import given, strategies as st

from foundation.snippets import found_in, snippet


def shown(text: str, query: str, **more: int) -> str:
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in snippet(text, query, **more))


@pytest.mark.parametrize(
    "text, query, expected",
    [
        ("Die Größe stimmt.", "groesse", "Die [Größe] stimmt."),
        ("Die Größe stimmt.", "GROSSE", "Die [Größe] stimmt."),
        ("Drucker und Druckerei", "druck", "[Drucker] und [Druckerei]"),
        ("Drucker und Druck", "druck ", "Drucker und [Druck]"),
        ("paper jam, jam paper", '"paper jam"', "[paper] [jam], jam paper"),
        ("write to max@example.com today", "max@example.com", "write to [max]@[example].[com] today"),
        ("one two", "one -two", "[one] two"),
        ("nothing here", "else", "nothing here"),
        ("<b>bold</b>", "bold", "<b>[bold]</b>"),
        ("two\n\n lines", "lines", "two [lines]"),
    ],
)
def test_found_words_are_marked(text: str, query: str, expected: str):
    assert shown(text, query) == expected


def test_a_long_text_is_cut_around_what_was_found():
    text = f"{'before ' * 100}needle{' after' * 100}"
    cut = shown(text, "needle", length=80)
    assert cut.startswith("…before ")
    assert "[needle] after" in cut
    assert cut.endswith("after…")
    assert len(cut) < 90


@given(st.text(), st.text(max_size=20))
def test_no_text_and_no_query_fails(text: str, query: str):
    pieces = "".join(piece.text for piece in snippet(text, query, length=50))
    assert re.sub(r"\s", "", pieces).strip("…") in re.sub(r"\s", "", text)
    assert all(0 <= start < end <= len(text) for start, end in found_in(text, query))
