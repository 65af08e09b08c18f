"""Steps as JSON, so that they can be made once more: who made them, and what was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from io import BytesIO
from typing import TYPE_CHECKING, Any

from desk.actors import SYSTEM, Actor, ActorKind
from desk.escalations import Sender
from foundation import blobs
from processes.history import plain
from processes.running.answering import Input
from processes.running.host import Chain
from processes.tickets.articles import Channel
from processes.tickets.new_articles import NewArticle, NewAttachment

if TYPE_CHECKING:
    from processes.running.loading import Running

TEXTS = tuple(each.name for each in fields(NewArticle) if each.name not in {"attachments", "sender", "channel"})


def who(actor: Actor) -> list[Any]:
    """An actor, to be found again."""
    return [str(actor.kind), actor.id, actor.name]


def actor_of(arguments: Mapping[str, Any], running: Running) -> Actor:
    """Who made the step; the process itself where nobody else did."""
    if "by" not in arguments:
        return running.actor
    kind, key, name = arguments["by"]
    return SYSTEM if kind == ActorKind.SYSTEM else Actor(ActorKind(kind), key, name)


def chain_in(arguments: Mapping[str, Any], running: Running) -> Chain:
    """What led to the step."""
    return Chain(cause=arguments.get("cause") or running.chain.cause, hops=arguments.get("hops", 0))


def told(given: Input | None) -> dict[str, Any]:
    """What was said, as JSON; files stay where they are kept, and are named by their hash."""
    if given is None:
        return {}
    found: dict[str, Any] = {"dialog": given.dialog, "answers": plain(given.answers or {})}
    if given.article is not None:
        article = {name: plain(getattr(given.article, name)) for name in TEXTS}
        files = [file_as_told(each) for each in given.article.attachments]
        found["article"] = {**article, "sender": str(given.article.sender), "channel": str(given.article.channel), "attachments": files}
    return found


def file_as_told(file: NewAttachment) -> dict[str, Any]:
    """A file by its hash, once it is safe on the disk: the step may be undone."""
    content = file.content
    kept = blobs.receive(BytesIO(content), most_bytes=len(content)) if isinstance(content, bytes) else content
    return {
        "filename": file.filename,
        "content_type": file.content_type,
        "sha256": kept.sha256,
        "size": kept.size,
        "content_id": file.content_id,
        "disposition": file.disposition,
    }


def given_in(arguments: Mapping[str, Any]) -> Input | None:
    """What was said in the step."""
    if "answers" not in arguments:
        return None
    return Input(dialog=arguments.get("dialog"), answers=arguments["answers"], article=article_in(arguments.get("article")))


def article_in(article: Mapping[str, Any] | None) -> NewArticle | None:
    """The article of the step, with its files."""
    if article is None:
        return None
    files = [
        NewAttachment(
            each["filename"], each["content_type"], b"".join(blobs.files().read(each["sha256"])), each["content_id"], each["disposition"]
        )
        for each in article["attachments"]
    ]
    texts = {name: article[name] for name in TEXTS if name in article}
    return NewArticle(**texts, sender=Sender(article["sender"]), channel=Channel(article["channel"]), attachments=files)
