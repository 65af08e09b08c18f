"""What an entry says, as a sentence: for each event phrases from the fullest to the barest; the first that has all it needs is used.

An entry holds names as they were, and may be old, erased or of another version: the last phrase of each event needs nothing. Phrases are
the ids of their translations (`german.py`).
"""

import string
from collections.abc import Mapping
from functools import cache
from typing import Any

from processes.events import Event
from processes.telling.german import GERMAN

E = Event
LANGUAGES: dict[str, Mapping[str, str]] = {"en": {}, "de": GERMAN}
LONGEST_VALUE = 200  # characters
ENDINGS = ("..", "!.", "?.", "….")
ERASED = "What this entry told was erased."


def changed(what: str) -> tuple[str, ...]:
    """The phrases of an attribute that has an old and a new value, either of which may be none."""
    phrases = ("changed from {old} to {new}", "set to {new}", "taken away; it was {old}", "changed")
    return tuple(f"{what} was {phrase}." for phrase in phrases)


def rewritten(what: str) -> tuple[str, ...]:
    """The same for what holds texts of people, which may be sentences themselves."""
    return (
        f"{what} was changed: {{old}} → {{new}}",
        f"{what} was set: {{new}}",
        f"{what} was emptied; it was: {{old}}",
        f"{what} was changed.",
    )


PHRASES: dict[Event, tuple[str, ...]] = {
    E.TICKET_CREATED: (
        "The ticket was created in the queue {queue}: {title}",
        "The ticket was created: {title}",
        "The ticket was created.",
    ),
    E.FOLLOWED_UP: ("The customer followed up: {subject}", "The customer followed up."),
    E.REOPENED: ("The ticket was opened again; it was {old}.", "The ticket was opened again."),
    E.MOVED: changed("The queue"),
    E.LOCKED: ("The ticket was locked.",),
    E.UNLOCKED: ("The ticket was unlocked: {reason}", "The ticket was unlocked."),
    E.OWNER_CHANGED: changed("The owner"),
    E.RESPONSIBLE_CHANGED: changed("The responsible agent"),
    E.PRIORITY_CHANGED: changed("The priority"),
    E.STATE_CHANGED: changed("The state"),
    E.PENDING_TIME_SET: changed("The time it waits until"),
    E.TYPE_CHANGED: changed("The type"),
    E.SERVICE_CHANGED: changed("The service"),
    E.SLA_CHANGED: changed("The SLA"),
    E.CUSTOMER_CHANGED: changed("The customer"),
    E.TITLE_CHANGED: rewritten("The title"),
    E.FIELD_CHANGED: (*rewritten("The field {field}"), "A field was changed."),
    E.ARCHIVED: ("The ticket was archived.",),
    E.RESTORED: ("The ticket was taken out of the archive.",),
    E.MERGED: ("The ticket {ticket} was merged into {into}.", "The ticket was merged."),
    E.SPLIT: ("The ticket {ticket} was split off.", "The ticket was split."),
    E.LINKED: ("The ticket was linked with {ticket} ({role}).", "The ticket was linked with {ticket}.", "The ticket was linked."),
    E.UNLINKED: ("The link with {ticket} ({role}) was removed.", "The link with {ticket} was removed.", "A link was removed."),
    E.WATCHED: ("{agent} watches the ticket.", "Somebody watches the ticket."),
    E.UNWATCHED: ("{agent} watches the ticket no more.", "Somebody watches the ticket no more."),
    E.TIME_BOOKED: ("{units} time units were booked.", "Time was booked."),
    E.NOTED: ("{comment}", "{reason}", "{text}", "Something was noted."),
    E.NOTE_ADDED: ("A note was added: {subject}", "A note was added."),
    E.PHONE_CALL_BY_AGENT: ("The customer was called: {subject}", "The customer was called."),
    E.PHONE_CALL_BY_CUSTOMER: ("The customer called: {subject}", "The customer called."),
    E.EMAIL_BY_AGENT: ("A mail was written to the customer: {subject}", "A mail was written to the customer."),
    E.EMAIL_BY_CUSTOMER: ("The customer wrote a mail: {subject}", "The customer wrote a mail."),
    E.ANSWER_SENT: ("An answer was sent: {subject}", "An answer was sent."),
    E.FORWARDED: ("An article was forwarded: {subject}", "An article was forwarded."),
    E.BOUNCED: ("A mail was bounced: {subject}", "A mail was bounced."),
    E.EMAIL_NOT_DELIVERED: (
        "A mail did not reach {recipients}: {problem}",
        "A mail was not delivered: {problem}",
        "A mail was not delivered.",
    ),
    E.EMAIL_RESENT: ("A mail was sent again: {subject}", "A mail was sent again."),
    E.WEB_REQUEST: ("The customer wrote on the web: {subject}", "The customer wrote on the web."),
    E.SYSTEM_REQUEST: ("A system wrote: {subject}", "A system wrote."),
    E.AUTO_REPLY_SENT: ("The customer was told that the request has come: {subject}", "The customer was told that the request has come."),
    E.AUTO_FOLLOW_UP_SENT: (
        "The customer was told that the follow-up has come: {subject}",
        "The customer was told that the follow-up has come.",
    ),
    E.AUTO_REJECT_SENT: (
        "The customer was told that the follow-up is refused: {subject}",
        "The customer was told that the follow-up is refused.",
    ),
    E.LOOP_PROTECTED: ("No automatic mail was sent to {address}: it has got too many.", "No automatic mail was sent: there were too many."),
    E.ARTICLE_ERASED: ("What entries {positions} told was erased: {reason}", "Something was erased: {reason}", "Something was erased."),
    E.AGENT_NOTIFIED: ("A notice went to {recipients}: {subject}", "A notice went to {recipients}.", "Agents were notified."),
    E.CUSTOMER_NOTIFIED: ("A notice went to {recipients}: {subject}", "A notice went to {recipients}.", "The customer was notified."),
    E.FIRST_RESPONSE_SOON: ("The first response is due soon, at {due}.", "The first response is due soon."),
    E.FIRST_RESPONSE_STARTED: ("The first response is late, it was due at {due}.", "The first response is late."),
    E.FIRST_RESPONSE_STOPPED: ("The first response is late no more.",),
    E.UPDATE_SOON: ("The next answer is due soon, at {due}.", "The next answer is due soon."),
    E.UPDATE_STARTED: ("The next answer is late, it was due at {due}.", "The next answer is late."),
    E.UPDATE_STOPPED: ("The next answer is late no more.",),
    E.SOLUTION_SOON: ("The solution is due soon, at {due}.", "The solution is due soon."),
    E.SOLUTION_STARTED: ("The solution is late, it was due at {due}.", "The solution is late."),
    E.SOLUTION_STOPPED: ("The solution is late no more.",),
    E.PROCESS_STARTED: (
        "The process {process} was started, version {version}.",
        "The process {process} was started.",
        "A process was started.",
    ),
    E.PROCESS_ENDED: ("The process {process} has ended.", "The process has ended."),
    E.PROCESS_CANCELLED: (
        "The process {process} was cancelled: {reason}",
        "The process was cancelled: {reason}",
        "The process was cancelled.",
    ),
    E.PROCESS_MIGRATED: (
        "The process {process} went on to version {version}.",
        "The process went on to version {version}.",
        "The process went on to another version.",
    ),
    E.TOKEN_MOVED: ("The process was moved to {node_name}.", "The process was moved to {node}.", "The process was moved."),
    E.TRANSITIONS_TAKEN: ("The process went on: {taken}", "The process went on."),
    E.ACTIVITY_OPENED: ("The activity {name} was opened.", "The activity {activity} was opened.", "An activity was opened."),
    E.ACTIVITY_COMPLETED: ("The activity {name} was completed.", "The activity {activity} was completed.", "An activity was completed."),
    E.ACTIVITY_ADVANCED: (
        "The activity {name} went on by itself.",
        "The activity {activity} went on by itself.",
        "An activity went on by itself.",
    ),
    E.ACTIVITY_WITHDRAWN: (
        "The activity {name} is no longer needed.",
        "The activity {activity} is no longer needed.",
        "An activity is no longer needed.",
    ),
    E.ACTIVITY_CANCELLED: ("The activity {name} was cancelled.", "The activity {activity} was cancelled.", "An activity was cancelled."),
    E.ACTIVITY_CLAIMED: ("The activity {activity} was claimed.", "An activity was claimed."),
    E.ACTIVITY_RELEASED: ("The activity {activity} was released.", "An activity was released."),
    E.DIALOG_ANSWERED: (
        "The dialog {dialog} of {activity} was answered.",
        "The activity {activity} was answered.",
        "A dialog was answered.",
    ),
    E.TIMER_FIRED: ("The time of {element} has come: {timer}", "The time of {element} has come.", "A time has come."),
    E.MESSAGE_DELIVERED: ("The message {message} has come.", "A message has come."),
    E.MESSAGE_BUFFERED: (
        "The message {message} has come and is kept: nobody waits for it yet.",
        "A message has come and is kept: nobody waits for it yet.",
    ),
    E.SIGNAL_RECEIVED: ("The signal {message} has come.", "A signal has come."),
    E.ACTION_RUN: ("The action {action} was done.", "An action was done."),
    E.ACTION_REPLIED: ("The action at {element} was answered.", "An action was answered."),
    E.INCIDENT_HAPPENED: (
        "The process cannot go on at {element}: {message}",
        "The process cannot go on: {message}",
        "The process cannot go on.",
    ),
    E.INCIDENT_RESOLVED: ("The process goes on at {element}.", "The process goes on."),
}


def sentence(event: Event, data: Mapping[str, Any] | None, *, language: str = "en") -> str:
    """What an entry says.

    Args:
        event: what has happened.
        data: what the entry tells; None if that was erased.
        language: `en`, `de`; English where there is no other.
    """
    if data is None:
        return translated(ERASED, language)
    phrases = PHRASES[event]
    told = {name: shown(value, language=language) for name, value in (data or {}).items() if value not in (None, "", [], {})}
    fitting = next((phrase for phrase in phrases if names_in(phrase) <= told.keys()), phrases[-1])
    return ended(translated(fitting, language).format_map(told))


def ended(sentence: str) -> str:
    """One sign at the end, whatever a value ended with."""
    return sentence[:-1] if sentence.endswith(ENDINGS) and not sentence.endswith("...") else sentence


def translated(phrase: str, language: str) -> str:
    """A phrase in a language, or as it is."""
    return LANGUAGES.get(language, {}).get(phrase, phrase)


@cache
def names_in(phrase: str) -> frozenset[str]:
    """What a phrase needs to know."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(phrase) if name)


def shown(value: Any, *, language: str = "en") -> str:
    """A value in a sentence, in one line."""
    if isinstance(value, bool):
        return translated("yes" if value else "no", language)
    elif isinstance(value, list):
        found = ", ".join(shown(each, language=language) for each in value)
    elif isinstance(value, Mapping):
        found = ", ".join(f"{name} = {shown(each, language=language)}" for name, each in value.items())
    else:
        found = translated("nothing", language) if value is None else " ".join(str(value).split())
    return found if len(found) <= LONGEST_VALUE else f"{found[: LONGEST_VALUE - 1]}…"
