"""Occasions that nobody brings about but time: whoever is to be notified of them is, after the commit."""

from workers.notifications import tell_of_occasion

TELL = tell_of_occasion.name


def tell_of(occasion: str, ticket_id: int) -> None:
    """Have notified who is to be notified of an occasion of a ticket, such as "pending-reminder"."""
    tell_of_occasion.enqueue(ticket_id=ticket_id, occasion=occasion)
