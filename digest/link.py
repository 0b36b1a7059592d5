"""Everything that was read → one site: which articles show, what their terms are, what points at what."""

import difflib
import posixpath
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from digest import names, urls
from digest.model import (
    GROUPS,
    Article,
    Asset,
    Card,
    Config,
    Group,
    Label,
    Link,
    Linked,
    Profile,
    Reading,
    Reference,
    Scope,
    Site,
    Standalone,
    Term,
)
from digest.problems import Problem
from digest.related import related


def site(
    readings: Iterable[Reading], assets: Iterable[Asset], config: Config, scope: Scope
) -> tuple[Site, list[Problem]]:
    """Link what was read. The same for any order of `readings`; opens no file.

    Problems are what only the whole site can know: names nobody bears, addresses wanted twice, dead references.
    """
    ordered = sorted(readings, key=lambda reading: reading.path)
    problems: list[Problem] = []
    left_out = Counter(_hides(each.article, scope) for each in ordered if each.article)
    articles = [each.article for each in ordered if each.article and not _hides(each.article, scope)]
    profiles = [each.profile for each in ordered if each.profile and (scope.drafts or not each.profile.draft)]
    pages = [each.standalone for each in ordered if each.standalone and (scope.drafts or not each.standalone.draft)]
    articles = _each_its_address(articles, config, problems)
    profiles = _each_its_slug(profiles, config, problems)
    registry = {group: names.registry(p for p in profiles if p.group == group) for group in GROUPS}
    problems += _clashes(profiles, registry, config)

    known = {(profile.group, profile.slug): profile for profile in profiles}
    tags, spellings = _slugs(articles, registry, known)
    sources = {article.path: _source(article, registry["sources"], profiles) for article in articles}
    about = {a.path: _about(a, registry["entities"], config, problems) for a in articles}
    for article in articles:
        if slug := sources[article.path]:
            spellings["sources", slug][article.source or slug] += 1
    labels = {
        key: Label(f"{key[0]}/{key[1]}/", _name(key, known, spellings), known[key].kind if key in known else "")
        for key in [*spellings, *known]
    }

    targets = _Targets(articles, pages, labels, registry, assets, config)
    links = {each.path: targets.resolve(each.path, each.text.references, problems) for each in [*articles, *profiles, *pages]}
    slugs = {label.url: key[1] for key, label in labels.items() if key[0] == "entities"}
    mentioned = {
        a.path: tuple(
            dict.fromkeys(
                slug for link in links[a.path].values()
                if (slug := slugs.get(link.url)) and slug not in about[a.path]
            )
        )
        for a in articles
    }  # fmt: skip

    articles.sort(key=_newest_first)
    cards = {a.path: _card(a, tags[a.path], sources[a.path], labels, config) for a in articles}
    listed = [article for article in articles if not article.hidden]
    shared = {
        a.path: [
            *(f"tags/{slug}" for slug in tags[a.path]),
            *(f"entities/{slug}" for slug in about[a.path]),
        ]
        for a in listed
    }
    alike = related(shared)
    backlinks: dict[str, list[Card]] = defaultdict(list)
    addresses = {article.url: article.path for article in articles}
    for article in listed:
        for url in dict.fromkeys(link.url for link in links[article.path].values()):
            if (path := addresses.get(url)) and path != article.path:
                backlinks[path].append(cards[article.path])
    dated = [article.path for article in listed if article.date]
    place = {path: number for number, path in enumerate(dated)}

    def linked(article: Article) -> Linked:
        path = article.path
        at = place.get(path)
        return Linked(
            article=article,
            card=cards[path],
            tags=tuple(labels["tags", slug] for slug in tags[path]),
            about=about[path],
            mentioned=mentioned[path],
            source=sources[path],
            image=targets.image(article),
            links=links[path],
            backlinks=tuple(backlinks[path]),
            related=tuple(cards[other] for other in alike.get(path, ())),
            earlier=cards[dated[at + 1]] if at is not None and at + 1 < len(dated) else None,
            later=cards[dated[at - 1]] if at else None,
        )

    bearers: dict[tuple[Group, str], list[str]] = defaultdict(list)
    for article in listed:
        for slug in tags[article.path]:
            bearers["tags", slug].append(article.path)
        for slug in (*about[article.path], *mentioned[article.path]):
            bearers["entities", slug].append(article.path)
        if slug := sources[article.path]:
            bearers["sources", slug].append(article.path)
    terms: dict[Group, tuple[Term, ...]] = {group: () for group in GROUPS}
    for key in sorted(labels, key=lambda key: (labels[key].name.casefold(), key)):
        group, slug = key
        if key in known or bearers[key]:  # a tag that only hidden articles carry has no page
            term = Term(group, slug, labels[key].name, labels[key].url, known.get(key), tuple(bearers[key]))
            terms[group] += (term,)
    problems += _told(articles, targets.missing, config)
    made = Site(
        articles=tuple(linked(article) for article in listed),
        hidden=tuple(linked(article) for article in articles if article.hidden),
        terms=terms,
        links={each.path: links[each.path] for each in [*profiles, *pages]},
        pages=tuple(pages),
        files=tuple(assets),
        drafts=left_out["drafts"],
        waiting=left_out["waiting"],
        expired=left_out["expired"],
        config=config,
    )
    return made, problems


def _hides(article: Article, scope: Scope) -> str:
    """Why an article does not show; empty where it does."""
    if article.draft and not scope.drafts:
        return "drafts"
    if article.expires and article.expires.instant <= scope.now:
        return "expired"
    if article.begins and article.begins.instant > scope.now and not scope.future:
        return "waiting"
    return ""


def _newest_first(article: Article) -> tuple[bool, int, float, str]:
    """Undated last; of equal dates the lighter `weight` first, none being heaviest."""
    return (
        article.date is None,
        -article.date.instant if article.date else 0,
        article.weight or float("inf"),
        article.path,
    )


def _each_its_address(articles: list[Article], config: Config, problems: list[Problem]) -> list[Article]:
    """Articles with an address of their own; of two that want one, the first by path keeps it."""
    owners: dict[str, Article] = {}
    for article in articles:
        owner = owners.setdefault(urls.file(article.url).casefold(), article)
        if owner is not article:
            problems.append(
                Problem(
                    f"{config.content}/{article.path}",
                    1,
                    f"wants the address /{article.url}, which is {config.content}/{owner.path}'s",
                    "give one of them another `slug:`",
                )
            )
    return [article for article in articles if owners[urls.file(article.url).casefold()] is article]


def _each_its_slug(profiles: list[Profile], config: Config, problems: list[Problem]) -> list[Profile]:
    owners: dict[tuple[str, str], Profile] = {}
    for profile in profiles:
        owner = owners.setdefault((profile.group, profile.slug), profile)
        if owner is not profile:
            problems.append(
                Problem(
                    f"{config.content}/{profile.path}",
                    1,
                    f"wants the address /{profile.group}/{profile.slug}/, which is {config.content}/{owner.path}'s",
                    "give one of them another `slug:`",
                )
            )
    return list(owners.values())


def _clashes(
    profiles: list[Profile], registry: Mapping[Group, names.Names], config: Config
) -> Iterable[Problem]:
    """Spellings that two tags or two sources claim; entities may share one, and are told apart where it is used."""
    for profile in profiles:
        if profile.group == "entities":
            continue
        for spelling in (profile.name, *profile.names):
            bearers = names.bearers(spelling, registry[profile.group])
            if len(bearers) > 1 and bearers[0] != profile.slug:
                others = [f"{config.content}/{p.path}" for p in profiles if p.group == profile.group and p.slug in bearers]
                yield Problem(
                    f"{config.content}/{profile.path}",
                    1,
                    f"'{spelling}' is claimed by {' and '.join(others)}",
                    "leave it in one of their `names:`",
                )


def _slugs(
    articles: list[Article],
    registry: Mapping[Group, names.Names],
    known: Mapping[tuple[Group, str], Profile],
) -> tuple[dict[str, tuple[str, ...]], dict[tuple[Group, str], Counter[str]]]:
    """Each article's tags by slug, and how often a term was spelt how."""
    spellings: dict[tuple[Group, str], Counter[str]] = defaultdict(Counter)
    found = {}
    for article in articles:
        slugs = []
        for tag in article.tags:
            bearers = names.bearers(tag, registry["tags"])
            slug = bearers[0] if bearers else urls.slug(tag)
            slugs.append(slug)
            if not article.hidden:
                spellings["tags", slug][tag] += 1
            else:
                spellings["tags", slug][tag] += 0
        found[article.path] = tuple(dict.fromkeys(slugs))
    return found, spellings


def _source(article: Article, registry: names.Names, profiles: list[Profile]) -> str:
    """The slug of who reported it: as named, else the known source at whose address the original stands."""
    if article.source:
        bearers = names.bearers(article.source, registry)
        return bearers[0] if bearers else urls.slug(article.source)
    host = urls.host(article.original)
    if host:
        for profile in profiles:
            if profile.group == "sources" and urls.host(profile.url) == host:
                return profile.slug
    return ""


def _about(
    article: Article, registry: names.Names, config: Config, problems: list[Problem]
) -> tuple[str, ...]:
    """Slugs of the entities an article lists; a name nobody or several bear is a problem, never a guess."""
    found: dict[str, None] = {}
    for mention in article.mentions:
        bearers = names.bearers(mention.text, registry)
        if len(bearers) == 1:
            found[bearers[0]] = None
            continue
        if bearers:
            message = f"'{mention.text}' could be {' or '.join(bearers)}"
            hint = "write the one you mean by its slug"
        else:
            near = difflib.get_close_matches(names.folded(mention.text), registry, 1, 0.8)
            message = f"no entity is called '{mention.text}'"
            hint = (
                f"did you mean '{registry[near[0]][0]}'?" if near
                else f"make {config.content}/entities/{urls.slug(mention.text)}.md, or take the name out"
            )  # fmt: skip
        problems.append(Problem(f"{config.content}/{article.path}", mention.line, message, hint))
    return tuple(found)


def _name(
    key: tuple[Group, str],
    known: Mapping[tuple[Group, str], Profile],
    spellings: Mapping[tuple[Group, str], Counter[str]],
) -> str:
    """A term's name: its file's, else the spelling most articles use."""
    if key in known:
        return known[key].name
    return min(spellings[key], key=lambda spelling: (-spellings[key][spelling], spelling))


def _card(
    article: Article,
    tags: tuple[str, ...],
    source: str,
    labels: Mapping[tuple[Group, str], Label],
    config: Config,
) -> Card:
    return Card(
        url=article.url,
        title=article.title,
        date=article.date,
        summary=article.summary,
        source=labels["sources", source] if source else None,
        tags=tuple(labels["tags", slug] for slug in tags),
        lang=article.lang,
        draft=article.draft,
    )


class _Targets:
    """Everything a reference can point at."""

    def __init__(
        self,
        articles: list[Article],
        pages: list[Standalone],
        labels: Mapping[tuple[Group, str], Label],
        registry: Mapping[Group, names.Names],
        assets: Iterable[Asset],
        config: Config,
    ) -> None:
        self.registry, self.labels, self.config = registry, labels, config
        self.missing = 0
        self.articles: dict[str, list[Link]] = defaultdict(list)
        self.files = {asset.path: Link(asset.path, "") for asset in assets}
        for article in articles:
            link = Link(article.url, article.title, article.lang)
            self.articles[article.slug.casefold()].append(link)
            self.files[article.path] = link
        self.pages = {page.slug.casefold(): Link(page.url, page.title, page.lang) for page in pages}
        self.files |= {page.path: Link(page.url, page.title, page.lang) for page in pages}

    def resolve(
        self, path: str, references: Iterable[Reference], problems: list[Problem]
    ) -> dict[str, Link]:
        """Where a text's references lead, by target as it stands in the HTML; a dead one is a problem at its line."""
        found: dict[str, Link] = {}
        for reference in references:
            target = reference.target.partition("#")[0]
            if reference.kind == "file":
                name = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
                if link := self.files.get(name) or self.files.get(urls.unquoted(name)):
                    found[target] = link
                continue
            wanted = urls.unquoted(target.removeprefix("ref:"))
            candidates = self._candidates(wanted)
            if len(candidates) == 1:
                found[target] = candidates[0]
                continue
            place = f"{self.config.content}/{path}"
            if candidates:
                listed = " and ".join("/" + link.url for link in candidates)
                message, hint = f"'{wanted}' could be {listed}", "give one of them another `slug:`"
            else:
                near = difflib.get_close_matches(wanted.casefold(), self._all(), 1, 0.75)
                message = f"nothing here is called '{wanted}'"
                hint = f"did you mean '{near[0]}'?" if near else "write the slug of an article, entity, tag, source or page"
            problems.append(Problem(place, reference.line, message, hint))
        return found

    def image(self, article: Article) -> str:
        """The address of an article's picture, if the file is there."""
        if not article.image:
            return ""
        for name in (
            posixpath.normpath(posixpath.join(posixpath.dirname(article.path), article.image)),
            article.image.lstrip("/"),
        ):
            if name in self.files:
                return self.files[name].url
        self.missing += 1
        return ""

    def _candidates(self, wanted: str) -> list[Link]:
        """Articles, else an entity, a tag, a source, a page; `tags/x` asks for one kind alone."""
        kind, slash, rest = wanted.partition("/")
        kinds: tuple[str, ...] = ("articles", "entities", "tags", "sources", "pages")
        if slash and kind in kinds:
            kinds, wanted = (kind,), rest
        for each in kinds:
            if found := self._of_kind(each, wanted):
                return found
        return []

    def _of_kind(self, kind: str, wanted: str) -> list[Link]:
        if kind == "articles":
            return self.articles.get(wanted.casefold(), [])
        if kind == "pages":
            return [self.pages[wanted.casefold()]] if wanted.casefold() in self.pages else []
        group: Group = "entities" if kind == "entities" else "tags" if kind == "tags" else "sources"
        slugs = names.bearers(wanted, self.registry[group]) or (urls.slug(wanted),)
        found = [self.labels[group, slug] for slug in slugs if (group, slug) in self.labels]
        return [Link(label.url, label.name) for label in found]

    def _all(self) -> list[str]:
        return [*self.articles, *self.pages, *(slug for _, slug in self.labels)]


def _told(articles: list[Article], missing: int, config: Config) -> Iterable[Problem]:
    """What is told once for all articles."""
    place = f"{config.content}/articles"
    foreign = sum(article.text.foreign for article in articles)
    if foreign:
        count = sum(1 for article in articles if article.text.foreign)
        message = f"{foreign:,} Liquid tags or shortcodes in {count:,} articles stay as text"
        yield Problem(place, 0, message, "digest runs no code from content; turn them into Markdown", "warning")
    if missing:
        message = f"{missing:,} articles name a picture that is not in {config.content}/"
        yield Problem(place, 0, message, "put the files beside the articles", "warning")
