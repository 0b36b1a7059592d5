"""A made site, a bucket of this machine → how long digest, the AWS command line and rclone take to fill it, by turns.

`python -m tests.bench.publishing [--articles 10000] [--turns 3]`. Each has a server of its own, the same (`shelf.py`),
and the same output folder, built before; `digest publish` looks whether it is up to date, and reads some files back.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.bench import corpus, programs
from tests.bench.__main__ import machine
from tests.bench.corpus import Corpus
from tests.bench.stopwatch import Run, timed

HERE = Path(sys.executable).parent
STEPS = ("first upload", "one article edited", "nothing changed")
TARGETS = {"first upload": 0.5, "one article edited": 0.2}
"""Of the time of the faster peer, both with their defaults."""
QUICK = "rclone, told to be quick"
KEYS = {
    "AWS_ACCESS_KEY_ID": "made-up",
    "AWS_SECRET_ACCESS_KEY": "made-up",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "RCLONE_CONFIG": "",
    "RCLONE_CONFIG_STORE_TYPE": "s3",
    "RCLONE_CONFIG_STORE_PROVIDER": "Other",
    "RCLONE_CONFIG_STORE_ENV_AUTH": "true",
    "RCLONE_CONFIG_STORE_REGION": "us-east-1",
    "PYTHONPATH": str(programs.ROOT),
    "PYTHONDONTWRITEBYTECODE": "",  # modules compiled once, as pip leaves those of installed packages
}

Taken = dict[tuple[str, str], list[tuple[Run, float, str]]]
"""By step and program: each run, the processor time of its server, and what that was asked."""


def main() -> None:
    """Measure uploads to a bucket in memory, side by side; print a table."""
    ask = argparse.ArgumentParser(prog="python -m tests.bench.publishing", description=main.__doc__)
    ask.add_argument("--articles", type=int, default=10_000)
    ask.add_argument("--turns", type=int, default=3)
    ask.add_argument("--folder", type=Path, help="where to put the site; else the system's place")
    given = ask.parse_args()
    where = machine()
    folder = Path(tempfile.mkdtemp(prefix="digest-bench-", dir=given.folder))
    site = folder / "site"
    taken: Taken = {}
    try:
        made = Corpus(given.articles)
        corpus.write(site, made, "digest")
        commands = _commands()
        with (site / "digest.toml").open("a", encoding="utf-8") as settings:
            settings.write('[publish]\nlive = "s3://bench"\n')
        ((digest,), _) = programs.find(())
        timed(digest.build, site, digest.environment)
        files, size = digest.made(site)
        for turn in range(given.turns):
            _turn(made, site, digest, commands, turn, taken)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    what = f"{given.articles:,} articles, {files:,} files, {size / 1e6:.0f} MB"
    print(f"{where}\n\n{table(what, list(commands), taken)}")


def _commands() -> dict[str, tuple[str, ...]]:
    """How each is called in the site's folder: with its defaults, and told to be quick where it can be."""
    found: dict[str, tuple[str, ...]] = {
        "digest": (sys.executable, "-m", "digest", "publish", "live", "--yes")
    }
    sync = ("sync", "output")
    if (HERE / "aws").exists():
        found["aws s3 sync"] = (
            *(str(HERE / "aws"), "s3", *sync, "s3://bench"),
            *("--delete", "--only-show-errors"),
        )
    rclone = shutil.which("rclone", path=f"{HERE}{os.pathsep}{os.environ['PATH']}")
    if rclone:
        found["rclone"] = (rclone, *sync, "store:bench")
        quick = (
            "--fast-list",
            "--checksum",
            "--s3-no-head",
            "--transfers",
            "32",
            "--checkers",
            "32",
        )
        found[QUICK] = (rclone, *sync, "store:bench", *quick)
    return found


def _turn(
    made: Corpus,
    site: Path,
    digest: programs.Program,
    commands: dict[str, tuple[str, ...]],
    turn: int,
    taken: Taken,
) -> None:
    """All programs from an empty bucket on; the edit is built before any of them is called."""
    with ExitStack() as servers:
        ports = {name: servers.enter_context(server()) for name in commands}
        for step in STEPS:
            if step == "one article edited":
                path = site / "content/articles" / made.story(turn).file
                programs.save(path, programs.with_word(path.read_text("utf-8"), f"turn{turn}"))
                timed(digest.build, site, digest.environment)
            for name, command in commands.items():
                where = f"http://127.0.0.1:{ports[name]}"
                env = {"AWS_ENDPOINT_URL": where, "RCLONE_CONFIG_STORE_ENDPOINT": where}
                before, _ = busy(ports[name])
                run = timed(command, site, KEYS | env)
                after, asked = busy(ports[name])
                taken.setdefault((step, name), []).append((run, after - before, asked))
                words = f"{step}, {name}: {run.wall:.2f} s, server {after - before:.2f} s, {asked}"
                print(words, file=sys.stderr, flush=True)


@contextmanager
def server() -> Iterator[int]:
    """The port of a new, empty bucket."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.shelf", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | KEYS,
    )
    try:
        assert process.stdout
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


def busy(port: int) -> tuple[float, str]:
    """Processor time of a server so far, and what it was asked since this was."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/?busy") as answer:
        seconds, _, *asked = answer.read().decode().split()
    kinds = " ".join(asked).replace("GET ?busy=1", "").strip()
    return float(seconds), kinds


def table(what: str, names: list[str], taken: Taken) -> str:
    """What was measured, as Markdown: the middle of all turns."""
    lines = [
        f"| {what} | {' | '.join(names)} | ÷ the faster by default | target | ÷ the fastest |",
        f"|---|{'--:|' * len(names)}--:|---|--:|",
    ]
    for step in STEPS:
        walls = {
            name: statistics.median(run.wall for run, _, _ in taken[step, name]) for name in names
        }
        others = {name: wall for name, wall in walls.items() if name != "digest"}
        ratio = walls["digest"] / min(wall for name, wall in others.items() if name != QUICK)
        least = walls["digest"] / min(others.values())
        target = TARGETS.get(step)
        judged = f"≤ {target} ×: {'met' if ratio <= target else '**missed**'}" if target else ""
        cells = " | ".join(f"{wall:.2f} s" for wall in walls.values())
        lines.append(f"| {step} | {cells} | {ratio:.2f} | {judged} | {least:.2f} |")
        for label, pick in (("processor time", 0), ("the server's", 1)):
            times = (
                statistics.median(
                    each[0].cpu if pick == 0 else each[1] for each in taken[step, name]
                )
                for name in names
            )
            lines.append(f"| – {label} | {' | '.join(f'{each:.2f} s' for each in times)} | | | |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
