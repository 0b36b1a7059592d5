"""Which pages does a site have? One module a kind, each `pages(site) -> Iterator[Page]`."""

from collections.abc import Callable, Iterator

from digest.model import Asset, Page, Site
from digest.pages import (
    archive,
    articles,
    data,
    entities,
    feeds,
    home,
    host,
    redirects,
    search,
    standalone,
    terms,
    theme,
    together,
)

Kind = Callable[[Site], Iterator[Page | Asset]]

KINDS: dict[str, Kind] = {
    "home": home.pages,
    "articles": articles.pages,
    "standalone": standalone.pages,
    "terms": terms.pages,
    "entities": entities.pages,
    "together": together.pages,
    "archive": archive.pages,
    "feeds": feeds.pages,
    "data": data.pages,
    "search": search.pages,
    "host": host.pages,
    "theme": theme.pages,
    "redirects": redirects.pages,
}
"""The kinds that come along, by the name under which the setting `pages` asks for them.

In this order pages claim their address: an old address never takes a living page's.
"""
