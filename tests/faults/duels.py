"""Pairs who complete the same activity at the same moment, again and again on one ticket whose process loops."""

from collections import Counter
from dataclasses import dataclass, field

from desk.actors import SYSTEM, Actor
from desk.queues import Queue
from foundation.unit_of_work import unit_of_work
from processes import runner
from tests.faults import moves
from tests.faults.racing import Racers
from tests.processes.bpmn_text import action, flow, flows, node, ours, process
from tests.processes.models import deployed
from tests.processes.ticket_factories import a_worker

DIALOG = (
    '<lz:field name="decision" type="text" label="Decision"/>'
    '<lz:dialog id="decide" label="Decide" for="agent"><lz:show field="decision" as="mandatory"/>'
    '<lz:article as="optional" channel="internal"/></lz:dialog>'
)
OFFERS = ours('<lz:offers dialog="decide"/>')
LOOP = process(
    "loop",
    node("startEvent", "start"),
    node("userTask", "work", OFFERS),
    node("exclusiveGateway", "which", default="which-over"),
    flow("which", "open", "decision != 'over'"),
    node("serviceTask", "open", ours(action("ticket-state-set", state="open"))),
    node("endEvent", "over"),
    flows("start > work > which", "open > work", "which > over"),
    declares=DIALOG,
)


@dataclass
class Duels:
    """A ticket to duel on, and what became of the pairs; `won`: who said what and was first, in order."""

    ticket_id: int
    actors: tuple[Actor, Actor]
    activity_id: int
    kinds: Counter[tuple[str, ...]] = field(default_factory=Counter)
    won: list[tuple[str, str]] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)

    @classmethod
    def prepared(cls) -> "Duels":
        """Two agents, and a new ticket in the loop."""
        with unit_of_work():
            actors = (a_worker("anna").actor, a_worker("ben").actor)
            version = deployed(LOOP)
            ticket = runner.open_ticket(queue=Queue.default(), title="T", actor=SYSTEM, process_id=version.definition.process_id)
        with unit_of_work(reads_only=True):
            return cls(ticket.id, actors, moves.newest_open(ticket.id))

    @property
    def pairs(self) -> int:
        return self.kinds.total()

    @property
    def doubled(self) -> int:
        """Pairs of whom both completed the same activity."""
        return self.kinds["done", "done"]

    def fight(self, racers: Racers, pairs: int) -> None:
        """So many pairs; the next one begins when both have heard what became of the one before."""
        for number in range(self.pairs, self.pairs + pairs):
            said = [(actor, f"{actor} {number}") for actor in self.actors]
            first, second = racers.race(*((moves.complete, self.activity_id, *each) for each in said))
            self.kinds[tuple(sorted((first.kind, second.kind)))] += 1
            winner, loser, (actor, words) = (first, second, said[0]) if first.is_done else (second, first, said[1])
            assert winner.is_done, f"nobody has won: {first}, {second}"
            if not str(loser.told).startswith(f"{actor.name.capitalize()} "):  # by the full name
                self.untold.append(str(loser.told))
            self.won.append((str(actor), words))
            self.activity_id = winner.told
