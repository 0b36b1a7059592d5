"""One page a tag, entity and source, and an index of each."""

from collections.abc import Iterator

from digest import linked_data, pager, urls
from digest.config import masthead
from digest.model import ENTITY_KINDS, GROUPS, Counted, Handle, Masthead, Page, Site, Term

_INDEX_SIZE = 300
"""Entries of a page of an index, which are one line each."""


def pages(site: Site) -> Iterator[Page]:
    """The indexes, then every term with its articles, newest first, page by page."""
    top = masthead(site.config)
    dates = {each.article.path: date for each in site.articles if (date := each.article.date)}
    for group in GROUPS:
        yield from _index(site, group, top)
        for term in site.terms[group]:
            profile = term.profile
            label, thing = term.label, linked_data.thing(term)
            names = profile.names if profile else ()
            data = linked_data.entity(thing, names, top) if group == "entities" else None
            dated = [dates[path] for path in term.articles if path in dates]
            for url, place, part in pager.paginate(term.url, term.articles, site.config.page_size):
                yield Page(
                    path=urls.file(url),
                    layout=f"{(profile.layout if profile else '') or 'term'}.html",
                    values={
                        "site": top,
                        "url": url,
                        "term": label,
                        "group": group,
                        "profile": profile,
                        "text": Handle("text", (profile.path,), one=True) if profile else None,
                        "links": site.links[profile.path] if profile else {},
                        "cards": Handle("card", tuple(part)),
                        "count": len(term.articles),
                        "first": dated[-1] if dated else None,
                        "last": dated[0] if dated else None,
                        "pager": place,
                        "data": data,
                        "feed": term.url + "feed" if site.config.feeds.terms else "feed",
                    },
                    origin=f"{site.config.content}/{profile.path}" if profile else group,
                    line=profile.layout_line if profile else 0,
                    listed=True,
                )


def _index(site: Site, group: str, top: Masthead) -> Iterator[Page]:
    terms = [Counted(term.label, len(term.articles), _short(term)) for term in _sorted(site, group)]
    for url, place, part in pager.paginate(f"{group}/", terms, _INDEX_SIZE):
        values = {
            "site": top,
            "url": url,
            "group": group,
            "terms": tuple(part),
            "count": len(terms),
            "pager": place,
            "feed": "feed",
        }
        yield Page(urls.file(url), "terms.html", values, "terms", listed=True)


def _sorted(site: Site, group: str) -> list[Term]:
    """By kind for entities, then by name."""
    order = {kind: number for number, kind in enumerate(ENTITY_KINDS)}
    terms = [term for key in GROUPS if key == group for term in site.terms[key]]
    if group == "entities":
        terms.sort(key=lambda term: order.get(term.kind, len(order)))  # type: ignore[call-overload]
    return terms


def _short(term: Term) -> str:
    """What an index says of a term beside its name."""
    return term.profile.country if term.profile and term.group == "sources" else ""
