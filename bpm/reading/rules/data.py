"""Rules for data, artifacts, pools, lanes and root definitions (BPMN 2.0.2, 8.3, 8.4, 9, 10.4, 10.8)."""

from typing import Final

from bpm.reading.rules.rule import Rule, adapted, documentation

RULES: Final[dict[str, Rule]] = {
    "data-store": documentation("A data store: shown to readers; nothing is read from it or written to it."),
    "data-association": documentation("Shows what data is used; nothing is copied along it."),
    "data-mapping": documentation(
        "Shows what data is used; its assignment or transformation is not carried out.", "Use lz:in, lz:out or a script task."
    ),
    "data-interface": documentation("Describes the data of its element; nothing is copied."),
    "data-property": documentation("Describes data of its element.", "Declare a variable (lz:variable) if its value matters."),
    "data-loop-item": documentation("Names the item of its multi-instance activity."),
    "data-reference-unknown": documentation("The data object {ref!r} it shows is not in the file."),
    "annotation": documentation("A text for readers."),
    "group": documentation("A frame for readers."),
    "association": documentation("A line for readers."),
    "black-box": documentation("A pool without a process in this file: its side of the messages is outside."),
    "pool-empty": documentation("Nothing is drawn in this pool: its side of the messages is outside."),
    "multiplicity": adapted("The number of participants is not carried: the process runs once in each instance."),
    "lane-people": adapted("Members of the group {name!r} may do its user tasks.", "Write who may do it (lz:may) if others are meant."),
    "lane": documentation("A lane: shown to readers."),
    "collaboration": documentation("Holds what is drawn around the processes."),
    "item-definition": documentation("Describes a data type; values take the type of the field or variable they are kept in."),
    "import": documentation("Names another file.", "Give that file along if something in it is called."),
    "interface": documentation("Describes an interface of another system.", "Bind actions to service tasks."),
    "resource": documentation("Describes a resource; who may do what is said by lanes and lz:may."),
    "category": documentation("A category for readers."),
    "correlation": documentation("Describes how messages are matched; messages are matched by name and by lz:message correlate."),
    "relationship": documentation("Relates elements for readers."),
    "partner": documentation("Describes a business partner."),
    "endpoint": documentation("Describes an address of another system."),
    "definition-shared": documentation("A trigger that events may share; each event that names it has a copy of its own."),
    "global-uncalled": documentation("Nothing calls it."),
    "monitoring": documentation("For monitoring by another tool."),
    "root-unknown": documentation("BPMN knows no root element <{tag}>; nothing depends on it."),
}
