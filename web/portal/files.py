"""Files of a request to be saved, and mails as they looked, in a frame in which nothing runs."""

from flask.typing import ResponseReturnValue

from processes.telling.step_tracks import instances_of
from web import readers
from web.admission import Admits, Views
from web.agent import files
from web.agent.loading import ticket_numbered
from web.downloads import download
from web.portal.given import file_given

views = Views("portal_files", __name__, admits=Admits.CUSTOMERS, url_prefix="/portal/tickets")


@views.get("/<number>/files/<int:attachment_id>")
def download_attachment(number: str, attachment_id: int) -> ResponseReturnValue:
    """A file of something that was said to the customer, or by them."""
    return files.download(number, attachment_id)


@views.get("/<number>/articles/<int:article_id>/html")
def show_html(number: str, article_id: int) -> ResponseReturnValue:
    """A mail as it looked."""
    return files.show_html(number, article_id)


@views.get("/<number>/fields/<name>")
def download_given(number: str, name: str) -> ResponseReturnValue:
    """A file that was given in a dialog."""
    ticket = ticket_numbered(number, actor=readers.actor())
    found = file_given(ticket, instances_of([ticket.id]).get(ticket.id), name)
    return download(found["sha256"], found["name"])
