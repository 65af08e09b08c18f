"""The shape of a rule."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """`verdict` is one of runs, documentation, adapted, refused; or error, for a file as a whole."""

    verdict: str
    message: str = ""
    hint: str = ""


def runs(message: str = "") -> Rule:
    return Rule("runs", message)


def adapted(message: str, hint: str = "") -> Rule:
    return Rule("adapted", message, hint)


def documentation(message: str, hint: str = "") -> Rule:
    return Rule("documentation", message, hint)


def refused(message: str, hint: str) -> Rule:
    return Rule("refused", message, hint)


def error(message: str, hint: str) -> Rule:
    return Rule("error", message, hint)
