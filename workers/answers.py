"""Answers whose moment to take them back is over are said: the article, its mail and the next state in one transaction, once."""

import logging

from notifications import inbox
from processes import leaving_answers
from processes.leaving_answers import LeavingAnswer
from workers import job

log = logging.getLogger(__name__)


def not_said(problem: str, *, answer_id: int) -> bool:
    """It did not work out, time and again: whoever wrote it is told, and has it still."""
    tell(leaving_answers.give_up(answer_id, problem))
    return True


@job("steps", otherwise=not_said)
def let_answer_go(*, answer_id: int) -> None:
    """Say it; where that is not possible any more, its author is told, and has it still."""
    tell(leaving_answers.let_go(answer_id))


def tell(kept: LeavingAnswer | None) -> None:
    """Let the author of an answer that could not be said know."""
    if kept is not None:
        log.warning("answer %s on ticket %s was not said: %s", kept.id, kept.ticket_id, kept.problem)
        subject = leaving_answers.DID_NOT_LEAVE
        inbox.put(agent_id=kept.agent_id, ticket_id=kept.ticket_id, subject=subject, body=kept.problem, is_of_the_house=True)
