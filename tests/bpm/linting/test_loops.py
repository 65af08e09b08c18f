import pytest

from tests.bpm.linting.models import document, flows, rules


def automatic(body: str, *names: str) -> str:
    for name in names:
        body = body.replace(f'<userTask id="{name}" name="{name}"/>', f'<serviceTask id="{name}" name="{name}"/>')
    return body


def test_a_loop_of_automatic_nodes():
    body = automatic(flows("s -> t1 -> x", "x -> t1 [n > 1]", "x -> e [n <= 1]"), "t1")
    assert rules(document(body)) == {("loop-without-wait", "t1")}


def test_a_person_in_the_loop():
    assert rules(document(flows("s -> t1 -> x", "x -> t1 [n > 1]", "x -> e [n <= 1]"))) == set()


@pytest.mark.parametrize("waiting", ["receiveTask", "callActivity"])
def test_other_waits(waiting):
    body = flows("s -> t1 -> x", "x -> t1 [n > 1]", "x -> e [n <= 1]").replace("userTask", waiting)
    assert rules(document(body)) == set()


def test_a_counting_loop_is_meant():
    body = flows("s -> t1 -> x", "x -> t1 [n < 3]", "x -> e [n >= 3]")
    script = '<scriptTask id="t1" name="t1"><script>n = n + 1</script></scriptTask>'
    assert rules(document(body.replace('<userTask id="t1" name="t1"/>', script))) == set()


def test_a_loop_with_a_wait_in_a_subprocess():
    body = flows("s -> t1 -> x", "x -> t1 [n < 3]", "x -> e [n >= 3]")
    inner = (
        '<subProcess id="t1" name="t1"><startEvent id="i"/><userTask id="u" name="u"/>'
        '<sequenceFlow id="g" sourceRef="i" targetRef="u"/></subProcess>'
    )
    assert rules(document(body.replace('<userTask id="t1" name="t1"/>', inner))) == set()


def test_a_timer_in_the_loop():
    timer = '<intermediateCatchEvent id="w" name="w"><timerEventDefinition/></intermediateCatchEvent>'
    body = timer + automatic(flows("s -> t1 -> x", "x -> w [n > 1]", "w -> t1", "x -> e [n <= 1]"), "t1")
    assert rules(document(body)) == set()
