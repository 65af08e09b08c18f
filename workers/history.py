"""Work on history."""

import logging

from processes.proving import checkpoints
from workers import job

log = logging.getLogger(__name__)


@job("background")
def sign_checkpoint() -> None:
    """State under a signature how the chains of history end."""
    made = checkpoints.checkpoint()
    if made:
        log.info("checkpoint %d of history states %d tickets", made[-1].id, sum(each.tickets for each in made))
