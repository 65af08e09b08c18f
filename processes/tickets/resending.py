"""Sending a mail of the ticket again, as OTRS's EmailResend."""

from desk.actors import Actor
from foundation import outbox
from foundation.errors import Conflict, NotFound
from processes.events import Event
from processes.tickets.articles import Article, Sending
from processes.tickets.record import TicketRecord
from processes.tickets.writing import SEND_ARTICLE


class Resending(TicketRecord):
    """Trying once more what did not leave."""

    __abstract__ = True

    def resend(self, article: Article, *, actor: Actor) -> bool:
        """Have a mail that failed, or that some recipients were refused for, leave again; False: it waits to leave already.

        Raises:
            NotFound: it is no article of this ticket; or the actor may not read the ticket.
            Forbidden: the actor has no rw.
            Conflict: it is no mail that went wrong.
        """
        self.require("rw", actor=actor)
        if article.ticket_id != self.id:
            raise NotFound(f"Ticket {self.number} has no such article.")
        if article.sending is Sending.QUEUED:
            return False
        if not article.sending_error:
            raise Conflict(
                f"Article {article.position} of ticket {self.number} is no mail that went wrong; there is nothing to send again."
            )
        article.sending, article.sending_error = Sending.QUEUED, None
        outbox.put(SEND_ARTICLE, {"article_id": article.id}, job_queue="mail")
        self.record(Event.EMAIL_RESENT, actor=actor, article_id=article.id, subject=article.subject)
        return True
