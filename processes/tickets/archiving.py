"""The archive: closed tickets that searches leave out, unless they are asked for them."""

from sqlalchemy import delete, select

from desk.actors import Actor
from desk.switches import Switch, is_on
from foundation.db import db
from foundation.errors import Refused
from processes.events import Event
from processes.tickets.articles import Article, ArticleFlag, Flag
from processes.tickets.stating import Stating
from processes.tickets.watchers import Watcher


class Archiving(Stating):
    """Archiving and restoring; opening an archived ticket again restores it, too."""

    __abstract__ = True

    def archive(self, *, actor: Actor) -> bool:
        """Put a closed ticket into the archive. Nobody watches it any more, and it is not kept who has seen what.

        Raises:
            NotFound, Forbidden: the actor has no rw.
            Refused: it is not closed, or there is no archive here.
        """
        self.require("rw", actor=actor)
        if self.archived:
            return False
        if not is_on(Switch.ARCHIVE):
            raise Refused(f"There is no archive here; an administrator can turn the switch '{Switch.ARCHIVE}' on.")
        if not self.is_closed:
            raise Refused({"state": f"The ticket {self.number} is {self.words.state}; only closed tickets are archived. Close it first."})
        self.change(actor=actor, archived=True)
        self._forget_readers()
        self.record(Event.ARCHIVED, actor=actor)
        return True

    def restore(self, *, actor: Actor) -> bool:
        """Take the ticket out of the archive.

        Raises:
            NotFound, Forbidden: the actor has no rw.
        """
        self.require("rw", actor=actor)
        return self.restore_from_archive(actor=actor)

    def _forget_readers(self) -> None:
        articles = select(Article.id).where(Article.ticket_id == self.id)
        with db.session.no_autoflush:
            db.session.execute(delete(ArticleFlag).where(ArticleFlag.flag == Flag.SEEN, ArticleFlag.article_id.in_(articles)))
            db.session.execute(delete(Watcher).where(Watcher.ticket_id == self.id))
