"""Files reach output/ all at once, or one by one in an order that never breaks a link."""

import errno
import os
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import place, write
from digest.fingerprint import of_bytes
from digest.folders import Folders
from digest.model import MANIFEST, Disk
from digest.problems import DigestError


def _site(root: Path, files: dict[str, bytes], gone: tuple[str, ...] = ()) -> dict[str, bytes]:
    _brought(root / "output", root / ".digest" / "stage", files, set(gone))
    return _tree(root / "output")


def _brought(output: Path, folder: Path, files: dict[str, bytes], gone: set[str]) -> None:
    """output/ brought to a new state, as a build does it."""
    disk = write.look(output, folder, Folders())
    stage = write.stage(disk, files.keys(), gone)
    put = {path: write.put(stage, path, content) for path, content in files.items()}
    made = {path: seen for path, (changed, seen) in put.items() if changed}
    owned = dict.fromkeys(files, "0" * 24)
    there = write.site(
        stage, disk, made, files.keys() - made.keys(), gone, owned, write.listing(owned)
    )
    if there:
        _agrees(there)


def _agrees(there: Disk) -> None:
    """What is known of the disk is what lies there."""
    now = write.look(there.output, there.folder, Folders())
    assert (there.have, there.spare, there.ours) == (now.have, now.spare, now.ours)
    assert there.lag >= now.lag
    assert there.listing == (there.output / MANIFEST).read_bytes()


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


@pytest.fixture(params=["together", "one by one"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to bring output/ to its new state."""
    if request.param == "one by one":
        monkeypatch.setattr(write, "_together", lambda output, stage: False)
    return str(request.param)


def test_new_changed_and_removed_files(tmp_path: Path, way: str) -> None:
    assert _site(tmp_path, {"a": b"1", "b/c": b"2"}) == {"a": b"1", "b/c": b"2"}
    assert _site(tmp_path, {"a": b"3"}, gone=("b/c",)) == {"a": b"3"}
    assert not (tmp_path / "output/b").exists()
    assert _site(tmp_path, {"b": b"4"}) == {"a": b"3", "b": b"4"}
    assert (
        _site(tmp_path, {"b/d": b"5"}, gone=("b",)) == {"a": b"3", "b/d": b"5"}
        if way == "together"
        else True
    )


def test_a_file_where_a_folder_was(tmp_path: Path) -> None:
    _site(tmp_path, {"b/c": b"2"})
    _site(tmp_path, {"x": b"1"})
    assert _site(tmp_path, {"b": b"4"}, gone=("b/c",)) == {"b": b"4", "x": b"1"}


def test_the_last_site_waits_beside_and_costs_no_room(tmp_path: Path) -> None:
    _site(tmp_path, {"a": b"1", "b": b"2"})
    _site(tmp_path, {"a": b"3"})
    stage = tmp_path / ".digest/stage"
    assert _tree(stage) == {"a": b"1", "b": b"2"}
    assert (stage / "b").stat().st_ino == (tmp_path / "output/b").stat().st_ino


def test_a_stage_left_half_done_is_put_right(tmp_path: Path) -> None:
    _site(tmp_path, {"a": b"1", "b": b"2"})
    _site(tmp_path, {"a": b"3"})
    stage = tmp_path / ".digest/stage"
    (stage / "a").write_bytes(b"half")
    (stage / "junk/deep").mkdir(parents=True)
    (stage / "junk/deep/file").write_bytes(b"x")
    (stage / "b").unlink()
    assert _site(tmp_path, {"c": b"4"}) == {"a": b"3", "b": b"2", "c": b"4"}


NAMES = ["a", "b/c", "b/d", "e/f/g", "h"]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(
        st.one_of(
            st.none(), st.dictionaries(st.sampled_from(NAMES), st.sampled_from("123"), min_size=1)
        ),
        max_size=6,
    )
)
def test_some_files_changed_are_as_a_whole_site_brought_there(
    tmp_path_factory: pytest.TempPathFactory, changes: list[dict[str, str] | None]
) -> None:
    root = tmp_path_factory.mktemp("site")
    expected = dict.fromkeys(NAMES, b"0")
    _brought(root / "output", root / "stage", {"b/gone": b"", **expected}, set())
    _brought(root / "output", root / "stage", expected, {"b/gone"})
    owned = {path: of_bytes(content) for path, content in expected.items()}
    disk = write.look(root / "output", root / "stage", Folders())
    disk = msgspec.structs.replace(disk, ours=dict(owned), listing=write.listing(owned))
    (root / "output" / MANIFEST).write_bytes(disk.listing)
    for change in changes:
        if change is None:
            write.ahead(disk)
            assert disk.lag <= {MANIFEST} and disk.have.items() - disk.spare.items() == set()
            continue
        files = {path: content.encode() for path, content in change.items()}
        stage = write.stage(disk, files.keys(), set())
        put = {path: write.put(stage, path, content) for path, content in files.items()}
        made = {path: seen for path, (changed, seen) in put.items() if changed}
        there = write.some(stage, disk, made, {path: of_bytes(files[path]) for path in made})
        assert there
        expected |= files
        assert _tree(root / "output") == expected
        assert write.listing({p: of_bytes(c) for p, c in expected.items()}) == there.listing
        _agrees(disk := there)


def test_links_are_neither_followed_nor_lost(tmp_path: Path, way: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("s")
    _site(tmp_path, {"a": b"1"})
    (tmp_path / "output/link").symlink_to(outside)
    _site(tmp_path, {"a": b"2"})
    assert (tmp_path / "output/link").is_symlink()
    assert os.listdir(outside) == ["secret"]  # noqa: PTH208
    with pytest.raises(DigestError, match="in the way"):
        _site(tmp_path, {"link/a": b"3"})
    assert os.listdir(outside) == ["secret"]  # noqa: PTH208


def test_a_full_disk_leaves_the_old_site_and_names_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _site(tmp_path, {"a": b"1", "b": b"2"})
    real = place.put

    def full(path: Path | str, content: Any) -> None:
        if Path(path).name == "b":
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        real(path, content)

    monkeypatch.setattr(place, "put", full)
    with pytest.raises(DigestError, match=r"stage/b: error: can't be written: No space left"):
        _site(tmp_path, {"a": b"3", "b": b"4"})
    assert _tree(tmp_path / "output") == {"a": b"1", "b": b"2"}
    monkeypatch.undo()
    assert _site(tmp_path, {"a": b"3", "b": b"4"}) == {"a": b"3", "b": b"4"}


def test_one_by_one_pages_come_after_what_they_need(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "_together", lambda output, stage: False)
    order: list[str] = []
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        order.append(target.relative_to(tmp_path / "output").as_posix())
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    _site(
        tmp_path, dict.fromkeys(("index.html", "feed.xml", "a/b/index.html", "static/s.css"), b"x")
    )
    files = ["static/s.css", "a/b/index.html", "index.html", "feed.xml"]
    assert order == [".digest", *files, ".digest"]


def test_empty_folders_of_others_stay(tmp_path: Path, way: str) -> None:
    _site(tmp_path, {"a/b/c": b"1", "d": b"2"})
    (tmp_path / "output/.git/refs/heads").mkdir(parents=True)
    for number in range(3):
        _site(tmp_path, {"d": str(number).encode()}, gone=("a/b/c",))
        assert (tmp_path / "output/.git/refs/heads").is_dir()
        assert not (tmp_path / "output/a").exists()
    with pytest.raises(DigestError, match="in the way"):
        _site(tmp_path, {".git/refs": b"x"})
    (tmp_path / "output/.git/refs/heads").rmdir()
    _site(tmp_path, {".git/refs/main": b"x"})
    assert not (tmp_path / "output/.git/refs/heads").exists()


def test_who_may_read_the_site_stays_as_it_is(tmp_path: Path, way: str) -> None:
    _site(tmp_path, {"a": b"0"})
    (tmp_path / "output").chmod(0o750)
    for number in range(3):
        _site(tmp_path, {"a": str(number).encode()})
        assert (tmp_path / "output").stat().st_mode & 0o777 == 0o750


def test_output_may_lie_in_a_folder_that_is_not_there(tmp_path: Path, way: str) -> None:
    _brought(tmp_path / "x/y/output", tmp_path / ".digest/stage", {"a": b"1"}, set())
    assert _tree(tmp_path / "x/y/output") == {"a": b"1"}


def test_files_of_others_may_have_any_name(tmp_path: Path, way: str) -> None:
    _site(tmp_path, {"a": b"1"})
    odd = os.fsencode(tmp_path) + b"/output/\xff"
    os.close(os.open(odd, os.O_CREAT))
    _site(tmp_path, {"a": b"2"})
    assert os.path.exists(odd)  # noqa: PTH110
    there = write.present(tmp_path / "output", Folders())
    assert write.manifest(tmp_path / "output", there) == {"a": "0" * 24}


def test_leftovers_of_a_killed_build_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "_together", lambda output, stage: False)
    _site(tmp_path, {"a": b"1"})
    (tmp_path / "output/.digest-new-a").write_bytes(b"half")
    assert _site(tmp_path, {"a": b"2"}) == {"a": b"2"}


def test_a_new_content_file_never_takes_an_old_ones_place(tmp_path: Path) -> None:
    write.new(tmp_path / "x/a.md", "one\n")
    with pytest.raises(DigestError, match="is there already"):
        write.new(tmp_path / "x/a.md", "two\n")
    assert (tmp_path / "x/a.md").read_text() == "one\n"


def test_a_new_file_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "content/articles/a/index.md"
    beside = (("one.png", b"1"), ("in/two.png", b"2"))
    monkeypatch.setattr("digest.write.os.write", _full)
    for some in (beside, ()):
        with pytest.raises(DigestError, match="No space left"):
            write.whole(path, b"text", some)
        assert [each for each in tmp_path.rglob("*") if each.is_file()] == []
    monkeypatch.undo()
    shutil.rmtree(path.parent, ignore_errors=True)
    write.whole(path, b"text", beside)
    there = {each.relative_to(path.parent).as_posix() for each in path.parent.rglob("*.*")}
    assert there == {"index.md", "one.png", "in/two.png"}
    with pytest.raises(DigestError, match="is there already"):
        write.whole(path, b"other", beside)
    with pytest.raises(DigestError, match="is there already"):
        write.whole(path, b"other")
    assert path.read_bytes() == b"text"
    write.copied(tmp_path / "b/c.png", path)
    assert (tmp_path / "b/c.png").read_bytes() == b"text"
    with pytest.raises(DigestError, match="can't be written"):
        write.copied(tmp_path / "b/d.png", tmp_path / "none")
    assert [each.name for each in (tmp_path / "b").iterdir()] == ["c.png"]


def _full(*_: object) -> int:
    raise OSError(28, "No space left on device")
