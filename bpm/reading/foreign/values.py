"""Reads the values of a foreign expression: literals, names, calls, members."""

import re
from abc import ABC, abstractmethod

from bpm.language.functions import FUNCTIONS as OUR_FUNCTIONS
from bpm.language.grammar import VIEWS
from bpm.reading.foreign.tokens import TokenReader, not_understood, string_literal, variable_name
from bpm.reading.foreign.words import CONSTANTS, DATA_READS, ENGINE_OBJECTS, FUNCTIONS, KEYWORDS, METHODS, VARIABLE_READS
from bpm.sentences import Sentence

_DURATION = re.compile(r"'P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?'")


class ValueReader(TokenReader, ABC):
    @abstractmethod
    def expression(self) -> str:
        """A whole expression, as it may stand in brackets and between commas."""

    def postfix(self) -> str:
        value = self._primary()
        while True:
            if not self.at_range_end and self.accept("["):
                value = f"{value}[{self._index()}]"
                self.expect("]")
            elif self.word.text == "." and self.ahead().kind == "word":
                self.take()
                value = self._member(value)
            else:
                return value

    def _index(self) -> str:
        if self.word.kind == "number" and self.manner.first_index:
            return str(int(self._whole_number()) - self.manner.first_index)
        if self.manner.first_index:
            self.refuse(Sentence("filters on lists do not exist"))
        return self.expression()

    def _whole_number(self) -> str:
        text = self.take().text
        if not text.isdecimal() or int(text) < 1:
            self.refuse(Sentence("lists count from 1 there"))
        return text

    def _member(self, value: str) -> str:
        name = self.take().text
        if self.word.text == "(":
            return self._method(value, name=name)
        if value in VIEWS:
            return f"{value}.{name}"
        if value in ENGINE_OBJECTS - {"variables"} or name in {"class", "length"} or name.startswith("_"):
            self.refuse(Sentence("`.{name}` reaches into an object", name=name))
        return name if value == "variables" else f"{value}['{name}']"

    def _method(self, value: str, *, name: str) -> str:
        arguments = self._arguments()
        if value in ENGINE_OBJECTS:
            return self._engine_read(name, arguments=arguments)
        template = METHODS.get((name, len(arguments)))
        if template is None:
            self.refuse(Sentence("the method `{name}` does not exist in our language", name=name))
        return template.format(*arguments, s=value)

    def _engine_read(self, name: str, *, arguments: list[str]) -> str:
        plain_name = arguments[0][1:-1] if len(arguments) == 1 and arguments[0].startswith("'") else ""
        if plain_name.isidentifier() and name in VARIABLE_READS:
            return plain_name
        if plain_name.isidentifier() and name == "hasVariable":
            return f"(coalesce({plain_name}) is not None)"
        return self.refuse(Sentence("the method `{name}` belongs to another engine", name=name))

    def _primary(self) -> str:
        word = self.word
        if word.kind == "number":
            return self.take().text.rstrip("LlFfDd")
        if word.kind == "string":
            return string_literal(self.take().text)
        if word.kind == "data":
            return self._data_read()
        if word.kind == "call":
            return self._call(self.take().text)
        if word.kind == "word":
            return self._named()
        return self._bracketed()

    def _bracketed(self) -> str:
        if self.accept("("):
            inner = self.expression()
            self.expect(")")
            return f"({inner})"
        if self.accept("["):
            return f"[{', '.join(self._until(']'))}]"
        if self.subject and self.accept("?"):
            return self.subject
        if self.accept("@") and self.word.kind == "string":
            return self._time(string_literal(self.take().text))
        if self.accept("$") and self.word.kind == "word":
            return self.take().text
        return self.refuse(not_understood(self.word.text) if self.word.text else Sentence("something is missing at its end"))

    def _named(self) -> str:
        first = self.take().text
        if first in CONSTANTS and self.word.text != "(":
            return CONSTANTS[first]
        if first in KEYWORDS - {"not"} - CONSTANTS.keys():
            self.refuse(not_understood(first))
        name = [first]
        while self.manner.spaced_names and self.word.kind == "word" and self.word.text not in KEYWORDS:
            name.append(self.take().text)
        if self.word.text == "(":
            return self._call(" ".join(name))
        if len(name) > 1 and self._alone(len(name)):
            self.refuse(Sentence("it reads like words for people, not like a condition"))
        return variable_name(" ".join(name))

    def _alone(self, length: int) -> bool:
        return len(self.words) - 1 == length

    def _data_read(self) -> str:
        name = self.take().text.rpartition(":")[2]
        arguments = self._arguments()
        if name not in DATA_READS or len(arguments) != 1 or not arguments[0].startswith("'"):
            self.refuse(Sentence("`{name}` needs the name of a data object", name=name))
        return variable_name(arguments[0][1:-1])

    def _call(self, name: str) -> str:
        arguments = self._arguments()
        if name == "duration" and len(arguments) == 1:
            return self._duration(arguments[0])
        template = FUNCTIONS.get((name, len(arguments)))
        if template is not None:
            return template.format(*arguments)
        if name not in OUR_FUNCTIONS:
            self.refuse(Sentence("the function `{name}` does not exist in our language", name=name))
        return f"{name}({', '.join(arguments)})"

    def _time(self, literal: str) -> str:
        if literal.startswith(("'P", "'-P")):
            return self._duration(literal)
        return f"datetime({literal})" if "T" in literal else f"date({literal})"

    def _duration(self, literal: str) -> str:
        found = _DURATION.fullmatch(literal)
        parts = (
            [f"{unit}({number})" for unit, number in zip(("days", "hours", "minutes"), found.groups(), strict=True) if number]
            if found
            else []
        )
        if not parts:
            self.refuse(Sentence("the duration {text} has other parts than days, hours and minutes", text=literal))
        return f"({' + '.join(parts)})"

    def _arguments(self) -> list[str]:
        self.expect("(")
        return self._until(")")

    def _until(self, closing: str) -> list[str]:
        values: list[str] = []
        while self.accept(closing) is None:
            if values:
                self.expect(",")
            values.append(self.expression())
        return values
