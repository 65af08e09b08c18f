"""The table of reactions: which event enqueues which jobs.

    Event.TICKET_CREATED: (notify_about_ticket, send_auto_response),

A reaction is a job that takes the ticket's id and the position of the entry in its history. It is put into the outbox in the transaction
of the event and leaves with its commit. `commands/opening.py` gives `react` to the writer of history.
"""

from foundation import outbox
from processes.events import Event
from processes.history import Happening
from workers import Job

REACTIONS: dict[Event, tuple[Job, ...]] = {}


def react(happening: Happening) -> None:
    """Enqueue what is to follow an event, in the open unit of work; an event without reactions costs nothing."""
    for reaction in REACTIONS.get(happening.event, ()):
        outbox.put(
            reaction.name,
            [happening.ticket_id, happening.position],
            job_queue=reaction.job_queue,
            cause=happening.cause or f"history:{happening.ticket_id}/{happening.position}",
            hops=happening.hops + 1,
        )
