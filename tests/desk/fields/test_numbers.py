"""Keys of numbers sort as the numbers do, and numbers that are equal have the same key."""

import doctest
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from desk.fields import numbers
from desk.fields.numbers import number_key, read_number

NEAR = st.tuples(st.integers(-2_100, 2_100), st.integers(0, 4)).map(lambda drawn: Decimal(drawn[0]).scaleb(-drawn[1]))
FAR = st.tuples(st.integers(-(10**24) + 1, 10**24 - 1), st.integers(0, 40)).map(lambda drawn: Decimal(drawn[0]).scaleb(-drawn[1]))
NUMBERS = NEAR | FAR


def with_places(number: Decimal, places: str) -> Decimal:
    text = format(number, "f")
    return Decimal(text + ("" if "." in text else ".") + places)


# One that goes on where the other ends is where an order of texts goes wrong first.
LONGER = st.tuples(NEAR, st.text("0159", max_size=3)).map(lambda drawn: (drawn[0], with_places(drawn[0], drawn[1])))
PAIRS = st.tuples(NUMBERS, NUMBERS) | LONGER


@settings(max_examples=2_000)
@given(pair=PAIRS)
def test_keys_sort_as_numbers_do(pair: tuple[Decimal, Decimal]):
    one, other = pair
    first, second = number_key(read_number(one)), number_key(read_number(other))
    assert (first < second, first == second) == (one < other, one == other)
    assert max(len(first), len(second)) <= 100


def test_examples_in_the_text():
    assert doctest.testmod(numbers).failed == 0


@pytest.mark.parametrize("written, read", [("1.50", "1.50"), (".5", "0.5"), ("5.", "5"), ("+1e2", "100"), ("-0", "0"), (10**23, 10**23)])
def test_reads_numbers_as_they_are_written(written, read):
    assert str(read_number(written)) == str(read)
