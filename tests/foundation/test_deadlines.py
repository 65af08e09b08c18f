import threading
import time

import pytest

from foundation.deadlines import Question


def test_an_answer_and_an_error_come_through():
    question = Question(lambda: 7, seconds=5)
    assert [question.put()(), question.put()()] == [7, 7]

    def fail() -> int:
        raise KeyError("no")

    with pytest.raises(KeyError):
        Question(fail, seconds=5).put()()


def test_what_hangs_is_waited_for_once_and_asked_again_when_it_is_back():
    back, asked = threading.Event(), []

    def hang() -> str:
        asked.append(1)
        back.wait(10)
        return "back"

    question = Question(hang, seconds=0.1)
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        question.put()()
    for _ in range(100):
        with pytest.raises(TimeoutError):
            question.put()()
    assert time.monotonic() - began < 2
    assert len(asked) == 1
    back.set()
    time.sleep(0.05)
    assert question.put()() == "back"


def test_many_who_ask_at_once_share_one_answer():
    asked = []

    def ask() -> int:
        asked.append(1)
        time.sleep(0.2)
        return len(asked)

    question = Question(ask, seconds=5)
    waiting = [question.put() for _ in range(50)]
    assert [wait() for wait in waiting] == [1] * 50
