"""A folded text, a span in it → what stands around: whether a capital there tells of a name, and of whose."""

import re
from bisect import bisect_right
from collections.abc import Set
from functools import cached_property

from digest.everyday import KINDS_OF_PAPER, SMALL, TITLES
from digest.lettering import BREAK

_IN_DATE = re.compile(r",? (?:\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d)")
_DATE_BEFORE = re.compile(
    r"(?:\d(?:st|nd|rd|th)?|\b(?:in|of|since|until|till|by|last|early|late|mid|this|next|from|to|on|during|"
    r"through|before|after|each|every))[ -]$",
    re.IGNORECASE,
)
_YEAR_AFTER = re.compile(r" (?:of |in )?(?:1[5-9]|20)\d\d(?!\w)")
_THE = re.compile(r"\b(?:the|a|an|our|your|my|his|her|their|its|this|that|these) $")
_IN = re.compile(r"\b(?:in|near|across|throughout|outside|inside|around) $", re.IGNORECASE)
_HALF = re.compile(
    r"\b(New|North|South|East|West|Northern|Southern|Eastern|Western|Papua|Equatorial|Fort|Mount|Port|San|Santa) $"
)
_EXPLAINED = re.compile(r" [(\[]\"?(?:the |or )?\"?([^\W\d_][\w.&/]{1,9}?)\.?\"?[,;)\]]")
_EXPLAINS = re.compile(r"(?<!\w)([^\W\d_][\w.&]{1,9}) [(\[](?:the )?$")
_WORD = re.compile(r"\w+")
_LEADING = " \"'([{-"
_FULL_STOPS = frozenset(".!?:;" + BREAK)
_HEADLINE = 200
"""Characters; a longer passage is no headline, whatever its capitals."""


class Surroundings:
    """A folded text with its hyphens (`Folded.seen`), asked about places in it."""

    def __init__(self, seen: str) -> None:
        self.seen = seen
        self._small: dict[str, bool] = {}

    # ---- capitals -------------------------------------------------------------------------------

    def begins_sentence(self, start: int) -> bool:
        """Whether a word begins with a capital because a sentence does."""
        at = start - 1
        while at >= 0 and self.seen[at] in _LEADING:
            at -= 1
        return at < 0 or self.seen[at] in _FULL_STOPS

    def is_headline(self, at: int) -> bool:
        """Whether a short passage sets nearly all its longer words in capitals, so that a capital tells nothing."""
        first = self.seen.rfind(BREAK, max(0, at - _HEADLINE), at) + 1
        last = self.seen.find(BREAK, at, at + _HEADLINE)
        last = len(self.seen) if last < 0 else last
        passage = self.seen[first : min(last, first + _HEADLINE + 1)]
        if (first == 0 and at > _HEADLINE) or len(passage) > _HEADLINE:
            return False
        if ". " in passage or passage.endswith("."):
            return False
        words = [word for word in _WORD.findall(passage) if len(word) > 3]
        return len(words) > 2 and sum(word[0].islower() for word in words) * 5 <= len(words)

    @cached_property
    def shouted(self) -> tuple[tuple[int, int], ...]:
        """Passages that are set in capitals, from where to where."""
        spans = []
        start = 0
        for passage in self.seen.split(BREAK):
            if passage.isupper() and len(passage) > 4:
                spans.append((start, start + len(passage)))
            start += len(passage) + 1
        return tuple(spans)

    def is_shouted(self, at: int) -> bool:
        """Whether a place lies in a passage that is set in capitals."""
        before = bisect_right(self.shouted, (at, len(self.seen)))
        return before > 0 and at < self.shouted[before - 1][1]

    def has_small(self, word: str) -> bool:
        """Whether a word stands in the text with small letters too, so that it is no name by itself."""
        lower = word.lower()
        if lower not in self._small:
            self._small[lower] = f" {lower} " in self.seen
        return self._small[lower]

    # ---- what stands before and after -----------------------------------------------------------

    def is_in_date(self, end: int) -> bool:
        """Whether a date goes on after a day or a month: Sunday, May 28; May 28."""
        return _IN_DATE.match(self.seen, end) is not None

    def is_day_or_month(self, start: int) -> bool:
        """Whether the words before it make it a time: in May, on Sunday, 5 May."""
        return _DATE_BEFORE.search(self.seen, max(0, start - 12), start) is not None

    def follows_article(self, start: int) -> bool:
        """Whether it is *the* something, or somebody's."""
        return _THE.search(self.seen, max(0, start - 6), start) is not None

    def follows_preposition_of_place(self, start: int) -> bool:
        """Whether it is a place that one is in."""
        return _IN.search(self.seen, max(0, start - 12), start) is not None

    def follows_half_a_place(self, start: int) -> bool:
        """Whether the word before makes it another place; `New` does not where it begins a sentence: New Iraq rules."""
        found = _HALF.search(self.seen, max(0, start - 12), start)
        return found is not None and (found[1] != "New" or not self.begins_sentence(found.start()))

    def is_paper(self, end: int) -> bool:
        """Whether the word after it says that it is a paper: Time Magazine."""
        word = _WORD.match(self.seen, end + 1)
        return word is not None and word[0].lower() in KINDS_OF_PAPER

    def is_inverted(self, start: int, end: int) -> bool:
        """Whether a surname may stand before the given names, as in a bibliography: Austen, Jane."""
        seen = self.seen
        before = self.begins_sentence(start) or seen[max(0, start - 4) : start].endswith(
            ("and ", "& ")
        )
        after = seen[end : end + 1] in ("", ".", ",", ";", ":", ")", BREAK)
        return before and (after or seen[end : end + 4] in (" and", " & "))

    def is_anothers(self, start: int, end: int, own: Set[str], things: Set[int]) -> bool:
        """Whether a word beside it makes it part of a longer name: Kate Bush, the Phoenix Suns, 2016 Games.

        `own` are the words of its bearers' names, in small letters; `things` where names end that are no person's, so
        that what follows is not a person's surname: In Iraq Ameri said.
        """
        return self._is_named_before(start, own, things) or self._is_named_after(start, end, own)

    def _is_named_before(self, start: int, own: Set[str], things: Set[int]) -> bool:
        seen = self.seen
        if start < 2 or seen[start - 1] not in " -":
            return False
        first = start - 1
        while (
            first and start - first < 30 and (seen[first - 1].isalnum() or seen[first - 1] in ".'")
        ):
            first -= 1
        word = seen[first : start - 1].strip("'")
        if not word[:1].isupper():
            return len(word) == 4 and word.isdigit() and seen[start - 1] == " "
        bare = word.replace(".", "").lower()
        if word.endswith(".") and len(bare) > 1:  # Gen., or the end of a sentence
            return False
        if bare.endswith("'s") or bare in TITLES or bare in ("al", "el") or start - 1 in things:
            return False
        if any(each.startswith(bare) for each in own):
            return False
        return bare not in SMALL or not self.begins_sentence(first)

    def _is_named_after(self, start: int, end: int, own: Set[str]) -> bool:
        seen = self.seen
        if seen[end : end + 1] not in (" ", "-") or not seen[end + 1 : end + 2].isupper():
            return " " in seen[start:end] and _YEAR_AFTER.match(seen, end) is not None
        word = _WORD.match(seen, end + 1)
        lower = word[0].lower() if word else ""
        if lower in own or lower in SMALL or lower in KINDS_OF_PAPER:
            return False
        return not self.is_headline(end)

    # ---- abbreviations that the text explains ---------------------------------------------------

    def abbreviations(self, start: int, end: int) -> dict[str, bool]:
        """What stands in brackets after a name, or before a name in brackets; and whether it is made of its letters."""
        seen = self.seen
        opened = seen[max(0, start - 1) : start]
        if seen[end : end + 2] not in (" (", " [") and opened not in ("(", "["):
            return {}
        after = _EXPLAINED.match(seen, end)
        before = _EXPLAINS.search(seen, max(0, start - 18), start) if opened else None
        found = {}
        for match in (after, before):
            if match:
                letters = match[1]
                fits = abbreviates(letters, seen[start:end])
                if fits or (match is after and letters.isupper() and len(letters) > 2):
                    found[letters] = fits
        return found


def abbreviates(letters: str, name: str) -> bool:
    """Whether letters stand for a name of several words: first its first one, then others in their order."""
    wanted = [letter.casefold() for letter in letters if letter.isalnum()]
    words = re.split(r"[ -]", name.casefold())
    if len(words) < 2 or len(wanted) < 2 or not any(letter.isupper() for letter in letters):
        return False
    if not any(word.startswith(wanted[0]) for word in words[:2]):
        return False
    rest = iter(name.casefold())
    return all(letter in rest for letter in wanted)
