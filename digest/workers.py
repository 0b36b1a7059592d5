"""Where the maps run: here, or in as many processes as asked for."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Protocol, TypeVar

In = TypeVar("In")
Out = TypeVar("Out")

_FEWEST = 200
"""Values below which starting processes costs more than it saves (0.25 s for two of them, 1 ms a value)."""


class Pool(Protocol):
    """Anything that can map a function over values and keep their order."""

    def map(self, function: Callable[[In], Out], values: Iterable[In]) -> Iterable[Out]:
        """The results in the order of the values."""
        ...


class Here:
    """The pool that is no pool: this process."""

    def map(self, function: Callable[[In], Out], values: Iterable[In]) -> Iterator[Out]:
        """The results, one after the other."""
        return map(function, values)


class _Processes:
    """Processes started when the first long list comes, none for short ones."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._executor: ProcessPoolExecutor | None = None

    def map(self, function: Callable[[In], Out], values: Iterable[In]) -> Iterable[Out]:
        """The results in order; a worker takes some dozens of values at a time."""
        listed = list(values)
        if len(listed) < _FEWEST:
            return map(function, listed)
        if self._executor is None:
            context = get_context("forkserver")
            self._executor = ProcessPoolExecutor(self._jobs, mp_context=context)
        size = max(1, min(64, len(listed) // (4 * self._jobs)))
        return self._executor.map(function, listed, chunksize=size)

    def close(self) -> None:
        """End the processes."""
        if self._executor:
            self._executor.shutdown()


@contextmanager
def pool(jobs: int) -> Iterator[Pool]:
    """A pool of so many processes for the length of a block; this process alone for 1."""
    if jobs <= 1:
        yield Here()
        return
    processes = _Processes(jobs)
    try:
        yield processes
    finally:
        processes.close()
