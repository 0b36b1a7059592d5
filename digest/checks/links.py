"""Links within the site that lead nowhere."""

import re
from collections.abc import Iterator

from digest import urls
from digest.model import Site
from digest.problems import Problem

_LISTS = ("", "archive/", "tags/", "entities/", "sources/")
_FILES = ("feed.xml", "feed.json", "articles.json", "entities.json", "sitemap.xml", "robots.txt")
_PAGE = re.compile(r"(?<=/)page/[0-9]+/?\Z")
"""Further pages of a list: how many there are is for the plan to know."""


def problems(site: Site) -> Iterator[Problem]:
    """Links and pictures in texts, by path or relative, that no article, term, page or file answers."""
    known = {asset.path for asset in site.files}
    known |= {linked.article.url for linked in (*site.articles, *site.hidden)}
    known |= {old for linked in (*site.articles, *site.hidden) for old in linked.article.aliases}
    known |= {each for page in site.pages for each in (page.url, *page.aliases)}
    for term in (each for terms in site.terms.values() for each in terms):
        known |= {term.url, *(term.profile.aliases if term.profile else ())}
        if site.config.feeds.terms:
            known |= {term.url + "feed.xml", term.url + "feed.json"}
    known |= {*_LISTS, *_FILES}
    for term in site.terms["entities"]:
        known |= {urls.kind(term.kind or "other"), term.url + "index.json"}
    for pair in site.together:
        begin = urls.together(pair.one, pair.other)
        known.add(begin)
        if site.config.feeds.terms:
            known |= {begin + "feed.xml", begin + "feed.json"}
    texts = [
        (each.article.path, each.article.url, each.article.body, each.links)
        for each in (*site.articles, *site.hidden)
    ]
    texts += [(page.path, page.url, page.body, site.links[page.path]) for page in site.pages]
    for terms in site.terms.values():
        texts += [
            (p.path, term.url, p.body, site.links[p.path]) for term in terms if (p := term.profile)
        ]
    for file, url, text, links in texts:
        for reference in text.references:
            plain = reference.target.partition("#")[0].partition("?")[0]
            if reference.kind != "file" or plain in links or not plain:
                continue
            path = _PAGE.sub("", urls.unquoted(urls.joined(url, plain)))
            if path not in known and path + "/" not in known and not path.startswith("archive/"):
                yield Problem(
                    f"{site.config.content}/{file}",
                    reference.line,
                    f"links to '{reference.target}', which is not on the site",
                    "mend the link, or write [text](ref:slug)",
                    "warning",
                )
    for item in site.config.menu:
        path = _PAGE.sub("", urls.unquoted(item.url.partition("#")[0].lstrip("/")))
        if item.url.startswith("/") and path not in known and not path.startswith("archive/"):
            message = f"the menu leads to '{item.url}', which is not on the site"
            yield Problem("", 0, message, "mend the setting `menu`", "warning")
