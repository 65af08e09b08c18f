import pytest

from tests.bpm.linting.models import document, flows, rules, warnings

FOREIGN = 'lz:foreign="true"'
ASKS = ("s -> t1 -> x", "x -> t2 [amount > 100]", "x -> t3 [amount <= 100]")


def test_a_name_nobody_sets_in_a_foreign_model():
    (found,) = warnings(document(flows(*ASKS), attributes=FOREIGN))
    assert (found.rule, found.id, found.params["variable"]) == ("name-never-set-foreign", "f2_0", "amount")
    assert "no dialog sets it" in found.message


@pytest.mark.parametrize(
    "setter",
    [
        '<scriptTask id="z" name="z"><script>amount = 3</script></scriptTask>',
        '<dataObject id="amount"/>',
        '<dataObjectReference id="d" name="amount"/>',
        '<callActivity id="z" name="z"><extensionElements><lz:out name="amount" value="=x"/></extensionElements></callActivity>',
        '<businessRuleTask id="z" name="z"><extensionElements><lz:decision ref="d" into="amount"/></extensionElements></businessRuleTask>',
        '<receiveTask id="z" name="z"><extensionElements><lz:in name="amount" value="=x"/></extensionElements></receiveTask>',
        (
            '<serviceTask id="z" name="z"><extensionElements><lz:action name="field-set">'
            '<lz:param name="field">amount</lz:param></lz:action></extensionElements></serviceTask>'
        ),
        (
            '<userTask id="z" name="z"><extensionElements><lz:loop collection="=items" item="amount"/>'
            "</extensionElements><multiInstanceLoopCharacteristics/></userTask>"
        ),
    ],
)
def test_what_sets_a_name(setter):
    found = warnings(document(flows(*ASKS) + setter, attributes=FOREIGN))
    assert "amount" not in {warning.params.get("variable") for warning in found}


def test_a_dialog_sets_a_name():
    dialog = '<lz:dialog id="d"><lz:show variable="amount"/></lz:dialog>'
    assert rules(document(flows(*ASKS), attributes=FOREIGN, extensions=dialog)) == set()
    readonly = '<lz:dialog id="d"><lz:show variable="amount" as="readonly"/></lz:dialog>'
    assert rules(document(flows(*ASKS), attributes=FOREIGN, extensions=readonly)) == {("name-never-set-foreign", "f2_0")}


def test_ticket_attributes_come_from_outside():
    body = flows("s -> x", "x -> t2 [queue == 'Raw']", "x -> t3 [queue != 'Raw']")
    assert rules(document(body, attributes=FOREIGN)) == set()


def test_a_declared_variable_nobody_sets():
    variable = '<lz:variable name="amount" type="decimal"{}/>'
    assert rules(document(flows(*ASKS), extensions=variable.format(""))) == {("name-never-set", "f2_0")}
    assert rules(document(flows(*ASKS), extensions=variable.format(' default="0"'))) == set()


def test_names_in_timers_loops_and_conditional_events():
    body = (
        flows("s -> t1")
        + '<intermediateCatchEvent id="w" name="w"><timerEventDefinition><timeDate>then</timeDate>'
        + "</timerEventDefinition></intermediateCatchEvent>"
        + '<intermediateCatchEvent id="c" name="c"><conditionalEventDefinition>'
        + "<condition>ready</condition></conditionalEventDefinition></intermediateCatchEvent>"
        + '<userTask id="m" name="m"><multiInstanceLoopCharacteristics>'
        + "<loopCardinality>many</loopCardinality></multiInstanceLoopCharacteristics></userTask>"
    )
    found = {warning.params.get("variable") for warning in warnings(document(body, attributes=FOREIGN))}
    assert {"then", "ready", "many"} <= found


def test_a_caller_in_another_file_sets_a_name():
    caller = (
        '<callActivity id="c" name="c" calledElement="main"><extensionElements>'
        '<lz:in name="amount" value="3"/></extensionElements></callActivity>'
    )
    assert rules(document(flows(*ASKS), attributes=FOREIGN), others=[document(caller)]) == set()
