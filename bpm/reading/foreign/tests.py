"""FEEL's unary tests: `< 10`, `[1..5]`, `"a", "b"`, `not(…)`, `-`, as they stand in cells of decision tables and behind `in`.

DMN 1.3, 7.3.3 and 10.3.2.8. A test asks something of a subject and is written as a condition of our language on it.
"""

from abc import abstractmethod

from bpm.reading.foreign.values import ValueReader
from bpm.reading.foreign.words import COMPARISONS
from bpm.sentences import Sentence


class TestReader(ValueReader):
    @abstractmethod
    def sum(self) -> str:
        """An operand of a comparison."""

    def unary_tests(self) -> str:
        if self.word.text == "-" and self.ahead().kind == "end":
            self.take()
            return "True"
        if self.word.text == "not" and self.ahead().text == "(":
            self.place += 2
            return f"(not {self._tests_until(')', subject=self.subject)})"
        return self._tests_until("", subject=self.subject)

    def _tests_until(self, closing: str, *, subject: str) -> str:
        tests: list[str] = []
        while not tests or self.accept(","):
            tests.append(self._test(subject))
        if closing:
            self.expect(closing)
        return tests[0] if len(tests) == 1 else f"({' or '.join(tests)})"

    def _test(self, subject: str) -> str:
        if self._at_range():
            return self._range(subject)
        if self._at_comparison():
            return f"({subject} {self.comparison_sign()} {self.sum()})"
        start = self.place
        value = self.expression()
        if any(word.text == "?" for word in self.words[start : self.place]):
            return value
        return f"({subject} in {value})" if value.startswith("[") else f"({subject} == {value})"

    def membership(self, subject: str) -> str:
        """What stands behind `in`: a range, tests in brackets, a comparison, or a value that holds many."""
        if self._at_range():
            return self._range(subject)
        if self._at_comparison():
            return f"({subject} {self.comparison_sign()} {self.sum()})"
        if self.accept("("):
            return self._tests_until(")", subject=subject)
        return f"({subject} in {self.sum()})"

    def _at_comparison(self) -> bool:
        return self.word.kind == "sign" and self.word.text in COMPARISONS

    def comparison_sign(self) -> str:
        sign = self.take().text
        if sign == "=" and not self.manner.single_equals:
            self.refuse(Sentence("a single `=` assigns there, it does not compare"))
        return COMPARISONS[sign]

    def _at_range(self) -> bool:
        """Whether the bracket at hand opens a range; only looking ahead tells, as lists and groups begin alike."""
        if self.word.kind != "sign" or self.word.text not in ("(", "[", "]"):
            return False
        depth = 0
        for word in self.words[self.place + 1 :]:
            if word.kind == "sign" and depth == 0 and word.text in ("..", ",", ")", "]"):
                return word.text == ".."
            depth += (word.text == "(") - (word.text == ")") if word.kind == "sign" else 0
        return False

    def _range(self, subject: str) -> str:
        low_sign = "<=" if self.take().text == "[" else "<"
        low = self.sum()
        self.expect("..")
        self.at_range_end = True  # there `[` closes the range and takes no entry of a list
        high = self.sum()
        self.at_range_end = False
        closing = self.accept("]", ")", "[")
        if closing is None:
            self.refuse(Sentence("a range is closed by one of `]`, `)` and `[`"))
        return f"({low} {low_sign} {subject} {'<=' if closing == ']' else '<'} {high})"
