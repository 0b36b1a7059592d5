"""A site's folder → its texts as a curator looks at them: what names they hold, and where an entity stands."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from msgspec.structs import replace

from digest import content, lines, mentions, names, recall
from digest.memory import LostError, Memory
from digest.model import Config, Profile, Reading, Scope, Text, Value
from digest.near import Near, Nearly
from digest.passages import passages
from digest.problems import DigestError, Problem
from digest.sentences import sentence
from digest.suggest import Candidate, Gathering
from digest.workers import Pool


class Suggestion(Value, frozen=True):
    """A name for a person to decide about: how often it stands, in how many articles, and once with its sentence.

    `kind` is a guess that rests on `why`. `near` are known names it may be a slip for, or a part of.
    """

    name: str
    count: int
    articles: int
    path: str
    line: int
    sentence: str
    kind: str
    why: str
    near: tuple[Near, ...]


class Standing(Value, frozen=True):
    """A place where an article names an entity: `path` with content/, the line, the sentence, and the words as printed.

    `typo` tells that the source misspelt it.
    """

    path: str
    line: int
    text: str
    sentence: str
    typo: bool


class Registry:
    """The entities of a site, drafts too. `problems` is what is wrong with their files."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        own = [each for each in readings if each.path.startswith("entities/")]
        self.entities = tuple(each.profile for each in own if each.profile)
        self.problems = tuple(problem for each in own for problem in each.problems)
        self.names = names.registry(self.entities)
        self._by_slug = {each.slug: each for each in self.entities}
        slips: dict[str, set[str]] = {}
        for each in self.entities:
            for spelling in each.misspellings:
                slips.setdefault(names.folded(spelling), set()).add(each.slug)
        self._slips = {spelling: tuple(sorted(slugs)) for spelling, slugs in slips.items()}

    def bearers(self, name: str) -> tuple[str, ...]:
        """Slugs of the entities that go by a slug or a spelling; where none does, of those that are misspelt so."""
        return names.bearers(name, self.names) or names.bearers(name, self._slips)

    def entity(self, name: str) -> Profile:
        """The entity that goes by a slug or a spelling. Raises DigestError where none does, or several do."""
        slugs = self.bearers(name)
        if len(slugs) == 1:
            return self._by_slug[slugs[0]]
        if slugs:
            message = f"'{name}' could be {' or '.join(slugs)}"
            raise DigestError(Problem("", 0, message, "write the one you mean by its slug"))
        hint = "`digest entities` lists names that no entity bears yet"
        if near := names.Nearest(self.names, 0.8).to(names.folded(name)):
            hint = f"did you mean '{self._by_slug[self.names[near][0]].name}'?"
        raise DigestError(Problem("", 0, f"no entity is called '{name}'", hint))


def registry(root: Path, settings: Config, known: Memory, pool: Pool) -> Registry:
    """The entities of the site in a folder; no article is looked at."""
    found = content.look(root, settings).manuscripts
    own = {path: stat for path, stat in found.items() if path.startswith("entities/")}
    return Registry(recall.readings(root, known, own, settings, pool, _EVERYTHING))


_EVERYTHING = Scope(0, drafts=True, future=True)
"""A curator's scope: the registry has those of its entities that are drafts, too."""


class Survey:
    """All articles of a site, drafts and those that wait too, and its entities; nothing is written."""

    def __init__(self, root: Path, settings: Config, known: Memory, pool: Pool) -> None:
        settings = replace(settings, find=True)
        found = content.look(root, settings)
        readings = recall.readings(root, known, found.manuscripts, settings, pool, _EVERYTHING)
        self._readings = {each.path: each for each in readings if each.article}
        self._root, self._settings, self._known = root, settings, known
        self.articles = {
            path: each.article for path, each in self._readings.items() if each.article
        }
        self.registry = Registry(readings)
        self._gathering: Gathering | None = None

    def suggestions(self, rejected: frozenset[str] = frozenset()) -> Iterator[Suggestion]:
        """Names the registry lacks and slips in those it has, most frequent first; `rejected` are folded spellings."""
        stopped = frozenset(map(names.folded, self._settings.stop))
        for each in self._gathered().candidates(rejected | stopped, self._nearly):
            yield self._suggested(each)

    def suggestion(self, name: str) -> Suggestion | None:
        """One name as the texts hold it; None where it stands in none."""
        found = self._gathered().of(name)
        return self._suggested(found) if found else None

    @property
    def register(self) -> names.Register:
        """The entities that texts may name."""
        return self._known.register

    def named(self, path: str) -> frozenset[str]:
        """Slugs of the entities that an article names or is about."""
        reading = self._readings[path]
        listed = reading.article.entities if reading.article else ()
        found = {each.entity for each in reading.found.mentions}
        return frozenset(found.union(*(self.registry.bearers(each.text) for each in listed)))

    def body(self, path: str) -> str:
        """The plain text of an article, without its title."""
        return passages(self._text(path).html).text

    def unknown(
        self, looked: mentions.Looked, title: str, language: str, rejected: frozenset[str]
    ) -> Iterator[Candidate]:
        """Names in a text that is not the site's yet which the registry lacks, or nearly has."""
        gathering = Gathering()
        spans = [(each.start, each.end) for each in looked.places]
        spans += [(each.start, each.end) for each in looked.unsure]
        gathering.add(title, looked.text, [*spans, *looked.hidden], language)
        stopped = frozenset(map(names.folded, self._settings.stop))
        yield from gathering.candidates(rejected | stopped, self._nearly)

    @cached_property
    def _nearly(self) -> Nearly:
        return Nearly(self._known.register.known)

    def standings(self, slug: str) -> Iterator[Standing]:
        """Every place where an article names an entity, article by article in order of path."""
        for path, reading in self._readings.items():
            here = [each for each in reading.found.mentions if each.entity == slug]
            if not here:
                continue
            manuscript = content.text(self._root, self._settings, path)
            for each in here:
                at = lines.line(manuscript, each.text, each.sentence, each.start < 0)
                yield Standing(self._place(path), at, each.text, each.sentence, each.typo)

    def _gathered(self) -> Gathering:
        if self._gathering is None:
            self._gathering = Gathering()
            for path, article in self.articles.items():
                looked = self._looked(path)
                spans = [(each.start, each.end) for each in looked.places]
                spans += [(each.start, each.end) for each in looked.unsure]
                self._gathering.add(path, looked.text, [*spans, *looked.hidden], article.lang)
        return self._gathering

    def _suggested(self, each: Candidate) -> Suggestion:
        article = self.articles[each.path]
        text = self._looked(each.path).text
        around = sentence(text, each.start, each.end)
        manuscript = content.text(self._root, self._settings, each.path)
        return Suggestion(
            name=each.name,
            count=each.count,
            articles=each.articles,
            path=self._place(each.path),
            line=lines.line(manuscript, each.name, around, each.start < len(article.title)),
            sentence=around,
            kind=each.kind,
            why=each.why,
            near=each.near,
        )

    def _looked(self, path: str) -> mentions.Looked:
        return mentions.looked(self._readings[path], self._text(path), self._known.register)

    def _text(self, path: str) -> Text:
        try:
            return self._known.text(path)
        except LostError:
            recall.again(self._root, self._known, path, self._settings)
            return self._known.text(path)

    def _place(self, path: str) -> str:
        return f"{self._settings.content}/{path}"
