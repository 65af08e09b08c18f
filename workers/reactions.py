"""The table of reactions: which event enqueues which jobs.

    Event.TICKET_CREATED: (notify_about_ticket, send_auto_response),

Notifications are administrators' to write, so that they stand in no table: an event that a valid one is for has people told of it.

A reaction is a job that takes the ticket's id and the position of the entry in its history. It is put into the outbox in the transaction
of the event and leaves with its commit. `commands/opening.py` gives `react` to the writer of history.
"""

from foundation import outbox
from notifications import demand
from processes.events import Event
from processes.history import Happening
from workers import Job
from workers.notifications import tell_of_entry

REACTIONS: dict[Event, tuple[Job, ...]] = {}


def reactions_to(event: Event) -> tuple[Job, ...]:
    """What follows an event: what the table says, and to tell people, if there is a notification for it."""
    return (*REACTIONS.get(event, ()), *((tell_of_entry,) if demand.is_wanted(event) else ()))


def react(happening: Happening) -> None:
    """Enqueue what is to follow an event, in the open unit of work; an event without reactions costs nothing."""
    for reaction in reactions_to(happening.event):
        outbox.put(
            reaction.name,
            [happening.ticket_id, happening.position],
            job_queue=reaction.job_queue,
            cause=happening.cause or f"history:{happening.ticket_id}/{happening.position}",
            hops=happening.hops + 1,
        )
