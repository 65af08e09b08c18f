"""Transition actions: the thirteen modules, their parameters, and the placeholders in them."""

import pytest

from bpm.catalogue import CATALOGUE
from tests.bpm.otrs_examples import action, actions, condition, imported, messages, transition, verdicts


def of(module, **config):
    return imported(actions={"TA1": action(module, **config)})


def one(module, **config):
    (found,) = actions(of(module, **config))
    spec = CATALOGUE[found[0]]
    assert spec.required <= found[1].keys()
    assert spec.open_ended or found[1].keys() <= spec.params
    return found


@pytest.mark.parametrize(
    ("module", "config", "expected"),
    [
        ("TicketLockSet", {"Lock": "lock"}, ("ticket-lock-set", {"lock": "lock"})),
        ("TicketLockSet", {"LockID": "1"}, ("ticket-lock-set", {"lock": "unlock"})),
        ("TicketOwnerSet", {"Owner": "jane"}, ("ticket-owner-set", {"owner": "jane"})),
        ("TicketQueueSet", {"Queue": "Misc"}, ("ticket-queue-set", {"queue": "Misc"})),
        ("TicketResponsibleSet", {"Responsible": "jane"}, ("ticket-responsible-set", {"responsible": "jane"})),
        ("TicketServiceSet", {"Service": "Mail"}, ("ticket-service-set", {"service": "Mail"})),
        ("TicketSLASet", {"SLA": "Gold"}, ("ticket-sla-set", {"sla": "Gold"})),
        ("TicketStateSet", {"State": "open"}, ("ticket-state-set", {"state": "open"})),
        ("TicketStateSet", {"StateID": "4"}, ("ticket-state-set", {"state": "open"})),
        ("TicketTitleSet", {"Title": "New"}, ("ticket-title-set", {"title": "New"})),
        ("TicketTypeSet", {"Type": "Incident"}, ("ticket-type-set", {"type": "Incident"})),
        (
            "TicketCustomerSet",
            {"CustomerID": "acme", "CustomerUserID": "joe"},
            ("ticket-customer-set", {"customer": "acme", "customer_user": "joe"}),
        ),
        ("TicketCustomerSet", {"No": "acme", "User": "joe"}, ("ticket-customer-set", {"customer": "acme", "customer_user": "joe"})),
        ("DynamicFieldSet", {"Field": "x"}, ("field-set", {"field": "Field", "value": "x"})),
        ("DynamicFieldSet", {"DynamicField_UserID": "x"}, ("field-set", {"field": "UserID", "value": "x"})),
        ("DynamicFieldSet", {"Field": ""}, ("field-set", {"field": "Field", "value": ""})),
    ],
)
def test_module(module, config, expected):
    assert one(module, **config) == expected


@pytest.mark.parametrize(
    ("seconds", "pending"),
    [
        ("86400", "PT24H"),
        ("604800", "PT168H"),
        ("90", "PT1M30S"),
        ("0", "PT0S"),
        ("-3600", "=now() - minutes(60)"),
        ("-90", "=now() - minutes(90 / 60)"),
    ],
)
def test_pending_time_counts_in_seconds(seconds, pending):
    assert one("TicketStateSet", State="pending reminder", PendingTimeDiff=seconds)[1] == {"state": "pending reminder", "pending": pending}


def test_pending_time_may_be_a_date():
    found = one("TicketStateSet", State="pending reminder", PendingTime="2026-03-01 08:00:00")
    assert found[1] == {"state": "pending reminder", "pending": "2026-03-01T08:00:00"}


def test_pending_time_that_is_none():
    result = of("TicketStateSet", State="pending reminder", PendingTimeDiff="soon")
    assert actions(result) == [("ticket-state-set", {"state": "pending reminder"})]
    assert "refused" in verdicts(result, "TA1")


def test_fields_are_set_one_by_one():
    config = {"A": "1", "B": "<OTRS_TICKET_Title>", "Broken name": "x", "ProcessManagementProcessID": "P2"}
    result = of("DynamicFieldSet", **config)
    assert actions(result) == [("field-set", {"field": "A", "value": "1"}), ("field-set", {"field": "B", "value": "{{ title }}"})]
    assert "'Broken name'" in messages(result, "TA1")
    assert "another process" in messages(result, "TA1")


def test_a_list_field_is_set_from_text_with_commas():
    result = imported(
        actions={"TA1": action("DynamicFieldSet", L="a,b"), "TA2": action("DynamicFieldSet", L="<OTRS_TICKET_DynamicField_L>")},
        transitions={"T1": transition({"DynamicField_L": ["a"]})},
    )
    assert [params["value"] for _, params in actions(result)] == ["=['a', 'b']", "=L"]


def test_an_article():
    config = {
        "CommunicationChannel": "Internal",
        "IsVisibleForCustomer": "1",
        "SenderType": "system",
        "Subject": "Room <OTRS_TICKET_DynamicField_Room_Value>",
        "Body": "Hello",
        "ContentType": "text/plain; charset=utf-8",
        "HistoryType": "AddNote",
        "HistoryComment": "x",
        "From": "Desk",
        "To": "You",
        "TimeUnit": "5",
        "DynamicField_Room": "7",
        "Odd": "x",
        "UserID": "1",
    }
    result = of("TicketArticleCreate", **config)
    name, params = actions(result)[0]
    assert name == "article-create"
    assert params == {
        "channel": "internal",
        "visible_to_customer": "true",
        "sender_type": "system",
        "subject": "Room {{ Room }}",
        "body": "Hello",
        "content_type": "text/plain; charset=utf-8",
        "history_type": "AddNote",
        "history_comment": "x",
        "from": "Desk",
        "to": "You",
        "time_unit": "5",
        "Room": "7",
    }
    assert "'Odd'" in messages(result, "TA1")
    assert "UserID" in messages(result, "TA1")


def test_an_article_by_mail_is_only_recorded():
    result = of("TicketArticleCreate", CommunicationChannel="Email", SenderType="agent", Subject="s", Body="b")
    assert actions(result)[0][1]["channel"] == "internal"
    assert "sends nothing" in messages(result, "TA1")


def test_an_article_of_old():
    result = of(
        "TicketArticleCreate", ArticleType="note-external", SenderType="agent", Subject="s", Body="b", Charset="utf-8", MimeType="text/html"
    )
    params = actions(result)[0][1]
    assert (params["channel"], params["visible_to_customer"], params["content_type"]) == ("internal", "true", "text/html; charset=utf-8")


def test_a_ticket():
    result = of(
        "TicketCreate",
        Title="Child of <OTRS_TICKET_TicketNumber>",
        CustomerID="acme",
        LinkAs="Child",
        DynamicField_A="1",
        PendingTimeDiff="60",
        Queue="Misc",
    )
    assert actions(result) == [
        (
            "ticket-create",
            {
                "title": "Child of {{ number }}",
                "customer": "acme",
                "link_as": "Child",
                "queue": "Misc",
                "state": "new",
                "priority": "3 normal",
                "lock": "unlock",
                "pending": "PT1M",
                "A": "1",
            },
        )
    ]


def test_a_ticket_with_an_article():
    result = of("TicketCreate", Title="t", SenderType="agent", IsVisibleForCustomer="0", Subject="s", Body="b")
    assert {"subject": "s", "body": "b", "visible_to_customer": "false", "sender_type": "agent"}.items() <= actions(result)[0][1].items()
    without = of("TicketCreate", Title="t", Subject="s", Body="b")
    assert "body" not in actions(without)[0][1]
    assert "no article" in messages(without, "TA1")


@pytest.mark.parametrize(
    ("module", "config"),
    [
        ("TicketQueueSet", {}),
        ("TicketQueueSet", {"QueueID": "99"}),
        ("TicketStateSet", {"PendingTimeDiff": "5"}),
        ("TicketCustomerSet", {}),
        ("TicketArticleCreate", {"Subject": "s"}),
        ("TicketCreate", {"Queue": "Raw"}),
        ("DynamicFieldSet", {}),
        ("MakeCoffee", {"Sugar": "2"}),
        ("TicketQueueSet", {"Queue": ["a"]}),
    ],
)
def test_what_fails_or_is_unknown_is_left_out_and_said(module, config):
    result = of(module, **config)
    assert actions(result) == []
    assert "refused" in verdicts(result, "TA1")
    assert b"serviceTask" not in result.xml


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<OTRS_TICKET_Queue>", "{{ queue }}"),
        ("<OTRS_Ticket_queue>", "{{ queue }}"),
        ("<OTOBO_TICKET_CustomerUserID>!", "{{ coalesce(customer_user, customer) }}!"),
        ("&lt;OTRS_TICKET_Title&gt;", "{{ title }}"),
        ("a <OTRS_TICKET_DynamicField_X> b <OTRS_TICKET_DynamicField_X_Value>", "a {{ X }} b {{ X }}"),
        ("<OTRS_CURRENT_UserFirstname>", "-"),
        ("<OTRS_CUSTOMER_Body[3]>", "-"),
        ("<OTRS_TICKET_Age>", "-"),
        ("<b>bold</b> <OTRS>", "<b>bold</b> <OTRS>"),
        ("{{ queue }} {% x %}", '{{ "{{" }} queue }} {{ "{%" }} x %}'),
        ("=1 + 1", "='=1 + 1'"),
        ("=<OTRS_TICKET_Queue>", '{{ "=" }}{{ queue }}'),
    ],
)
def test_placeholders(text, expected):
    assert one("TicketTitleSet", Title=text)[1] == {"title": expected}


def test_unknown_placeholders_are_said():
    assert "<OTRS_CURRENT_UserFirstname>" in messages(of("TicketTitleSet", Title="<OTRS_CURRENT_UserFirstname>"), "TA1")


def test_several_stand_in_one_task_in_their_order():
    two = {"TA2": action("TicketLockSet", Lock="lock"), "TA1": action("TicketQueueSet", Queue="Misc")}
    way = {"ActivityEntityID": "A2", "TransitionAction": ["TA2", "TA1", "TA2"]}
    result = imported(actions=two, path={"A1": {"T1": way}, "A2": {}})
    assert [name for name, _ in actions(result)] == ["ticket-lock-set", "ticket-queue-set", "ticket-lock-set"]
    assert result.xml.count(b"<bpmn:serviceTask ") == 1
    assert result.xml.count(b'onError="continue"') == 3
    assert condition(result) == "queue == 'Misc'"
