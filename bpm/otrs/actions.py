"""Transition actions as `lz:action`: the thirteen modules OTRS ships (desk.md 11.5)."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bpm.otrs.action_names import ARTICLE, ARTICLE_KEYS, CUSTOMER, SETTERS, TICKET
from bpm.otrs.dialogs import PROCESS_DEFAULTS
from bpm.otrs.export import Entity, as_map, as_text
from bpm.otrs.fields import INTERNAL, PREFIX, Fields
from bpm.otrs.report import Report
from bpm.otrs.texts import Filled
from bpm.otrs.ticket_names import shipped
from bpm.otrs.yaml_text import Plain
from bpm.sentences import Sentence


@dataclass(frozen=True)
class Action:
    """An action of ours with its parameters, in order."""

    name: str
    params: dict[str, str]


class ActionWriter:
    """Turns one transition action into actions of ours: mostly one, none where it cannot be carried."""

    def __init__(self, entity: Entity, *, fields: Fields, report: Report) -> None:
        self._entity = entity
        self._fields = fields
        self._report = report
        self._filled = Filled(entity.key, fields=fields, report=report)

    def write(self) -> list[Action]:
        module = as_text(self._entity.config.get("Module", ""))
        config = dict(as_map(self._entity.config.get("Config", ""), f"TransitionActions.{self._entity.id}.Config.Config"))
        kind = re.split(r"::|/|\.", module)[-1]
        if config.pop("UserID", ""):
            self._tell(
                "adapted", Sentence("It does not act in the name of another user (UserID): actions of a process act for the process.")
            )
        return self._writer(kind, module)(config)

    def _writer(self, kind: str, module: str) -> Callable[[dict[str, Plain]], list[Action]]:
        if kind in SETTERS:
            action, key = SETTERS[kind]
            return lambda config: self._setter(action, key, config)
        known = {
            "DynamicFieldSet": self._fields_set,
            "TicketArticleCreate": self._article,
            "TicketCreate": self._ticket,
            "TicketCustomerSet": self._customer,
        }
        return known.get(
            kind,
            lambda _: self._refused(
                Sentence("The module {module!r} is none that can run here; nothing is done in its place.", module=module[:120])
            ),
        )

    def _setter(self, action: str, key: str, config: dict[str, Plain]) -> list[Action]:
        value = self._named(key, config)
        pending = self._pending(config) if key == "State" else {}
        self._tell_rest(config)
        if not value:
            return self._refused(Sentence("It does not say which {key} to set, so it fails in OTRS, too; it is left out.", key=key))
        return [Action(action, {key.lower(): value, **pending})]

    def _named(self, key: str, config: dict[str, Plain]) -> str:
        """A value by its name or, for what OTRS ships, by its number."""
        name, number = self._pop(key, config), self._pop(f"{key}ID", config)
        if name or not number:
            return self._filled.text(name)
        found = shipped(f"{key}ID", number)
        if found is None:
            self._tell(
                "refused",
                Sentence(
                    "{key}ID {number!r} is a number of another database. Name the {attribute} instead.",
                    key=key,
                    number=number[:40],
                    attribute=key.lower(),
                ),
            )
            return ""
        self._tell(
            "adapted",
            Sentence("{key}ID {number} is read as {found!r}, which OTRS ships under that number.", key=key, number=number, found=found),
        )
        return found

    def _pending(self, config: dict[str, Plain]) -> dict[str, str]:
        """The pending time as a timer text; OTRS counts in seconds, also backwards."""
        absolute, seconds = self._pop("PendingTime", config), self._pop("PendingTimeDiff", config).strip()
        if re.fullmatch(r"[+-]?\d{1,10}", seconds, re.ASCII):
            return {"pending": _duration(int(seconds))}
        if re.fullmatch(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?", absolute, re.ASCII):
            return {"pending": absolute.replace(" ", "T")}
        if seconds or absolute:
            self._tell(
                "refused",
                Sentence(
                    "The pending time {time!r} is neither a number of seconds nor a time; none is set.", time=(seconds or absolute)[:60]
                ),
            )
        return {}

    def _fields_set(self, config: dict[str, Plain]) -> list[Action]:
        found = []
        for key in list(config):
            value, original = self._pop(key, config), key.removeprefix(PREFIX)
            if key == PREFIX + original:
                self._tell("adapted", Sentence("{key!r} is taken as the field {original!r}.", key=key, original=original))
            if original in INTERNAL:
                self._tell(
                    "refused",
                    Sentence(
                        "{original} moves a ticket to another process or activity, which an action here cannot do.", original=original
                    ),
                )
            elif not re.fullmatch(r"[A-Za-z0-9]+", original, re.ASCII):
                self._tell("refused", Sentence("{key!r} is no name of a field, so OTRS sets nothing either.", key=key[:60]))
            else:
                is_list = self._fields.holds_list(original)
                found.append(
                    Action(
                        "field-set",
                        {"field": self._fields.name(original), "value": self._filled.items(value) if is_list else self._filled.text(value)},
                    )
                )
        return found or self._refused(Sentence("It names no field to set."))

    def _article(self, config: dict[str, Plain]) -> list[Action]:
        params, fields = self._article_params(config), self._dynamic(config)
        self._tell_rest(config)
        missing = [key for key in ("Subject", "Body", "SenderType") if key.lower() not in {name.replace("_", "") for name in params}]
        if missing:
            return self._refused(Sentence("It lacks {missing}, so it fails in OTRS, too; it is left out.", missing=", ".join(missing)))
        return [Action("article-create", {**params, **fields})]

    def _article_params(self, config: dict[str, Plain]) -> dict[str, str]:
        channel = self._pop("CommunicationChannel", config) or "Internal"
        visible = self._pop("IsVisibleForCustomer", config)
        old = self._pop("ArticleType", config)
        if old:
            self._tell("adapted", Sentence("The article type {old!r} is read as a channel and whether customers see it.", old=old[:40]))
            channel, visible = ("Phone" if old == "phone" else "Internal"), ("0" if old.endswith(("internal", "report")) else "1")
        if channel.lower() not in ("internal", "phone"):
            self._tell(
                "adapted",
                Sentence(
                    "It only records an article and sends nothing, so the channel {channel!r} becomes internal.", channel=channel[:40]
                ),
            )
            channel = "internal"
        charset, mime = self._pop("Charset", config), self._pop("MimeType", config)
        if mime and "ContentType" not in config:
            config["ContentType"] = f"{mime}; charset={charset or 'utf-8'}"
        params = {"channel": channel.lower(), "visible_to_customer": "true" if visible == "1" else "false"}
        return {**params, **self._all(ARTICLE, config)}

    def _ticket(self, config: dict[str, Plain]) -> list[Action]:
        named = {
            key: self._named(key, config)
            for key in ("Queue", "State", "Priority", "Lock", "Type", "Owner", "Responsible", "Service", "SLA")
        }
        defaults = {key: named[key] or value for key, value in PROCESS_DEFAULTS.items()}
        for key, value in {**named, **defaults}.items():
            if value:
                config.pop(key, None)
        pending, fields = self._pending(config), self._dynamic(config)
        has_article = bool(as_text(config.get("SenderType", "")) and as_text(config.get("IsVisibleForCustomer", "")))
        article = self._article_params(config) if has_article else {}
        if not has_article and ARTICLE_KEYS & config.keys():
            self._tell(
                "adapted",
                Sentence("Without a sender type and visibility OTRS writes no article into the new ticket; its texts are left out."),
            )
            config = {key: value for key, value in config.items() if key not in ARTICLE_KEYS}
        params = self._all(TICKET, config) | {key.lower(): value for key, value in {**named, **defaults}.items() if value}
        self._tell_rest(config)
        if not params.get("title"):
            return self._refused(Sentence("It lacks a title, so it fails in OTRS, too; it is left out."))
        return [Action("ticket-create", {**params, **pending, **article, **fields})]

    def _customer(self, config: dict[str, Plain]) -> list[Action]:
        params = self._all(CUSTOMER, config)
        self._tell_rest(config)
        return (
            [Action("ticket-customer-set", params)]
            if params
            else self._refused(Sentence("It names no customer, so it fails in OTRS, too; it is left out."))
        )

    def _dynamic(self, config: dict[str, Plain]) -> dict[str, str]:
        found = {}
        for key in [key for key in config if key.startswith(PREFIX)]:
            value, original = self._pop(key, config), key.removeprefix(PREFIX)
            if original in INTERNAL:
                self._tell(
                    "refused",
                    Sentence(
                        "{original} puts the new ticket into another process of OTRS. Name the process in the parameter process.",
                        original=original,
                    ),
                )
            else:
                found[self._fields.name(original)] = (
                    self._filled.items(value) if self._fields.holds_list(original) else self._filled.text(value)
                )
        return found

    def _all(self, names: dict[str, str], config: dict[str, Plain]) -> dict[str, str]:
        """Parameters under our names; the first of several keys for the same one counts."""
        found: dict[str, str] = {}
        for key, name in names.items():
            value = self._pop(key, config)
            if value and name not in found:
                found[name] = self._filled.text(value)
        return found

    def _pop(self, key: str, config: dict[str, Plain]) -> str:
        value = config.pop(key, "")
        if not isinstance(value, str):
            self._tell("refused", Sentence("The parameter {key!r} is not a text; it is left out.", key=key[:60]))
            return ""
        return value

    def _tell_rest(self, config: dict[str, Plain]) -> None:
        for key in config:
            self._tell("refused", Sentence("The parameter {key!r} has no meaning here; it is left out.", key=key[:60]))

    def _refused(self, message: Sentence) -> list[Action]:
        self._tell("refused", message)
        return []

    def _tell(self, verdict: str, message: Sentence) -> None:
        self._report.add(self._entity.key, "refused" if verdict == "refused" else "adapted", message)


def _duration(seconds: int) -> str:
    """`PT24H`, exact as OTRS counts; the past is said as an expression, since a duration cannot be negative."""
    if seconds < 0:
        return f"=now() - minutes({-seconds} / 60)" if seconds % 60 else f"=now() - minutes({-seconds // 60})"
    hours, rest = divmod(seconds, 3600)
    parts = f"{hours}H" * bool(hours) + f"{rest // 60}M" * bool(rest // 60) + f"{rest % 60}S" * bool(rest % 60)
    return f"PT{parts or '0S'}"
