"""Everything that was read → one site: which articles show, what their terms are, what points at what."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

from digest import company, names, naming, pictures, prose, safe, showing, threads, urls
from digest.model import (
    GROUPS,
    Article,
    Asset,
    Card,
    Config,
    Found,
    Group,
    Link,
    Linked,
    Picture,
    Profile,
    Reading,
    Scope,
    Site,
    Standalone,
    Term,
)
from digest.naming import Key, Naming
from digest.problems import Problem, counted
from digest.related import Related, related
from digest.targets import Targets

Item = TypeVar("Item", Article, Profile)


def site(
    readings: Iterable[Reading],
    assets: Sequence[Asset],
    config: Config,
    scope: Scope,
    alike: Callable[[Mapping[str, Sequence[str]]], Related] = related,
) -> tuple[Site, list[Problem]]:
    """Link what was read. The same for any order of `readings`; opens no file.

    `alike` finds for each article, by its terms, the ones most like it.

    Problems are what only the whole site can know: names nobody bears, addresses wanted twice, dead references.
    """
    problems: list[Problem] = []
    ordered = sorted(readings, key=lambda reading: reading.path)
    hides = Counter(showing.hides(each.article, scope) for each in ordered if each.article)
    articles = [a for each in ordered if (a := each.article) and not showing.hides(a, scope)]
    profiles = [p for each in ordered if (p := each.profile) and (scope.drafts or not p.draft)]
    pages = [s for each in ordered if (s := each.standalone) and (scope.drafts or not s.draft)]
    articles = _own(
        articles, lambda a: a.url, lambda a: urls.file(a.url).casefold(), config, problems
    )
    articles.sort(key=_newest_first)
    profiles = _own(
        profiles,
        lambda p: f"{p.group}/{p.slug}/",
        lambda p: (p.group, p.slug.casefold()),
        config,
        problems,
    )

    registry = {group: names.registry(p for p in profiles if p.group == group) for group in GROUPS}
    problems += naming.clashes(profiles, registry, config)
    absent = showing.absent(ordered, scope)
    named = Naming(articles, profiles, registry, absent, config, problems)
    assets = showing.files(assets, ordered, scope)
    targets = Targets(
        articles, pages, named.labels, profiles, registry, assets, absent, config.content
    )
    links = _links(articles, profiles, pages, targets, problems)
    articles = [_summed(each, links[each.path]) for each in articles]

    found = {each.path: each.found for each in ordered}
    portraits = {each.path: targets.picture(each) for each in articles}
    portraits |= {each.path: targets.picture(each) for each in profiles}
    problems += _told(articles, [*profiles, *pages], portraits, config)
    linked = _linked(articles, named, links, found, portraits, alike)
    others = [*(p.path for p in profiles), *(s.path for s in pages)]
    listed = tuple(each for each in linked if not each.article.hidden)
    made = Site(
        articles=listed,
        hidden=tuple(each for each in linked if each.article.hidden),
        terms=_terms(linked, named, links, portraits),
        links={path: links[path] for path in others},
        found={path: found[path] for path in others},
        near=company.near(each.found for each in listed),
        together=company.pairs(
            {each.article.path: each.named for each in listed},
            config.together if not config.pages or "together" in config.pages else 0,
        ),
        pages=tuple(pages),
        files=tuple(_files(assets, links, portraits)),
        drafts=hides["drafts"],
        waiting=hides["waiting"],
        expired=hides["expired"],
        due=showing.due([a for each in ordered if (a := each.article)], scope),
        config=config,
    )
    return made, problems


def referred(site: Site) -> frozenset[str]:
    """Every address of the site that one of its texts leads to."""
    found = {link.url for links in site.links.values() for link in links.values()}
    for each in (*site.articles, *site.hidden):
        found.update(link.url for link in each.links.values())
    return frozenset(found)


def _newest_first(article: Article) -> tuple[bool, int, float, str]:
    """Undated last; of equal dates the lighter `weight` first, none being heaviest."""
    return (
        article.date is None,
        -article.date.instant if article.date else 0,
        article.weight or float("inf"),
        article.path,
    )


def _own(
    items: Iterable[Item],
    url: Callable[[Item], str],
    key: Callable[[Item], Hashable],
    config: Config,
    problems: list[Problem],
) -> list[Item]:
    """Those with an address of their own: of two that want one, the first by path keeps it, and both are named."""
    owners: dict[Hashable, Item] = {}
    for item in items:
        owner = owners.setdefault(key(item), item)
        if owner is not item:
            message = f"wants the address /{url(item)}, which is {config.content}/{owner.path}'s"
            hint = "give one of them another `slug:`, or articles a `permalink` with {year}"
            problems.append(Problem(f"{config.content}/{item.path}", 1, message, hint))
    return list(owners.values())


def _summed(article: Article, links: Mapping[str, Link]) -> Article:
    """An article whose summary, taken from its text, calls what it refers to by its title."""
    if not article.summary_taken or not article.body.opening:
        return article
    return msgspec.structs.replace(article, summary=_summary(article.body.opening, links))


def _described(profile: Profile, links: Mapping[str, Link]) -> Profile:
    """A profile whose summary, always taken from its text, calls what it refers to by its title."""
    if not profile.body.opening:
        return profile
    return msgspec.structs.replace(profile, summary=_summary(profile.body.opening, links))


def _summary(opening: str, links: Mapping[str, Link]) -> str:
    """The words of a text's first paragraph, its references called by their titles."""

    def title(target: str) -> str | None:
        link = links.get(target) or links.get(target.partition("#")[0])
        return link.title if link else None

    return prose.summary(safe.rewrite(opening, lambda address: address, title))


def _links(
    articles: Iterable[Article],
    profiles: Iterable[Profile],
    pages: Iterable[Standalone],
    targets: Targets,
    problems: list[Problem],
) -> dict[str, dict[str, Link]]:
    """Where the references of each text lead, by the path of its file."""
    texts: list[tuple[str, Article | Profile | Standalone]] = [
        *((each.path, each) for each in articles),
        *((each.path, each) for each in profiles),
        *((each.path, each) for each in pages),
    ]
    return {path: targets.resolve(path, each.body.references, problems) for path, each in texts}


def _linked(
    articles: Sequence[Article],
    named: Naming,
    links: Mapping[str, dict[str, Link]],
    found: Mapping[str, Found],
    portraits: Mapping[str, Link | None],
    alike: Callable[[Mapping[str, Sequence[str]]], Related],
) -> list[Linked]:
    """Each article in its place: with its terms, its neighbours in time, what is like it and what points at it."""
    cards = {each.path: _card(each, named, _seen(portraits[each.path])) for each in articles}
    listed = [each for each in articles if not each.hidden]
    mentioned = _mentioned(articles, named, links, found)
    backlinks = _backlinks(listed, links, cards)
    terms = {
        each.path: [
            *(f"tags/{slug}" for slug in named.tags[each.path]),
            *(f"entities/{slug}" for slug in named.about[each.path]),
        ]
        for each in listed
    }
    near = alike(terms)
    events = {"/".join(key) for key, label in named.labels.items() if label.kind == "event"}
    thread = threads.threads(terms, events)
    dated = {each.path: terms[each.path] for each in listed if each.date}
    beside = threads.beside(dated, thread)
    return [
        Linked(
            article=each,
            card=cards[each.path],
            tags=cards[each.path].tags,
            about=named.about[each.path],
            mentioned=mentioned[each.path],
            found=found[each.path],
            source=named.source[each.path],
            image=_image(portraits[each.path]),
            links=links[each.path],
            backlinks=tuple(backlinks[each.path]),
            related=near.get(each.path, ()),
            thread=thread.get(each.path, "") if each.date else "",
            earlier=beside.get(each.path, _ALONE)[0],
            later=beside.get(each.path, _ALONE)[1],
            picture=cards[each.path].picture,
        )
        for each in articles
    ]


_ALONE = ("", "")


def _mentioned(
    articles: Iterable[Article],
    named: Naming,
    links: Mapping[str, dict[str, Link]],
    found: Mapping[str, Found],
) -> dict[str, tuple[str, ...]]:
    """Entities that an article's text names or points at without being about them."""
    slugs = {
        label.url: slug for (group, slug), label in named.labels.items() if group == "entities"
    }
    listed = {}
    for article in articles:
        about = named.about[article.path]
        named_in = (each.entity for each in found[article.path].mentions)
        pointed = (slugs.get(link.url, "") for link in links[article.path].values())
        listed[article.path] = tuple(
            dict.fromkeys(slug for slug in (*named_in, *pointed) if slug and slug not in about)
        )
    return listed


def _backlinks(
    listed: Iterable[Article],
    links: Mapping[str, dict[str, Link]],
    cards: Mapping[str, Card],
) -> dict[str, list[str]]:
    """Paths of the articles that refer to an article, newest first."""
    paths = {card.url: path for path, card in cards.items()}
    found: dict[str, list[str]] = defaultdict(list)
    for article in listed:
        for url in dict.fromkeys(link.url for link in links[article.path].values()):
            if (path := paths.get(url)) and path != article.path:
                found[path].append(article.path)
    return found


def _card(article: Article, named: Naming, picture: Picture | None) -> Card:
    source = named.source[article.path]
    return Card(
        url=article.url,
        title=article.title,
        date=article.date,
        summary=article.summary,
        source=named.labels.get(("sources", source)),
        tags=tuple(
            label
            for slug in named.tags[article.path]
            if (label := named.labels.get(("tags", slug)))
        ),
        lang=article.lang,
        draft=article.draft,
        picture=picture,
    )


def _seen(portrait: Link | None) -> Picture | None:
    """How a picture is shown; None where there is none, or its file can't be read."""
    picture = portrait.picture if portrait else None
    return picture if picture and picture.width else None


def _image(portrait: Link | None) -> str:
    """The address of a picture for whoever takes one file only; empty where there is nothing to show."""
    if portrait is None or portrait.picture is None:
        return portrait.url if portrait else ""
    return portrait.picture.url if portrait.picture.width else ""


def _files(
    assets: Iterable[Asset],
    links: Mapping[str, Mapping[str, Link]],
    portraits: Mapping[str, Link | None],
) -> Iterable[Asset]:
    """What goes along: files beside manuscripts, without what pictures tell of whoever took them, and their copies.

    Copies are made of pictures that some page shows; of two with the same bytes and name once.
    """
    pointed = (link for each in links.values() for link in each.values())
    shown = {link.url for link in (*pointed, *portraits.values()) if link and link.picture}
    copies = {
        copy.path: copy for each in assets if each.path in shown for copy in pictures.copies(each)
    }
    return (*map(pictures.published, assets), *copies.values())


def _terms(
    linked: Iterable[Linked],
    named: Naming,
    links: Mapping[str, dict[str, Link]],
    portraits: Mapping[str, Link | None],
) -> dict[Group, tuple[Term, ...]]:
    """Every term with its articles, by name."""
    bearers: dict[Key, list[str]] = defaultdict(list)
    for each in linked:
        path = each.article.path
        if each.article.hidden:
            continue
        for slug in named.tags[path]:
            bearers["tags", slug].append(path)
        for slug in each.named:
            bearers["entities", slug].append(path)
        if each.source:
            bearers["sources", each.source].append(path)
    terms: dict[Group, list[Term]] = {group: [] for group in GROUPS}
    labels = named.labels
    for key in sorted(labels, key=lambda key: (labels[key].name.casefold(), key)):
        group, slug = key
        profile = named.profiles.get(key)
        term = Term(
            group=group,
            slug=slug,
            name=labels[key].name,
            url=labels[key].url,
            profile=_described(profile, links[profile.path]) if profile else None,
            articles=tuple(bearers[key]),
            picture=_seen(portraits[profile.path]) if profile else None,
        )
        terms[group].append(term)
    return {group: tuple(found) for group, found in terms.items()}


def _told(
    articles: Sequence[Article],
    others: Iterable[Profile | Standalone],
    portraits: Mapping[str, Link | None],
    config: Config,
) -> Iterable[Problem]:
    """What is told once for all files."""
    marked = [each.body.foreign for each in (*articles, *others) if each.body.foreign]
    if marked:
        tags = "Liquid tag or shortcode" if sum(marked) == 1 else "Liquid tags or shortcodes"
        message = f"{sum(marked):,} {tags} in {counted(len(marked), 'file')} stay as text"
        hint = "digest runs no code from content; turn them into Markdown"
        yield Problem(config.content, 0, message, hint, "warning")
    missing = sum(1 for each in articles if each.image and not portraits[each.path])
    if missing:
        verb = "names" if missing == 1 else "name"
        message = f"{counted(missing, 'article')} {verb} a picture that is not in {config.content}/"
        hint = "put the files beside the articles"
        yield Problem(f"{config.content}/articles", 0, message, hint, "warning")
