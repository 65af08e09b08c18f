"""Complex gateway (BPMN 10.6.5): refused by name."""

from tests.bpm.elements.playing import read


def test_it_is_refused_by_name():
    (report,) = read("complex_gateway")
    (refused,) = (each for each in report.elements if each.verdict == "refused")
    assert (report.deployable, report.xml) == (False, None)
    assert (refused.id, refused.name, refused.type, refused.telling[0].rule) == ("sorted", "Sort it", "complexGateway", "complex-gateway")
    assert "inclusive, exclusive or parallel" in refused.telling[0].hint
