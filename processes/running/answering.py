"""What a person says in an activity dialog: values through the ticket's verbs, then the article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bpm.answers import Answers
from bpm.errors import BpmError, Refused
from desk.escalations import Sender
from processes.running.host import speaking
from processes.tickets import access
from processes.tickets.articles import Channel
from processes.tickets.writing import NewArticle

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpm.model import ArticlePart, Dialog, Model, Offer
    from bpm.tokens import Token
    from desk.actors import Actor
    from processes.running.host import TicketHost


@dataclass(frozen=True, kw_only=True)
class Input:
    """What was sent: the dialog by id or label (None: the only one), values by name, an article."""

    dialog: str | None = None
    answers: Mapping[str, Any] | None = None
    article: NewArticle | None = None

    @property
    def article_as_told(self) -> dict[str, str] | None:
        """The article as the rules of dialogs see it."""
        return None if self.article is None else {"subject": self.article.subject, "body": self.article.body}


def offered(model: Model, node: Any, wanted: str | None) -> Offer | None:
    """The dialog that is meant at a node: by id, else by label, else the only one; None where none is offered.

    Raises:
        Refused: it is not offered, or must be named.
    """
    offers: tuple[Offer, ...] = node.offers
    names = ", ".join(offer.dialog for offer in offers) or "none"
    if wanted is None:
        if len(offers) > 1:
            raise Refused(f"Several dialogs are offered at {node.name!r}; name one: {names}.")
        return offers[0] if offers else None
    by_id = [offer for offer in offers if offer.dialog == wanted]
    by_label = [offer for offer in offers if model.dialogs[offer.dialog].label == wanted]
    found = [*by_id, *by_label]
    if not found:
        raise Refused(f"The dialog {wanted!r} is not offered at {node.name!r}; offered: {names}.")
    return found[0]


def writer(host: TicketHost, model: Model, given: Input, offer: Offer | None, *, actor: Actor) -> Callable[[Token], None]:
    """What writes the input once the token is at hand: in the person's name, who may change whatever a dialog asks."""
    answers = Answers(model, host, given.answers or {}, given.article_as_told)
    dialog = model.dialogs[offer.dialog] if offer is not None else None

    def write(token: Token) -> None:
        if dialog is None:  # nobody has said what may be changed here: whatever the actor may change anyway
            with host.writing_as(actor):
                answers.write_freely(token)
        else:
            with access.granted(host.ticket, actor), host.writing_as(actor):
                answers.write_dialog(token, dialog)
                add_article(host, token, dialog, given.article, actor=actor)

    return write


def add_article(host: TicketHost, token: Token, dialog: Dialog, article: NewArticle | None, *, actor: Actor) -> None:
    """The article of a dialog: channel and visibility are the model's, subject its default; a part left empty writes none."""
    part = dialog.article
    if part is None or article is None or not article.body:
        return
    host.write_fields()
    with speaking():
        host.ticket.add_article(completed(part, article, host, token, actor=actor), actor=actor)


def completed(part: ArticlePart, article: NewArticle, host: TicketHost, token: Token, *, actor: Actor) -> NewArticle:
    """An article as the dialog's part wants it."""
    subject = article.subject
    if not subject and part.subject is not None:
        try:
            subject = part.subject.render(token.names)
        except BpmError as error:
            raise Refused(f"The subject of the article, {part.subject.text!r}, cannot be filled in: {error}") from error
    channel = Channel(part.channel)
    to = article.to
    if channel is Channel.EMAIL and not to and not actor.is_customer_user:
        to = str(host.views.read("customer.email") or "")
    sender = Sender.CUSTOMER if actor.is_customer_user else Sender.AGENT
    visible = part.visible_to_customer or actor.is_customer_user
    return replace(article, subject=subject, channel=channel, visible_to_customer=visible, sender=sender, to=to)
