"""Occasions that nobody brings about but time: whoever is to be notified of them is, after the commit."""

from foundation import outbox

TELL = "workers.notifications.tell_of_occasion"


def tell_of(occasion: str, ticket_id: int) -> None:
    """Have notified who is to be notified of an occasion of a ticket, such as "pending-reminder"."""
    outbox.put(TELL, {"ticket_id": ticket_id, "occasion": occasion}, job_queue="background")
