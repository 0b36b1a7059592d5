"""One page a tag and source, and an index of each."""

from collections.abc import Iterator

from digest import company, mentions, naming, pager, urls
from digest.config import masthead
from digest.model import Counted, Group, Handle, Masthead, Page, Site, Term

_GROUPS: tuple[Group, ...] = ("tags", "sources")
_INDEX_SIZE = 300
"""Entries of a page of an index, which are one line each."""


def pages(site: Site) -> Iterator[Page]:
    """The indexes, then every term with its articles, newest first, page by page."""
    top = masthead(site.config)
    dates = {each.article.path: date for each in site.articles if (date := each.article.date)}
    labels = {term.slug: term.label for term in site.terms["entities"]}
    sources = {term.slug: term.label for term in site.terms["sources"]}
    names = {each.article.path: each.named for each in site.articles}
    reporting = {each.article.path: (each.source,) for each in site.articles}
    for group in _GROUPS:
        yield from _index(site, group, top)
        for term in site.terms[group]:
            profile = term.profile
            text = None
            if profile:
                found = site.found[profile.path]
                text = mentions.late(profile.path, found, labels, site.config.link)
            named = company.named((names[path] for path in term.articles), labels)
            reports = (reporting[path] for path in term.articles if group == "tags")
            told = company.named(reports, sources)
            dated = [dates[path] for path in term.articles if path in dates]
            for url, place, part in pager.paginate(term.url, term.articles, site.config.page_size):
                yield Page(
                    path=urls.file(url),
                    layout=f"{(profile.layout if profile else '') or 'term'}.html",
                    values={
                        "site": top,
                        "url": url,
                        "term": term.label,
                        "group": group,
                        "profile": profile,
                        "picture": term.picture,
                        "text": text,
                        "links": site.links[profile.path] if profile else {},
                        "cards": Handle("card", tuple(part)),
                        "count": len(term.articles),
                        "named": named if place.number == 1 else (),
                        "reporters": told if place.number == 1 else (),
                        "first": dated[-1] if dated else None,
                        "last": dated[0] if dated else None,
                        "pager": place,
                        "feed": term.url + "feed" if site.config.feeds.terms else "feed",
                    },
                    origin=f"{site.config.content}/{profile.path}" if profile else group,
                    line=profile.layout_line if profile else 0,
                    listed=True,
                )


def _index(site: Site, group: Group, top: Masthead) -> Iterator[Page]:
    terms = [Counted(term.label, len(term.articles), _line(term)) for term in site.terms[group]]
    most = max((each.count for each in terms), default=0)
    for url, place, part in pager.paginate(f"{group}/", terms, _INDEX_SIZE):
        values = {
            "site": top,
            "url": url,
            "group": group,
            "terms": tuple(part),
            "count": len(terms),
            "most": most,
            "pager": place,
            "feed": "feed",
        }
        yield Page(urls.file(url), "terms.html", values, "terms", listed=True)


def _line(term: Term) -> str:
    """What an index says of a tag or a source."""
    line = naming.line(term.profile)
    return " · ".join(filter(None, (term.profile.country if term.profile else "", line)))
