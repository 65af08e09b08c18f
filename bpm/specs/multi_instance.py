"""Multi-instance (BPMN 10.3.7, 13.3.7): the activity once per item of a collection, or a given number of times."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bpm.expressions import Expression
    from bpm.tokens import Token

MOST_ITERATIONS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiInstance:
    """`item` and `collect` name what each iteration gets and gives; `into` is the list of what they gave."""

    is_sequential: bool = False
    cardinality: Expression | None = None
    collection: Expression | None = None
    item: str = ""
    collect: str = ""
    into: str = ""
    completion: Expression | None = None

    def begin(self, container: Token) -> None:
        """Count, then begin all iterations, or the first."""
        items = self.items(container)
        self.tell(container, total=len(items), completed=0, terminated=0)
        container.internal_data["gave"] = {}
        if not items:
            self.finish(container)
        elif self.is_sequential:
            container.internal_data["items"] = items
            container.data.update(numberOfActiveInstances=1, nrOfActiveInstances=1)
            self.place(container, [(0, items[0])])
        else:
            self.place(container, list(enumerate(items)))

    def items(self, container: Token) -> list[Any]:
        """What is iterated over; without a collection as many Nones as the cardinality says, and one without either."""
        node = container.task_spec
        if self.collection is not None:
            items = node.evaluate(self.collection, container, purpose="its collection")
            if not isinstance(items, (list, tuple)):
                node.incident(f"its collection {self.collection.text!r} is no list")
        else:
            items = [None] * self.count(container)
        if len(items) > MOST_ITERATIONS:
            node.incident(f"{len(items):,} iterations are more than the {MOST_ITERATIONS:,} allowed")
        return list(items)

    def count(self, container: Token) -> int:
        """The cardinality as a number."""
        node = container.task_spec
        if self.cardinality is None:
            return 1
        number = node.evaluate(self.cardinality, container, purpose="its number of iterations")
        if isinstance(number, bool) or not _is_whole(number):
            node.incident(f"its number of iterations {self.cardinality.text!r} is no whole number")
        if number > MOST_ITERATIONS:
            node.incident(f"{number:,} iterations are more than the {MOST_ITERATIONS:,} allowed")
        return max(0, int(number))

    def place(self, container: Token, numbered: list[tuple[int, Any]]) -> None:
        """Put iterations before the activity, each with its own names."""
        tokens = []
        for index, item in numbered:
            iteration = container.workflow.place(container.task_spec, below=container, iteration=index)
            iteration.data["loopCounter"] = index
            if self.item:
                iteration.data[self.item] = item
            if self.collect and not container.instance.movement.host.knows(self.collect):
                iteration.data.setdefault(self.collect, None)
            tokens.append(iteration)
        container.instance.movement.follow(tokens)

    def iteration_ended(self, iteration: Token) -> None:
        """Collect its result; then enough is done, or the next begins, or the last has ended."""
        container, index = iteration.parent, iteration.internal_data["iteration"]
        self.collect_from(iteration)
        running = sum(1 for child in container.children if child.is_iteration) - 1
        self.tell(
            container, total=container.data["numberOfInstances"], completed=container.data["numberOfCompletedInstances"] + 1, terminated=0
        )
        enough = self.completion is not None and container.task_spec.holds(self.completion, iteration)
        iteration.workflow.drop(iteration)
        if enough:
            self.terminate(container, running)
        elif self.is_sequential and index + 1 < container.data["numberOfInstances"]:
            container.data.update(numberOfActiveInstances=1, nrOfActiveInstances=1)
            self.place(container, [(index + 1, container.internal_data["items"][index + 1])])
        elif not running:
            self.finish(container)

    def collect_from(self, iteration: Token) -> None:
        """Keep what this iteration gives."""
        if self.collect:
            value = iteration.task_spec.evaluate_name(self.collect, iteration)
            iteration.parent.internal_data["gave"][iteration.internal_data["iteration"]] = value

    def terminate(self, container: Token, running: int) -> None:
        """End the iterations that still run."""
        for child in container.children:
            if child.is_iteration:
                container.workflow.drop(child)
        container.data["numberOfTerminatedInstances"] = running
        self.finish(container)

    def finish(self, container: Token) -> None:
        """Put the results together, in the order of the iterations, and end the activity."""
        gave = container.internal_data["gave"]
        if self.into:
            container.names.set(self.into, [gave[index] for index in sorted(gave)])
        container.complete()

    def tell(self, container: Token, *, total: int, completed: int, terminated: int) -> None:
        """Set the loop's names: the specification's, and Camunda's."""
        active = 0 if self.is_sequential else total - completed
        container.data.update(numberOfInstances=total, nrOfInstances=total, numberOfActiveInstances=active, nrOfActiveInstances=active)
        container.data.update(
            numberOfCompletedInstances=completed, nrOfCompletedInstances=completed, numberOfTerminatedInstances=terminated
        )


def _is_whole(number: object) -> bool:
    return isinstance(number, (int, float, Decimal)) and number == int(number)
