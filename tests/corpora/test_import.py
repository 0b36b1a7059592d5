"""Real raw documents, imported: from `../seeds` beside the folder of collections."""

import os
import re
import shutil
from pathlib import Path

import pytest

from digest import ledger
from digest.intake import Step
from tests.conftest import SiteFolder
from tests.test_intake import HERE, taken

SEEDS = Path(os.environ.get("DIGEST_CORPORA", "")).parent / "seeds"

pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not SEEDS.is_dir(), reason="no seeds beside DIGEST_CORPORA"),
]


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda path: str(path.stem))
def test_a_pasted_page_keeps_every_word_of_its_article(path: Path, tmp_path: Path) -> None:
    folder = SiteFolder(tmp_path)
    for name in ("content", "layouts"):
        shutil.copytree(HERE / name, folder.root / name)
    folder.write("pyproject.toml", (HERE / "pyproject.toml").read_bytes())
    (step,) = taken(folder, str(path))
    assert isinstance(step, Step)
    headline, *lines = [line for line in path.read_text("utf-8-sig").split("\n") if line.strip()]
    text = folder.read(step.path)
    front, body = text.split("---\n")[1], text.split("---\n\n", 1)[1]
    assert step.title == re.split(r" [–|] ", headline)[0]
    assert f"title: {step.title}\n" in front
    assert body.strip().split("\n\n") == [line for line in lines if line != "Comments are closed."]
    assert "\n# date: not known" in front and "\ndate:" not in front
    named = {each.entity for each in folder.linked().articles[-1].found.mentions}
    assert len(named) > 15 and len(step.about) > 5
    assert any("tells no date" in each.message for each in step.problems)
    before = text
    taken(folder, str(path))
    assert folder.read(step.path) == before
    assert ledger.roll(folder.root) == {os.path.relpath(path, folder.root)}
