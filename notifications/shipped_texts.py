"""The texts of the shipped notifications, in English and German. Their tags are OTRS's, which administrators know."""

from typing import Final

FACTS_EN: Final = """\

Queue: <OTRS_TICKET_Queue>
State: <OTRS_TICKET_State>
Owner: <OTRS_OWNER_UserFullname>
"""
FACTS_DE: Final = """\

Queue: <OTRS_TICKET_Queue>
Status: <OTRS_TICKET_State>
Besitzer: <OTRS_OWNER_UserFullname>
"""
GREETING_EN: Final = "Hello <OTRS_NOTIFICATION_RECIPIENT_UserFirstname>,\n\n"
GREETING_DE: Final = "Hallo <OTRS_NOTIFICATION_RECIPIENT_UserFirstname>,\n\n"
CUSTOMER_EN: Final = "\n<OTRS_CUSTOMER_REALNAME> wrote:\n<OTRS_CUSTOMER_BODY[30]>\n"
CUSTOMER_DE: Final = "\n<OTRS_CUSTOMER_REALNAME> schrieb:\n<OTRS_CUSTOMER_BODY[30]>\n"

# name -> (subject, sentence, whether the customer's words follow), in English and in German
WORDS: Final[dict[str, tuple[tuple[str, str, bool], tuple[str, str, bool]]]] = {
    "Ticket create notification": (
        ("New ticket: <OTRS_TICKET_Title>", "a ticket has come into <OTRS_TICKET_Queue>.", True),
        ("Neues Ticket: <OTRS_TICKET_Title>", "in <OTRS_TICKET_Queue> ist ein Ticket eingegangen.", True),
    ),
    "Ticket follow-up notification (unlocked)": (
        ("Answer without an owner at work: <OTRS_CUSTOMER_SUBJECT[60]>", "there is an answer to a ticket nobody has locked.", True),
        ("Antwort zu freiem Ticket: <OTRS_CUSTOMER_SUBJECT[60]>", "zu einem Ticket, das niemand gesperrt hat, ist eine Antwort da.", True),
    ),
    "Ticket follow-up notification (locked)": (
        ("Answer: <OTRS_CUSTOMER_SUBJECT[60]>", "there is an answer to a ticket that is being worked on.", True),
        ("Antwort: <OTRS_CUSTOMER_SUBJECT[60]>", "zu einem Ticket in Arbeit ist eine Antwort da.", True),
    ),
    "Ticket lock timeout notification": (
        (
            "Lock ended: <OTRS_TICKET_Title>",
            "the ticket was locked for you too long without an answer, and is free for others again.",
            False,
        ),
        ("Sperre beendet: <OTRS_TICKET_Title>", "das Ticket war zu lange ohne Antwort für dich gesperrt und ist wieder frei.", False),
    ),
    "Ticket owner update notification": (
        ("Yours now: <OTRS_TICKET_Title>", "<OTRS_CURRENT_UserFullname> made <OTRS_OWNER_UserFullname> the owner of a ticket.", False),
        (
            "Jetzt bei dir: <OTRS_TICKET_Title>",
            "<OTRS_CURRENT_UserFullname> hat <OTRS_OWNER_UserFullname> zum Besitzer eines Tickets gemacht.",
            False,
        ),
    ),
    "Ticket responsible update notification": (
        (
            "Responsibility: <OTRS_TICKET_Title>",
            "<OTRS_CURRENT_UserFullname> made <OTRS_RESPONSIBLE_UserFullname> responsible for a ticket.",
            False,
        ),
        (
            "Verantwortung: <OTRS_TICKET_Title>",
            "<OTRS_CURRENT_UserFullname> hat <OTRS_RESPONSIBLE_UserFullname> für ein Ticket verantwortlich gemacht.",
            False,
        ),
    ),
    "Ticket new note notification": (
        ("Note: <OTRS_TICKET_Title>", "<OTRS_CURRENT_UserFullname> noted:\n\n<OTRS_COMMENT>", False),
        ("Notiz: <OTRS_TICKET_Title>", "<OTRS_CURRENT_UserFullname> hat notiert:\n\n<OTRS_COMMENT>", False),
    ),
    "Ticket queue update notification": (
        ("Moved to <OTRS_TICKET_Queue>: <OTRS_TICKET_Title>", "<OTRS_CURRENT_UserFullname> moved a ticket to <OTRS_TICKET_Queue>.", False),
        (
            "Verschoben nach <OTRS_TICKET_Queue>: <OTRS_TICKET_Title>",
            "<OTRS_CURRENT_UserFullname> hat ein Ticket nach <OTRS_TICKET_Queue> verschoben.",
            False,
        ),
    ),
    "Ticket pending reminder notification (locked)": (
        ("Reminder: <OTRS_TICKET_Title>", "your ticket was to wait until <OTRS_TICKET_PendingUntil>.", False),
        ("Erinnerung: <OTRS_TICKET_Title>", "dein Ticket sollte bis <OTRS_TICKET_PendingUntil> warten.", False),
    ),
    "Ticket pending reminder notification (unlocked)": (
        ("Reminder: <OTRS_TICKET_Title>", "a free ticket was to wait until <OTRS_TICKET_PendingUntil>.", False),
        ("Erinnerung: <OTRS_TICKET_Title>", "ein freies Ticket sollte bis <OTRS_TICKET_PendingUntil> warten.", False),
    ),
    "Ticket escalation notification": (
        ("Late: <OTRS_TICKET_Title>", "a ticket is late.\n\n<OTRS_ESCALATION_Late>", False),
        ("Überfällig: <OTRS_TICKET_Title>", "ein Ticket ist überfällig.\n\n<OTRS_ESCALATION_Late>", False),
    ),
    "Ticket escalation warning notification": (
        ("Soon late: <OTRS_TICKET_Title>", "a ticket will soon be late.\n\n<OTRS_ESCALATION_Soon>", False),
        ("Bald überfällig: <OTRS_TICKET_Title>", "ein Ticket wird bald überfällig.\n\n<OTRS_ESCALATION_Soon>", False),
    ),
    "Ticket service update notification": (
        ("Service <OTRS_TICKET_Service>: <OTRS_TICKET_Title>", "a ticket is about <OTRS_TICKET_Service> now.", False),
        ("Service <OTRS_TICKET_Service>: <OTRS_TICKET_Title>", "bei einem Ticket geht es jetzt um <OTRS_TICKET_Service>.", False),
    ),
    "Email Delivery Failure": (
        (
            "Not delivered: <OTRS_TICKET_Title>",
            "the mail “<OTRS_ARTICLE_Subject>” to <OTRS_ARTICLE_To> was not delivered:\n\n<OTRS_ARTICLE_SendingError>",
            False,
        ),
        (
            "Nicht zugestellt: <OTRS_TICKET_Title>",
            "die Mail „<OTRS_ARTICLE_Subject>“ an <OTRS_ARTICLE_To> wurde nicht zugestellt:\n\n<OTRS_ARTICLE_SendingError>",
            False,
        ),
    ),
}


def texts_of(name: str) -> dict[str, dict[str, str]]:
    """The texts of a shipped notification by language."""
    (subject_en, sentence_en, quotes), (subject_de, sentence_de, _) = WORDS[name]
    return {
        "en": {"subject": subject_en, "body": GREETING_EN + sentence_en + "\n" + FACTS_EN + (CUSTOMER_EN if quotes else "")},
        "de": {"subject": subject_de, "body": GREETING_DE + sentence_de + "\n" + FACTS_DE + (CUSTOMER_DE if quotes else "")},
    }
