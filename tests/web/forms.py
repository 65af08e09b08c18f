"""Forms of a page as a browser would send them: where to, and what stands in them."""

from html.parser import HTMLParser
from typing import NamedTuple

SENDS_NOTHING = {"submit", "button", "reset", "image", "file"}


class Form(NamedTuple):
    """One form; `files`: names of the inputs for files."""

    method: str
    action: str
    values: list[tuple[str, str]]
    names: set[str]
    files: set[str]


class Reader(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._select = self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._open = Form((given.get("method") or "get").upper(), given.get("action") or "", [], set(), set())
            self.forms.append(self._open)
        elif self._open is not None:
            self._take(tag, given, self._open)

    def _take(self, tag: str, given: dict[str, str | None], form: Form) -> None:
        name, kind = given.get("name") or "", given.get("type") or "text"
        if tag == "option" and self._select and "selected" in given:
            form.values.append((self._select, given.get("value") or ""))
        elif tag in {"input", "select", "textarea", "button"} and name:
            form.names.add(name)
            if kind == "file":
                form.files.add(name)
            elif tag == "input" and (kind not in SENDS_NOTHING and (kind not in {"checkbox", "radio"} or "checked" in given)):
                form.values.append((name, given.get("value") or ""))
            self._select = name if tag == "select" else self._select
            self._textarea = name if tag == "textarea" else ""

    def handle_data(self, data: str) -> None:
        if self._textarea and self._open is not None:
            self._open.values.append((self._textarea, data))
            self._textarea = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._textarea = ""


def forms_of(page: str) -> list[Form]:
    reader = Reader()
    reader.feed(page)
    return reader.forms
