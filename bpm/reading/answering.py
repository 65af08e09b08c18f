"""What the child answers: who is in a file (so that files given together see each other), the report about it, or it with a diagram."""

from typing import Any

from bpm.laying_out.document import lay_out_document
from bpm.reading.checking import check_document
from bpm.reading.opening import open_document
from bpm.reading.others import Others, contents
from bpm.reading.report import Note, Report
from bpm.reading.stop import Stop


def answer(request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """The reply and its raw bytes."""
    if request["do"] == "ready":
        return {}, b""
    if request["do"] == "contents":
        return _contents(data), b""
    if request["do"] == "lay-out":
        return _laid_out(data)
    report = _report(request, data)
    return report.as_record(), report.xml or b""


def _contents(data: bytes) -> dict[str, Any]:
    try:
        return contents(open_document(data))
    except Stop:
        return {}


def _laid_out(data: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        return {}, lay_out_document(data)
    except Stop as stop:
        return {"stopped": Note(stop.rule, stop.params).as_record()}, b""


def _report(request: dict[str, Any], data: bytes) -> Report:
    file = request["file"]
    try:
        return check_document(open_document(data), file=file, others=Others.from_records(request["others"]))
    except Stop as stop:
        return Report.of_trouble(file, rule=stop.rule, line=stop.line, params=stop.params)
