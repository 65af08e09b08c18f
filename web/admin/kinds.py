"""The kinds of master data that administrators care for: what each is called, where it stands, and what its list shows.

Fields are read from the records themselves (`desk/exchange/shapes.py`), so that a new attribute is on its page by itself.
"""

from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from desk.exchange.shapes import Attribute, attributes, kinds
from desk.master_data import MasterData
from desk.targets import CLOCKS
from foundation.errors import NotFound

PEOPLE, DESK, WORDS, TEXTS, HOUSE = "1 people", "2 desk", "3 words", "4 texts", "5 house"
GROUPS: Final = {
    PEOPLE: _l("People and rights"),
    DESK: _l("Queues and time"),
    WORDS: _l("Words of tickets"),
    TEXTS: _l("Texts"),
    HOUSE: _l("The house"),
}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind.

    Args:
        name: in addresses; that of its table.
        plural, says: what its list is called, and what it is for.
        adds: what its form for a new one is called.
        columns: what the list shows beside name and validity.
        hides: attributes that are cared for elsewhere.
        first: the attributes its form begins with, in this order; two stand in a row, save those that take the whole.
        rights: whether it holds rights, on a page of their own.
    """

    name: str
    group: str
    icon: str
    plural: Any
    says: Any
    adds: Any
    columns: tuple[str, ...] = ()
    hides: frozenset[str] = frozenset()
    first: tuple[str, ...] = ()
    rights: bool = False

    @property
    def record(self) -> type[MasterData]:
        return kinds()[self.name]

    @property
    def attributes(self) -> dict[str, Attribute]:
        """What its form shows, in order."""
        known = attributes(self.record)
        order = dict.fromkeys([*self.first, *(name for name in known if name not in LAST), *LAST])
        return {name: known[name] for name in order if name not in self.hides}

    @property
    def listed(self) -> list[Attribute]:
        """What its list shows, which its form may hide."""
        known = attributes(self.record)
        return [known[name] for name in self.columns]


def kind(name: str, group: str, icon: str, plural: Any, says: Any, adds: Any, **more: Any) -> Kind:  # noqa: PLR0913, PLR0917 - a table
    return Kind(name=name, group=group, icon=icon, plural=plural, says=says, adds=adds, **more)


PERSONAL: Final = frozenset({"preferences"})
LAST: Final = ("validity", "comment")
TARGETS: Final = tuple(f"{clock}_{what}" for clock in CLOCKS for what in ("minutes", "notify_percent"))
TABLE: Final = (
    kind(
        "agent",
        PEOPLE,
        "user",
        _l("Agents"),
        _l("The people who work here."),
        _l("Add an agent"),
        first=(
            "login",
            "title",
            "first_name",
            "last_name",
            "email",
            "mobile",
            "language",
            "time_zone",
            "out_of_office_from",
            "out_of_office_to",
        ),
        columns=("first_name", "last_name", "email"),
        hides=PERSONAL,
        rights=True,
    ),
    kind("agent_group", PEOPLE, "users", _l("Groups"), _l("Permissions in queues hang on groups."), _l("Add a group"), rights=True),
    kind("role", PEOPLE, "shield", _l("Roles"), _l("Sets of permissions that several agents have."), _l("Add a role"), rights=True),
    kind(
        "customer",
        PEOPLE,
        "building-2",
        _l("Customers"),
        _l("Organisations that tickets come from."),
        _l("Add a customer"),
        columns=("name", "city"),
    ),
    kind(
        "customer_user",
        PEOPLE,
        "user-check",
        _l("Customer users"),
        _l("The people of customers, who log in to the portal."),
        _l("Add a customer user"),
        first=("login", "title", "first_name", "last_name", "email", "customer", "further_customers"),
        columns=("first_name", "last_name", "email", "customer"),
        hides=PERSONAL,
    ),
    kind(
        "queue",
        DESK,
        "inbox",
        _l("Queues"),
        _l("Where tickets wait for a team."),
        _l("Add a queue"),
        first=("name", "group", "process_id", "follow_up", *TARGETS, "calendar", "unlock_timeout_minutes"),
        columns=("group", "process_id", "solution_minutes"),
    ),
    kind(
        "calendar",
        DESK,
        "calendar",
        _l("Calendars"),
        _l("Working hours and holidays, by which clocks run."),
        _l("Add a calendar"),
        first=("name", "time_zone", "country", "region", "week_start", "hours", "one_off_days", "yearly_days"),
        columns=("time_zone", "country"),
    ),
    kind("service", DESK, "heart-pulse", _l("Services"), _l("What customers ask something about."), _l("Add a service")),
    kind(
        "sla",
        DESK,
        "scale",
        _l("SLAs"),
        _l("What was promised for services: how soon an answer, an update, a solution."),
        _l("Add an SLA"),
        first=("name", "calendar", "services", *TARGETS),
        columns=("first_response_minutes", "update_minutes", "solution_minutes"),
    ),
    kind(
        "state",
        WORDS,
        "circle-dot",
        _l("States"),
        _l("Where a ticket stands; each state is of one of seven types."),
        _l("Add a state"),
        columns=("type",),
    ),
    kind(
        "priority",
        WORDS,
        "signal-high",
        _l("Priorities"),
        _l("How urgent tickets are; lists are ordered by the number in front."),
        _l("Add a priority"),
        columns=("number", "colour"),
    ),
    kind("ticket_type", WORDS, "tag", _l("Types"), _l("Kinds of tickets, where that is switched on."), _l("Add a type")),
    kind(
        "dynamic_field",
        WORDS,
        "shapes",
        _l("Dynamic fields"),
        _l("What else is known of tickets, articles, customers and customer users."),
        _l("Add a dynamic field"),
        first=("name", "label", "kind", "belongs_to", "config"),
        columns=("label", "kind", "belongs_to", "made_by_process"),
        hides=frozenset({"made_by_process", "is_internal"}),  # said by who made it
    ),
    kind("template", TEXTS, "file", _l("Templates"), _l("Texts that answers begin with."), _l("Add a template"), columns=("type",)),
    kind("salutation", TEXTS, "hand", _l("Salutations"), _l("How mails begin."), _l("Add a salutation")),
    kind("signature", TEXTS, "pencil", _l("Signatures"), _l("How mails end."), _l("Add a signature")),
    kind(
        "auto_response",
        TEXTS,
        "reply",
        _l("Auto responses"),
        _l("What a queue answers by itself."),
        _l("Add an auto response"),
        columns=("type", "subject"),
    ),
    kind(
        "attachment",
        TEXTS,
        "paperclip",
        _l("Attachments"),
        _l("Files that templates bring along."),
        _l("Add an attachment"),
        columns=("file_name", "media_type"),
    ),
    kind(
        "system_address",
        HOUSE,
        "mail",
        _l("System addresses"),
        _l("The addresses mails of this house come from."),
        _l("Add a system address"),
        columns=("display_name", "queue"),
    ),
    kind(
        "notification",
        HOUSE,
        "bell",
        _l("Notifications"),
        _l("Who is told what, and how."),
        _l("Add a notification"),
        columns=("once_a_day",),
    ),
    kind(
        "endpoint",
        HOUSE,
        "globe",
        _l("Endpoints"),
        _l("Where webhooks of processes go; addresses and secrets are kept encrypted."),
        _l("Add an endpoint"),
        columns=("method",),
    ),
)
KINDS: Final = {each.name: each for each in TABLE}


def kind_named(name: str) -> Kind:
    """A kind by its name in addresses.

    Raises:
        NotFound: there is none.
    """
    if name not in KINDS:
        raise NotFound("There is no such kind of record.")
    return KINDS[name]
