"""Purchases in all stages: what is said in the dialogs of `purchase_order`, and the stories made of it."""

from datetime import timedelta
from typing import Any, Final

from desk.agents import Agent
from foundation.clock import now
from processes.demo.acts import Act, Play
from processes.demo.people import ADMIN
from processes.demo.story import AT_ONCE, LATER, SOMETIME, WORKDAY, Beat, Story
from processes.tickets.articles import Channel
from processes.tickets.new_articles import NewArticle

BUYER: Final = "sofie.krause"


def requests(least: int, most: int) -> Act:
    """Somebody of the house wants something that costs so much."""

    def request(play: Play) -> None:
        wanted: dict[str, Any] = {
            "po_subject": play.topic.subject,
            "po_items": play.topic.body,
            "po_amount": f"{play.chance.randint(least, most)}.{play.chance.choice(('00', '50', '90'))}",
            "po_cost_centre": play.chance.choice(("4100", "4210", "4300")),
            "po_supplier": play.topic.answer,
        }
        play.begin("purchase_order", "requisition", by=play.customer_user.actor, **wanted)

    return request


def approves(play: Play) -> None:
    """For the cost centre."""
    play.complete("approve", by=Agent.named(ADMIN).actor, at="approve_budget")


def finance_approves(play: Play) -> None:
    play.complete("approve", by=play.owner.actor, at="approve_finance")


def refuses(play: Play) -> None:
    play.complete("refuse", by=Agent.named(ADMIN).actor, at="approve_budget", po_refusal=play.topic.note)


def sends_order(play: Play) -> None:
    play.complete("ordering", by=play.owner.actor, at="send_order", order_number=f"B-{play.chance.randint(1_000, 9_999)}")


def notes_confirmation(play: Play) -> None:
    day = (now() + timedelta(days=play.chance.randint(4, 7))).date()
    play.complete("confirmation", by=play.owner.actor, at="note_confirmation", confirmed_for=day.isoformat())


def receives(how: str) -> Act:
    """The goods are there, all of them or not."""

    def receive(play: Play) -> None:
        said = NewArticle("", play.topic.reply, channel=Channel.INTERNAL) if how == "incomplete" else None
        play.complete("receipt", by=play.customer_user.actor, at="take_delivery", article=said, po_receipt=how)

    return receive


def claims_rest(play: Play) -> None:
    day = (now() + timedelta(days=play.chance.randint(3, 6))).date()
    play.complete("claim", by=play.owner.actor, at="claim_rest", po_delivery_on=day.isoformat())


# ------------------------------------------------------------------------------------------------ stories
SMALL, USUAL, DEAR = (Beat(AT_ONCE, requests(*sums)) for sums in ((60, 240), (300, 950), (1_100, 4_000)))
APPROVED, FINANCE_APPROVED, REFUSED = Beat(LATER, approves), Beat(SOMETIME, finance_approves), Beat(LATER, refuses)
ORDERED, CONFIRMED = Beat(SOMETIME, sends_order), Beat(LATER, notes_confirmation)
DELIVERY: Final = (3 * WORKDAY, 5 * WORKDAY)
RECEIVED, INCOMPLETE = Beat(DELIVERY, receives("complete")), Beat(DELIVERY, receives("incomplete"))
CLAIMED = Beat(SOMETIME, claims_rest)
LONG_AGO: Final = (16 * WORKDAY, 42 * WORKDAY)


def purchase(name: str, share: int, *beats: Beat, age: tuple[float, float] = LONG_AGO) -> Story:
    return Story(name=f"purchase {name}", share=share, beats=beats, age=age, about="purchases", team=(BUYER,), staff=True)


PURCHASES: Final = (
    purchase("to be approved", 2, DEAR, age=(0.5, 8.0)),
    purchase("approved by one of two", 1, DEAR, FINANCE_APPROVED, age=(6.0, 12.0)),
    purchase("approval brought to mind", 1, USUAL, age=(28.0, 34.0)),
    purchase("approved", 1, USUAL, APPROVED, age=(15.0, 20.0)),
    purchase("refused", 1, DEAR, REFUSED),
    purchase("ordered", 1, DEAR, FINANCE_APPROVED, APPROVED, ORDERED, age=(25.0, 28.0)),
    purchase("on its way", 1, USUAL, APPROVED, ORDERED, CONFIRMED, age=(34.0, 40.0)),
    purchase("received", 3, USUAL, APPROVED, ORDERED, CONFIRMED, RECEIVED),
    purchase("received in two parts", 2, DEAR, FINANCE_APPROVED, APPROVED, ORDERED, CONFIRMED, INCOMPLETE, CLAIMED, RECEIVED),
    purchase("without asking anybody", 1, SMALL, ORDERED, CONFIRMED, RECEIVED),
)
