"""Processes exported from OTRS, OTOBO or Znuny, on their way to being deployed: a model with its drawing, and what could not be carried."""

from pathlib import PurePath
from typing import Any, Final

from bpm.otrs import OtrsError, import_process
from bpm.sentences import Say, in_english
from foundation.errors import Refused
from processes.deploying.drawing import drawn

SIGN: Final = b"ActivityDialog"  # stands in every export, and in no file of texts


def is_export(name: str, data: bytes) -> bool:
    """Whether a file of an upload is such an export."""
    return name.lower().endswith((".yml", ".yaml")) and SIGN in data


def imported(name: str, data: bytes, say: Say = in_english) -> tuple[tuple[str, bytes], list[dict[str, Any]]]:
    """The model as a file of an upload, and the findings of the import; `say`: how a sentence with holes and what fills them are read.

    Raises:
        Refused: it is no export that can be read.
    """
    try:
        found = import_process(data)
    except OtrsError as error:
        raise Refused({name: error.message.said(say)}) from error
    return (f"{PurePath(name).stem}.bpmn", drawn(found.xml)), [finding.as_json(say) for finding in found.report]
