"""A function and strangers' documents → what it makes of each, or why it could not within its time and memory."""

import os
import pickle
import selectors
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, NoReturn, TypeVar

from digest import workers
from digest.model import Value

In = TypeVar("In")
Out = TypeVar("Out")

SECONDS = 1.5
"""Of processor time for a document; with what goes on around it, two."""
MEGABYTES = 200
"""Of memory for a document, beyond what the program takes anyway, which is some 55: together no more than 256."""
_PATIENCE = 30
"""Seconds, on whatever clock, after which a document is given up even if it only waits."""


class Refused(Value, frozen=True):
    """A document that was given up, and why."""

    why: Literal["time", "memory", "crash"]


def results(
    function: Callable[[In], Out], values: Sequence[In], jobs: int = 0
) -> Iterator[Out | Refused]:
    """What a function makes of each value, in their order; what it makes must be possible to pickle.

    It runs in processes that the system ends when a value takes too much time, and that get no more memory than is
    their due; another process then goes on with the next value. Where this process can't be forked it runs here,
    unguarded. What the function raises is raised here, but for a lack of memory.
    """
    if not values or not workers.forks():
        yield from map(function, values)
        return
    count = max(1, min(jobs or workers.automatic(), len(values)))
    made: dict[int, Out | Refused] = {}
    with selectors.DefaultSelector() as selector:
        runs = [
            _Run(function, values, list(range(each, len(values), count))) for each in range(count)
        ]
        try:
            for run in runs:
                selector.register(run.pipe, selectors.EVENT_READ, run)
            for at in range(len(values)):
                while at not in made:
                    for key, _ in selector.select():
                        run = key.data
                        selector.unregister(run.pipe)
                        made.update(run.read())
                        if run.goes_on():
                            selector.register(run.pipe, selectors.EVENT_READ, run)
                yield made.pop(at)
        finally:
            for run in runs:
                run.end()


class _Run:
    """A process that works through some of the values, replaced by another wherever one of them ends it."""

    def __init__(
        self, function: Callable[[Any], Any], values: Sequence[Any], places: list[int]
    ) -> None:
        self._function, self._values, self._places = function, values, places
        self._child = 0
        self.pipe = -1
        if places:
            self._begin()

    def _begin(self) -> None:
        reading, writing = os.pipe()
        parent = os.getpid()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _work(parent, writing, self._function, self._values, self._places)
        os.close(writing)
        self._child, self.pipe = child, reading
        self._unread = b""

    def goes_on(self) -> bool:
        """Whether there is more to come."""
        return self.pipe >= 0

    def read(self) -> dict[int, Any]:
        """Results that have arrived, by their values' places."""
        found: dict[int, Any] = {}
        more = os.read(self.pipe, 1 << 20)
        self._unread += more
        while len(self._unread) >= 8:
            size = int.from_bytes(self._unread[:8], "big")
            if len(self._unread) < 8 + size:
                break
            fine, result = pickle.loads(self._unread[8 : 8 + size])  # noqa: S301 - our own child's
            self._unread = self._unread[8 + size :]
            if not fine:
                raise result
            found[self._places.pop(0)] = result
        if not more:
            status = self._close()
            if self._places:
                found[self._places.pop(0)] = Refused(_why(status))
            if self._places:
                self._begin()
        return found

    def end(self) -> None:
        """Stop, whatever is left to do."""
        if self.pipe >= 0:
            os.kill(self._child, signal.SIGKILL)
            self._close()

    def _close(self) -> int:
        os.close(self.pipe)
        self.pipe = -1
        return os.waitpid(self._child, 0)[1]


def _why(status: int) -> Literal["time", "memory", "crash"]:
    ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if ended in (signal.SIGPROF, signal.SIGALRM):
        return "time"
    return "memory" if ended in (signal.SIGKILL, signal.SIGABRT) else "crash"


def _work(
    parent: int,
    pipe: int,
    function: Callable[[Any], Any],
    values: Sequence[Any],
    places: list[int],
) -> NoReturn:
    """In a new process: one value after the other, each result on its way before the next is begun."""
    try:
        import resource  # not everywhere, but wherever processes are forked

        workers.follow(parent)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)  # ends the process, even within C
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        most = _taken() + MEGABYTES * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        for place in places:
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
            signal.setitimer(signal.ITIMER_REAL, _PATIENCE)
            packed = _packed(function, values[place])
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_REAL, 0)
            _send(pipe, len(packed).to_bytes(8, "big") + packed)
    finally:
        os._exit(0)


def _packed(function: Callable[[Any], Any], value: Any) -> bytes:
    try:
        return pickle.dumps((True, function(value)), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return pickle.dumps((True, Refused("memory")))
    except Exception as error:
        return pickle.dumps((False, error))


def _send(pipe: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(pipe, view) :]


def _taken() -> int:
    """Bytes of addresses this process has by now."""
    if sys.platform != "linux":
        return 1 << 40
    with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - no Path where memory is short
        return int(file.read().split()[0]) * os.sysconf("SC_PAGESIZE")
