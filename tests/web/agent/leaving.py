"""Letting time pass for answers that were sent and have not left."""

from sqlalchemy import select

from foundation.db import db
from foundation.unit_of_work import unit_of_work
from processes import leaving_answers
from processes.leaving_answers import LeavingAnswer


def let_all_go() -> None:
    """Their time has come."""
    with unit_of_work():
        for answer_id in db.session.scalars(select(LeavingAnswer.id).order_by(LeavingAnswer.id)).all():
            leaving_answers.let_go(answer_id)
