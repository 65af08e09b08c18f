"""The texts a new house begins with. Their tags are OTRS's, which administrators know; `{{ }}` would do as well."""

from typing import Final

from desk.auto_responses import AutoResponseType

SALUTATION: Final = """\
Hello <OTRS_CUSTOMER_REALNAME>,

thank you for writing to us."""

SIGNATURE: Final = """\
Kind regards
<OTRS_CURRENT_UserFirstname> <OTRS_CURRENT_UserLastname>"""

TEST_ANSWER: Final = """\
This answer only shows how templates work; change it or make it invalid.

You wrote about: <OTRS_CUSTOMER_SUBJECT[40]>"""

# type -> name, subject, text
RESPONSES: Final = {
    AutoResponseType.REPLY: (
        "default reply (new ticket)",
        "Received: <OTRS_CUSTOMER_SUBJECT[40]>",
        """\
Hello <OTRS_CUSTOMER_REALNAME>,

your message has reached us and is filed under number <OTRS_TICKET_TicketNumber>. One of us will look into it.
If you have something to add, simply answer this mail and leave its subject as it is.

You wrote:
<OTRS_CUSTOMER_EMAIL[6]>
""",
    ),
    AutoResponseType.REJECT: (
        "default reject (follow-up to a closed ticket)",
        "Not taken up: <OTRS_CUSTOMER_SUBJECT[40]>",
        """\
Hello <OTRS_CUSTOMER_REALNAME>,

ticket <OTRS_TICKET_TicketNumber> is closed and is not opened again by mail. Please write a new mail, without that number in the subject.

You wrote:
<OTRS_CUSTOMER_EMAIL[6]>
""",
    ),
    AutoResponseType.FOLLOW_UP: (
        "default follow-up (addition to a ticket)",
        "Added: <OTRS_CUSTOMER_SUBJECT[40]>",
        """\
Hello <OTRS_CUSTOMER_REALNAME>,

we have added your message to ticket <OTRS_TICKET_TicketNumber>.

You wrote:
<OTRS_CUSTOMER_EMAIL[6]>
""",
    ),
    AutoResponseType.NEW_TICKET: (
        "default reject/new ticket (follow-up that became a ticket)",
        "Received as a new ticket: <OTRS_CUSTOMER_SUBJECT[40]>",
        """\
Hello <OTRS_CUSTOMER_REALNAME>,

the ticket you answered is closed. Your message became a new one with number <OTRS_TICKET_TicketNumber>; both are linked.

You wrote:
<OTRS_CUSTOMER_EMAIL[6]>
""",
    ),
}
