"""Dialogs: each rule that OTRS has for a kind of field, and what becomes of texts and rights."""

import pytest

from bpm.otrs import OtrsImport
from tests.bpm.otrs_examples import LZ, B, dialog, imported, messages, root, shown, transition, verdicts


def with_fields(fields, **config):
    return imported(dialogs={"AD1": dialog(fields, **config)})


def fields_of(result):
    return {one.get("name"): one.get("type") for one in root(result).iter(f"{LZ}field")}


class TestDisplay:
    def test_hidden_optional_mandatory(self):
        result = with_fields({"DynamicField_A": {"Display": "0", "DefaultValue": "x"}, "DynamicField_B": "1", "DynamicField_C": "2"})
        assert shown(result) == {"A": {"as": "hidden", "default": "x"}, "B": {"as": "optional"}, "C": {"as": "mandatory"}}

    def test_stands_in_the_order_of_fields(self):
        result = imported(
            dialogs={
                "AD1": dialog({"Title": "1", "DynamicField_B": "1", "Service": "1"}, FieldOrder=["Service", "Title", "DynamicField_B"])
            }
        )
        assert list(shown(result)) == ["service", "title", "B"]

    def test_only_what_stands_in_the_order_is_shown(self):
        result = imported(dialogs={"AD1": dialog({"Title": "1", "Service": "1"}, FieldOrder=["Title", "Type"])})
        assert list(shown(result)) == ["title"]
        assert "'Service'" in messages(result, "AD1")
        assert "'Type'" in messages(result, "AD1")

    def test_help(self):
        result = with_fields({"Title": {"Display": "1", "DescriptionShort": "Short", "DescriptionLong": "Long"}})
        assert shown(result)["title"]["help"] == "Short – Long"

    def test_unknown_display_is_hidden(self):
        result = with_fields({"DynamicField_A": {"Display": "7"}})
        assert shown(result)["A"]["as"] == "hidden"
        assert "does not say how" in messages(result, "AD1")


class TestAttributes:
    def test_go_by_our_names(self):
        names = [
            "Title",
            "Queue",
            "State",
            "Priority",
            "Type",
            "Service",
            "SLA",
            "Owner",
            "Responsible",
            "Lock",
            "PendingTime",
            "CustomerID",
        ]
        expected = [
            "title",
            "queue",
            "state",
            "priority",
            "type",
            "service",
            "sla",
            "owner",
            "responsible",
            "lock",
            "pending_until",
            "customer",
        ]
        assert list(shown(with_fields(dict.fromkeys(names, "2")))) == expected

    @pytest.mark.parametrize(
        ("key", "name", "value"),
        [("Queue", "queue", "Raw"), ("State", "state", "new"), ("Lock", "lock", "unlock"), ("Priority", "priority", "3 normal")],
    )
    def test_the_four_that_are_always_set(self, key, name, value):
        assert shown(with_fields({key: "0"})) == {name: {"as": "hidden", "default": value}}
        assert shown(with_fields({key: {"Display": "0", "DefaultValue": "Mine"}})) == {name: {"as": "hidden", "default": "Mine"}}
        assert shown(with_fields({key: {"Display": "2", "DefaultValue": "Mine"}})) == {name: {"as": "mandatory", "default": "Mine"}}
        assert "does not accept" in messages(with_fields({key: "1"}), "AD1")

    def test_others_that_are_hidden_without_value_change_nothing(self):
        result = with_fields({"Owner": "0", "Service": {"Display": "0", "DefaultValue": "Mail"}})
        assert shown(result) == {"service": {"as": "hidden", "default": "Mail"}}
        assert "Owner" in messages(result, "AD1")

    def test_customer_cannot_be_hidden(self):
        result = with_fields({"CustomerID": "0"})
        assert shown(result) == {}
        assert "refused" in verdicts(result, "AD1")

    def test_a_field_that_no_dialog_has(self):
        result = with_fields({"TypeID": "1"})
        assert shown(result) == {}
        assert "refused" in verdicts(result, "AD1")


class TestPendingTime:
    def test_is_asked_for_where_the_state_is_pending(self):
        assert shown(with_fields({"State": "2", "PendingTime": "1"}))["pending_until"] == {
            "as": "optional",
            "when": "startswith(state, 'pending')",
        }

    def test_with_a_pending_state_that_is_set(self):
        fields = {"State": {"Display": "0", "DefaultValue": "pending reminder"}, "PendingTime": "2"}
        assert shown(with_fields(fields))["pending_until"] == {"as": "mandatory"}

    def test_with_another_state_that_is_set(self):
        result = with_fields({"State": {"Display": "0", "DefaultValue": "open"}, "PendingTime": "2"})
        assert "pending_until" not in shown(result)
        assert "PendingTime is left out" in messages(result, "AD1")


class TestDynamicFields:
    def test_hidden_without_default_is_emptied(self):
        result = with_fields({"DynamicField_A": "0"})
        assert shown(result) == {"A": {"as": "hidden", "default": ""}}
        assert "empties it" in messages(result, "AD1")

    def test_are_declared_as_texts(self):
        assert fields_of(with_fields({"DynamicField_A": "1"})) == {"A": "text"}

    def test_are_lists_where_a_condition_asks_for_one(self):
        dialogs = {"AD1": dialog({"DynamicField_A": {"Display": "0", "DefaultValue": "x, y"}, "DynamicField_B": "0"})}
        result = imported(
            dialogs=dialogs, transitions={"T1": transition({"DynamicField_A": ["x"], "DynamicField_B": {"Type": "Array", "Match": ["x"]}})}
        )
        assert fields_of(result) == {"A": "multiselect", "B": "multiselect"}
        assert shown(result) == {"A": {"as": "hidden", "default": "=['x', 'y']"}, "B": {"as": "hidden", "default": "=[]"}}

    def test_that_only_a_condition_names_are_declared_too(self):
        result = imported(transitions={"T1": transition({"DynamicField_C": "x"})})
        assert fields_of(result) == {"C": "text"}
        assert "No dialog shows" in messages(result, "DynamicField_C")

    @pytest.mark.parametrize(
        ("original", "name"),
        [
            *(
                ("title", "title_field"),
                ("len", "len_field"),
                ("customer", "customer_field"),
                ("class", "class_field"),
                ("true", "true_field"),
            ),
            *(("1st", "field_1st"), ("a-b", "a_b"), ("Über", "field_ber"), ("__x", "field_x"), ("number", "number_field")),
            ("loopCounter", "loopCounter_field"),
        ],
    )
    def test_whose_name_is_none_here_get_another(self, original, name):
        result = with_fields({f"DynamicField_{original}": "1"})
        assert fields_of(result) == {name: "text"}
        assert f"{name!r}" in messages(result, f"DynamicField_{original}")

    def test_never_share_a_name(self):
        assert fields_of(with_fields({"DynamicField_a-b": "1", "DynamicField_a_b": "1"})) == {"a_b": "text", "a_b_field": "text"}

    @pytest.mark.parametrize("original", ["ProcessManagementProcessID", "ProcessManagementActivityID", ""])
    def test_of_otrs_itself_are_refused(self, original):
        result = with_fields({f"DynamicField_{original}": "1"})
        assert shown(result) == {}
        assert "refused" in verdicts(result, "AD1")


class TestArticle:
    @staticmethod
    def article(**config) -> tuple[OtrsImport, dict[str, str] | None]:
        result = with_fields({"Article": {"Display": config.pop("Display", "2"), "Config": config}})
        found = root(result).find(f".//{LZ}article")
        return result, None if found is None else dict(found.attrib)

    def test_of_today(self):
        expected = {"as": "mandatory", "channel": "phone", "visibleToCustomer": "true", "timeUnits": "optional"}
        assert self.article(CommunicationChannel="Phone", IsVisibleForCustomer="1", TimeUnits="1")[1] == expected

    def test_of_old(self):
        assert self.article(ArticleType="note-external")[1] == {"as": "mandatory", "channel": "internal", "visibleToCustomer": "true"}

    def test_says_what_it_cannot(self):
        result, found = self.article(CommunicationChannel="Email", InformAgents="1", Display="1")
        assert found == {"as": "optional", "channel": "internal", "visibleToCustomer": "false"}
        assert "'email'" in messages(result, "AD1")
        assert "inform other agents" in messages(result, "AD1")

    def test_hidden(self):
        assert self.article(Display="0")[1] is None


class TestWhole:
    @staticmethod
    def attributes(**config) -> dict[str, str]:
        return dict(root(imported(dialogs={"AD1": dialog({}, **config)})).find(f".//{LZ}dialog").attrib)

    def test_says_all_that_otrs_says(self):
        config = {
            "Interface": ["AgentInterface", "CustomerInterface"],
            "Permission": "note",
            "RequiredLock": "1",
            "SubmitButtonText": "Send",
            "SubmitAdviceText": "Sure?",
            "DescriptionShort": "Short",
        }
        expected = {
            "for": "agent customer",
            "permission": "note",
            "requiredLock": "true",
            "submit": "Send",
            "advice": "Sure?",
            "help": "Short",
        }
        assert self.attributes(**config) == {"id": "AD1", "label": "Ask", **expected}

    def test_agents_need_rw_where_nothing_is_said(self):
        assert self.attributes() == {"id": "AD1", "label": "Ask", "for": "agent", "permission": "rw"}
        assert self.attributes(Interface=["CustomerInterface"], RequiredLock="0") == {"id": "AD1", "label": "Ask", "for": "customer"}

    def test_without_interface(self):
        assert self.attributes(Interface=[])["for"] == "agent"

    def test_a_long_text_stands_on_the_page(self):
        result = imported(dialogs={"AD1": dialog({}, DescriptionLong="Write {{ name }}.")})
        assert root(result).findtext(f".//{LZ}text") == 'Write {{ "{{" }} name }}.'

    def test_customers_may_what_is_offered_to_them(self):
        result = imported(dialogs={"AD1": dialog({}, Interface=["CustomerInterface"])})
        assert [one.get("customer") for one in root(result).iterfind(f".//{B}userTask//{LZ}may")] == ["ticket", "company"]

    def test_what_customers_never_see(self):
        fields = dict.fromkeys(["Owner", "Responsible", "Lock", "PendingTime", "CustomerID", "Queue", "State"], "2")
        result = imported(dialogs={"AD1": dialog(fields, Interface=["CustomerInterface"])})
        assert list(shown(result)) == ["queue", "state"]
        elsewhere = imported(dialogs={"AD1": dialog(fields, Interface=["CustomerInterface"])}, process={"StartActivityDialog": ""})
        assert list(shown(elsewhere)) == ["state"]

    def test_texts_that_look_like_expressions_stay_texts(self):
        result = with_fields(
            {"DynamicField_A": {"Display": "0", "DefaultValue": "=1+1"}, "DynamicField_B": {"Display": "1", "DefaultValue": "{{ x }}"}}
        )
        assert shown(result)["A"]["default"] == "='=1+1'"
        assert shown(result)["B"]["default"] == '{{ "{{" }} x }}'
