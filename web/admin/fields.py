"""From the attributes of a record to the fields of its form, and from what was sent to values for its verbs."""

import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml
from flask_babel import gettext as _
from sqlalchemy import JSON, Boolean, Date, Enum as EnumColumn, Integer, Text
from werkzeug.datastructures import FileStorage, MultiDict

from desk.exchange.reading import read_yaml
from desk.exchange.shapes import Attribute, Content
from desk.master_data import MasterData
from foundation.errors import NotFound, Refused
from web.admin import days, field_settings
from web.admin.choices import choices_of, records_of
from web.admin.kinds import Kind
from web.admin.labels import EMPTY, HELP, label_of, word_of

ROWS: Final[dict[str, Callable[[Any], Any]]] = {**days.ROWS, field_settings.NAME: field_settings.settings_of}
TYPED: Final[dict[str, Callable[[MultiDict[str, str]], Any]]] = {**days.TYPED, field_settings.NAME: field_settings.config_in}
LONGEST_FILE: Final = 20_000_000  # bytes


@dataclass(frozen=True, kw_only=True)
class FormField:
    """One field.

    `control`: text, textarea, number, checkbox, select, multiselect, date, secret, file, data (YAML), rows of days, settings of a field.
    """

    name: str
    label: str
    control: str
    value: Any
    options: list[tuple[str, str]] = field(default_factory=list)
    is_required: bool = False
    help: str = ""
    empty: str | None = None  # what the choice of nothing is called, where there is one


def fields_of(kind: Kind, record: MasterData | None, given: MultiDict[str, str] | None = None) -> Iterator[FormField]:
    """The form of a record, or of a new one; what was sent stands in it again."""
    for name, attribute in kind.attributes.items():
        control = control_of(attribute)
        value = shown(attribute, control, record) if given is None else sent(attribute, control, given)
        yield FormField(
            name=name,
            label=label_of(name),
            control=control,
            value=value,
            options=options_of(attribute, control, value),
            help=str(HELP.get(name, "")),
            is_required=is_needed(attribute, control),
            empty=empty_of(attribute, control, value),
        )


def is_needed(attribute: Attribute, control: str) -> bool:
    """Whether a record cannot be without: the column wants a value, and has none of its own."""
    return (
        control not in {"checkbox", "data", *ROWS}
        and not attribute.may_be_null
        and default_of(attribute) is None
        and not is_made(attribute)
    )


def empty_of(attribute: Attribute, control: str, value: Any) -> str | None:
    """What choosing nothing means: what has to be chosen is asked for, never taken from the top of the list."""
    if control != "select":
        return None
    if is_needed(attribute, control):
        return None if value else str(_("Choose one"))
    may_be_empty = attribute.may_be_null or default_of(attribute) == ""
    return str(EMPTY.get(attribute.name, "–")) if may_be_empty else None


def is_made(attribute: Attribute) -> bool:
    """Whether a default is made with each record."""
    return attribute.column is not None and attribute.column.default is not None and not attribute.column.default.is_scalar


def control_of(attribute: Attribute) -> str:
    """How an attribute is typed."""
    if attribute.name in ROWS:
        return attribute.name
    if attribute.many:
        return "multiselect"
    if attribute.target is not None or choices_of(attribute) is not None:
        return "select"
    if isinstance(attribute, Content):
        return "file"
    if attribute.is_secret:
        return "secret"
    kind = attribute.column.type if attribute.column is not None else None
    simple = {Boolean: "checkbox", EnumColumn: "select", Integer: "number", Date: "date", JSON: "data", Text: "textarea"}
    return next((control for column, control in simple.items() if isinstance(kind, column) or underlying(kind, column)), "text")


def underlying(kind: Any, column: type) -> bool:
    """Whether a column of a type of ours rests on that one."""
    return isinstance(getattr(kind, "impl", None), column)


def shown(attribute: Attribute, control: str, record: MasterData | None) -> Any:
    """The value of a record as the field shows it; of a new one, the default."""
    if control in {"secret", "file"}:
        return ""
    value = default_of(attribute) if record is None else attribute.shown(record)
    if value is None and is_made(attribute):
        value = default_container(attribute)
    if control in ROWS:
        return ROWS[control](value or {})
    if control == "data":
        return "" if value in (None, {}, []) else yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
    return value


def default_of(attribute: Attribute) -> Any:
    """What a new record begins with."""
    if attribute.many:
        return []
    default = attribute.column.default if attribute.column is not None else None
    value = getattr(default, "arg", None) if default is not None and default.is_scalar else None
    return value.value if isinstance(value, enum.Enum) else value


def sent(attribute: Attribute, control: str, given: MultiDict[str, str]) -> Any:
    if control in ROWS:
        return ROWS[control](TYPED[control](given))
    if control == "multiselect":
        return given.getlist(attribute.name)
    if control == "checkbox":
        return attribute.name in given
    return "" if control in {"secret", "file"} else given.get(attribute.name, "")


def options_of(attribute: Attribute, control: str, value: Any) -> list[tuple[str, str]]:
    """What can be chosen: valid records by name, or the words of an enumeration; what stands is always among them."""
    choices = choices_of(attribute)
    if control == "select" and choices is not None:
        return with_standing(choices(), [value])
    if attribute.target is not None:
        return with_standing(records_of(attribute.target), value if isinstance(value, list) else [value])
    if control == "select" and attribute.column is not None:
        return [(word, word_of(word)) for word in attribute.column.type.enums]  # type: ignore[attr-defined]  # an Enum column has them
    return []


def with_standing(options: list[tuple[str, str]], standing: list[Any]) -> list[tuple[str, str]]:
    known = {value for value, _text in options}
    return [*options, *((one, one) for one in standing if one and one not in known)]


# ------------------------------------------------------------------------------------------------ reading
def values_of(
    kind: Kind, given: MultiDict[str, str], files: MultiDict[str, FileStorage], *, record: MasterData | None = None
) -> dict[str, Any]:
    """What was sent, as the verbs of a record take it, or of a new one.

    Raises:
        Refused: naming each field that holds no such value.
    """
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, attribute in kind.attributes.items():
        control = control_of(attribute)
        try:
            require_offered(attribute, control, given, record)
            read_into(values, attribute, control, given, files)
            if control == field_settings.NAME and record is not None:
                values[attribute.set_as] |= field_settings.unshown(getattr(record, attribute.set_as), given.get("kind", ""))
        except (ValueError, NotFound) as problem:
            problems[name] = str(problem)
        except Refused as refused:
            problems[name] = " ".join(refused.problems.values())
    if problems:
        raise Refused(problems)
    return values


def require_offered(attribute: Attribute, control: str, given: MultiDict[str, str], record: MasterData | None) -> None:
    """Go on only with what can be chosen, or stands there already.

    Raises:
        ValueError: it is something else.
    """
    value = given.get(attribute.name, "").strip()
    choices = choices_of(attribute)
    if control == "select" and choices is not None and value:
        standing = None if record is None else attribute.shown(record)
        if value != standing and value not in dict(choices()):
            raise ValueError("Choose one of those that are offered.")


def read_into(
    values: dict[str, Any], attribute: Attribute, control: str, given: MultiDict[str, str], files: MultiDict[str, FileStorage]
) -> None:
    """Take one field over; a secret or a file that was left empty stays as it is."""
    if control == "file":
        file = files.get(attribute.name)
        if file is not None and file.filename:
            values[attribute.set_as] = file.stream.read(LONGEST_FILE + 1)
            values.setdefault("file_name", file.filename)
        return
    if control == "secret" and not given.get(attribute.name):
        return
    if control in TYPED:
        values[attribute.set_as] = TYPED[control](given)
        return
    if control in {"text", "select"} and not given.get(attribute.name, "").strip() and default_of(attribute) not in (None, ""):
        return  # what cannot be empty begins with its default, and stays as it is
    values[attribute.set_as] = attribute.read(plain(attribute, control, given), find)


def plain(attribute: Attribute, control: str, given: MultiDict[str, str]) -> Any:
    """The text of a field as a file of master data would hold it."""
    if control == "multiselect":
        return [one for one in given.getlist(attribute.name) if one]
    if control == "checkbox":
        return attribute.name in given
    text = given.get(attribute.name, "").replace("\r\n", "\n")
    if attribute.target is not None and not attribute.may_be_null and not text.strip():
        raise ValueError("It is needed.")
    if not text.strip() and (attribute.may_be_null or control in {"number", "data"}):
        return None if attribute.may_be_null else empty(attribute, control)
    readers: dict[str, Callable[[str], Any]] = {"number": whole_number, "data": data}
    return readers[control](text) if control in readers else text.strip() if control != "textarea" else text


def empty(attribute: Attribute, control: str) -> Any:
    return 0 if control == "number" else (default_container(attribute))


def default_container(attribute: Attribute) -> Any:
    """What an empty field of data stands for: whatever the column begins with."""
    default = attribute.column.default if attribute.column is not None else None
    made = getattr(default, "arg", None)
    return made(None) if callable(made) else {}


def whole_number(text: str) -> int:
    try:
        return int(text.strip())
    except ValueError:
        raise ValueError(f"{text.strip()!r} is no whole number.") from None


def data(text: str) -> Any:
    """A value written as YAML."""
    return read_yaml(text.encode()).plain


def find(kind: type[MasterData], name: str) -> MasterData:
    return kind.named(name)
