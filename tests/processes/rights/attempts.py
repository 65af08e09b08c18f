"""How each verb is tried: by its name, and after a colon what it is tried with. Each attempt would change something."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from desk.escalations import Sender
from desk.groups import Group
from desk.priorities import Priority
from desk.state_types import StateType
from desk.states import State
from foundation.db import db
from processes import claiming, definitions, runner
from processes.proving import erasing
from processes.running.answering import Input
from processes.tickets.articles import Sending
from processes.tickets.customership import whose
from processes.tickets.linking import LinkRole
from processes.tickets.new_articles import NewArticle
from processes.tickets.record import Lock
from processes.tickets.ticket import Ticket
from tests.desk.words import a_state
from tests.processes.models import as_file
from tests.processes.rights.world import EVERYDAY, World, beside_each_other

Attempt = Callable[[World, Any], Any]
LATER = datetime(2030, 1, 1, tzinfo=UTC)
NOTE = NewArticle("A note", "Only for us.")
REPLY = NewArticle("A reply", "It still burns.", sender=Sender.CUSTOMER, visible_to_customer=True)
EMPTY = as_file('<bpmn:process id="empty" name="Empty" isExecutable="true"><bpmn:startEvent id="start"/></bpmn:process>')


def closed() -> State:
    return State.first_of(StateType.CLOSED)


def complete(name: str, dialog: str) -> Attempt:
    """Answer a dialog of an activity."""
    given = Input(dialog=dialog, answers={"decision": "go on"})
    return lambda world, actor: runner.complete(world.activities[name], given=given, actor=actor)


def link_hidden(world: World, actor: Any) -> bool:
    ticket, other = world.pair("open", "hidden")
    return ticket.link(other, actor=actor)


def link(world: World, actor: Any) -> bool:
    ticket, other = world.pair("open", "closed")
    return ticket.link(other, actor=actor)


def unlink(world: World, actor: Any) -> bool:
    ticket, other = world.pair("open", "other")
    return ticket.unlink(other, actor=actor)


def merge(source: str, target: str) -> Attempt:
    def attempt(world: World, actor: Any) -> bool:
        ticket, other = world.pair(source, target)
        return ticket.merge_into(other, actor=actor)

    return attempt


def resend(world: World, actor: Any) -> bool:
    article = world.article(visible=True)
    if article.sending is not Sending.QUEUED:
        article.sending, article.sending_error = Sending.FAILED, "The mail server was away."
        db.session.flush()
    return world.ticket().resend(article, actor=actor)


def split_into(world: World, actor: Any) -> bool:
    ticket, other = world.pair("open", "closed")
    return ticket.split_into(other, world.article(visible=True), actor=actor)


def link_as_child(world: World, actor: Any) -> bool:
    ticket, other = world.pair("open", "closed")
    return ticket.link(other, LinkRole.CHILD, actor=actor)


def watch_oneself(world: World, actor: Any) -> bool:
    agent = next((name for name, each in world.actors.items() if each == actor and actor.is_agent), "rw")
    return world.ticket().watch(world.agent(agent), actor=actor)


def unwatch_oneself(world: World, actor: Any) -> bool:
    agent = next((name for name, each in world.actors.items() if each == actor and actor.is_agent), "watches")
    return world.ticket().unwatch(world.agent(agent), actor=actor)


def ask(name: str, dialog: str) -> Attempt:
    """To be shown a dialog of an activity."""
    return lambda world, actor: runner.ask(world.activities[name], dialog, actor=actor)


def open_by_dialog(world: World, actor: Any) -> Ticket:
    return runner.open_by_dialog("everyday", given=Input(dialog="begin"), actor=actor)


def deploy(world: World, actor: Any) -> Any:
    newest = beside_each_other("drawn", *EVERYDAY[:2])
    return definitions.deploy([("model.bpmn", newest)], actor=actor)


ATTEMPTS: dict[str, Attempt] = {
    # writing
    "add_article: a note": lambda world, actor: world.ticket().add_article(NOTE, actor=actor),
    "add_article: of the customer": lambda world, actor: world.ticket().add_article(REPLY, actor=actor),
    "follow_up": lambda world, actor: world.ticket().follow_up(REPLY, actor=actor),
    "split_values": lambda world, actor: world.ticket().split_values(world.article(visible=True), actor=actor),
    "split_values: internal": lambda world, actor: world.ticket().split_values(world.article(visible=False), actor=actor),
    "resend": resend,
    # reading marks
    "mark_seen": lambda world, actor: world.ticket().mark_seen(actor=actor),
    "mark_unseen": lambda world, actor: world.ticket().mark_unseen(actor=actor),
    "mark_important": lambda world, actor: world.ticket().mark_important(world.article(visible=True), actor=actor),
    "watch: oneself": watch_oneself,
    "watch: another": lambda world, actor: world.ticket().watch(world.agent("ro"), actor=actor),
    "unwatch: oneself": unwatch_oneself,
    "unwatch: another": lambda world, actor: world.ticket().unwatch(world.agent("watches"), actor=actor),
    # what it is like
    "set_title": lambda world, actor: world.ticket().set_title("Another title", actor=actor),
    "set_priority": lambda world, actor: world.ticket().set_priority(Priority.named("5 very high"), actor=actor),
    "set_type": lambda world, actor: world.ticket().set_type(None, actor=actor),
    "set_service": lambda world, actor: world.ticket().set_service(None, actor=actor),
    "set_sla": lambda world, actor: world.ticket().set_sla(None, actor=actor),
    "set_customer": lambda world, actor: world.ticket().set_customer("RIVAL", actor=actor),
    "set_customer_user": lambda world, actor: world.ticket().set_customer_user("rival", actor=actor),
    "set_whose": lambda world, actor: world.ticket().set_whose(whose("rival"), actor=actor),
    "set_fields": lambda world, actor: world.ticket().set_fields({"decision": "no"}, actor=actor),
    # who works on it
    "set_owner": lambda world, actor: world.ticket().set_owner(world.agent("rw"), actor=actor),
    "hand_over": lambda world, actor: world.ticket().hand_over(world.agent("owner"), actor=actor),
    "set_responsible": lambda world, actor: world.ticket().set_responsible(world.agent("rw"), actor=actor),
    "lock": lambda world, actor: world.ticket().lock(actor=actor),
    "lock: for a note": lambda world, actor: world.ticket().lock(actor=actor, permission="note"),
    "set_lock": lambda world, actor: world.ticket().set_lock(Lock.TEMPORARILY, actor=actor),
    "unlock": lambda world, actor: world.ticket("other").unlock(actor=actor),
    "undo_lock": lambda world, actor: world.ticket("other").undo_lock(actor=actor),
    # where it is
    "move_to": lambda world, actor: world.ticket().move_to(world.queue("Crew two"), actor=actor),
    "move_to: where all may": lambda world, actor: world.ticket().move_to(world.queue("Anybody"), actor=actor),
    "move_to: a hidden queue": lambda world, actor: world.ticket().move_to(world.queue("Hidden"), actor=actor),
    # how it stands
    "set_state": lambda world, actor: world.ticket().set_state(a_state("open"), actor=actor),
    "set_state: closed": lambda world, actor: world.ticket().set_state(closed(), actor=actor),
    "set_pending_until": lambda world, actor: world.ticket().set_pending_until(LATER, actor=actor),
    "close": lambda world, actor: world.ticket().close(actor=actor, cancel_activities=True),
    "close_own": lambda world, actor: world.ticket().close_own(actor=actor, cancel_activities=True),
    "reopen": lambda world, actor: world.ticket("closed").reopen(actor=actor),
    "archive": lambda world, actor: world.ticket("closed").archive(actor=actor),
    "restore": lambda world, actor: world.ticket("archived").restore(actor=actor),
    # with others
    "link": link,
    "link: as a child": link_as_child,
    "link: with a hidden one": link_hidden,
    "unlink": unlink,
    "split_into": split_into,
    "merge_into": merge("open", "other"),
    "merge_into: a hidden one": merge("open", "hidden"),
    "merge_into: out of a hidden one": merge("hidden", "open"),
    # coming into being
    "create": lambda world, actor: Ticket.create(queue=world.queue("Crew"), title="New", actor=actor),
    "create: in a hidden queue": lambda world, actor: Ticket.create(queue=world.queue("Hidden"), title="New", actor=actor),
    "open_ticket": lambda world, actor: runner.open_ticket(queue=world.queue("Crew"), title="New", process_id="everyday", actor=actor),
    "open_by_dialog": open_by_dialog,
    "ask_to_start": lambda _, actor: runner.ask_to_start("everyday", "begin", actor=actor),
    # activities
    "complete: no lz:may": complete("work", "say"),
    "complete: dialog asks for note": complete("noting", "note"),
    "complete: claimed by rw": complete("claimed", "say"),
    "complete: for an agent": complete("for_let_in", "say"),
    "complete: for the owner": complete("for_owner", "say"),
    "complete: for the responsible": complete("for_responsible", "say"),
    "complete: for a group": complete("for_group", "say"),
    "complete: for a role": complete("for_role", "say"),
    "complete: for the customer": complete("for_customer", "both"),
    "complete: for the company": complete("for_company", "both"),
    "complete: for nobody": complete("for_nobody", "say"),
    "complete: no such dialog": complete("work", "shout"),
    "ask: no lz:may": ask("work", "say"),
    "ask: dialog asks for note": ask("noting", "note"),
    "ask: claimed by rw": ask("claimed", "say"),
    "ask: for an agent": ask("for_let_in", "say"),
    "ask: no such dialog": ask("work", "shout"),
    "claim: no lz:may": lambda world, actor: claiming.claim(world.activities["work"], actor=actor),
    "claim: for an agent": lambda world, actor: claiming.claim(world.activities["for_let_in"], actor=actor),
    "release: claimed by rw": lambda world, actor: claiming.release(world.activities["claimed"], actor=actor),
    # the process
    "enrol": lambda world, actor: runner.enrol(world.ticket(), "relations", actor=actor),
    "ask_to_enrol": lambda world, actor: runner.ask_to_enrol(world.ticket().id, "everyday", "begin", actor=actor),
    "cancel": lambda world, actor: runner.cancel(world.ticket(), actor=actor, reason="no longer wanted"),
    "move": lambda world, actor: runner.move(world.ticket(), "all", actor=actor),
    "retry": lambda world, actor: runner.retry(world.incident_id, actor=actor),
    "retry: skipping": lambda world, actor: runner.retry(world.incident_id, skip=True, actor=actor),
    "migrate": lambda world, actor: runner.migrate(world.ticket(), world.version("newer"), actor=actor),
    # definitions
    "deploy": deploy,
    "deploy: for the house": lambda _, actor: definitions.deploy([("empty.bpmn", EMPTY)], actor=actor),
    "activate": lambda world, actor: definitions.activate(world.version("drawn newer"), actor=actor),
    "fade_away": lambda world, actor: definitions.fade_away(world.version("drawn").definition, actor=actor),
    "retire": lambda world, actor: definitions.retire(world.version("drawn newer"), actor=actor),
    "hand_over: a process": lambda world, actor: definitions.hand_over(
        world.version("drawn").definition, Group.named("drafting"), actor=actor
    ),
    "hand_over: to others": lambda world, actor: definitions.hand_over(
        world.version("drawn").definition, Group.named("others"), actor=actor
    ),
    "deploy: for others": lambda _, actor: definitions.deploy([("empty.bpmn", EMPTY)], actor=actor, owner_group=Group.named("others")),
    # evidence
    "erase": lambda world, actor: erasing.erase(world.ticket(), [1], actor=actor, reason="a right to be forgotten"),
    "erase_article": lambda world, actor: erasing.erase_article(
        world.ticket(), world.article(visible=False).id, actor=actor, reason="a right to be forgotten"
    ),
}
