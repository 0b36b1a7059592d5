"""Which articles are about the same things: shared terms, the rare ones counting more."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from heapq import nsmallest
from math import log

_MOST = 40
"""Articles of one term that are looked at, the nearest in time: else a tag of all articles costs their square."""

_LEAST = round(1e6 * log(1.8))
"""What a term must be worth to count: one that more than half of all articles carry says nothing."""


def related(terms: Mapping[str, Sequence[str]], most: int = 4) -> dict[str, tuple[str, ...]]:
    """For each article (newest first) with its terms, the articles that share most with it, best first.

    A shared term counts log(articles / articles with the term), as in information retrieval (Spärck Jones
    1972); of equals the newer goes first. What shares only terms that half of all articles have is not related.
    """
    bearers: dict[str, list[str]] = defaultdict(list)
    order = {}
    for position, (article, named) in enumerate(terms.items()):
        order[article] = position
        for term in named:
            bearers[term].append(article)
    total = len(order)
    # whole numbers: a sum of floats would depend on its order
    worth = {term: round(1e6 * log(total / len(found))) for term, found in bearers.items()}
    result = {}
    for article, named in terms.items():
        scores: dict[str, int] = defaultdict(int)
        for term in named:
            if worth[term] > _LEAST:
                for other in _near(bearers[term], order[article], order):
                    scores[other] += worth[term]
        scores.pop(article, None)
        best = nsmallest(most, ((-score, order[other], other) for other, score in scores.items()))
        result[article] = tuple(other for _, _, other in best)
    return result


def _near(found: Sequence[str], position: int, order: Mapping[str, int]) -> Sequence[str]:
    """Of a term's articles those nearest in time, at most `_MOST`: half of them newer, half older."""
    if len(found) <= _MOST:
        return found
    low, high = 0, len(found)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if order[found[middle]] < position else (low, middle)
    begin = max(0, min(low - _MOST // 2, len(found) - _MOST))
    return found[begin : begin + _MOST]
