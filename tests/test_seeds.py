"""Raw documents on disk."""

import os
from pathlib import Path

from digest import seeds
from digest.problems import Problem
from digest.seeds import Document


def found(root: Path, *given: Path) -> list[str]:
    return [
        f"{each.path}: {each.message}" if isinstance(each, Problem) else each.name
        for each in seeds.found(root, given)
    ]


def test_a_folder_gives_its_files_in_order_and_what_is_hidden_not(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a/c.txt",
        ".hidden",
        "a.txt~",
        "page.html",
        "page_files/x.js",
        "lone_files/y.txt",
    ):
        (tmp_path / "seeds" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "seeds" / name).write_text("x")
    assert found(tmp_path, tmp_path / "seeds") == [
        "seeds/a/c.txt", "seeds/b.txt", "seeds/lone_files/y.txt", "seeds/page.html",
    ]  # fmt: skip
    assert found(tmp_path / "seeds", tmp_path / "seeds/b.txt") == ["b.txt"]
    assert found(tmp_path / "seeds/a", tmp_path / "seeds/b.txt") == ["../b.txt"]


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.txt").write_text("x")
    (tmp_path / "in/out.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "in/round").symlink_to(tmp_path / "in")
    (tmp_path / "in/gone").symlink_to(tmp_path / "in/nowhere")
    os.mkfifo(tmp_path / "in/pipe")
    assert found(tmp_path, tmp_path / "in", tmp_path / "none") == [
        "in/gone: can't be read: No such file or directory",
        "in/out.txt: is a link that leaves the folder",
        "in/pipe: is no ordinary file",
        "none: can't be read: No such file or directory",
    ]


def test_what_is_too_large_or_empty_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(seeds.LARGEST + 1)
    (tmp_path / "empty.txt").write_text(" \n")
    for name, message in (("large.txt", "has more than 10 MB"), ("empty.txt", "is empty")):
        told = seeds.seed(Document(str(tmp_path / name), name), "", ())
        assert isinstance(told, Problem) and told.message == message
