"""What stands around a name."""

import pytest

from digest.lettering import BREAK
from digest.surroundings import Surroundings, abbreviates


@pytest.mark.parametrize(
    "text, begins",
    [
        ("Time is", True),
        ("It ended. “Time", True),
        ("He read Time", False),
        (f"so{BREAK}Time", True),
    ],
)
def test_a_sentence_begins_after_a_full_stop_or_a_break(text: str, begins: bool) -> None:
    assert Surroundings(text.replace("“", '"')).begins_sentence(text.index("Time")) is begins


def test_a_headline_has_capitals_throughout() -> None:
    text = f"Iraqi Alliance Demands That Troops Leave{BREAK}The troops are to leave Iraq."
    around = Surroundings(text)
    assert around.is_headline(6) and not around.is_headline(text.index("troops are"))
    assert not Surroundings("Names, Names, Names. " * 20).is_headline(50)


def test_a_passage_in_capitals_is_told() -> None:
    around = Surroundings(f"TROOPS LEAVE{BREAK}They do.")
    assert around.shouted == ((0, 12),)
    assert around.is_shouted(3) and not around.is_shouted(14)


@pytest.mark.parametrize(
    "text, another",
    [
        ("Kate Bush sang", True),
        ("President Bush said", False),
        ("When Bush said", False),
        ("Gen. Bush said", False),
        ("George Bush said", False),
        ("In Iraq Bush said", False),
        ("the Bush Tavern said", True),
        ("the Bush-Cheney ticket", True),
        ("Smith-Bush said", True),
        ("al-Bush said", False),
    ],
)
def test_a_word_beside_a_surname_may_make_it_anothers(text: str, another: bool) -> None:
    start = text.index("Bush")
    things = {text.index("Iraq") + 4} if "Iraq" in text else set()
    around = Surroundings(text)
    assert around.is_anothers(start, start + 4, {"george", "w", "bush"}, things) is another


def test_a_surname_comes_first_in_a_bibliography_alone() -> None:
    text = "Austen, Jane. Emma; in London, Jane met"
    assert Surroundings(text).is_inverted(0, 12)
    assert not Surroundings(text).is_inverted(23, 35)


@pytest.mark.parametrize(
    "letters, name, fits",
    [
        ("ROS", "Reactive oxygen species", True),
        ("PMU", "People's Mobilization Units", True),
        ("PKK", "Kurdistan Workers' Party", False),
        ("MoD", "Ministry of Defence", True),
        ("who", "World Health Organization", False),
        ("A", "Amnesty International", False),
        ("IRQ", "Iraq", False),
    ],
)
def test_letters_stand_for_a_name_in_its_order(letters: str, name: str, fits: bool) -> None:
    assert abbreviates(letters, name) is fits
