"""Old addresses that lead to new ones: a page each, and `_redirects` for hosts that do it themselves."""

from collections.abc import Iterator

from digest import company, urls
from digest.config import masthead
from digest.model import Page, Site


def pages(site: Site) -> Iterator[Page]:
    """The `aliases` of articles, terms and pages, and what they once led to: pages of two entities."""
    top = masthead(site.config)
    moved: list[tuple[str, str, str, str]] = []
    for linked in (*site.articles, *site.hidden):
        article = linked.article
        moved += ((old, article.url, article.title, article.path) for old in article.aliases)
    for terms in site.terms.values():
        for term in terms:
            if term.profile:
                path = term.profile.path
                moved += ((old, term.url, term.name, path) for old in term.profile.aliases)
    entities = {term.slug: term for term in site.terms["entities"]}
    profiles = {slug: term.profile for slug, term in entities.items()}
    for pair in site.together:
        names = f"{entities[pair.one].name} + {entities[pair.other].name}"
        address = urls.together(pair.one, pair.other)
        for old, profile in company.former(pair, profiles):
            moved.append((old, address, names, profile.path))
    for page in site.pages:
        moved += ((old, page.url, page.title, page.path) for old in page.aliases)
    moved = [
        each for each in moved if urls.file(each[0]).casefold() != urls.file(each[1]).casefold()
    ]
    for old, new, title, path in moved:
        values = {"site": top, "url": old, "target": new, "title": title, "feed": "feed"}
        yield Page(urls.file(old), "redirect.html", values, f"{site.config.content}/{path}")
    living = {urls.file(linked.article.url).casefold() for linked in (*site.articles, *site.hidden)}
    living |= {urls.file(term.url).casefold() for terms in site.terms.values() for term in terms}
    living |= {urls.file(urls.together(pair.one, pair.other)).casefold() for pair in site.together}
    living |= {urls.file(page.url).casefold() for page in site.pages}
    claimed: dict[str, tuple[str, str]] = {}
    # as the plan does: the first keeps an address, a living page goes before
    for old, new, _, _ in moved:
        claimed.setdefault(urls.file(old).casefold(), (old, new))
    lines = tuple(sorted(pair for key, pair in claimed.items() if key not in living))
    yield Page("_redirects", "redirects.txt", {"site": top, "moved": lines}, "redirects")
