"""Models that declare something of ours: what is spelt wrongly, missing or ambiguous is refused with what was probably meant."""

# ruff: noqa: E501 -- a model is read best as it would stand in a file, one element to a line

import pytest

from tests.bpm.reading.models import process, read

WHOLE = """<extensionElements>
  <lz:ticket title='Leave of {{{{ customer.name }}}}' queue='Raw'/>
  <lz:field name='amount' type='decimal' label='Amount'/>
  <lz:field name='decision' type='dropdown'><lz:value key='yes'>Yes</lz:value></lz:field>
  <lz:variable name='rounds' type='integer' default='0'/>
  <lz:dialog id='ask' label='Ask' for='agent customer'>
    <lz:show field='amount' as='mandatory' when='rounds &lt; 3'/><lz:show variable='rounds' as='hidden' default='=rounds + 1'/>
    <lz:article as='optional' channel='email'/><lz:text>Hello {{{{ title }}}}</lz:text>
  </lz:dialog>{more}
</extensionElements>"""
REST = """<startEvent id='s'><extensionElements>{start}</extensionElements></startEvent>
<userTask id='u' {attributes}><extensionElements>{user}</extensionElements></userTask>
<serviceTask id='v'><extensionElements>{service}</extensionElements></serviceTask>
<sequenceFlow id='f' sourceRef='s' targetRef='u'/>
<sequenceFlow id='g' sourceRef='u' targetRef='v'><conditionExpression>{condition}</conditionExpression></sequenceFlow>"""
ACTION = "<lz:action name='ticket-state-set'><lz:param name='state'>open</lz:param></lz:action>"


def model(*, more: str = "", attributes: str = "", **places: str) -> bytes:
    given = {
        "start": "",
        "user": "<lz:offers dialog='ask'/><lz:may group='team'/>",
        "service": ACTION,
        "condition": "amount &gt; 100",
    } | places
    return process(WHOLE.format(more=more) + REST.format(attributes=attributes, **given))


def test_a_whole_model_runs() -> None:
    report = read(model(attributes="lz:due='PT16H working' lz:milestone='With us' lz:advances='on-change'"))
    assert report.deployable, report.as_json()
    assert {element.verdict for element in report.elements if element.id != "p"} == {"runs"}


WRONG = {
    "element": (model(more="<lz:dialogue id='x'/>"), "p", "lz-element", "'dialog'"),
    "place": (model(user="<lz:field name='x' type='text'/>"), "u", "lz-place", "process"),
    "outside": (process("<startEvent id='s'/><lz:field name='x' type='text'/>"), "p", "lz-outside", "extensionElements"),
    "attribute": (model(more="<lz:variable name='x' tyype='text'/>"), "p", "lz-attribute", "'type'"),
    "attribute of ours": (model(attributes="lz:mile='x'"), "u", "lz-attribute", "'milestone'"),
    "attribute at the wrong node": (model().replace(b"<serviceTask", b"<serviceTask lz:due='P1D'"), "v", "lz-place", "userTask"),
    "required": (model(more="<lz:field type='text'/>"), "p", "lz-required", "name"),
    "kind": (model(more="<lz:field name='x' type='number'/>"), "p", "lz-value", "decimal"),
    "boolean": (model(user="<lz:offers dialog='ask' completes='no'/>"), "u", "lz-value", "true, false"),
    "audience": (model().replace(b"agent customer", b"agents"), "p", "lz-value", "agent, customer"),
    "order": (model().replace(b"id='g'", b"id='g' lz:order='first'"), "g", "lz-value", "whole"),
    "nothing shown": (model().replace(b"field='amount' as", b"as"), "p", "lz-show", "field or variable"),
    "field unknown": (model().replace(b"show field='amount'", b"show field='amuont'"), "p", "lz-field-unknown", "'amount'"),
    "dialog unknown": (model(user="<lz:offers dialog='aks'/>"), "u", "lz-dialog-unknown", "'ask'"),
    "dialog twice": (model(more="<lz:dialog id='ask'/>"), "p", "lz-dialog-twice", "ask"),
    "nobody": (model(user="<lz:may/>"), "u", "lz-may", "group"),
    "attribute's name": (model(more="<lz:field name='queue' type='text'/>"), "p", "lz-name-clash", "attribute"),
    "function's name": (model(more="<lz:variable name='len'/>"), "p", "lz-name-clash", "function"),
    "view's name": (model(more="<lz:variable name='sla'/>"), "p", "lz-name-clash", "attribute"),
    "name twice": (model(more="<lz:variable name='rounds'/>"), "p", "lz-name-twice", "rounds"),
    "name invalid": (model(more="<lz:variable name='my rounds'/>"), "p", "lz-name-invalid", "letter"),
    "unknown name": (model(condition="amout &gt; 100"), "g", "unknown-name", "'amount'"),
    "unknown attribute of the ticket": (model(condition="ticket.stat == 'new'"), "g", "unknown-name", "'state'"),
    "attribute chain": (model(condition="ticket.queue.name == 'x'"), "g", "expression", "ticket"),
    "call": (model(condition="__import__('os')"), "g", "expression", "import"),
    "text that calls": (model().replace(b"{{ customer.name }}", b"{{ customer.name.upper() }}"), "p", "text-invalid", "upper"),
    "text with dunder": (model().replace(b"{{ customer.name }}", b"{{ customer.__class__ }}"), "p", "text-invalid", "class"),
    "unknown name in a text": (model().replace(b"{{ title }}", b"{{ titel }}"), "p", "unknown-name", "'title'"),
    "due": (model(attributes="lz:due='soon enough'"), "u", "text-invalid", "soon"),
    "action unknown": (model(service="<lz:action name='ticket-sate-set'/>"), "v", "action-unknown", "'ticket-state-set'"),
    "param unknown": (model(service=ACTION.replace("</lz:action>", "<lz:param name='pendig'>P1D</lz:param></lz:action>")), "v", "action-param", "'pending'"),
    "param missing": (model(service="<lz:action name='ticket-state-set'/>"), "v", "action-param-missing", "state"),
    "param twice": (model(service=ACTION.replace("</lz:action>", "<lz:param name='state'>new</lz:param></lz:action>")), "v", "action-param-twice", "state"),
    "param's text": (model(service=ACTION.replace("open", "{{ open( }}")), "v", "text-invalid", "open"),
    "options": (model(more="<lz:field name='x' type='dropdown'/>"), "p", "options-missing", "dropdown"),
    "regex": (model(more="<lz:field name='x' type='text'><lz:check regex='(a'/></lz:field>"), "p", "regex", "(a"),
    "script's target": (model().replace(b"<serviceTask id='v'>", b"<scriptTask id='w'><script>round = 1</script></scriptTask><serviceTask id='v'>"), "w", "lz-target-unknown", "'rounds'"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_refused_with_what_is_meant(name: str) -> None:
    data, key, rule, said = WRONG[name]
    report = read(data)
    assert not report.deployable
    element = next(element for element in report.elements if element.id == key)
    notes = [note for note in element.notes if note.rule == rule]
    assert notes, element
    assert any(said in f"{note.message} {note.hint}" for note in notes), notes


def test_names_of_loops_items_and_inner_scopes_are_known_inside_only() -> None:
    inner = """<subProcess id='sub'><extensionElements><lz:variable name='vote'/><lz:loop collection='=[1, 2]' item='person' collect='vote' into='votes'/></extensionElements>
      <multiInstanceLoopCharacteristics><completionCondition>loopCounter &gt; 1 and vote == person</completionCondition></multiInstanceLoopCharacteristics>
      <scriptTask id='t'><script>vote = person</script></scriptTask></subProcess>
      <scriptTask id='after'><script>votes = vote</script></scriptTask>"""
    report = read(process("<extensionElements><lz:variable name='votes' type='list'/></extensionElements>" + inner))
    refused = {element.id: element.as_json()["message"] for element in report.elements if element.verdict == "refused"}
    assert list(refused) == ["after"]
    assert "'vote'" in refused["after"]
