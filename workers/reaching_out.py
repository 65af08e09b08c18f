"""What transition actions do outside the house: called with no transaction open, their replies given to the token that waits."""

import logging
from dataclasses import dataclass
from typing import Any

from processes import runner
from processes.actions import TransitionActionError, actions
from workers import job

log = logging.getLogger(__name__)
SECONDS = 60  # more than a request may take


@dataclass(frozen=True)
class NotDone:
    """It cannot be done, now or ever; `problem` is a sentence."""

    problem: str


def performed(result: dict[str, Any] | NotDone, **asked: Any) -> None:
    """What came back goes to the token that waits, if one does."""
    if isinstance(result, NotDone):
        if not gave_up(result.problem, **asked):
            log.error("the action %s was not done, and nobody waits for it any more: %s", asked["action"], result.problem)
    elif asked["token"] is not None:
        runner.reply(asked["instance_id"], asked["token"], result)


def gave_up(problem: str, **asked: Any) -> bool:
    """What could not be done becomes what the model says about its failing: mostly an incident."""
    place = {name: asked[name] for name in ("instance_id", "token", "element")}
    return runner.give_up(**place, problem=f"{asked['action']}: {problem}", again=asked)


@job("background", outside=True, timeout=SECONDS, then=performed, otherwise=gave_up)
def perform_action(*, action: str, arguments: dict[str, Any], key: str, **_place: Any) -> dict[str, Any] | NotDone:  # noqa: ARG001 - the arguments hold a key of their own
    """Reach out. What may pass is tried again, under the key of the occurrence in the process."""
    try:
        return actions[action].perform(arguments)
    except TransitionActionError as error:
        return NotDone(str(error))
