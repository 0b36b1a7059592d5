"""The front page and what follows it: the latest articles."""

from collections.abc import Iterator

from digest import pager, urls
from digest.config import masthead
from digest.model import Handle, Page, Site


def pages(site: Site) -> Iterator[Page]:
    """The latest articles, page by page."""
    paths = tuple(linked.article.path for linked in site.articles)
    top = masthead(site.config)
    for url, place, shown in pager.paginate("", paths, site.config.page_size):
        cards = Handle("card", tuple(shown))
        values = {"site": top, "url": url, "pager": place, "cards": cards, "feed": "feed"}
        yield Page(urls.file(url), "home.html", values, "home", listed=True)
