"""Tests of printing the guide."""

from pathlib import Path

import pytest

from digest import manual
from digest.problems import DigestError


@pytest.fixture(autouse=True)
def guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A guide of two topics in place of ours."""
    folder = tmp_path / "guide"
    folder.mkdir()
    (folder / "layouts.md").write_text("# What layouts can use\n\nThe filters.\n\n", "utf-8")
    (folder / "articles.md").write_text("# How articles are written\n\nText.\n", "utf-8")
    (folder / "notes.txt").write_text("no topic", "utf-8")
    monkeypatch.setattr(manual, "files", lambda package: tmp_path if package == "digest" else None)
    return folder


def test_topics_are_told_in_order_with_what_they_are_about() -> None:
    assert list(manual.topics().items()) == [
        ("articles", "How articles are written"),
        ("layouts", "What layouts can use"),
    ]


def test_the_contents_have_a_line_for_each_topic() -> None:
    assert manual.contents().splitlines()[2:] == [
        "  articles     How articles are written",
        "  layouts      What layouts can use",
    ]


def test_a_topic_is_its_text() -> None:
    assert manual.topic("layouts") == "# What layouts can use\n\nThe filters."


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("layout", "did you mean `layouts`?"),
        ("zebra", "there are articles, layouts"),
        ("../guide/layouts", "there are articles, layouts"),
        ("", "there are articles, layouts"),
        ("notes", "there are articles, layouts"),
    ],
)
def test_a_topic_there_is_not_is_told_with_what_was_meant(name: str, hint: str) -> None:
    with pytest.raises(DigestError) as raised:
        manual.topic(name)
    (problem,) = raised.value.problems
    assert problem.message == f"the guide has no topic '{name}'"
    assert problem.hint in (hint, "did you mean `layouts`?")
