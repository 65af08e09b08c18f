"""A process that draws ticket numbers: `python -m tests.desk.drawing HOW_MANY`, with the settings in its environment.

It says "ready", waits for a line, and prints each number it kept; every fifth it throws away by rolling back.
"""

import sys

from desk.ticket_numbers import draw_ticket_number
from foundation.application import make_application
from foundation.settings import Settings
from foundation.unit_of_work import in_unit_of_work


class ThrownAwayError(Exception):
    """So that the unit of work is rolled back."""


def draw_and_throw_away() -> None:
    draw_ticket_number()
    raise ThrownAwayError


def main(how_many: int) -> None:
    with make_application(Settings.from_environment()).app_context():
        print("ready", flush=True)
        sys.stdin.readline()
        for number in range(how_many):
            if number % 5 == 4:
                try:
                    in_unit_of_work(draw_and_throw_away)
                except ThrownAwayError:
                    continue
            else:
                print(in_unit_of_work(draw_ticket_number), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
