"""Fields of the kind `file` refer to blobs in their values: the sweep of blobs asks here before it forgets one."""

from sqlalchemy import select

from desk.dynamic_fields import DynamicField
from desk.field_values import FieldValue
from foundation import blobs
from foundation.db import db


@blobs.referrers.register("dynamic_field_value")
def is_in_a_field(sha256: str) -> bool:
    """Whether a value of a field of files has that content."""
    of_files = select(DynamicField.id).where(DynamicField.kind == "file")
    holding = select(FieldValue.object_id).where(FieldValue.field_id.in_(of_files), FieldValue.value_text.contains(sha256))
    return db.session.scalar(holding.limit(1)) is not None
