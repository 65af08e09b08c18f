"""What people say in the dialogs of processes: customers in the portal, agents at their activities."""

from datetime import timedelta
from typing import Any

from foundation.clock import now
from processes.demo import texts
from processes.demo.acts import Act, Play
from processes.tickets.articles import Channel
from processes.tickets.new_articles import NewArticle


def answers(dialog: str, *, at: str | None = None, **given: Any) -> Act:
    """Whoever works on it answers a dialog like this, at a node if several activities are open."""

    def answer_dialog(play: Play) -> None:
        play.complete(dialog, by=play.owner.actor, at=at, **given)

    return answer_dialog


# ------------------------------------------------------------------------------------------------ incidents
def reports(impact: str) -> Act:
    """A customer reports an incident in the portal."""

    def report(play: Play) -> None:
        play.begin("incident_management", "report", by=play.customer_user.actor, what_fails=play.topic.subject, impact=impact)

    return report


def at_first_level(result: str) -> Act:
    def work_on(play: Play) -> None:
        solution = play.one(texts.SOLVED if result == "solved" else texts.BEYOND)
        play.complete("work_on", by=play.owner.actor, result=result, solution=solution)

    return work_on


def at_second_level(play: Play) -> None:
    play.complete("work_on", by=play.owner.actor, at="second_level", result="solved", solution=play.one(texts.SOLVED))


# ------------------------------------------------------------------------------------------------ leave
def asks_for_leave(play: Play) -> None:
    first = now().date() + timedelta(days=play.chance.randint(10, 60))
    last = first + timedelta(days=play.chance.randint(1, 14))
    article = NewArticle("", play.one(texts.REMARKS), channel=Channel.INTERNAL)
    days: dict[str, Any] = {"first_day": first.isoformat(), "last_day": last.isoformat(), "stand_in": play.colleague.full_name}
    play.begin("leave_application", "application", by=play.customer_user.actor, article=article, **days)


def rules(decision: str) -> Act:
    """A manager decides about leave."""

    def ruling(play: Play) -> None:
        reason = {"question": texts.QUESTION, "refused": texts.REFUSAL}.get(decision)
        more = {"decision_reason": play.one(reason)} if reason else {}
        play.complete("ruling", by=play.owner.actor, decision=decision, **more)

    return ruling


def corrects_leave(play: Play) -> None:
    play.complete("application", by=play.customer_user.actor, stand_in=play.owner.full_name)


def withdraws(play: Play) -> None:
    play.complete("withdrawal", by=play.customer_user.actor)


# ------------------------------------------------------------------------------------------------ orders and expenses
def orders(play: Play) -> None:
    play.begin("order", "order_goods", by=play.customer_user.actor, goods=play.topic.subject, quantity=play.chance.randint(1, 12))


def claims_expenses(play: Play) -> None:
    sums: dict[str, Any] = {
        "days_away": play.chance.randint(1, 4),
        "fares": str(play.chance.randint(40, 300)),
        "lodging": str(play.chance.randint(0, 400)),
    }
    play.begin("travel_expense", "claim", by=play.customer_user.actor, purpose=play.topic.subject, **sums)


def pays(play: Play) -> None:
    play.complete("payment", by=play.owner.actor, paid_on=now().date().isoformat())


# ------------------------------------------------------------------------------------------------ changes, new colleagues
def plans_change(play: Play) -> None:
    """For a day not far off, at which hardly anybody works."""
    when = (now() + timedelta(days=play.chance.randint(4, 6))).replace(hour=17, minute=0, second=0, microsecond=0)
    said: dict[str, Any] = {"change_goal": play.topic.subject, "change_plan": play.one(texts.CHANGE_PLAN)}
    more: dict[str, Any] = {"risk": "ordinary", "change_at": when.isoformat(), "voices": ["operations", "security"]}
    play.begin("change_approval", "plan", by=play.owner.actor, **said, **more)


def announces(play: Play) -> None:
    first_day = (now() + timedelta(days=play.chance.randint(10, 16))).date()
    said: dict[str, Any] = {"new_colleague": play.topic.subject, "first_working_day": first_day.isoformat(), "computer_kind": "laptop"}
    play.begin("onboarding", "announce", by=play.owner.actor, **said)
