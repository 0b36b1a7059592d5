"""The front page and what follows it: the latest articles."""

from collections.abc import Iterator

from digest import pager, urls
from digest.config import masthead
from digest.model import Page, Site


def pages(site: Site) -> Iterator[Page]:
    """The latest articles, page by page."""
    cards = tuple(linked.card for linked in site.articles)
    top = masthead(site.config)
    for url, place, shown in pager.paginate("", cards, site.config.page_size):
        values = {"site": top, "url": url, "pager": place, "cards": shown, "feed": "feed"}
        yield Page(urls.file(url), "home.html", values, "home", listed=True)
