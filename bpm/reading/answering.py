"""What the child answers: first who is in a file (so that files given together see each other), then the report about one."""

from typing import Any

from bpm.reading.checking import check_document
from bpm.reading.opening import open_document
from bpm.reading.others import Others, contents
from bpm.reading.report import Report
from bpm.reading.stop import Stop


def answer(request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """The reply and its raw bytes."""
    if request["do"] == "ready":
        return {}, b""
    if request["do"] == "contents":
        return _contents(data), b""
    report = _report(request, data)
    return report.as_record(), report.xml or b""


def _contents(data: bytes) -> dict[str, Any]:
    try:
        return contents(open_document(data))
    except Stop:
        return {}


def _report(request: dict[str, Any], data: bytes) -> Report:
    file = request["file"]
    try:
        return check_document(open_document(data), file=file, others=Others.from_records(request["others"]))
    except Stop as stop:
        return Report.of_trouble(file, rule=stop.rule, line=stop.line, params=stop.params)
