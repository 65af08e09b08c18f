"""How long a condition takes where the engine asks it: at a token, by names of variables and of the ticket."""

from __future__ import annotations

from statistics import median

from benchmarks.figures import Figure
from benchmarks.interleaving import seconds_of_each
from benchmarks.models import chain, document, extensions, model, node
from benchmarks.ours import Ours
from bpm.expressions import compile_expression

VARIABLES = {f"amount_{number}": number * 100 for number in range(8)} | {"kind": "large"}
DECLARED = extensions(*(f'<lz:variable name="{name}" type="{"text" if name == "kind" else "integer"}"/>' for name in VARIABLES))
THREE_TERMS = "amount_7 > 500 and kind == 'large' and ticket.queue != 'Junk'"
ALL_NAMES = (
    "amount_0 + amount_1 + amount_2 + amount_3 < 1000 and amount_4 + amount_5 < amount_6 + amount_7 and kind + ticket.queue == 'largeRaw'"
)
RUNS = 20_000


def measure() -> list[Figure]:
    """Three terms, all of them asked: three names out of ten, and all ten names."""
    tasks = node("startEvent", "begin"), node("userTask", "decide"), node("endEvent", "end"), chain("begin", "decide", "end")
    ours = Ours(model(document("asking", DECLARED, *tasks)), VARIABLES)
    token = ours.instance.all_tokens[0]
    ours.answer(token)
    names = token.names
    return [
        figure("condition of three terms over ten names", THREE_TERMS, names, 10),
        figure("condition of three terms that reads all ten names", ALL_NAMES, names, None),
    ]


def figure(what: str, text: str, names: object, target: float | None) -> Figure:
    """The median in microseconds."""
    condition = compile_expression(text)
    assert condition.truth(names) is True  # type: ignore[arg-type]
    times = seconds_of_each(lambda: condition.truth(names), RUNS)  # type: ignore[arg-type]
    return Figure(what=what, value=median(times) * 1e6, unit="µs", target=target, details={"text": text, "runs": RUNS})
