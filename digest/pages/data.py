"""The digest for other programs: articles.json and entities.json."""

from collections.abc import Iterable, Iterator
from typing import Any

from digest import linked_data, urls
from digest.config import masthead
from digest.model import Handle, Late, Linked, Masthead, Page, Site


def pages(site: Site) -> Iterator[Page]:
    """Two arrays of objects, newest first and by name; the hidden are in neither."""
    top = masthead(site.config)
    listed = Handle("linked", tuple(linked.article.path for linked in site.articles))
    articles = Late("digest.pages.data:articles", (listed, top))
    entities = [linked_data.record(term, top) for term in site.terms["entities"]]
    yield Page("articles.json", "data.json", {"site": top, "document": articles}, "data")
    yield Page("entities.json", "data.json", {"site": top, "document": entities}, "data")


def articles(listed: Iterable[Linked], top: Masthead) -> list[dict[str, Any]]:
    """What articles.json says of each article."""
    return [_article(linked, top) for linked in listed]


def _article(linked: Linked, top: Masthead) -> dict[str, Any]:
    article = linked.article
    return {
        "path": article.path,
        "url": top.url + urls.encode(article.url),
        "title": article.title,
        "date": article.date.iso if article.date else None,
        "updated": article.updated.iso if article.updated else None,
        "summary": article.summary,
        "source": linked.card.source.name if linked.card.source else None,
        "original": article.original or None,
        "tags": [tag.name for tag in linked.tags],
        "entities": [*linked.about, *linked.mentioned],
        "lang": article.lang,
        **({"draft": True} if article.draft else {}),
    }
