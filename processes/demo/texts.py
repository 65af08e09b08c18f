"""What people write at the demo company, in German and in English: what somebody asks, what is answered, noted and replied."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Topic:
    """What a ticket is about, in one language."""

    subject: str
    body: str
    answer: str
    note: str
    reply: str


GREETINGS: Final = {"de": ("Guten Tag,", "Viele Grüße"), "en": ("Hello,", "Kind regards")}
CLOSING: Final = {
    "de": "Damit ist das erledigt. Melden Sie sich gern wieder, falls noch etwas fehlt.",
    "en": "That settles it. Do write again if anything is missing.",
}
AGAIN: Final = {
    "de": "Leider ist es heute doch wieder aufgetreten. Können Sie noch einmal nachsehen?",
    "en": "I am afraid it happened again today. Could you have another look?",
}
TWICE: Final = {
    "de": "Ich bin nicht sicher, ob meine erste Mail angekommen ist, deshalb schreibe ich noch einmal.",
    "en": "I am not sure my first mail arrived, so I am writing once more.",
}

HELP: Final[Mapping[str, tuple[Topic, ...]]] = {
    "de": (
        Topic(
            "Staubsauger verliert Saugkraft",
            "unser Staubsauger aus dem letzten Jahr saugt kaum noch, obwohl der Beutel neu ist. Was können wir tun?",
            "bitte nehmen Sie den Motorfilter heraus (hinter der Klappe unten) und spülen Sie ihn mit kaltem Wasser aus.",
            "Modell aus der Serie mit dem engen Filter. Falls es nicht hilft: Reparatur anlegen.",
            "danke, das hat schon etwas gebracht. Ein Pfeifen ist allerdings geblieben.",
        ),
        Topic(
            "VPN trennt sich alle paar Minuten",
            "seit Montag bricht die Verbindung aus dem Homeoffice ständig ab. Im Büro gibt es kein Problem.",
            "wir haben Ihr Profil auf den zweiten Zugang umgestellt. Melden Sie sich bitte einmal ab und wieder an.",
            "Im Protokoll stehen Zeitüberschreitungen, nur über den alten Zugang.",
            "bis jetzt hält die Verbindung. Ich beobachte es noch bis morgen.",
        ),
        Topic(
            "Kennwort für das Bestellportal vergessen",
            "ich komme nicht mehr ins Bestellportal; nach dem Urlaub ist mir das Kennwort entfallen.",
            "wir haben Ihnen einen Link geschickt, mit dem Sie ein neues Kennwort wählen. Er gilt 24 Stunden.",
            "Identität am Telefon geprüft.",
            "der Link hat funktioniert, ich bin wieder drin.",
        ),
        Topic(
            "Drucker am Empfang zieht kein Papier",
            "der Drucker am Empfang meldet einen Papierstau, es steckt aber nichts fest.",
            "eine Kollegin tauscht morgen Vormittag die Einzugsrolle. Bis dahin nutzen Sie bitte den Drucker im Flur.",
            "Einzugsrolle liegt im Lager, Regal 4.",
            "Prima, vormittags ist jemand da.",
        ),
        Topic(
            "Gewerbespülmaschine zeigt Fehler E24",
            "mitten im Frühstück blieb die Spülmaschine mit E24 stehen. Wir spülen jetzt von Hand.",
            "E24 heißt, dass das Wasser nicht abläuft. Bitte prüfen Sie, ob der Ablaufschlauch geknickt ist.",
            "Zweite Meldung aus diesem Haus in drei Monaten.",
            "der Schlauch war tatsächlich geknickt. Können Sie trotzdem einmal vorbeischauen?",
        ),
        Topic(
            "Neues Telefon klingelt nicht",
            "das neue Telefon in der Verwaltung funktioniert, nur klingelt es nicht, wenn jemand anruft.",
            "das Gerät stand auf „Nicht stören“. Wir haben das aus der Ferne umgestellt.",
            "Rufgruppe fehlte ebenfalls, ist ergänzt.",
            "jetzt klingelt es, danke für die schnelle Hilfe!",
        ),
    ),
    "en": (
        Topic(
            "Vacuum cleaner smells of burning",
            "one of the two machines on the third floor smells of burning after ten minutes. We have switched it off.",
            "please leave it off. We are sending a replacement with the next delivery and will collect the old one.",
            "Same series as the recall in spring; check the serial number.",
            "the replacement has arrived. When will you collect the old one?",
        ),
        Topic(
            "VPN asks for the password again and again",
            "since the update my laptop asks for the VPN password every time I open the lid.",
            "there was an old entry in your key ring. We have removed it; please restart once.",
            "Happens only with the version from last week.",
            "after the restart it has been quiet. Thank you!",
        ),
        Topic(
            "Cannot open the maintenance plan",
            "the attachment in your last mail cannot be opened here, it says the file is damaged.",
            "we have put the plan into the portal, under Documents.",
            "Their mail gateway strips attachments, so send links only.",
            "found it, thanks. Could the next one go there, too?",
        ),
        Topic(
            "Carpet machine leaves streaks",
            "the carpet machine leaves wet streaks on one side, although we cleaned the nozzles.",
            "that sounds like the left seal. It is a part you can change yourself; instructions are in the portal.",
            "Seal set 12 fits this model.",
            "we changed it, but now it drips when it stands still.",
        ),
        Topic(
            "Who is our contact for training?",
            "two new colleagues start next month. Who can show them how the machines are used safely?",
            "Sofie Krause arranges the trainings; there are free places on each first Tuesday.",
            "Forwarded the list of dates.",
            "the first Tuesday suits us well, please book two places.",
        ),
        Topic(
            "Shared calendar is empty",
            "since yesterday the shared calendar shows no entries for anybody in our team.",
            "the calendar was moved to another server. Please remove it once and add it again.",
            "Three teams are affected; told the others as well.",
            "all entries are back, thank you.",
        ),
    ),
}
INVOICES: Final[Mapping[str, tuple[Topic, ...]]] = {
    "de": (
        Topic(
            "Rechnung doppelt erhalten",
            "wir haben die Rechnung über die Wartung im letzten Monat zweimal bekommen, mit verschiedenen Nummern.",
            "die zweite Rechnung haben wir storniert; eine Gutschrift ist unterwegs.",
            "Doppelt angelegt, weil der Auftrag geteilt wurde.",
            "die Gutschrift ist da, vielen Dank.",
        ),
        Topic(
            "Falsche Lieferanschrift auf der Rechnung",
            "auf der Rechnung steht noch unsere alte Anschrift. Für das Finanzamt brauchen wir die neue.",
            "die Rechnung ist berichtigt und liegt im Portal.",
            "Anschrift im Stammsatz geändert.",
            "passt so, danke.",
        ),
    ),
    "en": (
        Topic(
            "Invoice shows the wrong quantity",
            "we ordered four sets of filters, the invoice says fourteen.",
            "a typing error, with apologies. A corrected invoice is on its way.",
            "Delivery note says four.",
            "received, and paid today.",
        ),
        Topic(
            "Can we pay quarterly?",
            "is it possible to change our maintenance contract to quarterly invoices?",
            "yes, from the next quarter on. You will get a confirmation by mail.",
            "Contract changed in the books.",
            "thank you, that makes our planning easier.",
        ),
    ),
}
EMERGENCIES: Final[Mapping[str, tuple[Topic, ...]]] = {
    "de": (
        Topic(
            "Wasser läuft aus der Spülmaschine",
            "aus unserer Spülmaschine läuft Wasser, in zwei Stunden kommen die ersten Gäste. Bitte helfen Sie schnell!",
            "bitte drehen Sie den Hahn links hinter der Maschine zu und ziehen Sie den Stecker. Wir sind unterwegs.",
            "Türdichtung Größe 3 einpacken.",
            "der Hahn ist zu, es läuft nichts mehr nach. Wann sind Sie hier?",
        ),
        Topic(
            "Backstube ohne Strom nach Kurzschluss am Sauger",
            "beim Einschalten des Industriesaugers fliegt die Sicherung der ganzen Backstube heraus.",
            "lassen Sie den Sauger bitte ausgesteckt. Wir bringen heute noch ein Ersatzgerät.",
            "Ersatzgerät aus dem Wagen, Nummer 7.",
            "ohne den Sauger hält die Sicherung. Wir warten auf das Ersatzgerät.",
        ),
        Topic(
            "Kühlraum wird warm, Alarm lässt sich nicht abstellen",
            "der Kühlraum steht bei zwölf Grad, und die Anlage piept, ohne dass wir etwas tun können.",
            "lassen Sie die Tür bitte zu. Ein Kollege ist in einer halben Stunde bei Ihnen.",
            "Lüfter am Verdampfer, wie im Sommer.",
            "die Tür bleibt zu. Bitte am Hintereingang klingeln.",
        ),
        Topic(
            "Schlüssel im Putzmittelschrank eingeschlossen",
            "der Schrank mit der Reinigungsmaschine ist zugefallen, der Schlüssel liegt darin. Um fünf muss die Halle sauber sein.",
            "der Ersatzschlüssel ist unterwegs.",
            "Ersatzschlüssel hängt im Büro, Haken 12.",
            "danke, wir warten am Tor.",
        ),
    ),
    "en": (
        Topic(
            "Dishwasher will not stop",
            "the dishwasher has been running for an hour and does not react to any button.",
            "please switch it off at the wall for ten minutes. If it starts again by itself, somebody comes out tonight.",
            "Looks like the relay of the control board.",
            "it is off now, but we need it again in the morning.",
        ),
        Topic(
            "Smoke from the carpet machine",
            "there was smoke from the carpet machine in the lobby. It is outside now.",
            "leave it outside and unplugged. We collect it, and you get another one within two hours.",
            "Bring the van with the lift.",
            "thank you, security knows that you are coming.",
        ),
        Topic(
            "Sweeper blocks the fire exit",
            "the big sweeper has stopped right in front of the fire exit and cannot be moved.",
            "there is a red lever under the seat that frees the wheels. Please push it aside; we come for the rest.",
            "Battery is three years old, bring a new one.",
            "the lever worked, the exit is free. The sweeper is still dead, though.",
        ),
    ),
}
# a device, what the customer says of it, what is found, the spare part, what is done
DEVICES: Final[Mapping[str, tuple[Topic, ...]]] = {
    "de": (
        Topic(
            "Staubsauger Brise 400",
            "Der Schlauch ist am Griff gerissen, und seit gestern riecht der Motor verbrannt.",
            "Der Schlauch ist gerissen. Dadurch lief der Motor zu heiß, er ist aber noch in Ordnung.",
            "Saugschlauch B4",
            "Schlauch getauscht, Motor gereinigt, eine Stunde Probelauf.",
        ),
        Topic(
            "Spülmaschine Klar 60",
            "Sie pumpt nicht mehr ab, unten steht Wasser.",
            "Ein Glassplitter hat das Rad der Laugenpumpe zerstört.",
            "Laugenpumpe K6",
            "Pumpe getauscht, Sieb gereinigt, drei Programme ohne Fehler.",
        ),
    ),
    "en": (
        Topic(
            "Vacuum cleaner Breeze 400",
            "It fell down the stairs. The lid does not close any more and it has no suction.",
            "The catch of the lid is broken; motor and seals are fine.",
            "Lid with catch B4",
            "Replaced the lid, checked the suction: as new.",
        ),
        Topic(
            "Carpet machine Tide 20",
            "The brush stops after a few minutes.",
            "The belt slips because its tensioner is worn out.",
            "Belt set T2",
            "New belt and tensioner, tested on carpet for half an hour.",
        ),
    ),
}
# what for, the items, the supplier, why not, what is said of a delivery
PURCHASES: Final[Mapping[str, tuple[Topic, ...]]] = {
    "de": (
        Topic(
            "Werkbank für die neue Kollegin",
            "1 Werkbank, 150 cm\n1 Schraubstock",
            "Werkzeug Hartmann",
            "In der Halle steht noch eine freie Werkbank; bitte zuerst die nehmen.",
            "Der Schraubstock fehlt.",
        ),
        Topic(
            "Messgerät für die Sicherheitsprüfung",
            "1 Gerätetester mit Protokolldrucker",
            "Prüftechnik Nord",
            "Das alte Gerät ist bis Jahresende geeicht. Bitte im Januar noch einmal stellen.",
            "Der Protokolldrucker fehlt.",
        ),
        Topic(
            "Regale für das Ersatzteillager",
            "6 Schwerlastregale, 2 m\n40 Lagerkästen",
            "Lagerbau Petersen",
            "Erst wenn feststeht, ob das Lager umzieht.",
            "Ein Regal ist verbogen.",
        ),
    ),
    "en": (
        Topic(
            "Label printer for the store",
            "1 label printer\n10 rolls of labels",
            "Print & Pack",
            "There is a spare one at the reception.",
            "The labels are missing.",
        ),
    ),
}
BROKEN: Final = {
    "de": ("Kein Internet im Erdgeschoss", "E-Mails kommen nicht an", "Kasse startet nicht", "Türöffner ohne Funktion"),
    "en": ("No network in the warehouse", "Mail does not arrive", "Booking system is down", "Card reader does not respond"),
}
SOLVED: Final = {
    "de": "Netzteil im Verteiler getauscht, danach lief alles wieder an.",
    "en": "Replaced the power supply of the switch; everything came back.",
}
BEYOND: Final = {"de": "Neustart und Kabeltausch haben nicht geholfen.", "en": "A restart and new cables did not help."}
GOODS: Final = {"de": ("Motorfilter", "Staubbeutel, 10 Stück", "Bodendüse"), "en": ("Filter set", "Dust bags, pack of 10", "Floor nozzle")}
JOURNEYS: Final = {"de": ("Messe in Leipzig", "Kundenbesuch in Rostock"), "en": ("Trade fair in Birmingham", "Site visit in Cork")}
CHANGES: Final = {"de": ("Neue Version des Bestellportals", "Umzug der Datensicherung"), "en": ("New firewall rules", "Mail server update")}
CHANGE_PLAN: Final = {
    "de": "Kopie anlegen, umstellen, prüfen; sonst zurück auf die Kopie.",
    "en": "Copy, switch, check; else go back to the copy.",
}
NEW_COLLEAGUES: Final = {"de": ("Mara Lindner", "Till Brandes", "Yusuf Arslan"), "en": ("Kim Novak", "Rosa Quinn")}
REMARKS: Final = {"de": "Die Übergabe ist vorbereitet.", "en": "The handover is prepared."}
QUESTION: Final = {"de": "Wer nimmt in der Zeit Ihre Anrufe an?", "en": "Who takes your calls meanwhile?"}
REFUSAL: Final = {"de": "In dieser Woche sind schon drei andere weg.", "en": "Three others are away that week."}


def letter(text: str, language: str, name: str) -> str:
    """A text with a greeting above and a farewell below."""
    greeting, farewell = GREETINGS[language]
    return f"{greeting}\n\n{text[0].upper() if language == 'en' else text[0]}{text[1:]}\n\n{farewell}\n{name}"
