"""Texts of a model in other languages: files beside it, such as `de.yaml`, each a map from a text of the model to its translation.

    Work on the request: An der Anfrage arbeiten

They are parts of the version, so that what is shown changes with the model. A text without a translation is shown as it is.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Final

from desk.exchange.reading import Node, read_yaml
from foundation.errors import Refused

Texts = Mapping[str, Mapping[str, str]]

ENDINGS: Final = (".yaml", ".yml")
MOST_BYTES: Final = 1_000_000
LANGUAGE: Final = re.compile(r"(?:.*\.)?(?P<language>[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?)")


def is_file_of_texts(name: str) -> bool:
    """Whether a file of an upload holds translations, by its name."""
    return name.lower().endswith(ENDINGS)


def read_all(files: Iterable[tuple[str, bytes]]) -> dict[str, dict[str, str]]:
    """By language, what files of texts say.

    Raises:
        Refused: the name of a file says no language; it is no map of texts.
    """
    found: dict[str, dict[str, str]] = {}
    for name, data in files:
        found.setdefault(language_of(name), {}).update(read_one(name, data))
    return found


def language_of(name: str) -> str:
    """The language a file is in: `texts/de.yaml` and `leave.de.yaml` are German.

    Raises:
        Refused: its name does not say.
    """
    told = LANGUAGE.fullmatch(PurePath(name).stem)
    if told is None:
        raise Refused({name: "Its name says no language; call it by one, such as de.yaml or leave.de.yaml."})
    return told["language"].replace("_", "-").lower()


def read_one(name: str, data: bytes) -> dict[str, str]:
    """What one file says."""
    if len(data) > MOST_BYTES:
        raise Refused({name: f"It is larger than {MOST_BYTES // 1_000_000} MB."})
    try:
        document = read_yaml(data)
    except Refused as refused:
        raise Refused({name: str(refused)}) from refused
    if not isinstance(document.value, dict):
        raise Refused({name: "It is no map from the texts of the model to their translations."})
    return {text: translation(name, node) for text, node in document.value.items()}


def translation(name: str, node: Node) -> str:
    """One translation."""
    if not isinstance(node.value, str) or not node.value.strip():
        raise Refused({name: f"Line {node.line}: a translation is a text."})
    return node.value


def translated(texts: Texts, text: str, language: str) -> str:
    """A text in a language (`de-AT` falls back to `de`), else as it is."""
    wanted = language.replace("_", "-").lower()
    for known in (wanted, wanted.partition("-")[0]):
        if text in texts.get(known, {}):
            return texts[known][text]
    return text
