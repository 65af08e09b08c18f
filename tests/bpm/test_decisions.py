"""DMN decisions: hit policies, unary tests, requirements, and what is refused at reading."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st
from lxml import etree

from bpm.decisions import read_decisions
from bpm.errors import BpmError, EvaluationError, ModelError, NoValue
from tests.bpm.namings import Given
from tests.bpm.payloads import CANARY, PAYLOADS

VERSIONS = {
    "1.1": "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "1.2": "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "1.3": "https://www.omg.org/spec/DMN/20191111/MODEL/",
}


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def cell(kind, text):
    return f"<{kind}><text>{escaped(text)}</text></{kind}>"


def table(rules, *, policy="UNIQUE", inputs=("x",), outputs=("y",), more=""):
    """A table; each rule is a line of cells separated by `|`, the outputs behind `=>`."""
    columns = "".join(
        f'<input id="in{n}" label="{name}"><inputExpression><text>{escaped(name)}</text></inputExpression></input>'
        for n, name in enumerate(inputs)
    )
    answers = "".join(name if name.startswith("<") else f'<output id="out{n}" name="{name}"/>' for n, name in enumerate(outputs))
    rows = ""
    for rule in rules:
        asked, _, answered = rule.partition("=>")
        tests = "".join(cell("inputEntry", one.strip()) for one in asked.split("|")) if inputs else ""
        rows += f"<rule>{tests}{''.join(cell('outputEntry', one.strip()) for one in answered.split('|'))}</rule>"
    return f'<decisionTable id="t" hitPolicy="{policy}" {more}>{columns}{answers}{rows}</decisionTable>'


def decisions(body, version="1.3"):
    return read_decisions(etree.fromstring(f'<definitions xmlns="{VERSIONS[version]}" id="d">{body}</definitions>'))


def decision(logic, version="1.3"):
    return decisions(f'<decision id="rate" name="The rate">{logic}</decision>', version)["rate"]


def decided(rules, *, names, **how):
    return decision(table(rules, **how)).decide(names)


@pytest.mark.parametrize("version", VERSIONS)
def test_all_versions(version):
    read = decision(table(["< 10 => 'few'", ">= 10 => 'many'"]), version)
    assert (read.id, read.name, read.names) == ("rate", "The rate", {"x"})
    assert [read.decide(Given(x=number)) for number in (5, 10)] == ["few", "many"]


@pytest.mark.parametrize(
    ("test", "yes", "no"),
    [
        ("-", [5, None], []),
        ("", [5, None], []),
        ("5", [5, 5.0, Decimal(5)], [4, "5", None]),
        ('"a"', ["a"], ["b", None]),
        ('"a","b"', ["a", "b"], ["c"]),
        ('not("a","b")', ["c", None], ["a"]),
        ("< 10", [9], [10]),
        (">= 10, < 5", [10, 4], [5]),
        ("[1..5]", [1, 5], [0, 6]),
        ("]1..5[", [2], [1, 5]),
        ("(1..5)", [2], [1, 5]),
        ("[1..5)", [1], [5]),
        ("not([1..5])", [6], [3]),
        ("true", [True], [False, None]),
        ("null", [None], [3]),
        ("not(null)", [3], [None]),
        ("null, < 3", [None, 2], [3]),
        ('date("2026-01-01")', [date(2026, 1, 1), "2026-01-01"], [date(2026, 1, 2)]),
        ('[date("2026-01-01")..date("2026-01-31")]', [date(2026, 1, 31)], [date(2026, 2, 1)]),
        ('< date("2026-01-01")', [date(2025, 12, 31)], [date(2026, 1, 1)]),
        ("? > 3 and ? < 9", [4], [9]),
        ('starts with(?, "a")', ["abc"], ["b"]),
        ("limit", [7], [8]),
        ("<= limit", [7], [8]),
        ("-3", [-3], [3]),
    ],
)
def test_unary_tests(test, yes, no):
    read = decision(table([f"{test} => true"]))
    assert [read.decide(Given(x=value, limit=7)) for value in yes] == [True] * len(yes)
    assert [read.decide(Given(x=value, limit=7)) for value in no] == [None] * len(no)


def test_an_empty_input_is_named_unless_its_column_asks_for_null():
    with pytest.raises(NoValue) as caught:
        decided(["< 10 => 1"], names=Given(x=None))
    assert caught.value.name == "x"
    assert decided(["< 10 => 1", "null => 2"], names=Given(x=None)) == 2
    with pytest.raises(EvaluationError, match="no value to compare"):
        decided(["< 10 => 1"], inputs=("coalesce(x)",), names=Given(x=None))
    with pytest.raises(NoValue):
        decided(["null => 1"], names=Given())


def test_unique():
    assert decided(["1 => 'a'"], names=Given(x=2)) is None
    with pytest.raises(EvaluationError, match=r"'The rate' \(rate\).*Rules 1, 3.*UNIQUE"):
        decided(["> 1 => 'a'", "> 9 => 'b'", "> 2 => 'a'"], names=Given(x=5))


def test_first():
    assert decided(["> 9 => 'a'", "> 1 => 'b'", "> 2 => 'c'"], policy="FIRST", names=Given(x=5)) == "b"
    assert decided(["> 1 => 'b'", "> broken => 'c'"], policy="FIRST", names=Given(x=5)) == "b"


def test_any():
    assert decided(["> 1 => 2", "> 2 => 2.0"], policy="ANY", names=Given(x=5)) == 2
    with pytest.raises(EvaluationError, match=r"Rules 1, 2 .*ANY"):
        decided(["> 1 => 1", "> 2 => 2"], policy="ANY", names=Given(x=5))


RANKED = '<output name="y"><outputValues><text>"high", "middle", "low"</text></outputValues></output>'


def test_priority_and_output_order():
    rules = ["> 1 => 'low'", "> 2 => 'high'", "> 3 => 'middle'", "> 99 => 'high'"]
    assert decided(rules, policy="PRIORITY", outputs=(RANKED,), names=Given(x=5)) == "high"
    assert decided(rules, policy="OUTPUT ORDER", outputs=(RANKED,), names=Given(x=5)) == ["high", "middle", "low"]
    assert decided(rules, policy="PRIORITY", outputs=(RANKED,), names=Given(x=0)) is None
    with pytest.raises(ModelError, match="outputValues"):
        decided(rules, policy="PRIORITY", names=Given(x=5))


def test_priority_looks_at_the_outputs_from_left_to_right():
    second = RANKED.replace('"y"', '"z"', 1)
    rules = ["- => 'low' | 'high'", "- => 'high' | 'low'", "- => 'high' | 'middle'"]
    assert decided(rules, policy="PRIORITY", outputs=(RANKED, second), names=Given(x=1)) == {"y": "high", "z": "middle"}


def test_rule_order_and_collect():
    rules = ["> 1 => 3", "> 2 => 1", "> 99 => 7", "> 3 => 2.5"]
    for policy in ("RULE ORDER", "COLLECT"):
        assert decided(rules, policy=policy, names=Given(x=5)) == [3, 1, Decimal("2.5")]
        assert decided(rules, policy=policy, names=Given(x=0)) is None


@pytest.mark.parametrize(("how", "result", "nothing"), [("SUM", Decimal("6.5"), None), ("MIN", 1, None), ("MAX", 3, None), ("COUNT", 3, 0)])
def test_collect_aggregates(how, result, nothing):
    rules = ["> 1 => 3", "> 2 => 1", "> 99 => 7", "> 3 => 2.5"]
    more = f'aggregation="{how}"'
    assert decided(rules, policy="COLLECT", more=more, names=Given(x=5)) == result
    assert decided(rules, policy="COLLECT", more=more, names=Given(x=0)) == nothing


def test_collecting_what_is_no_number_is_a_sentence():
    for rules in (["- => 1", "- => 'a'"], ["- => 1", "- => "]):
        with pytest.raises(EvaluationError, match="The rate"):
            decided(rules, policy="COLLECT", more='aggregation="SUM"', names=Given(x=5))


def test_several_inputs_and_outputs():
    rules = ["'a' | > 3 => 1 | 'x'", "- | <= 3 => 2 | y + 1"]
    read = decision(table(rules, inputs=("k", "n"), outputs=("first", "second")))
    assert read.decide(Given(k="a", n=4)) == {"first": 1, "second": "x"}
    assert read.decide(Given(k="z", n=1, y=2)) == {"first": 2, "second": 3}
    assert read.names == {"k", "n", "y"}


def test_defaults_and_allowed_values():
    default = '<output name="y"><defaultOutputEntry><text>"none"</text></defaultOutputEntry></output>'
    assert decided(["1 => 'a'"], outputs=(default,), names=Given(x=2)) == "none"
    with pytest.raises(EvaluationError, match="'y' is 'huge'"):
        decided(["- => 'huge'"], outputs=(RANKED,), names=Given(x=2))
    limited = table(["- => 1"]).replace("</inputExpression>", '</inputExpression><inputValues><text>"a","b"</text></inputValues>')
    assert decision(limited).decide(Given(x="a")) == 1
    with pytest.raises(EvaluationError, match="'x' has the value 'c'"):
        decision(limited).decide(Given(x="c"))


def test_a_table_without_inputs_and_names_with_blanks():
    assert decided(["=> 5"], inputs=(), names=Given()) == 5
    assert decided(["> 17 => 'adult'"], inputs=("Applicant Age + 0",), names=Given(Applicant_Age=18)) == "adult"


def test_other_expression_languages():
    feel = table(["PLACE => 'a'"], inputs=("${x}",))
    juel = feel.replace("<inputEntry>", '<inputEntry expressionLanguage="juel">').replace("PLACE", "${cellInput > 3}")
    assert decision(juel).decide(Given(x=5)) == "a"


CHAIN = """
<decision id="total" name="Grand Total"><informationRequirement><requiredDecision href="#fee"/></informationRequirement>
  <informationRequirement><requiredDecision href="#net"/></informationRequirement>
  <informationRequirement><requiredInput href="#in"/></informationRequirement>
  <variable name="sum"/><literalExpression><text>Base Fee + net</text></literalExpression></decision>
<decision id="fee" name="Base Fee"><informationRequirement><requiredDecision href="#net"/></informationRequirement>
  <literalExpression><text>if net &gt; 100 then 5 else 10</text></literalExpression></decision>
<decision id="net"><literalExpression><text>amount * 2</text></literalExpression></decision>
"""


def test_required_decisions_come_first_and_once():
    read = decisions(CHAIN)
    names = Given(amount=60)
    assert read["total"].names == {"amount"}
    assert read["total"].decide(names) == 125
    assert names.asked == ["amount"]
    assert read["fee"].decide(Given(amount=1)) == 10


@pytest.mark.parametrize(
    "logic, hint",
    [
        ("", "no decision table"),
        ("<context/>", "`context`"),
        ("<literalExpression/>", "text"),
        (table(["- => 1"], policy="BEST"), "'BEST' does not exist"),
        (table(["- => 1"], policy="COLLECT", more='aggregation="AVG"'), "COLLECT AVG"),
        (table(["- => 1 | 2"], policy="COLLECT", more='aggregation="SUM"', outputs=("a", "b")), "2 outputs"),
        (table(["- | - => 1"]), "2 input and 1 output"),
        (table(["< => 1"]), "'<' cannot be used"),
        (table(["foo(?) => 1"]), "`foo`"),
        (table(["- => foo(1)"]), "`foo`"),
        (table(["- => 1"], inputs=("",)), "inputExpression"),
        (table([], outputs=()), "output"),
        ('<informationRequirement><requiredDecision href="#x"/></informationRequirement>' + table([]), "'#x'"),
        ('<informationRequirement><requiredDecision href="o.dmn#rate"/></informationRequirement>' + table([]), "not in this file"),
        ('<informationRequirement><requiredDecision href="#rate"/></informationRequirement>' + table([]), "requires itself"),
    ],
)
def test_refused_at_reading_with_element_and_line(logic, hint):
    with pytest.raises(ModelError, match=hint) as caught:
        decision(logic)
    assert caught.value.element
    assert caught.value.line == 1
    assert str(caught.value).rstrip().endswith(".")


def test_ids():
    with pytest.raises(ModelError, match="two decisions"):
        decisions('<decision id="a"><literalExpression><text>1</text></literalExpression></decision>' * 2)
    assert list(decisions('<decision name="My rate"><literalExpression><text>1</text></literalExpression></decision>')) == ["My_rate"]
    assert decisions("") == {}


def test_long_chains_and_big_tables_are_refused():
    links = "".join(
        f'<decision id="d{n}"><informationRequirement><requiredDecision href="#d{n + 1}"/></informationRequirement>'
        "<literalExpression><text>1</text></literalExpression></decision>"
        for n in range(60)
    )
    with pytest.raises(ModelError, match="50 steps"):
        decisions(links + '<decision id="d60"><literalExpression><text>1</text></literalExpression></decision>')
    with pytest.raises(ModelError, match="20,000 cells"):
        decision(table(["- => 1"] * 10_001))


@pytest.mark.parametrize("payload", [one for one in PAYLOADS if one.isprintable()], ids=lambda text: ascii(text[:30]))
def test_payloads_in_every_text(payload):
    for logic in (
        table([f"{payload.replace('|', ' ').replace('=>', ' ')} => 1"]),
        table([f"- => {payload.replace('|', ' ')}"]),
        table(["- => 1"], inputs=(payload.replace('"', "'"),)),
        f"<literalExpression><text>{escaped(payload)}</text></literalExpression>",
    ):
        try:
            decision(logic).decide(Given(x=5, amount=3))
        except (BpmError, etree.XMLSyntaxError):
            continue
    assert not CANARY.exists()


@settings(max_examples=200, deadline=1_000)
@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5), st.integers(0, 3)), min_size=1, max_size=6), st.integers(-6, 6))
def test_hit_policies_agree_with_their_definition(rows, value):
    rules = [f"[{low}..{high}] => {answer}" for low, high, answer in rows]
    hits = [answer for low, high, answer in rows if low <= value <= high]
    names = Given(x=value)
    assert decided(rules, policy="FIRST", names=names) == (hits[0] if hits else None)
    assert decided(rules, policy="RULE ORDER", names=names) == (hits or None)
    assert decided(rules, policy="COLLECT", more='aggregation="SUM"', names=names) == (sum(hits) if hits else None)
    assert decided(rules, policy="COLLECT", more='aggregation="COUNT"', names=names) == len(hits)
    ranked = '<output name="y"><outputValues><text>3, 2, 1, 0</text></outputValues></output>'
    assert decided(rules, policy="OUTPUT ORDER", outputs=(ranked,), names=names) == (sorted(hits, reverse=True) or None)
    assert decided(rules, policy="PRIORITY", outputs=(ranked,), names=names) == (max(hits) if hits else None)
