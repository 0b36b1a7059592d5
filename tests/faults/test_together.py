"""Builds of one site at the same time: one waits for the other, and a dead one's lock is free."""

import http.client
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.bench import corpus
from tests.bench.corpus import Corpus
from tests.conftest import SETTINGS, SiteFolder
from tests.faults.program import built, clean, ended, killed, leftovers, started, tree

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> SiteFolder:
    """A site of 300 articles, never built."""
    corpus.write(tmp_path / "site", Corpus(300), "digest")
    return SiteFolder(tmp_path / "site")


@pytest.mark.parametrize("builds", [2, 5])
def test_builds_at_once_end_well(folder: SiteFolder, tmp_path: Path, builds: int) -> None:
    done = [ended(each) for each in [started(folder.root, "build") for _ in range(builds)]]
    assert [each.status for each in done] == [0] * builds, done
    assert tree(folder.root / "output") == clean(folder, tmp_path / "clean")[0]
    assert leftovers(folder.root) == []
    assert built(folder.root).told["written"] == []


def test_a_lock_left_by_a_killed_build_is_taken_over(folder: SiteFolder, tmp_path: Path) -> None:
    for _ in range(3):
        running = started(folder.root, "build", "--jobs", "2")
        time.sleep(0.5)
        os.kill(running.pid, signal.SIGKILL)  # itself alone: its workers must not keep the lock
        running.communicate()
    assert ended(started(folder.root, "build"), timeout=60).status == 0
    assert tree(folder.root / "output") == clean(folder, tmp_path / "clean")[0]


def test_a_build_beside_a_preview_and_edits_on_both_sides(
    folder: SiteFolder, tmp_path: Path
) -> None:
    running = started(folder.root, "serve", "--port", "0")
    try:
        assert running.stdout is not None
        address = running.stdout.readline().split()[0]
        host, path = address.removeprefix("http://").split("/", 1)
        texts = sorted((folder.root / "content/articles").rglob("*.md"))
        for number, text in enumerate(texts[:5]):
            with text.open("a") as file:
                file.write(f"\nMore {number}.\n")
            assert built(folder.root).status == 0
        _shows(host, "/" + path)
        end = time.monotonic() + 30
        expected = clean(folder, tmp_path / "clean")[0]
        while tree(folder.root / "output") != expected and time.monotonic() < end:
            time.sleep(0.2)
        assert tree(folder.root / "output") == expected
    finally:
        killed(running)
    assert built(folder.root).told["written"] == []


def _shows(host: str, path: str) -> None:
    connection = http.client.HTTPConnection(host, timeout=20)
    connection.request("GET", path)
    assert connection.getresponse().status == 200
    connection.close()


def test_a_build_ended_by_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = SiteFolder(tmp_path / "site")
    folder.write("digest.toml", SETTINGS)
    folder.write("content/articles/a.md", "---\ntitle: A\ndate: 2023\n---\n\nOne.\n")
    running: subprocess.Popen[str] = started(folder.root, "build", "--watch")
    assert running.stdout is not None and "1 article" in running.stdout.readline()
    running.send_signal(signal.SIGINT)
    done = ended(running, 20)
    assert done.status == 0 and "Traceback" not in done.errors
    assert leftovers(folder.root) == []
