"""Reading history: as sentences, a page at a time, as the customer may see it, and as the answer to why a ticket is where it is.

entries.entries_of(ticket_id, actor=anna.actor)       # newest first; customer users see what is meant for them
reasons.why(ticket_id, actor=anna.actor)              # the last transitions, the conditions and their values
Ticket.visible_to(actor).where(states.in_state_during(state, march, april))
"""
