"""`set` of `process play` and `--given`: values changed outside any activity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpm import engine
from bpm.answers import Answers, unknown
from bpm.catalogue import READABLE, VIEWS
from bpm.errors import BpmError, NoValue, Refused
from bpm.playing.timers import BareNames
from bpm.typed_values import fitting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpm.player import Player
    from bpm.tokens import Token


def set_values(player: Player, step: Mapping[str, Any]) -> None:
    """Change ticket values or variables, then look at what waits on them."""
    if not player.has_started:
        for name, value in step["set"].items():
            give(player, name, value)
        player.now.timers.recompute(player)
        start_by_condition(player)
        return
    instance = player.running
    engine.Step.of(instance, player.now.ticket, player.now.clock)  # values are written under the time and the ticket of this step
    for name, value in step["set"].items():
        if not view(player, name, value):
            Answers(player.model, player.now.ticket, {name: value}, None).write_freely(holder_of(player, name))
    player.after(engine.reevaluate(instance, player.now.ticket, now=player.now.clock))


def give(player: Player, name: str, value: Any) -> None:
    """Set a ticket value or a variable before the start.

    Raises:
        BpmError: there is no such name, or the value does not fit.
    """
    if view(player, name, value):
        return
    name = name.removeprefix("ticket.")
    ticket, main = player.now.ticket, player.model.main
    key = main.aliases.get(name, name)
    declared = {variable.name: variable.type for variable in main.variables}
    if key in declared:
        try:
            player.now.variables[key] = fitting(value, declared[key])
        except BpmError as error:
            raise Refused(f"{name}: {error}") from error
    elif ticket.knows(name):
        ticket.write(name, value)
    elif player.model.is_foreign:
        player.now.variables[name] = value
    else:
        raise unknown(name, [*ticket.values, *declared])


def view(player: Player, name: str, value: Any) -> bool:
    """Whether a name is one that is only read (`number`), or of a view (`customer.name`, or `customer` with an object); then it is set."""
    of, dot, _ = name.partition(".")
    if name in READABLE and not player.model.is_foreign:
        player.now.ticket.views[name] = value
        return True
    if of not in VIEWS or of == "ticket":
        return False
    if dot:
        player.now.ticket.views[name] = value
    elif isinstance(value, dict):
        player.now.ticket.views.update({f"{of}.{key}": each for key, each in value.items()})
    return bool(dot) or isinstance(value, dict)


def holder_of(player: Player, name: str) -> Token:
    """Where to set a name from: the main scope, or the outermost scope that knows it as a variable."""
    instance = player.running
    if not player.now.ticket.knows(name.removeprefix("ticket.")):
        for scope in instance.scopes:
            if scope.task_tree.names.declares(name):
                return scope.task_tree
    return instance.task_tree


def start_by_condition(player: Player) -> None:
    """A conditional start event whose condition has become true."""
    for event in () if player.starts_at_once else player.model.main.start_events:
        condition = event.definition.condition
        try:
            if condition is not None and condition.truth(BareNames(player)):
                player.begin(event.name)
                return
        except NoValue:
            continue
