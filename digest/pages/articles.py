"""One page an article, with its source, its terms and what else there is to read."""

from collections import Counter
from collections.abc import Iterator

from digest import linked_data, mentions, naming, social, urls
from digest.config import masthead
from digest.model import Asset, Counted, Credit, Handle, Late, Page, Profile, Site


def pages(site: Site) -> Iterator[Page | Asset]:
    """Every article, the hidden ones too: they are on no list, but they have their address. And their social cards."""
    top = masthead(site.config)
    labels = {term.slug: term.label for term in site.terms["entities"]}
    lines = {term.slug: naming.line(term.profile) for term in site.terms["entities"]}
    things = {term.slug: linked_data.thing(term) for term in site.terms["entities"]}
    sources = {
        term.slug: (term.label, _credit(term.profile) if term.profile else None)
        for term in site.terms["sources"]
    }
    threads = {term.key: term.label for each in site.terms.values() for term in each}
    for linked in (*site.articles, *site.hidden):
        article, path = linked.article, (linked.article.path,)
        about = [slug for slug in linked.about if slug in labels]
        mentioned = [slug for slug in linked.mentioned if slug in labels]
        source, profile = sources.get(linked.source, (None, None))
        changed = article.updated or article.date
        data = (
            Handle("linked", path, one=True),
            tuple(things[slug] for slug in about),
            tuple(things[slug] for slug in mentioned),
            top,
        )
        card = None
        if not linked.image:
            card = social.card(article, source.name if source else "", site.config, site.faces)
        if card:
            yield card
        named = Counter(mention.entity for mention in linked.found.mentions)
        yield Page(
            path=urls.file(article.url),
            layout=f"{article.layout or 'article'}.html",
            values={
                "site": top,
                "url": article.url,
                "article": Handle("article", path, one=True),
                "text": mentions.late(article.path, linked.found, labels, site.config.link),
                "tags": linked.tags,
                "about": tuple(labels[slug] for slug in about),
                "mentioned": tuple(labels[slug] for slug in mentioned),
                "cast": tuple(
                    Counted(labels[slug], named[slug], lines[slug]) for slug in (*about, *mentioned)
                ),
                "source": source,
                "profile": profile,
                "host": urls.host(article.original),
                "image": linked.image,
                "picture": linked.picture,
                "social": card.path if card else "",
                "links": linked.links,
                "backlinks": Handle("card", linked.backlinks),
                "related": Handle("card", linked.related),
                "thread": threads.get(linked.thread),
                "earlier": Handle("card", _some(linked.earlier), one=True),
                "later": Handle("card", _some(linked.later), one=True),
                "data": Late("digest.linked_data:article", data),
                "feed": "feed",
            },
            origin=f"{site.config.content}/{article.path}",
            line=article.layout_line,
            listed=not (article.hidden or article.draft),
            changed=changed.iso if changed else "",
        )


def _some(path: str) -> tuple[str, ...]:
    return (path,) if path else ()


def _credit(profile: Profile) -> Credit:
    return Credit(profile.url, profile.country, profile.kind, profile.note)
