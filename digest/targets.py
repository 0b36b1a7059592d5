"""Everything a reference can point at: `ref:slug`, `[[slug]]` or a file's name → an address of the site."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from digest import names, pictures, urls
from digest.model import (
    Article,
    Asset,
    Group,
    Label,
    Link,
    Profile,
    Reference,
    Standalone,
)
from digest.problems import Problem

Labels = Mapping[tuple[Group, str], Label]
"""Every term of a site, by group and slug."""


_FROM_ELSEWHERE = re.compile(r"(\{(?:filename|static|attach)\}|\|filename\||@/)(.+)")
"""Links to files as Pelican and Zola write them."""
_KINDS = ("articles", "entities", "tags", "sources", "pages")


class Targets:
    """What there is on a site, by every name under which a text may point at it."""

    def __init__(
        self,
        articles: Iterable[Article],
        pages: Iterable[Standalone],
        labels: Labels,
        profiles: Iterable[Profile],
        registry: Mapping[Group, names.Names],
        assets: Iterable[Asset],
        absent: Mapping[str, str],
        content: str,
    ) -> None:
        self._registry, self._labels, self._content = registry, labels, content
        self._absent = absent
        self._articles: dict[str, list[Link]] = defaultdict(list)
        self._pictures = {each.path: each for each in assets if each.measured}
        self._files = {asset.path: Link(asset.path, "") for asset in assets}
        self._former: dict[str, list[Link]] = defaultdict(list)
        for article in articles:
            link = Link(article.url, article.title, article.lang)
            self._remember(article.aliases, link)
            self._articles[article.slug.casefold()].append(link)
            self._files[article.path] = link
        self._pages: dict[str, list[Link]] = defaultdict(list)
        for page in pages:
            link = Link(page.url, page.title, page.lang)
            self._remember(page.aliases, link)
            self._pages[page.slug.casefold()].append(link)
            self._files[page.path] = link
        for profile in profiles:
            label = labels[profile.group, profile.slug]
            self._files[profile.path] = Link(label.url, label.name)
            self._remember(profile.aliases, self._files[profile.path])
        known = [*self._articles, *self._pages, *(slug for _, slug in labels)]
        self._nearest = names.Nearest(known, 0.75)

    def resolve(
        self, path: str, references: Iterable[Reference], problems: list[Problem]
    ) -> dict[str, Link]:
        """Where a text's references lead, by target as it stands in its HTML.

        A dead one, or one that could be two, goes to `problems` with its line; a file that is not there is a link like
        any other.
        """
        found: dict[str, Link] = {}
        for reference in references:
            target = reference.target.partition("#")[0]
            if reference.kind == "file":
                if link := self._file(path, target):
                    if reference.picture and (asset := self._pictures.get(link.url)):
                        link = replace(link, picture=pictures.shown(asset))
                    found[target] = link
                continue
            wanted = urls.unquoted(reference.target.removeprefix("ref:"))
            candidates = self._candidates(wanted)
            if candidates or "#" not in wanted:
                target = reference.target
            else:  # not C#, but a place on a page
                wanted = urls.unquoted(target.removeprefix("ref:"))
                candidates = self._candidates(wanted)
            if len(candidates) == 1:
                found[target] = candidates[0]
            else:
                message, hint = self._failed(wanted, candidates)
                problems.append(Problem(f"{self._content}/{path}", reference.line, message, hint))
        return found

    def picture(self, of: Article | Profile) -> Link | None:
        """Where the picture lies that front matter names; None where it names none, or the file is not there."""
        if not of.image:
            return None
        link = self._file(of.path, of.image) or self._files.get(of.image.lstrip("/"))
        if link and (asset := self._pictures.get(link.url)):
            return replace(link, picture=pictures.shown(asset, of.image_alt))
        return link

    def _remember(self, aliases: Iterable[str], link: Link) -> None:
        """The slug in an old address goes on pointing at what moved."""
        for alias in aliases:
            former = urls.former_slug(alias).casefold()
            if former and link not in self._former[former]:
                self._former[former].append(link)

    def _file(self, path: str, target: str) -> Link | None:
        """A file named as seen from a content file, or from content/ where the name begins with a slash."""
        target, folder = urls.unquoted(target), posixpath.dirname(path)
        if found := _FROM_ELSEWHERE.match(target):
            target = found[2]
            if found[1] == "@/" or target.startswith("/"):
                root = "/" + target.lstrip("/")  # of the content; what is articles/ here
                return self._file(path, "/articles" + root) or self._file(path, root)
        name = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        return self._files.get(name)

    def _candidates(self, wanted: str) -> list[Link]:
        """Articles, else an entity, a tag, a source, a page, else what was called so once; `tags/x` asks for a kind."""
        kind, slash, rest = wanted.partition("/")
        if slash and kind in _KINDS:
            return self._of_kind(kind, rest)
        for each in _KINDS:
            if found := self._of_kind(each, wanted):
                return found
        return self._former.get(wanted.casefold(), [])

    def _of_kind(self, kind: str, wanted: str) -> list[Link]:
        if kind == "articles":
            return self._articles.get(wanted.casefold(), [])
        if kind == "pages":
            return self._pages.get(wanted.casefold(), [])
        group: Group = "entities" if kind == "entities" else "tags" if kind == "tags" else "sources"
        slugs = names.bearers(wanted, self._registry[group]) or (urls.slug(wanted),)
        found = [self._labels[group, slug] for slug in slugs if (group, slug) in self._labels]
        return [Link(label.url, label.name) for label in found]

    def _failed(self, wanted: str, candidates: list[Link]) -> tuple[str, str]:
        if candidates:
            listed = " and ".join("/" + link.url for link in candidates)
            return (
                f"'{wanted}' could be {listed}",
                "write the slug of the one you mean, or give one another",
            )
        if why := self._absent.get(wanted.casefold()):
            return f"'{wanted}' does not show: {why}", "take the reference out until it does"
        if near := self._nearest.to(wanted.casefold()):
            return f"nothing here is called '{wanted}'", f"did you mean '{near}'?"
        return (
            f"nothing here is called '{wanted}'",
            "write the slug of an article, entity, tag, source or page",
        )
