"""What people write: German and English bodies of a few lines, with words everybody uses and some that hardly anybody does."""

from random import Random
from typing import Final

GREETINGS: Final = (
    ("Guten Tag,", "Mit freundlichen Grüßen"),
    ("Sehr geehrte Damen und Herren,", "Viele Grüße"),
    ("Hallo zusammen,", "Danke und beste Grüße"),
    ("Dear colleagues,", "Kind regards"),
    ("Hello,", "Many thanks and best wishes"),
)
GERMAN_BEGIN: Final = (
    *("seit heute Morgen", "nach dem letzten Update", "wie am Telefon besprochen", "leider schon wieder", "in unserer Außenstelle"),
    *("bei mehreren Kolleginnen", "im zweiten Stock", "trotz eines Neustarts", "vor der Übergabe", "während der Frühschicht"),
)
GERMAN_WHAT: Final = (
    *(
        "druckt der Drucker nur noch leere Seiten",
        "kommt keine Verbindung zum Netzlaufwerk zustande",
        "fehlt mir der Zugang zur Buchhaltung",
    ),
    *("bricht das Gespräch nach wenigen Sekunden ab", "zeigt der Bildschirm nur noch Streifen", "werden Rechnungen doppelt verschickt"),
    *("lässt sich das Kennwort nicht ändern", "bleibt die Maske nach dem Speichern hängen", "ist der Kalender für alle anderen unsichtbar"),
    *("meldet das Gerät einen Papierstau, obwohl keiner da ist", "läuft der Lüfter ununterbrochen auf höchster Stufe"),
)
GERMAN_END: Final = (
    *("und wir können so nicht weiterarbeiten.", "was bisher nie vorgekommen ist.", "obwohl gestern noch alles in Ordnung war."),
    *(
        "bitte melden Sie sich möglichst bald zurück.",
        "eine Lösung bis Freitag würde uns genügen.",
        "können Sie das aus der Ferne beheben?",
    ),
)
ENGLISH_BEGIN: Final = (
    *("since this morning", "after the latest update", "as discussed on the phone", "once again", "in our branch office"),
    *("for several colleagues", "on the second floor", "in spite of a restart", "right before the audit", "during the early shift"),
)
ENGLISH_WHAT: Final = (
    *("the printer feeds nothing but empty sheets", "no connection to the shared drive is possible", "I have lost access to accounting"),
    *("calls are cut off after a few seconds", "the screen shows stripes only", "invoices are sent twice"),
    *("the password cannot be changed", "the form freezes when it is saved", "my calendar cannot be seen by anybody else"),
    *("the device reports a paper jam where there is none", "the fan runs at full speed all the time"),
)
ENGLISH_END: Final = (
    *("and we cannot go on like this.", "which has never happened before.", "although all was well yesterday."),
    *("please call back as soon as you can.", "a solution by Friday would do.", "could you have a look from afar?"),
)
SUBJECTS: Final = (
    *(
        "Drucker im Flur",
        "Kein Zugang zum Netzlaufwerk",
        "Bildschirm flackert",
        "Rechnung kam zweimal",
        "Kennwort vergessen",
        "Neues Notebook",
    ),
    *(
        "Printer on the second floor",
        "VPN is slow",
        "Access to the archive",
        "Invoice is wrong",
        "Phone without sound",
        "Question about licences",
    ),
)
SYLLABLES: Final = tuple(first + vowel + last for first in "bdfgklmnprstvz" for vowel in "aeiou" for last in ("", "n", "r", "x"))
RARE_WORDS: Final = 20_000
SHORTEST, LONGEST = 200, 1_500  # characters of a body


class Texts:
    """The words of a seed: what is common is the same in each, the rare words are its own."""

    def __init__(self, seed: int) -> None:
        chance = Random(f"words {seed}")  # noqa: S311 - repeatable, and keeps no secret
        self.rare = ["".join(chance.choices(SYLLABLES, k=4)) for _ in range(RARE_WORDS)]
        german = [(GERMAN_BEGIN, GERMAN_WHAT, GERMAN_END)] * 3
        self.sentences = [sentence(chance, *parts) for parts in (*german, (ENGLISH_BEGIN, ENGLISH_WHAT, ENGLISH_END)) for _ in range(500)]

    def title(self, chance: Random) -> str:
        return f"{chance.choice(SUBJECTS)}: {chance.choice(self.rare)}"

    def body(self, chance: Random) -> str:
        """A text of 200 to 1,500 characters with a rare word in it; most are short."""
        greeting, farewell = chance.choice(GREETINGS)
        lines = [greeting, "", f"{chance.choice(self.rare).capitalize()} {chance.randrange(1_000_000):06}."]
        length, wanted = sum(map(len, lines)), SHORTEST + (LONGEST - SHORTEST - 200) * chance.random() ** 3
        while length < wanted:
            lines.append(chance.choice(self.sentences))
            length += len(lines[-1]) + 1
        return "\n".join([*lines, "", farewell])


def sentence(chance: Random, begin: tuple[str, ...], what: tuple[str, ...], end: tuple[str, ...]) -> str:
    opening = chance.choice(begin)
    return f"{opening[0].upper()}{opening[1:]} {chance.choice(what)}, {chance.choice(end)}"
