"""Long work is done in steps, for a client who still waits."""

import anyio
from fastapi import Request

from api import steps
from cmdb.weaknesses import Progress


def request_that_leaves_after(messages):
    """A request whose client is still there at so many looks."""
    left = [{"type": "http.request", "body": b"", "more_body": True}] * messages

    async def receive():
        return left.pop() if left else {"type": "http.disconnect"}

    return Request({"type": "http", "headers": []}, receive)


def work(done):
    def begun():
        try:
            for number in range(1_000):
                done.append(number)
                yield Progress("trying", number, 1_000)
            yield "the answer"
        finally:
            done.append("closed")

    return begun


def test_no_step_is_begun_for_a_client_who_left():
    done = []

    assert anyio.run(steps.finished, request_that_leaves_after(3), work(done)) is None
    assert done == [0, 1, 2, 3, "closed"]


def test_the_next_has_its_turn_after_one_that_was_left():
    anyio.run(steps.finished, request_that_leaves_after(0), work([]))
    done = []

    assert anyio.run(steps.finished, request_that_leaves_after(5_000), work(done)) == "the answer"
    assert done[-1] == "closed"


def test_who_waits_for_a_turn_may_leave_too():
    done = []
    with steps._one_at_a_time:
        assert anyio.run(steps.finished, request_that_leaves_after(1), work(done)) is None

    assert done == []
