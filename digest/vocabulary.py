"""Whom an article names, and the tags of a corpus → tags for it, each with a reason; and what it may go on from."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from heapq import nlargest
from math import log
from typing import NamedTuple

from digest import urls
from digest.model import Value
from digest.names import folded

_NEIGHBOURS = 5
_LEAST = 0.5
"""The share of what its neighbours have in common with an article that must bear a tag."""
_SHORTEST = 4
"""Letters of a tag that is looked for in a text: shorter ones are in other words' company too often."""
_WORD = re.compile(r"[^\W_]+")


class Filed(NamedTuple):
    """An article as others are compared with it: its tags as written, the entities it names, by slug."""

    tags: tuple[str, ...]
    entities: frozenset[str]


class Tag(Value, frozen=True):
    """A tag that an article may bear, and why."""

    name: str
    why: str


class Neighbour(Value, frozen=True):
    """An article that names the same: `shared` are slugs, the rarest first."""

    path: str
    worth: float
    shared: tuple[str, ...]


class Vocabulary:
    """The tags of a corpus, and what its articles are about."""

    def __init__(self, articles: Mapping[str, Filed]) -> None:
        self._articles = dict(articles)
        self._bearers: dict[str, list[str]] = defaultdict(list)
        names: dict[str, Counter[str]] = defaultdict(Counter)
        for path, each in self._articles.items():
            for entity in sorted(each.entities):
                self._bearers[entity].append(path)
            for tag in each.tags:
                names[urls.slug(tag)][tag] += 1
        self._names = {
            slug: min(found, key=lambda tag: (-found[tag], tag)) for slug, found in names.items()
        }

    def neighbours(self, entities: Set[str], most: int = _NEIGHBOURS) -> list[Neighbour]:
        """The articles that share most with one that names some entities, the rare ones counting more.

        A shared entity counts log(articles / articles that name it), as in `digest.related`.
        """
        total = len(self._articles)
        worth = {
            entity: log(total / len(found))
            for entity in entities
            if (found := self._bearers.get(entity)) and len(found) < total
        }
        scores: dict[str, float] = defaultdict(float)
        for entity, value in worth.items():
            for path in self._bearers[entity]:
                scores[path] += value
        best = nlargest(most, scores.items(), key=lambda each: (round(each[1], 6), each[0]))
        return [
            Neighbour(
                path,
                score,
                tuple(
                    sorted(
                        (each for each in worth if each in self._articles[path].entities),
                        key=lambda each: (-worth[each], each),
                    )
                ),
            )
            for path, score in best
        ]

    def tags(self, entities: Set[str], text: str, own: Iterable[str] = ()) -> list[Tag]:
        """Tags of the corpus for a text that names some entities; not those it has.

        A tag that articles like it bear, two of the nearest five at least, or one whose words its text says.
        """
        has = {urls.slug(tag) for tag in own}
        near = self.neighbours(entities)
        whole = sum(each.worth for each in near)
        worth: dict[str, float] = defaultdict(float)
        bearers: Counter[str] = Counter()
        for each in near:
            for slug in {urls.slug(tag) for tag in self._articles[each.path].tags}:
                worth[slug] += each.worth
                bearers[slug] += 1
        likely = [slug for slug in worth if bearers[slug] > 1 and worth[slug] >= _LEAST * whole]
        found = {
            slug: Tag(self._names[slug], f"on {bearers[slug]} of the {len(near)} articles most like it")
            for slug in sorted(likely, key=lambda slug: (-worth[slug], slug))
        }  # fmt: skip
        plain = f" {_words(text)} "
        for slug, name in sorted(self._names.items()):
            words = _words(name)
            if len(words) >= _SHORTEST and f" {words} " in plain:
                found.setdefault(slug, Tag(name, "its text says so"))
        return [tag for slug, tag in found.items() if slug not in has]


def _words(text: str) -> str:
    return " ".join(_WORD.findall(folded(text)))
