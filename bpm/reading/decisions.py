"""The report about a DMN file: its decisions, each run by our tables or refused with the reason."""

from lxml import etree

from bpm.decisions import read_decisions
from bpm.errors import BpmError, ModelError
from bpm.reading.opening import Document
from bpm.reading.report import Note, Report, Trouble, Verdict
from bpm.reading.tree import problem_of


def check_decisions(document: Document, *, file: str) -> Report:
    root = document.root
    try:
        decisions = read_decisions(root)
    except BpmError as problem:
        line = problem.line if isinstance(problem, ModelError) else None
        return Report(file=file, kind="dmn", errors=(Trouble(Note("dmn-invalid", {"problem": problem_of(problem)}), line),))
    if not decisions:
        return Report(file=file, kind="dmn", errors=(Trouble(Note("dmn-empty"), 1),))
    verdicts = tuple(
        Verdict(element.get("id", ""), element.get("name", ""), "decision", line, (Note("runs"),))
        for element, line in document.lines.items()
        if etree.QName(element).localname == "decision" and element.get("id")
    )
    xml = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return Report(file=file, kind="dmn", deployable=True, elements=verdicts, xml=xml)
