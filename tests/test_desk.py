"""A site being worked on: its plan stays, and the disk follows, whatever happens to it meanwhile."""

import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from digest import build, workers, write
from digest.desk import Desk
from digest.folders import Folders
from digest.model import MANIFEST, Scope
from tests.conftest import NOW, SiteMaker, article
from tests.test_amend import Newsroom

A = "content/articles/a.md"


@pytest.mark.parametrize("taken", ["output", ".digest"])
def test_a_folder_taken_away_meanwhile_is_made_again(
    site: SiteMaker, tmp_path: Path, taken: str
) -> None:
    folder = site({A: article("A", date="2023"), "content/articles/b.md": article("B")})
    desk = Desk(folder.root, workers.Here(), lambda: Scope(NOW))
    desk.plan()
    desk.carry_out()
    shutil.rmtree(folder.root / taken)
    folder.write(A, article("A", "Other words.", date="2023"))
    desk.plan(frozenset({folder.root / A}))
    desk.carry_out()
    desk.close()
    assert folder.output() == folder.clean(tmp_path / "clean")[0]
    assert folder.build().written == ()


def _series(root: Path, seed: int, steps: int) -> None:
    """Edits, after each of which output/ is as a clean build's, and as the desk knows it."""
    dice = random.Random(seed)
    newsroom = Newsroom(root / "site", dice)
    folder, desk = newsroom.folder, newsroom.desk()
    desk.plan()
    desk.carry_out()
    for step in range(steps):
        hints = {path for _ in range(dice.randint(1, 3)) for path in newsroom.edit(0.1)}
        if dice.random() < 0.3:
            desk.plan(hints)
            hints = newsroom.edit(0.0)
        desk.plan(hints)
        before = folder.output()
        report = desk.carry_out()
        expected, told = folder.clean(root / f"{step}")
        got = folder.output()
        assert report.problems == told
        if build._wrong(told):
            assert {path for path in expected if got.get(path) != expected[path]} <= {MANIFEST}
        else:
            assert got == expected, (seed, step)
        others = {path for path, content in got.items() if before.get(path) != content}
        assert set(report.written) == others - {MANIFEST}
        if dice.random() < 0.5:
            desk.ahead()
        _knows(desk, got)
    desk.close()
    assert folder.build().written == ()


def _knows(desk: Desk, got: dict[str, bytes]) -> None:
    """What a desk knows of the disk is what lies there."""
    known = desk._known
    assert known
    if disk := known.disk:
        there = write.look(disk.output, disk.folder, Folders())
        assert (disk.have, disk.spare, disk.ours) == (there.have, there.spare, there.ours)
        assert disk.lag >= there.lag and disk.listing == got[MANIFEST]
        assert all(was.seen == there.seen[path] for path, was in known.written.items())
    if known.carried is not None:
        assert known.written.keys() == got.keys() - {MANIFEST}


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One for each time that an amended plan was carried out by itself."""
    times: list[int] = []
    real = write.some

    def counted(*given: Any) -> Any:
        times.append(1)
        return real(*given)

    monkeypatch.setattr(write, "some", counted)
    return times


def test_an_amended_plan_is_carried_out_as_a_clean_build_would(
    tmp_path: Path, short: list[int]
) -> None:
    for seed in range(16):
        _series(tmp_path / f"{seed}", seed, 4)
    assert len(short) > 6, "the short way is taken often"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 200))
def test_an_amended_plan_is_carried_out_as_a_clean_build_would_many_times(
    tmp_path: Path, seed: int
) -> None:
    _series(tmp_path, seed, 8)


def test_a_page_that_can_not_be_made_any_more_stays_as_it_was(
    site: SiteMaker, tmp_path: Path
) -> None:
    odd = "{{ 1 // (article.title|length - 3) }}"
    folder = site({A: article("Long", layout="odd"), "layouts/odd.html": odd})
    desk = Desk(folder.root, workers.Here(), lambda: Scope(NOW))
    desk.plan()
    desk.carry_out()
    for number, (title, fine) in enumerate((("Abc", False), ("Longer", True), ("Abcd", True))):
        before = folder.output()
        folder.write(A, article(title, layout="odd"))
        desk.plan(frozenset({folder.root / A}))
        report = desk.carry_out()
        assert build._wrong(report.problems) is not fine
        if fine:
            assert folder.output() == folder.clean(tmp_path / f"{number}")[0]
        else:
            assert folder.output()["articles/a/index.html"] == before["articles/a/index.html"]
        _knows(desk, folder.output())
    desk.close()
