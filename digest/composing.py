"""A draft, and what is proposed for it → the content file that it becomes."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from digest import ledger, prose, safe, urls
from digest.edits import written
from digest.lettering import BREAK
from digest.model import Draft
from digest.passages import passages
from digest.problems import Problem
from digest.sentences import sentence

_SUMMARY = 300
"""Characters, as `prose.summary` counts them."""
_FEWEST = 40
"""Characters of a paragraph that can stand for the text: shorter ones are captions and cries."""
LONGEST = 500
"""Characters of a field; a longer title is no title."""
_MOST = 200
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:[+-]\d\d:\d\d|Z)?)?)?)?")


def file(
    draft: Draft,
    seed: str,
    raw: str,
    *,
    retrieved: str = "",
    unknown: str = "",
    entities: Iterable[str] = (),
    summary: str = "",
    proposed: Iterable[str] = (),
) -> str:
    """The content file of a draft, with what it was made of in `seed:`.

    `retrieved` is an ISO date; `unknown` says in a comment why there is no date; `entities` are names or slugs;
    `summary` one that was taken from the text, where the draft has none; `proposed` are comments at the end.
    Whatever the fields hold, YAML and digest read back the same.
    """
    lines = list(_front(draft, retrieved, unknown, entities, summary))
    lines += [f"# ? {' '.join(safe.text(line).split())}" for line in proposed]
    text = "---\n" + "\n".join(lines) + f"\n---\n\n{draft.text.strip(chr(10))}\n"
    return ledger.sealed(text, safe.line(seed), safe.line(draft.key), raw)


def path(draft: Draft, slug: str) -> str:
    """Where the file of a draft goes, relative to content/: a file, or a folder where pictures come along."""
    name = slug
    if draft.kind == "articles":
        day = draft.date[:10]
        name = f"{day[:4]}/{day}-{slug}" if _DATE.fullmatch(day) else f"undated/{slug}"
    return f"{draft.kind}/{name}" + ("/index.md" if draft.files else ".md")


def cut(draft: Draft) -> tuple[str, ...]:
    """The keys whose values are too long for a field, and are cut in the file."""
    texts = {
        "title": (draft.title,),
        "source": (draft.source,),
        "url": (draft.url,),
        "author": draft.authors,
        "tags": draft.tags,
        "summary": (draft.summary,),
    }
    return tuple(
        key
        for key, values in texts.items()
        if len(values) > _MOST
        or any(len(value) > LONGEST and len(" ".join(value.split())) > LONGEST for value in values)
    )


def summary(draft: Draft, extensions: tuple[str, ...]) -> str:
    """The first paragraph of a draft that fits for a summary; of a long one its first sentences. Empty without any."""
    made = prose.prose(draft.text, extensions, "", 1)
    if isinstance(made, Problem):
        return ""
    for paragraph in passages(made.html).text.split(BREAK):
        plain = " ".join(paragraph.split())
        if len(plain) >= _FEWEST or (len(plain) >= 12 and not plain.isascii()):
            return plain if len(plain) <= _SUMMARY else _begin(plain)
    return ""


def _begin(text: str) -> str:
    """Whole sentences from the beginning of a text, as many as fit."""
    end = 0
    while end < len(text):
        first = sentence(text, end, end + 1)
        at = text.find(first, end)
        if at < 0 or at + len(first) > _SUMMARY:
            break
        end = at + len(first) + 1
    return text[:end].rstrip() if end >= _FEWEST else prose.summary(f"<p>{escape(text)}</p>")


def _front(
    draft: Draft, retrieved: str, unknown: str, entities: Iterable[str], taken: str
) -> Iterator[str]:
    title = "name" if draft.kind in ("tags", "sources", "entities") else "title"
    own = dict(draft.front)
    if title not in own:
        yield f"{title}: {_text(draft.title)}"
    if draft.date:
        yield f"date: {_date(draft.date)}"
    elif unknown:
        yield f"# date: {' '.join(safe.text(unknown).split())}"
    texts = {
        "date_basis": draft.date_basis,
        "updated": draft.updated,
        "source": draft.source,
        "url": draft.url if urls.elsewhere(draft.url) else "",
    }
    for key, value in texts.items():
        if value:
            yield f"{key}: {_date(value) if key == 'updated' else _text(value)}"
    yield from _list("author", draft.authors)
    if draft.lang:
        yield f"lang: {_text(draft.lang)}"
    yield from _list("tags", draft.tags)
    yield from _list("entities", entities)
    if draft.summary.strip():
        yield f"summary: {_text(draft.summary)}"
    elif taken:
        yield f"summary: {_text(taken)}  # taken from the text"
    if draft.image:
        yield f"image: {_text(draft.image)}"
    if draft.image_alt:
        yield f"image_alt: {_text(draft.image_alt)}"
    for key, value in draft.front:
        if key not in ("seed", "retrieved"):
            yield f"{written(_kept(key))}: {_value(value)}".rstrip()
    yield "seed:"
    if retrieved := str(own.get("retrieved", "") or retrieved):
        yield f"retrieved: {_date(retrieved)}"


def _list(key: str, items: Iterable[str]) -> Iterator[str]:
    kept = [line for each in items if (line := _line(each))][:_MOST]
    if kept:
        yield f"{key}: [{', '.join(written(_field(each), flow=True) for each in kept)}]"


def _text(value: str) -> str:
    return written(_field(_line(value)))


def _date(value: str) -> str:
    """A date as people write it: digest reads it as a text without quotes, too."""
    return value if _DATE.fullmatch(value) else _text(value)


def _line(value: str) -> str:
    """A text as it may stand in a field: one line, without what no page may hold."""
    line = " ".join(safe.text(value).split())
    return line if len(line) <= LONGEST else line[: LONGEST - 2].rpartition(" ")[0] + " …"


def _field(line: str) -> str:
    """A text as digest's fields give it back: they take tags off and turn entities into characters."""
    if safe.line(line) == line:
        return line
    return line.replace("&", "&amp;").replace("<", "&lt;")


def _value(value: Any) -> str:
    """Any value of front matter, as YAML reads it back on one line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_inner(each) for each in value) + "]"
    if isinstance(value, dict):
        pairs = (f"{written(_kept(key), flow=True)}: {_inner(each)}" for key, each in value.items())
        return "{" + ", ".join(pairs) + "}"
    return written(_kept(value))


def _inner(value: Any) -> str:
    if value is None:
        return "null"
    return written(_kept(value), flow=True) if isinstance(value, str) else _value(value)


def _kept(value: Any) -> str:
    return safe.text(value.isoformat() if hasattr(value, "isoformat") else str(value))
