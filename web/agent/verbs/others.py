"""What a ticket has to do with others: links and merging."""

from flask_babel import gettext as _, lazy_gettext

from desk.actors import Actor
from desk.agents import Agent
from foundation.db import db
from foundation.errors import Refused
from processes.tickets.linking import LinkRole
from processes.tickets.ticket import Ticket
from web.agent.verbs import Ask, Given, Verb, verbs

NUMBER_NEEDED = "There is no such ticket, or none you may see. Write its number."


def other_one(number: str, *, actor: Actor, beside: Ticket) -> Ticket:
    """The other ticket, held together with this one.

    Raises:
        Refused: there is none of that number, as far as the actor may see.
    """
    pasted = number.rpartition("#")[2].strip()  # subjects of mails have "[Ticket#2026112710000017]"
    wanted = Ticket.visible_to(actor).where(Ticket.number == pasted.rstrip("]")).with_only_columns(Ticket.id)
    found = db.session.scalar(wanted)
    if found is None:
        raise Refused({"number": NUMBER_NEEDED})
    return Ticket.together(beside.id, found)[1]


@verbs.register("link")
class Link(Verb):
    label = lazy_gettext("Link")
    icon = "link-2"

    def asks(self, ticket: Ticket, agent: Agent) -> list[Ask]:  # noqa: ARG002 - the same for all
        roles = [
            (LinkRole.NORMAL.value, _("belongs to it")),
            (LinkRole.PARENT.value, _("is its parent")),
            (LinkRole.CHILD.value, _("is its child")),
        ]
        return [
            Ask(name="number", label=_("Number of the other ticket"), kind="suggest", suggests="/suggest/tickets", is_required=True),
            Ask(name="role", label=_("The other one"), kind="select", options=roles, value=LinkRole.NORMAL.value, is_required=True),
        ]

    def do(self, ticket: Ticket, given: Given, agent: Agent) -> None:
        role = next((one for one in LinkRole if one.value == given.get("role")), LinkRole.NORMAL)
        ticket.link(other_one(given.get("number", ""), actor=agent.actor, beside=ticket), role, actor=agent.actor)


@verbs.register("unlink")
class Unlink(Verb):
    label = lazy_gettext("Take a link away")
    icon = "split"

    def is_for(self, ticket: Ticket, agent: Agent) -> bool:  # noqa: ARG002 - the same for all
        return bool(ticket.links())

    def asks(self, ticket: Ticket, agent: Agent) -> list[Ask]:
        roles = {each.ticket_id: each.role for each in ticket.links()}
        seen = db.session.execute(
            Ticket.visible_to(agent.actor).where(Ticket.id.in_(roles)).with_only_columns(Ticket.id, Ticket.number, Ticket.title)
        )
        found = [(f"{roles[key].value}:{number}", f"{number} {title}") for key, number, title in seen]
        return [Ask(name="link", label=_("Link"), kind="select", options=found, is_required=True)]

    def do(self, ticket: Ticket, given: Given, agent: Agent) -> None:
        told, _colon, number = given.get("link", "").partition(":")
        role = next((one for one in LinkRole if one.value == told), LinkRole.NORMAL)
        ticket.unlink(other_one(number, actor=agent.actor, beside=ticket), role, actor=agent.actor)


@verbs.register("merge")
class Merge(Verb):
    label = lazy_gettext("Merge into another ticket")
    icon = "merge"
    is_dangerous = True

    def reason(self, ticket: Ticket, agent: Agent) -> str:  # noqa: ARG002 - the same for all
        return _("It is part of another ticket already.") if ticket.merged_into_id is not None else ""

    def asks(self, ticket: Ticket, agent: Agent) -> list[Ask]:  # noqa: ARG002 - the same for all
        told = _("All that was said moves there; the process of this ticket ends. This cannot be undone.")
        return [
            Ask(
                name="number",
                label=_("Number of the other ticket"),
                kind="suggest",
                suggests="/suggest/tickets",
                help=told,
                is_required=True,
            )
        ]

    def do(self, ticket: Ticket, given: Given, agent: Agent) -> None:
        ticket.merge_into(other_one(given.get("number", ""), actor=agent.actor, beside=ticket), actor=agent.actor)
