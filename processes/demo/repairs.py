"""Repairs in all stages: what customers, the desk and the workshop say in the dialogs of `repair_rma`, and the stories made of it."""

from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from foundation import blobs
from foundation.clock import now
from processes.demo import acts
from processes.demo.acts import Act, Play
from processes.demo.people import AGENT
from processes.demo.story import AT_ONCE, DAY, HOUR, LATER, MINUTE, SOMETIME, SOON, WORKDAY, Beat, Story, punctually

PHOTO: Final = Path(__file__).with_name("photo.png")
MOST_BYTES: Final = 1 << 20
WITH_PHOTO: Final = 0.6  # of those who report something


def reports_damage(play: Play, *, shows: bool = False) -> None:
    device: dict[str, Any] = {
        "rma_article": play.topic.subject,
        "rma_serial": f"MH-{play.chance.randint(10_000, 99_999)}",
        "rma_bought_on": (now().date() - timedelta(days=play.chance.randint(60, 1_200))).isoformat(),
        "rma_damage": play.topic.body,
    }
    if shows or play.chance.random() < WITH_PHOTO:
        content = PHOTO.read_bytes()
        device["rma_photo"] = {"sha256": blobs.put(content, most_bytes=MOST_BYTES).sha256, "name": PHOTO.name, "size": len(content)}
    play.begin("repair_rma", "report_damage", by=play.customer_user.actor, **device)


def reports_with_photo(play: Play) -> None:
    reports_damage(play, shows=True)


def finds(finding: str, *, needs_part: bool = False) -> Act:
    """The desk says what is wrong with a device."""

    def check(play: Play) -> None:
        part: dict[str, Any] = {"rma_part": play.topic.note} if needs_part else {}
        play.complete("finding", by=play.owner.actor, rma_finding=finding, rma_diagnosis=play.topic.answer, **part)

    return check


def offers(play: Play) -> None:
    play.complete("pricing", by=play.owner.actor, rma_price=f"{play.chance.randint(39, 189)}.00")


def answers_offer(answer: str) -> Act:
    """The customer accepts or refuses the price."""

    def answer_offer(play: Play) -> None:
        play.complete("answer", by=play.customer_user.actor, rma_answer=answer)

    return answer_offer


def orders_part(least: int, most: int) -> Act:
    """The workshop orders a spare part, which is promised for a day so many days from then."""

    def order_part(play: Play) -> None:
        due = now().date() + timedelta(days=play.chance.randint(least, most))
        play.complete("part_ordered", by=play.colleague.actor, rma_part_due=due.isoformat())

    return order_part


def takes_in_part(play: Play) -> None:
    play.complete("part_here", by=play.colleague.actor)


def repairs(play: Play) -> None:
    play.complete("repair_done", by=play.owner.actor, rma_work=play.topic.reply)


def sends_back(play: Play) -> None:
    play.complete("parcel", by=play.owner.actor, rma_parcel=f"{play.chance.randint(10**11, 10**12 - 1)}")


# ------------------------------------------------------------------------------------------------ stories
REPORTED, SHOWN = Beat(AT_ONCE, reports_damage), Beat(AT_ONCE, reports_with_photo)
TAKEN = Beat(SOON, acts.take)
PRICED, FREE = Beat(LATER, finds("paid")), Beat(LATER, finds("warranty"))
PRICED_WITH_PART, FREE_WITH_PART = Beat(LATER, finds("paid", needs_part=True)), Beat(LATER, finds("warranty", needs_part=True))
BEYOND = Beat(LATER, finds("beyond"))
OFFERED = Beat(SOMETIME, offers)
ACCEPTED, REFUSED = Beat(LATER, answers_offer("accepted")), Beat(LATER, answers_offer("refused"))
PART_ORDERED, PART_SOON = Beat(SOMETIME, orders_part(8, 12)), Beat(SOMETIME, orders_part(2, 3))
PART_CAME = Beat((2 * WORKDAY, 3 * WORKDAY), takes_in_part)
REPAIRED, RETURNED = Beat(LATER, repairs), Beat(SOMETIME, sends_back)
LONG_AGO: Final = (18 * WORKDAY, 42 * WORKDAY)
OVER_TIME: Final = 80.0  # hours, which the queue promises


def repair(name: str, share: int, *beats: Beat, age: tuple[float, float] = LONG_AGO) -> Story:
    return Story(name=f"repair {name}", share=share, beats=beats, age=age, about="devices", team=(AGENT,))


def offered_before(before_end: timedelta) -> tuple[Beat, ...]:
    """An offer that was made just so long before the end."""
    return (
        punctually(before_end + DAY, reports_damage),
        punctually(before_end + 5 * HOUR, finds("paid")),
        punctually(before_end, offers),
    )


REPAIRS: Final = (
    repair("reported", 2, SHOWN, age=(0.5, 6.0)),
    repair("being checked", 1, SHOWN, TAKEN, age=(4.0, 8.0)),
    repair("offered", 2, REPORTED, TAKEN, PRICED, OFFERED, age=(22.0, 32.0)),
    repair("soon brought to mind", 1, *offered_before(7 * DAY - 6 * MINUTE)),
    repair("offer soon over", 1, *offered_before(14 * DAY - 11 * MINUTE)),
    repair("accepted", 1, REPORTED, PRICED, OFFERED, ACCEPTED, age=(36.0, 44.0)),
    repair("refused", 1, REPORTED, PRICED, OFFERED, REFUSED, age=(36.0, 40.0)),
    repair("waiting for a part", 2, REPORTED, FREE_WITH_PART, PART_ORDERED, age=(22.0, 34.0)),
    repair("part late", 1, REPORTED, PRICED_WITH_PART, OFFERED, ACCEPTED, PART_SOON, age=(70.0, 74.0)),
    repair("escalated", 1, SHOWN, PRICED, OFFERED, ACCEPTED, age=(OVER_TIME + 4, OVER_TIME + 20)),
    repair("soon escalated", 1, REPORTED, FREE_WITH_PART, PART_ORDERED, age=(OVER_TIME - 0.4, OVER_TIME - 0.1)),
    repair("done", 3, REPORTED, PRICED, OFFERED, ACCEPTED, REPAIRED, RETURNED),
    repair("done under warranty", 2, REPORTED, FREE_WITH_PART, PART_ORDERED, PART_CAME, REPAIRED, RETURNED),
    repair("done at once", 1, SHOWN, FREE, REPAIRED, RETURNED),
    repair("returned as it was", 1, REPORTED, PRICED, OFFERED, REFUSED, RETURNED),
    repair("beyond repair", 1, SHOWN, BEYOND, RETURNED),
)
