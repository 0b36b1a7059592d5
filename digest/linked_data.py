"""Articles and terms → what machines read of them: JSON-LD in the words of schema.org, and records in our own."""

from collections.abc import Iterable
from typing import Any

from digest import urls
from digest.model import Linked, Masthead, Profile, Term, Thing

_TYPES = {
    "person": "Person",
    "organisation": "Organization",
    "place": "Place",
    "event": "Event",
    "work": "CreativeWork",
}
_HEADLINE = 110
"""Characters that Google's documentation of article data allows a headline."""


def thing(term: Term) -> Thing:
    """An entity as articles and its own page tell machines of it."""
    return Thing(term.kind, term.name, term.url, _same(term.profile))


def article(
    linked: Linked, about: Iterable[Thing], mentioned: Iterable[Thing], site: Masthead
) -> dict[str, Any]:
    """A NewsArticle; a CreativeWork where no date is known, which a NewsArticle must have.

    schema.org knows no partial dates: `datePublished` is the first day, `temporalCoverage` the truth.
    """
    it = linked.article
    whole = site.url + urls.encode(it.url)
    date = it.date
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle" if date else "CreativeWork",
        "headline": it.title[:_HEADLINE].rstrip(),
        "url": whole,
        "mainEntityOfPage": whole,
        "inLanguage": it.lang,
        "author": [{"@type": "Person", "name": name} for name in it.authors]
        or {"@type": "Organization", "name": _source(linked) or site.author or site.title},
        "publisher": {"@type": "Organization", "name": site.title, "url": site.url},
    }
    if date:
        known = len(date.iso) >= 10
        found["datePublished"] = date.iso if known else (date.iso + "-01-01")[:10]
        if not known:
            found["temporalCoverage"] = date.iso
    if it.updated and len(it.updated.iso) >= 10:
        found["dateModified"] = it.updated.iso
    if it.summary:
        found["description"] = it.summary
    if it.original:
        found["isBasedOn"] = it.original
    if linked.image:
        found["image"] = site.url + urls.encode(linked.image)
    if linked.tags:
        found["keywords"] = [tag.name for tag in linked.tags]
    if described := [_described(each, site) for each in about]:
        found["about"] = described
    if described := [_described(each, site) for each in mentioned]:
        found["mentions"] = described
    return found


def entity(thing: Thing, names: Iterable[str], site: Masthead) -> dict[str, Any]:
    """A Person, Organization, Place, Event, CreativeWork or Thing with its other names and addresses."""
    found: dict[str, Any] = {"@context": "https://schema.org", **_described(thing, site)}
    if names := list(names):
        found["alternateName"] = names
    return found


def record(term: Term, site: Masthead) -> dict[str, Any]:
    """An entity for other programs, in digest's own words; `articles` are content paths, newest first."""
    profile = term.profile
    return {
        "path": profile.path if profile else None,
        "url": site.url + urls.encode(term.url),
        "slug": term.slug,
        "kind": term.kind,
        "name": term.name,
        "names": list(profile.names) if profile else [],
        "same_as": list(profile.same_as) if profile else [],
        "wikidata": (profile.wikidata or None) if profile else None,
        "articles": list(term.articles),
    }


def _source(linked: Linked) -> str:
    return linked.card.source.name if linked.card.source else ""


def _described(thing: Thing, site: Masthead) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": _TYPES.get(thing.kind, "Thing"),
        "name": thing.name,
        "url": site.url + urls.encode(thing.url),
    }
    if thing.same:
        found["sameAs"] = list(thing.same)
    return found


def _same(profile: Profile | None) -> tuple[str, ...]:
    if not profile:
        return ()
    wikidata = (f"https://www.wikidata.org/wiki/{profile.wikidata}",) if profile.wikidata else ()
    return (*wikidata, *profile.same_as)
