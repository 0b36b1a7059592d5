"""Feeds to drafts: a collection of 935 that tell what is to be found in them, and a few of our own."""

import ast
import calendar
import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from digest import dates, decoding, safe
from digest.importers import feed
from digest.model import Draft, Seed, Text
from digest.problems import Problem
from digest.prose import prose

COLLECTION = Path(os.environ.get("DIGEST_CORPORA", "")) / "feeds"


def _drafts(content: str | bytes, path: str = "feed.xml", url: str = "") -> list[Draft | Problem]:
    return list(
        feed.drafts(Seed(path, content.encode() if isinstance(content, str) else content, url))
    )


def _one(content: str) -> Draft:
    (draft,) = _drafts(content)
    assert isinstance(draft, Draft), draft
    return draft


# ---- what a collection of feeds expects of itself -----------------------------------------------

_EXPECTED = re.compile(r"Expect:\s*(.*?)\s*-->", re.DOTALL)
_FETCHED = re.compile(r"^\s*Header:\s+Content-Location:\s*(\S+)", re.MULTILINE)
_DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_FIELDS = {
    "title": "title",
    "link": "link",
    "published_parsed": "date",
    "created_parsed": "date",
    "updated_parsed": "date",
    "date_parsed": "date",
    "published": "date",
    "created": "date",
    "updated": "date",
    "summary": "body",
    "description": "body",
}
_DETAILS = {
    ("content", 0, "value"): "body",
    ("summary_detail", "value"): "body",
    ("title_detail", "value"): "title",
    ("author_detail", "name"): "author",
    ("authors", 0, "name"): "author",
    ("authors", 1, "name"): "author",
}


def _expectations(content: bytes) -> Iterator[tuple[int, str, Any]]:
    """What a file says of its entries: number of the entry, `title`, `link`, `date` or `body`, and the value."""
    found = _EXPECTED.search(decoding.text(content))
    if not found:
        return
    tree = ast.parse(found[1], mode="eval")
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq):
            way = _way(node.left)
            if len(way) < 3 or way[0] != "entries" or not isinstance(way[1], int):
                continue
            field = _DETAILS.get(way[2:])
            field = field or (_FIELDS.get(str(way[2])) if len(way) == 3 else None)
            try:
                value = ast.literal_eval(node.comparators[0])
            except ValueError:
                continue
            if field and value and (field != "body" or _words(value)):
                yield way[1], field, value


def _way(node: ast.expr) -> tuple[Any, ...]:
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute):
        return (*_way(node.value), node.attr)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return (*_way(node.value), node.slice.value)
    return ()


def _is_met(draft: Draft | Problem, field: str, value: Any) -> bool:
    if isinstance(draft, Problem):
        return False
    if field == "title":
        return draft.title in (safe.line(value), " ".join(safe.text(value).split()))
    if field == "link":
        return draft.url == str(value)
    if field == "author":
        return str(value) in draft.authors
    if field == "date":
        made = dates.parse(draft.date, UTC)
        if isinstance(value, str):
            return made is not None and made == dates.parse(value, UTC)
        return made is not None and made.instant == calendar.timegm(tuple(value))
    said = [_read(draft.text), _bare(draft.summary)]
    return _words(value) in said or _bare(value) in said


def _words(html: str) -> str:
    return _bare(re.sub(r"<[^<>]*>", " ", _DRAWING.sub(" ", html)))


def _read(text: str) -> str:
    made = prose(text, ("extra", "sane_lists", "toc"), "a.md", 1)
    return _bare(re.sub(r"<[^<>]*>", " ", made.html)) if isinstance(made, Text) else ""


def _bare(text: str) -> str:
    return "".join(safe.text(unescape(text)).split())


def _collection() -> list[Path]:
    return sorted(p for p in COLLECTION.rglob("*") if p.is_file() and p.name != "LICENSE")


@pytest.mark.corpora
def test_every_feed_of_a_collection_is_imported_or_refused_with_a_reason() -> None:
    counts: Counter[str] = Counter()
    for path in _collection():
        made = _drafts(path.read_bytes(), path.name)
        assert made, path
        assert all(each.message for each in made if isinstance(each, Problem)), path
        counts["imported" if any(isinstance(each, Draft) for each in made) else "refused"] += 1
    print(dict(counts))
    assert sum(counts.values()) == 935


@pytest.mark.corpora
def test_entries_of_a_collection_are_what_its_files_expect() -> None:
    met: Counter[str] = Counter()
    missed: list[str] = []
    for path in _collection():
        content = path.read_bytes()
        expected = list(_expectations(content))
        if not expected:
            continue
        fetched = _FETCHED.search(decoding.text(content))
        made = _drafts(content, path.name, fetched[1] if fetched else "http://127.0.0.1:8097/a/")
        for number, field, value in expected:
            draft = made[number] if number < len(made) else Problem("", 0, "missing")
            if _is_met(draft, field, value):
                met[field] += 1
            else:
                missed.append(f"{path.relative_to(COLLECTION)} {field}: {value!r} is {draft}")
    whole = sum(met.values()) + len(missed)
    print(dict(met), f"{sum(met.values())} of {whole}", *missed, sep="\n")
    assert whole > 150
    assert sum(met.values()) >= 0.97 * whole
