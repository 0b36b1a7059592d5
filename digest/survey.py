"""A site's folder → its texts as a curator looks at them: what names they hold, and where an entity stands."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from digest import content, lines, names, recall
from digest.finder import Finder
from digest.memory import LostError, Memory
from digest.model import Article, Config, Known, Place, Profile, Reading, Text, Unsure, Value
from digest.near import Near, Nearly
from digest.passages import BREAK, passages
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


class _Plain(Value, frozen=True):
    """An article as names are looked for in it: its title, then its passages; what lies in `hidden` holds none."""

    text: str
    hidden: tuple[tuple[int, int], ...]


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
    return Registry(recall.readings(root, known, own, settings, pool))


class Survey:
    """All articles of a site, drafts and those that wait too, and its entities; nothing is written."""

    def __init__(self, root: Path, settings: Config, known: Memory, pool: Pool) -> None:
        found = content.look(root, settings)
        readings = recall.readings(root, known, found.manuscripts, settings, pool)
        self._root, self._settings, self._known = root, settings, known
        self.articles = {each.path: each.article for each in readings if each.article}
        self.registry = Registry(readings)
        self._looked_for = tuple(map(_known, self.registry.entities))
        self._finder = Finder(self._looked_for)
        self._gathering: Gathering | None = None

    def suggestions(self, rejected: frozenset[str] = frozenset()) -> Iterator[Suggestion]:
        """Names the registry lacks and slips in those it has, most frequent first; `rejected` are folded spellings."""
        nearly = Nearly(self._looked_for)
        for each in self._gathered().candidates(rejected, nearly):
            yield self._suggested(each)

    def suggestion(self, name: str) -> Suggestion | None:
        """One name as the texts hold it; None where it stands in none."""
        found = self._gathered().of(name)
        return self._suggested(found) if found else None

    def standings(self, slug: str) -> Iterator[Standing]:
        """Every place where an article names an entity, article by article in order of path."""
        for article in self.articles.values():
            plain = self._plain(article)
            here = [place for place in self._named(article, plain)[0] if place.entity == slug]
            if not here:
                continue
            manuscript = content.text(self._root, self._settings, article.path)
            for place in here:
                printed = plain.text[place.start : place.end]
                around = sentence(plain.text, place.start, place.end)
                title = place.start < len(article.title)
                at = lines.line(manuscript, printed, around, title)
                yield Standing(self._place(article.path), at, printed, around, place.typo)

    def _gathered(self) -> Gathering:
        if self._gathering is None:
            self._gathering = Gathering()
            for article in self.articles.values():
                plain = self._plain(article)
                places, doubts = self._named(article, plain)
                spans = [(each.start, each.end) for each in places]
                spans += [(each.start, each.end) for each in doubts]
                self._gathering.add(article.path, plain.text, [*spans, *plain.hidden], article.lang)
        return self._gathering

    def _suggested(self, each: Candidate) -> Suggestion:
        article = self.articles[each.path]
        text = self._plain(article).text
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

    def _named(self, article: Article, plain: _Plain) -> tuple[list[Place], list[Unsure]]:
        bearers = (names.bearers(each.text, self.registry.names) for each in article.mentions)
        listed = {found[0] for found in bearers if len(found) == 1}
        return self._finder.places(plain.text, listed, hidden=plain.hidden)

    def _plain(self, article: Article) -> _Plain:
        found = passages(self._text(article.path).html)
        ahead = len(article.title) + 1
        hidden = tuple((start + ahead, end + ahead) for start, end in found.hidden)
        return _Plain(article.title + BREAK + found.text, hidden)

    def _text(self, path: str) -> Text:
        try:
            return self._known.text(path)
        except LostError:
            recall.again(self._root, self._known, path, self._settings)
            return self._known.text(path)

    def _place(self, path: str) -> str:
        return f"{self._settings.content}/{path}"


def _known(profile: Profile) -> Known:
    return Known(
        profile.slug,
        profile.kind,
        profile.name,
        profile.names,
        profile.short,
        profile.misspellings,
    )
