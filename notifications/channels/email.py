"""Channel: a mail, from the address of the ticket's queue, which leaves through the outbox."""

from desk.queues import Queue
from desk.system_addresses import SystemAddress
from desk.ticket_subjects import SubjectOf, subject_for
from foundation.db import db
from mail.outbox import Letter, post
from notifications.channels import Telling, channels
from processes.tickets.new_articles import mailbox

MACHINE = {"Auto-Submitted": "auto-generated", "Precedence": "bulk"}  # nobody's absence notice is to answer it


@channels.register("email")
def mail(telling: Telling) -> bool:
    """Send a mail; False: there is no address, or none to write from."""
    sender = address_of(telling.queue_id)
    if not telling.address or sender is None:
        return False
    subject = subject_for(SubjectOf.NEW, telling.subject, number=telling.ticket_number)
    post(
        Letter(
            to=(telling.address,),
            subject=subject,
            body=telling.body,
            sender=mailbox(sender.display_name, sender.email),
            headers=MACHINE,
            attachments=telling.attachments,
        )
    )
    return True


def address_of(queue_id: int) -> SystemAddress | None:
    """The address mails of a queue come from."""
    return db.session.get_one(Queue, queue_id).sender_address
