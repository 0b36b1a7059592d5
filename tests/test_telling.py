"""What commands did is told in lines that a person reads once."""

from types import SimpleNamespace
from typing import Any

import pytest

from digest import telling
from digest.model import Report
from digest.problems import Problem


def report(**fields: Any) -> Report:
    plain: dict[str, Any] = {
        "written": (), "why": {}, "kept": 0, "removed": (), "problems": (), "articles": 1,
        "left_out": {}, "seconds": 0.5,
    }  # fmt: skip
    return Report(**plain | fields)


def test_a_build_is_told_with_what_was_left_out() -> None:
    told = telling.built(report(left_out={"drafts": 2, "waiting": 1, "expired": 0}, written=("a",)))
    assert (
        told
        == "1 article (2 drafts, 1 waiting left out); 1 file written, 0 unchanged, 0 removed in 0.50 s"
    )


@pytest.mark.parametrize(
    "found, told",
    [
        ([], ""),
        (["error"], ", 1 error"),
        (["warning", "error", "warning"], ", 1 error, 2 warnings"),
    ],
)
def test_problems_are_counted_by_how_bad_they_are(found: list[Any], told: str) -> None:
    assert telling.severities(Problem("a", 1, "m", "h", each) for each in found) == told


def test_what_needs_no_word_is_not_told() -> None:
    assert telling.step(SimpleNamespace(what="unchanged")) == []
    assert telling.step(Problem("a", 1, "m")) == []


def test_a_document_is_told_with_what_is_proposed_for_it() -> None:
    made = SimpleNamespace(
        what="made", path="content/a.md", seed="seeds/a.txt", about=["Iraq"], proposals=["tags: x"]
    )
    assert telling.step(made) == [
        "made: content/a.md  (seeds/a.txt)",
        "    about: Iraq",
        "    tags: x",
    ]


def test_a_long_list_says_how_many_more_there_are() -> None:
    lines = [str(at) for at in range(5)]
    assert telling.listed(lines, 0) == lines
    assert telling.listed(lines, 3) == ["0", "1", "2", "… and 2 more"]


def test_what_is_due_is_told_with_its_time() -> None:
    assert telling.due(False, 0) == "No article is due; none waits for its time"
    assert telling.due(True, 1_700_438_400).endswith("is at 2023-11-20 00:00 UTC")
