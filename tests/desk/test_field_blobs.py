"""What a field of files refers to stays when blobs are swept."""

from datetime import timedelta

from flask import Flask

import desk.tables  # noqa: F401 - as below
import dialogs.tables  # noqa: F401 - as below
import foundation.tables  # noqa: F401 - as below
import notifications.tables  # noqa: F401 - as below
import processes.tables  # noqa: F401 - all of them: a sweep looks at every table
from desk.actors import SYSTEM
from desk.dynamic_fields import DynamicField
from desk.field_values import set_values
from foundation import blobs
from foundation.clock import now
from foundation.unit_of_work import unit_of_work


def test_a_file_in_a_field_is_kept(house: Flask):
    with unit_of_work():
        used, unused = blobs.put(b"used", most_bytes=10), blobs.put(b"unused", most_bytes=10)
        DynamicField.create(name="paper", label="Paper", kind="file", actor=SYSTEM)
        set_values("ticket", 1, {"paper": {"sha256": used.sha256, "name": "a.txt", "size": 4}}, actor=SYSTEM)
        gone, kept = unused.sha256, used.sha256
    assert blobs.unreferenced(older_than=now() + timedelta(days=1)) == [gone]
    assert blobs.sweep(older_than=now() + timedelta(days=2)).rows == 1
    with unit_of_work(reads_only=True):
        assert blobs.read_whole(kept) == b"used"
