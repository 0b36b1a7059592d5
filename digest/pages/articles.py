"""One page an article, with its source, its terms and what else there is to read."""

from collections.abc import Iterator

from digest import linked_data, urls
from digest.config import masthead
from digest.model import Credit, Page, Profile, Site


def pages(site: Site) -> Iterator[Page]:
    """Every article, the hidden ones too: they are on no list, but they have their address."""
    top = masthead(site.config)
    entities = {term.slug: term for term in site.terms["entities"]}
    sources = {term.slug: term for term in site.terms["sources"]}
    for linked in (*site.articles, *site.hidden):
        article = linked.article
        about = [entities[slug] for slug in linked.about if slug in entities]
        mentioned = [entities[slug] for slug in linked.mentioned if slug in entities]
        source = sources.get(linked.source)
        changed = article.updated or article.date
        yield Page(
            path=urls.file(article.url),
            layout=f"{article.layout or 'article'}.html",
            values={
                "site": top,
                "url": article.url,
                "article": article,
                "tags": linked.tags,
                "about": tuple(term.label for term in about),
                "mentioned": tuple(term.label for term in mentioned),
                "source": source.label if source else None,
                "profile": _credit(source.profile) if source and source.profile else None,
                "host": urls.host(article.original),
                "image": linked.image,
                "links": linked.links,
                "backlinks": linked.backlinks,
                "related": linked.related,
                "earlier": linked.earlier,
                "later": linked.later,
                "data": linked_data.article(linked, about, mentioned, top),
                "feed": "feed",
            },
            origin=f"{site.config.content}/{article.path}",
            line=article.layout_line,
            listed=not (article.hidden or article.draft),
            changed=changed.iso if changed else "",
        )


def _credit(profile: Profile) -> Credit:
    return Credit(profile.url, profile.country, profile.kind, profile.note)
