"""The page that searches, and the index it works with."""

from collections.abc import Iterator
from typing import Any

from digest import records, urls
from digest.config import masthead
from digest.model import GROUPS, Page, Site


def pages(site: Site) -> Iterator[Page]:
    """Both where the setting `search` asks for them. The index has no layout: it stands for all files in its folder."""
    if not site.config.search:
        return
    top = masthead(site.config)
    counts = {group: len(site.terms[group]) for group in GROUPS}
    values: dict[str, Any] = {
        "site": top,
        "url": urls.SEARCH,
        "counts": {"articles": len(site.articles), **counts},
        "feed": "feed",
    }
    yield Page(urls.file(urls.SEARCH), "search.html", values, "search", listed=True)
    yield Page(urls.INDEX, "", records.values(site), "search")
