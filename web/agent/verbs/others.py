"""What a ticket has to do with others: links and merging."""

from flask_babel import gettext as _, lazy_gettext

from desk.actors import Actor
from desk.agents import Agent
from foundation.db import db
from foundation.errors import Refused
from processes.tickets.customership import read_alike
from processes.tickets.linking import LinkRole
from processes.tickets.ticket import Ticket
from web.agent.likely import notes_of, whose
from web.agent.verbs import Ask, Given, Preview, Verb, verbs

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
    done = lazy_gettext("Linked.")
    is_for_merged = True
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
    done = lazy_gettext("The link is gone.")
    is_for_merged = True
    icon = "unlink"

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
    done = lazy_gettext("Merged; this is the ticket that goes on.")
    icon = "merge"
    is_dangerous = True

    def asks(self, ticket: Ticket, agent: Agent) -> list[Ask]:  # noqa: ARG002 - the same for all
        asked = _("Number of the other ticket")
        return [
            Ask(name="number", label=asked, kind="suggest", suggests="/suggest/tickets", help=_("The one that goes on."), is_required=True)
        ]

    def preview(self, ticket: Ticket, given: Given, agent: Agent) -> Preview:
        into = other_one(given.get("number", ""), actor=agent.actor, beside=ticket)
        ticket.require_whole(into)
        notes, names = notes_of([ticket, into]), {"this": ticket.number, "other": into.number}
        return Preview(
            what=into.number,
            facts=[
                (_("This ticket"), f"{ticket.number} {ticket.title} ({notes[ticket.id]})"),
                (_("goes into"), f"{into.number} {into.title} ({notes[into.id]})"),
            ],
            told=[
                _(
                    "All that was said, the files, the links and those who watch move to %(other)s; mails to %(this)s arrive there.",
                    **names,
                ),
                _("The process of %(this)s ends, and what is open in it is cancelled.", **names),
                _("This cannot be undone."),
            ],
            warning="" if read_alike(ticket, into) else apart(ticket, into),
        )

    def do(self, ticket: Ticket, given: Given, agent: Agent) -> str:
        into = other_one(given.get("number", ""), actor=agent.actor, beside=ticket)
        ticket.merge_into(into, actor=agent.actor)
        return into.number


def apart(ticket: Ticket, into: Ticket) -> str:
    """What becomes of what the customers of one ticket were told, where those of the other must not read it."""
    names = whose([ticket, into])
    told = _(
        "They are of different customers (%(mine)s; %(theirs)s). What %(mine)s could read of this ticket becomes internal: "
        "%(theirs)s will not see it, and %(mine)s no longer.",
        mine=names[ticket.id],
        theirs=names[into.id] or _("nobody"),
    )
    return str(told)
