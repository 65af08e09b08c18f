"""What stops an import."""

from bpm.errors import TranslatableError


class OtrsError(TranslatableError):
    """A file is no process export, is incomplete or hostile; the text says where and what to do."""


class ConfigError(TranslatableError):
    """A condition that OTRS cannot evaluate: it logs an error and tries no further transition of the activity."""
