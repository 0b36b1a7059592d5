"""A draft and the site it comes to → what a person should decide: tags, unknown names, what is nearly the same."""

from collections.abc import Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import Literal

import msgspec

from digest import alike, curate, memory, mentions, names
from digest.everyday import SMALL
from digest.fingerprint import encode
from digest.model import Draft, Profile, Value
from digest.suggest import Candidate
from digest.survey import Survey
from digest.vocabulary import Filed, Vocabulary
from digest.workers import Pool

Sort = Literal["source", "tags", "names", "alike", "goes on"]
_SKETCHES = "sketches"
_MOST = 6
"""Proposals of a sort."""
_FEW = 3
_SHORTEST = 4
"""Letters of a source's name that is looked for in a text: `AP` is in many."""


class Proposal(Value, frozen=True):
    """Something to decide: its `sort`, what may be, in words, and the bare `items`.

    `share` is how much, in hundredths, the text has in common with another that is nearly the same.
    """

    sort: Sort
    text: str
    items: tuple[str, ...]
    share: int = 0

    def __str__(self) -> str:
        """As a line that is printed, or a comment."""
        return f"{self.sort}: {self.text}"


class Prospects:
    """What a site knows that may be said of a draft, each found out when it is first needed."""

    def __init__(
        self, root: Path, survey: Survey, sources: tuple[Profile, ...], language: str, pool: Pool
    ) -> None:
        self._root, self._survey, self._pool = root, survey, pool
        self._language = language
        self._sources = {
            names.folded(name): each.name for each in sources for name in (each.name, *each.names)
        }

    def proposals(
        self, draft: Draft, seen: mentions.Looked, sketch: alike.Sketch
    ) -> Iterator[Proposal]:
        """What a person should decide about a draft, whose text was looked through for names."""
        plain = seen.text[seen.begins :]
        entities = frozenset(place.entity for place in seen.places)
        if not draft.source and (source := self._source(plain)):
            yield Proposal("source", f"{source} (the text names it)", (source,))
        if tags := self._vocabulary.tags(entities, plain, draft.tags)[:_MOST]:
            text = ", ".join(f"{tag.name} ({tag.why})" for tag in tags)
            yield Proposal("tags", text, tuple(tag.name for tag in tags))
        language = draft.lang or self._language
        unknown = self._survey.unknown(seen, draft.title, language, self._rejected)
        # one text alone does not tell a name of one word from an adjective
        if found := [each for each in unknown if _is_likely(each)][:_MOST]:
            text = ", ".join(map(_name, found))
            yield Proposal("names", text, tuple(each.name for each in found))
        for like in list(self._sketches.like(sketch))[:_FEW]:
            yield Proposal("alike", f"{like.share} % of {like.path}", (like.path,), like.share)
        for near in self._vocabulary.neighbours(entities, _FEW):
            if len(near.shared) > 1:
                text = f"{near.path} (both name {', '.join(near.shared[:_FEW])})"
                yield Proposal("goes on", text, (near.path,))

    def add(self, path: str, sketch: alike.Sketch) -> None:
        """One more article, which later ones may be like."""
        self._sketches.add(path, sketch)

    def _source(self, plain: str) -> str:
        """The one source of the site that a text names, as its file calls it; empty where it names none or several."""
        folded = f" {names.folded(plain)} "
        found = {
            own
            for name, own in self._sources.items()
            if len(name) >= _SHORTEST
            and any(f" {name}{sign}" in folded for sign in (" ", ",", ".", "'"))
        }
        return found.pop() if len(found) == 1 else ""

    @cached_property
    def _rejected(self) -> frozenset[str]:
        return curate.rejected(self._root)

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        articles = self._survey.articles.items()
        return Vocabulary(
            {path: Filed(each.tags, self._survey.named(path)) for path, each in articles}
        )

    @cached_property
    def _sketches(self) -> alike.Sketches:
        """Those of all articles: kept beside the memory for texts that have not changed."""
        kept: dict[str, alike.Sketch] = {}
        try:
            if packed := memory.beside(self._root, _SKETCHES):
                kept = _unpack(packed)
        except (OSError, msgspec.DecodeError):
            pass
        marks = {path: each.body.mark for path, each in self._survey.articles.items()}
        new = [path for path, mark in marks.items() if mark not in kept]
        made = self._pool.map(partial(_sketch, self._survey), new)
        kept |= {marks[path]: each for path, each in zip(new, made, strict=True)}
        if new and (self._root / memory.FOLDER).is_dir():
            there = {mark: kept[mark] for mark in marks.values()}
            memory.put_beside(self._root, _SKETCHES, encode(there))
        return alike.Sketches((path, kept[mark]) for path, mark in marks.items())


_unpack = msgspec.msgpack.Decoder(dict[str, tuple[int, ...]]).decode


def _sketch(survey: Survey, path: str) -> alike.Sketch:
    return alike.sketch(survey.body(path))


def _is_likely(each: Candidate) -> bool:
    first, *others = each.name.split()
    return bool(each.near) or (bool(others) and first.casefold() not in SMALL)


def _name(each: Candidate) -> str:
    near = " or ".join(dict.fromkeys(near.spelling for near in each.near))
    return f"{each.name} ({each.count}{f', nearly {near}' if near else ''})"
