"""`laufzettel ticket …`: tickets as whoever owns the machine sees them, as tables or as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from commands.opening import opened_house
from desk.actors import SYSTEM
from desk.agents import Agent
from desk.field_values import values_of
from foundation.blobs import Blob
from foundation.db import db
from foundation.errors import NotFound, Refused
from foundation.unit_of_work import unit_of_work
from processes.activities import IS_OPEN, Activity
from processes.events import otrs_type
from processes.history import HistoryEntry, plain
from processes.instances import Instance
from processes.tickets.articles import Article, ArticleAttachment
from processes.tickets.finding import MOST_ON_PAGE, PAGE, Search, find
from processes.tickets.ticket import Ticket
from processes.versions import ProcessVersion

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = ("queue", "state", "state_type", "priority", "type", "service", "sla", "owner", "responsible", "customer", "customer_user")
MOMENTS = ("created_at", "changed_at", "closed_at", "pending_until", "escalates_at")


@click.group()
def ticket() -> None:
    """List tickets, and show all there is to one."""


@ticket.command("list")
@click.option("--queue", help="Those in this queue, and in what stands below it.")
@click.option("--state", help="Those in this state.")
@click.option("--process", "process", metavar="ID", help="Those whose instance runs, or ran, a version of this process.")
@click.option("--limit", type=click.IntRange(min=1), default=PAGE, show_default=True, help="How many at most.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of a table.")
def list_tickets(limit: int, *, as_json: bool, **wanted: str | None) -> None:
    """List tickets that are not archived, the newest first.

    \b
    Examples:
      laufzettel ticket list --queue Raw --state new
      laufzettel ticket list --process request --limit 500 --json
    """
    names = {"queue": "queue_branch", "state": "state", "process": "process"}
    search = Search(filters={names[option]: value for option, value in wanted.items() if value is not None})
    try:
        with opened_house(), unit_of_work(reads_only=True):
            found = [line_of(each) for each in first(limit, search)]
    except Refused as refused:
        raise Refused({f"--{option}": refused.problems[name] for option, name in names.items() if name in refused.problems}) from refused
    if as_json:
        click.echo(json.dumps({"tickets": found}, ensure_ascii=False))
    elif not found:
        click.echo("There are no such tickets.", err=True)
    else:
        for each in found:
            click.echo(f"{each['number']:<20} {each['state']:<20} {each['queue']:<24} {each['owner']:<16} {each['title']}")


@ticket.command("show")
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")
def show(number: str, *, as_json: bool) -> None:
    """Show the ticket NUMBER with its articles, fields, open activities and history.

    \b
    Examples:
      laufzettel ticket show 2026112510000017
      laufzettel ticket show 2026112510000017 --json
    """
    with opened_house(), unit_of_work(reads_only=True):
        shown = all_of(numbered(number))
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False))
    else:
        click.echo("\n".join(as_text(shown)))


# ------------------------------------------------------------------------------------------------ reading
def first(limit: int, search: Search) -> Iterator[Ticket]:
    """The newest tickets, read page by page."""
    place: str | None = None
    while limit:
        page = find(search, actor=SYSTEM, after=place, size=min(limit, MOST_ON_PAGE))
        yield from page.tickets
        if page.next is None:
            return
        limit, place = limit - len(page.tickets), page.next


def numbered(number: str) -> Ticket:
    """The ticket with that number.

    Raises:
        NotFound: there is none.
    """
    found = db.session.scalar(Ticket.visible_to(SYSTEM).where(Ticket.number == number))
    if found is None:
        raise NotFound(f"There is no ticket {number!r}.")
    return found


def all_of(found: Ticket) -> dict[str, Any]:
    """Everything about a ticket."""
    fields = values_of("ticket", [found.id])[found.id]
    return {
        **line_of(found),
        "process": process_of(found),
        "fields": {name: plain(value) for name, value in fields.items()},
        "articles": articles_of(found),
        "activities": activities_of(found),
        "history": history_of(found),
    }


def line_of(found: Ticket) -> dict[str, Any]:
    """A ticket as a line of a list."""
    return {
        "number": found.number,
        "title": found.title,
        **{name: plain(getattr(found.words, name)) for name in WORDS},
        "lock": found.lock_state.value,
        "archived": found.archived,
        **{name: plain(getattr(found, name)) for name in MOMENTS},
    }


def process_of(found: Ticket) -> dict[str, Any] | None:
    """The latest instance: what it runs and how it stands."""
    latest = select(Instance, ProcessVersion).join(ProcessVersion, ProcessVersion.id == Instance.version_id)
    row = db.session.execute(latest.where(Instance.ticket_id == found.id).order_by(Instance.id.desc()).limit(1)).first()
    if row is None:
        return None
    instance, version = row
    return {"id": version.definition.process_id, "version": version.number, "standing": instance.standing.value}


def articles_of(found: Ticket) -> list[dict[str, Any]]:
    """The conversation, the first article first."""
    files = selectinload(Article.attachments).selectinload(ArticleAttachment.blob)
    articles = db.session.scalars(select(Article).where(Article.ticket_id == found.id).order_by(Article.position).options(files))
    return [article_as_json(each) for each in articles]


def article_as_json(article: Article) -> dict[str, Any]:
    return {
        "from": article.from_text,
        "to": article.to_text,
        "cc": article.cc_text,
        "subject": article.subject,
        "body": article.body,
        "channel": article.channel.value,
        "sender_type": article.sender.value,
        "visible_to_customer": article.visible_to_customer,
        "created_at": plain(article.created_at),
        "created_by": article.created_by,
        "message_id": article.message_id,
        "attachments": [attachment_as_json(each, each.blob) for each in article.attachments],
    }


def attachment_as_json(attachment: ArticleAttachment, blob: Blob) -> dict[str, Any]:
    return {
        "filename": attachment.filename,
        "type": attachment.content_type,
        "size": blob.size,
        "sha256": attachment.sha256,
        "disposition": attachment.disposition,
        "content_id": attachment.content_id,
    }


def activities_of(found: Ticket) -> list[dict[str, Any]]:
    """The open activities, the oldest first."""
    opened = select(Activity, Agent.login).outerjoin(Agent, Agent.id == Activity.claimed_by_id)
    rows = db.session.execute(opened.where(Activity.ticket_id == found.id, IS_OPEN).order_by(Activity.id))
    return [
        {
            "id": activity.id,
            "node": activity.node_id,
            "name": activity.name,
            "lane": activity.lane,
            "opened_at": plain(activity.opened_at),
            "due_at": plain(activity.due_at),
            "follow_up_at": plain(activity.follow_up_at),
            "claimed_by": login,
        }
        for activity, login in rows
    ]


def history_of(found: Ticket) -> list[dict[str, Any]]:
    """What happened, in order."""
    entries = db.session.scalars(select(HistoryEntry).where(HistoryEntry.ticket_id == found.id).order_by(HistoryEntry.position))
    return [
        {
            "position": entry.position,
            "at": plain(entry.at),
            "event": entry.event.value,
            "type": otrs_type(entry.event),
            "actor": entry.actor,
            "data": entry.data,
        }
        for entry in entries
    ]


# ------------------------------------------------------------------------------------------------ as text
def as_text(shown: dict[str, Any]) -> Iterator[str]:
    """A ticket to be read."""
    yield f"{shown['number']}  {shown['title']}"
    for name in (*WORDS, "lock", *MOMENTS):
        if shown[name] is not None and name != "state_type":
            yield f"  {name.removesuffix('_at').replace('_', ' '):<14} {shown[name]}"
    if shown["process"]:
        yield "  process        {id}, version {version}, {standing}".format(**shown["process"])
    yield from (f"  {name:<14} {value}" for name, value in shown["fields"].items())
    for activity in shown["activities"]:
        due = f", due {activity['due_at']}" if activity["due_at"] else ""
        claimed = f", claimed by {activity['claimed_by']}" if activity["claimed_by"] else ""
        yield f"\nOpen: {activity['name'] or activity['node']} (since {activity['opened_at']}{due}{claimed})"
    for article in shown["articles"]:
        yield f"\n{article['created_at']}  {article['sender_type']}, {article['channel']}: {article['from'] or article['created_by']}"
        yield f"  {article['subject']}"
        yield from (f"  | {line}" for line in article["body"].splitlines())
        yield from (f"  + {each['filename']} ({each['type']}, {each['size']:,} bytes)" for each in article["attachments"])
    yield "\nHistory"
    yield from (f"  {entry['at']}  {entry['event']:<28} {entry['actor']}" for entry in shown["history"])
