"""A look that opens only folders that changed sees what one sees that opens them all."""

import os
import random
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from digest import folders, memory, write
from digest.folders import Folders
from digest.model import Seen


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / memory.FOLDER).mkdir()
    for path in ("a/index.html", "a/b/index.html", "a/b/pic.png", "c/index.html", "index.html"):
        _write(tmp_path / "output" / path)
    (tmp_path / "output/empty").mkdir()
    return tmp_path


def _write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")


def _look(root: Path, known: Folders) -> tuple[dict[str, int], dict[str, Seen]]:
    seen: dict[str, Seen] = {}
    return write.present(root / "output", known, seen), seen


def _remembered(root: Path) -> Folders:
    """What a look knows after one before it, when the last change is older than a tick of the clock."""
    time.sleep(0.03)
    known = folders.load(root)
    _look(root, known)
    known.save(root)
    return folders.load(root)


def _opened(root: Path, known: Folders, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Look; the folders that were opened for it."""
    found: list[str] = []
    scandir = os.scandir

    def opening(folder: str) -> Any:
        found.append(os.path.relpath(folder, root / "output"))
        return scandir(folder)

    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", opening)
        seen = _look(root, known)
    assert seen == _look(root, Folders())
    return sorted(found)


def test_what_has_not_changed_is_not_opened(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _opened(root, Folders(), monkeypatch) == [".", "a", "a/b", "c", "empty"]
    assert _opened(root, _remembered(root), monkeypatch) == []


def test_a_folder_in_which_something_changed_is_opened(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = _remembered(root)
    _write(root / "output/a/new.html")
    (root / "output/c/index.html").unlink()
    assert _opened(root, known, monkeypatch) == ["a", "c"]
    assert _opened(root, _remembered(root), monkeypatch) == []


def test_a_file_that_changed_is_seen_though_its_folder_is_not_opened(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = _remembered(root)
    (root / "output/a/index.html").write_text("other")
    assert _opened(root, known, monkeypatch) == []


@pytest.mark.parametrize("kind", ["folder", "link", "pipe", "other"])
def test_a_file_that_became_something_else_is_seen(
    root: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    known = _remembered(root)
    path = root / "output/a/index.html"
    path.unlink()
    if kind == "folder":
        path.mkdir()
    elif kind == "link":
        path.symlink_to("b")
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        (root / "output/other").write_text("x")
        (root / "output/other").replace(path)
    opened = _opened(root, known, monkeypatch)
    assert "a" in opened and "a/b" not in opened


def test_a_folder_that_was_moved_is_known_where_it_is(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = _remembered(root)
    (root / "output/a/b").replace(root / "output/c/moved")
    assert "c/moved/index.html" in _look(root, known)[0]
    assert _opened(root, _remembered(root), monkeypatch) == []


def test_what_changed_just_now_is_opened_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(root / "output/a/new.html")
    known = Folders()
    _look(root, known)
    known.save(root)
    assert "a" in _opened(root, folders.load(root), monkeypatch)


def test_times_set_back_hide_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = _remembered(root)
    before = (root / "output/a").stat()
    _write(root / "output/a/new.html")
    os.utime(root / "output/a", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert _opened(root, known, monkeypatch) == ["a"]


def test_names_that_are_no_text_are_seen_each_time(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / os.fsdecode(b"output/a/\xff.html")).write_text("x")
    assert _opened(root, _remembered(root), monkeypatch) == ["a"]


@pytest.mark.parametrize("damage", ["gone", "empty", "half", "flipped", "folder", "other"])
def test_damage_opens_all_folders(root: Path, monkeypatch: pytest.MonkeyPatch, damage: str) -> None:
    _remembered(root)
    path = root / memory.FOLDER / memory.FOLDERS
    content = path.read_bytes()
    path.unlink()
    if damage == "folder":
        path.mkdir()
    elif damage != "gone":
        flipped = content[:40] + bytes([content[40] ^ 1]) + content[41:]
        half = content[: len(content) // 2]
        path.write_bytes({"empty": b"", "half": half, "flipped": flipped}.get(damage, b"x" * 99))
    assert len(_opened(root, folders.load(root), monkeypatch)) == 5
    assert _opened(root, _remembered(root), monkeypatch) == [] or damage == "folder"


def test_after_any_changes_all_is_seen(tmp_path: Path) -> None:
    dice = random.Random(1)
    output = tmp_path / "output"
    (tmp_path / memory.FOLDER).mkdir()
    _write(output / "index.html")
    for _ in range(150):
        path = output / "/".join(dice.choices("abc", k=dice.randint(1, 4)))
        kind = dice.choice(["write", "write", "write", "remove", "move", "wait"])
        if kind == "write" and not any(each.is_file() for each in (path, *path.parents)):
            _write(path / dice.choice(["x", "y"]))
        elif kind == "remove":
            shutil.rmtree(path, ignore_errors=True)
        elif kind == "move" and path.exists() and path.name != "a":
            shutil.rmtree(path.with_name("a"), ignore_errors=True)
            path.rename(path.with_name("a"))
        elif kind == "wait":
            time.sleep(0.03)
        known = folders.load(tmp_path)
        assert _look(tmp_path, known) == _look(tmp_path, Folders())
        known.save(tmp_path)
