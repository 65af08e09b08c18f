"""Processes exported from OTRS, OTOBO or Znuny, on their way to being deployed: a model with its drawing, and what could not be carried."""

from dataclasses import asdict
from pathlib import PurePath
from typing import Any, Final

from bpm.otrs import OtrsError, import_process
from foundation.errors import Refused
from processes.deploying.drawing import drawn

SIGN: Final = b"ActivityDialog"  # stands in every export, and in no file of texts


def is_export(name: str, data: bytes) -> bool:
    """Whether a file of an upload is such an export."""
    return name.lower().endswith((".yml", ".yaml")) and SIGN in data


def imported(name: str, data: bytes) -> tuple[tuple[str, bytes], list[dict[str, Any]]]:
    """The model as a file of an upload, and the findings of the import.

    Raises:
        Refused: it is no export that can be read.
    """
    try:
        found = import_process(data)
    except OtrsError as error:
        raise Refused({name: str(error)}) from error
    return (f"{PurePath(name).stem}.bpmn", drawn(found.xml)), [asdict(finding) for finding in found.report]
