"""The article part of a dialog: subject, text, files, time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Final

from wtforms.form import BaseForm

from desk.fields.texts import one_line, read_text
from dialogs import uploads
from dialogs.forms.field import EMPTY, Asked, DialogField
from dialogs.forms.numbers import local_number, plain_number
from dialogs.forms.situation import Situation
from dialogs.uploads import Uploaded
from foundation import sanitise
from processes.tickets.articles import LONGEST_SUBJECT
from processes.tickets.new_articles import HTML, LONGEST_BODY, MOST_ATTACHMENTS, PLAIN, NewArticle, clean_body, time_units

PREFIX: Final = "article"
WRITABLE: Final = frozenset({"mandatory", "optional"})


class ArticleField(DialogField):
    """A part of the article; nothing stands in it before it is written."""

    def checked(self, value: Any) -> Any:
        return value


class SubjectField(ArticleField):
    kind: ClassVar[str] = "text"

    @property
    def limits(self) -> dict[str, Any]:
        return {"maxlength": LONGEST_SUBJECT}

    def read(self, texts: Sequence[str]) -> str:
        subject = one_line(read_text(texts[0]))
        if len(subject) > LONGEST_SUBJECT:
            raise ValueError(self.say("It has {length} characters; at most {most} fit.", length=len(subject), most=LONGEST_SUBJECT))
        return subject


class BodyField(ArticleField):
    kind: ClassVar[str] = "body"
    most_characters: ClassVar[int] = LONGEST_BODY

    def read(self, texts: Sequence[str]) -> str:
        return clean_body(texts[0])


class FormatField(ArticleField):
    """Whether the text is HTML, as an editor sends it, or plain."""

    kind: ClassVar[str] = "hidden"

    def read(self, texts: Sequence[str]) -> str:
        return HTML if texts[0] in {"html", HTML} else PLAIN


class TimeUnitsField(ArticleField):
    kind: ClassVar[str] = "decimal"

    def read(self, texts: Sequence[str]) -> Decimal:
        try:
            return time_units(plain_number(texts[0], self.situation.reader) or "")
        except ValueError:
            example = local_number("1.25", self.situation.reader)
            raise ValueError(self.say("Say how long it took, such as {example}.", example=example)) from None

    def written(self, value: Decimal) -> str:
        return local_number(format(value, "f"), self.situation.reader)


class FilesField(ArticleField):
    kind: ClassVar[str] = "files"

    def read(self, texts: Sequence[str]) -> list[Uploaded]:
        sent = list(dict.fromkeys(text.strip() for text in texts if text.strip()))
        found = uploads.known(sent, actor=self.situation.actor)
        if len(found) < len(sent):
            raise ValueError(self.say("The file is not here any more; choose it again."))
        if len(found) > MOST_ATTACHMENTS:
            raise ValueError(self.say("At most {most} files fit.", most=MOST_ATTACHMENTS))
        return found

    @property
    def uploaded(self) -> list[Uploaded]:
        """Those that are good, also where another is not."""
        return uploads.known(self.raw_data or [], actor=self.situation.actor) if self.was_sent else []

    def written(self, value: list[Uploaded]) -> str:
        return " ".join(file.id for file in value)


@dataclass
class ArticlePart:
    """The article of a dialog as it is being written. `subject` and `body` are always there, the others as the model says."""

    part: Any  # as the model has it
    situation: Situation
    fields: Mapping[str, DialogField]
    suggested_subject: str
    usual_subject: str  # what it is called if nobody says

    @property
    def is_required(self) -> bool:
        return bool(self.part.display == "mandatory")

    @property
    def channel(self) -> str:
        return str(self.part.channel)

    @property
    def is_visible_to_customer(self) -> bool:
        """Whether the customer reads it: the most important thing to know before writing."""
        return bool(self.part.visible_to_customer or self.situation.actor.is_customer_user)

    @property
    def is_empty(self) -> bool:
        """Whether nobody has written anything: a subject that was suggested does not count."""
        subject = self.fields["subject"].data or ""
        rest = [field.data for name, field in self.fields.items() if name not in {"subject", "body", "format"}]
        return subject in {"", self.suggested_subject} and not self.has_body and all(value in EMPTY for value in rest)

    @property
    def has_body(self) -> bool:
        body = self.fields["body"].data or ""
        return bool((sanitise.to_text(body) if self.fields["format"].data == HTML else body).strip())

    @property
    def html(self) -> str:
        """What an editor may show of a text that was written in HTML; "" for a plain one."""
        return sanitise.clean_html(self.fields["body"].data or "") if self.fields["format"].data == HTML else ""

    def validate(self) -> bool:
        """Whether it can be written, or left out; sentences stand at the fields."""
        for field in self.fields.values():
            field.errors = list(field.process_errors)
        if self.is_required or not self.is_empty:
            self._require("body", "An article needs a text.", there=self.has_body)
            self._require("subject", "An article needs a subject.", there=bool(self.fields["subject"].data or self.usual_subject))
            if "files" in self.fields and self.part.attachments == "mandatory":
                self._require("files", "Attach at least one file.", there=bool(self.fields["files"].data))
            if "time_units" in self.fields and self.part.time_units == "mandatory":
                example = local_number("1.25", self.situation.reader)
                there = self.fields["time_units"].data is not None
                self._require("time_units", "Say how long it took, such as {example}.", there=there, example=example)
        return not any(field.errors for field in self.fields.values())

    def _require(self, name: str, phrase: str, *, there: bool, **values: object) -> None:
        field = self.fields[name]
        if not there and not field.errors:
            field.errors = [self.situation.say(phrase, **values)]

    @property
    def files(self) -> list[Uploaded]:
        return list(self.fields["files"].data or []) if "files" in self.fields else []

    def article(self) -> NewArticle | None:
        """What is to be written; None where that is nothing. Channel, sender and visibility are the model's."""
        if self.is_empty:
            return None
        units = self.fields["time_units"].data if "time_units" in self.fields else None
        return NewArticle(
            subject=self.fields["subject"].data or self.usual_subject,
            body=self.fields["body"].data or "",
            content_type=self.fields["format"].data or PLAIN,
            time_units=units,
            attachments=[file.as_attachment for file in self.files],
        )


def article_part(part: Any, situation: Situation, sent: Any | None) -> ArticlePart | None:
    """The article part of a dialog with what was sent; None where the dialog has none to be written."""
    if part is None or part.display not in WRITABLE:
        return None
    subject = situation.asking.text(part.subject, situation.answers, language=situation.reader.language) if part.subject else ""
    form = BaseForm(dict(unbound(part, situation)), prefix=PREFIX)
    fields: dict[str, DialogField] = {field.short_name: field for field in form}
    for name, field in fields.items():
        field.fill(subject if name == "subject" else None)
        if sent is not None and (field.name in sent or name == "files"):
            field.take(sent.getlist(field.name))
    return ArticlePart(part, situation, fields, subject, subject or str(situation.value("title") or "")[:LONGEST_SUBJECT])


def unbound(part: Any, situation: Situation) -> list[tuple[str, Any]]:
    """The fields of the part, in order."""
    display = part.display
    found: list[tuple[str, type[DialogField], str, str]] = [
        ("subject", SubjectField, "Subject", display),
        ("body", BodyField, "Text", display),
        ("format", FormatField, "Text", "optional"),
    ]
    if part.attachments in WRITABLE:
        found.append(("files", FilesField, "Files", part.attachments))
    if part.time_units in WRITABLE and not situation.actor.is_customer_user:
        found.append(("time_units", TimeUnitsField, "Time units", part.time_units))
    return [
        (name, kind(asked=Asked(name=name, label=situation.say(label), help="", display=shown), situation=situation))
        for name, kind, label, shown in found
    ]
