"""Names are found as people marked them in real texts."""

import os
from collections import Counter
from pathlib import Path

import pytest

from digest.finder import Finder
from digest.lettering import BREAK
from digest.model import Known
from tests.judged import documents, gum, judged, registry

pytestmark = pytest.mark.corpora


def _folder() -> str:
    value = os.environ.get("DIGEST_CORPORA", "")
    if not value or not Path(value).is_dir():
        message = f"the collections are not here: DIGEST_CORPORA is '{value}'"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return value


@pytest.mark.parametrize("names, least", [("full", 0.82), ("all", 0.93)])
def test_entities_are_found_in_the_interviews_that_name_them(names: str, least: float) -> None:
    folder = gum(_folder())
    pairs, _, _ = judged(registry(folder, names), documents(folder))
    assert pairs.f1 >= least and pairs.precision >= 0.92


PEOPLE = (
    Known("hadi-al-ameri", "person", "Hadi al-Ameri"),
    Known(
        "qasem-soleimani", "person", "Qasem Soleimani", ("Qassem Soleimani",), (), ("Soleimnai",)
    ),
    Known("abu-mahdi-al-muhandis", "person", "Abu Mahdi al-Muhandis"),
    Known("tahsin-al-khafaji", "person", "Tahsin al-Khafaji"),
    Known("mustafa-al-kadhimi", "person", "Mustafa al-Kadhimi"),
    Known("kate-al-rikabi", "person", "Kate ‘al-Rikabi"),
    # not in the text, and like those that are
    Known("bashar-al-assad", "person", "Bashar al-Assad"),
    Known("muqtada-al-sadr", "person", "Muqtada al-Sadr"),
)
PLACES = (
    Known(
        "ain-al-asad", "place", "Ain al-Asad air base", ("Ain al-Assad", "Ain al-Assad air base")
    ),
    Known("harir", "place", "Harir air base", ("al-Harir",)),
    Known("baghdad-airport", "place", "Baghdad International Airport", ("Baghdad airport",)),
    Known("baghdad", "place", "Baghdad"),
    Known("anbar", "place", "Anbar Governorate"),
    Known("erbil", "place", "Erbil Governorate"),
    Known("iraq", "place", "Iraq"),
    Known("iran", "place", "Iran"),
    Known("united-states", "place", "United States"),
)
ORGANISATIONS = (
    Known("us-government", "organisation", "Government of the United States", ("Washington",)),
    Known("pmu", "organisation", "Popular Mobilization Units",
          ("People's Mobilization Units", "Hashd al-Sha'abi")),
    Known("daesh", "organisation", "Islamic State", ("Daesh",)),
    Known("shafaq", "organisation", "Shafaq News", ("Shafaq",)),
    Known("parliament", "organisation", "Council of Representatives", ("Iraqi Parliament",)),
    Known("badr", "organisation", "Badr Organization"),
)  # fmt: skip
NAMED = {
    "hadi-al-ameri": 2, "qasem-soleimani": 2, "abu-mahdi-al-muhandis": 2, "tahsin-al-khafaji": 1,
    "mustafa-al-kadhimi": 1, "kate-al-rikabi": 1, "ain-al-asad": 3, "harir": 2, "baghdad-airport": 1,
    "baghdad": 1, "anbar": 1, "erbil": 1, "iraq": 5, "united-states": 8, "us-government": 2, "pmu": 3,
    "daesh": 1, "shafaq": 1, "parliament": 1,
}  # fmt: skip


def test_every_name_in_the_raw_report_is_found_and_none_is_false() -> None:
    (report,) = (Path(_folder()).parent / "seeds").glob("000_*.txt")
    text = report.read_text("utf-8").replace("\n\n", BREAK + "\n")
    places, unsure = Finder([*PEOPLE, *PLACES, *ORGANISATIONS]).places(text)
    assert Counter(place.entity for place in places) == NAMED
    assert not unsure
    assert [text[p.start : p.end] for p in places if p.typo] == ["Soleimnai"]
    written = {text[place.start : place.end] for place in places}
    assert {
        "Ameri",
        "PMU",
        "Hashd al-Sha’abi",
        "Ain al-Assad air base",
        "Kate ‘al-Rikabi",
    } <= written
