"""Tests of finding out whom a name means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import names
from tests.conftest import profile


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hashd al-Shaabi", "hashd AL-SHAABI"),
        ("Hashd al-Shaabi", "Hashd al–Shaabi"),
        ("Kate' al-Rikabi", "Kate’ al-Rikabi"),
        ("Kateʿ", "Kate'"),
        ("Ain  al-Asad", " Ain\u00a0al-Asad "),
        ("Straße", "STRASSE"),
        ("ＵＳ forces", "us forces"),
        ("Café", "Cafe\u0301"),
        ("Ain\nal-Asad", "Ain al-Asad"),
    ],
)
def test_spellings_that_print_varies_are_one(one: str, other: str) -> None:
    assert names.folded(one) == names.folded(other)


@pytest.mark.parametrize(("one", "other"), [("Badr", "Sadr"), ("Iraq", "Iran"), ("Café", "Cafe")])
def test_names_one_letter_apart_are_two(one: str, other: str) -> None:
    assert names.folded(one) != names.folded(other)


@given(st.text())
def test_folding_twice_changes_nothing(spelling: str) -> None:
    once = names.folded(spelling)
    assert names.folded(once) == once


def test_a_name_is_found_by_slug_and_every_spelling() -> None:
    known = names.registry(
        [profile("qasem-soleimani", "Qasem Soleimani", "Qassem Soleimani", short=("Soleimani",))]
    )
    for spelling in ("qasem-soleimani", "QASSEM SOLEIMANI", "Qasem\u00a0Soleimani", "soleimani"):
        assert names.bearers(spelling, known) == ("qasem-soleimani",)


def test_a_near_spelling_is_nobody() -> None:
    known = names.registry([profile("badr", "Badr")])
    assert names.bearers("Sadr", known) == ()
    assert names.bearers("", known) == ()


def test_two_who_bear_one_name_are_both_told() -> None:
    known = names.registry([profile("sadr-2", "Sadr"), profile("sadr-1", "Muqtada", "sadr")])
    assert names.bearers("Sadr", known) == ("sadr-1", "sadr-2")


def test_a_full_name_goes_before_a_short_one() -> None:
    known = names.registry([profile("a", "Ali Sadr", short=("Sadr",)), profile("b", "Sadr")])
    assert names.bearers("Sadr", known) == ("b",)


def test_a_slug_is_its_owners_alone() -> None:
    known = names.registry([profile("iraq", "Republic of Iraq"), profile("ira", "IRA", "iraq")])
    assert names.bearers("Iraq", known) == ("iraq",)


def test_the_order_of_files_does_not_matter() -> None:
    profiles = [profile("a", "X"), profile("b", "X", "Y"), profile("c", "Y", short=("X",))]
    assert names.registry(profiles) == names.registry(profiles[::-1])


def test_the_nearest_name_is_found_for_the_first_misspelt_ones() -> None:
    nearest = names.Nearest(["qasem soleimani", "camp taji"], 0.8)
    assert nearest.to("qassem soleimani") == "qasem soleimani"
    assert nearest.to("nobody at all") == ""
    for number in range(100):
        nearest.to(f"unknown {number}")
    assert nearest.to("camp tajy") == ""
    assert nearest.to("qassem soleimani") == "qasem soleimani"


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_is_folded_as_all_else_is(spelling: str) -> None:
    """A letter that is not ASCII, put before it, sends it the long way."""
    long_way = names.folded("é" + spelling).removeprefix("é")
    assert names.folded(spelling) == long_way.strip()
