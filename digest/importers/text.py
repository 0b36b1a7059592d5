"""Plain text as somebody pasted it → one draft: its headline, its paragraphs, without what the site put around them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

from digest import boilerplate, datelines, decoding, headlines, prose, urls, verbatim
from digest.model import Draft, Seed
from digest.problems import Problem

_ITEM = re.compile(r"\s{0,6}(?:[-*•·‣▪–]|\(?(\d{1,3})[.)])\s+(?=\S)")
_QUOTED = re.compile(r"\s{0,3}>+ ?")
_RULE = re.compile(r"(?:[=\-_*~•·]\s?){3,}")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_SAID = re.compile(
    r"(title|headline|url|link|source|date|retrieved|accessed|author)\s*:\s+(\S.*)", re.IGNORECASE
)
_SAME_KEY = {"headline": "title", "link": "url", "accessed": "retrieved"}
_ADDRESS = re.compile(
    r"(?:(?:url|link|source|from|original|via|quelle|المصدر|来源)\s*[:：]\s*)?<?(https?://[^\s<>]+)>?",
    re.IGNORECASE,
)
_RETRIEVED = re.compile(
    r"(?:retrieved|accessed|abgerufen|consulté)(?:\s+(?:on|am|le))?\s*:?\s+(.+)", re.IGNORECASE
)
_WIDEST = 100
"""Characters of a line that an editor or a mail program broke; longer ones are paragraphs."""
_NARROWEST = 40
_LONGEST_TITLE = 250
_MOST = 2 * prose.LARGEST
"""Characters of a document, of which some are blanks and what stands around the article."""
_EDGE = 5
"""Lines at either end of a text among which bylines, tags and addresses are looked for."""


class _Line(NamedTuple):
    """A paragraph, or a line of something that has several: `block` tells which belong together."""

    text: str
    block: int
    sort: Literal["paragraph", "line", "item", "number", "quote", "heading"] = "paragraph"


def drafts(seed: Seed) -> Iterator[Draft | Problem]:
    """One draft: the first line is its headline, the rest its text, each paragraph as it was.

    Left out are lines that sites put around articles (`digest.boilerplate`). Lines that hold nothing but a byline, a
    date, tags or the original's address become front matter, and so does a head of lines such as `Title: …` and
    `URL: …`. A Problem where there is nothing to read.
    """
    text = decoding.text(seed.content)
    if len(text) > _MOST:
        message = f"has {len(text):,} characters; an article may have {prose.LARGEST:,}"
        yield Problem(seed.path, 0, message, "split it, or leave out what is no article")
        return
    said, rest = _head(text.split("\n"))
    lines = list(_lines(rest))
    title = said.get("title", "")
    if not title:
        title, lines = _title(lines)
    if not title:
        yield Problem(seed.path, 1, "holds no text", "leave it out, or write its text into it")
        return
    headline = headlines.split(title, seed.known)
    used, front = _about(lines, seed.retrieved or said.get("retrieved", ""))
    kept = [line for number, line in enumerate(lines) if number not in used]
    if kept and " ".join(kept[0].text.split()) in (title, headline.title):
        kept = kept[1:]  # pasted together with its page's title
    body = _markdown(kept)
    if not body:
        hint = "write its text below the headline"
        yield Problem(seed.path, 1, "holds a headline, and no text", hint)
        return
    yield _draft(seed, {**front, **said}, headline, body)


def _draft(seed: Seed, said: Mapping[str, str], headline: headlines.Headline, body: str) -> Draft:
    address = seed.url or said.get("url", "")
    homes = {host.removeprefix("www."): name for name, host in reversed(seed.known) if host}
    known = dict.fromkeys(name for name, _ in seed.known)
    source = said.get("source", "") or (headline.source if headline.known else "")
    source = source or homes.get(urls.host(address).removeprefix("www."), "") or headline.source
    problems = []
    if source and source not in known and source not in homes.values():
        where = "behind its headline" if source == headline.source else "in its text"
        told = f"'{source}' {where} is taken for the source, which has no file in sources/"
        hint = "mend `source:`, or describe it with `digest new --kind source`"
        problems.append(Problem(seed.path, 1, told, hint, "warning"))
    elif headline.section and not source:
        told = f"'{headline.section}' is left off its headline, and its source is not known"
        problems.append(Problem(seed.path, 1, told, "write who reported it: `source:`", "warning"))
    retrieved = said.get("retrieved", "")
    return Draft(
        slug=urls.slug(headline.title),
        title=headline.title,
        text=body,
        date=said.get("date", ""),
        date_basis=said.get("basis", "") if said.get("date") else "",
        updated=said.get("updated", ""),
        source=source,
        url=address,
        authors=tuple(each for each in said.get("author", "").split("\n") if each),
        tags=tuple(each for each in said.get("tags", "").split("\n") if each),
        front=(("retrieved", retrieved),) if retrieved and not seed.retrieved else (),
        problems=tuple(problems),
    )


def _head(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """A head such as `Title: …`, `URL: …`, at least two lines of it, and the lines below."""
    begin = next((number for number, line in enumerate(lines) if line.strip()), 0)
    said: dict[str, str] = {}
    number = begin
    while number < len(lines) and (found := _SAID.fullmatch(lines[number].strip())):
        key = found[1].lower()
        said.setdefault(_SAME_KEY.get(key, key), found[2].strip())
        number += 1
    if len(said) < 2 or not {"title", "url"} & said.keys():
        return {}, lines
    if found := _ADDRESS.fullmatch(said.get("source", "")):
        said.setdefault("url", found[1])
        del said["source"]
    for key in ("date", "retrieved"):
        if key in said:
            iso = datelines.alone(said[key])
            said.pop(key)
            said |= {key: iso} if iso else {}
    return said, lines[number:]


def _title(lines: list[_Line]) -> tuple[str, list[_Line]]:
    """The first line that is text, and the lines without it and what a site had above it; no title without any.

    A line as long as a paragraph is one: its beginning becomes the title, and it stays.
    """
    for number, line in enumerate(lines):
        if boilerplate.is_around(line.text) or _RULE.fullmatch(line.text):
            continue
        title = " ".join(line.text.split())
        if len(title) <= _LONGEST_TITLE:
            return title, lines[:number] + lines[number + 1 :]
        return title[:80].rpartition(" ")[0] + " …", lines
    return "", lines


def _about(lines: Sequence[_Line], retrieved: str) -> tuple[set[int], dict[str, str]]:
    """Which lines are not the article's own words, and what they say of it."""
    texts = [line.text for line in lines]
    said: dict[str, str] = {}
    used = set[int]()
    for number, line in enumerate(texts):
        near = number < _EDGE or number >= len(texts) - _EDGE
        if near and "author" not in said and (authors := boilerplate.authors(line)):
            said["author"] = "\n".join(authors)
        elif near and (tags := boilerplate.tagged(line)):
            said["tags"] = "\n".join(tags)
        elif near and (found := _ADDRESS.fullmatch(line.strip())):
            said.setdefault("url", found[1])
        elif near and (found := _RETRIEVED.fullmatch(line)) and (iso := datelines.alone(found[1])):
            retrieved = retrieved or iso
        elif not (boilerplate.is_around(line) or _RULE.fullmatch(line)):
            continue
        used.add(number)
    rest = [number for number in range(len(texts)) if number not in used]
    dated = datelines.found([texts[number] for number in rest], retrieved)
    used |= {rest[number] for number in dated.lines}
    more = {"date": dated.date, "basis": dated.basis, "updated": dated.updated}
    said |= {key: value for key, value in more.items() if value}
    return used, said | ({"retrieved": retrieved} if retrieved else {})


def _lines(lines: Sequence[str]) -> Iterator[_Line]:
    """The paragraphs of a text, and the lines of what has several."""
    blocks = [
        list(block) for full, block in groupby(lines, lambda line: bool(line.strip())) if full
    ]
    loose = len(blocks) < 3 and sum(map(len, blocks)) > 3  # no empty lines between paragraphs
    for number, block in enumerate(blocks):
        yield from _block(block, number, loose)


def _block(lines: list[str], number: int, loose: bool) -> Iterator[_Line]:
    if len(lines) == 2 and _UNDERLINE.fullmatch(lines[1].strip()) and not _ITEM.match(lines[0]):
        yield _Line(lines[0].strip(), number, "heading")
    elif all(map(_QUOTED.match, lines)):
        texts = [_QUOTED.sub("", line, count=1) for line in lines]
        for joined in _joined(texts):
            yield _Line(joined, number, "quote")
    elif (items := _items(lines)) and (len(items) > 1 or _ITEM.match(lines[0])):
        figures = [found[1] for item in items if (found := _ITEM.match(item))]
        counted = figures == [str(each) for each in range(1, len(items) + 1)]
        bullets = not any(figures)
        for item in items:
            if counted or bullets:
                yield _Line(_ITEM.sub("", item, count=1), number, "number" if counted else "item")
            else:
                yield _Line(item.strip(), number, "line")
    elif _is_wrapped(lines):
        yield _Line(" ".join(line.strip() for line in lines), number)
    else:
        short = max(map(len, lines)) <= _NARROWEST * 1.5 and len(lines) > 1 and not loose
        for line in lines:
            yield _Line(line.strip(), number, "line" if short else "paragraph")


def _items(lines: list[str]) -> list[str]:
    """The items of a list, each with its further lines; none where the block is no list."""
    if not _ITEM.match(lines[0]) or len(lines) < 2:
        return []
    items: list[str] = []
    for line in lines:
        if _ITEM.match(line):
            items.append(line)
        elif line.startswith(" "):
            items[-1] += " " + line.strip()
        else:
            return []
    return items if len(items) > 1 else []


def _joined(lines: list[str]) -> Iterator[str]:
    """Quoted lines as paragraphs: parted by empty ones, and joined where they were broken."""
    for full, block in groupby(lines, lambda line: bool(line.strip())):
        if full:
            part = list(block)
            if _is_wrapped(part):
                yield " ".join(line.strip() for line in part)
            else:
                yield from (line.strip() for line in part)


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Whether lines were broken by a program: in none would the first word of the next have found room."""
    width = max(map(len, lines))
    if len(lines) == 1 or not _NARROWEST <= width <= _WIDEST:
        return len(lines) == 1
    return all(
        len(line) + 1 + len(after.split()[0]) >= width - 2 for line, after in pairwise(lines)
    )


def _markdown(lines: Sequence[_Line]) -> str:
    made = []
    for (_, sort), group in groupby(lines, lambda line: (line.block, line.sort)):
        texts = [line.text for line in group]
        written = [words for text in texts if (words := verbatim.paragraph(text))]
        if sort == "line":
            made.append(verbatim.lines(texts))
        elif sort in ("item", "number"):
            marks = (f"{at}." if sort == "number" else "-" for at in range(1, len(written) + 1))
            made.append("\n".join(f"{m} {words}" for m, words in zip(marks, written, strict=False)))
        elif sort == "quote":
            made.append("\n>\n".join("> " + words for words in written))
        elif sort == "heading":
            made += ["## " + verbatim.inline(text) for text in texts]
        else:
            made += written
    return "\n\n".join(filter(None, made))
