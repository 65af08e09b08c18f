"""The parameters of an article, which two actions share, and the article they describe."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.dynamic_fields import DynamicField, FieldObject
from desk.escalations import Sender
from desk.field_values import set_values
from foundation.db import db
from processes.acting import existing
from processes.acting.noticing import Message, tell
from processes.acting.parameters import amount_of, choice_of, is_known, items_of, text_of, truth_of
from processes.actions import Circumstances, TransitionAction, TransitionActionError
from processes.events import OTRS_TYPES, Event
from processes.tickets.articles import Article, Channel
from processes.tickets.writing import NewArticle

if TYPE_CHECKING:
    from processes.tickets.ticket import Ticket

CUSTOMER: Final = "customer"  # stands for the address of the ticket's customer user
TEXTS = ("cc", "bcc", "reply_to", "message_id", "in_reply_to", "references")
TRUTHS = ("visible_to_customer", "no_agent_notify", "unlock_on_away")
PEOPLE = ("force_notification_to", "exclude_notification_to", "exclude_mute_notification_to")
BY_OTRS_TYPE: dict[str, Event] = {otrs: event for event, otrs in reversed(OTRS_TYPES.items())}


@dataclass(frozen=True, kw_only=True)
class WithArticle(TransitionAction):
    """An action that writes an article; further parameters are fields of the article or the ticket."""

    channel: Any = None
    to: Any = None
    cc: Any = None
    bcc: Any = None
    from_: Any = None
    reply_to: Any = None
    subject: Any = None
    visible_to_customer: Any = None
    sender_type: Any = None
    content_type: Any = None
    history_type: Any = None
    history_comment: Any = None
    message_id: Any = None
    in_reply_to: Any = None
    references: Any = None
    no_agent_notify: Any = None
    auto_response_type: Any = None
    unlock_on_away: Any = None
    time_unit: Any = None
    force_notification_to: Any = None
    exclude_notification_to: Any = None
    exclude_mute_notification_to: Any = None

    # -------------------------------------------------------------------------------------------- at deployment
    def check_article(self) -> None:
        """Refuse what is known already and cannot become an article.

        Raises:
            Refused, TransitionActionError: naming it.
        """
        if is_known(self.channel):
            choice_of(self.channel, Channel, "channel")
        if is_known(self.sender_type):
            choice_of(self.sender_type, Sender, "sender_type")
        if is_known(self.time_unit):
            amount_of(self.time_unit, "time_unit")
        if is_known(self.history_type):
            event_named(text_of(self.history_type, "history_type"))
        for name in TRUTHS:
            if is_known(getattr(self, name)):
                truth_of(getattr(self, name), name)
        for name in PEOPLE:
            existing.check_all(Agent, getattr(self, name), name)
        for name in self.further:
            existing.check_field(name, "field", FieldObject.ARTICLE)

    # -------------------------------------------------------------------------------------------- in a step
    def article(self, ticket: "Ticket", body: Any) -> NewArticle:
        """What is to be written.

        Raises:
            TransitionActionError: a parameter is none of what it can be.
        """
        channel = choice_of(self.channel or Channel.INTERNAL, Channel, "channel")
        described = NewArticle(
            subject=text_of(self.subject, "subject"),
            body=text_of(body, "body"),
            channel=channel,
            visible_to_customer=truth_of(self.visible_to_customer, "visible_to_customer", default=channel is Channel.EMAIL),
            sender=choice_of(self.sender_type or Sender.AGENT, Sender, "sender_type"),
            from_text=text_of(self.from_, "from"),
            to=recipients(ticket, text_of(self.to, "to")),
            time_units=None if text_of(self.time_unit, "time_unit") == "" else amount_of(self.time_unit, "time_unit"),
            unlock_on_away=truth_of(self.unlock_on_away, "unlock_on_away", default=True),
            content_type=text_of(self.content_type, "content_type").partition(";")[0].strip().lower() or "text/plain",
        )
        if truth_of(self.no_agent_notify, "no_agent_notify"):
            described = replace(described, not_told=None)
        else:
            described = replace(described, not_told=self.left_out())
        texts: dict[str, Any] = {name: text_of(getattr(self, name), name) for name in TEXTS}
        return replace(described, **texts)

    def write_article(self, ticket: "Ticket", body: Any, *, circumstances: Circumstances) -> Article:
        """Write it, with its fields, and tell those who are always to be told.

        Raises:
            HouseError: it cannot be written.
        """
        event = event_named(text_of(self.history_type, "history_type")) if self.history_type else None
        written = ticket.add_article(self.article(ticket, body), actor=circumstances.actor, event=event)
        if comment := text_of(self.history_comment, "history_comment"):
            ticket.record(Event.NOTED, actor=circumstances.actor, article_id=written.id, comment=comment)
        self.set_fields(ticket, written, circumstances=circumstances)
        self.tell_always(ticket, written, circumstances=circumstances)
        return written

    def set_fields(self, ticket: "Ticket", article: Article, *, circumstances: Circumstances) -> None:
        """Further parameters are values of fields, of the article where it has one of that name."""
        if not self.further:
            return
        known = select(DynamicField.name).where(DynamicField.belongs_to == FieldObject.ARTICLE, DynamicField.name.in_(list(self.further)))
        of_article = set(db.session.scalars(known))
        if of_article:
            values = {name: value for name, value in self.further.items() if name in of_article}
            set_values(FieldObject.ARTICLE, article.id, values, actor=circumstances.actor)
        if values := {name: value for name, value in self.further.items() if name not in of_article}:
            ticket.set_fields(values, actor=circumstances.actor)

    def left_out(self) -> list[str]:
        """The logins of those who are not to be told of it."""
        return [login for name in PEOPLE[1:] for login in items_of(getattr(self, name), name)]

    def tell_always(self, ticket: "Ticket", article: Article, *, circumstances: Circumstances) -> None:
        """Put notices for those who are told of the article whatever they have chosen."""
        logins = items_of(self.force_notification_to, "force_notification_to")
        if not logins or truth_of(self.no_agent_notify, "no_agent_notify"):
            return
        left_out = self.left_out()
        agents = [existing.valid(Agent, login, "force_notification_to") for login in logins if login not in left_out]
        tell(ticket, Message(article.subject or ticket.title, article.body), agents=agents, actor=circumstances.actor)


def event_named(history_type: str) -> Event:
    """What history calls an article, by the name OTRS has for it.

    Raises:
        TransitionActionError: there is no such entry type.
    """
    if history_type not in BY_OTRS_TYPE:
        raise TransitionActionError(f"There is no history type {history_type!r}; articles have types such as AddNote or EmailAgent.")
    return BY_OTRS_TYPE[history_type]


def recipients(ticket: "Ticket", addresses: str) -> str:
    """Addresses as they are written, with that of the customer in the place of `customer`.

    Raises:
        TransitionActionError: the ticket has no customer who can be written to.
    """
    parts = [part.strip() for part in addresses.split(",")]
    if CUSTOMER not in parts:
        return addresses
    address = customer_address(ticket)
    if not address:
        raise TransitionActionError(f"The ticket {ticket.number} has no customer user with an address to write to.")
    return ", ".join(address if part == CUSTOMER else part for part in parts)


def customer_address(ticket: "Ticket") -> str:
    """Where the ticket's customer user is written to; "" if there is none, or none with an address."""
    if ticket.customer_user_id is None:
        return ticket.unknown_customer_user if "@" in ticket.unknown_customer_user else ""
    return db.session.get_one(CustomerUser, ticket.customer_user_id).email or ""
