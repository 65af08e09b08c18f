"""Random models from a grammar: blocks with one way in and one way out, nested, then disturbed by what makes real models hard.

`written(rng)` gives the text of a model in the notation of `notation.py`, small enough to be read when a walk over it differs;
`models()` is the same as a hypothesis strategy, which can look for a smaller one.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import strategies

VARIABLES = ("x", "y", "z")
TIMES = ("PT10M", "PT1H", "PT90M", "P1D")
CYCLES = ("R2/PT30M", "R3/PT1H", "R/PT2H")
MESSAGES = ("m1", "m2")
SIGNALS = ("s1", "s2")


def written(rng: random.Random) -> str:
    return Writer(rng, room=rng.randint(8, 25)).model()


def models() -> strategies.SearchStrategy[str]:
    return strategies.builds(written, strategies.randoms(use_true_random=False))


@dataclass
class Container:
    """What stands inside one scope, and what may be done there."""

    lines: list[str] = field(default_factory=list)
    gates: list[str] = field(default_factory=list)  # exclusive gateways, for extra flows
    places: list[str] = field(default_factory=list)  # where an extra flow may lead
    throws: list[str] = field(default_factory=list)  # errors and escalations somebody around listens to
    in_transaction: bool = False
    remembers: bool = False
    depth: int = 0


class Writer:
    def __init__(self, rng: random.Random, *, room: int) -> None:
        self.rng, self.room = rng, room
        self.numbers: dict[str, int] = {}
        self.called: list[list[str]] = []
        self.calls_allowed = True
        self.throwing: list[str] = []  # nodes of the first pool that send

    # words

    def maybe(self, chance: float) -> bool:
        return self.rng.random() < chance

    def name(self, letter: str) -> str:
        self.numbers[letter] = self.numbers.get(letter, 0) + 1
        self.room -= 1
        return f"{letter}{self.numbers[letter]}"

    def condition(self) -> str:
        one, two, n = self.rng.choice(VARIABLES), self.rng.choice(VARIABLES), self.rng.randint(0, 2)
        forms = (
            f"{one} > {n}", f"{one} == {n}", f"{one} + {two} > {n + 1}", f"{one} in [{n}, 3]", f"{one} > {n} and {two} < 3", f"not {one}",
            f"vote > {n}",
        )  # fmt: skip
        return self.rng.choices(forms, (3, 3, 3, 3, 3, 3, 1))[0]

    def timer(self, *, cycles: bool = False) -> str:
        return "timer=" + self.rng.choice((*TIMES, *CYCLES) if cycles else TIMES)

    def awaited(self, *, cycles: bool = False) -> str:
        return self.rng.choice((
            f"message={self.rng.choice(MESSAGES)}", f"signal={self.rng.choice(SIGNALS)}", self.timer(cycles=cycles),
            self.timer(cycles=cycles), f'condition="{self.condition()}"',
        ))  # fmt: skip

    def assignment(self) -> str:
        one, two = self.rng.choice(VARIABLES), self.rng.choice(VARIABLES)
        forms = (f"{one} = {self.rng.randint(0, 3)}", f"{one} = ({one} + 1) % 4", f"{one} = max({one}, {two})")
        return f'script="{self.rng.choice(forms)}"'

    def loop(self) -> str:
        chance = self.rng.random()
        if chance < 0.75:
            return ""
        if chance < 0.85:
            return f' again="{self.rng.choice((self.condition(), "loopCounter < 2"))}" max={self.rng.randint(1, 3)}' + (
                " before" if self.maybe(0.5) else ""
            )
        number = self.rng.choice(("multi=2", "multi=3", "multi=x", "items=[3,1]", "items=[1,2,3]"))
        order = " sequential" if self.maybe(0.5) else ""
        until = self.rng.choice(("", "", "numberOfCompletedInstances >= 1", "loopCounter > 0", "len(votes) > 1", self.condition()))
        item = " item=one" if number.startswith("items") else ""
        item += " collect=vote into=votes" if self.maybe(0.3) else ""
        return f" {number}{order}{item}" + (f' until="{until}"' if until else "")

    def variables(self) -> list[str]:
        return [
            *(f"var {name} integer {self.rng.randint(0, 2)}" for name in VARIABLES),
            self.rng.choice(("var vote integer 0",) * 5 + ("var vote integer",)),
            "var votes list []",
        ]

    # the whole

    def model(self) -> str:
        main = self.process("p", kind="process", begins=self.beginning())
        lines = main
        if self.maybe(0.08):
            self.throwing = [
                line.split()[1] for line in main if line.split()[0] in ("throw", "send", "task") and (" message=" in line or "task" in line)
            ]
            lines = ["pool" + main[0].removeprefix("process"), *main[1:], *self.other_pool()]
        return "\n".join([*lines, *(line for each in self.called for line in each)])

    def beginning(self) -> str:
        """Now and then the process begins by an event, or there is a choice."""
        return f" {self.rng.choice(('message=m1', 'signal=s1', 'timer=PT1H'))}" if self.maybe(0.05) else ""

    def other_pool(self) -> list[str]:
        """A second participant that begins by a message of the first, or by itself."""
        self.room = max(self.room, 4)
        begins = self.rng.choice((f" message={self.rng.choice(MESSAGES)}", ""))
        lines = self.process("q", kind="pool", begins=begins)
        catches = [
            line.split()[1] for line in lines if " message=" in line and line.split()[0] in ("start", "catch", "receive", "boundary")
        ]
        throws = [name for name in self.throwing if self.maybe(0.5)]
        return [*lines, *(f"says {name} {self.rng.choice([*catches, 'pool_q'])}" for name in throws)]

    def process(self, name: str, *, kind: str, begins: str = "") -> list[str]:
        box = Container()
        box.lines += self.variables()
        self.fill(box, begins=begins)
        return [f"{kind} {name}", *(f"  {line}" for line in box.lines)]

    def fill(self, box: Container, *, begins: str = "") -> None:
        start, end = self.name("s"), self.name("e")
        first, last = self.sequence(box)
        is_entered = any(line.split(" : ")[0].endswith(f"> {first}") for line in box.lines)
        implicit = box.depth > 0 and self.maybe(0.2) and not is_entered
        box.lines += [] if implicit else [f"start {start}{begins}", f"{start} -> {first}"]
        if last and not self.maybe(0.15):
            box.lines += [f"end {end}{self.ending(box)}", f"{last} -> {end}"]
        if self.maybe(0.3 if box.depth else 0.2):
            self.event_subprocess(box)
        if len(box.gates) > 0 and self.maybe(0.15):
            places = [place for place in box.places if place != first]
            box.lines += [f"{self.rng.choice(box.gates)} -> {self.rng.choice(places)} : {self.condition()}"] if places else []

    def ending(self, box: Container) -> str:
        choices = [
            "",
            "",
            "",
            "",
            " terminate",
            f" signal={self.rng.choice(SIGNALS)}",
            f" message={self.rng.choice(MESSAGES)}",
            *box.throws,
        ]
        if box.remembers:
            choices += [" compensation"]
        return self.rng.choice(choices)

    # blocks: each adds its lines and returns the ids of its way in and its way out (None: nothing comes out)

    def sequence(self, box: Container) -> tuple[str, str | None]:
        first, last = self.block(box)
        for _ in range(self.rng.choice((0, 1, 1, 2, 3)) if box.depth else 9):
            if last is None or self.room <= 0:
                break
            following, end = self.block(box)
            box.lines.append(f"{last} -> {following}")
            last = end
        return first, last

    def block(self, box: Container) -> tuple[str, str | None]:
        if self.room <= 2 or box.depth > 3:
            return self.simple(box)
        blocks: list[tuple[Callable[[Container], tuple[str, str | None]], int]] = [
            (self.simple, 4), (self.activity, 5), (self.fork, 4), (self.inclusive, 4), (self.choice, 3), (self.repeat, 4), (self.race, 2),
            (self.subprocess, 4), (self.call, 2), (self.link, 1), (self.transaction, 1), (self.ad_hoc, 1), (self.undo, 2), (self.stop, 1),
        ]  # fmt: skip
        chosen = self.rng.choices([block for block, _ in blocks], [weight for _, weight in blocks])[0]
        box.depth += 1
        try:
            return chosen(box)
        finally:
            box.depth -= 1

    def add(self, box: Container, line: str, *, place: bool = True) -> str:
        name = line.split()[1]
        box.lines.append(line)
        if place:
            box.places.append(name)
        return name

    def simple(self, box: Container) -> tuple[str, str | None]:
        kind = self.rng.choices(("user", "task", "script", "catch", "throw", "send", "receive", "manual"), (10, 1, 2, 2, 2, 1, 1, 1))[0]
        name = self.name({"catch": "c", "throw": "t"}.get(kind, "a"))
        settings = ""
        if kind == "script":
            settings = self.assignment()
        elif kind == "catch":
            settings = self.awaited()
            settings += self.payload("in") if settings.startswith("message") else ""
        elif kind == "throw":
            settings = self.rng.choice(
                (f"signal={self.rng.choice(SIGNALS)}", f"message={self.rng.choice(MESSAGES)}", "", *self.escalations(box))
            )
            settings += self.payload("out") if settings.startswith("message") else ""
        elif kind in ("send", "receive"):
            settings = f"message={self.rng.choice(MESSAGES)}{self.payload('out' if kind == 'send' else 'in')}"
        self.add(box, f"{kind} {name} {settings}".rstrip())
        return name, name

    def payload(self, way: str) -> str:
        """What a message carries is called `vote`; who maps nothing gets it by that name."""
        if self.maybe(0.7):
            return ""
        one = self.rng.choice(VARIABLES)
        return f' out="vote={one}+1"' if way == "out" else f' in="{one}=coalesce(vote,1)"'

    def escalations(self, box: Container) -> list[str]:
        return [each.strip() for each in box.throws if each.startswith(" escalation")]

    def activity(self, box: Container) -> tuple[str, str | None]:
        """A task with what can hang on it."""
        kind = self.rng.choice(("user", "user", "user", "receive", "script", "task"))
        settings = {"receive": f" message={self.rng.choice(MESSAGES)}", "script": " " + self.assignment()}.get(kind, "")
        name = self.add(box, f"{kind} {self.name('a')}{settings}{self.loop()}")
        last = self.boundaries(box, name, [])
        if self.maybe(0.25):
            self.compensable(box, name)
        return name, last

    def boundaries(self, box: Container, host: str, throws: list[str]) -> str | None:
        """Boundary events of an activity; their ways end for themselves, or meet the activity's own."""
        events = [(each, self.maybe(0.5) and each.startswith(" escalation")) for each in throws]
        events += [(f" {self.awaited(cycles=True)}", self.maybe(0.5)) for _ in range(self.rng.choice((0, 0, 1, 1, 2)))]
        last = host
        for event, beside in events:
            name = self.add(box, f"boundary {self.name('b')} on={host}{event}{' beside' if beside else ''}", place=False)
            following, end = self.simple(box)
            box.lines.append(f"{name} -> {following}")
            if end and self.maybe(0.5):
                last = self.meet(box, last, end)
        return last

    def meet(self, box: Container, *ends: str) -> str:
        name = self.add(box, f"{self.rng.choice(('xor', 'xor', 'or'))} {self.name('g')}")
        box.lines += [f"{end} -> {name}" for end in ends]
        return name

    def compensable(self, box: Container, name: str) -> None:
        handler = self.name("h")
        box.remembers = True
        box.lines.append(f"boundary {self.name('b')} on={name} compensation handler={handler}")
        kind = self.rng.choice(("user", "task", "script"))
        box.lines.append(f"{kind} {handler} undoes" + (f" {self.assignment()}" if kind == "script" else ""))

    def branches(self, box: Container, most: int) -> list[tuple[str, str | None]]:
        return [self.sequence(box) if self.maybe(0.6) else self.simple(box) for _ in range(self.rng.randint(2, most))]

    def fork(self, box: Container) -> tuple[str, str | None]:
        split = self.add(box, f"and {self.name('g')}")
        branches = self.branches(box, 3)
        box.lines += [f"{split} -> {first}" for first, _ in branches]
        return split, self.joined(box, branches, ("and", "and", "and", "or", "xor"))

    def joined(self, box: Container, branches: list[tuple[str, str | None]], kinds: tuple[str, ...]) -> str | None:
        ends = [last for _, last in branches if last]
        if not ends or self.maybe(0.1):
            return None
        join = self.add(box, f"{self.rng.choice(kinds)} {self.name('g')}")
        box.lines += [f"{last} -> {join}" for last in ends]
        return join

    def inclusive(self, box: Container) -> tuple[str, str | None]:
        split = self.add(box, f"or {self.name('g')}")
        branches = self.branches(box, 3)
        for number, (first, _) in enumerate(branches):
            if number == len(branches) - 1:
                box.lines.append(f"{split} ->> {first}")
            else:
                box.lines.append(f"{split} -> {first}" + (f" : {self.condition()}" if self.maybe(0.8) else ""))
        return split, self.joined(box, branches, ("or", "or", "or", "or", "xor"))

    def choice(self, box: Container) -> tuple[str, str | None]:
        split = self.add(box, f"xor {self.name('g')}")
        box.gates.append(split)
        branches = self.branches(box, 3)
        for number, (first, _) in enumerate(branches):
            box.lines.append(f"{split} -> {first} : {self.condition()}" if number else f"{split} ->> {first}")
        return split, self.joined(box, branches, ("xor", "xor", "xor", "or"))

    def repeat(self, box: Container) -> tuple[str, str | None]:
        """Back to the beginning as long as a condition holds; somebody is asked in every round."""
        merge = self.add(box, f"xor {self.name('g')}")
        first, last = self.sequence(box)
        ask = self.add(box, f"user {self.name('a')}")
        choice = self.add(box, f"xor {self.name('g')}")
        box.lines += [
            f"{merge} -> {first}",
            *([f"{last} -> {ask}"] if last else [f"{merge} -> {ask} : {self.condition()}"]),
            f"{ask} -> {choice}",
        ]
        box.lines.append(f"{choice} -> {merge} : {self.rng.choice(VARIABLES)} {self.rng.choice(('< 3', '> 0', '!= 2'))}")
        out = self.add(box, f"task {self.name('a')}")
        box.lines.append(f"{choice} ->> {out}")
        return merge, out

    def race(self, box: Container) -> tuple[str, str | None]:
        gateway = self.add(box, f"first {self.name('g')}{' gateway=Parallel' if self.maybe(0.1) else ''}")
        branches: list[tuple[str, str | None]] = []
        for _ in range(self.rng.randint(2, 3)):
            catch = (
                f"receive {self.name('a')} message={self.rng.choice(MESSAGES)}"
                if self.maybe(0.2)
                else f"catch {self.name('c')} {self.awaited()}"
            )
            name = self.add(box, catch, place=False)
            following, last = self.simple(box)
            box.lines += [f"{gateway} -> {name}", f"{name} -> {following}"]
            branches.append((name, last))
        return gateway, self.joined(box, branches, ("xor",))

    def inside(self, box: Container, throws: list[str], *, transaction: bool = False) -> Container:
        inner = Container(throws=[*throws, *box.throws], in_transaction=transaction, depth=box.depth + 1)
        if self.maybe(0.2):
            inner.lines.append(f"var {self.rng.choice(VARIABLES)} integer {self.rng.randint(0, 2)}")
        return inner

    def enclosed(self, box: Container, head: str, inner: Container) -> None:
        box.lines += [head, *(f"  {line}" for line in inner.lines)]
        box.places.append(head.split()[1])

    def subprocess(self, box: Container) -> tuple[str, str | None]:
        name = self.name("u")
        throws = [each for each in (" error=r1", " error", " escalation=k1", " escalation") if self.maybe(0.2)]
        inner = self.inside(box, [each for each in throws if "=" in each] or [" error=r2", " escalation=k2"][: self.rng.randint(0, 2)])
        self.fill(inner)
        self.enclosed(box, f"sub {name}{self.loop()}", inner)
        box.remembers = box.remembers or inner.remembers
        last = self.boundaries(box, name, throws)
        if self.maybe(0.1):
            self.compensable(box, name)
        return name, last

    def call(self, box: Container) -> tuple[str, str | None]:
        if not self.calls_allowed:
            return self.subprocess(box)
        self.calls_allowed = self.maybe(0.5)
        process, name = f"called{len(self.called) + 1}", self.name("u")
        self.called.append([])
        at = len(self.called) - 1
        inner = Container(throws=[" error=r1", " escalation=k1"], depth=box.depth + 1)
        inner.lines += self.variables()
        self.fill(inner)
        self.called[at] = [f"process {process}", *(f"  {line}" for line in inner.lines)]
        mapping = (' in="x=y"' if self.maybe(0.5) else "") + (' out="y=x"' if self.maybe(0.5) else "")
        box.lines.append(f"call {name} calls={process}{mapping}{self.loop()}")
        box.places.append(name)
        return name, self.boundaries(box, name, [each for each in (" error=r1", " escalation=k1") if self.maybe(0.4)])

    def link(self, box: Container) -> tuple[str, str | None]:
        name = self.name("l")
        throw = self.add(box, f"throw {name}t link={name}")
        catch = self.add(box, f"catch {name}c link={name}", place=False)
        following, last = self.simple(box)
        box.lines.append(f"{catch} -> {following}")
        return throw, last

    def transaction(self, box: Container) -> tuple[str, str | None]:
        name = self.name("u")
        inner = self.inside(box, [], transaction=True)
        task = self.add(inner, f"user {self.name('a')}")
        self.compensable(inner, task)
        start, choice, stop, end = self.name("s"), self.name("g"), self.name("e"), self.name("e")
        first, last = self.sequence(inner)
        inner.lines += [f"start {start}", f"xor {choice}", f"end {stop} cancel", f"end {end}", f"{start} -> {task} -> {first}"]
        inner.lines += [f"{last or task} -> {choice}", f"{choice} -> {stop} : {self.condition()}", f"{choice} ->> {end}"]
        self.enclosed(box, f"transaction {name}", inner)
        box.remembers = True
        if self.maybe(0.3):
            return name, name
        boundary = self.add(box, f"boundary {self.name('b')} on={name} cancel", place=False)
        following, end_of_it = self.simple(box)
        box.lines.append(f"{boundary} -> {following}")
        return name, self.meet(box, name, end_of_it) if end_of_it else name

    def ad_hoc(self, box: Container) -> tuple[str, str | None]:
        name = self.name("u")
        inner = self.inside(box, [])
        for _ in range(self.rng.randint(1, 3)):
            _, last = self.simple(inner)
            if self.maybe(0.4) and last:
                following, _ = self.simple(inner)
                inner.lines.append(f"{last} -> {following}")
        if self.maybe(0.6):
            inner.lines.append(f"until {self.condition()}")
        settings = self.rng.choice(("", " ordering=Sequential")) + self.rng.choice(("", " remaining=false"))
        self.enclosed(box, f"adhoc {name}{settings}", inner)
        return name, name

    def undo(self, box: Container) -> tuple[str, str | None]:
        """Something done, then perhaps undone."""
        kind = self.rng.choice(("user", "task"))
        task = self.add(box, f"{kind} {self.name('a')}{self.loop()}")
        self.compensable(box, task)
        first, last = self.simple(box)
        throw = self.add(
            box, f"throw {self.name('t')} compensation{self.rng.choice(('', '', '=' + task))}{self.rng.choice(('', '', ' atonce'))}"
        )
        box.lines += [f"{task} -> {first}", f"{last} -> {throw}"]
        return task, throw

    def stop(self, box: Container) -> tuple[str, str | None]:
        """Perhaps everything here ends."""
        split, end = self.add(box, f"xor {self.name('g')}"), self.name("e")
        first, last = self.simple(box)
        box.gates.append(split)
        box.lines += [f"end {end}{self.ending(box)}", f"{split} -> {end} : {self.condition()}", f"{split} ->> {first}"]
        return split, last

    def event_subprocess(self, box: Container) -> None:
        name, start = self.name("v"), self.name("s")
        event = self.rng.choice(
            (self.awaited(cycles=True), self.awaited(cycles=True), "error", "error=r1", "escalation=k1", "escalation", "compensation")
        )
        if event == "compensation" and not box.depth:
            event = "error"
        beside = self.maybe(0.5) and not event.startswith(("error", "compensation"))
        inner = self.inside(box, [])
        first, last = self.sequence(inner) if self.maybe(0.4) else self.simple(inner)
        inner.lines += [f"start {start} {event}{' beside' if beside else ''}", f"{start} -> {first}"]
        if last and self.maybe(0.7):
            end = self.name("e")
            inner.lines += [f"end {end}{self.ending(inner)}", f"{last} -> {end}"]
        self.enclosed(box, f"sub {name} byevent", inner)
        box.places.remove(name)
