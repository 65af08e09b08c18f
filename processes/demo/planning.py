"""Who plays in which story, and when everything in it happens: the same for the same seed and end."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from desk.calendars import Calendar
from desk.working_time import WorkingTime
from processes.demo import texts
from processes.demo.acts import Act, Cast, Play
from processes.demo.customers import COMPANIES, STAFF, Company, login_of
from processes.demo.queues import CALENDAR
from processes.demo.stories import told
from processes.demo.story import Story
from processes.demo.texts import Topic

AGE: Final = timedelta(days=60)
HOUR: Final = 3600
AFTER_HOURS, AT_NIGHT = 0.12, timedelta(hours=10)  # how often a mail comes when nobody works, and how long before somebody does

TOPICS: Final[Mapping[str, Mapping[str, tuple[Topic, ...]]]] = {
    "help": texts.HELP,
    "invoices": texts.INVOICES,
    "emergencies": texts.EMERGENCIES,
    "devices": texts.DEVICES,
    "purchases": texts.PURCHASES,
}
SUBJECTS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "broken": texts.BROKEN,
    "goods": texts.GOODS,
    "journeys": texts.JOURNEYS,
    "changes": texts.CHANGES,
    "colleagues": texts.NEW_COLLEAGUES,
}


@dataclass(frozen=True)
class Planned:
    """A story with all that is decided about it: `beats` in their order."""

    story: Story
    play: Play
    beats: tuple[tuple[datetime, Act], ...]


class Plan:
    """What is played: everything happens while the company works, but for some of what customers begin."""

    def __init__(self, tickets: int, *, seed: int, end: datetime) -> None:
        self.tickets, self.seed, self.end = tickets, seed, end
        self._hours: WorkingTime = Calendar.named(CALENDAR).working_time()
        self._begin = end - AGE
        self._length = self._hours.between(self._begin, end)

    def stories(self) -> Iterator[Planned]:
        """All stories."""
        for place, story in enumerate(told(self.tickets)):
            yield self._planned(story, Random(f"{self.seed} {place}"))  # noqa: S311 - repeatable, and keeps no secret

    def _planned(self, story: Story, chance: Random) -> Planned:
        company = STAFF if story.staff else chance.choice(COMPANIES)
        topic = topic_of(story.about, company.language, chance)
        play = Play(cast(story, company, chance), topic, chance, queue=story.queue, end=self.end)
        return Planned(story, play, tuple(self._beats(story, chance)))

    def _beats(self, story: Story, chance: Random) -> Iterator[tuple[datetime, Act]]:
        """Those that have happened by the end, with their moments."""
        at = max(0.0, self._length - HOUR * chance.uniform(*story.age))
        for place, beat in enumerate(story.beats):
            if beat.before_end is not None:
                yield self.end - beat.before_end, beat.act
                continue
            at += HOUR * chance.uniform(*beat.after)
            if at > self._length:
                return
            moment = self._hours.add(self._begin, int(at))
            early = place == 0 and chance.random() < AFTER_HOURS and may_begin_at_night(story)
            yield moment - AT_NIGHT * chance.random() if early else moment, beat.act


def may_begin_at_night(story: Story) -> bool:
    """Not what has only just begun, or begins at a moment that something follows from."""
    least, most = story.age
    return least > 1 and most - least > 1


def cast(story: Story, company: Company, chance: Random) -> Cast:
    """Who plays this time."""
    person = login_of(company, *chance.choice(company.people))
    return Cast(person, chance.choice(story.team), chance.choice(("mira.lindqvist", "tarek.yilmaz")), company.language)


def topic_of(about: str, language: str, chance: Random) -> Topic:
    """What it is about; where only a few words are asked for, they are its subject."""
    if about in TOPICS:
        return chance.choice(TOPICS[about][language])
    return Topic(chance.choice(SUBJECTS[about][language]) if about in SUBJECTS else about, "", "", "", "")
