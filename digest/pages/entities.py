"""A page an entity with what shows that it was reported on, an index of all, and one of each kind."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from msgspec.structs import replace

from digest import alphabet, linked_data, mentions, naming, pager, urls
from digest.config import masthead
from digest.model import (
    ENTITY_KINDS,
    Bar,
    Card,
    Counted,
    Date,
    Evidence,
    Handle,
    Label,
    Late,
    Link,
    Linked,
    Masthead,
    Mention,
    Page,
    Profile,
    Reporter,
    Section,
    Site,
    Term,
)
from digest.quotes import quotes

_INDEX_SIZE = 300
"""Entries of a page of an index, which are one line each."""
_MANY = 40
"""Entities of a kind from which on an index of them is parted by letters."""
_MOST_YEARS = 5
"""What a chart shows by months; more by years."""


def pages(site: Site) -> Iterator[Page]:
    """The indexes, then every entity with its articles, newest first, page by page, each with its JSON beside it."""
    top = masthead(site.config)
    terms = {term.slug: term for term in site.terms["entities"]}
    labels = {slug: term.label for slug, term in terms.items()}
    linked = {each.article.path: each for each in site.articles}
    sources = {term.slug: term.label for term in site.terms["sources"]}
    moments = _moments(site)
    pairs: dict[str, list[Counted]] = defaultdict(list)
    for each in sorted(site.together, key=lambda pair: -len(pair.articles)):
        address = urls.together(each.one, each.other)
        for one, other in ((each.one, each.other), (each.other, each.one)):
            label = Label(address, labels[other].name, labels[other].kind)
            pairs[one].append(Counted(label, len(each.articles)))
    yield from _indexes(site, top)
    for slug, term in terms.items():
        told = [linked[path] for path in term.articles]
        shown = {
            "chart": _chart(moments[slug]),
            "near": tuple(Counted(labels[other], many) for other, many in site.near.get(slug, ())),
            "pairs": tuple(pairs[slug]) if slug in pairs else (),
            "reporters": _reporters(told, sources),
        }
        yield from _entity(site, top, term, told, labels, shown)


def _entity(
    site: Site,
    top: Masthead,
    term: Term,
    told: Sequence[Linked],
    labels: Mapping[str, Label],
    shown: Mapping[str, Any],
) -> Iterator[Page]:
    profile, slug = term.profile, term.slug
    dated = [date for each in told if (date := each.article.date)]
    text = None
    if profile:
        text = mentions.late(profile.path, site.found[profile.path], labels, site.config.link)
    shared = {
        "site": top,
        "term": term.label,
        "group": "entities",
        "profile": profile,
        "picture": term.picture,
        "text": text,
        "links": site.links[profile.path] if profile else {},
        "count": len(told),
        "about": sum(slug in each.about for each in told),
        "first": dated[-1] if dated else None,
        "last": dated[0] if dated else None,
        "data": linked_data.entity(linked_data.thing(term), profile.names if profile else (), top),
        "feed": term.url + "feed" if site.config.feeds.terms else "feed",
    }
    record = linked_data.record(term, top)
    for url, place, part in pager.paginate(term.url, told, site.config.page_size):
        paths = tuple(each.article.path for each in part)
        abouts = tuple(slug in each.about for each in part)
        given = (Handle("card", paths), Handle("named", paths, of=slug), abouts)
        yield Page(
            path=urls.file(url),
            layout=f"{(profile.layout if profile else '') or 'entity'}.html",
            values={
                **shared,
                **(shown if place.number == 1 else _LATER),
                "url": url,
                "evidence": Late("digest.pages.entities:evidence", given),
                "pager": place,
            },
            origin=f"{site.config.content}/{profile.path}" if profile else "entities",
            line=profile.layout_line if profile else 0,
            listed=True,
        )
        following = f"{top.url}{urls.encode(place.older)}index.json" if place.older else None
        document = Late("digest.pages.entities:document", (record, paths, *given, following, top))
        values = {"site": top, "document": document}
        yield Page(f"{url}index.json", "data.json", values, "entities")
        if profile and place.number == 1:
            yield from _moved(profile, values, site.config.content)


_LATER: Mapping[str, Any] = {"chart": (), "near": (), "pairs": (), "reporters": ()}
"""What stands on an entity's first page alone: so that others need not be made again when it changes."""


def _moved(profile: Profile, values: dict[str, Any], content: str) -> Iterator[Page]:
    """An entity's JSON at its old addresses too: programs follow no page's redirect."""
    for old in profile.aliases:
        if old.endswith("/"):
            yield Page(f"{old}index.json", "data.json", values, f"{content}/{profile.path}")


def evidence(
    cards: Sequence[Card], named: Sequence[tuple[Mention, ...]], abouts: Sequence[bool]
) -> tuple[Evidence, ...]:
    """Articles as an entity's page shows them."""
    return tuple(
        Evidence(card, places, about, quotes(places))
        for card, places, about in zip(cards, named, abouts, strict=True)
    )


def document(
    record: dict[str, Any],
    paths: Sequence[str],
    cards: Sequence[Card],
    named: Sequence[tuple[Mention, ...]],
    abouts: Sequence[bool],
    following: str | None,
    top: Masthead,
) -> dict[str, Any]:
    """A page of an entity for other programs: what entities.json says of it, and the mentions in each article.

    `count` is the number of its articles on all pages, `next` the address of the `following` page's JSON.
    """
    articles = [
        {
            "path": path,
            "url": top.url + urls.encode(card.url),
            "about": about,
            "mentions": [
                {
                    "text": mention.text,
                    "sentence": mention.sentence,
                    "anchor": mention.anchor,
                    "about": about,
                }
                for mention in places
            ],
        }
        for path, card, places, about in zip(paths, cards, named, abouts, strict=True)
    ]
    told = {"count": len(record["articles"]), "next": following, "articles": articles}
    return record | told


def reporters(rows: Sequence[Reporter], latest: Sequence[Card]) -> tuple[Reporter, ...]:
    """Who reported on an entity, each with the card of what they reported last."""
    return tuple(replace(row, latest=card) for row, card in zip(rows, latest, strict=True))


def _moments(site: Site) -> dict[str, Counter[str]]:
    """How often each entity is named in articles of each month, or year where no month is known.

    An article that is about an entity counts once even where its text does not name it.
    """
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for each in site.articles:
        if each.article.date:
            when = each.article.date.iso[:7]
            named = Counter([mention.entity for mention in each.found.mentions])
            for slug in each.named:
                found[slug][when] += named[slug] or 1
    return found


def _chart(counts: Mapping[str, int]) -> tuple[Bar, ...]:
    """Mentions by month from the first to the last, by year where that is more than five or no month is known."""
    if len(counts) < 2:
        return ()
    first, last = min(counts), max(counts)
    if any(len(when) == 4 for when in counts) or int(last[:4]) - int(first[:4]) > _MOST_YEARS:
        yearly: Counter[str] = Counter()
        for when, count in counts.items():
            yearly[when[:4]] += count
        if len(yearly) < 2:
            return ()
        counts = yearly
        span = [f"{year:04}" for year in range(int(first[:4]), int(last[:4]) + 1)]
    else:
        span = _months(first, last)
    highest = max(counts.values())
    return tuple(
        Bar(when, count, -(-100 * count // highest))
        for when in span
        for count in (counts.get(when, 0),)
    )


def _months(first: str, last: str) -> list[str]:
    begin, end = (12 * int(when[:4]) + int(when[5:7]) - 1 for when in (first, last))
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(begin, end + 1)]


def _reporters(told: Sequence[Linked], sources: Mapping[str, Label]) -> Late | tuple[()]:
    """The sources that name an entity, who did so most first; none where it is but one."""
    by_source: dict[str, list[Linked]] = {}
    for each in told:
        if each.source in sources:
            by_source.setdefault(each.source, []).append(each)
    if len(by_source) < 2:
        return ()
    rows: list[tuple[Reporter, str]] = []
    for slug, theirs in by_source.items():
        dates: list[Date] = [date for each in theirs if (date := each.article.date)]
        first, last = (dates[-1], dates[0]) if dates else (None, None)
        row = Reporter(sources[slug], len(theirs), first, last)
        rows.append((row, theirs[0].article.path))
    rows.sort(key=lambda row: (-row[0].count, alphabet.order(row[0].label.name)))
    latest = Handle("card", tuple(path for _, path in rows))
    return Late("digest.pages.entities:reporters", (tuple(row for row, _ in rows), latest))


def _indexes(site: Site, top: Masthead) -> Iterator[Page]:
    """All entities by kind, and those of each kind by alphabet."""
    of_kind: dict[str, list[Term]] = {kind: [] for kind in ENTITY_KINDS}
    for term in site.terms["entities"]:
        of_kind[term.kind or "other"].append(term)
    present = {kind: terms for kind, terms in of_kind.items() if terms}
    for terms in present.values():
        terms.sort(key=lambda term: alphabet.order(term.name))
    kinds = tuple(
        Counted(Label(urls.kind(kind), kind, kind), len(terms)) for kind, terms in present.items()
    )
    yield from _index(top, "entities/", "", present, kinds)
    for kind, terms in present.items():
        yield from _index(top, urls.kind(kind), kind, {kind: terms}, kinds)


def _index(
    top: Masthead,
    url: str,
    kind: str,
    terms: Mapping[str, Sequence[Term]],
    kinds: tuple[Counted, ...],
) -> Iterator[Page]:
    entries = [
        (
            (each, alphabet.letter(term.name) if len(of_kind) >= _MANY else ""),
            Counted(term.label, len(term.articles), naming.line(term.profile)),
        )
        for each, of_kind in terms.items()
        for term in of_kind
    ]
    split = [
        (address, place, tuple(_sections(part)))
        for address, place, part in pager.paginate(url, entries, _INDEX_SIZE)
    ]
    letters: dict[str, Link] = {}
    for address, _, sections in split:
        for each in sections:
            if kind and each.letter:
                link = Link(f"{address}#{each.anchor}", each.letter)
                letters.setdefault(each.letter, link)
    for address, place, sections in split:
        values = {
            "site": top,
            "url": address,
            "group": "entities",
            "kind": kind,
            "kinds": kinds,
            "letters": tuple(letters.values()),
            "sections": sections,
            "count": len(entries),
            "pager": place,
            "feed": "feed",
        }
        yield Page(urls.file(address), "entities.html", values, "entities", listed=True)


def _sections(
    entries: Iterable[tuple[tuple[str, str], Counted]],
) -> Iterator[Section]:
    """Entries in their order, parted where another kind or letter begins."""
    for (kind, letter), group in groupby(entries, key=lambda entry: entry[0]):
        anchor = f"d-{kind}-{letter.casefold()}" if letter else f"d-{kind}"
        yield Section(kind, letter, anchor, tuple(entry for _, entry in group))
