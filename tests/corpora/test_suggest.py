"""Names in a raw document that nobody here wrote: those a registry lacks are suggested, and the slip in it is seen."""

import pytest

from digest.lettering import BREAK
from digest.model import Known
from digest.near import Nearly
from digest.suggest import Candidate, Gathering
from tests.corpora.test_corpora import _folder

pytestmark = [pytest.mark.corpora]

NAMES = {
    "Hadi al-Ameri": "person",
    "Abu Mahdi al-Muhandis": "person",
    "Tahsin al-Khafaji": "person",
    "Mustafa al-Kadhimi": "person",
    "Ain al-Assad": "place",
    "Erbil": "place",
    "Iraqi People’s Mobilization Units": "organisation",
}
"""With the kind that is guessed."""
NONE = {"Saturday", "January", "December", "However", "Ameri", "Iraqi", "Prime Minister", "General"}


def suggested(*known: Known) -> list[Candidate]:
    (seed,) = (_folder().parent / "seeds").glob("*.txt")
    corpus = Gathering()
    corpus.add("seed.md", seed.read_text("utf-8").replace("\n\n", BREAK), [], "en")
    return corpus.candidates(nearly=Nearly(known))


def test_people_places_and_organisations_are_suggested_with_their_kind() -> None:
    found = {each.name: each.kind for each in suggested()}
    assert {name: found.get(name) for name in NAMES} == NAMES
    assert not NONE & found.keys()


def test_the_slip_of_the_source_is_seen_and_no_other() -> None:
    near = {
        each.name: [(one.entity, one.slips) for one in each.near]
        for each in suggested(
            Known("qs", "person", "Qasem Soleimani"),
            Known("iran", "place", "Iran"),
            Known("sadr", "person", "Muqtada al-Sadr"),
        )
        if each.near
    }
    assert near == {"Soleimnai": [("qs", 1)], "Qassem Soleimani": [("qs", 1)]}
