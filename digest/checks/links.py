"""Links within the site that lead nowhere."""

from collections.abc import Iterator

from digest import prose, urls
from digest.model import Site
from digest.problems import Problem

_LISTS = ("", "archive/", "tags/", "entities/", "sources/")
_FILES = ("feed.xml", "feed.json", "articles.json", "entities.json", "sitemap.xml", "robots.txt")


def problems(site: Site) -> Iterator[Problem]:
    """Links and pictures in articles, by path or relative, that no article, term, page or file answers."""
    known = {asset.path for asset in site.files}
    known |= {linked.article.url for linked in (*site.articles, *site.hidden)}
    known |= {old for linked in (*site.articles, *site.hidden) for old in linked.article.aliases}
    known |= {each for page in site.pages for each in (page.url, *page.aliases)}
    for term in (each for terms in site.terms.values() for each in terms):
        known |= {term.url, *(term.profile.aliases if term.profile else ())}
        if site.config.feeds.terms:
            known |= {term.url + "feed.xml", term.url + "feed.json"}
    known |= {*_LISTS, *_FILES}
    for linked in (*site.articles, *site.hidden):
        article = linked.article
        for target in prose.targets(article.text.html):
            if target.startswith(("ref:", "#")) or ":" in target.partition("/")[0]:
                continue
            plain = target.partition("#")[0].partition("?")[0]
            if plain in linked.links or not plain:
                continue
            path = urls.unquoted(urls.joined(article.url, plain))
            if path not in known and path + "/" not in known and not path.startswith("archive/"):
                yield Problem(
                    f"{site.config.content}/{article.path}",
                    0,
                    f"links to '{target}', which is not on the site",
                    "mend the link, or write [text](ref:slug)",
                    "warning",
                )
