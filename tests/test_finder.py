"""Where a plain text names whom."""

from digest.finder import Finder
from digest.lettering import BREAK
from digest.model import Known

AMERI = Known("ameri", "person", "Hadi al-Ameri")
STATES = Known("us", "place", "United States")


def named(text: str, *entities: Known, **how: object) -> list[tuple[str, str]]:
    places, _ = Finder(entities).places(text, **how)  # type: ignore[arg-type]
    return [(text[place.start : place.end], place.entity) for place in places]


def test_a_name_is_found_where_it_stands_as_a_word() -> None:
    assert named("Iraq, Iraqis and Iraq’s oil.", Known("iraq", "place", "Iraq")) == [
        ("Iraq", "iraq"),
        ("Iraq", "iraq"),
    ]


def test_a_surname_counts_once_the_full_name_was_read() -> None:
    assert named("Ameri said. Hadi al-Ameri said, and Ameri’s men.", AMERI) == [
        ("Hadi al-Ameri", "ameri"),
        ("Ameri", "ameri"),
    ]


def test_no_name_goes_across_a_break() -> None:
    assert named(f"Hadi{BREAK}al-Ameri", AMERI) == []
