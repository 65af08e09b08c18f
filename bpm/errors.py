"""What can go wrong in the engine: few errors, each a sentence for people."""

from bpm.sentences import Sentence


class BpmError(Exception):
    """Base of the engine's errors; `str(error)` says what happened and, where it can, what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class TranslatableError(BpmError):
    """One whose sentence can be said in other languages."""

    message: Sentence

    def __init__(self, message: Sentence) -> None:
        super().__init__(message)


class ExpressionError(TranslatableError):
    """A text is not an expression of our language; found when a model is checked, never while it runs. `reason` is why."""

    def __init__(self, message: Sentence, *, text: str, column: int | None = None, reason: Sentence | None = None) -> None:
        super().__init__(message)
        self.text = text
        self.column = column
        self.reason = reason or message.inside()


class NoValue(BpmError):
    """An expression needs the value of a name that has none."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} has no value.")
        self.name = name


class EvaluationError(BpmError):
    """An expression met values it cannot work with, or grew beyond its limits."""


class PatternError(EvaluationError, TranslatableError):
    """A regular expression that is none; found when a model is checked, where it stands in the model."""


class TimerError(TranslatableError):
    """A text is not a timer, or its due time cannot be computed."""


class ModelError(BpmError):
    """A model says something that cannot run; names the element and its line in the file."""

    def __init__(self, message: str, *, element: str, line: int | None = None) -> None:
        super().__init__(message)
        self.element = element
        self.line = line


class Refused(BpmError):
    """A step is not possible now; nothing has changed."""


class Incident(BpmError):
    """An instance cannot go on by itself; the step is undone. `element` is the id of the node it happened at."""

    def __init__(self, message: str, *, element: str) -> None:
        super().__init__(message)
        self.element = element
