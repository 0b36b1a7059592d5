"""The spellings of all entities, a plain text → where each is named.

A name counts where it stands as a word, the longest first. What counts only later, a surname or an abbreviation, is
looked for once its entity is known to be in the text. A name of several is decided by what the article lists, and by
what else stands in it; where that decides nothing it is left alone, and told.
"""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cached_property
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from digest.claims import BARE, DERIVED, OWN, QUALIFIED, TYPO, Claim, claims, plainly
from digest.everyday import CALENDAR, EVERYDAY, KINDS_OF_PAPER, MONTHS, SMALL, TITLES
from digest.lettering import BREAK, Folded, begins, ends, folded
from digest.model import Known, Place, Unsure
from digest.spellings import cased, short

class _Found(NamedTuple):
    """A spelling at its place in the folded text; nobody claims it where it is to be left alone."""

    start: int
    end: int
    claims: tuple[Claim, ...]


_EXPLAINED = re.compile(r" [(\[]\"?(?:the |or )?\"?([^\W\d_][\w.&/]{1,9}?)\.?\"?[,;)\]]")
_EXPLAINS = re.compile(r"(?<!\w)([^\W\d_][\w.&]{1,9}) [(\[](?:the )?$")
_YEAR_AFTER = re.compile(r" (?:of |in )?(?:1[5-9]|20)\d\d(?!\w)")
_DATE_BEFORE = re.compile(
    r"(?:\d(?:st|nd|rd|th)?|\b(?:in|of|since|until|till|by|last|early|late|mid|this|next|from|to|on|during|through|"
    r"before|after|each|every))[ -]$",
    re.IGNORECASE,
)
_IN_DATE = re.compile(r",? (?:\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d)")
_THE = re.compile(r"\b(?:the|a|an|our|your|my|his|her|their|its|this|that|these) $")
_IN = re.compile(r"\b(?:in|near|across|throughout|outside|inside|around) $", re.IGNORECASE)
_WORDS = re.compile(r"\w+")
_LEADING = " \"'([{-"


class Finder:
    """Looks for entities in texts; made once, asked for every article.

    `stop` are spellings that are nobody's name: neither they nor what stands within them is found.
    """

    def __init__(self, entities: Iterable[Known], stop: Iterable[str] = ()) -> None:
        self._entities = sorted(entities, key=lambda each: each.slug)
        self._number = {entity.slug: number for number, entity in enumerate(self._entities)}
        self._short: dict[int, tuple[str, ...]] = {}
        stopped = {plainly(each).casefold(): plainly(each) for each in stop}
        self._stop = frozenset(stopped)
        found, self._parts = claims(self._entities)
        if stopped:
            found |= dict.fromkeys([each for each in found if each.casefold() in stopped], ())
            found |= dict.fromkeys(stopped.values(), ())
        self._spellings = list(found)
        self._claimed = list(found.values())
        self._at = {spelling: number for number, spelling in enumerate(self._spellings)}
        self._automaton = AhoCorasick(
            self._spellings, implementation=Implementation.ContiguousNFA, store_patterns=False
        )

    def places(
        self,
        text: str,
        listed: Set[str] = frozenset(),
        barred: Set[str] = frozenset(),
        hidden: Sequence[tuple[int, int]] = (),
    ) -> tuple[list[Place], list[Unsure]]:
        """Where a plain text names whom, in order and never overlapping, and where that could be several.

        `listed` are slugs of the entities that the article lists, `barred` of those it is not to name; what stands in
        a span of `hidden` is no name.
        """
        plain = folded(text)
        found = self._full(plain)
        about = {self._number[slug] for slug in listed if slug in self._number}
        if not found and not about:
            return [], []
        out = {self._number[slug] for slug in barred if slug in self._number}
        return _Search(self, text, plain, about, out, hidden).result(found)

    def _full(self, plain: Folded) -> list[_Found]:
        """Full spellings where they stand as words, passages set in capitals included."""
        found = [
            _Found(start, end, self._claimed[number])
            for number, start, end in self._automaton.find_matches_as_indexes(
                plain.text, overlapping=True
            )
            if begins(plain.seen, start) and ends(plain.seen, end)
        ]
        for first, last in shouted(plain.seen):
            automaton, claimed = self._capitals
            found += [
                _Found(first + start, first + end, claimed[number])
                for number, start, end in automaton.find_matches_as_indexes(
                    plain.text[first:last], overlapping=True
                )
                if begins(plain.seen, first + start) and ends(plain.seen, first + end)
            ]
        return found

    @cached_property
    def _capitals(self) -> tuple[AhoCorasick, list[tuple[Claim, ...]]]:
        """The same for passages set in capitals; made when the first is met."""
        claims: dict[str, tuple[Claim, ...]] = {}
        for spelling, whose in zip(self._spellings, self._claimed, strict=True):
            capitals = spelling.upper()
            if capitals != spelling and len(capitals) == len(spelling):
                claims[capitals] = tuple(dict.fromkeys((*claims.get(capitals, ()), *whose)))
        automaton = AhoCorasick(claims, implementation=Implementation.ContiguousNFA)
        return automaton, list(claims.values())

    def entity(self, number: int) -> Known:
        """An entity by its number."""
        return self._entities[number]

    def whose(self, spelling: str) -> tuple[int, ...]:
        """Numbers of those who bear a full spelling, folded."""
        at = self._at.get(spelling)
        return () if at is None else tuple(claim.entity for claim in self._claimed[at])

    def shorts(self, number: int) -> tuple[str, ...]:
        """The short spellings of an entity, folded; made when it is first found."""
        if number not in self._short:
            forms = {
                plainly(form): None
                for each in short(self._entities[number])
                for form in cased(each)
            }
            parts = self._parts.get(number, ())
            self._short[number] = tuple(
                each
                for each in (*forms, *parts)
                if len(each) > 1 and each.casefold() not in self._stop
            )
        return self._short[number]


def shouted(seen: str) -> list[tuple[int, int]]:
    """Passages that are set in capitals."""
    spans = []
    start = 0
    for passage in seen.split(BREAK):
        if passage.isupper() and len(passage) > 4:
            spans.append((start, start + len(passage)))
        start += len(passage) + 1
    return spans


class _Search:
    """One article's: what was found in it so far, and what follows from that."""

    def __init__(
        self,
        finder: Finder,
        text: str,
        plain: Folded,
        listed: Set[int],
        barred: Set[int],
        hidden: Sequence[tuple[int, int]],
    ) -> None:
        self.finder, self.text, self.plain, self.seen = finder, text, plain, plain.seen
        self.listed, self.barred, self.hidden = listed, barred, hidden
        self.stood: dict[int, list[tuple[int, int]]] = {}
        """Where an entity's full name stands, by number."""
        self.settled: dict[tuple[int, int], tuple[Claim, ...]] = {}
        """Who bears the name in a span: nobody, one, or several where that is unsure."""
        self.found: list[_Found] = []
        """Everything that is spelt like a name."""

    def result(self, found: list[_Found]) -> tuple[list[Place], list[Unsure]]:
        """All steps, one after the other."""
        if self.hidden:
            found = [each for each in found if not self._is_hidden(each.start, each.end)]
        self.found = found
        chosen = longest(self._strong(found))
        for each in chosen:
            if len(each.claims) < 2:
                self._settle(each.start, each.end, self._allowed(each.claims))
        for each in chosen:
            if len(each.claims) > 1:
                self._settle(each.start, each.end, self._decided(each))
        self._find_short()
        return self._told()

    def _settle(self, start: int, end: int, claims: tuple[Claim, ...]) -> None:
        self.settled[start, end] = claims
        if len(claims) == 1:
            self.stood.setdefault(claims[0].entity, []).append((start, end))

    def _told(self) -> tuple[list[Place], list[Unsure]]:
        places, unsure = [], []
        for (start, end), claims in sorted(self.settled.items()):
            start, end = self.plain.span(start, end, self.text)
            if len(claims) == 1:
                slug = self.finder.entity(claims[0].entity).slug
                places.append(Place(start, end, slug, claims[0].how == TYPO))
            elif claims:
                slugs = {self.finder.entity(claim.entity).slug for claim in claims}
                unsure.append(Unsure(start, end, tuple(sorted(slugs))))
        return places, unsure

    def _is_hidden(self, start: int, end: int) -> bool:
        start, end = self.plain.span(start, end, self.text)
        return any(start < last and first < end for first, last in self.hidden)

    def _allowed(self, claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
        """Without those the article bars; a name that was only theirs is nobody's."""
        if not self.barred:
            return claims
        return tuple(claim for claim in claims if claim.entity not in self.barred)

    # ---- what is a name where it stands ---------------------------------------------------------

    def _strong(self, found: list[_Found]) -> list[_Found]:
        """Without words that look like a name only because a sentence begins, or all is in capitals."""
        strong: list[_Found] = []
        weak: list[_Found] = []
        for each in found:
            how = each.claims[0].how if each.claims else OWN
            if how == QUALIFIED and not self._is_qualified(each, found):
                continue
            if (how == QUALIFIED or how == BARE) and not self._stands_alone(each):
                continue
            if how == OWN and self._is_surname(each) and self._is_anothers(each):
                continue
            (weak if self._is_weak(each) else strong).append(each)
        if weak:
            known = {claim.entity for each in strong for claim in each.claims} | self.listed
            strong += [each for each in weak if any(claim.entity in known for claim in each.claims)]
        return strong

    @cached_property
    def _things(self) -> set[int]:
        """Where names end that are no person's: what follows them is no surname of theirs."""
        return {
            each.end
            for each in self.found
            for claim in each.claims
            if claim.how <= DERIVED and self.finder.entity(claim.entity).kind != "person"
        }

    def _is_qualified(self, one: _Found, found: list[_Found]) -> bool:
        clues = {claim.clue for claim in one.claims}
        return any(
            claim.entity in clues and claim.how <= DERIVED
            for each in found
            for claim in each.claims
        )

    def _is_surname(self, found: _Found) -> bool:
        """Whether this is only the last word of each bearer's name."""
        word = " " + self.plain.text[found.start : found.end]
        entities = [self.finder.entity(claim.entity) for claim in found.claims]
        return bool(entities) and all(e.kind == "person" and e.name.endswith(word) for e in entities)

    def _is_weak(self, found: _Found) -> bool:
        """Whether this may be no name: an everyday word with a capital, in a place where all have one."""
        start, end = found.start, found.end
        word = self.seen[start:end]
        if not word.isalpha():
            return False
        lower = word.lower()
        capitals = word.isupper() and len(word) > 1
        if lower in CALENDAR and self._is_date(found):
            return True
        if lower not in EVERYDAY and lower not in SMALL:
            if capitals or not self._begins_sentence(start):
                return False
            return f" {lower} " in self.plain.text
        if capitals:
            return self._passage(start).isupper()
        return (
            self._begins_sentence(start)
            or self._is_headline(start)
            or self._is_anothers(found)
            or self._is_common(found)
        )

    def _is_date(self, found: _Found) -> bool:
        """Whether a day or a month is just that: no entity, or a part of a date."""
        if _IN_DATE.match(self.seen, found.end):
            return True
        word = self.seen[found.start : found.end]
        entities = [self.finder.entity(claim.entity) for claim in found.claims]
        if all(each.name == word and each.kind in ("other", "event") for each in entities):
            return False
        return _DATE_BEFORE.search(self.seen, max(0, found.start - 12), found.start) is not None

    def _is_common(self, found: _Found) -> bool:
        """Whether it is a thing as well: the People, and people elsewhere in the text, are not People."""
        word = self.seen[found.start : found.end]
        entities = [self.finder.entity(claim.entity) for claim in found.claims]
        if not all(e.kind in ("person", "organisation", "work") and e.name == word for e in entities):
            return False
        if _THE.search(self.seen, max(0, found.start - 6), found.start):
            return True
        return f" {word.lower()} " in self.plain.text and not self._is_paper(found.end)

    def _is_paper(self, end: int) -> bool:
        word = _WORDS.match(self.seen, end + 1)
        return word is not None and word[0].lower() in KINDS_OF_PAPER

    def _begins_sentence(self, start: int) -> bool:
        at = start - 1
        while at >= 0 and self.seen[at] in _LEADING:
            at -= 1
        return at < 0 or self.seen[at] in ".!?:;\x1e"

    def _passage(self, at: int) -> str:
        return self.seen[self.seen.rfind(BREAK, 0, at) + 1 : self._passage_end(at)]

    def _passage_end(self, at: int) -> int:
        end = self.seen.find(BREAK, at)
        return len(self.seen) if end < 0 else end

    def _is_headline(self, at: int) -> bool:
        """Whether its passage sets all longer words in capitals, so that a capital tells nothing."""
        passage = self._passage(at)
        if len(passage) > 200:
            return False
        words = [word for word in _WORDS.findall(passage) if len(word) > 3]
        return len(words) > 2 and sum(word[0].islower() for word in words) * 5 <= len(words)

    def _stands_alone(self, found: _Found) -> bool:
        if ", " in self.seen[found.start : found.end]:
            return self._is_inverted(found)
        return not self._is_anothers(found)

    def _is_anothers(self, found: _Found) -> bool:
        """Whether a word beside it makes it part of a name that is not known: Kate Bush, the Phoenix Suns."""
        start, end = found.start, found.end
        own = {
            word.casefold()
            for claim in found.claims
            for word in _WORDS.findall(plainly(self.finder.entity(claim.entity).name))
        }
        return self._named_before(start, own) or self._named_after(end, own)

    def _is_inverted(self, found: _Found) -> bool:
        """Whether a surname stands before the given names as in a bibliography: Austen, Jane."""
        seen, start, end = self.seen, found.start, found.end
        if not self._begins_sentence(start) and not seen[start - 4 : start].endswith(
            ("and ", "& ")
        ):
            return False
        return (
            end == len(seen) or seen[end] in ".,;:)\x1e" or seen[end : end + 4] in (" and", " & ")
        )

    def _named_before(self, start: int, own: Set[str]) -> bool:
        seen = self.seen
        if start < 2 or seen[start - 1] not in " -":
            return False
        first = start - 1
        while first and (seen[first - 1].isalnum() or seen[first - 1] in ".'"):
            first -= 1
        word = seen[first : start - 1].strip("'")
        if not word[:1].isupper():
            return word[:1].isdigit() and len(word) == 4 and seen[start - 1] == " "
        bare = word.replace(".", "").lower()
        if word.endswith(".") and len(bare) > 1:
            return False  # Gen., or the end of a sentence
        if bare.removesuffix("'s") != bare or bare in TITLES or bare in ("al", "el"):
            return False
        if any(each.startswith(bare) for each in own) or start - 1 in self._things:
            return False
        return bare not in SMALL or not self._begins_sentence(first)

    def _named_after(self, end: int, own: Set[str]) -> bool:
        seen = self.seen
        if seen[end : end + 1] not in (" ", "-") or not seen[end + 1 : end + 2].isupper():
            return _YEAR_AFTER.match(seen, end) is not None and " " in seen[end - 12 : end]
        word = _WORDS.match(seen, end + 1)
        lower = word[0].lower() if word else ""
        return not (lower in own or lower in SMALL or lower in KINDS_OF_PAPER or self._is_headline(end))

    # ---- which of several -----------------------------------------------------------------------

    def _decided(self, found: _Found) -> tuple[Claim, ...]:
        """One of several who bear a name, by the article's list, by what else stands in it; else all of them."""
        claims = self._allowed(found.claims)
        for test in (self._is_listed, self._stood_elsewhere, self._is_near_its_qualifier):
            if len(claims) < 2:
                break
            kept = tuple(claim for claim in claims if test(claim))
            if len(kept) == 1:
                return kept
        if len(claims) < 2:
            return claims
        kinds = {self.finder.entity(claim.entity).kind for claim in claims}
        if "place" in kinds and len(kinds) > 1 and _IN.search(self.seen, 0, found.start):
            kept = tuple(c for c in claims if self.finder.entity(c.entity).kind == "place")
            if len(kept) == 1:
                return kept
        return claims

    def _is_listed(self, claim: Claim) -> bool:
        return claim.entity in self.listed

    def _stood_elsewhere(self, claim: Claim) -> bool:
        return claim.entity in self.stood

    def _is_near_its_qualifier(self, claim: Claim) -> bool:
        """Georgia (country), and the article says Country; Athens, Georgia, and it names Georgia."""
        name = self.finder.entity(claim.entity).name
        qualifier = name.partition("(")[2].rstrip(")") or name.partition(", ")[2]
        return bool(qualifier) and qualifier in self.plain.text

    # ---- what counts once the name was read -----------------------------------------------------

    def _find_short(self) -> None:
        since = {number: min(end for _, end in spans) for number, spans in self.stood.items()}
        since |= dict.fromkeys(self.listed, 0)
        found: dict[tuple[int, int], list[Claim]] = {}
        for number, first in since.items():
            if number in self.barred:
                continue
            for form in (*self.finder.shorts(number), *self._explained(number)):
                for start, end in self._standing(form, first):
                    if self._is_short(start, end, number):
                        claims = found.setdefault((start, end), [])
                        if Claim(number, OWN) not in claims:
                            claims.append(Claim(number, OWN))
        if not found:
            return
        spans = [_Found(start, end, tuple(claims)) for (start, end), claims in found.items()]
        for each in longest(spans):
            inside = [span for span in self.settled if span[0] < each.end and each.start < span[1]]
            if not inside:
                self.settled[each.start, each.end] = self._nearest(each)
            elif inside == [(each.start, each.end)]:
                self._contest(each)
            elif all(each.start <= start and end <= each.end for start, end in inside):
                for span in inside:
                    del self.settled[span]
                self.settled[each.start, each.end] = self._nearest(each)

    def _standing(self, form: str, first: int) -> Iterator[tuple[int, int]]:
        text = self.plain.text
        start = text.find(form, first)
        while start >= 0:
            end = start + len(form)
            if begins(self.seen, start) and ends(self.seen, end):
                yield start, end
            start = text.find(form, start + 1)

    def _is_short(self, start: int, end: int, number: int) -> bool:
        if self.hidden and self._is_hidden(start, end):
            return False
        found = _Found(start, end, (Claim(number, OWN),))
        word = self.seen[start:end]
        if word.lower() in CALENDAR and self._is_date(found):
            return False
        if number not in self.listed and self._is_weak(found):
            return False
        return self.finder.entity(number).kind != "person" or not self._is_anothers(found)

    def _explained(self, number: int) -> Iterator[str]:
        """Abbreviations that the text itself explains beside the full name, where nobody else is called so."""
        for start, end in self.stood.get(number, ()):
            if self.seen[end : end + 2] not in (" (", " [") and self.seen[start - 1 : start] not in "([":
                continue
            name = self.plain.text[start:end]
            after = _EXPLAINED.match(self.seen, end)
            before = _EXPLAINS.search(self.seen, max(0, start - 18), start)
            for match in (after, before):
                if match and abbreviates(match[1], name) and not self.finder.whose(match[1]):
                    yield match[1]

    def _nearest(self, found: _Found) -> tuple[Claim, ...]:
        """Of several who share a surname: whose full name was read last; else all of them."""
        claims = found.claims
        if len(claims) > 1:
            last = {
                claim: max(
                    (e for _, e in self.stood.get(claim.entity, ()) if e <= found.start), default=-1
                )
                for claim in claims
            }
            latest = max(last.values())
            if latest >= 0:
                return tuple(claim for claim in claims if last[claim] == latest)
            return claims
        return claims

    def _contest(self, found: _Found) -> None:
        """A surname that is also another's full name: Washington."""
        span = found.start, found.end
        full = self.settled[span]
        if not full:
            return  # barred or stopped
        claims = tuple({c.entity: c for c in (*found.claims, *full)}.values())
        if len(claims) > 1:
            kept = tuple(claim for claim in claims if claim.entity in self.listed)
            self.settled[span] = kept if len(kept) == 1 else claims


def longest(found: Iterable[_Found]) -> list[_Found]:
    """Of spans that overlap the first, of those that begin together the longest."""
    chosen: list[_Found] = []
    last = 0
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if each.start >= last:
            chosen.append(each)
            last = each.end
        elif chosen[-1][:2] == each[:2]:  # the same letters, in capitals
            claims = dict.fromkeys((*chosen[-1].claims, *each.claims))
            chosen[-1] = _Found(each.start, each.end, tuple(claims))
    return chosen


def abbreviates(letters: str, name: str) -> bool:
    """Whether letters stand for a name: its first one, then others in their order."""
    wanted = [letter.casefold() for letter in letters if letter.isalnum()]
    words = name.casefold().split()
    if len(words) < 2 or not any(letter.isupper() for letter in letters) or len(wanted) < 2:
        return False
    if not any(word[0] == wanted[0] for word in words[:2]):
        return False
    rest = iter(name.casefold())
    return all(letter in rest for letter in wanted)
