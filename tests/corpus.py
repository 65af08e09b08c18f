"""Where the corpus of foreign models, OTRS processes and mails lies: beside the project, not in it, and perhaps absent."""

import os
from pathlib import Path

BESIDE = Path(__file__).resolve().parent.parent.parent / "shared" / "corpus"
CORPUS = Path(os.environ.get("LAUFZETTEL_CORPUS", BESIDE))


def corpus_files(pattern: str) -> list[Path]:
    """The files of the corpus that match, sorted, so that tests can be made of them; none where the corpus is absent."""
    return sorted(path for path in CORPUS.glob(pattern) if path.is_file() and path.name != "README.md")
