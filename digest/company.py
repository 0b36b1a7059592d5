"""Whom each text names, paragraph by paragraph → who is named with whom, more than chance would have it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations
from math import log

from digest import urls
from digest.model import Found, Label, Named, Profile, Together

_SURE = 10.83
"""G² above which company is no chance: the 0.1 % point of χ² with one degree of freedom."""
_MOST = 8
"""Entities that one is said to appear with."""
_CROWD = 40
"""Names in one paragraph or article that are looked at: a list of hundreds says nothing of any two."""


def near(founds: Iterable[Found]) -> dict[str, tuple[tuple[str, int], ...]]:
    """For each entity those named in the same paragraph more often than chance has it, with how many paragraphs.

    Best first, by the likelihood ratio G² (Dunning 1993): a count alone would put the most frequent beside everyone.
    """
    paragraphs = [names for found in founds for names in _paragraphs(found)]
    alone, both = _counted(paragraphs)
    best: dict[str, list[tuple[int, str, int]]] = defaultdict(list)
    for (one, other), count in both.items():
        weight = association(count, alone[one], alone[other], len(paragraphs))
        if weight > 0:
            rank = -round(1000 * weight)  # whole numbers: as fine as anyone can tell
            best[one].append((rank, other, count))
            best[other].append((rank, one, count))
    return {
        slug: tuple((other, count) for _, other, count in sorted(found)[:_MOST])
        for slug, found in best.items()
    }


def pairs(named: Mapping[str, Sequence[str]], fewest: int) -> tuple[Together, ...]:
    """Two entities each that are named in `fewest` articles or more, and together more than chance has it.

    `named` are the entities of each article, by path, newest first. No pairs at all for 0.
    """
    if not fewest:
        return ()
    alone, both = _counted(named.values())
    chosen = {
        pair
        for pair, count in both.items()
        if count >= fewest
        and association(count, alone[pair[0]], alone[pair[1]], len(named)) > _SURE
    }
    found: dict[tuple[str, str], list[str]] = {pair: [] for pair in sorted(chosen)}
    for path, slugs in named.items() if chosen else ():
        for pair in combinations(_some(slugs), 2):
            if pair in found:
                found[pair].append(path)
    return tuple(Together(one, other, tuple(paths)) for (one, other), paths in found.items())


def named(articles: Iterable[Iterable[str]], labels: Mapping[str, Label]) -> tuple[Named, ...]:
    """Whom most of some articles name, by slug, with how many do; what one article alone names says nothing."""
    counts = Counter(chain.from_iterable(articles))
    ranked = sorted(
        (-count, slug) for slug, count in counts.items() if count > 1 and slug in labels
    )[:_MOST]
    return tuple(
        Named(labels[slug], -count, max(1, count * 100 // ranked[0][0])) for count, slug in ranked
    )


def former(pair: Together, profiles: Mapping[str, Profile | None]) -> Iterator[tuple[str, Profile]]:
    """Addresses a pair's page had before one of the two, or both, got another slug: each with whose file tells so."""
    ones, others = ([(slug, None), *_once(profiles.get(slug))] for slug in (pair.one, pair.other))
    known = {urls.together(pair.one, pair.other)}
    for one, moved in ones:
        for other, also in others:
            address = urls.together(one, other)
            if (profile := moved or also) and one != other and address not in known:
                known.add(address)
                yield address, profile


def _once(profile: Profile | None) -> Iterable[tuple[str, Profile]]:
    """The slugs an entity had, as its old addresses tell."""
    for old in profile.aliases if profile else ():
        if profile and old == f"entities/{urls.former_slug(old)}/":
            yield urls.former_slug(old), profile


def association(both: int, one: int, other: int, total: int) -> float:
    """G² of two things that occur `one` and `other` times among `total`, `both` times together; 0 where that is rare.

    Twice the sum of observed × log(observed / expected) over the four cells of their table (Dunning 1993).
    """
    if both * total <= one * other:
        return 0.0
    cells = (
        (both, one, other),
        (one - both, one, total - other),
        (other - both, total - one, other),
        (total - one - other + both, total - one, total - other),
    )
    return 2 * sum(seen * log(seen * total / (row * column)) for seen, row, column in cells if seen)


def _paragraphs(found: Found) -> Iterable[Sequence[str]]:
    """The entities of each paragraph that names any; the title is none."""
    by_anchor: dict[str, list[str]] = {}
    for each in found.mentions:
        if each.anchor:
            by_anchor.setdefault(each.anchor, []).append(each.entity)
    return by_anchor.values()


def _counted(
    groups: Iterable[Sequence[str]],
) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """In how many groups each name is, and each two in order."""
    some = [_some(group) for group in groups]
    alone = Counter(chain.from_iterable(some))
    both = Counter(chain.from_iterable(combinations(slugs, 2) for slugs in some if len(slugs) > 1))
    return alone, both


def _some(slugs: Sequence[str]) -> Sequence[str]:
    if len(slugs) < 2:
        return slugs
    return sorted(list(dict.fromkeys(slugs))[:_CROWD])
