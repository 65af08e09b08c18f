"""The notifications a new house begins with: those of OTRS about tickets, under its names, with texts of our own.

Each is planted once and then belongs to the administrators, as all seeds do (`desk/seeds.py`).
"""

from typing import Any, Final

from sqlalchemy import func, select

from desk.actors import SYSTEM
from desk.seeds import PlantedSeed
from foundation.clock import now
from foundation.db import db
from foundation.unit_of_work import current_work
from notifications.occasions import Occasion
from notifications.rules import Notification, Visibility
from notifications.shipped_texts import texts_of
from processes.tickets.articles import Channel

CHANNELS: Final = ("in-app", "email")
LOCKED, UNLOCKED = ["lock", "tmp_lock"], ["unlock"]
VISIBLE: Final = {"visibility": Visibility.SWITCHABLE.value}
SHIPPED: Final[dict[str, dict[str, Any]]] = {
    "Ticket create notification": {"occasions": [Occasion.NEW_TICKET], "recipients": ["my-queues", "my-services"], **VISIBLE},
    "Ticket follow-up notification (unlocked)": {
        "occasions": [Occasion.FOLLOW_UP],
        "recipients": ["owner", "watchers", "my-queues", "my-services"],
        "ticket_filter": {"lock": UNLOCKED},
        **VISIBLE,
    },
    "Ticket follow-up notification (locked)": {
        "occasions": [Occasion.FOLLOW_UP],
        "recipients": ["owner", "responsible", "watchers"],
        "ticket_filter": {"lock": LOCKED},
        **VISIBLE,
    },
    "Ticket lock timeout notification": {"occasions": [Occasion.LOCK_TIMEOUT], "recipients": ["owner"], **VISIBLE},
    "Ticket owner update notification": {"occasions": [Occasion.OWNER_UPDATE], "recipients": ["owner"]},
    "Ticket responsible update notification": {"occasions": [Occasion.RESPONSIBLE_UPDATE], "recipients": ["responsible"]},
    "Ticket new note notification": {"occasions": [Occasion.NOTE_ADDED], "recipients": ["owner", "responsible", "watchers"]},
    "Ticket queue update notification": {"occasions": [Occasion.MOVED], "recipients": ["my-queues"], **VISIBLE},
    "Ticket pending reminder notification (locked)": {
        "occasions": [Occasion.PENDING_REMINDER],
        "recipients": ["owner", "responsible"],
        "ticket_filter": {"lock": LOCKED},
        "once_a_day": True,
    },
    "Ticket pending reminder notification (unlocked)": {
        "occasions": [Occasion.PENDING_REMINDER],
        "recipients": ["owner", "responsible", "my-queues"],
        "ticket_filter": {"lock": UNLOCKED},
        "once_a_day": True,
    },
    "Ticket escalation notification": {"occasions": [Occasion.ESCALATION], "recipients": ["my-queues"], "once_a_day": True},
    "Ticket escalation warning notification": {"occasions": [Occasion.ESCALATION_SOON], "recipients": ["my-queues"], "once_a_day": True},
    "Ticket service update notification": {"occasions": [Occasion.SERVICE_UPDATE], "recipients": ["my-services"], **VISIBLE},
    "Email Delivery Failure": {
        "occasions": [Occasion.DELIVERY_FAILURE],
        "recipients": ["responsible", "owner"],
        "named_recipients": {"groups": ["admin"]},
        "article_filter": {"channel": [Channel.EMAIL.value]},
    },
}


def plant() -> list[str]:
    """Plant what was not planted yet, in the open unit of work, after the seeds of the desk; returns the keys of what is new."""
    current_work()
    planted = set(db.session.scalars(select(PlantedSeed.key)))
    new = [name for name in SHIPPED if key_of(name) not in planted]
    for name in new:
        found = db.session.scalar(select(Notification).where(func.lower(Notification.name) == name.lower()))
        record = found or Notification.create(actor=SYSTEM, name=name, **values_of(name))
        db.session.add(PlantedSeed(key=key_of(name), record_id=record.id, planted_at=now()))
        db.session.flush()
    return [key_of(name) for name in new]


def values_of(name: str) -> dict[str, Any]:
    """The shipped values of a notification, with its texts."""
    values = SHIPPED[name]
    occasions = [occasion.value for occasion in values["occasions"]]
    return {**values, "occasions": occasions, "channels": list(CHANNELS), "texts": texts_of(name)}


def key_of(name: str) -> str:
    return f"{Notification.__tablename__}:{name}"
