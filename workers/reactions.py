"""The table of reactions: which event enqueues which jobs.

    "ticket.created": (notify_about_ticket, send_auto_response),

A reaction is a job that takes the id of the history entry. It is put into the outbox in the transaction of the event and leaves with its
commit.
"""

from workers import Job

REACTIONS: dict[str, tuple[Job, ...]] = {}


def react(event: str, entry_id: int) -> None:
    """Enqueue what is to follow an event, in the open unit of work."""
    for reaction in REACTIONS.get(event, ()):
        reaction.enqueue(entry_id)
