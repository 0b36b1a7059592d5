"""Markdown with front matter of any generator → one draft: its fields as digest knows them, its text as it is."""

import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from digest import decoding, front, safe
from digest.fields import SYNONYMS, Fields
from digest.model import Draft, Seed
from digest.problems import Problem

_HEADING = re.compile(r"\s*#[ \t]+([^\n]+?)[ \t]*#*[ \t]*(?:\n|\Z)")
_OWN = {
    key
    for field in "title date date_basis updated summary source url author tags lang slug seed".split()
    for key in (field, *SYNONYMS[field])
} - {"status"}
"""Keys that are fields of a draft; all others go along as they are."""


def drafts(seed: Seed) -> Iterator[Draft | Problem]:
    """One draft. Its title is that of the front matter, or a heading that the text begins with, or the file's name."""
    text = decoding.text(seed.content)
    parts = front.front(text, seed.path)
    if isinstance(parts, Problem):
        yield parts
        return
    fields = Fields(parts, seed.path, text, ZoneInfo("UTC"))
    elsewhere = Fields(parts, seed.path, text, ZoneInfo("Asia/Tokyo"))
    title, body = fields.line_of_text("title"), parts.body
    if heading := None if title else _HEADING.match(body):
        title, body = safe.line(heading[1]), body[heading.end() :]
    if not body.strip():
        yield Problem(seed.path, 1, "holds no text", "leave it out, or write its text into it")
        return
    stem = seed.path.rpartition("/")[2].rpartition(".")[0]
    title = title or stem.replace("-", " ").replace("_", " ") or "?"
    address = fields.values.get("url")
    here = isinstance(address, str) and address.startswith("/")  # Hugo's: the page's own
    draft = Draft(
        slug=fields.slug(stem if "slug" in fields.values else title),
        title=title,
        text=body,
        date=_written(fields, elsewhere, "date"),
        date_basis=fields.line_of_text("date_basis"),
        updated=_written(fields, elsewhere, "updated"),
        source=_text(fields, "source"),
        url=seed.url if here or not address else fields.address("url"),
        authors=fields.names("author"),
        lang=fields.language(""),
        tags=fields.names("tags"),
        summary=_text(fields, "summary"),
        front=tuple(_others(fields.values, here)),
    )
    wrong = [each for each in fields.problems if each.severity == "error"]
    yield wrong[0] if wrong else draft


def _written(fields: Fields, elsewhere: Fields, field: str) -> str:
    """A date as front matter takes it: read in two zones, it shows whether it names its own."""
    here, there = (fields.date(field), elsewhere.date(field))
    if here is None or there is None:
        return ""
    return here.iso if here.iso == there.iso else here.iso[:16].replace("T", " ")


def _text(fields: Fields, field: str) -> str:
    value = fields.values.get(fields.key(field))
    return fields.line_of_text(field) if isinstance(value, str) else ""


def _others(values: dict[str, Any], here: bool) -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if key == "url" and here:
            yield "path", value
        elif key not in _OWN:
            yield key, front.typed(value)
