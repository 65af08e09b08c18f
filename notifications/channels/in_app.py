"""Channel: a note in the agent's inbox."""

from foundation.db import db
from notifications.channels import Telling, channels
from notifications.inbox import InboxNote


@channels.register("in-app")
def note(telling: Telling) -> bool:
    """Put a note into the inbox; only agents have one."""
    if telling.agent_id is None:
        return False
    db.session.add(InboxNote(agent_id=telling.agent_id, ticket_id=telling.ticket_id, subject=telling.subject, body=telling.body))
    return True
