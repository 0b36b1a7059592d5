"""What a curator decides, as it lies on disk afterwards."""

import os
from pathlib import Path

import pytest

from digest import config, curate
from digest.problems import DigestError
from tests.conftest import SiteFolder, SiteMaker

LEE = """---
# who led
name: Ann Lee   # the first
short:
  - Lee
kind: person
---

Ann Lee led.
"""


def spelt(folder: SiteFolder, key: str, spelling: str) -> str:
    (term,) = folder.linked().terms["entities"]
    assert term.profile
    return curate.spelt(folder.root, config.load(folder.root), term.profile, key, spelling)


def test_an_accepted_name_is_a_file_that_reads_as_that_entity(site: SiteMaker) -> None:
    folder = site({})
    path = curate.accepted(folder.root, config.load(folder.root), 'The "Oz": a place', "place")
    assert path == "content/entities/the-oz-a-place.md"
    (term,) = folder.linked().terms["entities"]
    assert (term.name, term.kind) == ('The "Oz": a place', "place")


def test_an_accepted_name_never_replaces_a_file(site: SiteMaker) -> None:
    folder = site({"content/entities/ann-lee.md": LEE})
    with pytest.raises(DigestError, match="is there already"):
        curate.accepted(folder.root, config.load(folder.root), "Ann Lee", "person")
    assert folder.read("content/entities/ann-lee.md") == LEE


def test_a_kind_is_one_of_digests(site: SiteMaker) -> None:
    folder = site({})
    with pytest.raises(DigestError, match="kind is 'planet'"):
        curate.accepted(folder.root, config.load(folder.root), "Oz", "planet")
    assert not (folder.root / "content/entities").exists()


def test_a_spelling_is_added_and_every_other_byte_stays(site: SiteMaker) -> None:
    folder = site({})
    for mark, encoding in (("", "utf-8"), ("\ufeff", "utf-8"), ("\ufeff", "utf-16-le")):
        text = mark + LEE.replace("\n", "\r\n")
        folder.write("content/entities/ann-lee.md", text.encode(encoding))
        assert spelt(folder, "misspellings", "Ann Leee") == "content/entities/ann-lee.md"
        there = (folder.root / "content/entities/ann-lee.md").read_bytes().decode(encoding)
        new = "  - Lee\r\nmisspellings:\r\n  - Ann Leee\r\n"
        assert there == text.replace("  - Lee\r\n", new)


def test_a_file_keeps_its_permissions_and_a_link_stays_one(site: SiteMaker) -> None:
    folder = site({"content/notes/lee.txt": LEE})
    real = folder.root / "content/notes/lee.txt"
    real.chmod(0o640)
    link = folder.root / "content/entities/ann-lee.md"
    link.parent.mkdir()
    link.symlink_to(real)
    spelt(folder, "names", "Anne Lee")
    assert link.is_symlink()
    assert "Anne Lee" in real.read_text() and real.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in real.parent.iterdir()] == ["lee.txt"]


def test_what_can_not_be_edited_or_written_is_told_and_stays(
    site: SiteMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site({"content/entities/ann-lee.md": '+++\nname = "Ann Lee"\n+++\n'})
    with pytest.raises(DigestError, match="can't be added"):
        spelt(folder, "names", "Anne Lee")
    folder.write("content/entities/ann-lee.md", LEE)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    (term,) = folder.linked().terms["entities"]
    monkeypatch.setattr(os, "write", full)
    with pytest.raises(DigestError, match="No space left"):
        assert term.profile
        curate.spelt(folder.root, config.load(folder.root), term.profile, "names", "Anne Lee")
    monkeypatch.undo()
    assert folder.read("content/entities/ann-lee.md") == LEE
    assert len(list((folder.root / "content/entities").iterdir())) == 1


def test_refused_names_are_kept_in_order_with_their_comments(tmp_path: Path) -> None:
    for name in ("Kurdish", "american", "Élysée", "Kurdish", "KURDISH"):
        assert curate.refused(tmp_path, name) == curate.REJECTED
    listed = tmp_path / curate.REJECTED
    assert listed.read_text().splitlines()[2:] == ["american", "Kurdish", "Élysée"]
    listed.write_text("# ours\n\n# a people\nKurdish  # not a place\nShia")
    curate.refused(tmp_path, "American")
    curate.refused(tmp_path, "Sunni")
    assert listed.read_text() == (
        "# ours\n\nAmerican\n# a people\nKurdish  # not a place\nShia\nSunni\n"
    )
    assert curate.rejected(tmp_path) == {"american", "kurdish", "shia", "sunni"}


@pytest.mark.parametrize(
    "name", ["", " \n", "#MeToo", "\udce9", "C # major", "<b>Ann</b>", "</script>"]
)
def test_what_is_no_name_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(DigestError, match="is no name"):
        curate.refused(tmp_path, name)
    assert not (tmp_path / curate.REJECTED).exists()


def test_a_name_goes_on_one_line(tmp_path: Path) -> None:
    curate.refused(tmp_path, "Ann\n Lee")
    assert curate.rejected(tmp_path) == {"ann lee"}


def test_a_list_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / curate.REJECTED).write_bytes(b"\xff\xfe\xff")
    with pytest.raises(DigestError, match="can't be read"):
        curate.rejected(tmp_path)


def test_the_list_is_not_published(site: SiteMaker) -> None:
    folder = site({"content/articles/a.md": "---\ntitle: A\ndate: 2023\n---\n\nWords.\n"})
    folder.build()
    before = folder.output()
    curate.refused(folder.root, "Kurdish")
    assert folder.build().written == ()
    assert folder.output() == before
