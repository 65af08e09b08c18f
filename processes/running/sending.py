"""Messages and signals that leave an instance, as rows: each is delivered in a transaction of its own, with its cause and its hops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpm.movement import Sent
from foundation import outbox
from processes import history

if TYPE_CHECKING:
    from collections.abc import Iterable

    from processes.running.host import TicketHost
    from processes.running.loading import Running

NOBODY_KNOWN = "outside"  # a message to a pool that is documentation


def send(running: Running, outgoing: Iterable[Sent], host: TicketHost) -> None:
    """Put what was sent into the outbox."""
    for sent in outgoing:
        hops = max(sent.hops, host.chain.hops) + 1
        if sent.kind == "signal":
            arguments: dict[str, Any] = {"name": sent.name, "data": history.plain(sent.data), "not_to": running.ticket.id}
            job = "workers.steps.broadcast_signal"
        elif sent.to == NOBODY_KNOWN:
            continue
        else:
            arguments = {"from_id": running.ticket.id, "to": sent.to, "name": sent.name, "data": history.plain(sent.data)}
            arguments["correlate"] = history.plain(sent.correlate)
            job = "workers.steps.send_message"
        outbox.put(job, {**arguments, "cause": host.chain.cause, "hops": hops}, job_queue="steps", cause=host.chain.cause, hops=hops)
