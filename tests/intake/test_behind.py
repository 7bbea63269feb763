"""Work that follows: in its order, not far behind, and nothing after what failed."""

import threading

import pytest

from cmdb.intake.behind import Behind


def test_work_is_done_in_its_order_by_one_thread():
    done = []
    with Behind() as behind:
        for number in range(50):
            behind.do(lambda n: done.append((n, threading.get_ident())), number)

    assert [n for n, _ in done] == list(range(50))
    assert len({thread for _, thread in done} - {threading.get_ident()}) == 1


def test_it_is_no_more_than_a_little_behind():
    gate, began = threading.Event(), []
    with Behind() as behind:
        for number in range(2):
            behind.do(gate.wait, 10)
            began.append(number)
        late = threading.Thread(target=lambda: behind.do(began.append, 2))
        late.start()
        late.join(0.2)
        assert late.is_alive()
        gate.set()
        late.join(10)
    assert began == [0, 1, 2]


def test_nothing_is_done_after_what_failed():
    gate, done = threading.Event(), []

    def fail():
        gate.wait(10)
        raise RuntimeError("no")

    def work():
        with Behind() as behind:
            behind.do(fail)
            behind.do(done.append, 1)
            gate.set()
            behind.do(done.append, 2)
            behind.do(done.append, 3)

    with pytest.raises(RuntimeError, match="no"):
        work()
    assert done == []


def test_who_stops_waits_for_what_is_under_way():
    ended = threading.Event()

    def slow():
        threading.Event().wait(0.2)
        ended.set()

    def work():
        with Behind() as behind:
            behind.do(slow)
            raise KeyError

    with pytest.raises(KeyError):
        work()
    assert ended.is_set()
