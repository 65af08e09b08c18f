"""Whom the demo company works for: a few companies with a few people each, and its own staff, who ask for leave and equipment."""

from dataclasses import dataclass
from typing import Final

from desk.customer_users import CustomerUser
from desk.customers import Customer
from processes.demo.marking import MARK, ensured, named
from processes.demo.people import CUSTOMER, ZONE


@dataclass(frozen=True)
class Company:
    """A customer, with the domain of its people's addresses, their language, and their first and last names."""

    number: str
    name: str
    domain: str
    city: str
    language: str
    people: tuple[tuple[str, str], ...]


STAFF: Final = Company(
    *("demo-100", "Morgenrot Haushaltstechnik", "morgenrot.example", "Berlin", "de"),
    people=(("Paul", "Winter"), ("Nina", "Albers"), ("Emre", "Kaya"), ("Lena", "Vogt")),
)
COMPANIES: Final = (
    Company(
        *("demo-101", "Bäckerei Sonnenfeld", "sonnenfeld.example", "Potsdam", "de"),
        people=(("Carla", "Weber"), ("Uwe", "Sonnenfeld"), ("Tina", "Roth"), ("Heiko", "Lang")),
    ),
    Company(
        *("demo-102", "Hotel Seeblick", "seeblick.example", "Waren", "de"),
        people=(("Marlene", "Busch"), ("Oskar", "Petersen"), ("Ines", "Falk")),
    ),
    Company(
        *("demo-103", "Northwind Cleaning Ltd", "northwind.example", "Leeds", "en"),
        people=(("Grace", "Miller"), ("Owen", "Price"), ("Priya", "Nair")),
    ),
    Company(
        *("demo-104", "Schulverein Lindenhof", "lindenhof.example", "Erfurt", "de"),
        people=(("Petra", "Zimmer"), ("Jakob", "Engel"), ("Svea", "Lorenz")),
    ),
    Company(
        *("demo-105", "Canal Street Dental", "canalstreet.example", "Dublin", "en"),
        people=(("Aoife", "Byrne"), ("Declan", "Walsh"), ("Maeve", "Kelly")),
    ),
)
WHO_LOGS_IN: Final = ("Carla", "Weber")


def invite() -> None:
    """Make the customers that are missing with their people, in the open unit of work."""
    for company in (STAFF, *COMPANIES):
        customer = ensured(Customer, company.number, name=company.name, city=company.city, url=f"https://{company.domain}")
        for first, last in company.people:
            email = f"{first}.{last}@{company.domain}".lower()
            ensured(
                CustomerUser,
                login_of(company, first, last),
                first_name=first,
                last_name=last,
                email=email,
                customer=customer,
                language=company.language,
                time_zone=ZONE,
            )


def login_of(company: Company, first: str, last: str) -> str:
    """People log in by their address; who is shown around, by a shorter name."""
    return CUSTOMER if (first, last) == WHO_LOGS_IN else f"{first}.{last}@{company.domain}".lower()


def strangers() -> list[str]:
    """Which of them somebody else is already."""
    wanted = [(CustomerUser, login_of(company, *person)) for company in (STAFF, *COMPANIES) for person in company.people]
    found = ((kind, name, named(kind, name)) for kind, name in [*wanted, *((Customer, each.number) for each in (STAFF, *COMPANIES))])
    return [f"the {kind.noun} {name!r}" for kind, name, record in found if record and not record.comment.startswith(MARK)]
