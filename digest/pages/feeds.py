"""Atom and JSON feeds: of the site, of each tag, entity and source, and of entities often named together."""

from collections.abc import Iterator, Sequence

from digest import company, dates, urls
from digest.config import masthead
from digest.model import Article, Entry, Handle, Item, Late, Linked, Masthead, Page, Site, Text


def pages(site: Site) -> Iterator[Page]:
    """Two feeds for each list. Articles without a date are in none: a feed says when, and nobody knows."""
    top = masthead(site.config)
    dated = [linked for linked in site.articles if linked.article.date]
    yield from _feed(site, top, "", site.config.title, dated)
    if not site.config.feeds.terms:
        return
    by_path = {linked.article.path: linked for linked in dated}
    for terms in site.terms.values():
        for term in terms:
            listed = [by_path[path] for path in term.articles if path in by_path]
            title = f"{term.name} – {site.config.title}"
            feeds = tuple(_feed(site, top, term.url, title, listed))
            yield from feeds
            for old in term.profile.aliases if term.profile else ():
                if term.profile and old.endswith("/"):
                    yield from _moved(old, feeds, f"{site.config.content}/{term.profile.path}")
    entities = {term.slug: term for term in site.terms["entities"]}
    profiles = {slug: term.profile for slug, term in entities.items()}
    for pair in site.together:
        listed = [by_path[path] for path in pair.articles if path in by_path]
        names = f"{entities[pair.one].name} + {entities[pair.other].name}"
        address = urls.together(pair.one, pair.other)
        feeds = tuple(_feed(site, top, address, f"{names} – {site.config.title}", listed))
        yield from feeds
        for old, profile in company.former(pair, profiles):
            yield from _moved(old, feeds, f"{site.config.content}/{profile.path}")


def _moved(old: str, feeds: Sequence[Page], origin: str) -> Iterator[Page]:
    """Feeds at an old address too, since readers of feeds follow no page's redirect; there they keep their old id.

    So an id outlasts a rename, and a merger in which two feeds become one.
    """
    for feed in feeds:
        yield Page(old + feed.layout, feed.layout, {**feed.values, "id": old}, origin)


def _feed(
    site: Site, top: Masthead, url: str, title: str, listed: Sequence[Linked]
) -> Iterator[Page]:
    shown = listed[: site.config.feeds.limit]
    paths = tuple(linked.article.path for linked in shown)
    texts = paths if site.config.feeds.full else ()
    given = (Handle("item", paths), Handle("text", texts), top)
    values = {
        "site": top,
        "id": url,
        "url": url,
        "title": title,
        "entries": Late("digest.pages.feeds:entries", given),
        "updated": max((_updated(each.article) for each in shown), default="1970-01-01T00:00:00Z"),
    }
    yield Page(url + "feed.xml", "feed.xml", values, "feeds")
    yield Page(url + "feed.json", "feed.json", values, "feeds")


def entries(listed: Sequence[Item], texts: Sequence[Text], top: Masthead) -> tuple[Entry, ...]:
    """Dated articles as feeds carry them: with their texts, or with summaries where there are none."""
    bodies = texts or (None,) * len(listed)
    return tuple(_entry(each, body, top) for each, body in zip(listed, bodies, strict=True))


def _entry(item: Item, text: Text | None, top: Masthead) -> Entry:
    article = item.article
    # an article that moved keeps the id under which readers have it: its oldest address
    first = (*article.aliases, article.url)[0]
    return Entry(
        id=top.url + urls.encode(first),
        url=article.url,
        title=article.title,
        begins=_begins(article),
        updated=_updated(article),
        authors=article.authors,
        source=item.card.source.name if item.card.source else "",
        original=article.original,
        summary=article.summary,
        html=text.html if text else "",
        links=item.links if text else {},
        lang=article.lang,
        tags=item.tags,
        draft=article.draft,
    )


def _begins(article: Article) -> str:
    return dates.begins(article.date) if article.date else ""


def _updated(article: Article) -> str:
    begins = _begins(article)
    return max(begins, dates.begins(article.updated)) if article.updated else begins
