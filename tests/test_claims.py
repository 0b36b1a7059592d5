"""Who claims which spelling."""

from digest.claims import BARE, DERIVED, OWN, QUALIFIED, TYPO, claims
from digest.model import Known


def test_what_is_registered_is_nobody_elses_by_rule() -> None:
    paris = Known("a", "place", "Paris, Texas"), Known("b", "place", "Paris")
    (claim,) = claims(paris).spellings["Paris"]
    assert (claim.entity, claim.how) == (1, OWN)


def test_two_who_are_called_so_claim_both() -> None:
    both = Known("a", "person", "George W. Bush"), Known("b", "person", "George H. W. Bush")
    whose = claims(both).spellings["George Bush"]
    assert [(claim.entity, claim.how) for claim in whose] == [(0, DERIVED), (1, DERIVED)]


def test_a_misspelling_yields_to_every_name() -> None:
    found = claims(
        (Known("a", "place", "Iraq", misspellings=("Iran", "Irak")), Known("b", "place", "Iran"))
    )
    assert [claim.entity for claim in found.spellings["Iran"]] == [1]
    assert [claim.how for claim in found.spellings["Irak"]] == [TYPO]


def test_a_place_qualifies_the_names_it_stands_in() -> None:
    found = claims(
        (
            Known("us", "place", "United States"),
            Known("congress", "organisation", "United States Congress"),
            Known("coast", "place", "West Coast of the United States"),
            Known("iraq", "place", "Iraq"),
            Known("forces", "organisation", "Iraqi Security Forces"),
            Known("army", "organisation", "Iraqi Army"),
        )
    ).spellings
    assert found["Congress"][0].how == found["West Coast"][0].how == QUALIFIED
    assert (found["Security Forces"][0].entity, found["Security Forces"][0].clue) == (4, 3)
    assert "Army" not in found


def test_a_place_is_bare_without_where_it_lies() -> None:
    assert [
        c.how for c in claims((Known("p", "place", "Phoenix, Arizona"),)).spellings["Phoenix"]
    ] == [BARE]


def test_a_part_of_a_name_is_left_to_whom_it_is_the_whole_of() -> None:
    town = Known("town", "place", "Helsinki")
    university = Known("uni", "organisation", "University of Helsinki", names=("Helsinki",))
    found = claims((town, university))
    assert [claim.entity for claim in found.spellings["Helsinki"]] == [0]
    assert found.parts == {1: ("Helsinki",)}


def test_a_city_and_a_state_of_one_name_both_keep_it() -> None:
    both = (
        Known("dc", "place", "Washington, D.C.", names=("Washington",)),
        Known("wa", "place", "Washington"),
    )
    assert len(claims(both).spellings["Washington"]) == 2
