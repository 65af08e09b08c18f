"""What moves soon after the demo company was loaded, at any hour: its emergency service promises much, and something is just running out.

The times are those before the end of the play, so each says when something happens after it: a mail of 14 minutes ago is warned of after 4
more, since a first answer is promised within 30 minutes and warned of after 18.
"""

from typing import Final

from processes.demo import acts, forms, queues
from processes.demo.people import AGENT
from processes.demo.story import DAY, HOUR, MINUTE, Beat, Story, punctually


def on_call(name: str, *beats: Beat) -> Story:
    return Story(name=f"on call, {name}", share=1, beats=beats, about="emergencies", queue=queues.ON_CALL, team=(AGENT,))


def answered_before(minutes: int) -> tuple[Beat, ...]:
    """Somebody has called for help and got an answer that many minutes before the end."""
    return (
        punctually((minutes + 20) * MINUTE, acts.mail_comes),
        punctually((minutes + 15) * MINUTE, acts.take),
        punctually(minutes * MINUTE, acts.answer),
    )


def put_off(state: str, minutes: int) -> Beat:
    """Wait until that many minutes after the end."""
    return punctually(10 * MINUTE, acts.putting_off(state, minutes * MINUTE, minutes * MINUTE, from_end=True))


ON_CALL: Final = (
    on_call("closes soon", *answered_before(25), put_off("pending auto close+", 2)),
    on_call("new", punctually(14 * MINUTE, acts.mail_comes)),
    on_call("brought to mind soon", *answered_before(30), put_off("pending reminder", 5)),
    on_call("not answered", punctually(23 * MINUTE, acts.mail_comes)),
    on_call("left alone", *answered_before(172)),
    on_call("customer waits", *answered_before(140), punctually(108 * MINUTE, acts.customer_replies)),
    Story(
        name="incident soon closed by silence",
        share=1,
        beats=(
            punctually(3 * DAY + HOUR, forms.reports("team")),
            punctually(3 * DAY - 9 * MINUTE, forms.at_first_level("solved")),
        ),
        about="broken",
        team=(AGENT,),
    ),
)
