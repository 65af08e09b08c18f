"""A new version whose upload brings no texts in other languages keeps those of the version before: a model alone would unlearn them."""

from dataclasses import replace

from processes.deploying import models, translations
from processes.deploying.finding import versions_of
from processes.deploying.reading import Upload
from processes.versions import PartKind, ProcessDefinition


def with_those_before(upload: Upload, definition: ProcessDefinition) -> Upload:
    """The upload, with the texts of the newest version if it brings none."""
    newest = next(iter(versions_of(definition)), None)
    if newest is None or any(part.kind is PartKind.TEXTS for part in upload.parts):
        return upload
    kept = [part for part in models.parts_of(newest.id) if part.kind is PartKind.TEXTS]
    texts = translations.read_all((part.name, part.content) for part in kept)
    return replace(upload, parts=(*upload.parts, *kept), texts=texts)
