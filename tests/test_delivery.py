"""Steps of a delivery: phase after phase, tried again where that may help, and nothing begun after a failure."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from digest import delivery, freight
from digest.delivery import PassingError
from digest.fingerprint import of_bytes
from digest.model import Lies, Parcel, Shipment, There


def shipment(*paths: str) -> Shipment:
    parcels = [freight.parcel(path, of_bytes(path.encode()), 1, {}) for path in paths]
    return freight.shipment(parcels, There({}), 1)


def steps(given: Shipment, put: Callable[[Parcel, Path], Lies], abreast: int = 4) -> list[str]:
    made = delivery.steps(
        given, Path(), put, lambda path, content: None, lambda paths: None, abreast
    )
    return [each.path for each in made]


def test_something_is_tried_again_with_longer_and_longer_waits() -> None:
    waits: list[float] = []
    left = [PassingError(OSError("no"))] * 3

    def do() -> str:
        if left:
            raise left.pop()
        return "done"

    assert delivery.tried(do, waits.append) == "done"
    assert len(waits) == 3 and waits == sorted(waits)


def test_what_never_works_is_given_up_with_its_cause() -> None:
    def do() -> None:
        raise PassingError(KeyError("cause"))

    with pytest.raises(KeyError, match="cause"):
        delivery.tried(do, lambda seconds: None)


def test_a_phase_begins_when_the_one_before_is_done() -> None:
    done: set[str] = set()
    lock = threading.Lock()

    def put(parcel: Parcel, file: Path) -> Lies:
        with lock:
            if parcel.path.endswith(".html"):
                assert {path for path in done if path.endswith(".png")} == set(pictures)
        time.sleep(0.002)
        with lock:
            done.add(parcel.path)
        return Lies(1, "m")

    pictures = [f"{at}.png" for at in range(20)]
    pages = [f"a/{at}/index.html" for at in range(20)]
    assert set(steps(shipment(*pictures, *pages), put)) == done == {*pictures, *pages}


def test_after_a_failure_nothing_is_begun() -> None:
    begun: list[str] = []

    def put(parcel: Parcel, file: Path) -> Lies:
        begun.append(parcel.path)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        steps(shipment(*(f"{at}.png" for at in range(100)), "index.html"), put, 2)
    assert len(begun) <= 4 and "index.html" not in begun


def test_an_idle_shipment_asks_for_nothing() -> None:
    def put(parcel: Parcel, file: Path) -> Lies:
        raise AssertionError

    assert steps(shipment(), put) == []
