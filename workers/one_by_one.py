"""Jobs that do the same for many tickets: each in a transaction of its own, so that what cannot be done with one stops no other."""

import logging
from collections.abc import Callable, Iterable
from functools import partial

from foundation.errors import HouseError
from foundation.unit_of_work import in_unit_of_work

log = logging.getLogger(__name__)


def one_by_one(what: str, ticket_ids: Iterable[int], do: Callable[[int], bool]) -> int:
    """Do it with each ticket; with how many it was done. `what`: for the log, where it could not be done."""
    done = 0
    for ticket_id in ticket_ids:
        try:
            done += in_unit_of_work(partial(do, ticket_id))
        except HouseError as error:
            log.error("%s: not done for ticket %s: %s", what, ticket_id, error)  # noqa: TRY400 - the sentence says it all
    return done
