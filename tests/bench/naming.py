"""A made site whose texts name entities, and tens of thousands of names → what finding them adds to a clean build.

`python -m tests.bench.naming [--articles 10000] [--names 50000]` builds the same site with the setting `find` off and
on, by turns. Every article names six entities of the registry, as written or by another spelling.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from digest import config, mentions, read
from digest.model import Manuscript, Profile
from digest.names import Register
from tests.bench import corpus, programs
from tests.bench.__main__ import machine
from tests.bench.corpus import SETTINGS, Corpus
from tests.bench.stopwatch import Run, timed

TURNS = 5
TARGET = 1.10
"""A clean build may take a tenth more for it."""


def main() -> None:
    """Measure a clean build without and with names looked for in texts; print a table."""
    ask = argparse.ArgumentParser(prog="python -m tests.bench.naming", description=main.__doc__)
    ask.add_argument("--articles", type=int, default=10_000)
    ask.add_argument("--names", type=int, default=50_000)
    ask.add_argument("--each", type=int, default=4, help="names of one entity")
    ask.add_argument("--folder", type=Path, help="where to put the site; else the system's place")
    given = ask.parse_args()
    where = machine()
    ((digest,), _) = programs.find(())
    folder = Path(tempfile.mkdtemp(prefix="digest-bench-", dir=given.folder))
    site = folder / "site"
    runs: dict[bool, list[Run]] = {False: [], True: []}
    alone = 0.0
    try:
        write(site, Corpus(given.articles), given.names, given.each)
        for _ in range(TURNS):
            for find, done in runs.items():
                (site / "digest.toml").write_text(
                    f"{SETTINGS}find = {str(find).lower()}\n", "utf-8"
                )
                digest.forget(site)
                done.append(timed(digest.build, site, digest.environment))
                print(f"find = {find}: {done[-1].wall:.2f} s", file=sys.stderr, flush=True)
        alone = _alone(site)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    what = f"{given.articles:,} articles, {given.names:,} names, {given.each} an entity"
    print(f"{where}\n\n{table(what, runs, alone)}")


def _alone(site: Path) -> float:
    """Processor time of finding alone, in this process: all names made ready, and all articles looked through."""
    settings = config.load(site)
    found = sorted((site / "content").rglob("*.md"))
    profiles: list[Profile] = []
    spent = 0.0
    for entities in (True, False):
        register = Register(profiles)
        if not entities:
            begin = time.process_time()
            _ = mentions.finder(register), register.names
            spent += time.process_time() - begin
        for path in found:
            relative = path.relative_to(site / "content").as_posix()
            if relative.startswith("entities/") is entities:
                manuscript = Manuscript(relative, path.read_bytes())
                reading, text = read.manuscript(manuscript, settings.rules, "content")
                if reading.profile:
                    profiles.append(reading.profile)
                begin = time.process_time()
                if not entities:
                    mentions.found(reading, text, register)
                spent += time.process_time() - begin
    return spent


def table(what: str, runs: dict[bool, list[Run]], alone: float) -> str:
    """What was measured, as Markdown; `alone` is processor time of finding."""
    lines = [
        f"| {what} | names not looked for | looked for | ratio | target |",
        "|---|---|---|---|---|",
    ]
    for measure in ("wall", "cpu"):
        without, found = (
            statistics.median(getattr(run, measure) for run in runs[find]) for find in (False, True)
        )
        ratio = found / without
        kept = "met" if ratio <= TARGET else "missed"
        what = "clean build" if measure == "wall" else "processor time"
        lines.append(
            f"| {what} | {without:.2f} s | {found:.2f} s | {ratio:.2f} | ≤ {TARGET:.2f}: {kept} |"
        )
    ratio = 1 + alone / statistics.median(run.cpu for run in runs[False])
    kept = "met" if ratio <= TARGET else "missed"
    lines.append(
        f"| finding alone, processor time | | {alone:.2f} s | {ratio:.2f} | ≤ {TARGET:.2f}: {kept} |"
    )
    return "\n".join(lines)


def write(site: Path, made: Corpus, names: int, each: int) -> None:
    """A site's sources, with so many names in its registry, `each` an entity, and texts that have some of them.

    Entities beyond those that articles are about are named nowhere, but have their pages.
    """
    corpus.write(site, made, "digest")
    for number, entity in enumerate(made.entities):
        path = site / f"content/entities/{entity.slug}.md"
        more = "".join(f", {name}" for name in _spellings(entity.name, number, each - 2))
        text = path.read_text("utf-8").replace(f"[{entity.other}", f"[{entity.other}{more}")
        path.write_text(text, "utf-8")
    for number in range(len(made.entities), names // each):
        first, last = corpus.name(number, 4), corpus.name(number + 40_000)
        spellings = ", ".join(_spellings(last, number, each - 1))
        kind = ("person", "organisation", "place", "event")[number % 4]
        (site / f"content/entities/further-{number}.md").write_text(
            f"---\nname: {first} {last}\nkind: {kind}\nnames: [{spellings}]\n---\nNamed nowhere.\n",
            "utf-8",
        )
    for number, story in enumerate(made.stories()):
        path = site / "content/articles" / story.file
        front, body = path.read_text("utf-8").split("\n---\n", 1)
        path.write_text(f"{front}\n---\n{_naming(body, made, number)}", "utf-8")


def _spellings(name: str, number: int, many: int) -> list[str]:
    """Further full spellings of an entity, nobody else's."""
    last = name.split()[-1]
    return [f"{corpus.name(100 * number + each, 4)} {last}" for each in range(many)]


def _naming(body: str, made: Corpus, number: int) -> str:
    """A body, six of whose paragraphs name an entity at their end."""
    random = Random(f"{made.seed}/names/{number}")
    blocks = body.rstrip("\n").split("\n\n")
    plain = [at for at, block in enumerate(blocks) if block[0].isalpha()]
    for at in random.sample(plain, min(6, len(plain))):
        entity = made.entities[int(len(made.entities) * random.random() ** 2)]
        spelling = random.choice((entity.name, entity.name, entity.other))
        blocks[at] += f" So it was told by {spelling} at the time."
    return "\n\n".join(blocks) + "\n"


if __name__ == "__main__":
    main()
