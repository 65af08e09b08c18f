"""A running instance: SpiffWorkflow's workflow and task tree, kept so that the tree holds the tokens and nothing else.

A scope (a process, the inside of a subprocess) is a workflow; a token is a task right below its root.  What has finished is taken
out of the tree at once, so a step costs the same in round 5,000 as in round 10, and nothing needs to be predicted.  Armed boundary
events hang below the activity they belong to, iterations below the activity that loops.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.util.task import TaskState

from bpm.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bpm.model import Model
    from bpm.movement import Movement
    from bpm.specs.flow_node import FlowNode
    from bpm.specs.process import ProcessSpec


class NoScripts:
    """Stands where SpiffWorkflow expects its script engine, which runs any text of a diagram as Python."""

    def evaluate(self, *_args: object, **_kwargs: object) -> object:
        """Refuse: every expression of a model is compiled by `bpm.expressions`."""
        raise AssertionError("Nothing of a model may reach a script engine.")

    execute = evaluate
    call_service = evaluate


class ScopeMixin:
    """What an instance and the scopes inside it have in common."""

    spec: ProcessSpec
    tasks: dict[int, Token]
    data: dict[str, Any]
    memory: list[list[Any]]
    top_workflow: Instance
    task_tree: Token

    def plant(self) -> None:
        """Give the task tree its root."""
        self.memory = []
        self.task_tree = Token(cast("Any", self), self.spec.start, state=TaskState.COMPLETED, id=self.top_workflow.next_id())

    @property
    def tokens(self) -> Iterator[Token]:
        """Everything alive here, armed events included, oldest first."""
        return (token for token in list(self.tasks.values()) if token is not self.task_tree)

    @property
    def is_empty(self) -> bool:
        """Whether no token is left; armed events do not count."""
        return all(token is self.task_tree or token.is_handler or token.task_spec.type == "participant" for token in self.tasks.values())

    def place(self, spec: FlowNode, *, flow: str | None = None, below: Token | None = None, **marks: Any) -> Token:
        """Add a token on its way to a node."""
        token = Token(cast("Any", self), spec, below or self.task_tree, TaskState.FUTURE, id=self.top_workflow.next_id())
        if flow is not None:
            token.internal_data["flow"] = flow
        token.internal_data.update(marks)
        return token

    def renumber(self, token: Token) -> None:
        """Give a token that enters its node the next number: numbers tell in which order tokens arrived and events were armed."""
        siblings = token.parent._children
        del self.tasks[token.id]
        siblings.remove(token.id)
        token.id = self.top_workflow.next_id()
        self.tasks[token.id] = token
        siblings.append(token.id)

    def arm(self, spec: FlowNode, *, below: Token | None = None, which: int = 0, **marks: Any) -> Token:
        """Add an armed event, for the definition with the number `which`."""
        token = self.place(spec, below=below, armed=True, **marks)
        if which:
            token.internal_data["which"] = which
        token.wait()
        return token

    def drop(self, token: Token) -> None:
        """Take a token out of the tree, with everything below it and inside it."""
        if self.tasks.get(token.id) is not token:
            return
        for child in token.children:
            self.drop(cast("Token", child))
        inside = token.scope_inside
        if inside is not None:
            inside.clear()
            del self.top_workflow.subprocesses[token.id]
        if token.is_alive:
            token._set_state(TaskState.CANCELLED)
        token.parent._children.remove(token.id)
        del self.tasks[token.id]

    def clear(self, *, but: Iterable[Token] = ()) -> None:
        """Take out every token and armed event, except those named and other pools."""
        keep = {token.id for token in but}
        for token in self.tokens:
            if token.id not in keep and token.task_spec.type != "participant" and token._parent == self.task_tree.id:
                self.drop(token)

    def finish_if_empty(self) -> None:
        """When the last token is gone, the activity this scope runs in has ended."""
        raise NotImplementedError


class Scope(ScopeMixin, BpmnSubWorkflow):
    """One run of what is inside an activity."""

    def __init__(self, spec: ProcessSpec, owner: Token) -> None:
        super().__init__(spec, owner.id, owner.instance, deserializing=True)
        self.owner = owner

    def _calculate_depth(self) -> int:
        return 0

    @property
    def parent_workflow(self) -> Any:
        """The scope around this one."""
        return self.owner.workflow

    def finish_if_empty(self) -> None:
        """End the activity around an empty scope."""
        if self.is_empty and self.owner.scope_inside is self:
            self.owner.task_spec.scope_ended(self.owner, self)


class Instance(ScopeMixin, BpmnWorkflow):
    """One run of a model: its outermost scope, and through the tokens in it all others.

    `movement` is set while a step is on; `ended_with` is the code of the error that ended it, if one did.
    """

    movement: Movement

    owner = None

    def __init__(self, model: Model) -> None:
        self.model = model
        self.last_id = 0
        self.ended_with: str | None = None
        self.undelivered: list[Any] = []
        super().__init__(model.main, model.processes, script_engine=NoScripts(), deserializing=True)
        self.plant()

    def next_id(self) -> int:
        """A number no token of this instance has had."""
        self.last_id += 1
        return self.last_id

    @property
    def scopes(self) -> list[Scope]:
        """All scopes, outermost first, then in the order in which their activities began."""
        if not self.subprocesses:
            return [cast("Scope", self)]
        return [cast("Scope", self), *sorted(self.subprocesses.values(), key=lambda scope: scope.owner.id)]

    @property
    def all_tokens(self) -> list[Token]:
        """Everything alive in the instance, in order of arrival."""
        return sorted((token for scope in self.scopes for token in scope.tokens), key=lambda token: token.id)

    def token(self, token_id: int) -> Token | None:
        """The token with this id, wherever it is."""
        for scope in (self, *self.subprocesses.values()):
            if token_id in scope.tasks:
                return cast("Token", scope.tasks[token_id])
        return None

    def open_scope(self, owner: Token, spec: ProcessSpec) -> Scope:
        """Begin a scope inside an activity."""
        scope = Scope(spec, owner)
        scope.plant()
        self.subprocesses[owner.id] = scope
        return scope

    @property
    def is_finished(self) -> bool:
        """Whether no token is left anywhere."""
        return not self.subprocesses and all(token is self.task_tree or token.is_handler for token in self.tasks.values())

    def finish_if_empty(self) -> None:
        """An outermost scope has no activity to end; without tokens nothing in it can happen any more."""
        if self.is_empty:
            self.clear()

    def end(self, error: str | None = None) -> None:
        """End the whole instance at once."""
        for token in list(self.tokens):
            self.drop(token)
        self.movement.undelivered.clear()
        self.ended_with = error
