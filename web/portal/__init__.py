"""The portal of customers: what they can ask for, what they asked for, and what waits for them."""

from web.admission import Views
from web.portal import activities, around, closing, files, home, lists, replying, starting, tickets

VIEWS: tuple[Views, ...] = (
    home.views,
    lists.views,
    tickets.views,
    around.views,
    replying.views,
    closing.views,
    activities.views,
    starting.views,
    files.views,
)
