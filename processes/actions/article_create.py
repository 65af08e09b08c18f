"""Transition action: write an article."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from processes.acting.articles import WithArticle
from processes.acting.waiting import done
from processes.actions import Circumstances, Outcome, actions

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
        self.write_article(ticket, self.body, circumstances=circumstances)
        return done(circumstances)
