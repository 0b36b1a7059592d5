"""Programs and a corpus → how long builds take: clean, nothing changed, one body and one title edited."""

import statistics
from collections.abc import Callable, Container, Iterable
from pathlib import Path

from tests.bench import corpus, programs
from tests.bench.corpus import Corpus
from tests.bench.programs import Program
from tests.bench.stopwatch import Run, timed
from tests.bench.table import Figures

Say = Callable[[str], None]

EDITS = 5
"""Articles edited one after the other, each with a build; fewer where a build takes long."""
CLEANS = 5
"""Clean builds at most; two, or one, where they take long."""
PATIENCE = 12.0
"""Seconds of builds after which a measurement is not repeated once more."""
LONG = 60.0
"""Seconds from which on a clean build is not even made twice."""
WATCHED = 10_000
"""Articles from which on the memory of all processes together is looked at."""


def measure(
    everyone: Iterable[Program],
    made: Corpus,
    folder: Path,
    parts: Container[str],
    figures: Figures,
    say: Say,
) -> None:
    """Builds of all programs by turns: the sites are left built, below `folder`, each under its program's name."""
    present = [program for program in everyone if made.count <= program.most]
    for program in present:
        say(f"{made.count:,} articles for {program.name}")
        corpus.write(folder / program.name, made, program.name)
    cleans: dict[str, list[Run]] = {program.name: [] for program in present}
    for turn in range(CLEANS if "clean" in parts else 1):
        for program in present:
            runs = cleans[program.name]
            if not turn or _again(runs) or (turn == 1 and runs[0].wall < LONG):
                program.forget(folder / program.name)
                # Looking at memory costs a little: only where a build is long, and in one run of two.
                watched = turn == 0 and made.count >= WATCHED
                runs.append(
                    timed(program.build, folder / program.name, program.environment, watched)
                )
                say(f"{program.name}, clean: {runs[-1].wall:.2f} s")
    for program in present:
        runs = cleans[program.name]

        def note(measure: str, value: float, name: str = program.name) -> None:
            figures[name, made.count, measure] = value

        if "clean" in parts:
            note("clean", _settled(run.wall for run in runs))
            note("clean cpu", _settled(run.cpu for run in runs))
            note("largest", max(run.largest for run in runs))
            if runs[0].together:
                note("together", runs[0].together)
            files, size = program.made(folder / program.name)
            note("files", files)
            note("bytes", size)
        if "edits" in parts:
            _later(program, made, folder / program.name, note, say)


def _later(
    program: Program, made: Corpus, site: Path, note: Callable[[str, float], None], say: Say
) -> None:
    """Builds where an earlier one has been."""
    environment = program.environment | program.remembers
    if program.remembers:
        program.forget(site)
        timed(program.build, site, environment)  # fills its cache
    runs: list[Run] = []
    while not runs or _again(runs):
        runs.append(timed(program.build, site, environment))
    note("nothing", _settled(run.wall for run in runs))
    say(f"{program.name}, nothing changed: {_settled(run.wall for run in runs):.2f} s")
    for kind, change, first in (("body", programs.with_word, 0), ("title", programs.retitled, 1)):
        runs = []
        for number in range(EDITS):
            story = made.story((first + 2 * number) * made.count // (2 * EDITS))
            word = f"{kind}edit{number}"
            path = site / "content/articles" / story.file
            programs.save(path, change(path.read_text("utf-8"), word))
            runs.append(timed(program.build, site, environment))
            page = site / program.output / f"articles/{story.slug}/index.html"
            if word not in page.read_text("utf-8"):
                raise RuntimeError(f"{program.name} did not show the edit of {path}")
            if program.name != "digest" and not _again(runs):
                break
        note(kind, _settled(run.wall for run in runs))
        say(f"{program.name}, one {kind} edited: {_settled(run.wall for run in runs):.2f} s")


def _again(runs: list[Run]) -> bool:
    """Whether a measurement is cheap enough to be repeated."""
    return bool(runs) and len(runs) < EDITS and sum(run.wall for run in runs) < PATIENCE


def _settled(values: Iterable[float]) -> float:
    """The middle of three and more; the better of two."""
    listed = list(values)
    return statistics.median(listed) if len(listed) > 2 else min(listed)
