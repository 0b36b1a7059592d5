"""Documents in which people marked every name, and a registry → precision, recall and F1 of what the finder finds.

python -m tests.judged            the collection gum-interview in the folder DIGEST_CORPORA
python -m tests.judged --wrong    and each name that is missing or too many
"""

import argparse
import json
import os
from collections.abc import Iterable, Sequence, Set
from pathlib import Path
from typing import Any, NamedTuple

from digest.finder import Finder
from digest.lettering import BREAK
from digest.model import Known

KINDS = {
    "person": "person",
    "organization": "organisation",
    "place": "place",
    "event": "event",
}
"""What the collection calls a kind → what digest does; all others are `other`."""


class Document(NamedTuple):
    """A text, and the spans in which people saw an entity named: start, end, its id."""

    name: str
    text: str
    spans: frozenset[tuple[int, int, str]]


class Score(NamedTuple):
    """How much of what was found is right, and how much of what is right was found."""

    right: int
    found: int
    marked: int

    @property
    def precision(self) -> float:
        """Right of what was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Found of what is right."""
        return self.right / self.marked if self.marked else 1.0

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.found + self.marked
        return 2 * self.right / both if both else 1.0


def score(found: Set[Any], marked: Set[Any]) -> Score:
    """Two sets compared."""
    return Score(len(found & marked), len(found), len(marked))


def documents(folder: Path) -> list[Document]:
    """The texts with their names; pronouns and descriptions that people marked as well are no names."""
    return [
        Document(
            each["doc_id"],
            each["text"].replace("\n\n", BREAK + "\n"),
            frozenset(
                (mention["start"], mention["end"], mention["qid"])
                for mention in each["mentions"]
                if mention["kind"] == "name"
            ),
        )
        for each in json.loads((folder / "entity_gold.json").read_text("utf-8"))
    ]


def registry(folder: Path, names: str) -> list[Known]:
    """The collection's entities as digest knows them, with `full` names only, with `all`, or with `raw` ones.

    `all` is what a curator would write: an alias that is another's name is left out, for `digest check` tells of it.
    `raw` keeps each, to see what that costs.
    """
    entries = json.loads((folder / "entity_registry.json").read_text("utf-8"))
    taken = {each["name"] for each in entries}
    return [
        Known(
            each["id"],
            KINDS.get(each["type"], "other"),
            each["name"],
            tuple(
                alias
                for alias in each["aliases"]
                if alias != each["name"]
                and (names == "raw" or (names == "all" and alias not in taken))
            ),
        )
        for each in entries
    ]


def judged(
    entities: Iterable[Known], texts: Sequence[Document]
) -> tuple[Score, Score, dict[str, set[tuple[int, int, str]]]]:
    """(document, entity) pairs and spans, scored; and the spans found, by document."""
    finder = Finder(entities)
    found = {
        each.name: {(place.start, place.end, place.entity) for place in finder.places(each.text)[0]}
        for each in texts
    }
    pairs = score(
        {(name, entity) for name, spans in found.items() for _, _, entity in spans},
        {(each.name, entity) for each in texts for _, _, entity in each.spans},
    )
    spans = score(
        {(name, *span) for name, spans in found.items() for span in spans},
        {(each.name, *span) for each in texts for span in each.spans},
    )
    return pairs, spans, found


def gum(corpora: str = "") -> Path:
    """Where the collection lies."""
    return Path(corpora or os.environ.get("DIGEST_CORPORA", "../shared/corpora")) / "gum-interview"


def main() -> None:
    """One line a registry."""
    parser = argparse.ArgumentParser(description="How well names are found.")
    parser.add_argument("--wrong", action="store_true", help="each that is missing or too many")
    options = parser.parse_args()
    texts = documents(gum())
    print(f"{'names':8} {'':6} precision recall    F1")
    for names in ("full", "all", "raw"):
        entities = registry(gum(), names)
        pairs, spans, found = judged(entities, texts)
        for what, each in (("pairs", pairs), ("spans", spans)):
            print(f"{names:8} {what:6} {each.precision:9.3f} {each.recall:6.3f} {each.f1:5.3f}")
        if options.wrong:
            _print_wrong({each.slug: each.name for each in entities}, texts, found)


def _print_wrong(
    names: dict[str, str],
    texts: Sequence[Document],
    found: dict[str, set[tuple[int, int, str]]],
) -> None:
    for each in texts:
        marked = {entity for _, _, entity in each.spans}
        mine = {entity for _, _, entity in found[each.name]}
        for sign, entities, spans in (
            ("too many", mine - marked, found[each.name]),
            ("missing", marked - mine, each.spans),
        ):
            for start, end, entity in sorted(spans):
                if entity in entities:
                    near = each.text[max(0, start - 30) : end + 30].replace("\n", " ")
                    print(
                        f"  {sign:8} {each.name} {names[entity]}: {each.text[start:end]!r} in {near!r}"
                    )


if __name__ == "__main__":
    main()
