"""Plain texts and where they name known entities → names the registry lacks, and slips in those it has."""

import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cache

import msgspec

from digest import kinds, runs
from digest.model import Value
from digest.names import folded
from digest.near import Near, Nearly, bare
from digest.runs import Run

Span = tuple[int, int]


class Candidate(Value, frozen=True):
    """Words that look like a name which the registry lacks: how often they stand, in how many articles, and where.

    `start` and `end` lie in the plain text of `path`, at the place that shows it best. `kind` is a guess, and `why`
    what it rests on; both empty where nothing speaks for any. `near` are known names it may be a slip for.
    """

    name: str
    count: int
    articles: int
    path: str
    start: int
    end: int
    kind: str
    why: str
    near: tuple[Near, ...]


class _Place(msgspec.Struct, frozen=True, gc=False):
    """A run in the article of that number; `covered` says for each word whether a known name holds it."""

    article: int
    run: Run
    covered: tuple[bool, ...]


class _Group:
    """All places of one name."""

    __slots__ = (
        "articles", "best", "count", "firm", "leads", "short", "spellings", "titles", "words",
    )  # fmt: skip

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words
        self.spellings: Counter[str] = Counter()
        self.titles: Counter[str] = Counter()
        self.leads: Counter[str] = Counter()
        self.articles: set[int] = set()
        self.count = self.firm = 0
        self.short = 0
        """Places where its last word alone stands for it."""
        self.best = (True, sys.maxsize, 0, 0)

    def add(self, article: int, start: int, end: int, firm: bool, run: Run) -> None:
        """One more place; `firm` where its capital does not only begin a sentence."""
        self.count += 1
        self.firm += firm
        self.articles.add(article)
        if run.title:
            self.titles[run.title] += 1
        if run.lead:
            self.leads[run.lead.casefold()] += 1
        self.best = min(self.best, (not firm, article, start, end))

    def kind(self) -> tuple[str, str]:
        """Its kind as far as its company tells, and why."""
        return kinds.kind(self.words, self.titles, self.leads, self.count, self.short > 0)


class Gathering:
    """What a corpus holds, article by article; then, once it is whole, the candidates."""

    def __init__(self) -> None:
        self._paths: list[str] = []
        self._counts: Counter[str] = Counter()
        self._places: list[_Place] = []
        self._titled: list[tuple[int, Run]] = []
        self._arabic: list[tuple[int, str]] = []
        self._languages: list[str] = []

    def add(self, path: str, text: str, known: Iterable[Span], language: str) -> None:
        """One more article: its plain text, the places of known names in it, its language (BCP 47)."""
        number = len(self._paths)
        self._paths.append(path)
        self._counts.update(runs.words(text))
        primary = language.partition("-")[0].lower()
        self._languages.append(primary)
        spans = sorted(known)
        starts = [start for start, _ in spans]
        for run in runs.runs(text):
            covered = _covered(run, spans, starts)
            if all(covered):
                continue
            self._places.append(_Place(number, run, covered))
        if runs.holds_arabic(text):
            found = [
                (number, run)
                for run in runs.titled(text)
                if not any(_within(run.start, run.end, spans, starts))
            ]
            if found:
                self._titled += found
                self._arabic.append((number, text))

    def candidates(
        self, rejected: Set[str] = frozenset(), nearly: Nearly | None = None
    ) -> list[Candidate]:
        """Names the registry lacks, most frequent first; `rejected` are folded spellings that are none.

        A capital counts only where the corpus bears it out: a word that stands small as often is no name, nor one
        that only begins sentences, nor a month or a weekday, nor what is derived from another name, as Iraqi is.
        """
        groups = self._groups()
        bases = {bare(group.words[0]) for group in groups.values() if len(group.words) == 1}
        found = []
        for key, group in groups.items():
            if key in rejected or not self._is_name(group, bases, nearly):
                continue
            found.append(self._candidate(group, nearly))
        return sorted(found, key=lambda each: (-each.count, -each.articles, each.name))

    def of(self, name: str) -> Candidate | None:
        """One name with its count, whether it would be suggested or not; None where no text holds it as a run."""
        group = self._groups().get(folded(name))
        return self._candidate(group, None) if group else None

    def _candidate(self, group: _Group, nearly: Nearly | None) -> Candidate:
        name = max(group.spellings, key=lambda each: (group.spellings[each], each))
        _, article, start, end = group.best
        kind, why = group.kind()
        return Candidate(
            name=name,
            count=group.count,
            articles=len(group.articles),
            path=self._paths[article],
            start=start,
            end=end,
            kind=kind,
            why=why,
            near=nearly.to(name) if nearly else (),
        )

    def _groups(self) -> dict[str, _Group]:
        """Every run, trimmed by what the whole corpus says, by its folded spelling."""
        calendar = frozenset[str]().union(*map(_calendar, set(self._languages)))
        groups: dict[str, _Group] = {}
        trimmed = [
            (place, *found) for place in self._places if (found := self._trimmed(place, calendar))
        ]
        sure = {
            folded(" ".join(words))
            for place, start, _, words in trimmed
            if not place.run.opens or start > place.run.start
        }
        by_article: dict[int, list[tuple[str, _Place, int, int, tuple[str, ...]]]] = defaultdict(
            list
        )
        for place, start, end, words in trimmed:
            key = folded(" ".join(words))
            doubtful = place.run.opens and start == place.run.start and key not in sure
            if doubtful and (rest := folded(" ".join(words[1:]))) in sure:  # nevertheless, Ann Lee
                key, start, words = rest, start + len(words[0]) + 1, words[1:]
            by_article[place.article].append((key, place, start, end, words))
        for article, named in by_article.items():
            whole = {
                last: key
                for key, _, _, _, words in named
                if len(words) > 1 and self._can_be_last(words)
                for last in _last(words[-1])
            }
            for key, place, start, end, words in named:
                short = len(words) == 1
                into = whole.get(words[0], key) if short else key
                group = groups.get(into)
                if group is None:
                    group = groups[into] = _Group(words)
                firm = not place.run.opens or start > place.run.start
                group.add(article, start, end, firm and into == key, place.run)
                if into == key:
                    group.words = words
                    group.spellings[" ".join(words)] += 1
                else:
                    group.short += 1
        self._add_arabic(groups)
        return {key: group for key, group in groups.items() if group.spellings}

    def _trimmed(
        self, place: _Place, calendar: Set[str]
    ) -> tuple[int, int, tuple[str, ...]] | None:
        """A run without the word that only begins the sentence and the day at its end; None where nothing is left."""
        run, words = place.run, place.run.words
        first, last = 0, len(words)
        if run.opens and self._counts[words[0].lower()] and not _is_acronym(words[0]):
            first = 1
        while first < last and words[first].islower() and "-" not in words[first]:
            first += 1
        before = last
        last = _without_known_end(words, place.covered, first, last)
        while last > first and words[last - 1].rstrip(".").casefold() in calendar:
            last -= 1
        while last > first and words[last - 1].islower() and "-" not in words[last - 1]:
            last -= 1
        if first == last or all(place.covered[first:last]):
            return None
        if last < before and words[last - 1].casefold() in kinds.OFFICES:
            return None  # Security Adviser, and who that is
        words = words[first:last]
        start = run.start + sum(len(word) + 1 for word in run.words[:first])
        end = start + sum(len(word) + 1 for word in words) - 1
        if len(words) == 1:
            nouns = self._languages[place.article] in _NOUNS_IN_CAPITALS
            if len(words[0]) < 2 or (nouns and not run.title and not _is_acronym(words[0])):
                return None
            if run.head < start and first == 0 and self._counts[words[0].lower()]:
                return run.head, end, (run.title, *words)  # General Motors makes motors
        return start, end, words

    def _can_be_last(self, words: tuple[str, ...]) -> bool:
        """Whether the last word of a name may stand for it alone, as a surname does."""
        last = words[-1]
        return not (
            words[-2] in _OF
            or kinds.is_institution(words)
            or _is_acronym(last)
            or _is_acronym(words[0])
            or self._counts[last.lower()] * _DOUBT > self._counts[last]
        )

    def _is_name(self, group: _Group, bases: Set[str], nearly: Nearly | None) -> bool:
        word = group.words[0]
        if len(group.words) > 1:
            shouted = all(each.isupper() and self._counts[each.lower()] for each in group.words)
            return not shouted
        if _is_acronym(word):  # AND is shouted, US is meant
            return group.count >= _MEANT or not self._counts[word.lower()]
        if group.titles:
            return True
        if not group.firm or self._counts[word.lower()] * _DOUBT > group.firm:
            return False
        plain = bare(word)
        return not any(
            base in bases or (nearly is not None and nearly.knows(base))
            for ending in _DERIVED
            if plain.endswith(ending) and len(base := plain.removesuffix(ending)) >= _SHORTEST_BASE
        )

    def _add_arabic(self, groups: dict[str, _Group]) -> None:
        """Words after titles, as many of them as stand together elsewhere too."""
        wanted: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for _, run in self._titled:
            for length in range(1, min(3, len(run.words)) + 1):
                wanted[run.words[0]].add(run.words[:length])
        together: Counter[tuple[str, ...]] = Counter()
        for _, text in self._arabic:
            all_words = runs.words(text)
            for at, word in enumerate(all_words):
                if word in wanted:
                    for each in wanted[word]:
                        if tuple(all_words[at : at + len(each)]) == each:
                            together[each] += 1
        for article, run in self._titled:
            length = _length(run.words, together)
            name = run.words[:length]
            if not length or (
                length == 1 and (not run.title or self._counts[name[0]] > 5 * together[name])
            ):
                continue
            words = " ".join(name)
            group = groups.setdefault(folded(words), _Group(name))
            group.spellings[words] += 1
            group.add(article, run.start, run.start + len(words), True, run)


def _length(words: Sequence[str], together: Counter[tuple[str, ...]]) -> int:
    """How many of the words after a title are the name: as many as stand together half as often as one fewer."""
    found = 0
    for length in range(1, min(3, len(words)) + 1):
        count = together[tuple(words[:length])]
        if count < 2 or (length > 1 and count * 2 < together[tuple(words[: length - 1])]):
            break
        found = length
    return found


_DOUBT = 4
"""Of a word that stands small once in so many places, a capital says nothing."""
_MEANT = 3
"""Places from which on capitals are no shouting, though the word is an everyday one."""
_SHORTEST_BASE = 4
_DERIVED = ("ians", "ian", "ans", "ese", "ish", "ns", "an", "is", "n", "i", "s")
"""What makes Iraqis of Iraq, Iranian of Iran, Syrian of Syria, Japanese of Japan."""
_NOUNS_IN_CAPITALS = frozenset(("de", "lb"))
_OF = frozenset("of the de la du des del della di da do zu".split())


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _last(word: str) -> Iterator[str]:
    """What a person is called for short: the last name, with its article and without."""
    yield word
    if "-" in word:
        yield word.rpartition("-")[2]


def _without_known_end(words: Sequence[str], covered: Sequence[bool], first: int, last: int) -> int:
    """Where a run ends without the known name at its end; behind `of` that is a part of another: Bank of England."""
    tail = last
    while tail > first and covered[tail - 1]:
        tail -= 1
    if tail in (first, last) or words[tail] in _OF:
        return last
    return tail


def _covered(run: Run, spans: Sequence[Span], starts: Sequence[int]) -> tuple[bool, ...]:
    """For each word of a run, whether it stands in a known name; particles are never what is missing."""
    found = []
    at = run.start
    for word in run.words:
        found.append(any(_within(at, at + len(word), spans, starts)))
        at += len(word) + 1
    if any(found):
        found = [each or word.islower() for each, word in zip(found, run.words, strict=True)]
    return tuple(found)


def _within(start: int, end: int, spans: Sequence[Span], starts: Sequence[int]) -> Iterator[bool]:
    """Whether a known name overlaps a span; they never overlap each other."""
    at = bisect_right(starts, start) - 1
    yield at >= 0 and spans[at][1] > start
    yield at + 1 < len(spans) and spans[at + 1][0] < end


@cache
def _calendar(language: str) -> frozenset[str]:
    """The names of months and weekdays in a language, folded; empty for one that Unicode's CLDR does not know."""
    from babel import Locale, UnknownLocaleError  # slow to import: only where names are suggested

    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return frozenset()
    found: set[str] = set()
    for names in (locale.months, locale.days):
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                found |= {
                    str(each).rstrip(".").casefold() for each in names[context][width].values()
                }
    return frozenset(found)
