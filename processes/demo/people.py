"""Who works at the demo company: agents, who speak German or English, the roles they have and the groups these work in."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from desk.actors import SYSTEM
from desk.agents import Agent
from desk.groups import Group, QueuePermission
from desk.house_permissions import HousePermission, grant
from desk.roles import Role
from foundation.clock import now
from processes.demo.marking import MARK, ensured, named

# All groups that shipped processes name, by what they do.
DESK: Final = ("service-desk", "repair-desk")
SPECIALISTS: Final = ("specialists", "workshop", "it", "changes")
OFFICE: Final = ("accounting", "finance", "store", "purchasing", "personnel", "facilities")
LEADS: Final = (
    *("managers", "supervisors", "approvers", "team-leads", "heads-of-division"),
    *("service-desk-leads", "incident-managers", "change-board"),
)
GROUPS: Final = (*DESK, *SPECIALISTS, *OFFICE, *LEADS)
# role -> the groups in which those who have it may do everything
ROLES: Final = {"First level": DESK, "Second level": (*DESK, *SPECIALISTS), "Back office": OFFICE, "Management": GROUPS}
ABSENCE: Final = timedelta(days=10)
ZONE: Final = "Europe/Berlin"  # where the company is


@dataclass(frozen=True)
class Colleague:
    """Somebody who works here; `login` is what tells who it is."""

    login: str
    first_name: str
    last_name: str
    language: str
    roles: tuple[str, ...]

    @property
    def email(self) -> str:
        return f"{self.login}@demo.example"


FIRST, SECOND, OFFICE_WORK, MANAGEMENT = ROLES
AGENT, ADMIN, CUSTOMER = "agent", "admin", "customer"  # who can log in: the last one is a customer user
COLLEAGUES: Final = (
    Colleague(AGENT, "Anna", "Brandt", "de", (FIRST, SECOND)),
    Colleague(ADMIN, "Jonas", "Feld", "de", (MANAGEMENT,)),
    Colleague("ben.okoro", "Ben", "Okoro", "en", (FIRST,)),
    Colleague("mira.lindqvist", "Mira", "Lindqvist", "en", (SECOND,)),
    Colleague("tarek.yilmaz", "Tarek", "Yılmaz", "de", (SECOND,)),
    Colleague("sofie.krause", "Sofie", "Krause", "de", (OFFICE_WORK, MANAGEMENT)),
    Colleague("luis.ferreira", "Luís", "Ferreira", "en", (OFFICE_WORK,)),
    Colleague("greta.hansen", "Greta", "Hansen", "de", (FIRST,)),
)
AWAY: Final = "greta.hansen"


def hire() -> None:
    """Make the groups, roles and agents that are missing, in the open unit of work."""
    groups = {name: ensured(Group, name) for name in GROUPS}
    for name, works_in in ROLES.items():
        role = ensured(Role, name)
        for group in groups.values():
            role_may = QueuePermission.RW if group.name in works_in else QueuePermission.MOVE_INTO
            group.grant(role_may, to=role, actor=SYSTEM)
    for colleague in COLLEAGUES:
        employ(colleague)


def employ(colleague: Colleague) -> None:
    """One agent, with roles; the administrator looks after the house, one is out of the office."""
    agent = ensured(
        Agent,
        colleague.login,
        first_name=colleague.first_name,
        last_name=colleague.last_name,
        email=colleague.email,
        language=colleague.language,
        time_zone=ZONE,
    )
    for role in colleague.roles:
        Role.named(role).give(to=agent, actor=SYSTEM)
    if colleague.login == ADMIN:
        for permission in HousePermission:
            grant(permission, to=agent, actor=SYSTEM)
    if colleague.login == AWAY:
        today = now().astimezone(agent.zone).date()
        agent.change(out_of_office_from=today - timedelta(days=1), out_of_office_to=today + ABSENCE, actor=SYSTEM)


def strangers() -> list[str]:
    """The logins and roles of the demo company that somebody else has already: nobody else is given rights by it."""
    wanted = [(Agent, each.login) for each in COLLEAGUES] + [(Role, name) for name in ROLES]
    found = ((kind, name, named(kind, name)) for kind, name in wanted)
    return [f"the {kind.noun} {name!r}" for kind, name, record in found if record and not record.comment.startswith(MARK)]
