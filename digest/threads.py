"""The terms of each article → the thread it belongs to, and what came before and after it there."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set

Beside = tuple[str, str]
"""The articles before and after one, by path; empty at an end."""

_FEWEST = 3
"""Articles that make coverage: two may share a subject by chance."""


def threads(terms: Mapping[str, Sequence[str]], events: Set[str]) -> dict[str, str]:
    """For each article, by path, the term under which its story goes on; what is told alone is left out.

    That is an event it is about, else the rarest of its terms, which says most of it; a term that more than half of all
    articles have says nothing.
    """
    bearers = Counter(term for each in terms.values() for term in each)
    most = max(_FEWEST, len(terms) // 2)
    rank = {
        term: (term not in events, count, term)
        for term, count in bearers.items()
        if _FEWEST <= count <= most
    }
    return {
        path: min(shared, key=rank.__getitem__)
        for path, each in terms.items()
        if (shared := [term for term in each if term in rank])
    }


def beside(terms: Mapping[str, Sequence[str]], threads: Mapping[str, str]) -> dict[str, Beside]:
    """What came before and after each article among all that share the term of its thread.

    `terms` are those of the articles to look at, newest first; without a thread, its neighbours are those in time.
    """
    used = set(threads.values())
    before, after, last = dict[str, str](), dict[str, str](), dict[str, str]()
    for path, each in terms.items():
        mine = threads.get(path, "")
        for term in ("", *(term for term in each if term in used)):
            newer = last.get(term, "")
            if term == mine:
                after[path] = newer
            if newer and threads.get(newer, "") == term:
                before[newer] = path
            last[term] = path
    return {path: (before.get(path, ""), after.get(path, "")) for path in terms}
