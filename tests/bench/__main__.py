"""Sizes and peers → builds and servers measured one after the other, and one table of it all."""

import argparse
import os
import platform
import re
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import builds, programs, serving, table
from tests.bench.corpus import Corpus
from tests.bench.programs import Program
from tests.bench.table import Figures

FEWEST = 100


def main() -> None:
    """Measure digest and its peers on made sites, side by side; print a table for the README."""
    ask = argparse.ArgumentParser(prog="python -m tests.bench", description=main.__doc__)
    ask.add_argument("--sizes", type=_numbers, default=(1_000, 10_000), help="numbers of articles")
    ask.add_argument("--peers", type=_names, default=("hugo", "pelican"), help="or '' for none")
    ask.add_argument(
        "--only", nargs="+", choices=table.PARTS, default=table.PARTS, help="what to measure"
    )
    ask.add_argument("--out", type=Path, help="a file for the table")
    ask.add_argument("--folder", type=Path, help="where to put the sites; else the system's place")
    ask.add_argument("--flags", default="", help="given to `digest build`, to try something")
    given = ask.parse_args()
    if min(given.sizes, default=0) < FEWEST:
        ask.error(f"--sizes: at least {FEWEST} articles, each edited once")

    everyone, missing = programs.find(given.peers, given.flags.split())
    for name in missing:
        _say(f"{name} is not installed here: `make bench` brings the peers along")
    figures: Figures = {}
    begin = time.monotonic()
    where = machine()  # now, while the machine's load is not ours
    names = [(program.name, program.version) for program in everyone]
    folder = Path(tempfile.mkdtemp(prefix="digest-bench-", dir=given.folder))
    text = ""
    try:
        for size in given.sizes:
            _measure(everyone, Corpus(size), given.only, folder / str(size), figures)
            text = f"{where}\n\n{table.table(names, figures, given.only)}"
            if given.out:  # a run takes an hour: what is known by now is kept
                given.out.write_text(text, "utf-8")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"\n{text}")
    for sentence in table.missed(figures):
        _say(f"missed: {sentence}")
    _say(f"all of it took {(time.monotonic() - begin) / 60:.0f} minutes")


def _measure(
    everyone: list[Program], made: Corpus, parts: tuple[str, ...], folder: Path, figures: Figures
) -> None:
    """All measurements at one size, in a new folder."""
    builds.measure(everyone, made, folder, parts, figures, _say)
    for program in everyone if "serving" in parts else ():
        if made.count > program.most or not programs.has_serve(program):
            _say(f"{program.name}: no server to measure")
            continue
        try:
            serving.measure(program, made, folder / program.name, figures, _say)
        except TimeoutError as late:
            _say(f"{program.name}: {late}")


def machine() -> str:
    """The machine and the day, in a sentence."""
    model, memory = platform.processor() or platform.machine(), ""
    if sys.platform == "linux":
        cpu = Path("/proc/cpuinfo").read_text()
        model = found[1] if (found := re.search(r"model name\s*:\s*(.+)", cpu)) else model
        pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        memory = f", {pages / 1e9:.0f} GB of memory"
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()
    return (
        f"Measured on {datetime.now(UTC):%-d %B %Y}: {cores} cores ({model.strip()}){memory}, "
        f"{platform.system()}, Python {platform.python_version()}; load {os.getloadavg()[0]:.1f} when it began."
    )


def _say(sentence: str) -> None:
    """On standard error, so that the table alone is the output."""
    print(sentence, file=sys.stderr, flush=True)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(each) for each in _names(text))


def _names(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(",") if each.strip())


if __name__ == "__main__":
    main()
