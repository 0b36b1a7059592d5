"""Near spellings: what a slip may have been, and what is another name."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Known
from digest.near import Nearly, bare

NEARLY = Nearly(
    [
        Known("qs", "person", "Qasem Soleimani", short=("Haj Qasem",)),
        Known("am", "person", "Hadi al-Ameri"),
        Known("badr", "organisation", "Badr Organisation", short=("Badr",)),
        Known("iran", "place", "Iran"),
        Known("mk", "person", "Mustafa al-Kadhimi", names=("مصطفى الكاظمي",)),
        Known("s1", "person", "Ann Masterson"),
        Known("s2", "person", "Bob Masterson"),
    ]
)


def near(name: str) -> list[tuple[str, int]]:
    return [(each.entity, each.slips) for each in NEARLY.to(name)]


@pytest.mark.parametrize(
    ("name", "entity", "slips"),
    [
        ("Soleimnai", "qs", 1),
        ("Suleimani", "qs", 1),
        ("Qassem Soleimani", "qs", 1),
        ("Badr Organization", "badr", 1),
        ("Mustafa al-Kadimi", "mk", 1),
        ("Mustafa al-Khadimi", "mk", 2),
        ("Soleimani", "qs", 0),
        ("Ameri", "am", 0),
        ("مصطفى الكاظمى", "mk", 1),
    ],
)
def test_a_slip_is_nearly_a_known_name(name: str, entity: str, slips: int) -> None:
    assert near(name) == [(entity, slips)]


@pytest.mark.parametrize("name", ["Sadr", "Iraq", "Bard", "Amiri Kebab", "Helsinki", "x", ""])
def test_another_name_is_not(name: str) -> None:
    assert near(name) == []


def test_all_who_are_as_near_are_told() -> None:
    assert near("Mastersen") == [("s1", 1), ("s2", 1)]


def test_the_full_spelling_is_told() -> None:
    assert NEARLY.to("Soleimnai")[0].spelling == "Qasem Soleimani"
    assert NEARLY.to("Hajj Qasem")[0].spelling == "Qasem Soleimani"


def test_a_bare_name_has_none_of_what_print_varies() -> None:
    assert bare("Hashd al-Sha‘abi") == bare("HASHD AL SHAABI") == "hashd al shaabi"
    assert bare("Gr\u00fcn") == bare("Gru\u0308n") == "grun"


@given(st.text("abcdefgh", min_size=6, max_size=20), st.randoms(use_true_random=False))
def test_one_slip_in_a_long_name_is_always_seen(name: str, chance: random.Random) -> None:
    at = chance.randrange(len(name) - 1)
    slip = chance.choice(
        [
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
            name[:at] + name[at + 1 :],
            name[:at] + "x" + name[at:],
            name[:at] + "x" + name[at + 1 :],
        ]
    )
    found = Nearly([Known("it", "other", name)]).to(slip)
    assert [each.entity for each in found] == ["it"]
