"""Files of articles, and mails as they came: downloads, or HTML in a frame in which nothing runs."""

from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, Select

from foundation import blobs, sanitise
from foundation.db import db
from foundation.errors import NotFound
from processes.tickets.articles import Article, ArticleAttachment
from processes.tickets.new_articles import HTML_NAME
from processes.tickets.reading import attachments_visible_to
from processes.tickets.ticket import Ticket
from web import readers
from web.admission import Admits, Views
from web.agent.loading import ticket_numbered
from web.downloads import as_download, download as as_file
from web.given import file_among, given_in

views = Views("files", __name__, admits=Admits.AGENTS)
SANDBOX = (
    "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data: {images}; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)


@views.get("/tickets/<number>/files/<int:attachment_id>")
def download(number: str, attachment_id: int) -> ResponseReturnValue:
    """A file, always to be saved and never shown by the browser."""
    return as_download(attachment(number, attachment_id))


@views.get("/tickets/<number>/fields/<name>")
def download_given(number: str, name: str) -> ResponseReturnValue:
    """A file that was given in a dialog."""
    found = file_among(given_in(ticket_numbered(number, actor=readers.actor()), None), name)
    return as_file(found["sha256"], found["name"])


@views.get("/tickets/<number>/articles/<int:article_id>/html")
def show_html(number: str, article_id: int) -> ResponseReturnValue:
    """A mail as it looked, cleaned, without anything that runs; images from elsewhere only with `images=1`.

    Raises:
        NotFound: there is none, or none the agent may see.
    """
    of_ticket = in_ticket(number)
    found = db.session.scalar(files_seen().where(Article.id == article_id, ArticleAttachment.filename == HTML_NAME, of_ticket))
    if found is None:
        raise NotFound("This article has no HTML, or there is none you may see.")
    cleaned = sanitise.clean_html(blobs.read_whole(found.sha256).decode(errors="replace"))
    shows_images = request.args.get("images") == "1"
    html = sanitise.with_remote_images(cleaned) if shows_images else cleaned
    response = Response(f'<!doctype html><meta charset="utf-8"><base target="_blank"><div>{html}</div>', mimetype="text/html")
    response.headers["Content-Security-Policy"] = SANDBOX.format(images="https: http:" if shows_images else "")
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def attachment(number: str, attachment_id: int) -> ArticleAttachment:
    """A file of a ticket.

    Raises:
        NotFound: there is none, or none the agent may see.
    """
    found = db.session.scalar(files_seen().where(ArticleAttachment.id == attachment_id, in_ticket(number)))
    if found is None:
        raise NotFound("There is no such file, or none you may see.")
    return found


def files_seen() -> Select[ArticleAttachment]:
    """The files of articles the agent may read."""
    return attachments_visible_to(readers.actor())


def in_ticket(number: str) -> ColumnElement[bool]:
    """Of the ticket of that number, as far as the agent may see it."""
    return Article.ticket_id.in_(Ticket.visible_to(readers.actor()).where(Ticket.number == number).with_only_columns(Ticket.id))
