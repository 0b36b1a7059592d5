"""What is built before a site is watched."""

from pathlib import Path

import pytest

from digest import config, memory, update, workers
from digest.model import Scope
from tests.conftest import NOW, SETTINGS, SiteFolder, article


@pytest.fixture
def small(tmp_path: Path) -> SiteFolder:
    folder = SiteFolder(tmp_path)
    folder.write("digest.toml", SETTINGS)
    folder.write("content/articles/a.md", article(date="2023-01-02"))
    return folder


def _first(folder: SiteFolder) -> bool:
    """Whether something was built, of which a new article tells."""
    folder.write("content/articles/b.md", article("B", date="2023-01-02"))
    update.first(folder.root, config.load(folder.root), workers.Here(), Scope(NOW))
    return folder.has("articles/b/index.html")


def test_a_site_that_was_never_built_is_built_first(small: SiteFolder) -> None:
    assert _first(small)


def test_a_site_that_was_built_is_not(small: SiteFolder) -> None:
    small.build()
    assert not _first(small)


def test_a_site_that_another_version_built_is_built_first(
    small: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.build()
    monkeypatch.setattr(memory, "tool", lambda: "another")
    assert _first(small)


@pytest.mark.parametrize("content", [b"", b"x" * 100, b"0" * 24])
def test_a_site_whose_memory_is_damaged_is_built_first(small: SiteFolder, content: bytes) -> None:
    small.build()
    (small.root / memory.FOLDER / "memory").write_bytes(content)
    assert _first(small)


def test_what_is_wrong_is_not_told_yet(small: SiteFolder) -> None:
    small.write("digest.toml", SETTINGS + 'theme = "none"\n')
    settings = config.load(small.root)
    update.first(small.root, settings, workers.Here(), Scope(NOW))
    assert not small.has("index.html")


def test_the_files_written_are_remembered_apart_as_with_all_else(small: SiteFolder) -> None:
    assert memory.written(small.root) == {}
    small.build()
    known = memory.load(small.root)
    known.close()
    assert memory.written(small.root) == known.written != {}
    (small.root / ".digest/memory").write_bytes(b"damaged")
    assert memory.written(small.root) == {}
