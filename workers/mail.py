"""Mail out: articles and letters leave with no transaction open, under the same Message-ID at every attempt.

A server may have taken a mail whose worker died before that was noted; it is sent again then, and recognised by its Message-ID.
"""

import logging
from collections.abc import Sequence
from functools import partial
from typing import Any

from foundation.unit_of_work import in_unit_of_work
from mail import articles
from mail.composing import Draft, compose
from mail.failures import MailRefused
from mail.transports import send
from workers import job

log = logging.getLogger(__name__)
SECONDS = 45  # for all answers of a server


# ------------------------------------------------------------------------------------------------ articles
def article_left(result: dict[str, Any] | None, *, article_id: int) -> None:
    """Note at the article how it went."""
    if result is None:
        log.info("article %s does not wait to be sent any more", article_id)
    elif "problem" in result:
        articles.failed(article_id, result["problem"])
    else:
        articles.sent(article_id, **result)


def article_given_up(problem: str, *, article_id: int) -> bool:
    """What could not be sent for hours says so at the article, where somebody can send it again."""
    articles.failed(article_id, problem)
    return True


@job("mail", outside=True, timeout=SECONDS, then=article_left, otherwise=article_given_up)
def send_article(*, article_id: int, key: str) -> dict[str, Any] | None:
    """Send an article; what is refused for good is told, and not tried again."""
    draft = in_unit_of_work(partial(articles.draft_of, article_id))
    return None if draft is None else attempt(draft, key=key)


def attempt(draft: Draft, *, key: str) -> dict[str, Any]:
    """What came of sending: the id it went under and who was refused, or the problem."""
    try:
        mail = compose(draft, key=key)
        return {"message_id": mail.message_id, "refused": send(mail).refused}
    except MailRefused as refused:
        return {"problem": str(refused)}


# ------------------------------------------------------------------------------------------------ letters
def letter_left(result: dict[str, Any], **_letter: Any) -> None:
    """A letter has no place of its own to tell of trouble; the log has."""
    if "problem" in result:
        log.error("a letter of the house was refused: %s", result["problem"])


@job("mail", outside=True, timeout=SECONDS, then=letter_left)
def send_letter(  # noqa: PLR0913 - the parts of a letter
    *,
    to: list[str],
    subject: str,
    body: str,
    html: str,
    sender: str,
    reply_to: str,
    headers: dict[str, str],
    key: str,
    attachments: Sequence[int] = (),  # letters of an older version have none
) -> dict[str, Any]:
    """Send a letter of the house."""
    draft = Draft(
        sender=sender,
        to=", ".join(to),
        subject=subject,
        body=body,
        html=html,
        reply_to=reply_to,
        headers={"Auto-Submitted": "auto-generated"} | headers,
        files=in_unit_of_work(partial(articles.files_named, attachments)) if attachments else (),
    )
    return attempt(draft, key=key)
