"""Proof that the suite can fail: every test goes red for at least one thing that is broken."""

import pytest

from compare_tests import breaking
from compare_tests.asking import callable_of
from compare_tests.questions import load


@pytest.fixture(scope="module")
def red():
    return breaking.reddened(callable_of("bottle"), "Bottle")


def test_every_test_can_fail(red):
    assert [test for test, wrappers in red.items() if not wrappers] == []


def test_every_wrapper_breaks_something(red):
    """One that turns nothing red proves nothing."""
    used = {wrapper for wrappers in red.values() for wrapper in wrappers}
    assert {*breaking.REQUEST_BREAKERS, *breaking.BREAKERS, *breaking.WIRE_BREAKERS} - used == set()


def test_every_action_can_fail():
    """What is done to a server: the same code says different things of different servers."""
    actions = {q.action: q for q in load().values() if q.action}
    assert actions
    assert [action for action, question in actions.items() if not question.differs] == []
