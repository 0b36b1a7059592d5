"""What articles name → terms: tags, entities and sources by slug, and what each is called."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial

from digest import names, urls
from digest.model import Article, Config, Group, Label, Profile
from digest.problems import Problem
from digest.sentences import sentence
from digest.targets import Labels

Key = tuple[Group, str]
"""A term's group and slug."""


class Naming:
    """What articles name, by slug: their tags, the entities they are about, their source; and what each is called.

    A tag or source that only hidden articles name has no page, and so no label.
    """

    def __init__(
        self,
        articles: Iterable[Article],
        profiles: Iterable[Profile],
        registry: Mapping[Group, names.Names],
        absent: Mapping[str, str],
        config: Config,
        problems: list[Problem],
    ) -> None:
        self.profiles: dict[Key, Profile] = {(each.group, each.slug): each for each in profiles}
        self.tags: dict[str, tuple[str, ...]] = {}
        self.about: dict[str, tuple[str, ...]] = {}
        self.source: dict[str, str] = {}
        nearest = names.Nearest(registry["entities"], 0.8)
        spellings: dict[Key, Counter[str]] = defaultdict(Counter)
        homes: dict[str, dict[str, str]] = defaultdict(dict)  # of sources, by host
        for each in profiles:
            if each.group == "sources" and (host := urls.host(each.url)):
                homes[host][each.url] = each.slug
        tag_slug = cache(partial(_slug, registry=registry["tags"]))
        source_slug = cache(partial(_slug, registry=registry["sources"]))
        for article in articles:
            slugs = [tag_slug(tag) for tag in article.tags]
            for slug, tag in zip(slugs, article.tags, strict=True):
                spellings["tags", slug][tag] += not article.hidden
            self.tags[article.path] = tuple(dict.fromkeys(slugs))
            self.about[article.path] = _about(
                article, registry["entities"], nearest, absent, config, problems
            )
            for barred in article.not_entities:
                if not names.bearers(barred.text, registry["entities"]):
                    message = f"no entity is called '{barred.text}', so nobody needs to be kept out"
                    place = f"{config.content}/{article.path}"
                    hint = "take the name out of `not_entities:`"
                    problems.append(Problem(place, barred.line, message, hint, "warning"))
            if article.source:
                slug = source_slug(article.source)
                spellings["sources", slug][article.source] += not article.hidden
            else:  # the known source at whose address the original stands
                near = homes.get(urls.host(article.original), {})
                slug = near.get(urls.home(article.original, near), "")
            self.source[article.path] = slug
        shown = (key for key, counts in spellings.items() if counts.total())
        self.labels: Labels = {key: self._label(key, spellings) for key in [*shown, *self.profiles]}

    def _label(self, key: Key, spellings: Mapping[Key, Counter[str]]) -> Label:
        """A term is called as its file says, else as most articles spell it."""
        url = f"{key[0]}/{key[1]}/"
        if key in self.profiles:
            return Label(url, self.profiles[key].name, self.profiles[key].kind)
        counts = spellings[key]
        return Label(url, min(counts, key=lambda spelling: (-counts[spelling], spelling)))


def line(profile: Profile | None) -> str:
    """What is said of a term in one line beside its name: its note, else the first sentence of its text."""
    if profile is None:
        return ""
    words = profile.note or (sentence(profile.summary, 0, 1) if profile.summary else "")
    if len(words) <= _LINE:
        return words
    return words[:_LINE].rpartition(" ")[0].rstrip(",;:–—- ") + " …"


_LINE = 140
"""Characters of such a line."""


def clashes(
    profiles: Sequence[Profile], registry: Mapping[Group, names.Names], config: Config
) -> Iterable[Problem]:
    """Spellings that two tags or two sources claim; entities may share one, and are told apart where it is used."""
    claims: dict[Key, list[str]] = defaultdict(list)
    for profile in profiles:
        for spelling in {*map(names.folded, (profile.slug, profile.name, *profile.names))}:
            claims[profile.group, spelling].append(f"{config.content}/{profile.path}")
    for profile in profiles:
        for spelling in (profile.name, *profile.names):
            claimed = claims[profile.group, names.folded(spelling)]
            owner = names.bearers(spelling, registry[profile.group])[0]
            if profile.group != "entities" and len(claimed) > 1 and owner != profile.slug:
                message = f"'{spelling}' is claimed by {' and '.join(claimed)}"
                hint = "leave it in one of their `names:`"
                yield Problem(f"{config.content}/{profile.path}", 1, message, hint)


def _slug(name: str, registry: names.Names) -> str:
    bearers = names.bearers(name, registry)
    return bearers[0] if bearers else urls.slug(name)


def _about(
    article: Article,
    registry: names.Names,
    nearest: names.Nearest,
    absent: Mapping[str, str],
    config: Config,
    problems: list[Problem],
) -> tuple[str, ...]:
    """Slugs of the entities an article lists; a name nobody or several bear is a problem, never a guess."""
    found: dict[str, None] = {}
    for listed in article.entities:
        bearers = names.bearers(listed.text, registry)
        if len(bearers) == 1:
            found[bearers[0]] = None
            continue
        if bearers:
            message = f"'{listed.text}' could be {' or '.join(bearers)}"
            hint = "write the one you mean by its slug"
        elif why := absent.get(names.folded(listed.text)):
            message = f"'{listed.text}' does not show: {why}"
            hint = "take the name out until it does"
        else:
            message = f"no entity is called '{listed.text}'"
            hint = (
                f"make {config.content}/entities/{urls.slug(listed.text)}.md, or take the name out"
            )
            if near := nearest.to(names.folded(listed.text)):
                hint = f"did you mean '{registry[near][0]}'?"
        problems.append(Problem(f"{config.content}/{article.path}", listed.line, message, hint))
    return tuple(found)
