"""YAML from anywhere: what is read as what, what is refused with its line, and that nothing else happens."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, strategies as st

from desk.exchange.exporting import as_yaml
from desk.exchange.reading import DEEPEST, MOST_BYTES, read_yaml
from foundation.errors import Refused


def read(text: str) -> Any:
    return read_yaml(text.encode()).plain


@pytest.mark.parametrize(
    "text, expected",
    [
        ("a: no", {"a": "no"}),
        ("a: [21:00, 08:00]", {"a": ["21:00", "08:00"]}),
        ("a: 2026-01-01", {"a": "2026-01-01"}),
        ("a: true\nb: false\nc: null\nd: ~\ne:", {"a": True, "b": False, "c": None, "d": None, "e": None}),
        (
            "a: 1\nb: -2\nc: 1.5\nd: 08\ne: 0x10\nf: 1e3\ng: .inf",
            {"a": 1, "b": -2, "c": 1.5, "d": "08", "e": "0x10", "f": "1e3", "g": ".inf"},
        ),
        ("a: '1'\nb: \"true\"\nc: |\n  two\n  lines\n", {"a": "1", "b": "true", "c": "two\nlines\n"}),
        ("", {}),
        ("- 1\n- [2, {x: 3}]", [1, [2, {"x": 3}]]),
    ],
)
def test_what_is_read(text: str, expected: Any):
    assert read(text) == expected


@pytest.mark.parametrize(
    "text, place, sentence",
    [
        ("a: &x 1\nb: *x", "line 1", "aliases"),
        ("b: *x", "line 1", "alias"),
        ("a: 1\nb: !!python/object/apply:os.system ['true']", "line 2", "Tags"),
        ("a: !!binary aGk=", "line 1", "Tags"),
        ("a: 1\n\na: 2", "line 3", "twice"),
        ("a:\n  <<: {b: 1}", "line 2", "merged"),
        ("? [a]\n: 1", "line 1", "key is a text"),
        ("a: 1\n---\nb: 2", "line 2", "second document"),
        ("a: [1, 2", "line 2", "no YAML"),
        ("a: b: c", "line 1", "no YAML"),
        ("[" * (DEEPEST + 2), "line 1", "deeper"),
        ("\x00", "", "no YAML"),
    ],
)
def test_what_is_refused(text: str, place: str, sentence: str):
    with pytest.raises(Refused) as refused:
        read(text)
    ((where, why),) = refused.value.problems.items()
    assert (where, sentence in why) == (place, True), why


def test_other_encodings_and_too_much_are_refused():
    with pytest.raises(Refused, match="no YAML"):
        read_yaml(b"a: \xff\xfe")
    with pytest.raises(Refused, match="larger than 50 MB"):
        read_yaml(b" " * (MOST_BYTES + 1))


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t ")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(alphabet="abc_ -:#'\"19~", min_size=1, max_size=8), inner, max_size=4)
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from("abcdef"), values, max_size=4))
def test_what_is_written_is_read_again(content: dict[str, Any]):
    assert read_yaml(as_yaml(content)).plain == content


@given(st.text(max_size=80) | st.text(alphabet="ab:-[]{}&*!|>#'\"\n ,?~", max_size=60))
def test_any_text_is_read_or_refused(text: str):
    with suppress(Refused):
        read(text)
