"""The shape of imported models: activities, ways, ends, ids, diagram, report; and the exports of the corpus."""

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from bpm.otrs import OtrsError, OtrsImport, import_process
from bpm.reader import Source, check
from tests.bpm import otrs_reference
from tests.bpm.otrs_examples import LZ, B, action, as_yaml, dialog, export, imported, messages, root, transition, verdicts
from tests.corpus import corpus_files

CORPUS = corpus_files("otrs-processes/*.yml")
BOUNDS = "{http://www.omg.org/spec/DD/20100524/DC}Bounds"
GO = {"ActivityEntityID": "A2"}


def flows(result: OtrsImport) -> set[tuple[str, str]]:
    return {(one.get("sourceRef"), one.get("targetRef")) for one in root(result).iter(f"{B}sequenceFlow")}


def node(result: OtrsImport, node_id: str) -> Any:
    (found,) = root(result).iterfind(f".//*[@id='{node_id}']")
    return found


class TestShape:
    def test_of_an_activity(self):
        result = imported(actions={"TA1": action("TicketLockSet", Lock="lock")})
        assert flows(result) == {
            ("start", "A1_gateway"),
            ("A1", "A1_gateway"),
            ("A1_gateway", "A1_T1_actions"),
            ("A1_T1_actions", "A2"),
            ("A1_gateway", "A1"),
        }
        assert node(result, "A1").tag == f"{B}userTask"
        assert node(result, "A1").get(f"{LZ}advances") == "on-change"
        assert node(result, "A1").find(f".//{LZ}offers").attrib == {"dialog": "AD1"}
        assert node(result, "A1_gateway").get("default") == "A1_stay"
        assert node(result, "start").find(f".//{LZ}offers").attrib == {"dialog": "AD1"}
        assert node(result, "A2").tag == f"{B}endEvent"
        assert result.process_id == "P1"
        assert node(result, "P1").get("isExecutable") == "true"

    def test_ways_are_tried_in_the_order_of_their_ids(self):
        ids = ["Transition-b", "Transition-a", "Transition-B", "T10", "T9"]
        result = imported(path={"A1": dict.fromkeys(ids, GO), "A2": {}}, transitions={one: transition({"Queue": one}) for one in ids})
        ordered = sorted(root(result).iterfind(f".//{B}sequenceFlow[@{LZ}order]"), key=lambda flow: int(flow.get(f"{LZ}order")))
        assert [flow.findtext(f"{B}conditionExpression") for flow in ordered] == [f"queue == {one!r}" for one in sorted(ids)]

    def test_dialogs_are_offered_in_the_order_of_their_numbers(self):
        data = export(dialogs={f"AD{number}": dialog() for number in range(1, 13)})
        data["Activities"]["A1"]["Config"]["ActivityDialog"] = {str(number): f"AD{number}" for number in range(12, 0, -1)}
        result = import_process(as_yaml(data))
        assert [one.get("dialog") for one in node(result, "A1").iter(f"{LZ}offers")] == [f"AD{number}" for number in range(1, 13)]

    def test_an_end_with_dialogs_stays_open(self):
        result = imported(offers={"A1": ["AD1"], "A2": ["AD1"]})
        assert node(result, "A2").tag == f"{B}userTask"
        assert node(result, "A2").find(f".//{LZ}offers").attrib == {"dialog": "AD1", "completes": "false"}
        assert node(result, "A2").get(f"{LZ}advances") is None
        assert not [flow for flow in flows(result) if flow[0] == "A2"]
        assert "stays open" in messages(result, "A2")

    def test_an_activity_without_dialogs_waits_for_changes(self):
        result = imported(path={"A1": {"T1": GO}, "A2": {"T1": {"ActivityEntityID": "A3"}}})
        assert node(result, "A2").tag == f"{B}userTask"
        assert node(result, "A2").get(f"{LZ}advances") == "on-change"

    def test_a_transition_may_lead_back_to_its_activity_and_leave_several(self):
        result = imported(path={"A1": {"T1": {"ActivityEntityID": "A1"}, "T2": GO}, "A2": {"T1": {"ActivityEntityID": "A1"}}}, transitions={
            "T1": transition({"Queue": "a"}), "T2": transition({"Queue": "b"})})  # fmt: skip
        assert {("A1_gateway", "A1"), ("A1_gateway", "A2"), ("A2_gateway", "A1")} <= flows(result)

    def test_a_new_ticket_begins_as_a_process_ticket_does(self):
        found = root(imported()).find(f".//{LZ}ticket").attrib
        assert found == {"title": "Demo - {{ now() }}", "queue": "Raw", "state": "new", "priority": "3 normal"}

    def test_a_title_that_must_be_given_is_not_made_up(self):
        found = root(imported(dialogs={"AD1": dialog({"Title": "2"})})).find(f".//{LZ}ticket").attrib
        assert found == {"queue": "Raw", "state": "new", "priority": "3 normal"}


class TestStart:
    def test_without_dialog(self):
        result = imported(process={"StartActivityDialog": ""})
        assert node(result, "start").find(f".//{LZ}offers") is None
        assert "no start dialog" in messages(result, "P1")

    def test_without_activity_is_where_nothing_leads_to(self):
        result = imported(process={"StartActivity": ""}, path={"A2": {}, "A1": {"T1": GO}})
        assert ("start", "A1_gateway") in flows(result)
        assert "no activity to start with" in messages(result, "P1")

    def test_at_an_end(self):
        result = imported(path={"A1": {}}, offers={})
        assert flows(result) == {("start", "A1")}

    @pytest.mark.parametrize(("state", "words"), [("Inactive", "inactive"), ("S3", "fades away")])
    def test_state_is_no_part_of_a_model(self, state, words):
        data = export()
        data["Process"]["State"] = state
        result = import_process(as_yaml(data))
        assert words in messages(result, "P1")
        assert "documentation" in verdicts(result, "P1")


class TestMissing:
    @pytest.mark.parametrize(
        ("parts", "words"),
        [
            ({"dialogs": {}}, "ActivityDialog 'AD1'"),
            ({"transitions": {}}, "Transition 'T1'"),
            ({"path": {"A1": {"T1": {"ActivityEntityID": "A2", "TransitionAction": ["TA9"]}}}}, "TransitionAction 'TA9'"),
            ({"process": {"StartActivity": "A9"}}, "Activity 'A9'"),
            ({"path": {"A1": {"T1": {}}, "A2": {}}, "process": {}}, "leads nowhere"),
            ({"path": {}, "process": {"StartActivity": ""}, "offers": {}}, "no activities"),
        ],
    )
    def test_is_refused_by_name(self, parts, words):
        if "T1': {}" in str(parts):
            data = export()
            data["Process"]["Config"]["Path"] = {"A1": {"T1": {}}}
        else:
            data = export(**parts)
        with pytest.raises(OtrsError, match=words):
            import_process(as_yaml(data))

    def test_what_is_not_used_is_said(self):
        data = export(dialogs={"AD1": dialog(), "AD2": dialog()}, actions={})
        data["Transitions"]["T9"] = transition({"Queue": "x"})
        data["TransitionActions"]["TA9"] = action("TicketLockSet", Lock="lock")
        data["Activities"]["A9"] = {"Name": "Lost", "Config": {}}
        result = import_process(as_yaml(data))
        for entity in ("AD2", "T9", "TA9", "A9"):
            assert verdicts(result, entity) == {"documentation"}

    def test_too_many(self):
        path: dict[str, Any] = {f"A{number}": {} for number in range(600)}
        with pytest.raises(OtrsError, match="more than 500"):
            import_process(as_yaml(export(path=path)))


class TestOldShapes:
    def test_empty_maps_of_perl(self):
        data = export()
        data["Activities"]["A2"]["Config"] = ""
        data["Process"]["Config"]["Path"]["A2"] = []
        data["TransitionActions"] = ""
        assert import_process(as_yaml(data)).process_id == "P1"

    def test_runtime_configuration(self):
        data = export()
        data["Activities"]["A1"]["Config"]["ActivityDialog"] = {"1": {"ActivityDialogEntityID": "AD1", "Interface": ["AgentInterface"]}}
        data["Process"]["Config"]["Path"]["A1"]["T1"] = {"ActivityEntityID": "A2", "TransitionAction": {"1": "TA1"}}
        data["TransitionActions"] = {"TA1": action("TicketLockSet", Lock="lock")}
        result = import_process(as_yaml(data))
        assert node(result, "A1").find(f".//{LZ}offers").attrib == {"dialog": "AD1"}
        assert ("A1_gateway", "A1_T1_actions") in flows(result)


def test_ids_are_ids_of_xml_and_unique():
    ids = {"1": "id_1", "a b": "a_b", "a/b": "a_b_2", "start": "start"}
    path = {one: {"T1": {"ActivityEntityID": "A1"}} for one in ids} | {"A1": {"T1": {"ActivityEntityID": "1"}}}
    result = imported(path=path)
    found = [one.get("id") for one in root(result).iter() if one.get("id")]
    assert len(found) == len(set(found))
    assert set(ids.values()) <= set(found)
    assert check([Source("x.bpmn", result.xml)])[0].deployable


Rectangle = tuple[int, ...]


def boxes(result: OtrsImport) -> list[Rectangle]:
    return [tuple(int(one.get(side)) for side in ("x", "y", "width", "height")) for one in root(result).iter(BOUNDS)]


def overlap(one: Rectangle, other: Rectangle) -> bool:
    return all(one[axis] < other[axis] + other[axis + 2] and other[axis] < one[axis] + one[axis + 2] for axis in (0, 1))


class TestDiagram:
    @pytest.mark.parametrize(
        "layout",
        [
            {},
            {"A1": {"left": "10", "top": "10"}, "A2": {"left": "12", "top": "11"}, "A3": {"left": "10.5px", "top": "10"}},
            {"A1": {"left": "-5", "top": "x"}, "A2": {"left": "99999999", "top": "99999999999"}, "A3": "here"},
        ],
    )
    def test_shows_every_node_and_flow_and_nothing_lies_on_another(self, layout):
        path: dict[str, Any] = {
            "A1": {"T1": dict(GO), "T2": dict(GO)},
            "A2": {"T1": {"ActivityEntityID": "A3", "TransitionAction": ["TA1"]}, "T2": {"ActivityEntityID": "A1"}},
            "A3": {},
        }
        for edges in path.values():
            for edge in edges.values():
                edge["TransitionAction"] = ["TA1"]
        both = {one: transition({"Queue": one}) for one in ("T1", "T2")}
        result = imported(path=path, layout=layout, transitions=both, actions={"TA1": action("TicketLockSet", Lock="lock")})
        drawn = {one.get("bpmnElement") for one in root(result).iter() if "BPMNShape" in one.tag or "BPMNEdge" in one.tag}
        model = root(result).find(f"{B}process")
        assert drawn == {one.get("id") for one in model if one.get("id")}
        assert not [pair for pair in combinations(boxes(result), 2) if overlap(*pair)]
        assert all(side >= 0 for box in boxes(result) for side in box)


def test_every_entity_stands_in_the_report():
    data = export(actions={"TA1": action("TicketLockSet", Lock="lock")})
    result = import_process(as_yaml(data))
    assert {"P1", "A1", "A2", "AD1", "T1", "TA1"} <= {finding.entity_id for finding in result.report}
    assert all(finding.message.endswith(".") for finding in result.report)


@pytest.mark.skipif(not CORPUS, reason="the corpus of foreign processes is not here")
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_corpus(path: Path) -> None:
    raw = otrs_reference.load(path.read_bytes())
    result = import_process(path.read_bytes())
    report = check([Source(path.name, result.xml)])[0]
    assert report.deployable, [one for one in report.elements if one.verdict == "refused"]
    named = {finding.entity_id for finding in result.report}
    for kind in ("Activities", "ActivityDialogs", "Transitions", "TransitionActions"):
        assert set(raw.get(kind) or {}) <= named
    assert not [pair for pair in combinations(boxes(result), 2) if overlap(*pair)]


NAMES = st.sampled_from(["", "A", "a b", "<&>\"'", "{{ x }}", "=1", "ä", "x" * 300])
DISPLAYS = st.sampled_from(["0", "1", "2"])
KEYS = st.sampled_from(
    [
        *("Title", "Queue", "State", "Lock", "Owner", "PendingTime", "CustomerID", "Article", "Odd"),
        *("DynamicField_A", "DynamicField_title", "DynamicField_x y"),
    ],
)
CONFIG = st.fixed_dictionaries({"Display": DISPLAYS, "DefaultValue": NAMES, "DescriptionShort": NAMES, "DescriptionLong": NAMES})
SHOWN = st.dictionaries(KEYS, CONFIG, max_size=6)
DIALOGS = st.builds(
    lambda fields, name, long, portal: dialog(fields, DescriptionLong=long, Interface=portal) | {"Name": name},
    SHOWN, NAMES, NAMES, st.lists(st.sampled_from(["AgentInterface", "CustomerInterface"]), max_size=2, unique=True),
)  # fmt: skip
MODULES = st.sampled_from(
    ["TicketStateSet", "DynamicFieldSet", "TicketArticleCreate", "TicketCreate", "TicketCustomerSet", "TicketSLASet", "Odd"]
)
PARAM_KEYS = "State StateID PendingTimeDiff Title Subject Body SenderType UserID CustomerID SLA title DynamicField_A"
PARAM_TEXTS = ["4", "-60", "<OTRS_TICKET_Title>", "<OTRS_TICKET_DynamicField_L>", "<OTRS_X_Y>", "={{<OTRS_TICKET_Queue>"]
PARAMS = st.dictionaries(st.sampled_from(PARAM_KEYS.split()), st.one_of(NAMES, st.sampled_from(PARAM_TEXTS)))
ACTIONS = st.builds(lambda module, params: action(module) | {"Config": {"Module": module, "Config": params}}, MODULES, PARAMS)
PATTERN = st.fixed_dictionaries({"Type": st.just("Regexp"), "Match": NAMES})
FIELDS = st.dictionaries(KEYS, st.one_of(NAMES, st.lists(NAMES, max_size=2), PATTERN), max_size=3)
TARGETS = st.sampled_from(["A1", "A2", "A3"])
EDGE = st.builds(lambda target, ids: {"ActivityEntityID": target, "TransitionAction": ids}, TARGETS, st.lists(st.just("TA1"), max_size=2))
EDGES = st.dictionaries(st.sampled_from(["T1", "T2"]), EDGE)


@settings(max_examples=40)
@given(
    st.fixed_dictionaries({"A1": EDGES, "A2": EDGES, "A3": EDGES}),
    st.tuples(DIALOGS, DIALOGS, ACTIONS),
    st.tuples(FIELDS, FIELDS),
    st.dictionaries(TARGETS, st.lists(st.sampled_from(["AD1", "AD2"]), max_size=2)),
)
def test_whatever_is_imported_is_deployable(path: Any, parts: Any, fields: Any, offers: Any) -> None:
    result = imported(
        path=path, dialogs={"AD1": parts[0], "AD2": parts[1]}, actions={"TA1": parts[2]}, offers=offers,
        transitions={"T1": transition(fields[0]), "T2": transition(fields[1])},
    )  # fmt: skip
    assert refusals(result) <= {"options-missing"}


def refusals(result: OtrsImport) -> set[str]:
    """The rules by which the reader refuses a model."""
    report = check([Source("x.bpmn", result.xml)])[0]
    return {note["rule"] for note in report.as_json()["elements"] if note["verdict"] == "refused"} | {str(one) for one in report.errors}


def test_a_list_without_known_options_is_deployable():
    assert refusals(imported(transitions={"T1": transition({"DynamicField_A": ["x"]})})) == set()
