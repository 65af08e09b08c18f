"""Rules for our own elements and attributes; where they come from: the dialect, `bpm/dialect.json`."""

from typing import Final

from bpm.reading.rules.rule import Rule, refused

RULES: Final[dict[str, Rule]] = {
    "lz-element": refused("There is no element lz:{tag}.{nearest}", "Correct or remove it."),
    "lz-place": refused("lz:{tag} may not stand in {place}.", "It belongs into {where}."),
    "lz-outside": refused("lz:{tag} must stand inside of bpmn:extensionElements.", "Put it there."),
    "lz-attribute": refused("There is no attribute {attribute!r} on {place}.{nearest}", "Correct or remove it."),
    "lz-required": refused("lz:{tag} needs the attribute {attribute!r}.", "Write it."),
    "lz-value": refused("{attribute}={value!r} is not possible on {place}.", "Possible: {possible}."),
    "lz-show": refused("lz:show needs either field or variable, and not both (dialog {dialog!r}).", "Name what is shown."),
    "lz-may": refused("lz:may says nothing about who may.", "Name a group, role, agent or customer."),
    "lz-dialog-twice": refused("The dialog id {dialog!r} is given twice.", "Give one of them another id."),
    "lz-dialog-unknown": refused(
        "The dialog {dialog!r} is not declared in this process.{nearest}", "Declare it with lz:dialog, or correct the name."
    ),
    "lz-field-unknown": refused(
        "The dialog {dialog!r} shows {name!r}, which is no ticket attribute, field or variable of this model.{nearest}",
        "Declare it, or correct it.",
    ),
    "lz-name-clash": refused(
        "The {kind} {name!r} is called like {what}, so an expression could not tell them apart.", "Choose another name."
    ),
    "lz-name-twice": refused("The {kind} {name!r} is declared twice.", "Remove one of them."),
    "lz-name-invalid": refused("{name!r} cannot be the name of a {kind}.", "Use letters, digits and underscores, beginning with a letter."),
    "lz-value-unfit": refused("A default or limit of the {kind} {name!r} does not fit: {problem}", "Correct it, or choose another type."),
    "lz-target-unknown": refused(
        "{place} writes to {name!r}, which is no field or variable of this model.{nearest}", "Declare it, or correct it."
    ),
    "action-unknown": refused("There is no action {name!r}.{nearest}", "Choose one of the actions listed in the documentation."),
    "action-param": refused("The action {action!r} knows no parameter {name!r}.{nearest}", "Correct or remove it."),
    "action-param-missing": refused("The action {action!r} needs the parameter {name!r}.", "Add it with lz:param."),
    "action-param-twice": refused("The action {action!r} has the parameter {name!r} twice.", "Remove one of them."),
    "options-missing": refused("The field {name!r} is a {kind} without any lz:value.", "List its options."),
    "regex": refused("The regular expression {text!r} of the field {name!r} is not understood: {problem}", "Correct it."),
}
