"""One small world: a queue with tickets in every state that verbs need, and somebody in every relation to all of them."""

from dataclasses import dataclass, field

from sqlalchemy import select, update

from desk import house_permissions
from desk.actors import SYSTEM, Actor, process_actor
from desk.agents import Agent
from desk.customer_users import CustomerUser
from desk.dynamic_fields import DynamicField
from desk.groups import Group
from desk.house_permissions import HousePermission
from desk.master_data import Validity
from desk.queues import Queue
from desk.state_types import StateType
from desk.states import State
from desk.switches import Switch, turn
from desk.ticket_types import TicketType
from foundation.db import db
from processes import definitions, runner, settling
from processes.activities import IS_OPEN, Activity
from processes.incidents import Incident
from processes.tickets.articles import Article
from processes.tickets.new_articles import NewArticle, NewAttachment
from processes.tickets.record import Lock
from processes.tickets.ticket import Ticket
from processes.tickets.watchers import Watcher
from processes.versions import ProcessVersion
from tests.desk import people
from tests.desk.words import a_queue, a_service, an_sla, found_or_made
from tests.processes.bpmn_text import action, flow, flows, node, ours, process
from tests.processes.models import as_file

QUEUE_PERMISSIONS = ("ro", "move_into", "create", "note", "owner", "priority", "rw")
SECRET = "Xylophone"  # what the house says to itself about each ticket, and nobody else reads
PUBLIC = "Marimba"  # what was said to the customer
SWITCHED = {"responsible": Switch.RESPONSIBLE, "watches": Switch.WATCHERS, "company": Switch.COMPANY_TICKETS}

DIALOGS = (
    '<lz:field name="decision" type="text" label="Decision"/>'
    '<lz:ticket queue="Crew"/>'
    '<lz:dialog id="begin" label="Begin" for="agent customer"/>'
    '<lz:dialog id="say" label="Say" for="agent"><lz:show field="decision"/></lz:dialog>'
    '<lz:dialog id="note" label="Note" for="agent" permission="note"><lz:show field="decision"/></lz:dialog>'
    '<lz:dialog id="both" label="Both" for="agent customer"><lz:show field="decision"/></lz:dialog>'
)


def activity(name: str, dialog: str, *may: str) -> str:
    """An activity, and who may do it."""
    return node("userTask", name, ours(f'<lz:offers dialog="{dialog}"/>', *(f"<lz:may {each}/>" for each in may)))


def beside_each_other(process_id: str, *activities: str) -> bytes:
    """A process that opens all of these activities at once."""
    names = [each.partition('id="')[2].partition('"')[0] for each in activities]
    begins = node("startEvent", "start", ours('<lz:offers dialog="begin"/>'))
    ways = [flow("all", name) for name in names]
    return as_file(process(process_id, begins, node("parallelGateway", "all"), *activities, flows("start > all"), *ways, declares=DIALOGS))


EVERYDAY = (
    activity("work", "say"),
    activity("noting", "note"),
    activity("claimed", "say"),
    activity("for_let_in", "say", 'agent="let_in"'),
)
FOR_RELATIONS = (
    activity("for_owner", "say", 'agent="ticket.owner"'),
    activity("for_responsible", "say", 'agent="ticket.responsible"'),
    activity("for_group", "say", 'group="crew"'),
    activity("for_role", "say", 'role="Helpers"'),
    activity("for_customer", "both", 'customer="ticket"'),
    activity("for_company", "both", 'customer="company"'),
    activity("for_nobody", "say", 'agent="=[]"'),
)
STUCK = as_file(
    process(
        "stuck",
        node("startEvent", "start"),
        node("serviceTask", "give", ours(action("ticket-owner-set", owner="{{ decision or 'gone' }}"))),
        flows("start > give"),
        declares=DIALOGS,
    )
)


@dataclass
class World:
    """Ids by name; records are asked for anew in each attempt, as callers do."""

    actors: dict[str, Actor] = field(default_factory=dict)
    tickets: dict[str, int] = field(default_factory=dict)
    queues: dict[str, int] = field(default_factory=dict)
    activities: dict[str, int] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    incident_id: int = 0
    numbers: set[str] = field(default_factory=set)  # of all tickets

    def ticket(self, name: str = "open") -> Ticket:
        """One of the tickets, held."""
        return Ticket.for_update(self.tickets[name])

    def pair(self, name: str, other: str) -> tuple[Ticket, ...]:
        """Two of them, held."""
        return Ticket.together(self.tickets[name], self.tickets[other])

    def queue(self, name: str) -> Queue:
        return db.session.get_one(Queue, self.queues[name])

    def agent(self, name: str) -> Agent:
        return db.session.get_one(Agent, self.actors[name].id)

    def customer_user(self, name: str) -> CustomerUser:
        return db.session.get_one(CustomerUser, self.actors[name].id)

    def version(self, name: str) -> ProcessVersion:
        return db.session.get_one(ProcessVersion, self.versions[name])

    def article(self, *, visible: bool, ticket: str = "open") -> Article:
        """The note of the house, or the answer to the customer."""
        its = select(Article).where(Article.ticket_id == self.tickets[ticket], Article.visible_to_customer.is_(visible))
        return db.session.scalars(its.order_by(Article.id).limit(1)).one()


def a_world(*, switches: bool = True) -> World:
    """Everything and everybody; `switches`: whether responsible agents, watchers and company tickets are on."""
    world = World()
    for switch in SWITCHED.values():
        turn(switch, True, actor=SYSTEM)
    turn(Switch.ARCHIVE, True, actor=SYSTEM)
    add_people(world)
    add_processes(world)
    add_tickets(world)
    for switch in SWITCHED.values():
        turn(switch, switches, actor=SYSTEM)
    settling.settle()
    return world


def add_people(world: World) -> None:
    crew, others = people.group("crew"), people.group("others")
    world.queues = {name: a_queue(name, group=group).id for name, group in {"Crew": crew, "Crew two": crew, "Hidden": others}.items()}
    anybody = people.group("anybody")
    world.queues["Anybody"] = a_queue("Anybody", group=anybody).id
    known = {permission: people.agent(permission) for permission in QUEUE_PERMISSIONS}
    known |= {name: people.agent(name) for name in ("owner_of", "responsible", "watches", "let_in", "admin", "designer", "stranger", "ex")}
    for permission in QUEUE_PERMISSIONS:
        people.grant(known[permission], crew, permission)
    people.role("Helpers", known["ro"])
    for name in (*QUEUE_PERMISSIONS, "owner_of", "responsible"):
        people.grant(known[name], anybody, "move_into")
    people.grant(known["ex"], crew, "rw")
    known["ex"].change(validity=Validity.INVALID, actor=SYSTEM)
    house_permissions.grant(HousePermission.ADMIN, to=known["admin"], actor=SYSTEM)
    house_permissions.grant(HousePermission.DESIGNER, to=known["designer"], actor=SYSTEM)
    for name in ("drawing", "drafting"):  # groups without a queue: the designer has processes to look after, and no tickets
        people.grant(known["designer"], people.group(name), "rw")
    acme, rival = people.customer("ACME"), people.customer("RIVAL")
    users = {name: people.customer_user(name, of=of) for name, of in {"customer": acme, "company": acme, "rival": rival}.items()}
    world.actors = {name: each.actor for name, each in (known | users).items()}
    world.actors |= {"process": process_actor("everyday"), "foreign": process_actor("foreign"), "system": SYSTEM}


def add_processes(world: World) -> None:
    crew, others = Group.named("crew"), Group.named("others")
    models = {
        "everyday": (beside_each_other("everyday", *EVERYDAY), crew),
        "relations": (beside_each_other("relations", *FOR_RELATIONS), crew),
        "stuck": (STUCK, crew),
        "foreign": (beside_each_other("foreign", activity("work", "say")), others),
        "drawn": (beside_each_other("drawn", activity("work", "say")), Group.named("drawing")),
    }
    for name, (model, group) in models.items():
        version = definitions.deploy([("model.bpmn", model)], actor=SYSTEM, owner_group=group)
        definitions.activate(version, actor=SYSTEM)
        world.versions[name] = version.id
    newer = beside_each_other("everyday", *EVERYDAY, activity("more", "say"))
    drawn_newer = beside_each_other("drawn", activity("work", "say"), activity("more", "say"))
    world.versions["drawn newer"] = definitions.deploy([("model.bpmn", drawn_newer)], actor=SYSTEM).id
    world.versions["newer"] = definitions.deploy([("model.bpmn", newer)], actor=SYSTEM).id
    assert DynamicField.named("decision")


def add_tickets(world: World) -> None:
    for name in ("open", "closed", "archived", "other"):
        world.tickets[name] = opened(world, name, "everyday").id
    world.tickets["related"] = opened(world, "related", "relations").id
    world.tickets["stuck"] = opened(world, "stuck", "stuck").id
    hidden = runner.open_ticket(queue=world.queue("Hidden"), title="hidden", actor=SYSTEM, process_id="foreign")
    world.tickets["hidden"] = hidden.id
    world.activities = {each.node_id: each.id for each in db.session.scalars(select(Activity).where(IS_OPEN).order_by(Activity.id.desc()))}
    claimed = db.session.get_one(Activity, world.activities["claimed"])
    claimed.claimed_by_id = world.actors["rw"].id
    world.incident_id = db.session.scalars(select(Incident.id)).one()
    for name in ("closed", "archived"):
        world.ticket(name).set_state(State.first_of(StateType.CLOSED), actor=SYSTEM)
    world.ticket("archived").archive(actor=SYSTEM)
    parent, child = world.pair("open", "other")
    parent.link(child, actor=SYSTEM)
    world.ticket("other").set_lock(Lock.LOCKED, actor=SYSTEM)
    settling.settle()
    watch_all(world)
    world.numbers = set(db.session.scalars(select(Ticket.number)))


def opened(world: World, title: str, process_id: str) -> Ticket:
    """A ticket of everybody, with something said to the customer and something to the house."""
    ticket = runner.open_ticket(
        queue=world.queue("Crew"),
        title=title,
        actor=SYSTEM,
        process_id=process_id,
        customer_user=world.customer_user("customer"),
    )
    owner, responsible = world.agent("owner_of"), world.agent("responsible")
    ticket.own(owner.id, owner.login, actor=SYSTEM)
    ticket.set_responsible(responsible, actor=SYSTEM)
    ticket.set_fields({"decision": SECRET}, actor=SYSTEM)
    file = NewAttachment(f"{SECRET}.txt", "text/plain", b"for the house")
    ticket.add_article(NewArticle(SECRET, f"{SECRET} of {title}", attachments=(file,)), actor=SYSTEM)
    public = NewAttachment(f"{PUBLIC}.txt", "text/plain", b"for the customer")
    ticket.add_article(NewArticle(PUBLIC, f"{PUBLIC} of {title}", visible_to_customer=True, attachments=(public,)), actor=SYSTEM)
    about = {"type_id": found_or_made(TicketType, "Incident").id, "service_id": a_service().id, "sla_id": an_sla().id}
    settling.settle()
    db.session.execute(update(Ticket).where(Ticket.id == ticket.id).values(about))
    return Ticket.for_update(ticket.id)


def watch_all(world: World) -> None:
    """Somebody could read all of them once, and still watches them."""
    db.session.add_all(
        Watcher(ticket_id=key, agent_id=world.actors["watches"].id) for name, key in world.tickets.items() if name != "hidden"
    )
    db.session.flush()
