"""Killed at any moment: the site is the old one or the new one, whole, and the next build knows no difference."""

import random
import shutil
import time
from pathlib import Path

import pytest

from tests.bench import corpus
from tests.bench.corpus import Corpus
from tests.conftest import SiteFolder
from tests.faults.program import Tree, built, clean, killed, leftovers, started, tree

pytestmark = pytest.mark.slow
ARTICLES = 190
"""With their entities enough for processes to be started."""
KILLS = 25
"""In each of four tests."""
MADE = Corpus(ARTICLES)


class Editions:
    """One site in several editions: their content, and what a clean build makes of each."""

    def __init__(self, folder: Path) -> None:
        self.site = SiteFolder(folder / "site")
        corpus.write(self.site.root, MADE, "digest")
        self._content = [self._edition(number) for number in range(4)]
        self.expected: list[tuple[Tree, object]] = []
        for number in range(len(self._content)):
            self.publish(number)
            self.expected.append(clean(self.site, folder / f"clean-{number}"))

    def _edition(self, number: int) -> Tree:
        """The first is as it was made. In the others many articles are edited, some new, some gone, one broken."""
        dice = random.Random(number)
        content = tree(self.site.root / "content")
        if number == 0:
            return content
        names = sorted(
            name for name in content if name.startswith("articles/") and name[-3:] == ".md"
        )
        for name in dice.sample(names, (3, 185, 40)[number - 1]):
            text = content[name].decode()
            content[name] = dice.choice(
                [
                    text + f"\nMore in edition {number}.\n",
                    text.replace('title: "', f'title: "Edition {number}: '),
                    text.replace("tags: [", f"tags: [edition {number}, "),
                ]
            ).encode()
        for name in dice.sample(names, 12):
            del content[name]
        for story in (MADE.story(ARTICLES + number * 20 + each) for each in range(20)):
            content[f"articles/{story.file}"] = corpus.for_digest(story).encode()
        return content

    def publish(self, number: int) -> None:
        """Bring content/ to an edition; what is the same stays as it lies."""
        folder = self.site.root / "content"
        wanted, there = self._content[number], tree(folder)
        for name in there.keys() - wanted.keys():
            (folder / name).unlink()
        for name, content in wanted.items():
            if there.get(name) != content:
                self.site.write(f"content/{name}", content)

    def others(self, number: int) -> list[int]:
        """All editions but one."""
        return [each for each in range(len(self._content)) if each != number]


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Editions:
    return Editions(tmp_path_factory.mktemp("killed"))


def _kill(root: Path, jobs: int, moment: float) -> bool:
    running = started(root, "build", "--jobs", str(jobs))
    time.sleep(moment)
    return killed(running)


def _forget(root: Path) -> None:
    for name in ("output", ".digest"):
        shutil.rmtree(root / name, ignore_errors=True)


def _recovers(editions: Editions, number: int, jobs: int) -> None:
    """The next build is as a clean one, leaves nothing lying about, and the one after has nothing to do."""
    root = editions.site.root
    expected, problems = editions.expected[number]
    done = built(root, "--jobs", str(jobs))
    assert (done.status, done.problems, done.errors) == (0, problems, "")
    assert tree(root / "output") == expected
    assert leftovers(root) == []
    inodes = {path: path.stat().st_ino for path in (root / "output").rglob("*")}
    again = built(root)
    assert (again.told["written"], again.told["removed"]) == ([], [])
    assert again.problems == problems
    assert inodes == {path: path.stat().st_ino for path in (root / "output").rglob("*")}


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_clean_build_killed(editions: Editions, jobs: int) -> None:
    dice, root = random.Random(f"clean {jobs}"), editions.site.root
    editions.publish(0)
    _forget(root)
    begin = time.monotonic()
    built(root, "--jobs", str(jobs))
    length = time.monotonic() - begin
    _forget(root)
    hits = 0
    for number in range(KILLS):
        moment = length * (number + dice.random()) / KILLS
        hits += _kill(root, jobs, moment)
        found = tree(root / "output")
        assert found in ({}, editions.expected[0][0]), f"after {moment:.3f} s"
        if dice.random() < 0.4:  # else the next one is killed too, in what this one left
            _recovers(editions, 0, jobs)
            _forget(root)
    _recovers(editions, 0, jobs)
    assert hits > KILLS // 4


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_build_of_edits_killed(editions: Editions, jobs: int) -> None:
    dice, root = random.Random(f"edits {jobs}"), editions.site.root
    editions.publish(0)
    _forget(root)
    built(root)
    begin, now = time.monotonic(), 2
    editions.publish(now)
    built(root, "--jobs", str(jobs))
    length = time.monotonic() - begin
    hits, old = 0, editions.expected[now][0]
    for number in range(KILLS):
        now = dice.choice(editions.others(now))
        editions.publish(now)
        moment = length * (number + dice.random()) / KILLS
        hits += _kill(root, jobs, moment)
        found = tree(root / "output")
        assert found in (old, editions.expected[now][0]), f"after {moment:.3f} s"
        if dice.random() < 0.4:
            _recovers(editions, now, jobs)
        old = tree(root / "output")
    _recovers(editions, now, jobs)
    assert hits > KILLS // 4
