import pytest

from tests.bpm.linting.models import document, flows, rules

TICKET = '<lz:ticket queue="Raw"/>'


def closing(node: str, state: str = "closed successful") -> str:
    action = f'<lz:action name="ticket-state-set"><lz:param name="state">{state}</lz:param></lz:action>'
    return f'<serviceTask id="{node}" name="{node}"><extensionElements>{action}</extensionElements></serviceTask>'


def test_an_end_with_the_ticket_open():
    body = flows("s -> x", "x -> c [n > 1]", "c -> e1", "x -> e2 [n <= 1]") + closing("c")
    assert rules(document(body, extensions=TICKET)) == {("ticket-ends-open", "e2")}
    assert rules(document(body)) == set()


def test_a_parallel_branch_may_close():
    assert rules(document(flows("s -> p -> c -> e1", "p -> t1 -> e2") + closing("c"), extensions=TICKET)) == set()


@pytest.mark.parametrize(("state", "is_closed"), [("open", False), ("pending reminder", False), ("{{ wanted }}", True), ("archived", True)])
def test_which_states_close(state, is_closed):
    body = flows("s -> c -> e1") + closing("c", state)
    assert (rules(document(body, extensions=TICKET)) == set()) is is_closed


def test_opening_again():
    body = flows("s -> c -> d -> e1") + closing("c") + closing("d", "open")
    assert rules(document(body, extensions=TICKET)) == {("ticket-ends-open", "e1")}


def test_a_person_may_close_in_a_dialog():
    dialog = '<lz:dialog id="d"><lz:show field="state"/></lz:dialog>'
    body = flows("s -> u -> e1") + '<userTask id="u" name="u"><extensionElements><lz:offers dialog="d"/></extensionElements></userTask>'
    assert rules(document(body, extensions=TICKET + dialog)) == set()


def test_an_action_of_the_end_itself():
    body = flows("s -> z") + closing("z").replace("serviceTask", "endEvent")
    assert rules(document(body, extensions=TICKET)) == set()


@pytest.mark.parametrize("condition", ["startswith(state, 'closed')", "ticket.state_type == 'closed'"])
def test_a_condition_on_the_state_knows_of_closed_tickets(condition):
    body = flows("s -> x", f"x -> e1 [{condition}]", "x -> t -> x")
    assert rules(document(body, extensions=TICKET)) == set()


def test_a_reminder_on_the_side_ends_nothing():
    side = '<boundaryEvent id="b" name="b" attachedToRef="t1" cancelActivity="false"><timerEventDefinition/></boundaryEvent>'
    body = flows("s -> t1 -> c -> e1", "b -> t2 -> e2") + side + closing("c")
    assert rules(document(body, extensions=TICKET)) == set()
