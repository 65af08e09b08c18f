"""Conditions of transitions as expressions with the same truth table (desk.md 11.4.1)."""

import re
from dataclasses import dataclass

from bpm.errors import ExpressionError
from bpm.expressions import compile_expression
from bpm.otrs.errors import ConfigError
from bpm.otrs.export import Entity
from bpm.otrs.fields import INTERNAL, PREFIX, Fields
from bpm.otrs.regexes import OnlyPerl, Test, translate
from bpm.otrs.report import Report
from bpm.otrs.ticket_names import READABLE, STATE_TYPES, is_unknown_here, shipped
from bpm.otrs.yaml_text import Plain
from bpm.sentences import Sentence

NEVER = "false"
LINKS = ("and", "or", "xor")


@dataclass(frozen=True)
class Piece:
    """A part of an expression; one that is `loose` needs brackets when it is joined with others."""

    text: str
    loose: bool = False

    @property
    def tight(self) -> str:
        return f"({self.text})" if self.loose else self.text


_FALSE = Piece(NEVER)


class Conditions:
    """Writes the expressions of transitions; keeps what it found out, since one transition may leave several activities."""

    def __init__(self, *, fields: Fields, report: Report) -> None:
        self._fields = fields
        self._report = report
        self._written: dict[str, str] = {}

    def expression(self, transition: Entity) -> str:
        """The condition of a transition. ConfigError: OTRS cannot evaluate it."""
        if transition.id not in self._written:
            text = _Writer(transition.key, fields=self._fields, report=self._report).write(transition.config)
            self._written[transition.id] = self._fitting(text, transition)
        return self._written[transition.id]

    def _fitting(self, text: str, transition: Entity) -> str:
        try:
            compile_expression(text)
        except ExpressionError as error:
            self._report.add(
                transition.key,
                "refused",
                Sentence("Its condition cannot be carried, so it is never taken. {problem}", problem=error.message),
            )
            return NEVER
        return text


class _Writer:
    def __init__(self, entity: tuple[str, str], *, fields: Fields, report: Report) -> None:
        self._entity = entity
        self._fields = fields
        self._report = report

    def write(self, config: dict[str, Plain]) -> str:
        condition = config.get("Condition", "")
        if not isinstance(condition, dict) or not condition:
            raise ConfigError(Sentence("it has no condition"))
        kind = condition.get("Type", "")
        sets = {name: one for name, one in condition.items() if not (name == "Type" and isinstance(one, str))}
        link = _link(config.get("ConditionLinking", "") or (kind if isinstance(kind, str) else ""))
        if not sets:
            raise ConfigError(Sentence("it has no condition"))
        return _joined([self._set(sets[name]) for name in sorted(sets)], link=link).text

    def _set(self, one: Plain) -> Piece:
        fields = one.get("Fields", "") if isinstance(one, dict) else ""
        if not isinstance(one, dict) or not isinstance(fields, dict) or not fields:
            raise ConfigError(Sentence("a part of its condition has no fields"))
        link = _link(one.get("Type", ""))
        return _joined([self._field(key, fields[key]) for key in sorted(fields)], link=link)

    def _field(self, key: str, config: Plain) -> Piece:
        if isinstance(config, str):
            config = {"Type": "String", "Match": config}
        elif isinstance(config, list):
            config = {"Type": "Array", "Match": config}
        kind, match = str(config.get("Type", "")).lower(), config.get("Match", "")
        writer = {"string": self._string, "array": self._array, "hash": self._hash, "regexp": self._regexp, "module": self._module}.get(
            kind
        )
        if writer is None:
            raise ConfigError(
                Sentence("the field {key!r} has the unknown type {unknown!r}", key=key, unknown=str(config.get("Type", ""))[:40])
            )
        if not match:
            raise ConfigError(Sentence("the field {key!r} has nothing to match", key=key))
        piece = writer(key, match)
        return self._or_shipped_states(piece, kind, str(match)) if key == "StateType" else piece

    def _or_shipped_states(self, piece: Piece, kind: str, match: str) -> Piece:
        """Where the kind of a state is not known, its name tells, if OTRS ships it."""
        states = [
            state for state, of in STATE_TYPES.items() if (of == match if kind == "string" else kind == "regexp" and re.search(match, of))
        ]
        if piece == _FALSE or not states:
            return piece
        return _joined([piece, Piece(f"state in {states!r}", loose=True)], link="or")

    def _string(self, key: str, match: Plain) -> Piece:
        if not isinstance(match, str):
            raise ConfigError(Sentence("the field {key!r} does not match a text", key=key))
        if (name := shipped(key, match)) is not None:
            self._tell(
                "adapted",
                Sentence("{key} {match} is read as {name!r}, which OTRS ships under that number.", key=key, match=match, name=name),
            )
            return Piece(f"{READABLE[key.removesuffix('ID')]} == {name!r}", loose=True)
        name = self._name(key)
        if name is None:
            return _FALSE
        return Piece(f"{match!r} in {name}" if self._is_list(key) else f"{name} == {match!r}", loose=True)

    def _array(self, key: str, match: Plain) -> Piece:
        if not isinstance(match, list) or not all(isinstance(item, str) for item in match):
            raise ConfigError(Sentence("the field {key!r} does not match a list of texts", key=key))
        name = self._name(key)
        if name is None:
            return _FALSE
        if not self._is_list(key):
            self._tell("adapted", Sentence("{key!r} never holds a list, so a list never matches it.", key=key))
            return _FALSE
        return _joined([Piece(f"{item!r} in {name}", loose=True) for item in dict.fromkeys(map(str, match))], link="and")

    def _hash(self, key: str, match: Plain) -> Piece:
        if not isinstance(match, dict):
            raise ConfigError(Sentence("the field {key!r} does not match a map", key=key))
        self._tell("refused", Sentence("{key!r} is matched with a map of values, which no field here holds: this is never true.", key=key))
        return _FALSE

    def _module(self, key: str, match: Plain) -> Piece:
        if not isinstance(match, str):
            raise ConfigError(Sentence("the field {key!r} does not name a module", key=key))
        if match.rpartition("::")[2] == "ValidateDemo":
            return Piece("queue == 'Raw'", loose=True)
        self._tell(
            "refused",
            Sentence(
                "The Perl module {match!r} cannot run here: this part of the condition is never true. Write it as an expression.",
                match=match[:120],
            ),
        )
        return _FALSE

    def _regexp(self, key: str, match: Plain) -> Piece:
        if not isinstance(match, str):
            raise ConfigError(Sentence("the field {key!r} does not match a pattern", key=key))
        try:
            tests = translate(match)
        except OnlyPerl as error:
            self._tell(
                "refused",
                Sentence(
                    "The pattern {match!r} cannot be carried: {reason}. This part of the condition is never true.",
                    match=match[:120],
                    reason=error.message,
                ),
            )
            return _FALSE
        name = self._name(key)
        if name is None:
            return _FALSE
        if "\\b" in match.lower():
            self._tell("adapted", Sentence("In the pattern {match!r}, \\b knows ASCII letters only.", match=match[:120]))
        return self._of_list(name, match, tests) if self._is_list(key) else _found(name, tests)

    def _of_list(self, name: str, match: str, tests: tuple[Test, ...]) -> Piece:
        """Any entry must match; the language has no loop over a list, but most patterns only ask whether there is one."""
        if tests in ((Test(".+"),), (Test("."),), (Test(".*"),), (Test("^"),)):
            return Piece(f"len({name}) > (1 if '0' in {name} else 0)", loose=True)
        self._tell(
            "refused",
            Sentence(
                "The pattern {match!r} on entries of the list {name!r} cannot be carried: this part is never true.",
                match=match[:120],
                name=name,
            ),
        )
        return _FALSE

    def _is_list(self, key: str) -> bool:
        return key.startswith(PREFIX) and self._fields.holds_list(key.removeprefix(PREFIX))

    def _name(self, key: str) -> str | None:
        """What to ask for; None where nothing here has that value, so that it is never true."""
        if key.startswith(PREFIX) and (original := key.removeprefix(PREFIX)) and original not in INTERNAL:
            return self._fields.name(original)
        if key in READABLE:
            self._tell_about(key)
            return READABLE[key]
        if is_unknown_here(key) or key.startswith(PREFIX):
            self._tell("refused", Sentence("{key!r} cannot be asked for here: this part of the condition is never true.", key=key))
        else:
            self._tell(
                "adapted", Sentence("{key!r} is no attribute of a ticket: this part of the condition is never true, as in OTRS.", key=key)
            )
        return None

    def _tell_about(self, key: str) -> None:
        if key == "CustomerUserID":
            self._tell("adapted", Sentence("CustomerUserID is the ticket's customer user or, where only that is known, its customer."))
        elif key == "Owner":
            self._tell(
                "adapted",
                Sentence("A ticket of OTRS always has an owner; one here may have none, and then this part of the condition is false."),
            )

    def _tell(self, verdict: str, message: Sentence) -> None:
        self._report.add(self._entity, "refused" if verdict == "refused" else "adapted", message)


def _found(name: str, tests: tuple[Test, ...]) -> Piece:
    """OTRS never matches an empty value or "0", so that they are left out where the pattern would find something in them."""
    pieces = [Piece(f"{'' if test.found else 'not '}matches({name}, {test.pattern!r})") for test in tests]
    if any(_all_pass(tests, value) for value in ("", "0")):
        pieces[:0] = [Piece(f"not empty({name})"), Piece(f"{name} != '0'")]
    return _joined(pieces, link="and")


def _all_pass(tests: tuple[Test, ...], value: str) -> bool:
    return all((test.compiled().search(value) is not None) == test.found for test in tests)


def _link(word: Plain) -> str:
    link = (word if isinstance(word, str) else "?").lower() or "and"
    if link not in LINKS:
        raise ConfigError(Sentence("its parts are joined by {word!r}, which is neither and, or nor xor", word=str(word)[:40]))
    return link


def _joined(pieces: list[Piece], *, link: str) -> Piece:
    """All, at least one, exactly one. What is never true is left out where that changes nothing."""
    if link == "and" and _FALSE in pieces:
        return _FALSE
    pieces = [piece for piece in pieces if piece != _FALSE]
    if len(pieces) < 2:
        return pieces[0] if pieces else _FALSE
    if link == "xor":
        if len(pieces) == 2:
            return Piece(f"({pieces[0].text}) != ({pieces[1].text})", loose=True)
        return Piece(" + ".join(f"(1 if {piece.text} else 0)" for piece in pieces) + " == 1", loose=True)
    if link == "and":
        return Piece(" and ".join(_in_and(piece) for piece in pieces), loose=True)
    return Piece(" or ".join(_in_and(piece) for piece in pieces), loose=True)


def _in_and(piece: Piece) -> str:
    """Comparisons bind closer than `and` and `or`; brackets go only around what mixes them."""
    return piece.tight if any(word in piece.text for word in (" and ", " or ", " if ")) else piece.text
