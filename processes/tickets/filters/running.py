"""By the process a ticket runs, what is open in it, and what is new to whoever asks."""

from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, exists, false, not_, or_, select

from desk.actors import Actor
from processes.activities import IS_OPEN, Activity
from processes.activities_access import visible_to
from processes.incidents import OPEN, Incident
from processes.instances import Instance, InstanceState
from processes.tickets.articles import Article, ArticleFlag, Flag
from processes.tickets.filters import Asked, Filter, NoSuchValue, filters, texts, truth
from processes.tickets.ticket import Ticket
from processes.versions import ProcessDefinition, ProcessVersion


class OfProcess(Filter):
    """By the id of the process whose instance runs, or was run to its end."""

    def lookup(self, value: Any, actor: Actor) -> Select[int, str] | None:  # noqa: ARG002 - all agents know the processes
        return select(ProcessDefinition.id, ProcessDefinition.process_id).where(ProcessDefinition.process_id.in_(texts(value)))

    def condition(self, value: Any, asked: Asked) -> ColumnElement[bool]:
        require_all(value, asked, "There is no process {!r}.")
        versions = select(ProcessVersion.id).where(ProcessVersion.definition_id.in_(asked.found.values()))
        return has_instance_of(Instance.version_id.in_(versions))


class OfVersion(Filter):
    """By one version of a process, such as "request:2"."""

    def lookup(self, value: Any, actor: Actor) -> Select[int, str] | None:  # noqa: ARG002 - as above
        told = ProcessDefinition.process_id.concat(":").concat(cast(ProcessVersion.number, String))
        return select(ProcessVersion.id, told).join(ProcessDefinition).where(told.in_(texts(value)))

    def condition(self, value: Any, asked: Asked) -> ColumnElement[bool]:
        require_all(value, asked, "There is no version {!r}; write the process, a colon, and the number.")
        return has_instance_of(Instance.version_id.in_(asked.found.values()))


class AtActivity(Filter):
    """By an open activity: its id in the model, or its name."""

    def condition(self, value: Any, asked: Asked) -> ColumnElement[bool]:  # noqa: ARG002 - nothing was looked up
        named = or_(Activity.node_id.in_(texts(value)), Activity.name.in_(texts(value)))
        return Ticket.id.in_(select(Activity.ticket_id).where(IS_OPEN, named))


class WithMyActivities(Filter):
    """Whether an open activity is for whoever asks."""

    for_customers = True

    def condition(self, value: Any, asked: Asked) -> ColumnElement[bool]:
        return either(Ticket.id.in_(visible_to(asked.actor).with_only_columns(Activity.ticket_id)), value)


class WithIncident(Filter):
    """Whether its instance cannot go on by itself."""

    def condition(self, value: Any, asked: Asked) -> ColumnElement[bool]:  # noqa: ARG002 - nothing was looked up
        return either(Ticket.id.in_(select(Incident.ticket_id).where(OPEN)), value)


class Unseen(Filter):
    """Whether it has articles that an agent has not seen yet."""

    def condition(self, value: Any, asked: Asked) -> ColumnElement[bool]:
        if not asked.actor.is_agent:
            return either(false(), value)
        seen = exists().where(ArticleFlag.article_id == Article.id, ArticleFlag.agent_id == asked.actor.id, ArticleFlag.flag == Flag.SEEN)
        return either(exists().where(Article.ticket_id == Ticket.id, ~seen), value)


def either(condition: ColumnElement[bool], value: Any) -> ColumnElement[bool]:
    """The condition, or its opposite."""
    return condition if truth(value) else not_(condition)


def has_instance_of(version: ColumnElement[bool]) -> ColumnElement[bool]:
    found = select(Instance.ticket_id).where(version, Instance.standing != InstanceState.CANCELLED)
    return Ticket.id.in_(found)


def require_all(value: Any, asked: Asked, sentence: str) -> None:
    """Go on only if everything that was named is there."""
    for name in texts(value):
        if name not in asked.found:
            raise NoSuchValue(sentence.format(name))


filters.register("process")(OfProcess())
filters.register("version")(OfVersion())
filters.register("activity")(AtActivity())
filters.register("my_activities")(WithMyActivities())
filters.register("incident")(WithIncident())
filters.register("unseen")(Unseen())
