"""A site being worked on: its plan stays, and the disk follows, whatever happens to it meanwhile."""

import shutil
from pathlib import Path

import pytest

from digest import workers
from digest.desk import Desk
from digest.model import Scope
from tests.conftest import NOW, SiteMaker, article

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
