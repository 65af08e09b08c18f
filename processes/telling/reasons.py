"""Why a ticket is where it is: the transitions its process took last, the conditions that decided, and who or what brought them about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desk.actors import Actor
from foundation.errors import Forbidden
from processes.telling.entries import require_visible
from processes.telling.sentences import shown, translated
from processes.telling.steps import last_steps


@dataclass(frozen=True, kw_only=True)
class Reason:
    """The last step of a ticket's process, as plain data.

    Args:
        position: of its entry in the history.
        at, actor: when, and who brought it about.
        by: the verb that did: complete, fire, deliver …; None if that was erased.
        taken: the ids of the nodes and flows, in order.
        conditions: those that were looked at: `flow`, `text`, `holds`, and the `values` of the names in it.
        actions: what was done on the way.
    """

    position: int
    at: datetime
    actor: str
    by: str | None
    taken: list[str]
    conditions: list[dict[str, Any]]
    actions: list[Any]

    def sentence(self, language: str = "en") -> str:
        """The answer for people."""
        begins = translated("{actor} brought it here on {at}.", language).format(actor=self.actor, at=f"{self.at:%Y-%m-%d %H:%M} UTC")
        return " ".join((begins, *self._because(language)))

    def _because(self, language: str) -> Iterator[str]:
        held = [condition for condition in self.conditions if condition.get("holds")]
        for condition in held:
            yield filled("The condition “{text}” held", condition.get("values"), language, text=condition.get("text", ""))
        if not held and self.conditions:
            texts = ", ".join(f"“{condition.get('text', '')}”" for condition in self.conditions)
            values = {name: value for condition in self.conditions for name, value in (condition.get("values") or {}).items()}
            yield filled("None of the conditions held: {texts}", values, language, texts=texts)
        elif not held:
            yield translated("There was no condition to meet.", language)


def filled(phrase: str, values: dict[str, Any] | None, language: str, **told: str) -> str:
    """A phrase about conditions, with the values that decided if there were any."""
    whole = f"{phrase} ({{values}})." if values else f"{phrase}."
    return translated(whole, language).format(values=shown(values, language=language), **told)


def why(ticket_id: int, *, actor: Actor) -> Reason | None:
    """Why a ticket is where it is; None: no process has moved it.

    Raises:
        NotFound: there is no such ticket, or none the actor may see.
        Forbidden: the actor is a customer user.
    """
    require_visible(ticket_id, actor=actor)
    if actor.is_customer_user:
        raise Forbidden("How a ticket goes through its process is not told to customers.")
    steps = last_steps(ticket_id)
    if not steps:
        return None
    last = steps[0]
    lists = {name: last.data.get(name, []) for name in ("taken", "conditions", "actions")}
    return Reason(position=last.position, at=last.at, actor=last.actor, by=last.data.get("by"), **lists)
