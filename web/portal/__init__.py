"""The portal of customers: what can be asked for, and what became of it, in their words."""

from web.admission import Views

VIEWS: tuple[Views, ...] = ()
