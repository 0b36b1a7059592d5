"""A text and the register of all entities → whom the text names, where, in which sentence; and the text with links."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import NamedTuple

from msgspec.structs import replace

from digest import names, urls
from digest.finder import Finder
from digest.lettering import BREAK
from digest.model import (
    Doubt,
    Found,
    Handle,
    Label,
    Late,
    Listed,
    Mention,
    Place,
    Reading,
    Text,
    Unsure,
)
from digest.names import Register
from digest.passages import Mark, Passages, anchors, linkable, linked, passages
from digest.sentences import sentence

_NOBODY: frozenset[str] = frozenset()


@lru_cache(maxsize=1)
def finder(register: Register) -> Finder:
    """What finds the names of a register in texts: made once, for all of them."""
    return Finder(register.known, register.stop)


class Looked(NamedTuple):
    """A manuscript that was looked through: its title and passages, as plain text, and where that names whom.

    `text` begins with the title, if there is one, and `begins` says where the passages do.
    """

    text: str
    begins: int
    passages: Passages
    hidden: list[tuple[int, int]]
    places: list[Place]
    unsure: list[Unsure]


def looked(reading: Reading, text: Text, register: Register) -> Looked:
    """A manuscript looked through for the names of a register. An entity's own text does not name the entity."""
    article, profile = reading.article, reading.profile
    listed = barred = _NOBODY
    title = ""
    if article:
        title = article.title
        if article.entities:
            listed = _bearers(article.entities, register.names, alone=True)
        if article.not_entities:
            barred = _bearers(article.not_entities, register.names) - listed
    elif profile and profile.group == "entities":
        barred = frozenset([profile.slug])
    where = passages(text.html)
    whole = f"{title}{BREAK}{where.text}" if title else where.text
    begins = len(whole) - len(where.text)
    hidden = [(start + begins, end + begins) for start, end in where.hidden]
    places, unsure = finder(register).places(whole, listed, barred, hidden)
    return Looked(whole, begins, where, hidden, places, unsure)


def found(reading: Reading, text: Text, register: Register) -> Found:
    """Whom a manuscript's title and text name, and where."""
    if not register:
        return Found()
    whole, begins, where, _, places, unsure = looked(reading, text, register)
    if not places and not unsure:
        return Found()
    inside = [each for each in places if each.start >= begins]
    paragraphs = anchors(where, [each.start - begins for each in inside])
    mentions = [
        Mention(each.entity, -1, -1, *_said(whole, each), "", True, each.typo)
        for each in places
        if each.start < begins
    ]
    for each, paragraph in zip(inside, paragraphs, strict=True):
        at, until = each.start - begins, each.end - begins
        start, end = where.in_html(at, until)
        name, said = _said(whole, each)
        apart = any(begin < until and at < stop for begin, stop in where.apart) or (
            text.html[start:end] != name and not linkable(text.html, start, end)
        )
        mentions.append(
            Mention(each.entity, start, end, name, said, paragraph.id, apart, each.typo)
        )
    put = {each.at: each.id for each in paragraphs if each.at >= 0}
    doubts = (Doubt(*_said(whole, each), each.entities) for each in unsure)
    return Found(
        tuple(mentions),
        tuple(sorted(put.items())),
        tuple(dict.fromkeys(doubts)),
    )


def _said(text: str, place: Place | Unsure) -> tuple[str, str]:
    """A name as printed, and the sentence it stands in."""
    return text[place.start : place.end], sentence(text, place.start, place.end)


def _bearers(
    listed: Iterable[Listed], registry: names.Names, alone: bool = False
) -> frozenset[str]:
    """Slugs of all who bear one of some names; with `alone` of those who share it with nobody."""
    return frozenset(
        slug
        for each in listed
        if (bearers := names.bearers(each.text, registry)) and not (alone and len(bearers) > 1)
        for slug in bearers
    )


def late(path: str, found: Found, labels: Mapping[str, Label], link: str) -> Late:
    """What a page holds to show the text of a content file with links to whom it names: a Late of `shown`."""
    named = dict.fromkeys(each.entity for each in found.mentions)
    known = {slug: labels[slug] for slug in named if slug in labels}
    text, where = Handle("text", (path,), one=True), Handle("found", (path,), one=True)
    return Late("digest.mentions:shown", (text, where, known, link))


def shown(text: Text, found: Found, labels: Mapping[str, Label], link: str) -> Text:
    """A text as its page shows it: paragraphs that name somebody with their anchors, names with links.

    `labels` are of the entities that have a page, by slug; `link` is the setting: `first`, `all` or `none`. What is
    misspelt is marked wherever it stands.
    """
    if not found.mentions:
        return text
    marks: list[Mark] = []
    seen: set[str] = set()
    for each in found.mentions:
        label = labels.get(each.entity)
        if label is None or each.start < 0:
            continue
        first = each.typo or each.entity not in seen
        if not each.apart and (link == "all" or (link == "first" and first)):
            marks.append(Mark(each.start, each.end, _opening(label, each.typo), "</a>"))
            if not each.typo:
                seen.add(each.entity)
        elif each.typo:
            opening = f'<span class="typo" title="{_told(label)}">'
            marks.append(Mark(each.start, each.end, opening, "</span>"))
    return replace(text, html=linked(text.html, marks, found.anchors))


def _opening(label: Label, typo: bool) -> str:
    """The tag before a name; its address begins with `/`, as `passages.linked` wants it."""
    kinds = f"entity {label.kind}" if label.kind else "entity"
    address = f"/{urls.encode(label.url)}"
    if not typo:
        return f'<a class="{kinds}" href="{address}">'
    return f'<a class="{kinds} typo" href="{address}" title="{_told(label)}">'


def _told(label: Label) -> str:
    return escape(f"Misspelt in the source: {label.name}")
