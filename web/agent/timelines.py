"""The timeline of a ticket: what was said, and between it, folded, what was done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from flask_babel import gettext as _

from desk.actors import Actor, ActorKind
from desk.escalations import Sender
from foundation.db import db
from processes.telling.entries import Entry, entries_of
from processes.telling.tellers import Teller
from processes.tickets.articles import Article, ArticleAttachment, Channel, Flag, Sending
from processes.tickets.merging import MERGED_SUBJECT
from processes.tickets.new_articles import HTML_NAME
from processes.tickets.reading import articles_of
from processes.tickets.seeing import marked
from processes.tickets.ticket import Ticket
from web.agent.telling import teller_for
from web.sentences import told

PAGE: Final = 30  # articles
EVENTS: Final = 150  # entries of history that are looked through for them
KINDS: Final = {Channel.EMAIL: "mail", Channel.PHONE: "phone", Channel.INTERNAL: "note"}
QUOTE: Final = (">", "|")
SIGNATURE: Final = "-- "


@dataclass(frozen=True, kw_only=True)
class Said:
    """An article. `text` is what was written, `quoted` what was quoted below or signed with."""

    article: Article
    kind: str
    who: str
    subject: str
    text: str
    quoted: str
    files: Sequence[ArticleAttachment]
    html: ArticleAttachment | None
    is_unseen: bool
    is_important: bool

    @property
    def at(self) -> datetime:
        return self.article.created_at

    @property
    def went_wrong(self) -> bool:
        return self.article.sending is Sending.FAILED


@dataclass(frozen=True, kw_only=True)
class Done:
    """What happened between two articles, in the order of the timeline."""

    teller: Teller
    entries: list[Entry] = field(default_factory=list)

    @property
    def at(self) -> datetime:
        return self.entries[0].at

    def who(self, entry: Entry) -> str:
        return self.teller.who(entry.actor)

    def sentence(self, entry: Entry) -> str:
        return self.teller.sentence(entry)


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """A page of it; `older`: the position before which the next page goes on, None at the end."""

    items: list[Said | Done]
    older: int | None
    first_unseen: int | None


def timeline_of(ticket: Ticket, *, actor: Actor, before: int | None = None, newest_first: bool = True) -> Timeline:
    """A page of the timeline, seen from its end.

    Args:
        ticket: one the actor may read.
        actor: an agent.
        before: the position of the oldest article of the page before.
        newest_first: whether it begins with what came last.
    """
    wanted = articles_of(ticket, actor=actor)
    if before is not None:
        wanted = wanted.where(Article.position < before)
    found = list(db.session.scalars(wanted.order_by(Article.position.desc()).limit(PAGE + 1)))
    articles, more = found[:PAGE], len(found) > PAGE
    files = files_of(articles)
    marks = marked(ticket.id, agent_id=actor.id or 0)
    entries = between(ticket, articles, actor=actor, is_last=not more, is_first=before is None)
    teller = teller_for(ticket, entries, actors=[article.created_by for article in articles])
    said = [
        as_said(article, files.get(article.id, []), teller, seen=marks[Flag.SEEN], important=marks[Flag.IMPORTANT]) for article in articles
    ]
    items = woven(said, entries, teller)
    unseen = [each.article.position for each in said if each.is_unseen]
    return Timeline(
        items=items if newest_first else items[::-1],
        older=articles[-1].position if more else None,
        first_unseen=min(unseen, default=None),
    )


def said_since(ticket: Ticket, position: int, *, actor: Actor) -> list[Said]:
    """What others have said after an article, the newest first; the last of it, if it is much."""
    by_others = articles_of(ticket, actor=actor).where(Article.position > position, Article.created_by != str(actor))
    articles = list(db.session.scalars(by_others.order_by(Article.position.desc()).limit(PAGE)))
    files, teller = files_of(articles), teller_for(ticket, actors=[article.created_by for article in articles])
    return [as_said(article, files.get(article.id, []), teller, seen=set(), important=set()) for article in articles]


def files_of(articles: Sequence[Article]) -> dict[int, list[ArticleAttachment]]:
    """The files of articles, in one statement."""
    ids = [article.id for article in articles]
    query = db.session.query(ArticleAttachment).filter(ArticleAttachment.article_id.in_(ids)).order_by(ArticleAttachment.position)
    found: dict[int, list[ArticleAttachment]] = {}
    for each in query if ids else ():
        found.setdefault(each.article_id, []).append(each)
    return found


def as_said(article: Article, files: list[ArticleAttachment], teller: Teller, *, seen: set[int], important: set[int]) -> Said:
    html = next((each for each in files if each.filename == HTML_NAME and each.content_type.startswith("text/html")), None)
    subject, body = in_words(article)
    text, quoted = unquoted(body)
    return Said(
        article=article,
        kind="web" if article.sender is Sender.CUSTOMER and article.channel is Channel.INTERNAL else KINDS[article.channel],
        who=author_of(article, teller),
        subject=subject,
        text=text,
        quoted=quoted,
        files=[each for each in files if each is not html],
        html=html,
        is_unseen=article.id not in seen,
        is_important=article.id in important,
    )


def in_words(article: Article) -> tuple[str, str]:
    """Subject and text; what a merged ticket says by itself in the language of the page."""
    if article.subject == MERGED_SUBJECT and article.channel is Channel.INTERNAL:
        return str(_("Ticket merged")), told(article.body)
    return article.subject, article.body


def author_of(article: Article, teller: Teller) -> str:
    """Who wrote it, by the name people know: an agent's own, that of a process that named nobody else; else as the article says."""
    kind, _colon, name = article.created_by.partition(":")
    is_by_process = kind == ActorKind.PROCESS and article.sender is not Sender.CUSTOMER and article.from_text in {"", name}
    return teller.who(article.created_by) if article.sender is Sender.AGENT or is_by_process else name_in(article)


def name_in(article: Article) -> str:
    """Who wrote it: the name in "Carla Diaz <carla@example.com>", else all there is."""
    written = article.from_text or article.created_by.partition(":")[2] or article.created_by
    return written.partition("<")[0].strip(' "') or written


def unquoted(body: str) -> tuple[str, str]:
    """What was written, and from the first quoted or signed line on, if nothing was written below it, the rest."""
    lines = body.rstrip().splitlines()
    cut = len(lines)
    while cut and (not lines[cut - 1].strip() or lines[cut - 1].lstrip().startswith(QUOTE)):
        cut -= 1
    if cut < len(lines) and cut and lines[cut - 1].rstrip().endswith(":"):
        cut -= 1  # "On Monday Carla wrote:"
    signed = next((number for number, line in enumerate(lines[:cut]) if line == SIGNATURE or line.rstrip() == "--"), None)
    cut = cut if signed is None else signed
    kept = "\n".join(lines[:cut]).strip()
    return (kept, "\n".join(lines[cut:]).strip()) if kept else (body.strip(), "")


def between(ticket: Ticket, articles: Sequence[Article], *, actor: Actor, is_last: bool, is_first: bool) -> list[Entry]:
    """Entries of history about something else than these articles, as old as the page."""
    entries = [entry for entry in entries_of(ticket.id, actor=actor, limit=EVENTS) if entry.article_id is None]
    newest = None if is_first or not articles else articles[0].created_at
    oldest = None if is_last or not articles else articles[-1].created_at
    return [entry for entry in entries if (newest is None or entry.at <= newest) and (oldest is None or entry.at >= oldest)]


def woven(said: Iterable[Said], entries: Sequence[Entry], teller: Teller) -> list[Said | Done]:
    """Both in one line, the newest first; entries that follow each other are one item."""
    line: list[Said | Done] = []
    whole = [(each.at, 1, each) for each in said] + [(entry.at, 0, entry) for entry in entries]
    for _at, _kind, each in sorted(whole, key=lambda one: (one[0], one[1]), reverse=True):
        if isinstance(each, Said):
            line.append(each)
        elif line and isinstance(line[-1], Done):
            line[-1].entries.append(each)
        else:
            line.append(Done(entries=[each], teller=teller))
    return line
