"""Processes that draw ticket numbers: `python -m tests.desk.drawing PROCESSES DRAWS`, with the settings in the environment.

Everything is imported once; each process is a fork with its own connections. It prints each number it kept behind its own process id,
and every fifth it throws away by rolling back.
"""

import os
import subprocess
import sys
from collections import defaultdict

from desk.ticket_numbers import draw_ticket_number
from foundation.application import make_application
from foundation.settings import Settings
from foundation.unit_of_work import in_unit_of_work


class ThrownAwayError(Exception):
    """So that the unit of work is rolled back."""


def drawn_by_processes(settings: Settings, *, processes: int, draws: int) -> list[list[str]]:
    """What each of so many processes drew, all at the same time."""
    given = {"DATA_DIR": str(settings.data_dir), "DATABASE_URL": settings.database_url, "SECRET_KEY": settings.secret_key}
    environment = os.environ | {f"LAUFZETTEL_{name}": value for name, value in given.items()}
    command = [sys.executable, "-m", "tests.desk.drawing", str(processes), str(draws)]
    told = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True, timeout=120).stdout
    numbers: dict[str, list[str]] = defaultdict(list)
    for line in told.splitlines():
        process, number = line.split()
        numbers[process].append(number)
    return list(numbers.values())


def draw(how_many: int) -> None:
    with make_application(Settings.from_environment()).app_context():
        for number in range(how_many):
            if number % 5 == 4:
                try:
                    in_unit_of_work(draw_and_throw_away)
                except ThrownAwayError:
                    continue
            else:
                os.write(1, f"{os.getpid()} {in_unit_of_work(draw_ticket_number)}\n".encode())  # a whole line at once


def draw_and_throw_away() -> None:
    draw_ticket_number()
    raise ThrownAwayError


def main(processes: int, draws: int) -> int:
    """The highest exit status of all."""
    children = [child for child in (fork_to_draw(draws) for _ in range(processes)) if child]
    return max(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)


def fork_to_draw(draws: int) -> int:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            draw(draws)
            status = 0
        finally:
            os._exit(status)
    return child


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]), int(sys.argv[2])))
