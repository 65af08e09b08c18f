"""Reaching out of the house: what an action asks for, as a row of the outbox, and what comes back."""

from collections.abc import Mapping
from typing import Any, Final

from foundation import outbox
from processes.actions import Circumstances, Outcome

PERFORM: Final = "workers.reaching_out.perform_action"


def reach_out(action: str, arguments: Mapping[str, Any], *, circumstances: Circumstances) -> Outcome:
    """Have the `perform` of an action called after the commit, and its reply given to the token if the model waits for it.

    Args:
        action: its name.
        arguments: what `perform` gets: JSON, with no secrets in it.
        circumstances: of the step.
    """
    put({
        "action": action,
        "arguments": {**arguments, "key": circumstances.key},
        "instance_id": circumstances.instance_id,
        "token": circumstances.token if circumstances.waits else None,
        "element": circumstances.element,
        "cause": circumstances.cause,
        "hops": circumstances.hops,
    })  # fmt: skip
    return Outcome.WAITS if circumstances.waits else Outcome.DONE


def put(arguments: Mapping[str, Any]) -> None:
    """Have it done; also once more, after an incident, under the same key. `job`: something else than the `perform` of an action."""
    chain = {"cause": arguments["cause"], "hops": arguments["hops"]}
    if "job" in arguments:
        outbox.put(arguments["job"], arguments["asked"], job_queue="steps", **chain)
    else:
        outbox.put(PERFORM, dict(arguments), job_queue="background", **chain)
