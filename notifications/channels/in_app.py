"""Channel: a note in the agent's inbox."""

from notifications import inbox
from notifications.channels import Telling, channels


@channels.register("in-app")
def note(telling: Telling) -> bool:
    """Put a note into the inbox; only agents have one."""
    if telling.agent_id is None:
        return False
    inbox.put(agent_id=telling.agent_id, ticket_id=telling.ticket_id, subject=telling.subject, body=telling.body)
    return True
