"""Kinds guessed from a name's company."""

from collections import Counter

import pytest

from digest.kinds import is_title, kind


def guess(name: str, titles: str = "", leads: str = "", count: int = 3, short: bool = False) -> str:
    return kind(name.split(), Counter(titles.split()), Counter(leads.split()), count, short)[0]


@pytest.mark.parametrize(
    ("name", "company", "expected"),
    [
        ("Ann Lee", {"titles": "General"}, "person"),
        ("Ann Lee", {"short": True}, "person"),
        ("Osama bin Laden", {}, "person"),
        ("J. Doe", {}, "person"),
        ("Hadi al-Ameri", {}, "person"),
        ("University of Helsinki", {}, "organisation"),
        ("University of Helsinki", {"titles": "Professor"}, "organisation"),
        ("وزارة الدفاع", {}, "organisation"),
        ("Anbar Province", {}, "place"),
        ("Erbil", {"leads": "in the"}, "place"),
        ("Gulf War", {}, "event"),
        ("Erbil", {"leads": "the in the", "count": 4}, ""),
        ("University", {}, ""),
        ("Daesh", {"leads": "of by"}, ""),
    ],
)
def test_a_kind_is_guessed_from_company_or_not_at_all(
    name: str, company: dict[str, str], expected: str
) -> None:
    assert guess(name, **company) == expected  # type: ignore[arg-type]


def test_a_guess_says_what_it_rests_on() -> None:
    assert kind(["Ann"], Counter({"Dr.": 2, "Ms": 1}), Counter(), 3, False) == (
        "person",
        "after “Dr.”",
    )
    assert (
        kind(["Oz"], Counter(), Counter({"in": 2}), 3, False)[1]
        == "after “in” or the like, 2 of 3 times"
    )


def test_small_letters_make_other_words_of_some_titles() -> None:
    assert is_title("General") and is_title("president") and is_title("Dr.")
    assert not is_title("general") and not is_title("gov") and not is_title("table")
