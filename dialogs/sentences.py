"""What dialogs say to people by themselves, in English and German. Phrases are the ids of their translations."""

from collections.abc import Mapping
from typing import Final

from dialogs.reader import Reader

GERMAN: Final[Mapping[str, str]] = {
    "{label} must be filled in.": "{label} muss ausgefüllt werden.",
    "{label} is not right.": "{label} stimmt nicht.",
    "{value} cannot be chosen here.": "{value} kann hier nicht gewählt werden.",
    "Write a whole number, such as 12.": "Schreiben Sie eine ganze Zahl, zum Beispiel 12.",
    "Write a number, such as {example}.": "Schreiben Sie eine Zahl, zum Beispiel {example}.",
    "Write a day, such as {example}.": "Schreiben Sie einen Tag, zum Beispiel {example}.",
    "Write day and time, such as {example}.": "Schreiben Sie Tag und Uhrzeit, zum Beispiel {example}.",
    "It must not be below {limit}.": "Es darf nicht weniger als {limit} sein.",
    "It must not be above {limit}.": "Es darf nicht mehr als {limit} sein.",
    "This moment lies in the past.": "Dieser Zeitpunkt ist schon vorbei.",
    "It has {length} characters; at most {most} fit.": "Es sind {length} Zeichen; höchstens {most} passen hinein.",
    "At most {most} files fit.": "Höchstens {most} Dateien passen hinein.",
    "At most {most} lines fit.": "Höchstens {most} Zeilen passen hinein.",
    "The file is not here any more; choose it again.": "Die Datei ist nicht mehr da; wählen Sie sie noch einmal aus.",
    "There is no {what} {value}, or none you may choose.": "{what} {value} gibt es nicht oder darf von Ihnen nicht gewählt werden.",
    "An article needs a text.": "Ein Eintrag braucht einen Text.",
    "An article needs a subject.": "Ein Eintrag braucht einen Betreff.",
    "Attach at least one file.": "Hängen Sie mindestens eine Datei an.",
    "Say how long it took, such as {example}.": "Sagen Sie, wie lange es gedauert hat, zum Beispiel {example}.",
    "yes": "ja",
    "no": "nein",
    "nobody": "niemand",
    "unlocked": "frei",
    "locked": "gesperrt",
    "locked for a while": "vorübergehend gesperrt",
    "out of office": "nicht im Büro",
    "agent": "Eine Person mit dem Namen",
    "customer user": "Ein Kunde mit dem Namen",
    "ticket": "Ein Ticket",
    "Subject": "Betreff",
    "Text": "Text",
    "Time units": "Zeiteinheiten",
    "Files": "Dateien",
    "Send": "Absenden",
    "Title": "Titel",
    "Queue": "Queue",
    "State": "Status",
    "Priority": "Priorität",
    "Type": "Typ",
    "Service": "Service",
    "Service level": "Servicevereinbarung",
    "Owner": "Besitzer",
    "Responsible": "Verantwortlich",
    "Lock": "Sperre",
    "Pending until": "Warten bis",
    "Customer": "Kunde",
    "Somebody changed this ticket while you were writing. Look at what happened, then send again.": (
        "Während Sie geschrieben haben, hat jemand dieses Ticket geändert. "
        "Sehen Sie nach, was geschehen ist, und senden Sie dann noch einmal."
    ),
    "It is locked by {who}.": "Es ist von {who} gesperrt.",
    "{who} is working on it.": "{who} arbeitet daran.",
    "It is for {who}.": "Es ist für {who}.",
    "You need the permission '{permission}' for this ticket.": "Sie brauchen für dieses Ticket die Berechtigung „{permission}“.",
    "You become the owner when you send this.": "Mit dem Absenden werden Sie Besitzer des Tickets.",
    "You take this activity when you send this.": "Mit dem Absenden übernehmen Sie diese Aufgabe.",
    "the team of {queue}": "das Team von {queue}",
    "the group {name}": "die Gruppe {name}",
    "the role {name}": "die Rolle {name}",
    "the responsible agent": "die verantwortliche Person",
    "the customer": "die Kundenseite",
    "administrators": "die Administration",
    "you": "Sie",
    "us": "uns",
}


def say(reader: Reader, phrase: str, **values: object) -> str:
    """A phrase in the reader's language, filled in."""
    chosen = GERMAN.get(phrase, phrase) if reader.is_german else phrase
    return chosen.format(**values) if values else chosen
