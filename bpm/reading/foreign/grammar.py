"""Reads the common core of FEEL, JUEL, XPath, JavaScript and Groovy expressions and writes it in our language.

One parser for all, since they differ in spelling more than in structure; a `Manner` holds what does differ. Nothing is guessed: what the
grammar does not know is refused. The result is compiled by our own language before anyone uses it, so a slip here can refuse a text or
change its meaning, but never let more through than the language allows.
"""

from bpm.reading.foreign.tests import TestReader
from bpm.reading.foreign.words import COMPARISONS, PRODUCTS, SUMS


class Translator(TestReader):
    """A descent over the tokens of one text; each method returns our text of what it read, in brackets where it has operators."""

    def whole(self) -> str:
        translated = self.expression()
        self.expect_end()
        return translated

    def whole_tests(self) -> str:
        translated = self.unary_tests()
        self.expect_end()
        return translated

    def expression(self) -> str:
        self.descend()
        translated = self._choice() if self.accept("if") else self._ternary()
        self.ascend()
        return translated

    def _choice(self) -> str:
        condition = self.expression()
        self.expect("then")
        yes = self.expression()
        self.expect("else")
        return f"({yes} if {condition} else {self.expression()})"

    def _ternary(self) -> str:
        first = self._either()
        if self.accept("?:"):
            return f"coalesce({first}, {self.expression()})"
        if self.accept("?"):
            yes = self.expression()
            self.expect(":")
            return f"({yes} if {first} else {self.expression()})"
        if self.accept("if"):
            condition = self._either()
            self.expect("else")
            return f"({first} if {condition} else {self.expression()})"
        return first

    def _either(self) -> str:
        parts = [self._both()]
        while self.accept("or", "||"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else f"({' or '.join(parts)})"

    def _both(self) -> str:
        parts = [self._negation()]
        while self.accept("and", "&&"):
            parts.append(self._negation())
        return parts[0] if len(parts) == 1 else f"({' and '.join(parts)})"

    def _negation(self) -> str:
        count = 0
        while not self.manner.tight_not and self.ahead().text != "(" and self.accept("not"):
            count += 1
        compared = self._comparison()
        return f"(not {compared})" if count % 2 else compared

    def _comparison(self) -> str:
        left = self.sum()
        while True:
            if self.accept("in"):
                left = self.membership(left)
            elif self.word.text == "not" and self.ahead().text == "in":
                self.place += 2
                left = f"(not {self.membership(left)})"
            elif self.accept("between"):
                left = self._between(left)
            elif self.word.kind != "string" and self.word.text in COMPARISONS:
                left = f"({left} {self.comparison_sign()} {self.sum()})"
            else:
                return left

    def _between(self, left: str) -> str:
        low = self.sum()
        self.expect("and")
        return f"({low} <= {left} <= {self.sum()})"

    def sum(self) -> str:
        left = self._product()
        while sign := self.accept(*SUMS):
            left = f"({left} {SUMS[sign]} {self._product()})"
        return left

    def _product(self) -> str:
        left = self._unary()
        while sign := self.accept(*PRODUCTS):
            left = f"({left} {PRODUCTS[sign]} {self._unary()})"
        return left

    def _unary(self) -> str:
        self.descend()
        translated = self._signed()
        self.ascend()
        return translated

    def _signed(self) -> str:
        if self.accept("-"):
            return f"(-{self._unary()})"
        if self.accept("!") or (self.manner.tight_not and self.accept("not")):
            return f"(not {self._unary()})"
        if self.word.text == "empty" and self.ahead().kind in ("word", "string"):
            self.take()
            return f"empty({self._unary()})"
        base = self.postfix()
        return f"({base} ** {self._unary()})" if self.accept("**") else base
