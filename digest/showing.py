"""Which of what was read shows at this moment, and why the rest does not."""

import posixpath
from collections.abc import Iterable, Sequence

from digest import names, urls
from digest.model import Article, Asset, Reading, Scope


def hides(article: Article, scope: Scope) -> str:
    """Why an article does not show; empty where it does."""
    if article.draft and not scope.drafts:
        return "drafts"
    if article.expires and article.expires.instant <= scope.now:
        return "expired"
    if article.begins and article.begins.instant > scope.now and not scope.future:
        return "waiting"
    return ""


def absent(readings: Iterable[Reading], scope: Scope) -> dict[str, str]:
    """Why what a text may name does not show: by slug and name, folded, or a file's name where nothing was read."""
    why = {
        "drafts": "it is a draft",
        "waiting": "its time has not come",
        "expired": "its time is over",
    }
    found = {}
    for reading in readings:
        if reading.article:
            if reason := hides(reading.article, scope):
                found[names.folded(reading.article.slug)] = why[reason]
        elif profile := reading.profile:
            if profile.draft and not scope.drafts:
                for spelling in (profile.slug, profile.name, *profile.names):
                    found[names.folded(spelling)] = why["drafts"]
        elif page := reading.standalone:
            if page.draft and not scope.drafts:
                found[names.folded(page.slug)] = why["drafts"]
        elif any(problem.severity == "error" for problem in reading.problems):
            found[names.folded(urls.file_slug(reading.path))] = "its file has errors of its own"
    return found


def files(assets: Sequence[Asset], readings: Iterable[Reading], scope: Scope) -> list[Asset]:
    """Files to copy, without those in the folder of an article that does not show: they are as secret as it is."""
    secret = tuple(
        posixpath.dirname(each.path) + "/"
        for each in readings
        if each.article
        and posixpath.basename(each.path) == "index.md"
        and hides(each.article, scope)
    )
    return [asset for asset in assets if not asset.path.startswith(secret)]
