"""Conditions: our expressions and an independent evaluation of the YAML agree on every ticket."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings, strategies as st

from bpm.expressions import compile_expression
from bpm.otrs.errors import ConfigError
from bpm.otrs.regexes import OnlyPerl, translate
from tests.bpm import otrs_reference
from tests.bpm.otrs_examples import condition, imported, messages, transition, verdicts

UTC_ZONE = ZoneInfo("UTC")
NAMES = {"Queue": "queue", "Title": "title", "State": "state", "CustomerID": "customer", "CustomerUserID": "customer_user"}


@dataclass
class TicketNames:
    """A ticket of OTRS under our names; an attribute that it lacks is empty."""

    ticket: Mapping[str, Any]
    now: datetime = datetime(2026, 1, 5, tzinfo=UTC)
    zone: ZoneInfo = UTC_ZONE

    def __call__(self, name: str) -> object:
        values = {NAMES.get(key, key.removeprefix("DynamicField_")): value for key, value in self.ticket.items()}
        return values.get(name)

    def in_group(self, group: str) -> bool:
        return False


def ours(config: Mapping[str, Any], ticket: Mapping[str, Any]) -> bool:
    """What our model makes of it; a second transition makes L a list."""
    result = imported(
        transitions={"T1": {"Name": "Go", "Config": config}, "T2": transition({"DynamicField_L": ["x"]})},
        path={"A1": {one: {"ActivityEntityID": "A2"} for one in ("T1", "T2")}, "A2": {}},
    )
    return compile_expression(condition(result)).truth(TicketNames(ticket))


def theirs(config: Mapping[str, Any], ticket: Mapping[str, Any]) -> bool:
    try:
        return otrs_reference.is_true(dict(config), dict(ticket))
    except otrs_reference.Broken:
        return False


PATTERNS = [
    *(
        ".+",
        ".*",
        "^",
        "$",
        "^$",
        "a",
        "^a",
        "b$",
        "^a.+",
        "^(a|b)$",
        "[ab]",
        "[^a]",
        r"\d",
        r"^\w+$",
        r"\s",
        "0",
        "^0$",
        "(?i)RAW",
        r"a\.b",
    ),
    *(
        "^(?!a)",
        "^(?!a).+",
        "^(?!.*b)",
        "^(?!.*b).*$",
        "^((?!a).)*$",
        "^(?:(?!b).)+$",
        "^(?=.*a)(?=.*b)",
        "^(?!a$)",
        "^(?!a|b)",
        "^(?!Raw$).+$",
    ),
    *("(", "[", "*a", "a{2,1}"),
]
VALUES = st.sampled_from([None, "", "0", "a", "b", "ab", "Raw", "raw", "a\n", "a\nb", "1", "a b", "a.b", "ä", "٣", "x'\"y", "{{", "\\"])
LISTS = st.one_of(st.none(), st.lists(st.sampled_from(["a", "b", "x", "0"]), max_size=3, unique=True))
TICKETS = st.fixed_dictionaries(
    {"Queue": VALUES, "Title": VALUES, "DynamicField_A": VALUES, "DynamicField_L": LISTS, "CustomerUserID": VALUES},
)
TEXTS = st.sampled_from(["", "0", "a", "b", "Raw", "x'\"y", "{{", "\\", "a\n"])
KEYS = st.sampled_from(["Queue", "Title", "DynamicField_A", "CustomerUserID", "Nothing", "DynamicField_Other"])
SCALAR = st.one_of(
    TEXTS,
    st.fixed_dictionaries({"Type": st.sampled_from(["String", "string"]), "Match": TEXTS}),
    st.fixed_dictionaries({"Type": st.just("Regexp"), "Match": st.sampled_from(PATTERNS)}),
    st.fixed_dictionaries({"Type": st.just("Module"), "Match": st.sampled_from(["Kernel::System::ValidateDemo", "Custom::Module"])}),
    st.fixed_dictionaries({"Type": st.just("Hash"), "Match": st.sampled_from([{"a": "b"}, {}, "a"])}),
    st.fixed_dictionaries({"Type": st.sampled_from(["", "Unknown"]), "Match": TEXTS}),
    st.fixed_dictionaries({"Type": st.just("String"), "Match": st.just(["a"])}),
)
LIST = st.one_of(
    st.lists(st.sampled_from(["a", "b"]), max_size=2),
    st.fixed_dictionaries({"Type": st.just("String"), "Match": st.sampled_from(["a", "x", "0"])}),
    st.fixed_dictionaries({"Type": st.just("Array"), "Match": st.sampled_from([["a"], ["a", "b"], ["a", "a"], "a", []])}),
    st.just({"Type": "Regexp", "Match": ".+"}),
)
WORDS = st.sampled_from(["and", "or", "xor", "", "AND", "nor"])
FIELDS = st.one_of(
    st.dictionaries(KEYS, SCALAR, max_size=3),
    st.builds(lambda fields, one: fields | {"DynamicField_L": one}, st.dictionaries(KEYS, SCALAR, max_size=2), LIST),
)
SETS = st.one_of(st.fixed_dictionaries({"Type": WORDS, "Fields": FIELDS}), st.just({}), st.fixed_dictionaries({"Fields": FIELDS}))
CONDITIONS = st.one_of(
    st.fixed_dictionaries(
        {"ConditionLinking": WORDS, "Condition": st.dictionaries(st.sampled_from(["1", "2", "3", "10"]), SETS, max_size=3)}
    ),
    st.fixed_dictionaries(
        {"Condition": st.builds(lambda sets, word: sets | {"Type": word}, st.dictionaries(st.sampled_from("12"), SETS, max_size=2), WORDS)}
    ),
    st.just({}),
)


@settings(max_examples=400)
@given(CONDITIONS, st.lists(TICKETS, min_size=3, max_size=3))
def test_the_same_truth_table(config: Mapping[str, Any], tickets: list[dict[str, Any]]) -> None:
    for ticket in tickets:
        assert ours(config, ticket) == theirs(config, ticket)


@given(
    st.dictionaries(st.sampled_from(["Queue", "Title", "DynamicField_A"]), st.sampled_from(["a", "Raw"]), min_size=1),
    st.sampled_from(["and", "or", "xor"]),
    st.sampled_from(["and", "or", "xor"]),
    TICKETS,
)
def test_the_same_truth_table_of_whole_conditions(fields: dict[str, str], between: str, within: str, ticket: dict[str, Any]) -> None:
    sets = {
        "1": {"Type": within, "Fields": fields},
        "2": {"Type": within, "Fields": {"Queue": "Raw", "Title": "a"}},
        "3": {"Fields": {"DynamicField_L": ["a"]}},
    }
    config = {"ConditionLinking": between, "Condition": sets}
    assert ours(config, ticket) == theirs(config, ticket)


@given(st.sampled_from(PATTERNS), st.one_of(VALUES, st.text(alphabet="ab0\n .Raw", max_size=5)))
def test_patterns_find_the_same(pattern: str, value: str | None) -> None:
    config = {"Condition": {"1": {"Fields": {"Title": {"Type": "Regexp", "Match": pattern}}}}}
    assert ours(config, {"Title": value}) == theirs(config, {"Title": value})


class TestText:
    """What the expressions look like: a designer reads them."""

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({"Queue": "Raw"}, "queue == 'Raw'"),
            ({"DynamicField_X": {"Type": "String", "Match": "yes"}}, "X == 'yes'"),
            ({"DynamicField_X": ["a", "b"]}, "'a' in X and 'b' in X"),
            ({"State": {"Type": "Regexp", "Match": "^closed"}}, "matches(state, '^closed')"),
            ({"State": {"Type": "Regexp", "Match": ".+"}}, "not empty(state) and state != '0' and matches(state, '.+')"),
            ({"Title": {"Type": "Regexp", "Match": "^(?!Re)"}}, "not empty(title) and title != '0' and not matches(title, '^(?:Re)')"),
            ({"Queue": {"Type": "Module", "Match": "Kernel::X::ValidateDemo"}}, "queue == 'Raw'"),
            ({"StateID": "4"}, "state == 'open'"),
            ({"StateType": "closed"}, "state_type == 'closed' or state in ['closed successful', 'closed unsuccessful']"),
            ({"StateType": {"Type": "Regexp", "Match": "^ne"}}, "matches(state_type, '^ne') or state in ['new']"),
            ({"TicketNumber": {"Type": "Regexp", "Match": "^20"}}, "matches(number, '^20')"),
            ({"Title": 'it\'s {{ "so" }}'}, "title == 'it\\'s {{ \"so\" }}'"),
        ],
    )
    def test_of_a_field(self, fields, expected):
        assert condition(imported(transitions={"T1": transition(fields)})) == expected

    @pytest.mark.parametrize(
        ("link", "expected"),
        [
            ("and", "queue == 'a' and title == 'b' and type == 'c'"),
            ("or", "queue == 'a' or title == 'b' or type == 'c'"),
            ("xor", "(1 if queue == 'a' else 0) + (1 if title == 'b' else 0) + (1 if type == 'c' else 0) == 1"),
        ],
    )
    def test_of_a_set(self, link, expected):
        fields = {"Queue": "a", "Title": "b", "Type": "c"}
        one = {"Name": "Go", "Config": {"Condition": {"1": {"Type": link, "Fields": fields}}}}
        assert condition(imported(transitions={"T1": one})) == expected


class TestNeverTrue:
    @pytest.mark.parametrize(
        ("fields", "verdict", "words"),
        [
            ({"PLACEHOLDER": {"Type": "Regexp", "Match": "x"}}, "adapted", "no attribute of a ticket"),
            ({"Age": "5"}, "refused", "cannot be asked for"),
            ({"EscalationTime": "5"}, "refused", "cannot be asked for"),
            ({"QueueID": "77"}, "refused", "cannot be asked for"),
            ({"DynamicField_ProcessManagementActivityID": "x"}, "refused", "cannot be asked for"),
            ({"DynamicField_X": {"Type": "Hash", "Match": {"a": "b"}}}, "refused", "map of values"),
            ({"Queue": {"Type": "Module", "Match": "Custom::Check"}}, "refused", "'Custom::Check'"),
            ({"Queue": ["Raw"]}, "adapted", "never holds a list"),
            ({"Queue": {"Type": "Regexp", "Match": r"(a)\1"}}, "refused", "only Perl can do"),
        ],
    )
    def test_is_reported_by_name(self, fields, verdict, words):
        result = imported(transitions={"T1": transition(fields)})
        assert condition(result) == "false"
        assert verdict in verdicts(result, "T1")
        assert words in messages(result, "T1")

    def test_too_long_for_an_expression(self):
        fields = {f"DynamicField_F{number}": "x" * 50 for number in range(100)}
        result = imported(transitions={"T1": transition(fields)})
        assert condition(result) == "false"
        assert "refused" in verdicts(result, "T1")


BROKEN = [
    {},
    {"Condition": {}},
    {"Condition": {"1": {}}},
    {"Condition": {"1": {"Fields": {}}}},
    {"Condition": {"1": {"Fields": {"Queue": ""}}}},
    {"Condition": {"1": {"Fields": {"Queue": {"Type": "String", "Match": ""}}}}},
    {"Condition": {"1": {"Fields": {"Queue": {"Type": "String", "Match": ["a"]}}}}},
    {"Condition": {"1": {"Fields": {"Queue": {"Type": "Odd", "Match": "a"}}}}},
    {"Condition": {"1": {"Fields": {"Queue": {"Type": "Regexp", "Match": "("}}}}},
    {"Condition": {"1": {"Type": "nor", "Fields": {"Queue": "a"}}}},
    {"ConditionLinking": "nor", "Condition": {"1": {"Fields": {"Queue": "a"}}}},
]


@pytest.mark.parametrize("config", BROKEN)
def test_what_otrs_cannot_evaluate_stops_the_activity(config):
    result = imported(
        transitions={"T1": transition({"Queue": "a"}), "T2": {"Name": "Broken", "Config": config}, "T3": transition({"Queue": "b"})},
        path={"A1": {one: {"ActivityEntityID": "A2"} for one in ("T3", "T1", "T2")}, "A2": {"T3": {"ActivityEntityID": "A1"}}},
    )
    assert [condition(result, f"A1_{one}") for one in ("T1", "T2", "T3")] == ["queue == 'a'", "false", "false"]
    assert condition(result, "A2_T3") == "queue == 'b'"
    assert verdicts(result, "T2") == verdicts(result, "T3") == {"refused"}
    assert "'Broken'" in messages(result, "T3")


def test_a_list_field_is_asked_for_its_entries():
    fields = {"T1": transition({"DynamicField_X": {"Type": "String", "Match": "a"}}), "T2": transition({"DynamicField_X": ["b"]})}
    result = imported(transitions=fields, path={"A1": {one: {"ActivityEntityID": "A2"} for one in fields}, "A2": {}})
    assert condition(result) == "'a' in X"


class TestPatterns:
    @pytest.mark.parametrize(
        "pattern", ["(?x)a b", "(?m)^a$", r"\Kx", "a(?=b)", "(?<=a)b", "x" * 600, "(?:" * 300 + ")" * 300, "a{1,9999}", "a++"]
    )
    def test_only_perl(self, pattern):
        with pytest.raises(OnlyPerl):
            translate(pattern)

    @pytest.mark.parametrize("pattern", ["(", ")", "[a", "*", "a**", "[b-a]", "\\", "a{2,1}", "(?!a"])
    def test_no_pattern(self, pattern):
        with pytest.raises((ConfigError, OnlyPerl)):
            translate(pattern)

    @given(st.text(alphabet="ab(|)[]^$.*+?\\dws{}1,-!=:", max_size=12), st.text(alphabet="ab1 \n-", max_size=5))
    def test_any_text_gives_the_same_answer_or_is_refused(self, pattern: str, value: str) -> None:
        try:
            tests = translate(pattern)
        except (ConfigError, OnlyPerl):
            return
        if re.search(r"\{,|\[\^?\]?[^\]]*[\[\\-]|\(\?[a-zA-Z:]*\)?", pattern):
            return  # where Python and Perl differ
        found = all((one.compiled().search(value) is not None) == one.found for one in tests)
        assert found == (re.search(pattern, value) is not None)
