"""Files of people, to be saved: never shown by the browser, whatever they say they are."""

from urllib.parse import quote

from flask import Response

from foundation import blobs
from processes.tickets.articles import ArticleAttachment


def as_download(attachment: ArticleAttachment) -> Response:
    """The content of a file of an article, read whole: it is verified before the first byte leaves."""
    return download(attachment.sha256, attachment.filename)


def download(sha256: str, filename: str) -> Response:
    """Content that is kept, under a name."""
    response = Response(blobs.read_whole(sha256), mimetype="application/octet-stream")
    plain = filename.encode("ascii", "replace").decode().replace('"', "'").replace("\\", "_").replace("?", "_")
    response.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
