"""A registry of names → whom each one means."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache

from digest.fingerprint import fingerprint
from digest.model import Known, Profile

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "ʿ": "'", "ʾ": "'", "`": "'", "´": "'"})
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_SPACES = re.compile(r"\s+")
_MOST = 50
"""Misspelt names that are compared with all others, which takes 10 ms each where there are 5,000."""

Names = Mapping[str, tuple[str, ...]]
"""Spelling, folded → slugs of those who bear it, in order; more than one is a clash for a person to decide."""


@lru_cache(maxsize=100_000)
def folded(spelling: str) -> str:
    """A spelling without what print varies: case, width, the sort of apostrophe, dash and space."""
    if spelling.isascii():
        return " ".join(spelling.split()).replace("`", "'").lower()
    text = unicodedata.normalize("NFKC", spelling).translate(_APOSTROPHES).translate(_DASHES)
    return _SPACES.sub(" ", text).strip().casefold()


def registry(profiles: Iterable[Profile | Known]) -> Names:
    """Every spelling of every profile, for a curator who lists names.

    A slug is its owner's alone, whoever else is called like it; a short name counts only where nobody bears it in full.
    """
    slugs: dict[str, tuple[str, ...]] = {}
    full: dict[str, tuple[str, ...]] = {}
    short: dict[str, tuple[str, ...]] = {}
    for profile in profiles:
        own = (profile.slug,)
        _claim(slugs, own, own)
        _claim(full, (profile.name, *profile.names), own)
        _claim(short, profile.short, own)
    return short | full | slugs


def _claim(known: dict[str, tuple[str, ...]], spellings: Iterable[str], own: tuple[str]) -> None:
    for each in spellings:
        spelling = folded(each)
        found = known.setdefault(spelling, own)
        if found is not own and own[0] not in found:
            known[spelling] = tuple(sorted((*found, *own)))


def bearers(spelling: str, names: Names) -> tuple[str, ...]:
    """Slugs of all who bear a name, exactly spelt but for case, apostrophes, dashes and spaces; nothing is guessed."""
    return names.get(folded(spelling), ())


class Register:
    """All entities that texts may name; `stop` are spellings that name nobody. Equal ones have equal `mark`s."""

    def __init__(self, profiles: Iterable[Profile], stop: Iterable[str] = ()) -> None:
        self.known = tuple(
            Known(each.slug, each.kind, each.name, each.names, each.short, each.misspellings)
            for each in sorted(profiles, key=lambda profile: profile.slug)
        )
        self.stop = tuple(stop)
        self.mark = fingerprint([self.known, self.stop])

    def __bool__(self) -> bool:
        return bool(self.known)

    @cached_property
    def names(self) -> Names:
        """Whom each spelling means, for lists in front matter."""
        return registry(self.known)


class Nearest:
    """What a misspelt name may have meant, of all `known`; the first fifty different ones are looked up, then none."""

    def __init__(self, known: Iterable[str], likeness: float) -> None:
        self._known, self._likeness = tuple(known), likeness
        self._found: dict[str, str] = {}

    def to(self, wanted: str) -> str:
        """The known name most like another; empty where none is like it."""
        if wanted not in self._found and len(self._found) < _MOST:
            near = difflib.get_close_matches(wanted, self._known, 1, self._likeness)
            self._found[wanted] = near[0] if near else ""
        return self._found.get(wanted, "")
