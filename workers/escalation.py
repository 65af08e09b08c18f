"""Escalation clocks that have to be computed anew because calendars, SLAs, queues or what states mean have changed."""

from processes.tickets import escalating
from workers import job


@job("background")
def recompute_escalations(about: str, record_id: int, after: int = 0) -> None:
    """Compute the next few tickets that a change of master data concerns, and leave the others to a further job.

    So nobody waits for many tickets to be let go, and what is done is done whatever happens then.
    """
    batch = escalating.recompute_batch(escalating.concerned(about, record_id), after=after)
    if batch:
        recompute_escalations.enqueue(about, record_id, batch[-1])
