"""What a line shows: open work, what was taken, effects, values, the end."""

from tests.bpm.playing.models import action, after, chain, declared, definitions, flow, flows, opened, play, process, task, waits


def test_the_parts_of_a_line_and_of_an_open_entry():
    line = play(declared("<lz:dialog id='d'><lz:show field='title'/></lz:dialog>", task("work", "d", name="Work on it"))).line()
    assert list(line) == ["open", "waiting", "taken", "done", "incident", "refused", "ticket", "variables", "effects"]
    assert line["open"] == [{"id": "work", "name": "Work on it", "type": "userTask", "at": None, "in": [], "dialogs": ["d"]}]


def test_one_entry_per_iteration_in_order_of_opening():
    model = process(
        "<startEvent id='s'/><subProcess id='each'><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>"
        "</multiInstanceLoopCharacteristics><startEvent id='is'/><userTask id='a'/><manualTask id='b'/>"
        + flows("is a", "a b")
        + "</subProcess>"
        + flows("s each")
    )
    player = play(model)
    line = after(player, {"complete": "a", "at": 0})
    assert [(each["id"], each["type"], each["at"], each["in"]) for each in line["open"]] == [
        ("a", "userTask", 1, ["each"]),
        ("b", "manualTask", 0, ["each"]),
    ]


class TestTaken:
    def test_flows_without_id_are_called_by_their_ends(self):
        model = process("<startEvent id='s'/><exclusiveGateway id='g'/><endEvent id='e'/>" + flows("s g", "g e", "g e"))
        assert play(model).line()["taken"] == ["s", "flow_s_g", "g", "flow_g_e", "e"]

    def test_the_second_between_the_same_nodes_has_a_number(self):
        model = process("<startEvent id='s'/><parallelGateway id='g'/><endEvent id='e'/>" + flows("s g", "g e", "g e"))
        assert play(model).line()["taken"] == ["s", "flow_s_g", "g", "flow_g_e", "e", "flow_g_e_2", "e"]

    def test_a_subprocess_comes_before_its_children(self):
        model = process(
            "<startEvent id='s'/><subProcess id='sub'><startEvent id='is'/><task id='it'/>"
            + flows("is it")
            + "</subProcess>"
            + flows("s sub")
        )
        assert play(model).line()["taken"] == ["s", "flow_s_sub", "sub", "is", "flow_is_it", "it"]

    def test_a_call_comes_before_its_children(self):
        model = definitions(
            "<process id='p' isExecutable='true'><startEvent id='s'/><callActivity id='call' calledElement='q'/>"
            + flows("s call")
            + "</process><process id='q'><startEvent id='qs'/><userTask id='qw'/>"
            + flows("qs qw")
            + "</process>"
        )
        line = play(model).line()
        assert line["taken"] == ["s", "flow_s_call", "call", "qs", "flow_qs_qw", "qw"]
        assert [each["in"] for each in line["open"]] == [["call"]]

    def test_a_multi_instance_activity_once_per_iteration(self):
        loop = "<multiInstanceLoopCharacteristics{}><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>"
        for way in ("", " isSequential='true'"):
            assert play(chain(f"<task id='each'>{loop.format(way)}</task>")).line()["taken"].count("each") == 3

    def test_a_join_per_arriving_token(self):
        model = process(
            "<startEvent id='s'/><parallelGateway id='f'/><userTask id='a'/><userTask id='b'/><parallelGateway id='j'/><endEvent id='e'/>"
            + flows("s f", "f a", "f b", "a j", "b j", "j e")
        )
        player = play(model)
        assert after(player, {"complete": "b"})["taken"] == ["flow_b_j", "j"]
        line = after(player, {"complete": "a"})
        assert line["taken"] == ["flow_a_j", "j", "flow_j_e", "e"]
        assert line["done"]

    def test_a_boundary_event_when_it_fires(self):
        model = process(
            "<startEvent id='s'/><userTask id='a'/><boundaryEvent id='b' attachedToRef='a'>"
            "<messageEventDefinition messageRef='m'/></boundaryEvent>"
            "<endEvent id='e'/>" + flows("s a", "b e"),
            roots="<message id='m' name='stop'/>",
        )
        assert after(play(model), {"message": "stop"})["taken"] == ["b", "flow_b_e", "e"]

    def test_behind_an_event_based_gateway_the_event_when_it_fires(self):
        model = process(
            "<startEvent id='s'/><eventBasedGateway id='g'/><receiveTask id='r' messageRef='m'/>"
            "<intermediateCatchEvent id='c'><signalEventDefinition signalRef='x'/></intermediateCatchEvent>" + flows("s g", "g r", "g c"),
            roots="<message id='m' name='stop'/><signal id='x' name='alarm'/>",
        )
        player = play(model)
        assert player.line()["taken"] == ["s", "flow_s_g", "g"]
        assert after(player, {"message": "stop"})["taken"] == ["flow_g_r", "r"]

    def test_an_event_subprocess_and_its_start_when_it_fires(self):
        model = process(
            "<startEvent id='s'/><userTask id='a'/>" + flows("s a") + "<subProcess id='sub' triggeredByEvent='true'><startEvent id='es'>"
            "<messageEventDefinition messageRef='m'/></startEvent><task id='t'/>" + flows("es t") + "</subProcess>",
            roots="<message id='m' name='stop'/>",
        )
        player = play(model)
        assert waits(player.line()) == {"es": "stop"}
        line = after(player, {"message": "stop"})
        assert (line["taken"], line["done"], line["waiting"]) == (["sub", "es", "flow_es_t", "t"], True, [])

    def test_branches_in_the_order_of_the_document(self):
        model = process(
            "<startEvent id='s'/><parallelGateway id='g'/><task id='a'/><task id='b'/>"
            + flow("f2", "g", "b")
            + flow("f1", "g", "a")
            + flow("f0", "s", "g")
        )
        assert play(model).line()["taken"] == ["s", "f0", "g", "f2", "b", "f1", "a"]

    def test_only_what_came_since_the_last_line(self):
        player = play(chain(task(), task("more")))
        assert after(player, {"complete": "work"})["taken"] == ["to_more", "more"]
        assert after(player, {"set": {"x": 1}})["taken"] == []


class TestEffects:
    MODEL = declared(
        "<lz:field name='amount' type='integer'/>",
        task("ask"),
        "<serviceTask id='act'><extensionElements>"
        + action("article-create", subject="About {{ amount }}", body="=amount * 2")
        + action("ticket-queue-set", queue="Any")
        + action("field-set", field="amount", value="=amount + 1")
        + action("ticket-state-set", state="pending reminder", pending="P1D")
        + "</extensionElements></serviceTask>",
        task(),
    )

    def test_every_action_in_order_with_what_it_was_given(self):
        player = play(self.MODEL)
        line = after(player, {"complete": "ask", "answers": {"amount": 4}})
        assert line["effects"] == [
            {"action": "article-create", "element": "act", "params": {"subject": "About 4", "body": 8}, "outside": True},
            {"action": "ticket-queue-set", "element": "act", "params": {"queue": "Any"}, "outside": False},
            {"action": "field-set", "element": "act", "params": {"field": "amount", "value": 5}, "outside": False},
            {"action": "ticket-state-set", "element": "act", "params": {"state": "pending reminder", "pending": "P1D"}, "outside": False},
        ]
        ticket = line["ticket"]
        assert (ticket["queue"], ticket["amount"], ticket["state"]) == ("Any", 5, "pending reminder")
        assert ticket["pending_until"] == "2026-01-06T09:00:00Z"
        assert after(player, {"set": {"title": "T"}})["effects"] == []


def test_done_needs_no_token_and_no_incident():
    player = play(chain(task()))
    assert not player.line()["done"]
    assert after(player, {"complete": "work"})["done"]
    assert after(player, {"advance": "P1D"})["done"]


def test_a_line_holds_plain_values_only():
    model = declared(
        "<lz:field name='day' type='date'/><lz:field name='price' type='decimal'/><lz:variable name='at' type='datetime'/>"
        "<lz:variable name='all' type='list'/>",
        task(),
    )
    player = play(model)
    line = after(player, {"set": {"day": "2026-01-31", "price": "1.50", "at": "2026-01-31T10:00:00+01:00", "all": ["a", 1, None]}})
    assert (line["ticket"]["day"], line["ticket"]["price"]) == ("2026-01-31", 1.5)
    assert line["variables"] == {"at": "2026-01-31T09:00:00Z", "all": ["a", 1, None]}


def test_of_variables_of_the_same_name_the_outermost_is_shown():
    model = process(
        "<extensionElements><lz:variable name='x' type='integer' default='1'/></extensionElements><startEvent id='s'/>"
        "<subProcess id='sub'><extensionElements><lz:variable name='x' type='integer' default='2'/>"
        "<lz:variable name='y' type='integer' default='3'/>"
        "</extensionElements><startEvent id='is'/><userTask id='a'/>" + flows("is a") + "</subProcess>" + flows("s sub")
    )
    line = play(model).line()
    assert line["variables"] == {"x": 1, "y": 3}
    assert opened(line) == ["a"]
