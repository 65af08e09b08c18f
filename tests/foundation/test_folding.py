"""How texts are folded and split, as a table, and what holds for any text."""

import unicodedata

import pytest
from hypothesis import given, strategies as st

from foundation.folding import LONGEST_WORD, fold, spelt_out, words


@pytest.mark.parametrize(
    "text, folded, long",
    [
        ("Printer", "printer", "printer"),
        ("Größe", "grosse", "groesse"),
        ("GRÖẞE", "grosse", "groesse"),
        (unicodedata.normalize("NFD", "Übergabe"), "ubergabe", "uebergabe"),
        ("Café Ångström", "cafe angstrom", "cafe aangstroem"),
        ("ﬁnal ﬂow Œuvre Æon", "final flow oeuvre aeon", "final flow oeuvre aeon"),
        ("Łódź Đorđe smørrebrød", "lodz dorde smorrebrod", "lodz dorde smoerrebroed"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ", "σισυφοσ"),
        ("İstanbul ılık", "istanbul ilik", "istanbul ilik"),
        ("ＡＢＣ １２３ ②", "abc 123 2", "abc 123 2"),
        ("Donau\u00addampfschiff", "donaudampfschiff", "donaudampfschiff"),
    ],
)
def test_texts_are_folded(text: str, folded: str, long: str):
    assert (fold(text), spelt_out(text)) == (folded, long)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("Ticket#2026112510000017", ["ticket", "2026112510000017"]),
        ("Max.Mustermann+desk@mail.example.com", ["max", "mustermann", "desk", "mail", "example", "com"]),
        ("snake_case, kebab-case/path", ["snake", "case", "kebab", "case", "path"]),
        ("don't „stop“ 3,14 v1.2", ["don", "t", "stop", "3", "14", "v1", "2"]),
        ("½ l", ["1", "2", "l"]),
        ("--- !!! …", []),
        ("", []),
    ],
)
def test_texts_are_split(text: str, expected: list[str]):
    assert [word.spellings[0] for word in words(text)] == expected


def test_words_know_their_place():
    text = "Für Müller: ½"
    assert [(text[word.start : word.end], word.spellings) for word in words(text)] == [
        ("Für", ("fur", "fuer")),
        ("Müller", ("muller", "mueller")),
        ("½", ("1",)),
        ("½", ("2",)),
    ]


@given(st.text())
def test_any_text_folds_once_and_for_all(text: str):
    assert fold(fold(text)) == fold(text)
    assert fold(spelt_out(text)) == spelt_out(text)


@given(st.text())
def test_words_of_any_text_are_words(text: str):
    last = 0
    for word in words(text):
        assert last <= word.start < word.end <= len(text)
        last = word.start
        for spelling in word.spellings:
            assert spelling
            assert len(spelling) <= LONGEST_WORD
            assert all(sign.isalnum() for sign in spelling)
            assert not set(spelling) & set("'\"\\:&|!*() ")


@given(st.text(alphabet="abäöüßéñ ½ﬁ-."))
def test_case_and_composition_make_no_difference(text: str):
    expected = [word.spellings for word in words(text)]
    assert [word.spellings for word in words(unicodedata.normalize("NFD", text))] == expected
    assert [word.spellings for word in words(text.upper())] == expected
