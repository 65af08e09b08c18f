"""A list is its address: what an address asks for, and addresses that ask for something else."""

from datetime import UTC, datetime
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st
from werkzeug.datastructures import MultiDict

from foundation.errors import Refused
from processes.tickets.finding import By, FieldFilter, Search
from web.agent.asking import ListQuery

BERLIN = ZoneInfo("Europe/Berlin")
OPEN = Search(filters={"view": "open"}, order=(By("changed", descending=True),))


def query(address: str) -> ListQuery:
    return ListQuery.from_address(MultiDict(parse_qsl(address, keep_blank_values=True)))


def test_an_address_narrows_its_view():
    asked = query("view=all&queue=Support&queue=Sales&state=&field.room=4*&q=+printer+&sort=-priority,created&my_activities=1&after=x")
    assert (asked.standing, asked.size, asked.after) == ("all", 50, "x")
    assert asked.search(standing=OPEN, zone=BERLIN) == Search(
        filters={"view": "open", "queue": ["Support", "Sales"], "my_activities": True},
        fields=[FieldFilter("room", "like", "4*")],
        text="printer",
        order=(By("priority", descending=True), By("created")),
    )


@pytest.mark.parametrize(
    "address, filters",
    [
        ("created.from=2026-03-01", {"created": {"from": datetime(2026, 2, 28, 23, tzinfo=UTC)}}),
        (
            "created.from=2026-03-01&created.until=2026-07-01",
            {"created": {"from": datetime(2026, 2, 28, 23, tzinfo=UTC), "until": datetime(2026, 6, 30, 22, tzinfo=UTC)}},
        ),
        ("changed=60", {"changed": {"newer_minutes": 60}}),
        ("escalation.until=soon", {"escalation": {"until": "soon"}}),
        ("changed=--5", {"changed": {"from": "--5"}}),
        ("changed=²", {"changed": {"from": "²"}}),
        ("created.from=9999-12-31T23:59:59-14:00", {"created": {"from": "9999-12-31T23:59:59-14:00"}}),
        ("view=closed&archived=all", {"archived": "all"}),
        ("nonsense=1", {"nonsense": "1"}),
    ],
)
def test_filters_of_an_address(address, filters):
    assert query(address).search(standing=Search(), zone=BERLIN).filters == filters


def test_no_list_is_narrowed_without_end():
    assert len(query("&".join(["queue=A"] * 200)).filters["queue"]) == 200
    with pytest.raises(Refused, match="200 values at most"):
        query("&".join(["queue=A"] * 200 + ["state=new"]))
    assert query("sort=" + ",".join(["title", "-queue"] * 500) + "&columns=" + ",".join(["title"] * 3000)).columns == ("title",)
    for address in ("q=" + "*a" * 5_001, "room=" + "&room=".join(["x" * 101] * 100)):
        with pytest.raises(Refused, match="10,000 characters at most"):
            query(address)
    for address in ("sort=" + ",".join("abcdefghi"), "columns=" + ",".join(map(str, range(201)))):
        with pytest.raises(Refused, match="leave some out"):
            query(address)


def test_addresses_that_ask_for_something_else():
    asked = query("view=all&queue=A&queue=B&q=x&sort=title&size=100&after=here")
    assert asked.address() == "view=all&queue=A&queue=B&q=x&sort=title&size=100"
    assert asked.address(after="there").endswith("&after=there")
    assert asked.without("queue", "A") == "view=all&queue=B&q=x&sort=title&size=100"
    assert asked.without("queue") == "view=all&q=x&sort=title&size=100"
    assert parse_qsl(asked.sorted_by("title"))[-2] == ("sort", "-title")
    assert parse_qsl(asked.sorted_by("queue"))[-2] == ("sort", "queue")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["queue", "field.x", "view", "q", "sort", "size", "created.from", "a b", "changed", "my_activities"]),
            st.text(max_size=20),
        ),
        max_size=8,
    )
)
def test_any_address_is_read_and_written_back(pairs):
    asked = ListQuery.from_address(MultiDict(pairs))
    again = query(asked.address())
    assert again.address() == asked.address()
    asked.search(standing=OPEN, zone=BERLIN)
