"""Expressions, scripts and timers of other engines in our language."""

from contextlib import suppress

import pytest
from hypothesis import given, settings, strategies as st

from bpm.errors import ExpressionError
from bpm.expressions import compile_assignments, compile_expression
from bpm.reading import foreign
from bpm.timing import parse_timer
from tests.bpm.payloads import CANARY, PAYLOADS

FEEL = "https://www.omg.org/spec/DMN/20191111/FEEL/"
XPATH = "http://www.w3.org/1999/XPath"


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("${amount > 100}", "amount > 100"),
        ("#{amount gt 100}", "amount > 100"),
        (" ${ a && !b || c } ", "a and (not b) or c"),
        ("${a eq 'x' and b ne \"y\"}", "a == 'x' and b != 'y'"),
        ("${!a == b}", "(not a) == b"),
        ("${not empty x}", "not empty(x)"),
        ("${empty x or x lt 3}", "empty(x) or x < 3"),
        ("${a ? b : c}", "b if a else c"),
        ("${a ? 1 : b ? 2 : 3}", "1 if a else 2 if b else 3"),
        ("${a ?: 3}", "coalesce(a, 3)"),
        ("${true}", "True"),
        ("${x == null}", "x == None"),
        ("${5L mod 2 == 1}", "5 % 2 == 1"),
        ("${execution.getVariable('x') == 1}", "x == 1"),
        ("${execution.hasVariable('x')}", "coalesce(x) is not None"),
        ("${variables.x}", "x"),
        ("${a.equals('x')}", "a == 'x'"),
        ("${items.size() > 3 && !items.isEmpty()}", "len(items) > 3 and (not empty(items))"),
        ("${name.toLowerCase().startsWith('a')}", "startswith(lower(name), 'a')"),
        ("${order.total > 5}", "order['total'] > 5"),
        ("${order['total'] > 5}", "order['total'] > 5"),
        ("${ticket.queue == 'x'}", "ticket.queue == 'x'"),
        ("${nrOfCompletedInstances/nrOfInstances >= 0.5}", "((nrOfCompletedInstances / nrOfInstances) >= 0.5)"),
        ("${'a}b' == x}", "'a}b' == x"),
        ("${x == 'it\\'s'}", 'x == "it\'s"'),
        ("${a} && ${b > 1}", "a and b > 1"),
        ("${amount} > 100", "amount > 100"),
        ("Order ${number} of ${name}", "'Order ' + str(number) + ' of ' + str(name)"),
        ("PT${hours}H", "'PT' + str(hours) + 'H'"),
    ],
)
def test_juel(text, ours):
    assert foreign.translate(text, language=None) == ours


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("=amount > 100", "amount > 100"),
        ('= status = "done" and not(late)', "status == 'done' and (not late)"),
        ("=if a then 1 else 2", "1 if a else 2"),
        ("=x in [1..5]", "1 <= x <= 5"),
        ("=x in ]1..5[", "1 < x < 5"),
        ("=x in (1, > 7)", "x == 1 or x > 7"),
        ('=x in ["a", "b"]', "x in ['a', 'b']"),
        ("=x between 1 and 3 and y", "1 <= x <= 3 and y"),
        ("=items[1] = 2", "items[0] == 2"),
        ('=list contains(items, "a")', "contains(items, 'a')"),
        ("=string length(name) > 3", "len(name) > 3"),
        ('=starts with(name, "a")', "startswith(name, 'a')"),
        ('=due < date("2026-01-01")', "due < date('2026-01-01')"),
        ('=at < date and time("2026-01-01T00:00:00Z")', "at < datetime('2026-01-01T00:00:00Z')"),
        ('=due > @"2026-01-01"', "due > date('2026-01-01')"),
        ('=now() + duration("P1DT2H")', "now() + (days(1) + hours(2))"),
        ("=x != null", "x != None"),
        ("=a.b.c", "a['b']['c']"),
        ("=modulo(x, 2) = 0", "x % 2 == 0"),
        ("=-x ** 2 < 3", "-x ** 2 < 3"),
    ],
)
def test_feel(text, ours):
    assert foreign.translate(text, language=None) == ours
    assert foreign.translate(text.removeprefix("="), language=FEEL) == ours


@pytest.mark.parametrize(
    ("text", "language", "ours"),
    [
        ('Vacation Approval = "Approved"', FEEL, "Vacation_Approval == 'Approved'"),
        ("Order Value > 100 and Customer Type = 'A'", None, "Order_Value > 100 and Customer_Type == 'A'"),
        ("bpmn:getDataObject('clarified') = 'no'", XPATH, "clarified == 'no'"),
        ("not(getDataObject('approved'))", XPATH, "not approved"),
        ("true()", XPATH, "True"),
        ("true", XPATH, "true"),
        ("$amount > 5", XPATH, "amount > 5"),
        ("starts-with(name, 'a')", XPATH, "startswith(name, 'a')"),
        ("a === 1 && !b", "javascript", "a == 1 and (not b)"),
        ("a !== 'x';", "javascript", "a != 'x'"),
        ("foo == 'left'", "groovy", "foo == 'left'"),
        ("execution.getVariable('x') > 3", "groovy", "x > 3"),
        ("a <> b", None, "a != b"),
        ("not done", None, "not done"),
        ("Approved", None, "Approved"),
        ("quantity < 0", None, "quantity < 0"),
        ('value == ""', None, 'value == ""'),
        ("order.total > 3", "python", "order['total'] > 3"),
    ],
)
def test_other_languages(text, language, ours):
    assert foreign.translate(text, language=language) == ours


@pytest.mark.parametrize(
    "text, hint",
    [
        ("Manual Validation Required", "words for people"),
        ("is the order complete?", "not understood"),
        ("", "empty"),
        ("${a.foo()}", "method `foo`"),
        ("${bean.check(execution)}", "method `check`"),
        ("${execution.id}", "reaches into"),
        ("${a.class}", "reaches into"),
        ("${execution.getProcessInstance().getId()}", "another engine"),
        ("${a = 1}", "does not compare"),
        ("${a >}", "missing at its end"),
        ("${a > 1", "braces"),
        ("${}", "missing"),
        ("=order[item.x > 1]", "filters"),
        ("=for x in y return x", "'for'"),
        ("=x instance of number", "'instance'"),
        ("=foo(3)", "function `foo`"),
        ("a > 1 # why", "'#'"),
        ("x" * 2_001, "2,001"),
        ("${" + "(" * 30 + "1" + ")" * 30 + "}", "nested"),
        ("${" + "!" * 500 + "a}", "nested"),
        ("/order/total > 3", "'/'"),
    ],
)
def test_refuses_with_the_text(text, hint):
    with pytest.raises(ExpressionError) as caught:
        foreign.translate(text, language=None)
    assert hint in caught.value.message
    assert text[:20] in caught.value.message or "\\" in repr(text)


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("-", "True"),
        ('"a"', "s == 'a'"),
        ('"a", "b"', "s == 'a' or s == 'b'"),
        ("< 10", "s < 10"),
        ("= 10", "s == 10"),
        ("!= 10", "s != 10"),
        ("-5", "s == -5"),
        ("[1..5]", "1 <= s <= 5"),
        ("(1..5)", "1 < s < 5"),
        ("]1..5[", "1 < s < 5"),
        ("[1..5), > 7", "1 <= s < 5 or s > 7"),
        ('not("a", "b")', "not (s == 'a' or s == 'b')"),
        ("not(< 3)", "not s < 3"),
        ('[date("2026-01-01")..date("2026-12-31")]', "date('2026-01-01') <= s <= date('2026-12-31')"),
        ('>= @"2026-01-01"', "s >= date('2026-01-01')"),
        ("true", "s == True"),
        ("null", "s == None"),
        ("? > 3 and ? < 9", "s > 3 and s < 9"),
        ('contains(?, "x")', "contains(s, 'x')"),
        ("[1, 2]", "s in [1, 2]"),
        ("> limit + 1", "s > limit + 1"),
    ],
)
def test_unary_tests(text, ours):
    assert foreign.translate_tests(text, subject="s") == ours


@pytest.mark.parametrize("text", ["", "a b c", "< [1", "[1..", "[1..2", "1,", "not(1", "> > 3"])
def test_unary_tests_refused(text):
    with pytest.raises(ExpressionError):
        foreign.translate_tests(text, subject="s")


def test_names_with_blanks():
    assert foreign.variable_name(" Vacation Approval ") == "Vacation_Approval"
    assert foreign.variable_name("2nd try!") == "_2nd_try"


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("x=1; y=2", "x = 1\ny = 2"),
        ("v = 1\nw = 1", "v = 1\nw = 1"),
        ("v += 1", "v = v + 1"),
        ("var x = 5; // five\nlet y = x && z;", "x = 5\ny = x and z"),
        ("/* a\n b */ def a = 'http://x'", "a = 'http://x'"),
        ("execution.setVariable('a', b + 1);", "a = b + 1"),
        ('execution.setVariable("x", execution.getVariable("y") * 2)', "x = y * 2"),
        ("x++;", "x = x + 1"),
        ('final String s = "a;b";', 's = "a;b"'),
        ("x = y.upper()", "x = upper(y)"),
        ("// only a comment", ""),
        ("", ""),
        ("ticket.state = 'open'", "ticket.state = 'open'"),
    ],
)
def test_scripts(text, ours):
    assert foreign.translate_script(text, language="groovy") == ours
    assert len(compile_assignments(ours)) == len(ours.splitlines())


@pytest.mark.parametrize(
    "text, line",
    [
        ('println "x"', 1),
        ("x = 1\nprint(x)", 2),
        ("a, b = 1, 2", 1),
        ("x = 1;\n/* two\nlines */\ny = foo(3);", 4),
        ("throw new BpmnError('x')", 1),
        ("for (i = 0; i < 3; i++) { x += i }", 1),
        ("True", 1),
        ("del(x)", 1),
    ],
)
def test_other_scripts_are_refused_with_their_line(text, line):
    with pytest.raises(ExpressionError, match=f"Line {line} of the script"):
        foreign.translate_script(text, language=None)


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("PT1H", "PT1H"),
        ('"PT1H"', "PT1H"),
        ("'R2/PT0.1S'", "R2/PT0.1S"),
        ("P1Y2M3DT4H5M6S", "P1Y2M3DT4H5M6S"),
        ("PT4H working", "PT4H working"),
        ("2026-01-01", "2026-01-01"),
        ("2026-01-01T09:00:00+01:00", "2026-01-01T09:00:00+01:00"),
        ("R3/2026-01-01T00:00:00Z/P1D", "R3/2026-01-01T00:00:00Z/P1D"),
        ("ticket.pending_until", "ticket.pending_until"),
        ("cron 0 8 * * 1-5", "cron 0 8 * * 1-5"),
        ("${dueDate}", "dueDate"),
        ("#{ execution.getVariable('due') }", "due"),
        ("=due", "due"),
        ('="PT1H"', "PT1H"),
        ('=duration("PT1H")', "PT1H"),
        ('=date and time("2026-01-01T00:00:00Z")', "2026-01-01T00:00:00Z"),
        ('=@"PT5M"', "PT5M"),
        ("=now() + days(1)", "=now() + days(1)"),
        ("PT${n}H", "='PT' + str(n) + 'H'"),
        ("0 0/5 * * * ?", "cron */5 * * * *"),
        ("0 0 12 ? * 2-6", "cron 0 12 * * 1-5"),
        ("0 0 12 ? * MON-FRI *", "cron 0 12 * * MON-FRI"),
        ("*/5 * * * *", "cron */5 * * * *"),
    ],
)
def test_timers(text, ours):
    assert foreign.translate_timer(text) == ours
    if "P1Y" not in ours:
        parse_timer(ours)


@pytest.mark.parametrize(
    "text", ["", " ", "tomorrow morning", "10 * * * * ?", "0 15 10 * * ? 2005", "${a.foo()}", "in 5 minutes", "x" * 3_000, "1 2 3"]
)
def test_timers_refused(text):
    with pytest.raises(ExpressionError, match=r"The timer .* cannot be used"):
        foreign.translate_timer(text)


def everything(text):
    for language in (None, FEEL, XPATH, "javascript"):
        with suppress(ExpressionError):
            compile_expression(foreign.translate(text, language=language))
        with suppress(ExpressionError):
            compile_assignments(foreign.translate_script(text, language=language))
    with suppress(ExpressionError):
        foreign.translate_timer(text)
    with suppress(ExpressionError):
        foreign.translate_tests(text, subject="s")


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda text: ascii(text[:30]))
def test_payloads_go_nowhere(payload):
    for text in (payload, f"${{{payload}}}", f"={payload}", f"x = {payload}"):
        everything(text)
    assert not CANARY.exists()


WORDS = st.sampled_from(
    [
        *("a", "b.c", "1", "2.5", "'x'", '"y"', "true", "null", "=", "==", "===", "&&", "||", "!", "not", "and", "or", "(", ")", "[", "]"),
        *("<", ">=", "in", "between", "if", "then", "else", "empty", "${", "}", "#{", "-", "+", "**", "@", "date(", ",", "..", "?", ":"),
        *("execution.getVariable('x')", ";", "\n"),
    ]
)


@settings(max_examples=300, deadline=2_000)
@given(st.lists(WORDS, max_size=20).map(" ".join) | st.text(max_size=100))
def test_any_text_ends_well(text):
    everything(text)
