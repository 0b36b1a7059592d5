"""A function that waits more than it works, and values for it → its results, several at a time, in threads."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TypeVar

In = TypeVar("In")
Out = TypeVar("Out")

_FEW = 4
"""Lanes to begin with."""
_LONG = 0.005
"""Seconds after which something waits for others: what this machine alone has to do takes less."""
_EVERY = 0.05
"""Seconds for which a lane keeps results to itself: handing each over takes longer than to send a small file."""


def results(
    function: Callable[[In], Out], values: Iterable[In], lanes: int
) -> Iterator[tuple[In, Out]]:
    """Each value with its result, a moment after it is there. After a failure none is begun any more.

    It begins with a few lanes, and opens others, `lanes` at most, as long as those have to wait. What the function
    raises is raised here, when all that was under way is done; that is waited for too where nobody asks for more.
    """
    waiting, opening, stopped = deque(values), threading.Lock(), threading.Event()
    threads: list[threading.Thread] = []
    done: SimpleQueue[tuple[list[tuple[In, Out]], BaseException | None, bool]] = SimpleQueue()

    def opened() -> None:
        with opening:
            if len(threads) < lanes and not stopped.is_set():
                threads.append(threading.Thread(target=lane, name="digest-lane"))
                threads[-1].start()

    def lane() -> None:
        some: list[tuple[In, Out]] = []
        failed, handed = None, time.monotonic()
        try:
            while not stopped.is_set():
                try:
                    value = waiting.popleft()
                except IndexError:
                    break
                begin = time.monotonic()
                some.append((value, function(value)))
                now = time.monotonic()
                if now - begin > _LONG and waiting:
                    opened()
                if now - handed > _EVERY:
                    done.put((some, None, False))
                    some, handed = [], now
        except BaseException as error:
            stopped.set()
            failed = error
        done.put((some, failed, True))

    for _ in range(min(_FEW, len(waiting))):
        opened()
    try:
        ended = 0
        while ended < len(threads):
            some, failed, last = done.get()
            yield from some
            if failed:
                raise failed
            ended += last
    finally:
        with opening:
            stopped.set()
        for thread in threads:
            thread.join()


def begun(function: Callable[[], Out]) -> Callable[[], Out]:
    """Begin a call in a thread of its own; what is given waits for its result, or raises what it raised."""
    called: Future[Out] = Future()

    def run() -> None:
        try:
            called.set_result(function())
        except BaseException as error:
            called.set_exception(error)

    # who breaks off needs not wait for it
    threading.Thread(target=run, name="digest-aside", daemon=True).start()
    return called.result
