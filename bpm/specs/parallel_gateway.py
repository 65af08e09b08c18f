"""Parallel gateway (BPMN 13.4.1): waits for one token over each incoming flow, and goes on over all outgoing ones.

SpiffWorkflow's own join looks for the split above it in the task tree and fires early in nested forks inside loops; counting
arrivals per flow and scope is what the specification says and needs no history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpm.specs.joining import JoiningGateway

if TYPE_CHECKING:
    from bpm.specs.flow import Flow
    from bpm.tokens import Token


class ParallelGateway(JoiningGateway):
    def _update_hook(self, my_task: Token) -> bool | None:
        if not self.joins:
            return True
        my_task.wait()
        waiting = self.waiting(my_task.workflow)
        if len(waiting) == len(self.arrivals):
            self.merge(list(waiting.values()))
        return None

    def ways_out(self, token: Token) -> list[Flow]:
        return list(self.flows)
