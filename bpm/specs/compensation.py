"""Compensation (BPMN 10.7, 13.5.5): completed activities are undone by their handlers, newest first.

A scope remembers what completed in it as `[node id, names of the iteration, what the subprocess remembered, its variables]`.  One
hidden token per throw, of the spec below, works such a list off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.util.task import TaskState

from bpm.specs.definitions import NOTHING, Definition

if TYPE_CHECKING:
    from bpm.instance import Scope
    from bpm.specs.activity import Activity
    from bpm.specs.boundary_event import BoundaryEvent
    from bpm.specs.process import ProcessSpec
    from bpm.tokens import Token

HIDDEN_NAME = "(compensation)"


class Compensation(BpmnTaskSpec):
    """The token of this spec holds what is still to be undone, and whom to wake afterwards."""

    type = "compensation"

    def __init__(self, process: ProcessSpec) -> None:
        super().__init__(process, HIDDEN_NAME, inputs=[], outputs=[], data={})

    def definition_of(self, _token: Token) -> Definition:
        """It waits for no event."""
        return NOTHING

    def throw(self, token: Token, definition: Definition) -> bool | None:
        """Compensate one activity, or all that the scope remembers; True if there is nothing to wait for."""
        scope = token.workflow
        while scope is not scope.top_workflow and getattr(scope.owner.task_spec, "is_event_subprocess", False):
            scope = scope.owner.workflow
        then = token if definition.waits_for_completion else None
        if definition.activity is None:
            return scope.spec.compensation.compensate_all(scope, then=then)
        chosen = [record for record in scope.memory if record[0] == definition.activity]
        scope.memory[:] = [record for record in scope.memory if record[0] != definition.activity]
        return scope.spec.compensation.begin(scope, chosen, then=then)

    def compensate_all(self, scope: Scope, *, then: Token | None) -> bool | None:
        """Undo everything the scope remembers, and forget it."""
        records = scope.memory[:]
        scope.memory.clear()
        return self.begin(scope, records, then=then)

    def begin(self, scope: Scope, records: list[list[Any]], *, then: Token | None) -> bool | None:
        """Begin to work a list off; `then` goes on afterwards."""
        if not records:
            return True
        controller = scope.place(self, records=records, then=then.id if then else None)
        controller._set_state(TaskState.STARTED)
        self.undo_next(controller)
        return None if then else True

    def undo_next(self, controller: Token) -> None:
        """Undo the newest of what is left, or be done."""
        records = controller.internal_data["records"]
        if records:
            self.undo(controller, records.pop())
        else:
            self.done(controller)

    def undo(self, controller: Token, record: list[Any]) -> None:
        """Begin the handler of an activity, or what undoes a subprocess from within."""
        node_id, names, remembered, variables = record
        scope = controller.workflow
        node: Activity = scope.spec.nodes[node_id]
        boundary = node.compensation_boundary
        if boundary is not None:
            event = scope.place(boundary, fired=True, undoes=controller.id)
            event.data.update(names or {})
            controller.instance.movement.follow([event])
        else:
            self.revive(controller, node, remembered, variables)

    def begin_handler(self, event: Token, boundary: BoundaryEvent) -> None:
        """Run the handler that the boundary event points to."""
        scope = event.workflow
        controller = scope.tasks[event.internal_data["undoes"]]
        if boundary.handler is None:
            scope.drop(event)
            self.undo_next(controller)
        else:
            handler = scope.place(scope.spec.nodes[boundary.handler], undoes=controller.id)
            handler.data.update(event.data)
            scope.drop(event)
            handler.instance.movement.follow([handler])

    def revive(self, controller: Token, node: Activity, remembered: list[list[Any]], variables: dict[str, Any]) -> None:
        """Open the scope of a completed subprocess once more, with the variables it had, to undo what happened in it."""
        run = controller.workflow.place(node, undoes=controller.id, revived=True)
        run._set_state(TaskState.STARTED)
        inside = cast("ProcessSpec", node.inside)
        scope = run.instance.open_scope(run, inside)
        scope.data.update(variables)
        scope.memory.extend(remembered)
        own = inside.compensates_itself
        if own is not None:
            run.instance.movement.follow([scope.place(own)])
        else:
            inside.compensation.compensate_all(scope, then=None)

    def handler_ended(self, token: Token) -> None:
        """A handler has done its work: on with the next."""
        scope = token.workflow
        controller = scope.tasks.get(token.internal_data["undoes"])
        scope.drop(token)
        if controller is not None:
            self.undo_next(controller)

    def done(self, controller: Token) -> None:
        """Wake the throwing event, or let the scope end."""
        scope, then = controller.workflow, controller.internal_data["then"]
        waiting = controller.instance.token(then) if then is not None else None
        scope.drop(controller)
        if waiting is not None:
            waiting.complete()
        scope.finish_if_empty()
