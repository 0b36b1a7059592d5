"""Saved pages to drafts: pages in the manner of real ones, each with what it should become beside it."""

import json
import os
import re
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import guarded, marked
from digest.importers import html, importer, kind
from digest.model import Draft, Seed, Text
from digest.problems import Problem
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


# ---- what is kept of a page ---------------------------------------------------------------------

_SENTENCE = "The town council approved a new bridge over the river on Tuesday evening, after a long debate. "
_TEXT = _SENTENCE * 3


def _page(body: str, head: str = "<title>A bridge for trams and bicycles</title>") -> str:
    title = "<h1>A bridge for trams and bicycles</h1>"
    return f"<!doctype html><html lang=en><head><meta charset=utf-8>{head}</head><body>{title}{body}</body></html>"


def test_structure_becomes_markdown_and_links_are_whole() -> None:
    items = "<ul><li>forty</li><li>one<ul><li>million</li></ul></li></ul>"
    first, quoted = (
        f"<p>{_TEXT}<a href='/map?a=1'>the map</a></p>",
        f"<blockquote><p>{_TEXT}</p></blockquote>",
    )
    body = f"{first}<h2>Cost</h2>{items}{quoted}<p>{_TEXT}"
    draft = _draft(_page(body), url="https://example.org/2024/a/")
    assert "[the map](https://example.org/map?a=1)" in draft.text
    assert "\n\n## Cost\n\n- forty\n- one\n    - million\n\n> The town" in draft.text


def test_a_base_element_counts_for_links() -> None:
    page = _page(
        f"<p>{_TEXT}<a href='b'>there</a></p>",
        "<base href='/c/'><title>A bridge for trams and bicycles</title>",
    )
    assert "[there](https://example.org/c/b)" in _draft(page, url="https://example.org/a/").text


def test_links_that_act_become_words() -> None:
    draft = _draft(
        _page(
            f"<p>{_TEXT}<a href='javascript:alert(1)'>one</a> <a href='data:text/html,x'>two</a></p>"
        )
    )
    assert draft.text.endswith("one two")


def test_where_a_page_was_fetched_from_does_not_count_before_what_it_says_itself() -> None:
    page = _page(f"<p>{_TEXT}</p>", "<title>x</title><link rel=canonical href='/whole'>")
    assert _draft(page, url="https://example.org/short?utm=1").url == "https://example.org/whole"


def test_a_page_without_a_text_is_refused_with_a_reason() -> None:
    for content in (
        b"",
        b"<html></html>",
        b"<html><body><nav><a href=/>Home</a></nav></body></html>",
        b"<!DOCTYPE",
    ):
        (made,) = html.drafts(Seed("a.html", content))
        assert isinstance(made, Problem) and made.hint, content


def test_a_source_of_the_site_is_recognised_by_its_host() -> None:
    page = _page(
        f"<p>{_TEXT}</p>",
        "<title>x</title><link rel=canonical href='https://www.harbour.example.org/a'>",
    )
    (made,) = html.drafts(
        Seed("a.html", page.encode(), known=(("Harbour News", "harbour.example.org"),))
    )
    assert isinstance(made, Draft) and made.source == "Harbour News"


# ---- pages that mean harm, or are none ----------------------------------------------------------

HOSTILE = {
    "deep": b"<div>" * 1_000_000,
    "deep lists": b"<ul><li>" * 60 + b"x",
    "many elements": b"<p>x" * 1_000_000,
    "large": b"<p>" + b"x" * 10_000_001,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_page_beyond_all_measure_is_refused_soon(name: str) -> None:
    start = time.process_time()
    (made,) = html.drafts(Seed("a.html", HOSTILE[name]))
    assert isinstance(made, Problem) and made.hint
    assert time.process_time() - start < 2


SLOW = {
    "one long word": b"<p>" + b"a" * 9_900_000,
    "one long text": b"<p>" + b"words and words go on " * 440_000,
    "brackets": b"<p>" + b"[" * 500_000,
    "open tags": b"<" * 5_000_000,
    "attributes": b"<div " + b" ".join(b'a%d="x"' % each for each in range(200_000)) + b">x</div>",
    "links": b"<p>" + b"<a href='/x'>word </a>" * 38_000,
    "linked data": b'<script type="application/ld+json">' + b"[" * 500_000 + b"</script><p>words",
    "a picture": b"<p>words<img src='data:image/png;base64," + b"A" * 9_000_000 + b"'>",
}


@pytest.mark.slow
def test_no_page_takes_more_than_its_time_and_memory() -> None:
    seeds = [Seed(name, content) for name, content in SLOW.items()]
    start = time.process_time() + sum(os.times()[2:4])
    made = list(guarded.results(_all, seeds, 1))
    assert len(made) == len(seeds)
    assert time.process_time() + sum(os.times()[2:4]) - start < 2.2 * len(seeds)


def _all(seed: Seed) -> list[Draft | Problem]:
    return list(html.drafts(seed))


@given(
    st.text(max_size=300),
    st.sampled_from(
        ["", "<html><body><article><p>", "<table><tr><td>", "<script type='application/ld+json'>"]
    ),
)
def test_no_text_stops_it(text: str, begin: str) -> None:
    for made in html.drafts(Seed("a.html", (begin + text).encode("utf-8", "surrogatepass"))):
        assert isinstance(made, Draft | Problem)


@given(st.binary(max_size=300))
def test_no_bytes_stop_it(content: bytes) -> None:
    for made in html.drafts(Seed("a.html", content)):
        assert isinstance(made, Draft | Problem)
