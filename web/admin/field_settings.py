"""The settings of a dynamic field as inputs of its form. Which there are hangs on its kind; the form shows those of the chosen one.

What pages make nothing of, such as what an import brought along, is no input and stays as it is.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from desk.field_kinds import kinds

NAME: Final = "config"
BETWEEN: Final = " = "  # key and label of an option, on its line
TAB: Final = "\t"  # the same, as tables are pasted, and where a key has the other one in it
EMPTY_ROWS: Final = 2
NUMBER: Final = re.compile(r"-?[0-9]{1,12}")
WRITTEN, NUMBERS, TIMES, CHOSEN = ("text", "textarea"), ("integer", "decimal"), ("date", "datetime"), ("dropdown", "multiselect")
POINTING: Final = ("agent", "customer-user", "ticket-reference")


@dataclass(frozen=True, kw_only=True)
class Setting:
    """An entry of the settings, as some kinds have it. `shape`: text, number, area, choice, options, or rows of pairs."""

    name: str
    kinds: tuple[str, ...]
    label: Any
    shape: str = "text"
    help: Any = ""
    choices: tuple[tuple[str, Any], ...] = ()
    value: Any = None

    @property
    def input_name(self) -> str:
        return f"{NAME}-{self.name}-{self.shape}"


SUGGESTION: Final = _l("Suggested value")
SETTINGS: Final = (
    Setting(
        name="values",
        kinds=CHOSEN,
        label=_l("Options"),
        shape="options",
        help=_l("One on each line: key = label. The key is kept and used by processes, the label is read by people; one word is both."),
    ),
    Setting(name="default", kinds=("text", *NUMBERS, "dropdown", *POINTING), label=SUGGESTION),
    Setting(name="default", kinds=TIMES, label=SUGGESTION, shape="moment", help=_l("Such as 2026-01-31.")),
    Setting(name="default", kinds=("textarea",), label=SUGGESTION, shape="area"),
    Setting(name="default", kinds=("multiselect",), label=SUGGESTION, shape="lines", help=_l("One key on each line.")),
    Setting(name="default", kinds=("checkbox",), label=SUGGESTION, shape="choice", choices=(("true", _l("yes")), ("false", _l("no")))),
    Setting(
        name="default_seconds",
        kinds=TIMES,
        label=_l("Suggested: seconds from now"),
        shape="number",
        help=_l("Instead of a suggested value; 86400 is tomorrow."),
    ),
    Setting(
        name="restriction",
        kinds=TIMES,
        label=_l("Allowed"),
        shape="choice",
        choices=(("no-past", _l("nothing in the past")), ("no-future", _l("nothing in the future"))),
    ),
    Setting(name="min", kinds=(*NUMBERS, *TIMES), label=_l("At least")),
    Setting(name="max", kinds=(*NUMBERS, *TIMES), label=_l("At most")),
    Setting(name="years_past", kinds=TIMES, label=_l("Years back, at most"), shape="number"),
    Setting(name="years_future", kinds=TIMES, label=_l("Years ahead, at most"), shape="number"),
    Setting(name="max_length", kinds=WRITTEN, label=_l("Characters, at most"), shape="number"),
    Setting(name="rows", kinds=("textarea",), label=_l("Lines shown"), shape="number"),
    Setting(
        name="regexes",
        kinds=(*WRITTEN, *NUMBERS, *TIMES, *CHOSEN),
        label=_l("Patterns"),
        shape="pairs",
        help=_l("Regular expressions that a value has to match, each with what is said if it does not."),
    ),
)


def called(entry: str) -> str:
    """What an entry is called on the page."""
    return str(next((setting.label for setting in SETTINGS if setting.name == entry), entry))


# ------------------------------------------------------------------------------------------------ what stands
def settings_of(config: Mapping[str, Any]) -> list[Setting]:
    """All inputs, with what stands in them."""
    return [replace(setting, value=show_as(setting.shape)(config.get(setting.name))) for setting in SETTINGS]


def show_as(shape: str) -> Callable[[Any], Any]:
    return SHOWN.get(shape, written)


def written(value: Any) -> str:
    """A text or number; a list belongs to another input of the same name."""
    return "" if value is None or isinstance(value, list | bool) else str(value)


def lines_of(value: Any) -> str:
    return "\n".join(map(str, value if isinstance(value, list) else [value] if value not in (None, "") else []))


def options_of(pairs: Any) -> str:
    return "\n".join(key if key == label else f"{key}{TAB if BETWEEN in key else BETWEEN}{label}" for key, label in pairs or ())


def pairs_of(pairs: Any) -> list[tuple[str, str]]:
    return [*((pattern, message) for pattern, message in pairs or ()), *[("", "")] * EMPTY_ROWS]


def chosen(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else written(value)


SHOWN: Final[Mapping[str, Callable[[Any], Any]]] = {
    "lines": lines_of,
    "options": options_of,
    "pairs": pairs_of,
    "choice": chosen,
}


# ------------------------------------------------------------------------------------------------ what was typed
def config_in(given: MultiDict[str, str]) -> dict[str, Any]:
    """The settings of the chosen kind; what is empty is none."""
    found = {}
    for setting in SETTINGS:
        if given.get("kind") in setting.kinds:
            value = TYPED.get(setting.shape, text_in)(given, setting.input_name)
            if value not in ("", []):
                found[setting.name] = value
    return found


def text_in(given: MultiDict[str, str], name: str) -> str:
    return given.get(name, "").replace("\r\n", "\n").strip()


def number_in(given: MultiDict[str, str], name: str) -> int | str:
    """The number somebody wrote; what is none stays for the sentence that refuses it."""
    text = text_in(given, name)
    return int(text) if NUMBER.fullmatch(text) else text


def lines_in(given: MultiDict[str, str], name: str) -> list[str]:
    return [line.strip() for line in text_in(given, name).split("\n") if line.strip()]


def options_in(given: MultiDict[str, str], name: str) -> list[list[str]]:
    """Key and label of each line; one without a label is called by its key."""
    pairs = []
    for line in text_in(given, name).split("\n"):
        key, _between, label = line.partition(TAB if TAB in line else BETWEEN)
        if line.strip():
            pairs.append([key.strip(), label.strip() or key.strip()])
    return pairs


def pairs_in(given: MultiDict[str, str], name: str) -> list[list[str]]:
    patterns, messages = given.getlist(name), given.getlist(f"{name}-message")
    return [[pattern, message.strip()] for pattern, message in zip(patterns, messages, strict=False) if pattern]


TYPED: Final[Mapping[str, Callable[[MultiDict[str, str], str], Any]]] = {
    "number": number_in,
    "lines": lines_in,
    "options": options_in,
    "pairs": pairs_in,
}


def unshown(config: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """What stands in no input, as far as the chosen kind knows it: while a field has no values, it may become one of another kind."""
    shown = {setting.name for setting in SETTINGS}
    known = kinds[kind].entries if kind in kinds else {}
    return {name: value for name, value in config.items() if name in known and name not in shown}
