"""A shipment, and how a host puts and deletes files → the steps of its delivery, tried again where that may help."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from digest import freight, lanes
from digest.freight import Outbox
from digest.model import Lies, Parcel, Sent, Shipment

Out = TypeVar("Out")

TRIES = 5
"""How often something is tried before it is given up."""
_FIRST = 0.3
"""Seconds before the second try; each further wait is twice as long, give or take a third, so that lanes part."""
_ATONCE = 1_000
"""Files that are deleted by one call: as many as S3 takes in a request."""


class PassingError(Exception):
    """Something failed that may work in a moment: a connection that broke, a host that asks for patience."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause))
        self.cause = cause


def tried(do: Callable[[], Out], pause: Callable[[float], None] = time.sleep) -> Out:
    """What `do` gives, tried again while it raises PassingError; at last what caused that is raised."""
    waits: Iterator[float] | None = None
    while True:
        try:
            return do()
        except PassingError as error:
            waits = waits or pauses()
            seconds = next(waits, None)
            if seconds is None:
                raise error.cause from None
            pause(seconds)


def pauses() -> Iterator[float]:
    """The seconds to wait before each further try."""
    for attempt in range(TRIES - 1):
        yield _FIRST * 2**attempt * random.uniform(0.7, 1.3)  # noqa: S311 - no secret


def steps(
    shipment: Shipment,
    outbox: Outbox,
    put: Callable[[Parcel, Path], Lies],
    note: Callable[[str, bytes], None],
    delete: Callable[[Sequence[str]], None],
    abreast: int = 8,
) -> Iterator[Sent]:
    """Bring a host to a shipment whose files wait in `outbox`, each phase when the one before is done.

    `put` places a file, whole or not at all, and tells how it lies there; `note` does so with digest's own files;
    `delete` takes files away, and does not mind those that are gone. `abreast` files are put at a time.
    """
    if shipment.idle:
        return
    tried(partial(note, freight.UNDERWAY, freight.notice(shipment)))
    lies: dict[str, Lies] = {}
    for phase in shipment.phases:
        one = partial(_put, put, outbox)
        for parcel, at in lanes.results(one, phase, min(abreast, len(phase))):
            lies[parcel.path] = at
            yield Sent(parcel.path, at.size)
    for begin in range(0, len(shipment.gone), _ATONCE):
        some = shipment.gone[begin : begin + _ATONCE]
        tried(partial(delete, some))
        yield from (Sent(path, gone=True) for path in some)
    done = freight.placed(shipment, lies).manifest
    tried(partial(note, freight.MANIFEST, freight.packed(done)))
    tried(partial(delete, (freight.UNDERWAY,)))


def _put(put: Callable[[Parcel, Path], Lies], outbox: Outbox, parcel: Parcel) -> Lies:
    return tried(partial(put, parcel, outbox / parcel.path))
