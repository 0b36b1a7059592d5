"""Words a person may have misspelt → the known names they are nearly like; never more than a suggestion."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from digest.model import Known, Value

_MARKS = re.compile(r"[\u0300-\u036f\u064b-\u0652'’‘ʼʿʾ`´.]")
_BLANKS = re.compile(r"[\s‐‑‒–—−-]+")
_SHORTEST = 5
"""Letters below which one slip is another name: Badr and Sadr, Iraq and Iran."""


_LONG = 8


class Near(Value, frozen=True):
    """A known name that a spelling is nearly like: whose it is, how it is spelt, and how many slips lie between.

    No slip: the spelling is a part of a full name, which counts only once that was read.
    """

    entity: str
    spelling: str
    slips: int


class Nearly:
    """All known spellings, asked which of them a word or a name is nearly like."""

    def __init__(self, entities: Iterable[Known]) -> None:
        self._spelt: dict[str, dict[str, str]] = defaultdict(dict)
        self._blocks: dict[tuple[str, int], list[str]] = defaultdict(list)
        for entity in entities:
            for spelling, whole in _spellings(entity):
                plain = bare(spelling)
                if plain not in self._spelt:
                    for size in _sizes(len(plain)):
                        for block in _blocks(plain, size):
                            self._blocks[block, len(plain)].append(plain)
                self._spelt[plain].setdefault(entity.slug, whole)

    def knows(self, plain: str) -> bool:
        """Whether a name, as `bare` makes it, is a known spelling."""
        return plain in self._spelt

    def to(self, name: str) -> tuple[Near, ...]:
        """The known names with the fewest slips between them and a name; several where they are as near.

        A slip is a letter too many, too few, another, or two that changed places (optimal string alignment). One is
        borne in names of five to seven letters, two from eight on, three from sixteen on.
        """
        from rapidfuzz.distance import OSA  # loaded where names are suggested, not with the program

        plain = bare(name)
        if plain in self._spelt:
            return tuple(Near(slug, whole, 0) for slug, whole in sorted(self._spelt[plain].items()))
        borne = _borne(plain)
        best, found = borne, set[str]()
        for block in _blocks(plain, _size(len(plain))) if borne else ():
            for length in range(len(plain) - borne, len(plain) + borne + 1):
                for each in self._blocks.get((block, length), ()):
                    slips = OSA.distance(plain, each, score_cutoff=best)
                    if slips < best:
                        best, found = slips, {each}
                    elif slips == best and slips <= _borne(each):
                        found.add(each)
        return tuple(
            Near(slug, whole, best)
            for each in sorted(found)
            for slug, whole in sorted(self._spelt[each].items())
        )


def bare(name: str) -> str:
    """A name without case, accents, apostrophes, full stops, hyphens: what no slip lies in."""
    text = _MARKS.sub("", unicodedata.normalize("NFKD", name)).casefold()
    return _BLANKS.sub(" ", text).strip()


def _spellings(entity: Known) -> Iterator[tuple[str, str]]:
    """What an entity may be called, each with the full spelling that it is of: a person by the last word too."""
    for spelling in (entity.name, *entity.names):
        yield spelling, spelling
        if entity.kind == "person" and " " in spelling:
            last = spelling.rpartition(" ")[2]
            yield last, spelling
            if "-" in last:  # al-Ameri, who is Ameri too
                yield last.rpartition("-")[2], spelling
    for spelling in entity.short:
        yield spelling, entity.name


def _blocks(plain: str, size: int) -> tuple[str, str]:
    """The two ends of a name: one slip leaves one of them whole, and two do nearly always.

    So that a name is compared with hundreds of others, not with fifty thousand.
    """
    return "<" + plain[:size], plain[-size:] + ">"


def _size(length: int) -> int:
    return 2 if length < _LONG else 3


def _sizes(length: int) -> set[int]:
    """The sizes of ends by which names of about that length are looked for."""
    return {_size(length - 2), _size(length + 2)}


def _borne(plain: str) -> int:
    length = len(plain)
    return 0 if length < _SHORTEST else 1 if length < _LONG else 2 if length < 2 * _LONG else 3
