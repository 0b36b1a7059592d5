"""Saved pages to drafts: pages in the manner of real ones, each with what it should become beside it."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from digest import marked
from digest.importers import html, importer, kind
from digest.model import Draft, Seed, Text
from digest.prose import prose

PAGES = Path(__file__).parent / "pages"
NAMES = sorted(path.name for path in PAGES.iterdir() if path.suffix != ".json")
EXPECTED: dict[str, dict[str, Any]] = {
    name: json.loads((PAGES / name).with_suffix(".json").read_text("utf-8")) for name in NAMES
}
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")
_SHINGLE = 4


def _draft(content: str | bytes, path: str = "a.html", url: str = "") -> Draft:
    (made,) = html.drafts(
        Seed(path, content.encode() if isinstance(content, str) else content, url)
    )
    assert isinstance(made, Draft), made
    return made


def _of(name: str) -> Draft:
    return _draft((PAGES / name).read_bytes(), name)


def _words(draft: Draft) -> list[str]:
    """Words a reader sees of a draft's text, pictures apart."""
    made = prose(
        re.sub(r"!\[(?:\\.|[^\]\\])*\]\([^)]*\)", "", draft.text),
        ("extra", "sane_lists", "toc"),
        "",
        1,
    )
    assert isinstance(made, Text)
    return _WORD.findall(marked.tree(made.html.replace("<", " <")).text_content().casefold())


def _shingles(words: list[str]) -> Counter[tuple[str, ...]]:
    return Counter(
        tuple(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1))
    )


def _agreement(draft: Draft, body: list[str]) -> float:
    """F1 of four words in a row: 1 where a text has what is expected and nothing else."""
    made, expected = _shingles(_words(draft)), _shingles(_WORD.findall(" ".join(body).casefold()))
    shared = (made & expected).total()
    return 2 * shared / (made.total() + expected.total())


def test_there_are_pages_of_many_sorts() -> None:
    assert len(NAMES) >= 40


@pytest.mark.parametrize("name", NAMES)
def test_the_text_of_a_page_is_its_article_and_nothing_else(name: str) -> None:
    least = 0.85 if EXPECTED[name].get("loose") else 0.95
    draft = _of(name)
    assert _agreement(draft, EXPECTED[name]["body"]) >= least, draft.text


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_told_by_its_title_its_date_and_its_authors(name: str) -> None:
    draft, expected = _of(name), EXPECTED[name]
    assert draft.title == expected["title"]
    assert expected.get("anydate") or draft.date == expected["date"]
    assert list(draft.authors) == expected["authors"]


@pytest.mark.parametrize("name", NAMES)
def test_what_else_a_page_says_of_itself_is_kept(name: str) -> None:
    draft, expected = _of(name), EXPECTED[name]
    for field in ("lang", "source", "url", "updated", "date_basis"):
        assert getattr(draft, field) == expected.get(field, getattr(draft, field)), field
    if "tags" in expected:
        assert list(draft.tags) == expected["tags"]
    assert [path for path, _ in draft.files] == expected.get("files", [])
    assert bool(draft.problems) == expected.get("is_part", False)
    assert expected.get("holds", "") in draft.text


def test_all_pages_together_agree_with_what_is_expected() -> None:
    agreed = [_agreement(_of(name), EXPECTED[name]["body"]) for name in NAMES]
    assert sum(agreed) / len(agreed) >= 0.98


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_known_for_what_it_is(name: str) -> None:
    assert kind((PAGES / name).read_bytes(), name) == "html"
    assert importer("html") is html.drafts
