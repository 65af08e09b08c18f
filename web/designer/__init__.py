"""What designers do with processes: upload, look at, activate, rehearse, move tickets to another version."""

from web.admission import Views
from web.designer import incidents, migrating, processes, rehearsing, uploading

VIEWS: tuple[Views, ...] = (processes.views, uploading.views, rehearsing.views, migrating.views, incidents.views)
