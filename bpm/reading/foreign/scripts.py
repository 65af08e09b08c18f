"""Scripts of other engines as assignments of ours, one per line, or a refusal that names the line.

Understood are `x = …`, `x += …`, `x++`, with `var`, `let`, `const`, `def` or a type in front, and `execution.setVariable("x", …)`.
"""

import re
from collections.abc import Iterator

from bpm.errors import ExpressionError
from bpm.expressions import MAX_SCRIPT, NO_ASSIGNMENT, compile_assignments, long_script, refused_line
from bpm.reading.foreign.expressions import translate

_COMMENT = re.compile(r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|/\*.*?\*/|//[^\n]*|\#[^\n]*""", re.DOTALL)
_BREAK = re.compile(r"""(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[^;\n])+|[;\n]""", re.DOTALL)
_TYPES = r"(?:var|let|const|def|final|String|string|Integer|int|Long|long|Double|double|Boolean|boolean|BigDecimal|Object)"
_SET = re.compile(
    rf"(?:{_TYPES}\s+)*(?:variables\.)?(?P<target>[^\W\d]\w*(?:\.[^\W\d]\w*)?)\s*(?P<sign>[-+*/]?)=(?!=)\s*(?P<value>.+)", re.DOTALL
)
_STEP = re.compile(r"(?P<target>[^\W\d]\w*)\s*(?P<sign>\+\+|--)")
_CALL = re.compile(
    r"""(?:execution|variables|task|delegateExecution)\.(?:setVariable|setVariableLocal|put|set)"""
    r"""\(\s*(["'])(?P<target>[^\W\d]\w*)\1\s*,\s*(?P<value>.+)\)""",
    re.DOTALL,
)


def translate_script(text: str, *, language: str | None) -> str:
    """Our assignments, one per line; nothing at all where the script holds comments only."""
    if len(text) > MAX_SCRIPT:
        raise long_script(text)
    try:
        ours = compile_assignments(text)
    except ExpressionError:
        lines = [_assignment(statement, line=line, language=language) for line, statement in _statements(text)]
        ours = compile_assignments("\n".join(lines))
    return "\n".join(f"{one.target} = {_one_line(one.expression.text)}" for one in ours)


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Statements with their lines; comments give way to as many line breaks as they held."""
    bare = _COMMENT.sub(lambda found: found.group(1) or "\n" * found.group().count("\n"), text.replace("\r\n", "\n").replace("\r", "\n"))
    line = 1
    for match in _BREAK.finditer(bare):
        statement = match.group().strip(" \t;")
        if statement and statement != "\n":
            yield line, statement
        line += match.group().count("\n")


def _assignment(statement: str, *, line: int, language: str | None) -> str:
    if step := _STEP.fullmatch(statement):
        return f"{step.group('target')} {step.group('sign')[0]}= 1"
    found = _SET.fullmatch(statement) or _CALL.fullmatch(statement)
    if found is None:
        raise refused_line(statement, line=line, reason=NO_ASSIGNMENT)
    try:
        value = translate(found.group("value"), language=language or "javascript")
    except ExpressionError as error:
        raise refused_line(statement, line=line, reason=error.message.inside()) from error
    sign = found.groupdict().get("sign") or ""
    return f"{found.group('target')} {sign}= {_one_line(value)}"
