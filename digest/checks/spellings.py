"""Spellings of entities that stand in no article."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from digest.model import Profile, Site
from digest.near import bare
from digest.problems import Problem

_MOST = 5
"""Spellings told of one entity."""


def problems(site: Site) -> Iterator[Problem]:
    """One for each entity that articles name, but never by some of the spellings in its file.

    Spellings in a script in which no article names anybody are not meant for articles, and pass. So does everything
    where no text was searched for names.
    """
    used: dict[str, set[str]] = defaultdict(set)
    listed: set[str] = set()
    scripts: set[str] = set()
    for linked in (*site.articles, *site.hidden):
        listed |= {bare(each.text) for each in linked.article.entities}
        for mention in linked.found.mentions:
            used[mention.entity].add(bare(mention.text))
            scripts.add(_script(mention.text))
    for term in site.terms["entities"]:
        if (profile := term.profile) and term.slug in used:
            idle = [
                spelling
                for spelling in _spellings(profile)
                if _script(spelling) in scripts and bare(spelling) not in used[term.slug] | listed
            ]
            if idle:
                named = ", ".join(f"'{each}'" for each in idle[:_MOST])
                more = f" and {len(idle) - _MOST} more" if len(idle) > _MOST else ""
                message = f"no article calls {profile.name} {named}{more}"
                hint = "take out what nobody writes: fewer spellings, fewer mix-ups"
                place = f"{site.config.content}/{profile.path}"
                yield Problem(place, 1, message, hint, "warning")


def _spellings(profile: Profile) -> Iterator[str]:
    yield from (*profile.names, *profile.short, *profile.misspellings)


def _script(spelling: str) -> str:
    """The script of the first letter, as Unicode calls it: LATIN, ARABIC, CJK."""
    first = next((letter for letter in spelling if letter.isalpha()), "")
    return unicodedata.name(first, "").partition(" ")[0] if first else ""
