"""A pool → one that draws a bar on the terminal while a long map runs, and nothing where nobody looks."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from digest.model import Sent
from digest.workers import FEWEST, In, Out, Pool

_SOON = 0.7
"""Seconds after which it is: what is over by then needs none."""


@contextmanager
def shown(pool: Pool) -> Iterator[Pool]:
    """The pool to use in a block: with a bar on standard error if that is a terminal, else as it is."""
    if not sys.stderr.isatty():
        yield pool
        return
    drawn = _Drawn(pool)
    try:
        yield drawn
    finally:
        drawn.stop()


def delivering(steps: Iterable[Sent], total: int) -> Iterator[Sent]:
    """The same steps of a delivery of `total` bytes: with a bar on standard error if that is a terminal."""
    if not sys.stderr.isatty():
        yield from steps
        return
    from rich import progress
    from rich.console import Console

    with progress.Progress(
        progress.TextColumn("{task.description}"), progress.BarColumn(), progress.DownloadColumn(),
        progress.TransferSpeedColumn(), progress.TimeRemainingColumn(), console=Console(stderr=True), transient=True,
    ) as bar:  # fmt: skip
        task = bar.add_task("Sending", total=total)
        for step in steps:
            bar.update(task, advance=step.size, description="Deleting" if step.gone else "Sending")
            yield step


class _Drawn:
    """A pool whose results are counted as they come."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._bar: Any = None

    def map(
        self, function: Callable[[In], Out], values: Iterable[In], fewest: int = FEWEST
    ) -> Iterator[Out]:
        """The results in the order of the values."""
        listed = list(values)
        if len(listed) < fewest:
            yield from self._pool.map(function, listed, fewest)
            return
        begin, task = time.monotonic(), None
        for count, result in enumerate(self._pool.map(function, listed, fewest)):
            if task is None and time.monotonic() - begin > _SOON:
                task = self._begin(_phase(function), len(listed))
            if task is not None:
                self._bar.update(task, completed=count)
            yield result
        self.stop()

    def stop(self) -> None:
        """Take the bar away."""
        if self._bar:
            self._bar.stop()
        self._bar = None

    def _begin(self, phase: str, total: int) -> Any:
        from rich import progress
        from rich.console import Console

        class Rate(progress.ProgressColumn):
            """Values a second."""

            def render(self, task: progress.Task) -> str:
                return f"{task.finished_speed or task.speed or 0:,.0f}/s"

        self._bar = progress.Progress(
            progress.TextColumn("{task.description}"), progress.BarColumn(), progress.MofNCompleteColumn(),
            Rate(), progress.TimeRemainingColumn(), console=Console(stderr=True), transient=True,
        )  # fmt: skip
        self._bar.start()
        return self._bar.add_task(phase, total=total)


def _phase(function: Callable[..., Any]) -> str:
    """What is done to the values, from the module of what does it."""
    inner = function.func if isinstance(function, partial) else function
    module = str(getattr(inner, "__module__", "")).rpartition(".")[2]
    return _PHASES.get(module, module)


_PHASES = {
    "recall": "Reading files",
    "related": "Comparing articles",
    "make": "Making pages",
    "publishing": "Preparing files",
}
