from tests.bpm.linting.models import document, flows, rules, warnings


def test_a_region_nothing_leads_to_is_one_warning():
    (found,) = warnings(document(flows("s -> t1 -> e", "t2 -> t3 -> e")))
    assert (found.rule, found.id, found.params["behind"]) == ("unreachable-with-more", "t2", "'t3'")


def test_a_circle_nothing_leads_to():
    assert rules(document(flows("s -> t1 -> e", "t2 -> t3 -> t2"))) == {("unreachable-with-more", "t2")}


def test_what_begins_otherwise_is_reached():
    body = (
        flows("s -> t1 -> e", "b -> t2")
        + '<boundaryEvent id="b" name="b" attachedToRef="t1" cancelActivity="false"><timerEventDefinition/></boundaryEvent>'
        + '<boundaryEvent id="c" attachedToRef="t1"><compensateEventDefinition/></boundaryEvent>'
        + '<serviceTask id="undo" name="undo" isForCompensation="true"/>'
        + '<association id="a" sourceRef="c" targetRef="undo"/>'
        + '<subProcess id="es" triggeredByEvent="true"><startEvent id="es1" name="es1"><signalEventDefinition/></startEvent></subProcess>'
    )
    assert rules(document(body)) == set()


def test_without_a_start_event_everything_without_incoming_flow_begins():
    assert rules(document(flows("t1 -> t2", "t3 -> t4"))) == set()


def test_a_boundary_event_of_something_unreachable():
    body = (
        flows("s -> t1", "t2 -> e", "b -> t3") + '<boundaryEvent id="b" name="b" attachedToRef="t2"><timerEventDefinition/></boundaryEvent>'
    )
    (found,) = warnings(document(body))
    assert found.id == "t2"
