"""Full text on both databases: what finds what, that nothing people type fails, and that the index follows its transaction."""

import time
from collections.abc import Sequence

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import func, inspect, select

from foundation import fulltext
from foundation.db import db
from foundation.fulltext import Entry, Parts, Rank
from foundation.text_search.documents import MOST_BYTES
from foundation.unit_of_work import unit_of_work

TEXTS: dict[int, Parts] = {
    1: {"A": "Drucker druckt nicht", "D": "Die Größe des Papiers stimmt nicht. Ticket#2026112510000017"},
    2: {"A": "Printer jam", "D": "Paper is stuck, says Herr Müller <mueller.max@example.com>"},
    3: {"A": "Groesse", "D": "Der Plotter braucht Papier; siehe https://example.org/a_b?c=d"},
    4: {"A": "Straße & Café", "D": "O'Reilly \\ 100% 'quoted' \"double\" don't"},
    5: {"A": "Other", "D": "printer printer printer"},
}


def found(query: str, kind: str = "ticket") -> list[int]:
    return sorted(db.session.scalars(fulltext.matching(query, kind)))


@pytest.fixture
def indexed(work: None) -> None:
    fulltext.put_all("ticket", TEXTS)
    fulltext.put("article", 1, {"D": "Drucker im anderen Haus"})


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize(
    "query, expected",
    [
        ("drucker", [1]),
        ("DRUCK", [1]),  # the last word may go on
        ("druck nicht", []),  # one before it may not
        ("druck* nicht", [1]),
        ("druck ", []),  # nor one that was ended
        ("größe", [1, 3]),
        ("groesse", [1, 3]),
        ("grosse", [1]),
        ("grösse", [1, 3]),
        ("Müller", [2]),
        ("mueller", [2]),
        ("muller", [2]),
        ("strasse", [4]),
        ("STRAẞE", [4]),
        ("cafe", [4]),
        ("2026112510000017", [1]),
        ("Ticket#2026112510000017", [1]),
        ("202611251", [1]),
        ("mueller.max@example.com", [2]),
        ("max@example", [2]),
        ("example.com", [2]),
        ("example", [2, 3]),
        ("a_b", [3]),
        ("o'reilly", [4]),
        ("don't", [4]),
        ('"paper is"', [2]),
        ('"is paper"', []),
        ('"herr mueller"', [2]),
        ('"herr müller"', [2]),
        ("„herr muller“", [2]),
        ('"jam paper"', []),  # no phrase leads from the title into the body
        ('"nicht die"', []),
        ("nicht die", [1]),
        ("paper -jam", []),
        ("printer -jam", [5]),
        ('printer -"paper jam"', [2, 5]),
        ("-printer", [1, 3, 4]),
        ("-printer -drucker", [3, 4]),
        ("plotter OR jam", [2, 3]),
        ("plotter ODER drucker", [1, 3]),
        ("plotter OR -printer", [1, 3, 4]),
        ("OR plotter OR", [3]),
        ("plotter AND papier", [3]),
        ("", []),
        ("   ", []),
        ("-", []),
        ("%", []),
        ("*", []),
        ("p", []),  # one letter is a word, not a beginning
        ("pa", [1, 2, 3]),
    ],
)
def test_what_finds_what(query: str, expected: list[int]):
    assert found(query) == expected


@pytest.mark.usefixtures("indexed")
def test_kinds_are_kept_apart():
    assert found("drucker", "article") == [1]
    assert found("jam", "article") == []
    assert found("drucker", "nothing") == []


HOSTILE = (
    '"; DROP TABLE fulltext_entry; --',
    "a' OR '1'='1",
    "NEAR(a b)",
    "a:b",
    "{a b} : c",
    "^a",
    "a + b",
    "(((",
    "a & | ! <-> b:*A",
    "\\' \\",
    "\x00a",
    "NOT NOT",
    "\ud800",
    "*" * 50,
    '"' * 51,
    "-" * 50 + "a",
    "a " * 600,
    "x" * 2000,
    "-a " * 100,
)


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize("query", HOSTILE)
def test_nothing_people_type_is_more_than_a_search(query: str):
    found(query)
    list(db.session.execute(fulltext.ranked(query, "ticket", limit=5)))
    assert found("drucker") == [1]


@pytest.mark.parametrize(
    "query, problem",
    [
        ("a*" * 2000, "It has 4000 characters; at most 1000 fit."),
        ("a*" * 100, "A search takes 32 words at most; these are 100."),
        ("a " * 33, "A search takes 32 words at most; these are 33."),
        ('"' + "a b " * 20 + '"', "A search takes 32 words at most; these are 40."),
        ("er* " * 9, "A search takes 8 beginnings of words (with *) at most; write more of them out."),
        ("er* " * 8, ""),
        ("a " * 31 + "OR b", ""),
        ("", ""),
    ],
)
def test_what_would_take_long_is_told(query: str, problem: str):
    assert fulltext.problem_of(query) == problem


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize("query", ["a*" * 500, "a " * 500, '"' + "a " * 499 + '"', "aa* " * 250, "-aa* " * 200, "aa* OR " * 140])
def test_what_people_type_takes_no_time(query: str):
    fulltext.put_all("ticket", {number: {"A": "a aa " * 200, "D": "a aaa " * 1_000} for number in range(60)})
    begun = time.perf_counter()
    list(db.session.execute(fulltext.ranked(query, "ticket", limit=5)))
    assert time.perf_counter() - begun < 1


@pytest.mark.usefixtures("indexed")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=150)
@given(st.text(max_size=60) | st.text(alphabet="aä\"'-*() :&|!<>\\ORAND%_^{}+", max_size=40))
def test_any_text_can_be_asked_for_and_indexed(text: str):
    found(text)
    with db.session.begin_nested():
        fulltext.put("ticket", 9, {"A": text, "B": text})
        assert set(found(f'"{text}"')) <= {*TEXTS, 9}


@pytest.mark.usefixtures("indexed")
def test_the_words_of_a_text_find_it():
    for object_id, parts in TEXTS.items():
        for word in " ".join(parts.values()).split():
            if any(sign.isalnum() for sign in word.strip("-")):
                assert object_id in found(word.strip("<>\"'") + " "), word


@pytest.mark.usefixtures("indexed")
def test_putting_again_replaces_and_removing_removes():
    fulltext.put("ticket", 1, {"A": "Scanner"})
    assert (found("drucker"), found("scanner")) == ([], [1])
    fulltext.remove("ticket", 1)
    fulltext.remove("ticket", 1)
    assert found("scanner") == []
    assert found("drucker", "article") == [1]


def lose() -> None:
    with unit_of_work():
        fulltext.put("ticket", 1, {"A": "lost"})
        raise ZeroDivisionError


def test_the_index_is_rolled_back_with_its_unit_of_work(house: Flask):
    with unit_of_work():
        fulltext.put("ticket", 1, {"A": "kept"})
    with pytest.raises(ZeroDivisionError):
        lose()
    with unit_of_work(reads_only=True):
        assert (found("kept"), found("lost")) == ([1], [])
        with pytest.raises(RuntimeError, match="only reads"):
            fulltext.put("ticket", 2, {"A": "never"})


@pytest.mark.usefixtures("work")
def test_newest_come_page_by_page():
    fulltext.put_all("ticket", {number: {"A": f"same words {number % 2}"} for number in range(1, 26)})
    pages: list[Sequence[int]] = [db.session.scalars(fulltext.newest("words", "ticket", limit=10)).all()]
    while len(pages[-1]) == 10:
        pages.append(db.session.scalars(fulltext.newest("words", "ticket", limit=10, before=pages[-1][-1])).all())
    assert [number for page in pages for number in page] == list(range(25, 0, -1))


@pytest.mark.usefixtures("work")
def test_best_come_first_page_by_page():
    texts: dict[int, Parts] = {number: {"D": f"{'words ' * (1 + number % 3)} filler {'x ' * (number % 5)}"} for number in range(1, 26)}
    fulltext.put_all("ticket", texts | {100: {"A": "words"}})
    rows: list[Rank] = []
    after = None
    while page := [Rank(score, key) for key, score in db.session.execute(fulltext.ranked("words", "ticket", limit=4, after=after))]:
        rows += page
        after = page[-1]
    assert rows[0].object_id == 100  # a title counts most
    assert sorted(rank.object_id for rank in rows) == [*range(1, 26), 100]
    assert rows == sorted(rows, reverse=True)


@pytest.mark.usefixtures("work")
def test_a_text_of_any_length_is_taken():
    fulltext.put("ticket", 1, {"A": "Title", "D": " ".join(f"w{number}ü" for number in range(200_000))})
    fulltext.put("ticket", 2, {"D": "same " * 200_000})
    fulltext.put("ticket", 3, {"D": "x" * 3_000_000})
    assert MOST_BYTES < 1 << 20
    assert found("title w17u") == [1]
    assert found("same") == [2]
    assert found("x" * 100) == [3]


def test_everything_can_be_indexed_anew(house: Flask, monkeypatch: pytest.MonkeyPatch):
    stored: dict[int, Parts] = {number: {"A": f"number {number}"} for number in range(1, 451)}

    def page(after: int, limit: int) -> list[tuple[int, Parts]]:
        return [(number, parts) for number, parts in stored.items() if number > after][:limit]

    monkeypatch.setitem(fulltext.sources._things, "ticket", page)
    with unit_of_work():
        fulltext.put("ticket", 999, {"A": "gone"})
    assert fulltext.rebuild() == 450
    with unit_of_work(reads_only=True):
        assert (found("gone"), found("number 450"), len(found("number"))) == ([], [450], 450)


def test_the_table_of_words_comes_and_goes_with_its_entries(house: Flask):
    Entry.metadata.drop_all(db.engine, tables=[Entry.__table__])  # type: ignore[list-item]
    assert not [name for name in inspect(db.engine).get_table_names() if name.startswith("fulltext")]
    Entry.metadata.create_all(db.engine, tables=[Entry.__table__])  # type: ignore[list-item]
    with unit_of_work():
        fulltext.put("ticket", 1, {"A": "back"})
        assert found("back") == [1]
        assert db.session.scalar(select(func.count()).select_from(Entry)) == 1
