"""A page for each two entities that are often named together, with the articles that name both."""

from collections.abc import Iterator, Sequence

from digest import pager, urls
from digest.config import masthead
from digest.model import Card, Evidence, Handle, Late, Mention, Page, Site
from digest.quotes import quotes


def pages(site: Site) -> Iterator[Page]:
    """Every pair's articles, newest first, page by page; their feeds are made with all others."""
    top = masthead(site.config)
    labels = {term.slug: term.label for term in site.terms["entities"]}
    linked = {each.article.path: each for each in site.articles}
    for pair in site.together:
        begin = urls.together(pair.one, pair.other)
        for url, place, paths in pager.paginate(begin, pair.articles, site.config.page_size):
            abouts = tuple({pair.one, pair.other} <= {*linked[path].about} for path in paths)
            named = (Handle("named", tuple(paths), of=slug) for slug in (pair.one, pair.other))
            given = (Handle("card", tuple(paths)), *named, abouts)
            yield Page(
                path=urls.file(url),
                layout="together.html",
                values={
                    "site": top,
                    "url": url,
                    "one": labels[pair.one],
                    "other": labels[pair.other],
                    "count": len(pair.articles),
                    "evidence": Late("digest.pages.together:evidence", given),
                    "pager": place,
                    "feed": begin + "feed" if site.config.feeds.terms else "feed",
                },
                origin="together",
                listed=True,
            )


def evidence(
    cards: Sequence[Card],
    ones: Sequence[tuple[Mention, ...]],
    others: Sequence[tuple[Mention, ...]],
    abouts: Sequence[bool],
) -> tuple[Evidence, ...]:
    """Articles with the paragraphs that name both; with all that name either where none does."""
    found = []
    for card, one, other, about in zip(cards, ones, others, abouts, strict=True):
        places = _both(one, other)
        found.append(Evidence(card, places, about, quotes(places)))
    return tuple(found)


def _both(one: Sequence[Mention], other: Sequence[Mention]) -> tuple[Mention, ...]:
    shared = {each.anchor for each in one if each.anchor} & {each.anchor for each in other}
    places = sorted((*one, *other), key=lambda each: each.start)
    return tuple(each for each in places if each.anchor in shared or not shared)
