"""A page an entity with what shows that it was reported on, an index of all, and one of each kind."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from digest import linked_data, mentions, naming, pager, urls
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
    Linked,
    Masthead,
    Mention,
    Page,
    Reporter,
    Site,
    Term,
)

_INDEX_SIZE = 300
"""Entries of a page of an index, which are one line each."""


def pages(site: Site) -> Iterator[Page]:
    """The indexes, then every entity with its articles, newest first, page by page, each with its JSON beside it."""
    top = masthead(site.config)
    terms = {term.slug: term for term in site.terms["entities"]}
    labels = {slug: term.label for slug, term in terms.items()}
    linked = {each.article.path: each for each in site.articles}
    sources = {term.slug: term.label for term in site.terms["sources"]}
    pairs: dict[str, list[Counted]] = {}
    for each in site.together:
        for one, other in ((each.one, each.other), (each.other, each.one)):
            address = urls.together(each.one, each.other)
            label = Label(address, labels[other].name, labels[other].kind)
            pairs.setdefault(one, []).append(Counted(label, len(each.articles)))
    yield from _indexes(site, top)
    for slug, term in terms.items():
        near = tuple(Counted(labels[other], count) for other, count in site.near.get(slug, ()))
        told = [linked[path] for path in term.articles]
        yield from _entity(site, top, term, told, labels, sources, near, tuple(pairs.get(slug, ())))


def _entity(
    site: Site,
    top: Masthead,
    term: Term,
    told: Sequence[Linked],
    labels: Mapping[str, Label],
    sources: Mapping[str, Label],
    near: tuple[Counted, ...],
    pairs: tuple[Counted, ...],
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
        "text": text,
        "links": site.links[profile.path] if profile else {},
        "count": len(told),
        "about": sum(slug in each.about for each in told),
        "first": dated[-1] if dated else None,
        "last": dated[0] if dated else None,
        "chart": _chart(slug, told),
        "near": near,
        "pairs": pairs,
        "reporters": _reporters(told, sources),
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
                "url": url,
                "evidence": Late("digest.pages.entities:evidence", given),
                "pager": place,
            },
            origin=f"{site.config.content}/{profile.path}" if profile else "entities",
            line=profile.layout_line if profile else 0,
            listed=True,
        )
        document = Late("digest.pages.entities:document", (record, paths, *given, top))
        values = {"site": top, "document": document}
        yield Page(f"{url}index.json", "data.json", values, "entities")


def evidence(
    cards: Sequence[Card], named: Sequence[tuple[Mention, ...]], abouts: Sequence[bool]
) -> tuple[Evidence, ...]:
    """Articles as an entity's page shows them."""
    return tuple(
        Evidence(card, places, about)
        for card, places, about in zip(cards, named, abouts, strict=True)
    )


def document(
    record: dict[str, Any],
    paths: Sequence[str],
    cards: Sequence[Card],
    named: Sequence[tuple[Mention, ...]],
    abouts: Sequence[bool],
    top: Masthead,
) -> dict[str, Any]:
    """A page of an entity for other programs: what entities.json says of it, and each article's mentions."""
    articles = [
        {
            "path": path,
            "url": top.url + urls.encode(each.card.url),
            "mentions": [
                {
                    "text": mention.text,
                    "sentence": mention.sentence,
                    "anchor": mention.anchor,
                    "about": each.about,
                }
                for mention in each.mentions
            ],
        }
        for path, each in zip(paths, evidence(cards, named, abouts), strict=True)
    ]
    return record | {"articles": articles}


def _chart(slug: str, told: Sequence[Linked]) -> tuple[Bar, ...]:
    """Mentions by month from the first to the last, by year where that is more than five years or no month is known.

    An article that is about the entity counts once even where its text does not name it.
    """
    counts: Counter[str] = Counter()
    for each in told:
        if each.article.date:
            named = sum(mention.entity == slug for mention in each.found.mentions)
            counts[each.article.date.iso[:7]] += max(1, named)
    if len(counts) < 2:
        return ()
    first, last = min(counts), max(counts)
    months = len(first) > 4 and len(last) > 4 and all(len(when) > 4 for when in counts)
    if not months or int(last[:4]) - int(first[:4]) > _MOST_YEARS:
        yearly: Counter[str] = Counter()
        for when, count in counts.items():
            yearly[when[:4]] += count
        counts = yearly
        span = [f"{year:04}" for year in range(int(first[:4]), int(last[:4]) + 1)]
    else:
        span = _months(first, last)
    highest = max(counts.values())
    return tuple(
        Bar(when, counts[when], -(-100 * counts[when] // highest) if counts[when] else 0)
        for when in span
    )


_MOST_YEARS = 5


def _months(first: str, last: str) -> list[str]:
    begin, end = (12 * int(when[:4]) + int(when[5:7]) - 1 for when in (first, last))
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(begin, end + 1)]


def _reporters(told: Sequence[Linked], sources: Mapping[str, Label]) -> tuple[Reporter, ...]:
    """The sources that name an entity, who did so most first; none where it is but one."""
    by_source: dict[str, list[Date | None]] = {}
    for each in told:
        if each.source in sources:
            by_source.setdefault(each.source, []).append(each.article.date)
    if len(by_source) < 2:
        return ()
    made = []
    for slug, dates in by_source.items():
        known = [date for date in dates if date]
        first, last = (known[-1], known[0]) if known else (None, None)
        made.append(Reporter(sources[slug], len(dates), first, last))
    return tuple(sorted(made, key=lambda each: (-each.count, each.label.name.casefold())))


def _indexes(site: Site, top: Masthead) -> Iterator[Page]:
    """All entities by kind, and those of each kind by alphabet."""
    terms = site.terms["entities"]
    present = {
        kind: [term for term in terms if (term.kind or "other") == kind] for kind in ENTITY_KINDS
    }
    kinds = tuple(
        Counted(Label(urls.kind(kind), kind, kind), len(of_kind))
        for kind, of_kind in present.items()
        if of_kind
    )
    everyone = [term for of_kind in present.values() for term in of_kind]
    yield from _index(top, "entities/", "", everyone, kinds)
    for kind, of_kind in present.items():
        if of_kind:
            yield from _index(top, urls.kind(kind), kind, of_kind, kinds)


def _index(
    top: Masthead, url: str, kind: str, terms: Iterable[Term], kinds: tuple[Counted, ...]
) -> Iterator[Page]:
    entries = [Counted(term.label, len(term.articles), naming.line(term.profile)) for term in terms]
    for address, place, part in pager.paginate(url, entries, _INDEX_SIZE):
        values = {
            "site": top,
            "url": address,
            "group": "entities",
            "kind": kind,
            "kinds": kinds,
            "terms": tuple(part),
            "count": len(entries),
            "pager": place,
            "feed": "feed",
        }
        yield Page(urls.file(address), "entities.html", values, "entities", listed=True)
