"""Documents that would take all there is."""

import os
import re
import time

import pytest

from digest import guarded
from digest.guarded import Refused


def _work(value: str) -> str:
    if value == "loop":
        while True:
            pass
    if value == "pattern":
        re.match(r"(a*)*b", "a" * 40)
    if value == "memory":
        return str(len(bytearray(600_000_000)))
    if value == "crash":
        os._exit(3)
    if value == "error":
        raise ValueError("mine")
    return value.upper()


def test_results_come_in_order() -> None:
    values = [f"v{number}" for number in range(50)]
    assert list(guarded.results(_work, values, 2)) == [value.upper() for value in values]
    assert list(guarded.results(_work, [], 2)) == []


@pytest.mark.slow
def test_what_takes_too_much_is_given_up_and_nothing_else() -> None:
    values = ["a", "loop", "b", "memory", "crash", "c", "pattern", "d"]
    begin = time.monotonic()
    time_out, memory = Refused("time"), Refused("memory")
    assert list(guarded.results(_work, values, 2)) == [
        "A", time_out, "B", memory, Refused("crash"), "C", time_out, "D",
    ]  # fmt: skip
    assert time.monotonic() - begin < 20


def test_a_mistake_of_ours_is_raised() -> None:
    with pytest.raises(ValueError, match="mine"):
        list(guarded.results(_work, ["a", "error", "b"]))


def test_nobody_has_to_wait_for_all_results() -> None:
    results = guarded.results(_work, ["a", *(f"v{number}" for number in range(20)), "loop"], 2)
    assert next(results) == "A"
    results.close()  # type: ignore[attr-defined]
