"""What administrators care for: the words, people, queues and rights of the desk, and the health of the house."""

from web.admin import overview, records, rights
from web.admission import Views

VIEWS: tuple[Views, ...] = (overview.views, rights.views, records.views)
