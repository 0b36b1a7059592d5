"""Which articles are about the same things: shared terms, the rare ones counting more."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from heapq import nsmallest
from math import log

from digest.workers import Here, Pool

_MOST = 40
"""Articles of one term that are looked at, the nearest in time: else a tag of all articles costs their square."""

_LEAST = round(1e6 * log(1.8))
"""What a term must be worth to count: one that more than half of all articles carry says nothing."""


Related = Mapping[str, tuple[str, ...]]
"""For each article the ones most like it, by path."""


def related(
    terms: Mapping[str, Sequence[str]], pool: Pool | None = None, most: int = 4
) -> dict[str, tuple[str, ...]]:
    """For each article (newest first) with its terms, the articles that share most with it, best first.

    A shared term counts log(articles / articles with the term), as in information retrieval (Spärck Jones
    1972); of equals the newer goes first. What shares only terms that half of all articles have is not related.
    """
    articles = tuple(terms)
    total = len(articles)
    bearers: dict[str, list[int]] = defaultdict(list)
    for position, named in enumerate(terms.values()):
        for term in named:
            bearers[term].append(position)
    # whole numbers: a sum of floats would depend on its order
    worth = {
        term: value
        for term, found in bearers.items()
        if (value := round(1e6 * log(total / len(found)))) > _LEAST
    }
    shared = [
        [(worth[term], bearers[term]) for term in each if term in worth] for each in terms.values()
    ]
    alike = (pool or Here()).map(partial(_best, shared, most), range(total))
    return {
        article: tuple(articles[each] for each in best)
        for article, best in zip(articles, alike, strict=True)
    }


def _best(
    named: Sequence[Sequence[tuple[int, Sequence[int]]]], most: int, position: int
) -> list[int]:
    """Positions of the articles that are most like the one at a position."""
    total = len(named)
    scores: dict[int, int] = defaultdict(int)
    for worth, bearers in named[position]:
        for other in _near(bearers, position):
            scores[other] += worth
    scores.pop(position, None)
    # one number ranks by score, then by position, faster than a pair
    best = nsmallest(most, [other - score * total for other, score in scores.items()])
    return [rank % total for rank in best]


def _near(found: Sequence[int], position: int) -> Sequence[int]:
    """Of a term's articles those nearest in time, at most `_MOST`: half of them newer, half older."""
    if len(found) <= _MOST:
        return found
    begin = bisect_left(found, position) - _MOST // 2
    begin = max(0, min(begin, len(found) - _MOST))
    return found[begin : begin + _MOST]
