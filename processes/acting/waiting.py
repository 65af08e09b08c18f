"""Actions a token waits for although nothing comes back from outside: the reply follows in a transaction of its own."""

from typing import Final

from foundation import outbox
from processes.actions import Circumstances, Outcome

REPLY: Final = "workers.steps.reply"


def done(circumstances: Circumstances) -> Outcome:
    """What an action says that has done its part; where the model waits for it, the token goes on after the commit."""
    if not circumstances.waits:
        return Outcome.DONE
    arguments = {"instance_id": circumstances.instance_id, "token": circumstances.token, "data": {}}
    outbox.put(REPLY, arguments, job_queue="steps", cause=circumstances.cause, hops=circumstances.hops)
    return Outcome.WAITS
