"""Notifications: at which occasion, about which tickets, who is told, by which channels, in which words.

They name queues, states, groups and the like by name, as files do. A name that is not there any more matches nothing.
"""

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import Any, ClassVar, Self

from sqlalchemy import Boolean, ForeignKey, Integer, String, select
from sqlalchemy.orm import Mapped, mapped_column

from desk import auditing, following, house_permissions
from desk.actors import Actor
from desk.agents import Agent
from desk.email_addresses import problem_of
from desk.house_permissions import HousePermission
from desk.master_data import MasterData, Validity
from desk.people import LANGUAGE
from desk.written_texts import text_problems
from foundation.db import Base, Document, Id, db
from foundation.errors import Refused
from notifications.channels import channels
from notifications.occasions import OCCASIONS

TICKET_FILTERS = frozenset(
    {"state", "state_type", "priority", "queue", "lock", "type", "service", "sla", "customer", "customer_user", "fields"}
)
ARTICLE_FILTERS = frozenset({"sender", "visible_to_customer", "channel", "text"})
ARTICLE_TEXTS = frozenset({"from", "to", "cc", "subject", "body"})
RECIPIENTS = frozenset(
    {
        *("owner", "responsible", "watchers", "write-permission", "my-queues", "my-services", "my-queues-and-services"),
        *("customer", "first-article", "last-article"),
    }
)
NAMED = frozenset({"agents", "groups", "roles", "addresses"})
LONGEST_SUBJECT = 500
TAGGED = re.compile(r"<(OTRS|OTOBO)_|\{\{", re.IGNORECASE)


class Visibility(IntEnum):
    """What agents may decide about a notification for themselves; the numbers are OTRS's."""

    HIDDEN = 0
    SWITCHABLE = 1
    COMPULSORY = 2  # at least one channel has to stay on


def nothing() -> dict[str, Any]:
    return {}


class Notification(MasterData):
    """A rule of whom to tell what."""

    __tablename__ = "notification"
    noun: ClassVar[str] = "notification"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    occasions: Mapped[Any] = mapped_column(Document, default=list)
    ticket_filter: Mapped[Any] = mapped_column(Document, default=nothing)
    article_filter: Mapped[Any] = mapped_column(Document, default=nothing)
    recipients: Mapped[Any] = mapped_column(Document, default=list)  # words of `RECIPIENTS`
    named_recipients: Mapped[Any] = mapped_column(Document, default=nothing)  # names under those of `NAMED`
    also_out_of_office: Mapped[bool] = mapped_column(Boolean, default=False)
    once_a_day: Mapped[bool] = mapped_column(Boolean, default=False)
    also_who_acted: Mapped[bool] = mapped_column(Boolean, default=False)  # OTRS: AgentSelfNotifyOnAction
    with_attachments: Mapped[bool] = mapped_column(Boolean, default=False)  # OTRS: ArticleAttachmentInclude; mails only
    visibility: Mapped[int] = mapped_column(Integer, default=Visibility.HIDDEN.value)
    tooltip: Mapped[str] = mapped_column(String(500), default="")
    channels: Mapped[Any] = mapped_column(Document, default=list)
    texts: Mapped[Any] = mapped_column(Document, default=nothing)  # language -> subject and body

    # -------------------------------------------------------------------------------------------- verbs
    @classmethod
    def create(cls, *, actor: Actor, **values: Any) -> Self:
        made = super().create(actor=actor, **values)
        following.tell(made, set(values))  # a new one changes what is to be told, too
        return made

    @classmethod
    def with_defaults(cls, values: dict[str, Any]) -> dict[str, Any]:
        empty: dict[str, Any] = {
            "occasions": [],
            "recipients": [],
            "channels": [],
            "ticket_filter": {},
            "article_filter": {},
            "named_recipients": {},
        }
        return super().with_defaults({**empty, "texts": {}, **values})

    # -------------------------------------------------------------------------------------------- rules
    def problems(self) -> Iterable[tuple[str, str]]:
        yield from super().problems()
        yield from among("occasions", self.occasions, OCCASIONS)
        yield from among("recipients", self.recipients, RECIPIENTS)
        yield from among("channels", self.channels, frozenset(channels))
        yield from filter_problems("ticket_filter", self.ticket_filter, TICKET_FILTERS)
        yield from filter_problems("article_filter", self.article_filter, ARTICLE_FILTERS)
        yield from filter_problems("named_recipients", self.named_recipients, NAMED)
        if self.visibility not in set(Visibility):
            yield "visibility", f"{self.visibility!r} is none of 0 (hidden), 1 (people may switch it off), 2 (one channel has to stay on)."
        yield from texts_problems(self.texts)
        yield from address_problems(self.named_recipients)


def among(field: str, given: Any, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    """A list of words that are known."""
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        yield field, "It is a list of words."
    elif unknown := sorted(set(given) - known):
        yield field, f"There is no {unknown[0]!r}; there are {', '.join(sorted(known))}."


def filter_problems(field: str, given: Any, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Lists of values under known names; fields and texts have names of their own in them."""
    if not isinstance(given, dict):
        yield field, "It is a list of values under each name."
        return
    yield from among(field, sorted(given), known)
    for name, values in given.items():
        if name == "text":
            yield from filter_problems(field, values, ARTICLE_TEXTS)
        elif name == "fields" and isinstance(values, dict):
            yield from ((field, problem) for each in values.values() if (problem := list_problem(each)))
        elif problem := list_problem(values):
            yield field, f"{name}: {problem}"


def list_problem(values: Any) -> str | None:
    """What is wrong with the values something is compared with."""
    plain = isinstance(values, list) and all(isinstance(each, str | bool | int) for each in values)
    return None if plain else "The values are a list, be it of one."


def address_problems(named: Any) -> Iterator[tuple[str, str]]:
    """Bare addresses, each of which mail can go to, or texts with tags that will yield some."""
    addresses = named.get("addresses", []) if isinstance(named, dict) else []
    if list_problem(addresses) is not None:
        return
    for each in map(str, addresses):
        if TAGGED.search(each):
            yield from text_problems(each, field="named_recipients")
        elif problem := problem_of(each):
            yield "named_recipients", problem


def texts_problems(given: Any) -> Iterator[tuple[str, str]]:
    """A subject and a body for each language, and at least one of them."""
    if not isinstance(given, dict) or not given:
        yield "texts", "It is needed: a subject and a body for at least one language."
        return
    for language, written in given.items():
        if not LANGUAGE.fullmatch(language):
            yield "texts", f"{language!r} is no language; write its code, such as de or pt_BR."
        elif not is_text(written):
            yield "texts", f"{language}: It is a subject, one line of at most {LONGEST_SUBJECT} characters, and a body."
        else:
            for part in ("subject", "body"):
                yield from (("texts", f"{language}: {problem}") for _, problem in text_problems(written[part], field=part))


def is_text(written: Any) -> bool:
    if not isinstance(written, dict) or set(written) != {"subject", "body"} or not all(isinstance(each, str) for each in written.values()):
        return False
    return 0 < len(written["subject"]) <= LONGEST_SUBJECT and "\n" not in written["subject"]


# ------------------------------------------------------------------------------------------------ what people switch off
class NotificationSwitch(Base):
    """That an agent does not want to be told of something by a channel."""

    __tablename__ = "notification_switch"

    agent_id: Mapped[int] = mapped_column(Id, ForeignKey("agent.id"), primary_key=True)
    notification_id: Mapped[int] = mapped_column(Id, ForeignKey("notification.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(40), primary_key=True)


def switch(agent: Agent, notification: Notification, channel: str, *, on: bool, actor: Actor) -> bool:
    """Have an agent be told by a channel, or not; True if that changed anything.

    Raises:
        Forbidden: the actor is neither that agent nor an administrator.
        Refused: the notification has no such channel, is not for people to decide about, or would fall silent though it must not.
    """
    if not (actor.is_agent and actor.id == agent.id):
        house_permissions.require(actor, HousePermission.ADMIN)
    off = switched_off(notification.id, [agent.id]).get(agent.id, set())
    if on == (channel not in off):
        return False
    if not on:
        _require_switchable(notification, channel, off)
        db.session.add(NotificationSwitch(agent_id=agent.id, notification_id=notification.id, channel=channel))
    else:
        db.session.delete(db.session.get_one(NotificationSwitch, (agent.id, notification.id, channel)))
    db.session.flush()
    words = ("off", "on") if on else ("on", "off")
    auditing.record("changed", about=agent.about, changes={f"{notification.name} by {channel}": words}, actor=actor)
    return True


def _require_switchable(notification: Notification, channel: str, off: set[str]) -> None:
    if channel not in notification.channels:
        raise Refused({"channel": f"{notification.name} is not told by {channel!r}, but by {', '.join(notification.channels)}."})
    if notification.visibility == Visibility.HIDDEN:
        raise Refused({"notification": f"{notification.name} cannot be switched by those who are told; ask an administrator."})
    if notification.visibility == Visibility.COMPULSORY and not set(notification.channels) - off - {channel}:
        raise Refused({"channel": f"{notification.name} has to reach you by one channel at least."})


def switched_off(notification_id: int, agent_ids: Iterable[int]) -> dict[int, set[str]]:
    """The channels these agents switched off for a notification, by agent."""
    mine = select(NotificationSwitch.agent_id, NotificationSwitch.channel).where(
        NotificationSwitch.notification_id == notification_id, NotificationSwitch.agent_id.in_(list(agent_ids))
    )
    found: dict[int, set[str]] = {}
    for agent_id, channel in db.session.execute(mine):
        found.setdefault(agent_id, set()).add(channel)
    return found


# ------------------------------------------------------------------------------------------------ which there are
def about(occasions: frozenset[str]) -> list[Notification]:
    """The valid notifications for any of these occasions, by name."""
    valid = db.session.scalars(select(Notification).where(Notification.validity == Validity.VALID).order_by(Notification.name))
    return [each for each in valid if occasions & set(each.occasions)]


def all_occasions() -> frozenset[str]:
    """The occasions that valid notifications are for."""
    rows = db.session.scalars(select(Notification.occasions).where(Notification.validity == Validity.VALID))
    return frozenset(occasion for occasions in rows for occasion in occasions)
