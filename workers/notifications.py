"""Jobs that tell people what happened to a ticket. What a job does and the end of its message are one transaction: nobody is told twice."""

from notifications import notices, telling
from workers import job


@job("background")
def tell_of_entry(ticket_id: int, position: int) -> None:
    """Tell of an entry in a ticket's history, as notifications say."""
    telling.tell_of_entry(ticket_id, position)


@job("background")
def tell_of_occasion(ticket_id: int, occasion: str) -> None:
    """Tell of an occasion that time brought about, such as "pending-reminder"."""
    telling.tell_of_occasion(ticket_id, occasion)


@job("background")
def tell_notices() -> None:
    """Tell what processes had to tell; at once again, as long as there is more."""
    if notices.tell_notices() == notices.MOST:
        tell_notices.enqueue()
