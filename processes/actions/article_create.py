"""Transition action: write an article."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from foundation.application import settings
from processes.acting.articles import CUSTOMER, WithArticle
from processes.acting.languages import language_of_customer, spoken
from processes.acting.parameters import choice_of, items_of, truth_of
from processes.acting.waiting import done
from processes.actions import Circumstances, Outcome, actions
from processes.tickets.articles import Channel

if TYPE_CHECKING:
    from processes.tickets.ticket import Ticket


@actions.register("article-create")
@dataclass(frozen=True, kw_only=True)
class ArticleCreate(WithArticle):
    """Over the channel `email` it is sent. Without a channel it is a note; `to` may say `customer`.

    Fails where it says nothing, where a mail has nobody to go to, or where a field does not take its value.
    """

    label: ClassVar[str] = "Write an article"
    outside: ClassVar[bool] = True
    several_verbs: ClassVar[bool] = True
    takes_further: ClassVar[bool] = True

    body: Any

    def check(self) -> None:
        self.check_article()

    def run(self, ticket: "Ticket", *, circumstances: Circumstances) -> Outcome:
        language = language_of_customer(ticket) if self.speaks_to_customer else settings().language
        said = spoken(self, "subject", "body", language=language, circumstances=circumstances)
        said.write_article(ticket, said.body, circumstances=circumstances)
        return done(circumstances)

    @property
    def speaks_to_customer(self) -> bool:
        """Whether it is mail to the customer, or another article that is for their eyes."""
        if choice_of(self.channel or Channel.INTERNAL, Channel, "channel") is Channel.EMAIL:
            return CUSTOMER in items_of(self.to, "to")
        return truth_of(self.visible_to_customer, "visible_to_customer")
