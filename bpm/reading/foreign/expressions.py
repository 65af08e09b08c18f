"""Decides which language a foreign expression is in, and puts a text with several `${…}` together.

JUEL marks its expressions by `${…}` or `#{…}`, Camunda 8 marks FEEL by a leading `=`; otherwise the declared language tells, and a text
that is in our language already stays as it is. A declared XPath means little: it is the default of the specification, and modelling
tools leave it in place whatever people write.
"""

import ast
import re

from bpm.errors import ExpressionError
from bpm.expressions import compile_expression
from bpm.language.lexis import MAX_LENGTH, missing, too_long
from bpm.reading.foreign.grammar import Translator
from bpm.reading.foreign.tokens import FEEL, JUEL, PLAIN, SCRIPT, Manner, unfit
from bpm.sentences import Sentence

_SCRIPTS = ("javascript", "ecmascript", "groovy", "java", "juel", "mvel", "drools")
_CHUNK = re.compile(r"""[$#]\{((?:[^{}'"]|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")*)\}""", re.DOTALL)
MAX_CHUNKS = 20
_UNMATCHED = Sentence("its braces do not match")


def translate(text: str, *, language: str | None) -> str:
    """The text in our language; `language` is what the file declares, if anything."""
    stripped = text.strip()
    if not stripped:
        raise missing(text)
    if len(stripped) > MAX_LENGTH:
        raise unfit(text, reason=too_long(stripped))
    if stripped.startswith("=") and not stripped.startswith("=="):
        return _ours(stripped[1:], text=text, manner=FEEL)
    if "${" in stripped or "#{" in stripped:
        return _juel(stripped, text=text)
    return _declared(stripped, language=(language or "").lower(), text=text)


def translate_tests(text: str, *, subject: str) -> str:
    """Unary tests of a decision table's cell, as a condition on the name `subject`."""
    return compiled(Translator(text.strip(), manner=FEEL, subject=subject).whole_tests(), text=text)


def split_tests(text: str) -> list[str]:
    """The values of a list of unary tests, each as a FEEL expression: the order of `outputValues` is a ranking."""
    return [part.strip() for part in Translator(text, manner=FEEL).split_by_commas() if part.strip()]


def _declared(stripped: str, *, language: str, text: str) -> str:
    if "feel" in language:
        return _ours(stripped, text=text, manner=FEEL)
    try:
        return compile_expression(stripped).text
    except ExpressionError:
        manner = SCRIPT if any(name in language for name in _SCRIPTS) else PLAIN
        return _ours(stripped.rstrip(";") if manner is SCRIPT else stripped, text=text, manner=manner)


def _juel(stripped: str, *, text: str) -> str:
    chunks = list(_CHUNK.finditer(stripped))
    if not chunks or len(chunks) > MAX_CHUNKS:
        raise unfit(text, reason=_UNMATCHED)
    if chunks[0].span() == (0, len(stripped)):
        return _ours(chunks[0].group(1), text=text, manner=JUEL)
    try:
        return _ours(_CHUNK.sub(r"(\1)", stripped), text=text, manner=JUEL)
    except ExpressionError:
        return _joined(stripped, chunks=chunks, text=text)


def _joined(stripped: str, *, chunks: list[re.Match[str]], text: str) -> str:
    """`Order ${number} of ${name}` is a text with values in it."""
    parts: list[str] = []
    end = 0
    for chunk in chunks:
        parts += [repr(stripped[end : chunk.start()]), f"str({_ours(chunk.group(1), text=text, manner=JUEL)})"]
        end = chunk.end()
    parts.append(repr(stripped[end:]))
    if any("${" in part or "#{" in part for part in parts):
        raise unfit(text, reason=_UNMATCHED)
    return compiled(" + ".join(part for part in parts if part != "''"), text=text)


def _ours(inner: str, *, text: str, manner: Manner) -> str:
    return compiled(Translator(inner.strip(), manner=manner, source=text).whole(), text=text)


def compiled(translated: str, *, text: str) -> str:
    """The translation as a person would write it, once our own language has accepted it."""
    try:
        compile_expression(translated)
        return compile_expression(_without_needless_brackets(translated)).text
    except ExpressionError as error:
        raise unfit(text, reason=error.reason) from error


def _without_needless_brackets(translated: str) -> str:
    """Written anew from its tree, unless it holds numbers with a point, which the tree would round."""
    tree = ast.parse(translated, mode="eval")
    if any(isinstance(node, ast.Constant) and isinstance(node.value, float) for node in ast.walk(tree)):
        return translated
    return ast.unparse(tree)
