"""An import killed at any moment: no half file, nothing twice, and the next import makes what was left."""

import random
import signal
import time
from pathlib import Path

import pytest

from tests.conftest import SiteFolder
from tests.faults.program import ended, started

pytestmark = pytest.mark.slow
SEEDS = 60


def seeded(root: Path) -> SiteFolder:
    folder = SiteFolder(root)
    folder.write("digest.toml", 'title = "T"\n')
    for number in range(SEEDS):
        text = f"Headline number {number}\n\n" + f"Words of number {number}. " * 400 + "\n"
        folder.write(f"seeds/{number:03}.txt", text)
    return folder


def files(folder: SiteFolder) -> dict[str, str]:
    """What was imported, so far as a build would see it."""
    top = folder.root / "content"
    return {
        path.relative_to(top).as_posix(): path.read_text("utf-8")
        for path in sorted(top.rglob("[!.]*.md"))
    }


def test_an_import_killed_at_any_moment_leaves_whole_files_and_the_next_makes_the_rest(
    tmp_path: Path,
) -> None:
    whole = seeded(tmp_path / "whole")
    begin = time.monotonic()
    assert ended(started(whole.root, "import")).status == 0
    lasts = time.monotonic() - begin
    want = files(whole)
    assert len(want) == SEEDS
    dice = random.Random(1)
    for attempt in range(8):
        folder = seeded(tmp_path / str(attempt))
        for _ in range(3):
            running = started(folder.root, "import")
            time.sleep(dice.uniform(0.3, 1) * lasts)
            running.send_signal(signal.SIGKILL)
            running.communicate()
            assert files(folder).items() <= want.items()
        assert ended(started(folder.root, "import")).status == 0
        assert files(folder) == want
        assert (folder.root / "imported-seeds.txt").read_bytes() == (
            whole.root / "imported-seeds.txt"
        ).read_bytes()
