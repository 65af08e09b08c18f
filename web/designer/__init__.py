"""What designers do with processes: upload, look at, activate, rehearse, move tickets to another version."""

from web.admission import Views

VIEWS: tuple[Views, ...] = ()
