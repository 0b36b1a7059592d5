"""Tests of reading one content file."""

import os
import time
from pathlib import Path

import pytest

from digest import read
from digest.fingerprint import fingerprint
from digest.model import Article, Config, Manuscript, Reading, Rules

RULES = Rules("en", "UTC", "articles/{slug}/", ("extra", "sane_lists", "toc"))


def reading(text: str | bytes, path: str = "articles/a.md") -> Reading:
    content = text.encode() if isinstance(text, str) else text
    found = read.manuscript(Manuscript(path, content), RULES, "content")
    assert fingerprint(found)  # whatever it is, it can be remembered
    for problem in found.problems:
        assert problem.path == f"content/{path}"
        assert str(problem).isprintable()
    return found


def article(text: str | bytes, path: str = "articles/a.md") -> Article:
    found = reading(text, path).article
    assert found is not None
    return found


@pytest.mark.parametrize(
    "key", ["title", "date", "path", "slug", "status", "draft", "weight", "url", "image", "kind"]
)
@pytest.mark.parametrize("value", ["\\ud800", "/a\\ud800", "\\u001b[31m", "\\u0000", "\\uffff"])
def test_half_characters_of_json_neither_crash_nor_reach_a_screen(key: str, value: str) -> None:
    text = f'{{"{key}": "{value}", "titel{value}": 1, "Titel{value}": 2}}\nBody\n'
    for folder in ("articles", "entities", "pages"):
        assert reading(text, f"{folder}/a.md").path == f"{folder}/a.md"


@pytest.mark.parametrize(
    "text",
    [
        '{"title": "x", "votes": 99999999999999999999999}',
        '+++\ntitle = "x"\nvotes = 99999999999999999999999\n+++\n',
        "---\ntitle: x\nvotes: 99999999999999999999999\n---\n",
        "---\ntitle: x\nextra: {votes: 99999999999999999999999}\n---\n",
    ],
    ids=["json", "toml", "yaml", "extra"],
)
def test_a_number_too_large_for_any_program_stays_a_text(text: str) -> None:
    assert article(text).extra == {"votes": "99999999999999999999999"}


@pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
def test_what_is_not_a_number_stays_a_text(number: str) -> None:
    assert article(f'+++\ntitle = "x"\nvotes = {number}\n+++\n').extra == {"votes": number}


@pytest.mark.parametrize("value", ["[a, b]", "{a: b}", "../../x", "/etc/../x", ".git/config"])
def test_a_path_that_is_no_path_within_the_site_is_a_problem(value: str) -> None:
    found = reading(f"---\ntitle: x\ndate: 2021\npath: {value}\n---\n")
    assert found.article is None
    assert [(each.line, each.severity) for each in found.problems] == [(4, "error")]


def test_one_bad_date_is_told_once() -> None:
    found = reading("---\ntitle: x\npublished: soon\n---\n")
    assert [each.message for each in found.problems] == ["published is 'soon', not a date"]


@pytest.mark.parametrize(
    "line", ["# A title", "#  A title  ", "# A title ##", "\n\n# A *title* #  "]
)
def test_the_first_heading_is_the_title_where_there_is_none(line: str) -> None:
    found = article(f"---\ndate: 2021\n---\n{line}\n\nText.\n")
    assert found.title.replace("*", "") == "A title"
    assert found.text.html == "<p>Text.</p>"


def test_a_heading_with_thousands_of_blanks_takes_no_time() -> None:
    before = time.process_time()
    assert article("# a" + " " * 100_000 + "b").title == "a b"
    assert time.process_time() - before < 2


@pytest.mark.parametrize("name", [b"\xff.md", b"a\nb.md", b"\xff.png", b"a\x1b[31m.md"])
def test_a_file_whose_name_is_no_text_is_a_problem(tmp_path: Path, name: bytes) -> None:
    folder = tmp_path / "content" / "articles"
    folder.mkdir(parents=True)
    try:
        (folder / os.fsdecode(name)).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system takes no such name")
    manuscripts, assets, problems = read.files(tmp_path, Config())
    assert (manuscripts, assets) == ([], [])
    assert [each.message for each in problems] == ["has a name that can't be printed"]
    assert problems[0].path.isprintable()
