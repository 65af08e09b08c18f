"""The one file that drives the engine: lock, load, act, apply what changed, store.

    with unit_of_work():
        ticket = open_ticket(queue=queue, title="No light in the hall", actor=anna.actor)
    with unit_of_work():
        complete(activity_id, given=Input(answers={"decision": "granted"}), actor=anna.actor)

Each verb is one step, within the unit of work of whoever calls it. A step happens as a whole or not at all: what the engine cannot go on
with becomes an incident, and what else the unit of work did stays (the customer's article, the agent's change). The row of the ticket is
the lock of its instance. The rooms are in `processes/running/`.
"""

import sys
from typing import cast

from processes import driving
from processes.running import reevaluating  # noqa: F401 - it registers what follows for a process from changes of its ticket
from processes.running.administering import cancel, enrol, migrate, move, plan_migration, retry, verbs_of
from processes.running.answering import Input
from processes.running.asking import Asking, OfferedDialog, ask, ask_in_rehearsal, ask_to_enrol, ask_to_start, dialogs_at
from processes.running.completing import complete
from processes.running.firing import fire
from processes.running.host import Chain
from processes.running.messaging import deliver, signal
from processes.running.opening import begin_again, open_by_dialog, open_by_event, open_ticket, start
from processes.running.replying import give_up, reply, stop_chain
from processes.running.stepping import Outcome
from processes.tickets import escalating, indexing  # noqa: F401 - they register what follows from a change

__all__ = [
    "Asking",
    "Chain",
    "Input",
    "OfferedDialog",
    "Outcome",
    "ask",
    "ask_in_rehearsal",
    "ask_to_enrol",
    "ask_to_start",
    "begin_again",
    "cancel",
    "complete",
    "deliver",
    "dialogs_at",
    "enrol",
    "fire",
    "give_up",
    "migrate",
    "move",
    "open_by_dialog",
    "open_by_event",
    "open_ticket",
    "plan_migration",
    "reply",
    "retry",
    "signal",
    "start",
    "stop_chain",
    "verbs_of",
]

driving.driven_by(cast("driving.Driver", sys.modules[__name__]))
