"""Names of any script in an index: in order, each under its letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import alphabet


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("Iraq", "I"),
        ("iPhone", "I"),
        ("Élysée", "E"),
        ("Łódź", "L"),
        ("Ørsted", "O"),
        ("Ægir", "A"),
        ("The Hague", "H"),
        ("Theresa", "T"),
        ("The", "T"),
        ("«Ria»", "R"),
        ("العراق", "ع"),
        ("ألمانيا", "ا"),
        ("إيران", "ا"),
        ("Ёлка", "Е"),
        ("Йод", "Й"),
        ("Киев", "К"),
        ("Ύδρα", "Υ"),
        ("北京", "漢"),
        ("서울", "ㅅ"),
        ("トヨタ", "ト"),
        ("9/11", "0–9"),
        ("٩", "0–9"),
        ("!!!", "…"),
        ("", "…"),
    ],
)
def test_a_name_stands_under_its_letter(name: str, letter: str) -> None:
    assert alphabet.letter(name) == letter


def test_names_are_in_the_order_of_an_index() -> None:
    names = [
        "!!!",
        "9/11",
        "Alder",
        "alder",
        "Élysée",
        "Elysian",
        "The Hague",
        "Hague Convention",
        "zoo",
        "Ёлка",
        "Киев",
        "إيران",
        "العراق",
        "上海",
        "北京",
    ]
    mixed = names[1::2] + names[::2]
    assert sorted(mixed, key=alphabet.order) == names


@given(st.lists(st.text(max_size=6)))
def test_names_of_one_letter_stand_together(names: list[str]) -> None:
    letters = [alphabet.letter(name) for name in sorted(names, key=alphabet.order)]
    turns = [each for at, each in enumerate(letters) if at == 0 or letters[at - 1] != each]
    assert len(turns) == len(set(turns))


@given(st.text(max_size=8), st.text(max_size=8))
def test_no_two_names_are_in_one_place(one: str, other: str) -> None:
    assert (alphabet.order(one) == alphabet.order(other)) == (one == other)
