"""How tokens move: docs/semantics.md 1 to 7, as short as it can be said.

One stack of moves (the agenda) gives the order: what a move pushes last moves first, so tokens go depth first.
"""

from datetime import datetime
from functools import partial
from typing import Any

from tests.walks.agenda import MOST, Agenda
from tests.walks.data import default_of
from tests.walks.model import ACTIVITIES, INSIDE, WAITED, Flow, Graph, Loop, Node, caught_link, is_default, reachable, start_of
from tests.walks.places import Incident, Job, Memo, Message, Run, Scope, Token, Values, Wait, Work
from tests.walks.values import NoValue, Unsupported, Wrong, assignments, due, evaluate, value_of


class Moves(Agenda):
    # the order of moves

    def _run(self, *, settle: bool = True) -> None:
        while True:
            while self.agenda:
                token, move, args = self.agenda.pop()
                if token is None or token.alive:
                    move(*args)
            if not (
                settle
                and (
                    self._join_inclusive()
                    or self._meet_condition()
                    or any(self._deliver(m) for m in sorted(self.messages, key=lambda m: m.from_outside))
                )
            ):
                break
        if self.main is not None and not self.scopes:
            self.waits.clear()

    def _meet_condition(self) -> bool:
        for wait in self.waits:
            if wait.node.kind != "condition" or wait.role == "pool":
                continue
            is_true, was_true = self._met(wait), wait.was_true
            wait.was_true = is_true
            if is_true and not was_true:
                self._push_all([self._claim(wait, {})])
                return True
        return False

    def _met(self, wait: Wait) -> bool:
        try:
            return bool(evaluate(wait.node.value, self._look(wait.scope or Scope(None, values=self.given))))
        except NoValue:
            return False
        except Wrong as error:
            raise Incident(wait.node, error) from error

    def _deliver(self, message: Message) -> bool:
        """To whoever has waited longest; else a pool begins with it."""
        waits = [wait for wait in self.waits if wait.node.kind == "message" and wait.role != "pool"]
        pools = [wait for wait in self.waits if wait.node.kind == "message" and wait.role == "pool"]
        for wait in waits + pools:
            if wait.node.id == message.target if message.target else wait.node.value == message.name:
                self.messages.remove(message)
                self._push_all([self._claim(wait, message.data)])
                return True
        return False

    def _join_inclusive(self) -> bool:
        self.joining = [token for token in self.joining if token.alive]
        waiting: dict[tuple[int, str], list[Token]] = {}
        for token in self.joining:
            waiting.setdefault((id(token.scope), token.node.id), []).append(token)
        for tokens in waiting.values():
            if self._may_join(tokens):
                self._merge(tokens)
                return True
        return False

    def _may_join(self, tokens: list[Token]) -> bool:
        join = tokens[0].node
        filled = {token.via for token in tokens}
        empty = {flow.id for flow in join.into} - filled
        for token in tokens[0].scope.tokens:
            if token.node is not join and not isinstance(token, Job):
                reach = reachable(token.node, join)
                if reach & empty and not reach & filled:
                    return False
        return True

    def _merge(self, tokens: list[Token]) -> None:
        """One token of every filled flow, the oldest of each, goes on as one."""
        first: dict[Any, Token] = {}
        for token in sorted(tokens, key=lambda t: t.arrived):
            first.setdefault(token.via, token)
        goes_on, *others = first.values()
        for token in others:
            token.alive = False
            token.scope.tokens.remove(token)
        goes_on.via = None
        self.joining = [token for token in self.joining if token is not goes_on]
        self._push(goes_on, self._leave, goes_on)

    def _due(self, wait: Wait) -> datetime | None:
        if wait.node.kind != "timer" or not wait.node.value:
            return None
        return due(wait.node.value, self._look(wait.scope or Scope(None)), since=wait.since, fired=wait.fired)

    # beginning and ending scopes

    def _ready(self) -> None:
        main = self.model.main
        nones = main.starts("none")
        if len(nones) == 1 and not nones[0].offers:
            self._begin(nones[0])
        elif not main.starts():
            self._begin(None)
        else:
            for node in main.starts():
                self._arm("begin", node, self, None)

    def _begin(self, start: Node | None, data: Values | None = None) -> None:
        self._disarm(self)
        self.main = self._scope(self.model.main)
        self.scopes.append(self.main)
        self._write(self.given | (data or {}), self.main)
        for pool in reversed(self.model.pools):
            if pool.starts("none") or not pool.starts():
                self._push(None, self._begin_pool, pool, pool.first_nodes(), {})
        self._enter_all(self.main, [start] if start else self.model.main.first_nodes())
        for pool in self.model.pools:
            self.waits += [Wait("pool", node, pool, None, self.now) for node in pool.starts() if node.kind in ("message", "signal")]

    def _begin_pool(self, graph: Graph, starts: list[Node], data: Values) -> None:
        scope = self._scope(graph)
        self.scopes.append(scope)
        self._write(data, scope)
        self._enter_all(scope, starts)

    def _scope(self, graph: Graph, *, work: Work | None = None, parent: Scope | None = None) -> Scope:
        scope = Scope(graph, parent, work, declared=set(graph.aliases.values()))
        for variable in graph.variables():
            scope.declared.add(variable.get("name"))
            if variable.get("default") is not None:
                scope.values[variable.get("name")] = default_of(variable.get("type"), variable.get("default"))
        for node in graph.event_subprocesses():
            self._arm("inner", start_of(node), scope, scope)
        return scope

    def _enter_all(self, scope: Scope, nodes: list[Node]) -> None:
        element = scope.graph.element if scope.graph else None
        if element is not None and element.get("ordering") == "Sequential":
            nodes, scope.pending = nodes[:1], nodes[1:]
        if not nodes:
            self._finish(scope)
            return
        tokens = [Token(scope, node) for node in nodes]
        scope.tokens += tokens
        self._push_all((token, self._enter, token, token.node) for token in tokens)

    def _consume(self, token: Token) -> None:
        token.alive = False
        scope = token.scope
        scope.tokens.remove(token)
        if token.job is not None:
            self._push(None, self._compensate_next, token.job)
        elif not scope.tokens and scope.pending and not scope.closing:
            scope.tokens.append(begun := Token(scope, scope.pending.pop(0)))
            self._push(begun, self._enter, begun, begun.node)
        elif not scope.tokens and not scope.finished:
            self._finish(scope)

    def _finish(self, scope: Scope) -> None:
        scope.finished = True
        self._disarm(scope)
        if scope.work is None:
            self.scopes.remove(scope)
        else:
            self._work_done(scope.work)

    # leaving and entering nodes

    def _leave(self, token: Token) -> None:
        node, scope = token.node, token.scope
        self._send_along_flows(node, scope)
        flows = [] if scope.closing else self._chosen(node, scope)
        if not flows:
            self._consume(token)
            return
        tokens = [token, *(Token(scope, node) for _ in flows[1:])]
        scope.tokens += tokens[1:]
        self._push_all((each, self._travel, each, flow) for each, flow in zip(tokens, flows, strict=True))

    def _send_along_flows(self, node: Node, scope: Scope) -> None:
        if node.id in self.model.message_flows and node.kind != "message":
            self._send(node, scope)

    def _chosen(self, node: Node, scope: Scope) -> list[Flow]:
        if not node.out or node.tag in ("parallelGateway", "eventBasedGateway"):
            return node.out
        default = [flow for flow in node.out if is_default(flow)]
        others = [flow for flow in node.out if flow not in default]
        if node.tag == "exclusiveGateway":
            chosen = next(([flow] for flow in others if self._passable(flow, scope)), default)
        elif node.tag == "inclusiveGateway":
            chosen = [flow for flow in others if self._passable(flow, scope)] or default
        else:
            chosen = [flow for flow in others if self._passable(flow, scope)]
            chosen += [] if any(flow.condition for flow in chosen) else default
            chosen.sort(key=lambda flow: flow.order)
        if not chosen:
            raise Incident(node, "no flow can be taken")
        return chosen

    def _passable(self, flow: Flow, scope: Scope) -> bool:
        return flow.condition is None or self._true(flow.condition, scope, flow.source)

    def _travel(self, token: Token, flow: Flow) -> None:
        self.taken.append(flow.id)
        token.via = flow.id
        self._enter(token, flow.target)

    def _enter(self, token: Token, node: Node) -> None:
        token.node = node
        if node.tag in ACTIVITIES:
            self._begin_activity(token)
            return
        self._record(node)
        if node.tag in ("parallelGateway", "inclusiveGateway") and len(node.into) > 1 and token.via is not None:
            self._arrive(token)
        elif node.tag == "eventBasedGateway":
            self._await_one(token)
        elif node.tag == "intermediateCatchEvent" and node.kind in WAITED:
            self._arm("catch", node, token, token.scope, token)
        elif node.tag in ("intermediateThrowEvent", "endEvent"):
            self._act(node, token.scope)
            self._throw(token)
        else:
            self._leave(token)

    def _pass_event(self, token: Token, node: Node, flow: Flow | None = None) -> None:
        if flow is not None:
            self.taken.append(flow.id)
        token.node = node
        self._record(node)
        self._leave(token)

    def _arrive(self, token: Token) -> None:
        self.arrivals += 1
        token.arrived = self.arrivals
        if token.node.tag == "inclusiveGateway":
            self.joining.append(token)
        else:
            here = [each for each in token.scope.tokens if each.node is token.node and each.via is not None and each.arrived]
            if {each.via for each in here} == {flow.id for flow in token.node.into}:
                self._merge(here)

    def _await_one(self, token: Token) -> None:
        flows, node = token.node.out, token.node
        tokens = [token] * len(flows)
        if node.element.get("eventGatewayType") == "Parallel":
            tokens[1:] = [Token(token.scope, node) for _ in flows[1:]]
            token.scope.tokens += tokens[1:]
        for each, flow in zip(tokens, flows, strict=True):
            self._arm("gateway", flow.target, each, token.scope, each)
        if not flows:
            self._consume(token)

    # events

    def _reach(self, name: str, data: Values) -> None:
        self._push_all([self._claim(w, data) for w in list(self.waits) if w.armed and w.node.kind == "signal" and w.node.value == name])

    def _throw(self, token: Token) -> None:
        node, leave = token.node, (token, self._leave, token)
        if node.triggers:
            raise Unsupported(node.id)
        if node.kind == "message":
            self._send(node, token.scope)
        elif node.kind == "signal":
            self._reach(node.value, self._mapped(node, "out", token.scope))
        elif node.kind == "escalation":
            caught = self._catcher(token.scope, "escalation", node.value)
            if caught is not None:
                self._push_all([self._catch(*caught)])
        elif node.kind == "link":
            self._pass_event(token, caught_link(node)[0])
            return
        elif node.kind in ("error", "terminate", "cancel", "compensation"):
            getattr(self, f"_throw_{node.kind}")(token)
            return
        self._push_all([leave])

    def _throw_error(self, token: Token) -> None:
        caught = self._catcher(token.scope, "error", token.node.value)
        if caught is not None:
            self._push_all([self._catch(*caught)])
        else:
            self.error = token.node.value
            for scope in self.scopes:
                self._kill_all(scope)
            for each in (self.scopes, self.waits, self.opened, self.agenda, self.messages):
                each.clear()

    def _throw_terminate(self, token: Token) -> None:
        self._kill_all(token.scope)
        token.scope.pending.clear()
        self._finish(token.scope)

    def _throw_cancel(self, token: Token) -> None:
        transaction = self._transaction(token)
        memos, transaction.memory = transaction.memory[::-1], []
        self._compensate(memos, transaction, waiter=token)

    def _transaction(self, token: Token) -> Scope:
        scope = token.scope
        while scope.graph.node is None or scope.graph.node.tag != "transaction":
            scope = scope.work.run.token.scope
        return scope

    def _cancelled(self, token: Token) -> None:
        run = self._transaction(token).work.run
        self._stop(run)
        boundary = next((each for each in run.node.boundaries if each.kind == "cancel"), None)
        if boundary is None:
            self._consume(run.token)
        else:
            self._pass_event(run.token, boundary)

    def _throw_compensation(self, token: Token) -> None:
        node, scope = token.node, token.scope
        if scope.work is not None and scope.work.run.node.by_event:
            scope = scope.work.run.token.scope
        memos = [memo for memo in scope.memory if node.value in ("", memo.node.id)]
        scope.memory = [memo for memo in scope.memory if memo not in memos]
        definition = next(node.element.iterfind("{*}compensateEventDefinition"))
        waits = definition.get("waitForCompletion") != "false"
        self._compensate(memos[::-1], scope, waiter=token if waits else None)
        if not waits:
            self._push(token, self._leave, token)

    def _compensate(self, memos: list[Memo], scope: Scope, *, waiter: Token | None = None, parent: Job | None = None) -> None:
        job = Job(scope, scope.graph.nodes[0], queue=memos, waiter=waiter, parent=parent)
        if parent is not None:
            parent.child = job
        scope.tokens.append(job)
        self._push(job, self._compensate_next, job)

    def _compensate_next(self, job: Job) -> None:
        if not job.alive:
            return
        if job.queue:
            self._compensate_one(job, job.queue.pop(0))
            return
        waiter, job.job = job.waiter, job.parent
        self._consume(job)
        if waiter is not None:
            self._push(waiter, self._cancelled if waiter.node.kind == "cancel" else self._leave, waiter)

    def _compensate_one(self, job: Job, memo: Memo) -> None:
        boundary = next((each for each in memo.node.boundaries if each.handler), None)
        if boundary is None and memo.inner.graph.compensation() is None:
            memos, memo.inner.memory = memo.inner.memory[::-1], []
            self._compensate(memos, memo.inner, parent=job)
            return
        scope = memo.scope if boundary else memo.inner
        token = job.child = Token(scope, boundary or memo.inner.graph.compensation(), job=job)
        scope.tokens.append(token)
        if boundary is None:
            self._begin_inner(token, start_of(token.node), {})
        else:
            self._record(boundary)
            self._enter(token, boundary.handler)

    def _catcher(self, scope: Any, kind: str, code: str) -> tuple[Node, Scope | Run] | None:
        """The catcher of an error or escalation: the start of an event subprocess with its scope, or a boundary event with its run."""
        came_from: Node | None = None
        while scope is not None:
            work = scope.work
            if not scope.finished:
                starts = [start_of(n) for n in scope.graph.event_subprocesses() if n is not came_from and not scope.interrupted]
                boundaries = work.run.node.boundaries if work is not None else []
                for events in (starts, boundaries):
                    found = sorted((e for e in events if e.kind == kind and e.value in ("", code)), key=lambda e: not e.value)
                    if found:
                        return found[0], scope if events is starts else work.run
            came_from = work.run.node if work is not None else None
            scope = work.run.token.scope if work is not None else None
        return None

    def _catch(self, event: Node, where: Scope | Run, data: Values | None = None) -> tuple[Any, ...]:
        """Interrupts what the event interrupts; the move still to make."""
        if isinstance(where, Run):
            token = where.token
            self._write(data or {}, token.scope)
            if event.interrupting:
                self._stop(where)
                token.node = event
            else:
                token = Token(token.scope, event)
                token.scope.tokens.append(token)
            return token, self._pass_event, token, event
        if event.interrupting:
            where.interrupted = True
            self._disarm(where)
            where.pending.clear()
            self._kill_all(where)
        token = Token(where, event.graph.node)
        where.tokens.append(token)
        return token, self._begin_inner, token, event, data or {}

    def _begin_inner(self, token: Token, start: Node, data: Values) -> None:
        """An event subprocess."""
        self._record(token.node)
        token.run = Run(token.node, token)
        work = Work(token.run, token.scope, state="active")
        token.run.works.append(work)
        work.inner = self._scope(start.graph, work=work, parent=token.scope)
        self._write(data, work.inner)
        self._enter_all(work.inner, [start])

    def _claim(self, wait: Wait, data: Values) -> tuple[Any, ...]:
        """Somebody's event has come: what it interrupts ends at once, its own move comes with the others."""
        if not wait.armed:
            return None, bool  # nothing
        data = self._received(wait, data)
        if wait.role == "pool":
            return None, self._begin_pool, wait.node.graph, [wait.node], data
        if wait.role == "begin":
            return None, self._begin, wait.node, data
        if wait.role in ("boundary", "inner"):
            self._again(wait)
            return self._catch(wait.node, wait.owner if wait.role == "boundary" else wait.scope, data)
        self._disarm(wait.owner)
        self._write(data, wait.scope)
        if isinstance(wait.owner, Work):
            return wait.token, self._work_done, wait.owner
        if wait.role == "gateway":
            flow = next(flow for flow in wait.token.node.out if flow.target.id == wait.node.id)
            return wait.token, self._pass_event, wait.token, wait.node, flow
        return wait.token, self._leave, wait.token

    def _again(self, wait: Wait) -> None:
        """An event that does not interrupt stays armed; a timer as often as its cycle says, in its old place."""
        if wait.node.kind == "timer":
            wait.since, wait.fired = self._due(wait) or self.now, wait.fired + 1
            wait.armed = self._due(wait) is not None
            self.waits = [each for each in self.waits if each.armed]

    def _send(self, node: Node, scope: Scope) -> None:
        data = self._mapped(node, "out", scope)
        if any(each.get("to", "instance") != "instance" for each in node.extensions("message")):
            return
        if node.id not in self.model.message_flows:
            self.messages.append(Message(node.value, data, None))
        for target in self.model.message_flows.get(node.id, ()):
            pool = self.model.processes.get(self.model.participants.get(target) or "")
            starts = pool.starts("message") if pool else []
            if target in self.model.nodes or starts:
                self.messages.append(Message(node.value, data, starts[0].id if starts else target))

    # activities

    def _begin_activity(self, token: Token) -> None:
        node, loop, scope = token.node, token.node.loop, token.scope
        run = token.run = Run(node, token)
        if loop is not None and loop.multi:
            items = self._items(node, scope)
            if not items:
                token.run = None
                if loop.into:
                    self._assign(loop.into, [], scope)
                self._leave(token)
                return
            for index, item in enumerate(items):
                run.works.append(self._iteration(run, index, self._own_names(loop, item)))
        if loop is None and node.tag == "receiveTask":  # it has waited longer than its boundary events
            run.works.append(Work(run, scope))
            self._begin_work(run.works[0])
        for boundary in node.boundaries:
            self._arm("boundary", boundary, run, scope)
        if loop is None and not run.works:
            run.works.append(Work(run, scope))
            self._begin_work(run.works[0])
        elif loop is not None and not loop.multi:
            self._next_round(run)
        elif loop is not None:
            self._push_all((token, self._begin_work, work) for work in (run.works[:1] if loop.sequential else run.works))

    def _own_names(self, loop: Loop, item: Any) -> Values:
        """What an iteration gives is a variable of its own, as its item is."""
        names = {loop.collect.lstrip("="): None} if loop.collect and loop.collect not in self.ticket else {}
        return names | ({loop.item: item} if loop.item else {})

    def _iteration(self, run: Run, index: int, values: Values) -> Work:
        context = Scope(None, run.token.scope, values=values)
        context.iteration = Work(run, context, index)
        return context.iteration

    def _items(self, node: Node, scope: Scope) -> list[Any]:
        loop = node.loop
        items: Any = [None]
        if loop.collection:
            items = self._evaluated(node, lambda: evaluate(loop.collection.lstrip("="), self._look(scope)))
        elif loop.number:
            number = self._evaluated(node, lambda: evaluate(loop.number, self._look(scope)))
            items = [None] * number if isinstance(number, int) else None
        if not isinstance(items, list) or len(items) > MOST:
            raise Incident(node, "no number of iterations, or too many")
        return items

    def _next_round(self, run: Run) -> None:
        loop, index = run.node.loop, len(run.works)
        most = loop.maximum if loop.maximum is not None or loop.condition else 1
        work = self._iteration(run, index, {})
        asks = loop.condition and loop.before
        if (most is not None and index >= most) or (asks and not self._true(loop.condition, work.context, run.node)):
            self._run_done(run)
            return
        run.works.append(work)
        self._push(run.token, self._begin_work, work)

    def _begin_work(self, work: Work) -> None:
        if work.state != "pending":
            return
        node, scope, token = work.run.node, work.context, work.run.token
        work.state = "active"
        self._record(node)
        called = node.element.get("calledElement")
        if node.tag in ("userTask", "manualTask") or node.element.get("{urn:laufzettel:bpmn:1}global") in ("userTask", "manualTask"):
            self.opened.append(work)
        elif node.tag == "receiveTask":
            self._arm("catch", node, work, scope, token)
        elif node.tag in INSIDE:
            work.inner = self._scope(node.inside, work=work, parent=scope)
            self._enter_all(work.inner, node.inside.first_nodes())
        elif node.tag == "callActivity" and called in self.model.processes:
            passed = self._mapped(node, "in", scope)
            graph = self.model.processes[called]
            work.inner = self._scope(graph, work=work)
            self._write(passed, work.inner)
            self._enter_all(work.inner, graph.first_nodes() or graph.starts()[:1])
        else:
            self._pass_task(node, scope)
            self._work_done(work)

    def _pass_task(self, node: Node, scope: Scope) -> None:
        if node.tag == "scriptTask":
            script = node.element.find("{*}script")
            for target, expression in assignments(script.text or "") if script is not None else ():
                self._assign(target, self._evaluated(node, partial(value_of, expression, self._look(scope))), scope)
        self._act(node, scope)
        if node.tag == "sendTask":
            self._send(node, scope)

    def _work_done(self, work: Work) -> None:
        if work.state != "active":
            return
        run, node, loop = work.run, work.run.node, work.run.node.loop
        work.state = "done"
        names = work.inner if work.inner is not None and node.tag in INSIDE else work.context
        if node.tag == "callActivity" and work.inner is not None:
            self._write(self._mapped(node, "out", work.inner), work.context)
        self._remember(work)
        if loop is None or node.by_event:
            self._run_done(run)
            return
        if loop.collect:
            run.collected[work.index] = self._evaluated(node, lambda: evaluate(loop.collect.lstrip("="), self._look(names)))
        if not loop.multi:
            goes_on = loop.before or not loop.condition or self._true(loop.condition, names, node)
            (self._next_round if goes_on else self._run_done)(run)
            return
        pending = [each for each in run.works if each.state == "pending"]
        if (loop.until and self._true(loop.until, names, node)) or not (pending or run.count("active")):
            self._run_done(run)
        elif loop.sequential:
            self._push(run.token, self._begin_work, pending[0])

    def _run_done(self, run: Run) -> None:
        token, loop, scope = run.token, run.node.loop, run.token.scope
        self._stop(run)
        if loop is not None and loop.into:
            self._assign(loop.into, [run.collected[index] for index in sorted(run.collected)], scope)
        until = (
            scope.graph.element.find("{*}completionCondition")
            if scope.graph and scope.graph.element.tag.endswith("adHocSubProcess")
            else None
        )
        if until is not None and not scope.closing and self._true(until.text, scope, scope.graph.node):
            if scope.graph.element.get("cancelRemainingInstances") != "false":
                self._send_along_flows(run.node, scope)
                self._kill_all(scope)
                self._finish(scope)
                return
            scope.closing = True
        self._leave(token)

    def _remember(self, work: Work) -> None:
        node, token, inner = work.run.node, work.run.token, work.inner
        holds = node.tag in INSIDE and inner is not None and (inner.memory or inner.graph.compensation())
        if token.job is None and not node.by_event and (holds or any(each.handler for each in node.boundaries)):
            token.scope.memory.append(Memo(node, token.scope, inner))
