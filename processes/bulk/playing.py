"""Playing a story: beat by beat through the real verbs, each in a unit of work of its own, by a moved clock."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import delete, update

from foundation import outbox
from foundation.clock import moved_to, now
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes.bulk.acts import Play, Script
from processes.bulk.casting import Cast
from processes.bulk.stories import Story
from processes.notices import Notice
from processes.tickets.articles import Article, Sending


def play(story: Story, cast: Cast, script: Script, moments: Sequence[datetime]) -> Iterator[int]:
    """Play a story; after each beat, the id of its ticket."""
    played = Play(cast, script)
    for beat, moment in zip(story.beats, moments, strict=True):
        with moved_to(moment):
            with unit_of_work():
                beat.act(played)
            with unit_of_work():
                carry_out(played.ticket_id)
        yield played.ticket_id


def carry_out(ticket_id: int) -> None:
    """What others have done meanwhile: mails were sent, people were told, effects took place."""
    queued = update(Article).where(Article.ticket_id == ticket_id, Article.sending == Sending.QUEUED)
    db.session.execute(queued.values(sending=Sending.SENT))
    db.session.execute(update(Notice).where(Notice.ticket_id == ticket_id, Notice.told_at.is_(None)).values(told_at=now()))
    db.session.execute(delete(outbox.Message).where(outbox.Message.created_at == now()))
