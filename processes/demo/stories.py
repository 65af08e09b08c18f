"""The stories of the demo company: what happens in each, and how many working hours before the end of the play it begins.

The earlier ones are told first, so that a small company has each stage, too.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from processes.demo import acts, forms
from processes.demo.on_call import ON_CALL
from processes.demo.people import ADMIN, AGENT
from processes.demo.purchases import PURCHASES
from processes.demo.repairs import REPAIRS
from processes.demo.story import AT_ONCE, DAY, HOUR, LATER, MINUTE, SOMETIME, SOON, WORKDAY, Beat, Hours, Story

# ------------------------------------------------------------------------------------------------ what happens
MAIL, CALL = Beat(AT_ONCE, acts.mail_comes), Beat(AT_ONCE, acts.phone_rings)
MAIL_AGAIN = Beat(SOON, acts.mail_comes_again)
TAKEN, NOTED, ANSWERED = Beat(SOON, acts.take), Beat(SOON, acts.note), Beat(SOMETIME, acts.answer)
REPLIED, FINISHED = Beat(SOMETIME, acts.customer_replies), Beat(SOMETIME, acts.finish)
URGENT, HANDED_ON = Beat(SOON, acts.make_urgent), Beat(SOMETIME, acts.hand_on)
CAME_BACK = Beat(LATER, acts.customer_comes_back)
REMINDER, CLOSING = "pending reminder", "pending auto close+"
PUT_OFF = Beat(SOON, acts.putting_off(REMINDER, 20 * HOUR, 30 * HOUR))
TAKEN_UP = Beat((10.0, 16.0), acts.take_up)
LEFT_TO_CLOSE = Beat(SOON, acts.putting_off(CLOSING, 2 * DAY, 4 * DAY))
REMINDED_SOON = Beat(SOON, acts.putting_off(REMINDER, 3 * MINUTE, 90 * MINUTE, from_end=True))
REMINDED_LATER = Beat(SOON, acts.putting_off(REMINDER, DAY, 6 * DAY, from_end=True))
CLOSED_SOON = Beat(SOON, acts.putting_off(CLOSING, 5 * MINUTE, 3 * HOUR, from_end=True))
CLOSED_LATER = Beat(SOON, acts.putting_off(CLOSING, DAY, 4 * DAY, from_end=True))
WORKED_ON = (MAIL, TAKEN, ANSWERED, REPLIED)
RECENTLY: Final[Hours] = (13.0, 20.0)
OFFICE: Final = ("sofie.krause",)
LEAVE = Beat(AT_ONCE, forms.asks_for_leave)
REPORTED = Beat(AT_ONCE, forms.reports("team"))
ORDERED, CLAIMED = Beat(AT_ONCE, forms.orders), Beat(AT_ONCE, forms.claims_expenses)
PAID = Beat(SOMETIME, forms.answers("take_payment", payment="received"))
PACKED = Beat(SOMETIME, forms.answers("pack_goods", stock="complete"))
DELIVERED = Beat(LATER, forms.answers("report_delivery", delivery="kept"))
CAME_BACK_GOODS = Beat(LATER, forms.answers("report_delivery", delivery="returned"))
APPROVED = Beat(LATER, forms.answers("judge", verdict="approved"))
PLANNED, ANNOUNCED = Beat(AT_ONCE, forms.plans_change), Beat(AT_ONCE, forms.announces)
VOTED = Beat(SOMETIME, forms.answers("ballot", at="cast_vote", vote="for"))
CARRIED_OUT = Beat((7 * WORKDAY, 8 * WORKDAY), forms.answers("outcome", change_result="works"))
CONTRACT = Beat(SOMETIME, forms.answers("contract_signed", at="contract"))
DESK_READY = Beat(SOMETIME, forms.answers("made_ready", at="workplace"))
COMPUTER_OUT = Beat(SOMETIME, forms.answers("take_from_store", at="take_out", tag="NB-1207"))
COMPUTER_READY = Beat(SOMETIME, forms.answers("installed", at="install"))
WELCOMED = Beat((14 * WORKDAY, 15 * WORKDAY), forms.answers("made_ready", at="welcome"))
ALL_READY = (CONTRACT, DESK_READY, COMPUTER_OUT, COMPUTER_READY)

REQUESTS: Final = (
    Story(name="new", share=8, beats=(MAIL,), age=(0.1, 2.0)),
    Story(name="soon late", share=3, beats=(MAIL,), age=(3.0, 3.9)),
    Story(name="late", share=5, beats=(MAIL,), age=(5.0, 20.0)),
    Story(name="in work", share=10, beats=(MAIL, TAKEN, NOTED), age=(3.0, 12.0)),
    Story(name="customer waits", share=8, beats=(*WORKED_ON, URGENT), age=(12.0, 24.0)),
    Story(name="reminded soon", share=5, beats=(*WORKED_ON, REMINDED_SOON), age=RECENTLY),
    Story(name="reminded later", share=7, beats=(*WORKED_ON, REMINDED_LATER), age=RECENTLY),
    Story(name="closed soon", share=3, beats=(MAIL, TAKEN, ANSWERED, CLOSED_SOON), age=RECENTLY),
    Story(name="closed later", share=4, beats=(MAIL, TAKEN, ANSWERED, CLOSED_LATER), age=RECENTLY),
    Story(name="closed", share=8, beats=(*WORKED_ON, FINISHED)),
    Story(name="merged", share=3, beats=(MAIL, MAIL_AGAIN, TAKEN, Beat(SOON, acts.merge), ANSWERED, FINISHED), tickets=2),
    Story(name="linked", share=2, beats=(MAIL, MAIL_AGAIN, TAKEN, Beat(SOON, acts.link), ANSWERED, FINISHED), tickets=2),
    Story(name="opened again", share=4, beats=(*WORKED_ON, FINISHED, CAME_BACK), age=(24.0, 60.0)),
    Story(name="closed again", share=3, beats=(*WORKED_ON, FINISHED, CAME_BACK, ANSWERED, FINISHED), age=(8 * WORKDAY, 42 * WORKDAY)),
    Story(name="handed on", share=8, beats=(MAIL, TAKEN, URGENT, HANDED_ON, NOTED, ANSWERED), age=(14.0, 30.0)),
    Story(name="handed on and closed", share=4, beats=(CALL, NOTED, HANDED_ON, ANSWERED, REPLIED, FINISHED)),
    Story(name="put off and closed", share=4, beats=(CALL, PUT_OFF, TAKEN_UP, ANSWERED, FINISHED)),
    Story(name="closed by itself", share=4, beats=(MAIL, TAKEN, ANSWERED, LEFT_TO_CLOSE)),
    Story(name="in vain", share=2, beats=(MAIL, TAKEN, NOTED, Beat(SOMETIME, acts.give_in))),
    Story(name="invoice", share=4, beats=(MAIL, TAKEN), age=(2.0, 20.0), about="invoices", queue="Accounting", team=OFFICE),
    Story(name="invoice settled", share=4, beats=(*WORKED_ON, FINISHED), about="invoices", queue="Accounting", team=OFFICE),
)
PROCESSES: Final = (
    Story(name="incident", share=3, beats=(REPORTED,), age=(0.3, 3.0), about="broken", team=(AGENT,)),
    Story(
        name="incident handed on",
        share=2,
        beats=(REPORTED, Beat(SOON, forms.at_first_level("handed_on"))),
        age=(2.0, 4.0),
        about="broken",
        team=(AGENT,),
    ),
    Story(
        name="incident solved",
        share=6,
        beats=(REPORTED, Beat(SOON, forms.at_first_level("handed_on")), Beat(SOON, forms.at_second_level)),
        about="broken",
        team=(AGENT,),
    ),
    Story(name="leave", share=3, beats=(LEAVE,), age=(1.0, 24.0), about="leave", team=(ADMIN,), staff=True),
    Story(
        name="leave in question",
        share=2,
        beats=(LEAVE, Beat(SOMETIME, forms.rules("question"))),
        age=(6.0, 20.0),
        about="leave",
        team=(ADMIN,),
        staff=True,
    ),
    Story(name="leave granted", share=5, beats=(LEAVE, Beat(LATER, forms.rules("granted"))), about="leave", team=(ADMIN,), staff=True),
    Story(
        name="leave corrected",
        share=2,
        beats=(LEAVE, Beat(LATER, forms.rules("question")), Beat(SOMETIME, forms.corrects_leave), Beat(LATER, forms.rules("granted"))),
        about="leave",
        team=(ADMIN,),
        staff=True,
    ),
    Story(name="leave refused", share=1, beats=(LEAVE, Beat(LATER, forms.rules("refused"))), about="leave", team=(ADMIN,), staff=True),
    Story(
        name="leave withdrawn",
        share=1,
        beats=(LEAVE, Beat(LATER, forms.rules("question")), Beat(LATER, forms.withdraws)),
        about="leave",
        team=(ADMIN,),
        staff=True,
    ),
    Story(name="order", share=3, beats=(ORDERED,), age=(0.5, 10.0), about="goods", team=OFFICE),
    Story(name="order packed", share=2, beats=(ORDERED, PAID, PACKED), age=(11.0, 18.0), about="goods", team=OFFICE),
    Story(name="order delivered", share=6, beats=(ORDERED, PAID, PACKED, DELIVERED), about="goods", team=OFFICE),
    Story(name="order returned", share=1, beats=(ORDERED, PAID, PACKED, CAME_BACK_GOODS), about="goods", team=OFFICE),
    Story(name="expenses", share=2, beats=(CLAIMED,), age=(1.0, 12.0), about="journeys", team=OFFICE, staff=True),
    Story(name="expenses paid", share=4, beats=(CLAIMED, APPROVED, Beat(SOMETIME, forms.pays)), about="journeys", team=OFFICE, staff=True),
    Story(name="change in the vote", share=1, beats=(PLANNED, VOTED), age=(6.0, 10.0), about="changes", team=(ADMIN,), staff=True),
    Story(name="change accepted", share=1, beats=(PLANNED, VOTED, VOTED), age=(11.0, 16.0), about="changes", team=(ADMIN,), staff=True),
    Story(
        name="change done",
        share=2,
        beats=(PLANNED, VOTED, VOTED, CARRIED_OUT),
        age=(10 * WORKDAY, 40 * WORKDAY),
        about="changes",
        team=(ADMIN,),
        staff=True,
    ),
    Story(name="new colleague", share=1, beats=(ANNOUNCED, CONTRACT), age=(6.0, 12.0), about="colleagues", team=(ADMIN,), staff=True),
    Story(
        name="new colleague has begun",
        share=1,
        beats=(ANNOUNCED, *ALL_READY, WELCOMED),
        age=(20 * WORKDAY, 40 * WORKDAY),
        about="colleagues",
        team=(ADMIN,),
        staff=True,
    ),
)
STORIES: Final = (*REQUESTS, *PROCESSES, *REPAIRS, *PURCHASES, *ON_CALL)
BY_NAME: Final[Mapping[str, Story]] = {story.name: story for story in STORIES}


def told(tickets: int) -> Iterator[Story]:
    """Stories of that many tickets in all: each of them once, then as often as their shares say, evenly mixed."""
    further = sorted((place / (story.share), name) for name, story in BY_NAME.items() for place in range(1, story.share))
    left = tickets
    while left > 0:
        for story in (*STORIES, *(BY_NAME[name] for _, name in further)):
            if story.tickets <= left:
                left -= story.tickets
                yield story
            if not left:
                return
