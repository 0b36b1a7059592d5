"""Values in lanes: every result once, more lanes only where they wait, nothing begun after a failure."""

import threading
import time
from collections.abc import Callable, Generator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import lanes


@given(st.lists(st.integers(), max_size=60), st.integers(1, 9))
def test_each_value_comes_with_its_result_once(values: list[int], most: int) -> None:
    found = list(lanes.results(lambda value: value * 2, values, most))
    assert sorted(found) == sorted((value, value * 2) for value in values)
    assert threading.active_count() == 1


def at_once(wait: float, most: int) -> int:
    """How many of forty values were worked on at a time."""
    lock, now, high = threading.Lock(), 0, 0

    def work(value: int) -> None:
        nonlocal now, high
        with lock:
            now += 1
            high = max(high, now)
        time.sleep(wait)
        with lock:
            now -= 1

    assert len(list(lanes.results(work, range(40), most))) == 40
    return high


def test_lanes_are_opened_where_they_wait_and_no_more_than_allowed() -> None:
    assert at_once(0.02, 12) == 12
    assert at_once(0.02, 2) == 2
    assert at_once(0.0, 12) <= 12


def test_results_are_handed_on_before_all_are_there() -> None:
    go_on = threading.Event()

    def work(value: int) -> int:
        if value == 2:
            assert go_on.wait(20)
        elif value == 0:
            time.sleep(0.1)
        return value

    found = lanes.results(work, range(3), 2)
    assert next(found)[0] in (0, 1)
    go_on.set()
    assert len(list(found)) == 2


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt()])
def test_after_a_failure_nothing_is_begun_and_what_is_done_was_told(error: BaseException) -> None:
    begun: list[int] = []

    def work(value: int) -> int:
        begun.append(value)
        if value == 3:
            raise error
        return value

    told = []
    with pytest.raises(type(error)):
        for value, _ in lanes.results(work, range(1_000), 1):
            told.append(value)
    assert told == [0, 1, 2] and begun == [0, 1, 2, 3]


def test_who_asks_for_no_more_leaves_nothing_running() -> None:
    begun: list[int] = []

    def work(value: int) -> int:
        begun.append(value)
        time.sleep(0.06)
        return value

    found = lanes.results(work, range(1_000), 3)
    next(found)
    assert isinstance(found, Generator)
    found.close()
    assert len(begun) < 20 and threading.active_count() == 1


def test_a_call_is_begun_and_waited_for() -> None:
    go_on = threading.Event()
    result: Callable[[], bool] = lanes.begun(lambda: go_on.wait(20))
    go_on.set()
    assert result()

    def fails() -> None:
        raise KeyError("cause")

    failed = lanes.begun(fails)
    with pytest.raises(KeyError, match="cause"):
        failed()
