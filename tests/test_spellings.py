"""The spellings that follow from a name by rule."""

import pytest

from digest.model import Known
from digest.spellings import cased, is_part, short, spellings


def derived(kind: str, name: str) -> set[str]:
    found = spellings(Known("x", kind, name))
    return {*found.derived, *found.bare}


@pytest.mark.parametrize(
    "kind, name, others",
    [
        ("person", "Jane Austen", {"Austen, Jane"}),
        ("person", "O. J. Simpson", {"O.J. Simpson", "OJ Simpson", "O J Simpson"}),
        (
            "person",
            "Lyndon B. Johnson",
            {"Lyndon Johnson", "Johnson, Lyndon B.", "Johnson, Lyndon"},
        ),
        ("person", "George H. W. Bush", {"George Bush", "George H.W. Bush"}),
        ("person", "Thomas Babington Macaulay", {"Thomas Macaulay", "Macaulay, Thomas"}),
        ("person", "Martin Luther King Jr.", {"Martin Luther King"}),
        ("person", 'William "Bill" Clinton', {"Bill Clinton", "William Clinton"}),
        ("person", "Hermann Göring", {"Hermann Goering"}),
        ("organisation", "The New York Times", {"New York Times"}),
        ("organisation", "The Onion", {"the Onion"}),
        ("organisation", "Apple Inc.", {"Apple"}),
        ("organisation", "Example Works Ltd", {"Example Works"}),
        ("organisation", "Marks & Spencer", {"Marks and Spencer"}),
        ("organisation", "Republican Party", {"Republican party"}),
        ("organisation", "Women's Tennis Association", {"WTA"}),
        ("organisation", "Evolution (journal)", {"Evolution"}),
        ("place", "Phoenix, Arizona", {"Phoenix"}),
        ("place", "Anbar Governorate", {"Anbar"}),
        ("place", "Kyiv Oblast", {"Kyiv"}),
        ("place", "Republic of Iraq", {"Iraq"}),
        ("place", "United States", {"US", "U.S.", "USA"}),
        ("place", "St. Louis", {"St Louis", "Saint Louis"}),
        ("other", "Cosmic dust", {"Cosmic Dust"}),
        ("other", "free content", {"Free content", "Free Content"}),
        ("other", "Lockheed U-2", {"Lockheed U2"}),
        ("other", "1930s", {"1930's"}),
        ("other", "Stardust@home", {"Stardust @ home"}),
        ("work", "Notes from Underground", {"Notes from the Underground"}),
        ("work", "Hard Choices: A Memoir", {"Hard Choices"}),
        ("event", "2012 Summer Paralympics", {"Summer Paralympics"}),
        ("other", "Disabilities Act of 1990", {"Disabilities Act"}),
        ("place", "الحشد", {"للحشد"}),
    ],
)
def test_a_full_name_is_spelt_in_other_ways(kind: str, name: str, others: set[str]) -> None:
    assert others <= derived(kind, name)


@pytest.mark.parametrize(
    "kind, name",
    [
        ("person", "Cleopatra"),
        ("organisation", "World Health Organization"),  # WHO asks a question
        ("organisation", "Amnesty International"),  # two letters are anybody's
        ("place", "Buxton"),
        ("person", "Henry Ford II"),  # his grandfather is another
    ],
)
def test_other_names_stay_alone(kind: str, name: str) -> None:
    found = derived(kind, name)
    assert not {"WHO", "AI", "Henry Ford"} & found and name not in found


@pytest.mark.parametrize(
    "kind, name, briefly",
    [
        ("person", "Hadi al-Ameri", {"al-Ameri", "Ameri"}),
        ("person", "Jaap de Hoop Scheffer", {"de Hoop Scheffer", "Hoop Scheffer", "Scheffer"}),
        ("person", "Abu Mahdi al-Muhandis", {"Abu Mahdi", "al-Muhandis", "Muhandis"}),
        ("organisation", "The Onion", {"Onion"}),
        ("organisation", "World Health Organization", {"WHO"}),
        ("event", "Cyclone Phailin", {"Phailin"}),
    ],
)
def test_what_is_short_of_a_name(kind: str, name: str, briefly: set[str]) -> None:
    assert briefly <= set(short(Known("x", kind, name)))


@pytest.mark.parametrize(
    "name", ["Alexander the Great", "President of the United States", "John Paul II"]
)
def test_not_everybody_has_a_surname(name: str) -> None:
    assert short(Known("x", "person", name)) == ()


def test_registered_short_names_come_first() -> None:
    assert short(Known("x", "person", "Hadi al-Ameri", short=("Abu Hassan",)))[0] == "Abu Hassan"


def test_particles_have_a_capital_where_a_sentence_begins() -> None:
    assert set(cased("al-Ameri")) == {"al-Ameri", "Al-Ameri"}
    assert set(cased("van der Berg")) == {"van der Berg", "Van der Berg"}
    assert list(cased("Iraq")) == ["Iraq"]


def test_some_words_of_a_name_are_a_part_of_it() -> None:
    assert is_part("Helsinki", "University of Helsinki")
    assert not is_part("University of Helsinki", "University of Helsinki")
    assert not is_part("Hel", "University of Helsinki")
