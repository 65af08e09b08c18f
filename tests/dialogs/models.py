"""Dialogs for tests: one with whatever is put into it, at the only activity of a small process."""

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from desk.actors import SYSTEM, Actor
from desk.queues import Queue
from dialogs import activity_dialog
from dialogs.activity_dialog import ActivityDialog
from dialogs.reader import Reader
from foundation.db import db
from processes import runner
from processes.activities import IS_OPEN, Activity
from processes.tickets.ticket import Ticket
from tests.processes.bpmn_text import flows, node, ours, process
from tests.processes.models import deployed

ENGLISH = Reader("en", ZoneInfo("UTC"))
GERMAN = Reader("de", ZoneInfo("Europe/Berlin"))


def dialog_xml(parts: str, *, dialog_id: str = "form", attributes: str = "", audience: str = "agent customer") -> str:
    return f'<lz:dialog id="{dialog_id}" label="Form" for="{audience}" {attributes}>{parts}</lz:dialog>'


def one_dialog(parts: str, *, declares: str = "", attributes: str = "", may: str = "", also: tuple[str, ...] = ()) -> str:
    """A process that asks once: activity `work` with the dialog `form`, then ends."""
    return process(
        "asks",
        node("startEvent", "start"),
        node("userTask", "work", ours('<lz:offers dialog="form"/>', *also, may)),
        node("endEvent", "over"),
        flows("start > work > over"),
        declares=declares + dialog_xml(parts, attributes=attributes),
    )


def begun(model: str, *, queue: Queue | None = None, **wanted: Any) -> Ticket:
    version = deployed(model)
    wanted.setdefault("title", "T")
    return runner.open_ticket(queue=queue or Queue.default(), actor=SYSTEM, process_id=version.definition.process_id, **wanted)


def opened(ticket: Ticket) -> Activity:
    return db.session.scalars(select(Activity).where(Activity.ticket_id == ticket.id, IS_OPEN).order_by(Activity.id)).first()  # type: ignore[return-value]


def dialog_of(ticket: Ticket, *, actor: Actor = SYSTEM, reader: Reader = ENGLISH, dialog: str | None = "form") -> ActivityDialog:
    return activity_dialog.at(opened(ticket).id, dialog, actor=actor, reader=reader)


def sent(**answers: Any) -> MultiDict[str, str]:
    """What a browser sends: answers by name; names that begin with `article_` are of the article, `seen` and `shown` stay."""
    found: list[tuple[str, str]] = []
    for name, value in answers.items():
        key = name if name in {"seen", "shown"} else f"article-{name[8:]}" if name.startswith("article_") else f"answer-{name}"
        found += [(key, str(each)) for each in (value if isinstance(value, list) else [value])]
    return MultiDict(found)
