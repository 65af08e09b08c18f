"""What is tidied up: drafts nobody goes on with, and files nobody refers to."""

from datetime import timedelta

import pytest
from flask import Flask

import dialogs.tables  # noqa: F401 - all records have to be known before a file counts as nobody's
from foundation import blobs
from foundation.clock import moved_to, now
from foundation.unit_of_work import unit_of_work
from workers import housekeeping


def test_old_drafts_go_by_whoever_keeps_them(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(housekeeping, "_forgetting", [])
    forgotten: list[str] = []

    def forget() -> int:
        forgotten.append("drafts")
        return 1

    housekeeping.forget_drafts()
    assert forgotten == []
    housekeeping.drafts_are_forgotten_by(forget)
    housekeeping.forget_drafts()
    assert forgotten == ["drafts"]


def test_files_nobody_refers_to_go_after_a_while(house: Flask):
    with unit_of_work():
        sha256 = blobs.put(b"a photo of the printer", most_bytes=100).sha256
    housekeeping.sweep_files(key="")
    assert blobs.files().written_at(sha256) is not None, "somebody may still be about to refer to it"
    with moved_to(now() + timedelta(days=3)):
        housekeeping.sweep_files(key="")
    assert blobs.files().written_at(sha256) is None
