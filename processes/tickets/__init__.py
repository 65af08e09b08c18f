"""Tickets, one file per ability: `ticket.py` is the whole, `record.py` the row, and each other file what can be done with it.

with unit_of_work():
    ticket = Ticket.for_update(ticket_id)
    ticket.move_to(Queue.named("Second level"), actor=anna.actor)
"""
