"""How the tests of master data ask for a refusal: the sentences by field, and that nothing was written."""

from typing import Any

import pytest

from desk.actors import SYSTEM
from desk.master_data import MasterData
from foundation.errors import Refused


def problems_of_creating(kind: type[MasterData], **values: Any) -> dict[str, str]:
    with pytest.raises(Refused) as caught:
        kind.create(actor=SYSTEM, **values)
    return caught.value.problems


def problems_of_changing(record: MasterData, **values: Any) -> dict[str, str]:
    """The problems of a change that is refused, after which the record is as it was."""
    before = {name: getattr(record, name) for name in values}
    with pytest.raises(Refused) as caught:
        record.change(actor=SYSTEM, **values)
    assert {name: getattr(record, name) for name in values} == before
    return caught.value.problems
