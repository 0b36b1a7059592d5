"""Which of what was read shows at this moment, and why the rest does not."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC

from digest import dates, names, urls
from digest.model import Article, Asset, Profile, Reading, Scope


def hides(article: Article, scope: Scope) -> str:
    """Why an article does not show; empty where it does."""
    if article.draft and not scope.drafts:
        return "drafts"
    if article.expires and article.expires.instant <= scope.now:
        return "expired"
    if article.begins and article.begins.instant > scope.now and not scope.future:
        return "waiting"
    return ""


def due(articles: Sequence[Article], scope: Scope) -> int:
    """When the next article shows, or shows no more, in seconds since 1970; 0 where none waits for its time."""
    times = [each.expires.instant for each in articles if each.expires]
    if not scope.future:
        times += [each.begins.instant for each in articles if each.begins]
    return min((time for time in times if time > scope.now), default=0)


def absent(readings: Iterable[Reading], scope: Scope) -> dict[str, str]:
    """Why what a text may name does not show: by slug and name, folded, or a file's name where nothing was read."""
    why = {
        "drafts": "it is a draft",
        "waiting": "its time has not come",
        "expired": "its time is over",
    }
    found: dict[str, str] = {}
    for reading in readings:
        if reason := _reason(reading, scope):
            found |= {names.folded(each): why[reason] for each in _called(reading)}
        elif any(problem.severity == "error" for problem in reading.problems):
            found[names.folded(_slug(reading.path))] = "its file has errors of its own"
    return found


def entities(profiles: Iterable[Profile], scope: Scope) -> list[Profile]:
    """The entities that show, of those that want one address the first by path."""
    found: dict[str, Profile] = {}
    for each in sorted(profiles, key=lambda profile: profile.path):
        if each.group == "entities" and (scope.drafts or not each.draft):
            found.setdefault(each.slug.casefold(), each)
    return list(found.values())


_INDEX = re.compile(r"[^/]+/[^/]+/index\.[^/.]+\Z")
"""The file that a folder belongs to; not one that would make all of articles/ its own."""


def files(assets: Sequence[Asset], readings: Iterable[Reading], scope: Scope) -> list[Asset]:
    """Files to copy, without those in a folder whose `index.md` does not show: they are as secret as it is."""
    secret = tuple(
        each.path.rpartition("/")[0] + "/"
        for each in readings
        if _INDEX.search(each.path) and _reason(each, scope)
    )
    if not secret:
        return list(assets)
    return [asset for asset in assets if not asset.path.startswith(secret)]


def _reason(reading: Reading, scope: Scope) -> str:
    if reading.article:
        return hides(reading.article, scope)
    other = reading.profile or reading.standalone
    return "drafts" if other and other.draft and not scope.drafts else ""


def _called(reading: Reading) -> tuple[str, ...]:
    if profile := reading.profile:
        return (profile.slug, profile.name, *profile.names)
    other = reading.article or reading.standalone
    return (other.slug,) if other else ()


def _slug(path: str) -> str:
    """The slug that a content file's name gives it, where nothing could be read of what it says itself."""
    stem, _ = urls.stem(path.partition("/")[2])
    return urls.slug(dates.in_name(stem, UTC)[1] or stem)
