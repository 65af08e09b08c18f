"""Activity dialogs as `lz:dialog`, with the rules OTRS has for each kind of field (desk.md 11.3)."""

from dataclasses import dataclass
from typing import Any

from bpm.otrs.export import Entity, as_list, as_map, as_text
from bpm.otrs.fields import INTERNAL, PREFIX, Fields
from bpm.otrs.report import Report
from bpm.otrs.texts import plain, template
from bpm.otrs.ticket_names import ATTRIBUTES
from bpm.otrs.xml import put, put_text
from bpm.otrs.yaml_text import Plain
from bpm.sentences import Sentence

DISPLAYS = {"0": "hidden", "1": "optional", "2": "mandatory"}
# What OTRS sets on submit when such a field is hidden and says nothing else, and what every process ticket begins with.
PROCESS_DEFAULTS = {"Queue": "Raw", "State": "new", "Lock": "unlock", "Priority": "3 normal"}
_NOT_IN_PORTAL = frozenset({"Owner", "Responsible", "Lock", "PendingTime", "CustomerID"})
_TIME_UNITS = {"0": "hidden", "1": "optional", "2": "mandatory"}
_OLD_ARTICLE_TYPES = {
    "note-internal": ("internal", "false"),
    "note-external": ("internal", "true"),
    "note-report": ("internal", "false"),
    "phone": ("phone", "true"),
    "email-internal": ("internal", "false"),
    "email-external": ("internal", "true"),
    "webrequest": ("internal", "true"),
    "fax": ("internal", "true"),
}


@dataclass(frozen=True)
class Field:
    """One field of a dialog, as the export has it."""

    key: str
    display: str
    default: str
    help: str
    config: dict[str, Plain]


class DialogWriter:
    """Writes one dialog into the process."""

    def __init__(self, dialog: Entity, *, fields: Fields, report: Report) -> None:
        self._dialog = dialog
        self._fields = fields
        self._report = report
        self._portal_only = False
        self._shown: set[str] = set()

    def write(self, parent: Any, *, dialog_id: str, starts: bool) -> None:
        config = self._dialog.config
        audience = self._audience(as_list(config.get("Interface", "")))
        self._portal_only = audience == "customer"
        element = put(
            parent,
            "lz:dialog",
            id=dialog_id,
            label=self._dialog.name,
            for_=audience,
            permission=as_text(config.get("Permission", "")) or ("rw" if "agent" in audience else ""),
            requiredLock="true" if as_text(config.get("RequiredLock", "")) == "1" else "",
            submit=as_text(config.get("SubmitButtonText", "")),
            advice=as_text(config.get("SubmitAdviceText", "")),
            help=as_text(config.get("DescriptionShort", "")),
        )
        if long := as_text(config.get("DescriptionLong", "")):
            put_text(element, "lz:text", text=template(long))
        for field in self._in_order(config):
            self._field(element, field, starts=starts)
        self._tell_extras(config)

    def _audience(self, interfaces: list[str]) -> str:
        audience = [word for interface, word in (("AgentInterface", "agent"), ("CustomerInterface", "customer")) if interface in interfaces]
        if not audience:
            self._tell("adapted", Sentence("It names no interface; it is offered to agents."))
        return " ".join(audience or ["agent"])

    def _in_order(self, config: dict[str, Plain]) -> list[Field]:
        raw = as_map(config.get("Fields", ""), f"ActivityDialogs.{self._dialog.id}.Config.Fields")
        order = list(dict.fromkeys(as_list(config.get("FieldOrder", ""))))
        for key in order:
            if key not in raw:
                self._tell(
                    "adapted", Sentence("The order of fields names {key!r}, which is not configured; it is left out, as in OTRS.", key=key)
                )
        for key in raw:
            if key not in order:
                self._tell(
                    "adapted", Sentence("The field {key!r} does not stand in the order of fields; it is left out, as in OTRS.", key=key)
                )
        return [self._read(key, as_map(raw[key], f"{self._dialog.id}.Fields.{key}")) for key in order if key in raw]

    def _read(self, key: str, raw: dict[str, Plain]) -> Field:
        display = DISPLAYS.get(as_text(raw.get("Display", "")), "")
        if not display:
            self._tell("adapted", Sentence("The field {key!r} does not say how it is shown; it is hidden.", key=key))
        texts = [as_text(raw.get(name, "")) for name in ("DescriptionShort", "DescriptionLong")]
        return Field(
            key,
            display or "hidden",
            as_text(raw.get("DefaultValue", "")),
            " – ".join(text for text in dict.fromkeys(texts) if text),
            as_map(raw.get("Config", ""), f"{self._dialog.id}.Fields.{key}.Config"),
        )

    def _field(self, element: Any, field: Field, *, starts: bool) -> None:
        if field.key == "Article":
            self._article(element, field)
        elif field.key.startswith(PREFIX):
            self._dynamic(element, field)
        elif field.key not in ATTRIBUTES:
            self._tell("refused", Sentence("The field {key!r} is none that a dialog here could show; it is left out.", key=field.key))
        elif self._is_kept(field, starts=starts):
            self._attribute(element, field)

    def _is_kept(self, field: Field, *, starts: bool) -> bool:
        """Whether OTRS itself would use the field, as far as that can be told from here."""
        shown = field.display != "hidden"
        if shown and self._portal_only and (field.key in _NOT_IN_PORTAL or (field.key == "Queue" and not starts)):
            self._tell("adapted", Sentence("{key} is never shown to customers, as in OTRS; it is left out.", key=field.key))
            return False
        if not shown and field.key == "CustomerID":
            self._tell("refused", Sentence("CustomerID cannot be hidden in OTRS either; it is left out."))
            return False
        if not shown and not field.default and field.key not in PROCESS_DEFAULTS:
            self._tell(
                "documentation",
                Sentence("{key} is hidden and has no value to set; it is left out, since it changes nothing.", key=field.key),
            )
            return False
        return True

    def _attribute(self, element: Any, field: Field) -> None:
        if self._portal_or_both() and field.display != "hidden" and field.key in _NOT_IN_PORTAL:
            self._tell(
                "adapted",
                Sentence(
                    "OTRS hides {key} from customers in this dialog; here it is one dialog for all whom it is offered to.", key=field.key
                ),
            )
        if field.display == "optional" and field.key in (*PROCESS_DEFAULTS, "CustomerID"):
            self._tell("adapted", Sentence("OTRS does not accept {key} as optional; here it may stay unanswered.", key=field.key))
        default = field.default or (PROCESS_DEFAULTS.get(field.key, "") if field.display == "hidden" else "")
        if field.key == "PendingTime":
            self._pending(element, field)
        else:
            self._show(element, field, name=ATTRIBUTES[field.key], default=plain(default))

    def _pending(self, element: Any, field: Field) -> None:
        """Only asked for where the state to come is a pending one."""
        if field.default:
            self._tell("refused", Sentence("The default {default!r} of PendingTime cannot be carried.", default=field.default[:40]))
        state = self._hidden_state()
        if state and not state.startswith("pending"):
            self._tell(
                "adapted", Sentence("PendingTime is left out: the dialog sets the state {state!r}, which is not pending.", state=state)
            )
        elif field.display != "hidden":
            self._show(element, field, name="pending_until", default="", when="" if state else "startswith(state, 'pending')")

    def _hidden_state(self) -> str:
        fields = as_map(self._dialog.config.get("Fields", ""), "Fields")
        state = as_map(fields.get("State", ""), "State") if "State" in as_list(self._dialog.config.get("FieldOrder", "")) else {}
        hidden = bool(state) and as_text(state.get("Display", "")) not in ("1", "2")
        return (as_text(state.get("DefaultValue", "")) or PROCESS_DEFAULTS["State"]) if hidden else ""

    def _dynamic(self, element: Any, field: Field) -> None:
        original = field.key.removeprefix(PREFIX)
        if original in INTERNAL or not original:
            self._tell("refused", Sentence("{key} belongs to OTRS itself and cannot be set in a dialog; it is left out.", key=field.key))
            return
        name, is_list = self._fields.name(original), self._fields.holds_list(original)
        default = "=" + repr([item.strip() for item in field.default.split(",") if item.strip()]) if is_list else plain(field.default)
        wanted = field.display == "hidden" or field.default
        shown = self._show(element, field, name=name, default=default if wanted else "")
        if field.display == "hidden" and not field.default and shown is not None:
            shown.set("default", default)  # OTRS empties a hidden field without default on every submit
            self._tell(
                "adapted",
                Sentence("{original!r} is hidden and has no default: as in OTRS, submitting the dialog empties it.", original=original),
            )

    def _show(self, element: Any, field: Field, *, name: str, default: str, when: str = "") -> Any:
        self._shown.add(name)
        return put(element, "lz:show", field=name, as_=field.display, default=default, help=field.help, when=when)

    def _article(self, element: Any, field: Field) -> None:
        if field.default:
            self._tell("adapted", Sentence("The default {default!r} of the article is left out.", default=field.default[:40]))
        if field.display == "hidden":
            self._tell("documentation", Sentence("The article is hidden, so none is made; it is left out."))
            return
        config = field.config
        channel = as_text(config.get("CommunicationChannel", "")).lower() or "internal"
        visible = "true" if as_text(config.get("IsVisibleForCustomer", "")) == "1" else "false"
        if "ArticleType" in config:
            channel, visible = self._old_article(as_text(config["ArticleType"]))
        if channel not in ("internal", "phone"):
            self._tell(
                "adapted",
                Sentence("An article over {channel!r} cannot be written in a dialog of OTRS; it is internal.", channel=channel[:40]),
            )
            channel = "internal"
        if as_text(config.get("InformAgents", "")) not in ("", "0"):
            self._tell("refused", Sentence("The article does not offer to inform other agents. Use the action notify."))
        units = _TIME_UNITS.get(as_text(config.get("TimeUnits", "")), "")
        put(element, "lz:article", as_=field.display, channel=channel, visibleToCustomer=visible, timeUnits=units)
        if field.help:
            self._tell("adapted", Sentence("The help of the article stands as a text below it."))
            put_text(element, "lz:text", text=template(field.help))

    def _old_article(self, kind: str) -> tuple[str, str]:
        channel, visible = _OLD_ARTICLE_TYPES.get(kind, ("internal", "false"))
        self._tell("adapted", _read_as(kind[:40], channel, is_visible=visible == "true"))
        return channel, visible

    def _portal_or_both(self) -> bool:
        return "CustomerInterface" in as_list(self._dialog.config.get("Interface", ""))

    def _tell_extras(self, config: dict[str, Plain]) -> None:
        for key in ("DirectSubmit", "InputFieldDefinition"):
            if config.get(key) not in (None, "", "0", [], {}):
                self._tell("refused", Sentence("{key} is not carried.", key=key))

    def _tell(self, verdict: Any, message: Sentence) -> None:
        self._report.add(self._dialog.key, verdict, message)


def _read_as(old: str, channel: str, *, is_visible: bool) -> Sentence:
    if is_visible:
        return Sentence("The article type {old!r} is read as {channel}, visible to the customer.", old=old, channel=channel)
    return Sentence("The article type {old!r} is read as {channel}, not visible to the customer.", old=old, channel=channel)
