"""Checkpoints of the history that list tickets of the demo company: they are stated anew without these when the tickets are deleted.

Only what can be proven is stated anew: nobody's tampering is signed over. The digest of a checkpoint that was kept elsewhere is another
one then, which the audit says.
"""

from collections.abc import Collection

from sqlalchemy import select

from desk import auditing
from desk.actors import SYSTEM
from foundation import secrets
from foundation.db import db
from foundation.errors import Conflict
from processes.history import BEGINNING, HistoryCheckpoint
from processes.proving.chains import prove_checkpoints
from processes.proving.checkpoints import HEAD, PURPOSE, digest_of, heads_of
from processes.proving.findings import Proof


def state_without(ticket_ids: Collection[int]) -> None:
    """State all checkpoints anew from the first one on that lists one of these tickets.

    Raises:
        Conflict: what the checkpoints say is not what the history holds.
    """
    gone, before, stated = set(ticket_ids), BEGINNING, 0
    checkpoints = db.session.scalars(select(HistoryCheckpoint).order_by(HistoryCheckpoint.id)).all()
    if not any(head.ticket_id in gone for checkpoint in checkpoints for head in heads_of(checkpoint)):
        return
    require_proven()
    for checkpoint in checkpoints:
        left = [head for head in heads_of(checkpoint) if head.ticket_id not in gone]
        if stated or len(left) < checkpoint.tickets:
            checkpoint.tickets, checkpoint.heads = len(left), b"".join(HEAD.pack(*head) for head in left)
            checkpoint.digest = digest_of(checkpoint, before=before)
            checkpoint.signature = secrets.sign(checkpoint.digest, purpose=PURPOSE)
            stated += 1
        before = checkpoint.digest
    about = ("history", checkpoints[-1].id, "checkpoints")
    auditing.record("changed", about=about, changes={"stated without the demo company": (None, stated)}, actor=SYSTEM)


def require_proven() -> None:
    """Go on only if the checkpoints hold."""
    proof = Proof()
    prove_checkpoints(proof)
    if not proof.holds:
        raise Conflict(
            "The checkpoints of the history do not hold, so that nothing can be taken out of them; see `laufzettel history verify`."
        )
