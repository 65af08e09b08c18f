"""The limits of the reader that its parent side needs too."""

from typing import Final

MAX_BYTES: Final = 5 * 1024 * 1024
