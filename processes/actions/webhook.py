"""Transition action: send a request to an endpoint that an administrator stored under a name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final
from urllib.parse import urlencode

from sqlalchemy import select

from desk.endpoints import Endpoint, EndpointMethod
from desk.groups import Group
from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes.acting import existing
from processes.acting.calling import address, answer, as_json, headers_of, is_json, path_of, send, within_limits
from processes.acting.parameters import choice_of, is_known, text_of
from processes.acting.reaching import reach_out
from processes.actions import Circumstances, Outcome, TransitionAction, TransitionActionError, actions
from processes.versions import ProcessDefinition

if TYPE_CHECKING:
    from processes.tickets.ticket import Ticket

BODILESS: Final = frozenset({EndpointMethod.GET, EndpointMethod.DELETE})


@actions.register("webhook")
@dataclass(frozen=True, kw_only=True)
class Webhook(TransitionAction):
    """Further parameters are sent as JSON (with GET and DELETE in the address); or `body` is, as it is. `path` goes behind the address.

    Fails in the step where the endpoint does not exist or may not be used by the process. What fails when it is sent is tried again for
    hours, and then fails, too; a refusal of the other side (4xx) is not tried again. The token gets a reply that is a JSON object by the
    names in it, any other under `reply`.
    """

    label: ClassVar[str] = "Call an endpoint"
    outside: ClassVar[bool] = True
    reaches_out: ClassVar[bool] = True
    takes_further: ClassVar[bool] = True

    endpoint: Any
    method: Any = None
    path: Any = None
    body: Any = None

    # -------------------------------------------------------------------------------------------- at deployment
    def check(self) -> None:
        existing.check(Endpoint, self.endpoint, "endpoint")
        method = choice_of(self.method, EndpointMethod, "method") if is_known(self.method) else None
        if is_known(self.path):
            path_of(text_of(self.path, "path"))
        if self.body is not None and (self.further or method in BODILESS):
            other = f"{', '.join(sorted(self.further))} besides" if self.further else f"{method} with"
            raise TransitionActionError(f"It sends {other} a 'body'; choose one of them.")

    # -------------------------------------------------------------------------------------------- in a step
    def run(self, ticket: "Ticket", *, circumstances: Circumstances) -> Outcome:  # noqa: ARG002 - it concerns no ticket
        endpoint = existing.valid(Endpoint, self.endpoint, "endpoint")
        require_usable(endpoint, process_id=circumstances.process_id)
        method = choice_of(self.method or endpoint.method, EndpointMethod, "method")
        asked = {"endpoint_id": endpoint.id, "process_id": circumstances.process_id, "method": method.value}
        asked |= {"path": path_of(text_of(self.path, "path")), "query": "", "body": None, "content_type": None}
        asked |= self._content(method)
        return reach_out("webhook", asked, circumstances=circumstances)

    def _content(self, method: EndpointMethod) -> dict[str, str]:
        """What is sent."""
        if method in BODILESS:
            if self.body is not None:
                raise TransitionActionError(f"{method} sends no 'body'; name single parameters, or choose POST.")
            return {"query": urlencode({name: text_of(value, name) for name, value in self.further.items()})}
        if isinstance(self.body, str):
            return within_limits(self.body, "application/json" if is_json(self.body) else "text/plain; charset=utf-8")
        return within_limits(as_json(self.body if self.body is not None else dict(self.further)), "application/json")

    # -------------------------------------------------------------------------------------------- after the commit
    @classmethod
    def perform(cls, arguments: Mapping[str, Any]) -> dict[str, Any]:
        with unit_of_work(reads_only=True):
            endpoint = db.session.get_one(Endpoint, arguments["endpoint_id"])
            require_usable(endpoint, process_id=arguments["process_id"])
            name, url, headers, secret = endpoint.name, endpoint.url, dict(endpoint.headers), endpoint.secret
        body = None if arguments["body"] is None else arguments["body"].encode()
        told = headers_of(headers, key=arguments["key"], secret=secret, body=body or b"", content_type=arguments["content_type"])
        url = address(url, arguments["path"], arguments["query"])
        return answer(send(name, arguments["method"], url, headers=told, body=body), name)


def require_usable(endpoint: Endpoint, *, process_id: str) -> None:
    """Go on only with an endpoint that the group which owns the process may use; the house's own processes use any that a group may.

    Raises:
        TransitionActionError: it may not be used.
    """
    owner = db.session.scalar(
        select(Group)
        .join(ProcessDefinition, ProcessDefinition.owner_group_id == Group.id)
        .where(ProcessDefinition.process_id == process_id)
    )
    usable = endpoint.is_usable_by(owner) if owner is not None else any(endpoint.is_usable_by(group) for group in endpoint.groups)
    if not usable:
        whose = f"the group {owner.name!r}" if owner is not None else "any group"
        told = f"The endpoint {endpoint.name!r} may not be used by the process {process_id!r}: it is not open to {whose}"
        raise TransitionActionError(f"{told}; an administrator can open it.")
