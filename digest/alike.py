"""Texts → which are nearly the same: how much of what one says stands in another, from a sketch of each."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from heapq import nsmallest
from typing import NamedTuple
from zlib import crc32

from digest.names import folded

_SIZE = 200
"""Shingles of a sketch: a share of .9 is then known to ±.02 (its standard error), one of .5 to ±.035."""
_WORDS = 3
"""Of a shingle."""
_RARE = 40
"""Shingles of a text, those that the fewest others have, by which texts are found that may be like it."""
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")

Sketch = tuple[int, ...]
"""The lowest numbers among those of a text's shingles, in order: the same words, the same numbers."""


class Likeness(NamedTuple):
    """Another text, and how much of both together they share, in hundredths."""

    path: str
    share: int


def sketch(text: str) -> Sketch:
    """The sketch of a text: the lowest of the numbers of its shingles, three words each (Broder 1997).

    Case and punctuation do not count. Where words are not parted, three letters are a shingle. The number of a shingle
    is its CRC-32, turned round so that neighbours are apart.
    """
    words = _WORD.findall(folded(text))
    if len(_UNSPACED.findall(text)) * 3 > len(text):
        words = [letter for word in words for letter in word]
    joined = zip(*(words[at:] for at in range(_WORDS)), strict=False)
    numbers = {
        crc32(" ".join(each).encode("utf-8", "replace")) * 2_654_435_761 & 0xFFFFFFFF
        for each in joined
    }
    return tuple(nsmallest(_SIZE, numbers))


def share(one: Sketch, other: Sketch) -> float:
    """What part of the shingles of two texts both have: 1 for the same, 0 for nothing in common."""
    lowest = nsmallest(_SIZE, {*one, *other})
    return len({*one} & {*other} & {*lowest}) / len(lowest) if lowest else 0.0


class Sketches:
    """The sketches of many texts, asked which of them are like another."""

    def __init__(self, sketches: Iterable[tuple[str, Sketch]] = ()) -> None:
        self._sketches: dict[str, Sketch] = {}
        self._bearers: dict[int, list[str]] = defaultdict(list)
        for path, each in sketches:
            self.add(path, each)

    def add(self, path: str, sketch: Sketch) -> None:
        """One more text."""
        self._sketches[path] = sketch
        for number in sketch:
            self._bearers[number].append(path)

    def like(self, sketch: Sketch, least: float = 0.3) -> Iterator[Likeness]:
        """Texts that share at least so much with one, the most alike first."""
        borne = [bearers for number in sketch if (bearers := self._bearers.get(number))]
        rare = sorted(borne, key=len)[:_RARE]  # what hundreds of texts say tells nothing of any
        common = Counter(path for bearers in rare for path in bearers)
        found = []
        for path, count in common.items():
            if count >= least * len(rare) / 4:
                part = share(sketch, self._sketches[path])
                if part >= least:
                    found.append(Likeness(path, round(100 * part)))
        yield from sorted(found, key=lambda each: (-each.share, each.path))
