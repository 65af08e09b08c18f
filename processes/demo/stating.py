"""Checkpoints of the history that list tickets of the demo company: they are stated anew without these when the tickets are deleted.

Only what can be proven is stated anew: nobody's tampering is signed over. The digest of a checkpoint that was kept elsewhere is another
one then, which the audit says.
"""

from collections.abc import Collection

from sqlalchemy import func, select

from desk import auditing
from desk.actors import SYSTEM
from foundation import secrets
from foundation.db import db
from foundation.errors import Conflict
from processes.history import BEGINNING, HistoryCheckpoint, HistoryEntry
from processes.proving.chains import prove_checkpoints
from processes.proving.checkpoints import HEAD, PURPOSE, digest_of, heads_of
from processes.proving.findings import Proof


def state_without(ticket_ids: Collection[int]) -> None:
    """State all checkpoints anew from the first one on that speaks of these tickets.

    Raises:
        Conflict: what the checkpoints say is not what the history holds.
    """
    gone, checkpoints = set(ticket_ids), db.session.scalars(select(HistoryCheckpoint).order_by(HistoryCheckpoint.id)).all()
    # A database may hand out the ids of deleted entries again: these are not covered yet.
    newest = db.session.scalar(select(func.max(HistoryEntry.id)).where(HistoryEntry.ticket_id.not_in(gone))) or 0
    first = next((place for place, each in enumerate(checkpoints) if speaks_of(each, gone) or each.covers_id > newest), None)
    if first is None:
        return
    require_proven()
    before = checkpoints[first - 1].digest if first else BEGINNING
    for each in checkpoints[first:]:
        left = [head for head in heads_of(each) if head.ticket_id not in gone]
        each.tickets, each.heads, each.covers_id = len(left), b"".join(HEAD.pack(*head) for head in left), min(each.covers_id, newest)
        before = each.digest = digest_of(each, before=before)
        each.signature = secrets.sign(each.digest, purpose=PURPOSE)
    about = ("history", checkpoints[first].id, "checkpoints")
    auditing.record("changed", about=about, changes={"stated without the demo company": (None, len(checkpoints) - first)}, actor=SYSTEM)


def speaks_of(checkpoint: HistoryCheckpoint, ticket_ids: Collection[int]) -> bool:
    """Whether a checkpoint lists one of these tickets."""
    return any(head.ticket_id in ticket_ids for head in heads_of(checkpoint))


def require_proven() -> None:
    """Go on only if the checkpoints hold."""
    proof = Proof()
    prove_checkpoints(proof)
    if not proof.holds:
        raise Conflict(
            "The checkpoints of the history do not hold, so that nothing can be taken out of them; see `laufzettel history verify`."
        )
