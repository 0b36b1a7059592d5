"""Where the maps run: here, or in as many processes as pay."""

import ctypes
import gc
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, NoReturn, Protocol, TypeVar

from digest.problems import DigestError, Problem

In = TypeVar("In")
Out = TypeVar("Out")

FEWEST = 200
"""Values below which starting processes costs more than it saves: some 40 ms for two of them, 0.3 ms a value."""
_CHUNK = 64


class Pool(Protocol):
    """Anything that can map a function over values and keep their order."""

    def map(
        self, function: Callable[[In], Out], values: Iterable[In], fewest: int = FEWEST
    ) -> Iterable[Out]:
        """The results in the order of the values; for fewer than `fewest` no processes are started."""
        ...


class Here:
    """The pool that is no pool: this process."""

    def map(
        self, function: Callable[[In], Out], values: Iterable[In], fewest: int = FEWEST
    ) -> Iterator[Out]:
        """The results, one after the other."""
        del fewest
        return map(function, values)


class Processes:
    """As many processes as asked for, where a list is long enough to pay for them.

    They are forked for each map and so hold the function and all values already: only results travel. Where this
    process can't be forked the map runs here.
    """

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    def map(
        self, function: Callable[[In], Out], values: Iterable[In], fewest: int = FEWEST
    ) -> Iterable[Out]:
        """The results in order; a worker takes some dozens of values at a time."""
        listed = list(values)
        if len(listed) < fewest or not forks():
            return map(function, listed)
        return self._mapped(function, listed)

    def _mapped(self, function: Callable[[In], Out], listed: Sequence[In]) -> Iterator[Out]:
        from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor
        from multiprocessing import get_context  # slow to import: only where it pays

        size = max(1, min(_CHUNK, len(listed) // (4 * self._jobs)))
        chunks = [(at, at + size) for at in range(0, len(listed), size)]
        held = (os.getpid(), function, listed)
        gc.freeze()  # the children's collectors leave alone what they share with us
        try:
            with ProcessPoolExecutor(self._jobs, get_context("fork"), _hold, held) as executor:
                for results in executor.map(_run, chunks):
                    yield from results
        except BrokenProcessPool:
            message = "a process was ended by the system before it was done"
            hint = "there may be too little memory; try `--jobs 1`"
            raise DigestError(Problem("", 0, message, hint)) from None
        finally:
            gc.unfreeze()


@contextmanager
def aside(function: Callable[..., Out], *given: Any) -> Iterator[Callable[[], Out]]:
    """Begin a call in a process of its own; in the block, what is given waits for its result or raises what it raised.

    Where this process can't be forked, the call is made when its result is asked for.
    """
    if not forks():
        yield partial(function, *given)
        return
    reading, writing = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        _answer(parent, writing, function, given)
    os.close(writing)
    pipe = os.fdopen(reading, "rb")

    def result() -> Out:
        packed = pipe.read()
        found: Any
        fine, found = pickle.loads(packed) if packed else (True, function(*given))  # noqa: S301 - our own child's
        if not fine:
            raise found
        made: Out = found
        return made

    try:
        yield result
    finally:
        pipe.close()  # which ends a child that nobody listens to
        os.waitpid(child, 0)


def _answer(
    parent: int, pipe: int, function: Callable[..., Any], given: tuple[Any, ...]
) -> NoReturn:
    """In a new process: make a call, hand its result on, and end."""
    try:
        follow(parent)
        try:
            result = (True, function(*given))
        except Exception as error:
            result = (False, error)
        with os.fdopen(pipe, "wb") as answer:
            answer.write(pickle.dumps(result, pickle.HIGHEST_PROTOCOL))
    finally:
        os._exit(0)


def follow(parent: int) -> None:
    """In a new process: end when the one that made it does, however that ends. It holds its lock too."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG (prctl(2))
        if os.getppid() != parent:
            os._exit(1)


def passing() -> bool:
    """Whether this process was made for one map and ends with it: what it keeps is soon gone."""
    return bool(_held)


_held: list[tuple[Callable[[Any], Any], Sequence[Any]]] = []


def _hold(parent: int, function: Callable[[Any], Any], values: Sequence[Any]) -> None:
    """In a new process: keep what all chunks are about."""
    follow(parent)
    gc.disable()  # it lives for seconds
    _held[:] = [(function, values)]


def _run(chunk: tuple[int, int]) -> list[Any]:
    ((function, values),) = _held
    return [function(value) for value in values[slice(*chunk)]]


def forks() -> bool:
    """Whether this process may be forked: on Linux, without threads of its own."""
    return sys.platform == "linux" and threading.active_count() == 1


def automatic() -> int:
    """As many jobs as this process may use processors, eight at most."""
    return max(
        1, min(8, len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1)
    )


@contextmanager
def pool(jobs: int) -> Iterator[Pool]:
    """A pool of so many processes for the length of a block; this process alone for 1, as many as pay for 0."""
    wanted = jobs or automatic()
    yield Processes(wanted) if wanted > 1 else Here()
