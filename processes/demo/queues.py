"""Where the demo company works: its calendar, its queues with what they promise, the addresses and signatures they write with, services."""

from collections.abc import Mapping
from typing import Any, Final

from desk.actors import SYSTEM
from desk.agents import Agent
from desk.calendars import Calendar
from desk.groups import Group
from desk.personal_queues import choose_queues
from desk.queues import Queue
from desk.services import Service
from desk.signatures import Signature
from desk.slas import Sla
from desk.system_addresses import SystemAddress
from processes.demo.marking import MARK, ensured
from processes.demo.people import ADMIN, AGENT, ZONE

CALENDAR: Final = "Demo office hours"
SIGNATURE: Final = "Demo signature"
WORKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri")
HOURS: Final = {day: [["08:00", "12:00"], ["12:30", "17:00"]] for day in WORKDAYS}
ALL_HOURS: Final = "Demo around the clock"
DAYS: Final = (*WORKDAYS, "Sat", "Sun")
HOUR: Final = 60
PROMISED: Final = {
    "first_response_minutes": 4 * HOUR,
    "first_response_notify_percent": 60,
    "update_minutes": 16 * HOUR,
    "update_notify_percent": 80,
    "solution_minutes": 40 * HOUR,
    "solution_notify_percent": 80,
}
TEXT: Final = """\
Mit freundlichen Grüßen / Kind regards
<OTRS_CURRENT_UserFirstname> <OTRS_CURRENT_UserLastname>
Morgenrot Haushaltstechnik"""
DESK, ON_CALL = "Service desk", "On call"
FAST: Final = {  # so that something runs out while somebody looks
    "first_response_minutes": HOUR // 2,
    "first_response_notify_percent": 60,
    "update_minutes": 2 * HOUR,
    "update_notify_percent": 80,
    "solution_minutes": 4 * HOUR,
    "solution_notify_percent": 80,
    "unlock_timeout_minutes": 3 * HOUR,
}
REPAIRED: Final = {
    "first_response_minutes": 8 * HOUR,
    "first_response_notify_percent": 70,
    "solution_minutes": 80 * HOUR,
    "solution_notify_percent": 80,
}
# queue -> its group, the part of its address before the @, and what else there is to say
QUEUES: Final[Mapping[str, tuple[str, str, Mapping[str, Any]]]] = {
    DESK: ("service-desk", "hilfe", {**PROMISED, "unlock_timeout_minutes": 24 * HOUR}),
    "Second level": ("specialists", "second-level", {"solution_minutes": 24 * HOUR, "solution_notify_percent": 70}),
    ON_CALL: ("specialists", "notdienst", FAST),
    "Repairs": ("repair-desk", "reparatur", REPAIRED),
    "Purchasing": ("purchasing", "einkauf", {}),
    "Human resources": ("managers", "personal", {}),
    "Accounting": ("accounting", "buchhaltung", {"update_minutes": 24 * HOUR, "update_notify_percent": 80}),
    "Orders": ("store", "bestellung", {}),
    "Changes": ("changes", "changes", {}),
}
# whoever looks after a queue is told what is new in it, and what is late
LOOKED_AFTER: Final[Mapping[str, tuple[str, ...]]] = {
    AGENT: (DESK, ON_CALL),
    ADMIN: ("Repairs", "Changes", "Human resources"),
    "ben.okoro": (DESK,),
    "sofie.krause": ("Purchasing", "Accounting", "Orders"),
    "mira.lindqvist": ("Second level", ON_CALL),
}
SERVICES: Final = ("Workplace", "Workplace::Computer", "Workplace::Telephone", "Network", "Network::VPN")
SLA: Final = "Demo: fast help"


def furnish() -> None:
    """Make what is missing, in the open unit of work."""
    calendar = ensured(Calendar, CALENDAR, time_zone=ZONE, hours=HOURS, country="DE", region="BE")
    always = ensured(Calendar, ALL_HOURS, time_zone=ZONE, hours={day: [["00:00", "24:00"]] for day in DAYS})
    signature = ensured(Signature, SIGNATURE, text=TEXT)
    for name, (group, mailbox, promised) in QUEUES.items():
        hours = always if name == ON_CALL else calendar
        queue = ensured(Queue, name, group=Group.named(group), calendar=hours, signature=signature, **promised)
        if queue.comment.startswith(MARK):
            address = ensured(SystemAddress, f"{mailbox}@demo.example", display_name=f"Morgenrot {name}", queue=queue)
            queue.change(system_address=address, actor=SYSTEM)
    for login, names in LOOKED_AFTER.items():
        choose_queues(Agent.named(login), [Queue.named(name) for name in names], actor=SYSTEM)
    services = [ensured(Service, name, for_all=True) for name in SERVICES]
    ensured(Sla, SLA, services=services, calendar=calendar, first_response_minutes=HOUR, solution_minutes=8 * HOUR)
