"""Articles, terms and their texts → what the search finds: a record each, with all names that lead to it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from digest import dates, safe, urls
from digest.lettering import folded
from digest.model import Card, Findable, Group, Handle, Known, Link, Page, Site
from digest.spellings import spellings
from digest.stock import Stock, Texts

Filters = dict[str, tuple[str, ...]]

_KINDS: dict[Group, Literal["entity", "tag", "source"]] = {
    "entities": "entity",
    "tags": "tag",
    "sources": "source",
}
_BESIDE = " · "
_BEFORE = 100_000_000_000
"""Seconds that make all instants of the calendar positive numbers of twelve digits, which sort as texts do."""

_UNSPACED = re.compile(
    "([\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff])"
)
"""Letters of Chinese and Japanese, written without spaces between words (Unicode blocks of Han and kana)."""
_ARABIC = re.compile("[\u0621-\u063a\u0641-\u064a\u0670-\u06d3]{3,}")
_ARTICLE = re.compile("^(?:[وفبك]?ال|لل)(?=.{3})")
"""The Arabic article, alone or after a conjunction or preposition of one letter, before at least three letters."""
_LAST = str.maketrans("ىة", "يه")
"""Letters that end words and that many writers do not tell apart."""


class Record(NamedTuple):
    """One thing to be found: its address within the site, its title and text, and other words that lead to it.

    `when` is its date in words, `iso` as such, `order` a text that sorts by it. `filters` narrow a search down.
    """

    url: str
    title: str
    text: str
    names: str
    stems: str
    when: str
    iso: str
    order: str
    filters: Filters


def values(site: Site) -> dict[str, Any]:
    """What the page of the index holds: all that may be found, by handle where it can be; no drafts, nothing hidden."""
    listed = [each for each in site.articles if not each.article.draft]
    paths = tuple(each.article.path for each in listed)
    known: dict[str, Known] = {}
    others: list[Findable] = []
    for group, kind in _KINDS.items():
        for term in site.terms[group]:
            sort = (term.kind or "other") if kind == "entity" else ""
            it, names = term.profile, (term.slug,) if kind == "entity" else ()
            if it is None:
                others.append(Findable(kind, sort, term.url, term.name, "", names, {}, ""))
                continue
            if kind == "entity":
                known[term.slug] = Known(
                    term.slug, it.kind, it.name, it.names, it.short, it.misspellings
                )
            links = site.links[it.path]
            others.append(
                Findable(
                    kind, sort, term.url, term.name, it.path, names or it.names, links, it.lang
                )
            )
    for page in site.pages:
        if not (page.hidden or page.draft):
            links = site.links[page.path]
            found = Findable("page", "", page.url, page.title, page.path, (), links, page.lang)
            others.append(found)
    told = (each.path for each in others if each.path)
    return {
        "language": site.config.language,
        "articles": Handle("card", paths),
        "texts": Handle("text", (*paths, *told)),
        "named": tuple(each.named for each in listed),
        "links": {each.article.path: each.links for each in listed if each.links},
        "entities": known,
        "others": tuple(others),
    }


def records(page: Page, shown: Stock, texts: Texts) -> Iterator[Record]:
    """What a site's search finds, one by one: articles, the newest first, then terms, then pages.

    `page` is that of the index. What `texts` raises for a text that is lost goes through.
    """
    held = page.values
    language: str = held["language"]
    names = _Names(held["entities"])
    links: Mapping[str, Mapping[str, Link]] = held["links"]
    for path, slugs in zip(held["articles"].paths, held["named"], strict=True):
        card = shown.linked[path].card
        words = _words(texts(path).html, links.get(path, {}))
        yield _article(card, words, names.of(slugs), language)
    for each in held["others"]:
        words = _words(texts(each.path).html, each.links) if each.path else ""
        spelt = names.of(each.names) if each.kind == "entity" else _BESIDE.join(each.names)
        filters: Filters = {"kind": (each.kind,), "lang": (each.lang or language,)}
        if each.sort:
            filters["entity"] = (each.sort,)
        yield _record(each.url, each.title, words, spelt, filters)


def _article(card: Card, words: str, names: str, language: str) -> Record:
    filters: Filters = {"kind": ("article",), "lang": (card.lang or language,)}
    if card.source:
        filters["source"] = (card.source.name,)
    if card.tags:
        filters["tag"] = tuple(dict.fromkeys(tag.name for tag in card.tags))
    if card.date is None:
        return _record(card.url, card.title, words, names, filters)
    filters["year"] = (card.date.year,)
    made = _record(card.url, card.title, words, names, filters)
    when = dates.spoken(card.date.iso, language)
    return made._replace(when=when, iso=card.date.iso, order=f"{card.date.instant + _BEFORE:012}")


def _record(url: str, title: str, words: str, names: str, filters: Filters) -> Record:
    words = words or title  # Pagefind passes over what has no text
    stems = " ".join(_stems((title, words, names)))
    whole = "/" + urls.encode(url)
    return Record(
        whole, spaced(title), spaced(words), spaced(names), stems, "", "", "0" * 12, filters
    )


def _words(html: str, links: Mapping[str, Link]) -> str:
    """The words of a text, references called by what they lead to."""

    def title(value: str) -> str | None:
        link = links.get(value) or links.get(value.partition("#")[0])
        return link.title if link else None

    return safe.plain(safe.rewrite(html, lambda value: None, title) if links else html)


def spaced(text: str) -> str:
    """A text with each Chinese or Japanese letter a word of its own: whoever looks for some in a row finds them.

    Dictionaries cut the same letters in one way here and another there, which a search does not forgive.
    """
    if text.isascii() or not _UNSPACED.search(text):
        return text
    return " ".join(_UNSPACED.sub(r" \1 ", text).split())


def _stems(texts: Iterable[str]) -> Iterable[str]:
    """Arabic words as people type them that stand otherwise in a text: without the article, with other last letters."""
    found: dict[str, None] = {}
    for text in texts:
        if not text.isascii():
            for word in _ARABIC.findall(text):
                bare = _ARTICLE.sub("", word)
                for form in (bare, word.translate(_LAST), bare.translate(_LAST)):
                    if form != word:
                        found[form] = None
    return found


class _Names:
    """All spellings of entities, by slug."""

    def __init__(self, known: Mapping[str, Known]) -> None:
        self._known = known
        self._spelt = lru_cache(maxsize=None)(self._spellings)

    def of(self, slugs: Iterable[str]) -> str:
        """How some entities are called, each spelling once."""
        every = (name for slug in slugs for name in self._spelt(slug))
        return _BESIDE.join(dict.fromkeys(every))

    def _spellings(self, slug: str) -> tuple[str, ...]:
        known = self._known.get(slug)
        if known is None:
            return ()
        own = (known.name, *known.names, *known.short, *known.misspellings)
        letters = (each for each in spellings(known).derived if " " not in each and each.isupper())
        # what Pagefind does not know to be the same letter: Łódź, Lodz
        plain = (form for each in own if (form := folded(each).seen) != each)
        return tuple(dict.fromkeys((*own, *letters, *plain)))
