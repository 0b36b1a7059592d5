"""content/ on disk: manuscripts, files that go along, and what is neither."""

import os
from pathlib import Path

import pytest

from digest import content
from digest.model import Config


@pytest.mark.parametrize("name", [b"\xff.md", b"a\nb.md", b"\xff.png", b"a\x1b[31m.md"])
def test_a_file_whose_name_is_no_text_is_a_problem(tmp_path: Path, name: bytes) -> None:
    folder = tmp_path / "content" / "articles"
    folder.mkdir(parents=True)
    try:
        (folder / os.fsdecode(name)).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system takes no such name")
    found = content.look(tmp_path, Config())
    assert (found.manuscripts, found.files) == ({}, {})
    assert [each.message for each in found.problems] == ["has a name that can't be printed"]
    assert found.problems[0].path.isprintable()


def test_files_come_in_order_and_each_is_told_or_taken(tmp_path: Path) -> None:
    for name in (
        "articles/b.md",
        "articles/a/index.md",
        "articles/a/p.png",
        "articles/.hidden.md",
        "articles/#b.md#",
        "articles/b.md~",
        "nowhere/x.md",
        "tags/x.MARKDOWN",
        "files/a?b.pdf",
    ):
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", "utf-8")
    (tmp_path / "content" / "articles" / "gone.md").symlink_to("nothing")
    (tmp_path / "content" / "articles" / "up").symlink_to(tmp_path.parent)
    (tmp_path / "content" / "articles" / "round").symlink_to(tmp_path / "content")
    found = content.look(tmp_path, Config())
    assert list(found.manuscripts) == [
        "articles/a/index.md",
        "articles/b.md",
        "tags/x.MARKDOWN",
    ]
    assert list(found.files) == ["articles/a/p.png"]
    assert sorted((each.path, each.message) for each in found.problems) == [
        ("content/articles/gone.md", "is a link to nothing"),
        ("content/articles/round", "is a link that leaves the site's folder, or goes in circles"),
        ("content/articles/up", "is a link that leaves the site's folder, or goes in circles"),
        ("content/files/a?b.pdf", "its name can't be an address"),
        ("content/nowhere/x.md", "is in no folder digest knows"),
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("articles/a.rst", "is not Markdown"),
        (
            "articles/a.svg",
            "is of a kind that digest does not copy: it could run in a reader's browser",
        ),
        (
            "articles/a",
            "is of a kind that digest does not copy: it could run in a reader's browser",
        ),
        ("a.md", "is in no folder digest knows"),
    ],
)
def test_what_is_neither_is_told(tmp_path: Path, name: str, message: str) -> None:
    path = tmp_path / "content" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    found = content.look(tmp_path, Config())
    assert (found.manuscripts, found.files) == ({}, {})
    assert [(each.path, each.message) for each in found.problems] == [(f"content/{name}", message)]
