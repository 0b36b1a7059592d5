"""What pages show of articles: a handle → the cards, articles and texts it stands for, and their fingerprints."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import import_module
from typing import Any
from zlib import crc32

import msgspec
from msgspec.structs import replace

from digest.fingerprint import brief, encode, of_bytes
from digest.layers import laid
from digest.model import Article, Body, Found, Handle, Item, Late, Linked, Mention, Page, Site, Text

Texts = Callable[[str], Text]
"""The text of a content file, by its path."""


class Marks(dict[str, bytes]):
    """Fingerprints by path, each made when it is first asked for, but for those that lie `under` these already."""

    def __init__(
        self,
        make: Callable[[str], bytes],
        made: Mapping[str, bytes] | None = None,
        under: Mapping[str, bytes] | None = None,
    ) -> None:
        super().__init__(made or {})
        self.make = make
        self.under = under or {}

    def __missing__(self, path: str) -> bytes:
        mark = self.under.get(path)
        if mark is None:
            mark = self[path] = self.make(path)
        return mark

    def of(self, paths: Iterable[str]) -> list[bytes]:
        """The fingerprints of some paths: lists of all articles ask for all of them."""
        if not self.under:
            return list(map(self.__getitem__, paths))
        own, under = self.get, self.under.get
        return [
            found
            if (found := own(path)) is not None or (found := under(path)) is not None
            else self[path]
            for path in paths
        ]

    def made(self) -> dict[str, bytes]:
        """All that were made."""
        return {**self.under, **self}


class Stock(msgspec.Struct, frozen=True, gc=False):
    """Articles in their places by path, whom texts name, and the marks of all that a handle can lead to.

    Marks go by what a handle asks for. `found`, `marks["text"]` and `marks["found"]` are of every content file that has
    a text, the others are of articles.
    """

    linked: Mapping[str, Linked]
    found: Mapping[str, Found]
    marks: dict[str, Marks]


def of(site: Site) -> Stock:
    """What the pages of a site may show of its articles, and the fingerprints of all its texts."""
    articles = (*site.articles, *site.hidden)
    linked = {each.article.path: _bare(each) for each in articles}
    bodies = {each.article.path: each.article.body for each in articles}
    bodies |= {page.path: page.body for page in site.pages}
    bodies |= {
        p.path: p.body for terms in site.terms.values() for each in terms if (p := each.profile)
    }
    found = {each.article.path: each.found for each in articles} | site.found
    marks = {"text": {path: body.mark.encode() for path, body in bodies.items()}}
    return marked(linked, found, marks)


def changed(known: Stock, changed: Iterable[Linked]) -> Stock:
    """The same stock, but for some articles, which name the same entities as before."""
    articles = {each.article.path: each for each in changed}
    made: dict[str, dict[str, bytes]] = {}
    under: dict[str, Mapping[str, bytes]] = {}
    for what, marks in known.marks.items():
        if marks.under and len(marks) <= _MOST:
            made[what], under[what] = dict(marks), marks.under
        else:
            made[what], under[what] = {}, marks.made() if marks.under else marks
    named = [_named(each.entity, path) for path in articles for each in known.found[path].mentions]
    stale = {what: named if what == "named" else list(articles) for what in _IN_TURN}
    for what, keys in stale.items():
        for key in keys:
            made[what].pop(key, None)
    made["text"] |= {path: each.article.body.mark.encode() for path, each in articles.items()}
    new = marked(
        laid(known.linked, {path: _bare(each) for path, each in articles.items()}),
        laid(known.found, {path: each.found for path, each in articles.items()}),
        made,
        under,
    )
    for what, keys in stale.items():
        for key in keys:  # now, for those that lie under these are of what was said before
            new.marks[what][key] = new.marks[what].make(key)
    return new


_MOST = 1_000
"""Marks that lie above others; from there on all are put together, which pays again for as many changes."""
_IN_TURN = ("card", "article", "found", "named", "item", "linked")
"""Marks that are made: the last two from the first."""


def reworded(linked: Linked, now: Article, found: Found) -> Linked:
    """An article in the place it has on the site, with other words."""
    card = replace(linked.card, title=now.title, summary=now.summary, lang=now.lang)
    return replace(linked, article=now, card=card, found=found)


def marked(
    linked: Mapping[str, Linked],
    found: Mapping[str, Found],
    made: Mapping[str, Mapping[str, bytes]],
    under: Mapping[str, Mapping[str, bytes]] | None = None,
) -> Stock:
    """A stock with the marks that are known already; those `under` them stay where they are."""

    def marks(what: str, make: Callable[[str], bytes]) -> Marks:
        return Marks(make, made.get(what), (under or {}).get(what))

    card = marks("card", lambda path: brief(linked[path].card))
    article = marks("article", lambda path: brief(linked[path].article))

    def place(path: str) -> bytes:
        it = linked[path]
        return brief(
            (
                card[path], article[path], it.tags, it.about, it.mentioned, it.source, it.image,
                it.links, it.backlinks, it.related, it.thread, it.earlier, it.later, it.picture,
            )
        )  # fmt: skip

    def item(path: str) -> bytes:
        it = linked[path]
        return brief((card[path], article[path], it.tags, it.links))

    def of_entity(key: str) -> bytes:
        path = key.partition(" ")[2]
        by_entity: dict[str, list[Mention]] = defaultdict(list)
        for each in found[path].mentions:
            by_entity[each.entity].append(each)
        for entity, mentions in by_entity.items():  # whoever asks for one asks for all
            named[_named(entity, path)] = brief(mentions)
        return named.get(key) or brief(())

    named = marks("named", of_entity)
    return Stock(
        linked,
        found,
        {
            "card": card,
            "article": article,
            "item": marks("item", item),
            "linked": marks("linked", place),
            "text": marks("text", lambda path: b""),
            "found": marks("found", lambda path: brief(found[path])),
            "named": named,
        },
    )


def _bare(linked: Linked) -> Linked:
    """An article in its place without its text and its names: who shows those asks for them by handles of their own."""
    return replace(linked, article=replace(linked.article, body=Body()), found=_NOBODY)


_NOBODY = Found()


def _mentions(found: Found, entity: str) -> tuple[Mention, ...]:
    """Where an entity is named."""
    return tuple(each for each in found.mentions if each.entity == entity)


def _named(entity: str, path: str) -> str:
    """Under what the mentions of an entity in an article have their mark; a slug holds no space."""
    return f"{entity} {path}"


def filled(value: Any, known: Stock, texts: Texts) -> Any:
    """A value of a page as its layout wants it: what handles lead to, what late values come to."""
    if type(value) is Handle:
        found = _found(value, known, texts)
        return (found[0] if found else None) if value.one else tuple(found)
    if type(value) is Late:
        return _made(value.make)(*[filled(each, known, texts) for each in value.given])
    return value


def _found(handle: Handle, known: Stock, texts: Texts) -> list[Any]:
    """What a handle leads to, in the order of its paths."""
    what, paths, linked = handle.what, handle.paths, known.linked
    if what == "card":
        return [linked[path].card for path in paths]
    if what == "text":
        return [texts(path) for path in paths]
    if what == "found":
        return [known.found[path] for path in paths]
    if what == "named":
        return [_mentions(known.found[path], handle.of) for path in paths]
    if what == "article":
        return [linked[path].article for path in paths]
    if what == "item":
        return [
            Item(it.article, it.card, it.tags, it.links) for path in paths for it in [linked[path]]
        ]
    return [linked[path] for path in paths]


def holders(pages: Iterable[Page]) -> dict[str, list[str]]:
    """By content file: the paths of all pages that show something of it by handle."""
    found: dict[str, list[str]] = defaultdict(list)
    for page in pages:
        paths: set[str] = set()
        for value in page.values.values():
            if type(value) is Handle:
                paths.update(value.paths)
            elif type(value) is Late:
                for handle in _handles(value):
                    paths.update(handle.paths)
        for path in paths:
            found[path].append(page.path)
    return found


def mark(page: Page, layout: str, known: Stock) -> str:
    """The fingerprint of a page: of its layout, its values and all that they lead to."""
    parts = [encode((page.layout, layout, page.values))]
    for value in page.values.values():
        if type(value) in _LEADING:
            _gather(value, known, parts)
    return of_bytes(b"".join(parts))


def part(value: Any, known: Stock) -> int:
    """A checksum of one value of a page and what it leads to: to say what changed, not to decide it."""
    if type(value) not in _LEADING:
        return crc32(encode(value))
    parts = [encode(value)]
    _gather(value, known, parts)
    return crc32(b"".join(parts))


def _gather(value: Handle | Late, known: Stock, into: list[bytes]) -> None:
    """The marks of all that a value leads to, in the order in which it is named."""
    if type(value) is Handle:
        marks, paths, of = known.marks[value.what], value.paths, value.of
        into += marks.of([_named(of, path) for path in paths] if of else paths)
    elif type(value) is Late:
        for each in value.given:
            if type(each) in _LEADING:
                _gather(each, known, into)


_LEADING = frozenset((Handle, Late))


def _handles(value: Any) -> Iterable[Handle]:
    if type(value) is Handle:
        yield value
    elif type(value) is Late:
        for each in value.given:
            if type(each) in _LEADING:
                yield from _handles(each)


@cache
def _made(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found
