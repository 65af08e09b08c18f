"""Trouble with a file as a whole: what it is, and what to do about it."""

from typing import Final

from bpm.reading.rules.rule import Rule, error

_EXPORT = "Export the model as BPMN 2.0 XML in your modelling tool and give that file."

RULES: Final[dict[str, Rule]] = {
    "too-big": error("The file is larger than 5 MB.", "Split the model, or remove pictures and foreign data that the tool stored in it."),
    "too-much-memory": error("Checking the file needs more memory than is allowed (512 MB).", "Split the model into several files."),
    "too-slow": error("Checking the file took longer than 5 seconds and was stopped.", "Split the model into several files."),
    "reader-failed": error(
        "The reader could not finish checking this file, and says nothing about it rather than something wrong.",
        "Please report it with the file; until then, try to save it again from a modelling tool.",
    ),
    "empty": error("The file is empty.", _EXPORT),
    "zip": error("The file is a zip archive (or an office document), not a model.", "Unpack it and give the .bpmn file that is inside."),
    "binary": error("The file is no text ({what}), so it cannot be a BPMN model.", _EXPORT),
    "encoding": error("The text cannot be read as {encoding}: {problem}.", "Save the file as UTF-8."),
    "encoding-unknown": error(
        "The file says it is written in the encoding {encoding!r}, which is not among those accepted.", "Save the file as UTF-8."
    ),
    "doctype": error(
        "The file contains a document type declaration (DOCTYPE). Those can define entities and reach other files, so none is accepted.",
        "Remove the DOCTYPE line; a BPMN model needs none.",
    ),
    "not-xml": error("The file is not XML: it begins with {start!r}.", _EXPORT),
    "truncated": error("The file ends in the middle: {problem}.", "It was cut off when it was stored or sent. Export or copy it again."),
    "malformed": error("The XML is damaged: {problem}.", "Correct the place named, or save the file again from a modelling tool."),
    "entity": error("The XML uses the entity {name!r}, which is not defined.", "Write the character itself instead."),
    "unfaithful": error(
        "The file declares its namespaces in a way that cannot be kept when it is stored.", 'Remove xmlns="" from its elements.'
    ),
    "too-deep": error("Elements are nested more than 200 levels deep.", "Take subprocesses apart; call activities do the same work."),
    "limit": error("The XML goes beyond what is accepted: {problem}.", "Remove very long texts or names that the tool stored in the file."),
    "other-xml": error("The file is XML, but not BPMN: its outermost element is <{tag}>{what}.", _EXPORT),
    "no-namespace": error(
        "The outermost element is <definitions> without the namespace of BPMN 2.0.",
        'Write xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" into it, or export the file again.',
    ),
    "nothing-to-run": error(
        "The file executes nothing: none of its processes has a flow node.",
        "Draw at least a start event and a task, and see that the tool exports the process, not only the diagram.",
    ),
    "only-globals": error(
        "The file holds global tasks and no process.", "Give it along with the process that calls them; there it is read."
    ),
    "only-conversations": error(
        "The file holds {what} and no process. Those describe who talks with whom; they cannot be executed.",
        "Model the process of one participant.",
    ),
    "dmn-invalid": error("The decision cannot be used: {problem}", "Correct it in the DMN file."),
    "dmn-empty": error("The DMN file holds no decision.", "Draw a decision with a decision table."),
}
