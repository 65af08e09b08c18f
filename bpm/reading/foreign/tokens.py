"""Cuts a foreign expression into tokens and reads them one by one."""

import re
from dataclasses import dataclass
from typing import NamedTuple, Never

from bpm.errors import ExpressionError
from bpm.language.lexis import MAX_BRACKETS, MAX_LENGTH, quoted, too_long, too_many_brackets
from bpm.sentences import Sentence

MAX_DEPTH = 60

_TOKEN = re.compile(
    r"""(?P<blank>\s+)
      | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<number>(?:\d+(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][+-]?\d+)?[LlFfDd]?(?!\w))
      | (?P<data>(?:[A-Za-z]\w*:)?getData(?:Object|Input|Output)(?=\s*\())
      | (?P<call>(?:date[ ]and[ ]time|string-length|starts-with|ends-with|upper-case|lower-case|normalize-space|fn:\w+)(?=\s*\())
      | (?P<word>[^\W\d]\w*)
      | (?P<sign>===|!==|==|!=|<>|<=|>=|&&|\|\||\*\*|\.\.|\?:|.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_NOT_IN_NAMES = re.compile(r"\W+")


class Word(NamedTuple):
    kind: str
    text: str


def words_of(text: str, *, source: str) -> list[Word]:
    """The tokens of a foreign text without its blanks, ended by an empty one."""
    if len(text) > MAX_LENGTH:
        raise unfit(source, reason=too_long(text))
    words = [Word(match.lastgroup or "", match.group()) for match in _TOKEN.finditer(text) if match.lastgroup != "blank"]
    depth = 0
    for word in words:
        depth += (word.text in ("(", "[", "{")) - (word.text in (")", "]", "}"))
        if depth > MAX_BRACKETS:
            raise unfit(source, reason=too_many_brackets())
    return [*words, Word("end", "")]


def string_literal(literal: str) -> str:
    """A quoted foreign text as one of ours."""

    def unescaped(match: re.Match[str]) -> str:
        code = match.group(1)
        return chr(int(code[1:], 16)) if len(code) > 1 else _ESCAPED.get(code, code)

    return repr(_ESCAPE.sub(unescaped, literal[1:-1]))


def variable_name(text: str) -> str:
    """The name under which our language knows something whose foreign name may hold blanks: `Vacation Approval` is Vacation_Approval."""
    name = _NOT_IN_NAMES.sub("_", text.strip()).strip("_")
    return f"_{name}" if name[:1].isdigit() else name


def unfit(text: str, *, reason: Sentence) -> ExpressionError:
    said = Sentence(
        "The expression {text} cannot be translated: {reason}; "
        "write it in our language, for example `amount > 100 and queue == 'Support'`.",
        text=quoted(text),
        reason=reason,
    )
    return ExpressionError(said, text=text)


def not_understood(word: str) -> Sentence:
    return Sentence("{word!r} is not understood there", word=word)


@dataclass(frozen=True, slots=True)
class Manner:
    """What differs: names of several words, whether a single `=` compares, how tightly `not` binds, where lists begin to count."""

    spaced_names: bool = False
    single_equals: bool = False
    tight_not: bool = False
    first_index: int = 0


FEEL = Manner(spaced_names=True, single_equals=True, first_index=1)
JUEL = Manner(tight_not=True)
SCRIPT = Manner(tight_not=True)
PLAIN = Manner(spaced_names=True, single_equals=True)


class TokenReader:
    """The tokens of one text and the place that has been read up to."""

    def __init__(self, text: str, *, manner: Manner, subject: str = "", source: str = "") -> None:
        self.source = source or text
        self.manner = manner
        self.subject = subject
        self.words = words_of(text, source=self.source)
        self.place = 0
        self.at_range_end = False
        self._depth = 0

    @property
    def word(self) -> Word:
        return self.words[self.place]

    def ahead(self, distance: int = 1) -> Word:
        return self.words[min(self.place + distance, len(self.words) - 1)]

    def take(self) -> Word:
        word = self.word
        if word.kind != "end":
            self.place += 1
        return word

    def accept(self, *texts: str) -> str | None:
        if self.word.kind != "string" and self.word.text in texts:
            return self.take().text
        return None

    def expect(self, text: str) -> None:
        if self.accept(text) is None:
            self.refuse(self._missing(text))

    def _missing(self, text: str) -> Sentence:
        if self.word.text:
            return Sentence("{sign!r} is missing before {word!r}", sign=text, word=self.word.text)
        return Sentence("{sign!r} is missing at the end", sign=text)

    def expect_end(self) -> None:
        if self.word.kind != "end":
            self.refuse(not_understood(self.word.text))

    def refuse(self, reason: Sentence) -> Never:
        raise unfit(self.source, reason=reason)

    def split_by_commas(self) -> list[str]:
        """The text between the commas that stand in no brackets."""
        parts, depth = [""], 0
        for word in self.words:
            if word.kind == "sign":
                depth += (word.text in ("(", "[")) - (word.text in (")", "]"))
            if word.text == "," and word.kind == "sign" and depth == 0:
                parts.append("")
            else:
                parts[-1] += f" {word.text}"
        return parts

    def descend(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self.refuse(Sentence("it is nested deeper than {most}", most=MAX_DEPTH))

    def ascend(self) -> None:
        self._depth -= 1
