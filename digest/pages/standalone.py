"""Pages that are no news: about, imprint, contact."""

from collections.abc import Iterator

from digest import mentions, urls
from digest.config import masthead
from digest.model import Page, Site


def pages(site: Site) -> Iterator[Page]:
    """One page for each file of pages/."""
    top = masthead(site.config)
    labels = {term.slug: term.label for term in site.terms["entities"]}
    for page in site.pages:
        yield Page(
            path=urls.file(page.url),
            layout=f"{page.layout or 'page'}.html",
            values={
                "site": top,
                "url": page.url,
                "page": page,
                "text": mentions.late(page.path, site.found[page.path], labels, site.config.link),
                "links": site.links[page.path],
                "feed": "feed",
            },
            origin=f"{site.config.content}/{page.path}",
            line=page.layout_line,
            listed=not (page.hidden or page.draft),
            changed=page.updated.iso if page.updated else "",
        )
