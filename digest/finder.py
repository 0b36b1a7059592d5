"""The spellings of all entities, a plain text → where each is named.

A name counts where it stands as a word, the longest first. What counts only later, a surname or an abbreviation, is
looked for once its entity is known to be in the text. A name of several is decided by what the article lists, and by
what else stands in it; where that decides nothing it is left alone, and told.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cached_property
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from digest.claims import BARE, DERIVED, OWN, QUALIFIED, QUIET, TYPO, Claim, claims, plainly
from digest.everyday import CALENDAR, EVERYDAY, SMALL
from digest.lettering import Folded, begins, ends, folded, words
from digest.model import Known, Place, Unsure
from digest.spellings import cased, short
from digest.surroundings import Surroundings

_MANY = 100
"""Short names in one article, from which on all are looked for at once; below, one by one is sooner."""


class _Found(NamedTuple):
    """A spelling at its place in the folded text; nobody claims it where it is to be left alone."""

    start: int
    end: int
    claims: tuple[Claim, ...]


class Finder:
    """Looks for entities in texts; made once, asked for every article.

    `stop` are spellings that are nobody's name: neither they nor what stands within them is found.
    """

    def __init__(self, entities: Iterable[Known], stop: Iterable[str] = ()) -> None:
        self._entities = sorted(entities, key=lambda each: each.slug)
        self._number = {entity.slug: number for number, entity in enumerate(self._entities)}
        self._short: dict[int, tuple[str, ...]] = {}
        stopped = {plainly(each).casefold(): plainly(each) for each in stop if each.strip()}
        self._stop = frozenset(stopped)
        self._claims, self._parts = claims(self._entities)
        if stopped:
            known = [each for each in self._claims if each.casefold() in stopped]
            self._claims |= dict.fromkeys((*known, *stopped.values()), ())
        self._automaton, self._claimed = _automaton(self._claims)

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
        around = Surroundings(plain.seen)
        found = self._full(plain, around)
        about = {self._number[slug] for slug in listed if slug in self._number}
        if not found and not about:
            return [], []
        out = {self._number[slug] for slug in barred if slug in self._number}
        if hidden:
            spans = _merged(hidden)
            found = [
                each
                for each in found
                if not _touches(plain.span(each.start, each.end, text), spans)
            ]
        else:
            spans = []
        search = _Search(self, plain, around, about, out)
        settled = search.result(found)
        places: list[Place] = []
        unsure: list[Unsure] = []
        for start, end, whose in settled:
            first, last = plain.span(start, end, text)
            if not whose or (spans and _touches((first, last), spans)):
                continue
            slugs = sorted({self._entities[claim.entity].slug for claim in whose})
            if len(slugs) == 1:
                places.append(Place(first, last, slugs[0], whose[0].how == TYPO))
            else:
                unsure.append(Unsure(first, last, tuple(slugs)))
        return places, unsure

    def _full(self, plain: Folded, around: Surroundings) -> list[_Found]:
        """Full spellings where they stand as words, passages set in capitals included."""
        seen, claimed = plain.seen, self._claimed
        found = [
            _Found(start, end, claimed[number])
            for number, start, end in self._automaton.find_matches_as_indexes(
                plain.text, overlapping=True
            )
            if begins(seen, start) and ends(seen, end)
        ]
        for first, last in around.shouted:
            automaton, claimed = self._capitals
            found += [
                _Found(first + start, first + end, claimed[number])
                for number, start, end in automaton.find_matches_as_indexes(
                    plain.text[first:last], overlapping=True
                )
                if begins(seen, first + start) and ends(seen, first + end)
            ]
        return found

    @cached_property
    def _capitals(self) -> tuple[AhoCorasick, list[tuple[Claim, ...]]]:
        """The same for passages set in capitals; made when the first is met."""
        loud: dict[str, tuple[Claim, ...]] = {}
        for spelling, whose in self._claims.items():
            capitals = spelling.upper()
            if capitals != spelling and len(capitals) == len(spelling):
                loud[capitals] = _best((*loud.get(capitals, ()), *whose))
        return _automaton(loud)

    def entity(self, number: int) -> Known:
        """An entity by its number."""
        return self._entities[number]

    def is_taken(self, spelling: str) -> bool:
        """Whether a folded spelling is already somebody's full name, or stopped."""
        return spelling in self._claims or spelling.casefold() in self._stop

    def shorts(self, number: int) -> tuple[str, ...]:
        """The short spellings of an entity, folded; made when it is first found."""
        if number not in self._short:
            forms = {
                plainly(form): None
                for each in short(self._entities[number])
                for form in cased(each)
            }
            self._short[number] = tuple(
                each
                for each in (*forms, *self._parts.get(number, ()))
                if len(each) > 1 and each.casefold() not in self._stop
            )
        return self._short[number]


def _automaton(
    whose: dict[str, tuple[Claim, ...]],
) -> tuple[AhoCorasick, list[tuple[Claim, ...]]]:
    # Of the sorts there are this one is made soonest and takes least, and is as fast as the largest.
    automaton = AhoCorasick(
        whose, implementation=Implementation.ContiguousNFA, store_patterns=False
    )
    return automaton, list(whose.values())


def _best(whose: Iterable[Claim]) -> tuple[Claim, ...]:
    """Those who come by a spelling most directly."""
    all_of_them = tuple(dict.fromkeys(whose))
    least = min((claim.how for claim in all_of_them), default=OWN)
    return tuple(claim for claim in all_of_them if claim.how == least)


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        elif start < end:
            merged.append((start, end))
    return merged


def _touches(span: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a span shares a character with any of `spans`, which are in order and apart."""
    at = bisect_left(spans, (span[1], 0))
    return at > 0 and spans[at - 1][1] > span[0]


def longest(found: Iterable[_Found]) -> list[_Found]:
    """Of spans that overlap the first, of those that begin together the longest."""
    chosen: list[_Found] = []
    last = 0
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if each.start >= last:
            chosen.append(each)
            last = each.end
        elif chosen[-1][:2] == each[:2]:  # once as it is, once as capitals of another's
            chosen[-1] = _Found(each.start, each.end, _best((*chosen[-1].claims, *each.claims)))
    return chosen


class _Search:
    """One article's: what was found in it so far, and what follows from that."""

    def __init__(
        self,
        finder: Finder,
        plain: Folded,
        around: Surroundings,
        listed: Set[int],
        barred: Set[int],
    ) -> None:
        self.finder, self.text, self.around = finder, plain.text, around
        self.listed, self.barred = listed, barred
        self.found: list[_Found] = []
        """Everything that is spelt like a full name."""
        self.stood: dict[int, list[tuple[int, int]]] = {}
        """Where an entity's full name stands, by number."""

    def result(self, found: list[_Found]) -> list[_Found]:
        """All names, in order: with one claim each, several where that is unsure, none where nobody is to be found."""
        self.found = found
        chosen = longest(self._strong())
        settled = {each[:2]: self._allowed(each.claims) for each in chosen}
        for (start, end), whose in settled.items():
            if len(whose) == 1:
                self.stood.setdefault(whose[0].entity, []).append((start, end))
        for (start, end), whose in settled.items():
            if len(whose) > 1:
                settled[start, end] = whose = self._decided(start, whose)
                if len(whose) == 1:
                    self.stood.setdefault(whose[0].entity, []).append((start, end))
        for spans in self.stood.values():
            spans.sort()
        full = [_Found(start, end, whose) for (start, end), whose in settled.items()]
        if not self.stood and not self.listed:
            return full
        return self._with_short(full)

    def _allowed(self, whose: tuple[Claim, ...]) -> tuple[Claim, ...]:
        """Without those the article bars; a name that was only theirs is nobody's."""
        if not self.barred:
            return whose
        return tuple(claim for claim in whose if claim.entity not in self.barred)

    def _bearers(self, found: _Found) -> list[Known]:
        return [self.finder.entity(claim.entity) for claim in found.claims]

    # ---- what is a name where it stands ---------------------------------------------------------

    def _strong(self) -> list[_Found]:
        """Without what only looks like a name: because a sentence begins, or as part of another's."""
        strong: list[_Found] = []
        weak: list[_Found] = []
        for each in self._counting():
            (weak if self._is_weak(each) else strong).append(each)
        if weak:
            known = {claim.entity for each in strong for claim in each.claims} | self.listed
            strong += [each for each in weak if any(claim.entity in known for claim in each.claims)]
        return strong

    def _counting(self) -> list[_Found]:
        """What counts in its surroundings. A text that speaks of Boris Johnson means no other by Johnson alone.

        That is, by a surname or given name that is among the `names` of one who is registered;
        unless the text calls its bearer by a longer name, too, or the article lists them.
        """
        counting: list[_Found] = []
        lent: set[str] = set()
        for each in self.found:
            if self._counts(each):
                counting.append(each)
            elif self._is_part(each):
                lent.add(self.text[each.start : each.end])
        if not lent:
            return counting
        whole = {c.entity for each in counting if not self._is_part(each) for c in each.claims}
        whole |= self.listed
        return [
            each
            for each in counting
            if self.text[each.start : each.end] not in lent
            or not self._is_part(each)
            or any(claim.entity in whole for claim in each.claims)
        ]

    def _counts(self, found: _Found) -> bool:
        """Whether a spelling counts in its surroundings, by how its bearers come by it."""
        if not found.claims:
            return True
        how = found.claims[0].how
        if how <= DERIVED and self._is_half(found):
            return False
        if how == OWN:
            return not self._is_part(found) or not self._is_anothers(found)
        if how == QUIET:
            return any(self.around.abbreviations(found.start, found.end).values())
        if how == QUALIFIED:
            named = any(claim.clue in self._named for claim in found.claims)
            return named and not self._is_anothers(found)
        if how == BARE and ", " in self.text[found.start : found.end]:
            return self.around.is_inverted(found.start, found.end)
        return how != BARE or not self._is_anothers(found)

    @cached_property
    def _named(self) -> set[int]:
        """Entities with a full spelling anywhere in the text, within others' too."""
        return {c.entity for each in self.found for c in each.claims if c.how <= DERIVED}

    @cached_property
    def _things(self) -> set[int]:
        """Where names end that are no person's."""
        return {
            each.end
            for each in self.found
            for claim in each.claims
            if claim.how <= DERIVED and self.finder.entity(claim.entity).kind != "person"
        }

    def _is_half(self, found: _Found) -> bool:
        """Whether this is a place that with the word before it is another: New York, where York is known."""
        return self.around.follows_half_a_place(found.start) and all(
            each.kind == "place" for each in self._bearers(found)
        )

    def _is_part(self, found: _Found) -> bool:
        """Whether this is only the first or the last word of each bearer's name."""
        if not found.claims or found.claims[0].how != OWN:
            return False
        word = self.text[found.start : found.end]
        return " " not in word and all(
            each.kind == "person"
            and (each.name.startswith(word + " ") or each.name.endswith(" " + word))
            for each in self._bearers(found)
        )

    def _is_anothers(self, found: _Found) -> bool:
        own = {
            word for each in self._bearers(found) for word in words(plainly(each.name).casefold())
        }
        return self.around.is_anothers(found.start, found.end, own, self._things)

    def _is_weak(self, found: _Found) -> bool:
        """Whether this may be no name: an everyday word with a capital, in a place where all have one."""
        start, end = found.start, found.end
        word = self.text[start:end]
        if not word.isalpha():
            return False
        around, lower = self.around, word.lower()
        everyday = lower in EVERYDAY or lower in SMALL
        if len(word) > 1 and word.isupper():
            return (everyday or len(word) < 4) and around.is_shouted(start)
        if lower in CALENDAR and self._is_date(found):
            return True
        if not everyday:
            return around.begins_sentence(start) and around.has_small(word)
        return (
            around.begins_sentence(start)
            or around.is_headline(start)
            or self._is_anothers(found)
            or self._is_common(found)
        )

    def _is_date(self, found: _Found) -> bool:
        """Whether a day or a month is just that: no entity, or a part of a date."""
        if self.around.is_in_date(found.end):
            return True
        word = self.text[found.start : found.end]
        if all(e.name == word and e.kind in ("other", "event") for e in self._bearers(found)):
            return False
        return self.around.is_day_or_month(found.start)

    def _is_common(self, found: _Found) -> bool:
        """Whether it is a thing as well: the People, and people elsewhere in the text, are not People."""
        word = self.text[found.start : found.end]
        kinds = ("person", "organisation", "work")
        if not all(e.kind in kinds and e.name == word for e in self._bearers(found)):
            return False
        if self.around.follows_article(found.start):
            return True
        return self.around.has_small(word) and not self.around.is_paper(found.end)

    # ---- which of several -----------------------------------------------------------------------

    def _decided(self, start: int, whose: tuple[Claim, ...]) -> tuple[Claim, ...]:
        """One of several who bear a name, by the article's list, by what else stands in it; else all of them."""
        kinds = [self.finder.entity(claim.entity).kind for claim in whose]
        tests = [
            [claim.entity in self.listed for claim in whose],
            [claim.entity in self.stood for claim in whose],
            [self._is_near_its_qualifier(claim) for claim in whose],
        ]
        if self.around.follows_preposition_of_place(start):
            tests.append([kind == "place" for kind in kinds])
        for test in tests:
            if sum(test) == 1:
                return (whose[test.index(True)],)
        return whose

    def _is_near_its_qualifier(self, claim: Claim) -> bool:
        """Athens, Georgia, where the article names Georgia; Victoria (Australia), where it names Australia."""
        name = self.finder.entity(claim.entity).name
        qualifier = name.partition("(")[2].rstrip(")") or name.partition(", ")[2]
        return bool(qualifier) and plainly(qualifier) in self.text

    # ---- what counts once the name was read -----------------------------------------------------

    def _with_short(self, full: list[_Found]) -> list[_Found]:
        found: dict[tuple[int, int], list[Claim]] = {}
        for start, end, number in self._standing(self._forms()):
            if self._is_short(start, end, number):
                whose = found.setdefault((start, end), [])
                if number not in [claim.entity for claim in whose]:
                    whose.append(Claim(number, OWN))
        if not found:
            return full
        starts = [each.start for each in full]
        kept: list[_Found] = []
        gone: set[int] = set()
        for each in longest(_Found(*span, tuple(whose)) for span, whose in found.items()):
            first = bisect_right(starts, each.start) - 1
            if first < 0 or full[first].end <= each.start:
                first += 1
            last = bisect_left(starts, each.end)
            within = range(first, last)
            if not within:
                kept.append(each._replace(claims=self._nearest(each)))
            elif full[first][:2] == each[:2]:
                full[first] = self._contested(each, full[first])
            elif each.start <= full[first].start and full[last - 1].end <= each.end:
                gone.update(within)
                kept.append(each._replace(claims=self._nearest(each)))
        kept += [each for at, each in enumerate(full) if at not in gone]
        return sorted(kept)

    def _forms(self) -> dict[str, dict[int, int]]:
        """Short names with the entities they may mean, and from where on."""
        since = {number: spans[0][1] for number, spans in self.stood.items()}
        since |= dict.fromkeys(self.listed, 0)
        forms: dict[str, dict[int, int]] = {}
        for number, first in since.items():
            if number in self.barred:
                continue
            for form in self.finder.shorts(number):
                forms.setdefault(form, {})[number] = first
            for start, end in self.stood.get(number, ()):
                for letters, fits in self.around.abbreviations(start, end).items():
                    organisation = self.finder.entity(number).kind == "organisation"
                    if (fits or organisation) and not self.finder.is_taken(letters):
                        whose = forms.setdefault(letters, {})
                        from_here = max(0, start - len(letters) - 6)  # it may stand before the name
                        whose[number] = min(from_here, whose.get(number, from_here))
        return forms

    def _standing(self, forms: dict[str, dict[int, int]]) -> Iterator[tuple[int, int, int]]:
        loud: dict[str, dict[int, int]] = {}
        if self.around.shouted:
            loud = {form.upper(): whose for form, whose in forms.items() if not form.isupper()}
        for these, is_loud in ((forms, False), (loud, True)):
            since = min((min(whose.values()) for whose in these.values()), default=0)
            for form, start in self._spelt(tuple(these), since):
                end = start + len(form)
                if begins(self.around.seen, start) and ends(self.around.seen, end):
                    if is_loud and not self.around.is_shouted(start):
                        continue
                    for number, first in these[form].items():
                        if start >= first:
                            yield start, end, number

    def _spelt(self, forms: tuple[str, ...], since: int) -> Iterator[tuple[str, int]]:
        text = self.text
        if len(forms) > _MANY:
            for number, start, _ in AhoCorasick(forms).find_matches_as_indexes(
                text, overlapping=True
            ):
                yield forms[number], start
            return
        for form in forms:
            start = text.find(form, since)
            while start >= 0:
                yield form, start
                start = text.find(form, start + 1)

    def _is_short(self, start: int, end: int, number: int) -> bool:
        found = _Found(start, end, (Claim(number, OWN),))
        if self.text[start:end].lower() in CALENDAR and self._is_date(found):
            return False
        if number not in self.listed and self._is_weak(found):
            return False
        return self.finder.entity(number).kind != "person" or not self._is_anothers(found)

    def _nearest(self, found: _Found) -> tuple[Claim, ...]:
        """Of several who share a surname: whose full name was read last; where none was, all of them."""
        if len(found.claims) < 2:
            return found.claims
        read = []
        for claim in found.claims:
            spans = self.stood.get(claim.entity, ())
            before = bisect_right(spans, (found.start, 0))
            read.append(spans[before - 1][0] if before else -1)
        last = max(read)
        if last < 0:
            return found.claims
        return (found.claims[read.index(last)],)

    def _contested(self, brief: _Found, full: _Found) -> _Found:
        """A surname that is also another's full name, Washington: decided by the article's list alone."""
        if not full.claims:
            return full  # barred, or stopped
        whose = tuple({claim.entity: claim for claim in (*brief.claims, *full.claims)}.values())
        listed = tuple(claim for claim in whose if claim.entity in self.listed)
        return full._replace(claims=listed if len(listed) == 1 else whose)
