"""Texts with `{{ expression }}` in them: titles, parameters, messages. No loops, no tags, no filters.

A text is checked when the model is read and filled in when a token needs it. No value is written as nothing, times as ISO 8601. Braces
that are meant as such are written as an expression: `{{ "{{" }}`.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape

from bpm.errors import EvaluationError, ExpressionError
from bpm.expressions import Expression, Names, compile_expression
from bpm.language.lexis import quoted, tokens
from bpm.language.values import text_of
from bpm.sentences import Sentence

MAX_TEXT = 50_000
MAX_EXPRESSIONS = 100
MAX_RENDERED = 200_000

_FOREIGN = {
    "{%": Sentence("tags `{{% %}}` do not exist in our texts, only expressions in {{{{ }}}}"),
    "{#": Sentence("comments `{{# #}}` do not exist in our texts, only expressions in {{{{ }}}}"),
}


@dataclass(frozen=True)
class Text:
    """A checked text: its plain pieces and its expressions, in order. `is_html`: values are escaped in it."""

    text: str
    pieces: tuple[str | Expression, ...] = field(compare=False, repr=False)
    is_html: bool = False

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset[str]().union(*(piece.names for piece in self.pieces if isinstance(piece, Expression)))

    @cached_property
    def calls(self) -> frozenset[str]:
        return frozenset[str]().union(*(piece.calls for piece in self.pieces if isinstance(piece, Expression)))

    def render(self, names: Names) -> str:
        filled: list[str] = []
        length = 0
        for piece in self.pieces:
            filled.append(piece if isinstance(piece, str) else self.written(piece.value(names)))
            length += len(filled[-1])
            if length > MAX_RENDERED:
                raise EvaluationError(f"The text {quoted(self.text)} grew beyond {MAX_RENDERED:,} characters when it was filled in.")
        return "".join(filled)

    def written(self, value: object) -> str:
        """A value as it stands in the text."""
        return escape(text_of(value)) if self.is_html else text_of(value)

    def value(self, names: Names) -> str:
        """The same as `render`: a parameter is asked for its value, whether it is a text or an expression."""
        return self.render(names)


def compile_text(text: str) -> Text:
    if len(text) > MAX_TEXT:
        raise ExpressionError(
            Sentence("The text has {length:,} characters, at most {most:,} are allowed.", length=len(text), most=MAX_TEXT), text=text
        )
    pieces: list[str | Expression] = []
    rest = 0
    while (start := text.find("{{", rest)) >= 0:
        end = _end_of(text, start=start)
        pieces += [_plain(text, rest, start), _expression(text, start, end)]
        rest = end + 2
        if len(pieces) > 2 * MAX_EXPRESSIONS:
            raise ExpressionError(Sentence("The text has more than {most} expressions in braces.", most=MAX_EXPRESSIONS), text=text)
    pieces.append(_plain(text, rest, len(text)))
    return Text(text=text, pieces=tuple(piece for piece in pieces if piece))


def _plain(text: str, start: int, end: int) -> str:
    piece = text[start:end]
    for sign, reason in _FOREIGN.items():
        if sign in piece:
            column = start + piece.index(sign) + 1
            said = Sentence("The text {text} cannot be used: {reason} (column {column}).", text=quoted(text), reason=reason, column=column)
            raise ExpressionError(said, text=text, column=column)
    return piece


def _end_of(text: str, *, start: int) -> int:
    """Where the closing braces are: the first ones that stand in no quotes."""
    closing = -1
    for token in tokens(text[start + 2 :]):
        if token.text == "}" and closing == token.start:
            return start + 1 + token.start
        closing = token.start + 1 if token.text == "}" else -1
    said = Sentence(
        "The text {text} cannot be used: the braces opened at column {column} are never closed by }}}}.",
        text=quoted(text),
        column=start + 1,
    )
    raise ExpressionError(said, text=text, column=start + 1)


def _expression(text: str, start: int, end: int) -> Expression:
    inner = text[start + 2 : end]
    try:
        return compile_expression(inner)
    except ExpressionError as error:
        column = start + 2 + (error.column or 1)
        said = Sentence("In the text {text}: {problem}", text=quoted(text), problem=error.message)
        raise ExpressionError(said, text=text, column=column) from error


def compile_parameter(text: str) -> Text | Expression:
    """A parameter: an expression when it begins with `=`, else a text."""
    stripped = text.lstrip()
    return compile_expression(stripped[1:]) if stripped.startswith("=") else compile_text(text)


def in_html(parameter: Text | Expression) -> Text:
    """The same parameter, for a text in HTML: what a customer wrote does not become markup."""
    if isinstance(parameter, Expression):
        return Text(text=parameter.text, pieces=(parameter,), is_html=True)
    return replace(parameter, is_html=True)
