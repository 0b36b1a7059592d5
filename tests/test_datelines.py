"""Dates as lines, datelines and weekdays tell them."""

import pytest

from digest import datelines
from digest.datelines import Dated


@pytest.mark.parametrize(
    "line, date",
    [
        ("Published: 9 December 2021", "2021-12-09"),
        ("December 9, 2021 10:30 am", "2021-12-09 10:30"),
        ("Thursday, 9 December 2021", "2021-12-09"),
        ("2021-12-09T10:30:00+03:00", "2021-12-09T10:30:00+03:00"),
        ("Posted on Sept. 9, 2021 at 5:04 pm (GMT)", "2021-09-09T17:04:00+00:00"),
        ("Posted December 9, 2021 | 3:15 PM EST", "2021-12-09"),
        ("9. Dezember 2021, 18:30 Uhr", "2021-12-09 18:30"),
        ("le 9 décembre 2021", "2021-12-09"),
        ("9 de diciembre de 2021", "2021-12-09"),
        ("٩ كانون الأول ٢٠٢١", "2021-12-09"),
        ("الخميس 9 كانون الأول/ديسمبر 2021", "2021-12-09"),
        ("2021年12月9日 18:30", "2021-12-09 18:30"),
        ("9/12/2021", ""),
        ("13/12/2021", "2021-12-13"),
        ("Thu, 12/09/2021 - 14:05", "2021-12-09 14:05"),
        ("14:05 09.12.2021", "2021-12-09 14:05"),
        ("09.12.2021 | 14:05", "2021-12-09 14:05"),
        ("31.02.2021", ""),
        ("Published: 14:05, 9 December 2021", "2021-12-09 14:05"),
        ("Date of issue: 9 December 2021", "2021-12-09"),
        ("9 de diciembre de 2021 - 14:05 h", "2021-12-09 14:05"),
        ("Jeudi 9 décembre 2021 à 14h05", "2021-12-09 14:05"),
        ("יום חמישי, 9 בדצמבר 2021", "2021-12-09"),
        ("9 Aralık 2021 Perşembe", "2021-12-09"),
        ("प्रकाशित: 9 दिसंबर 2021", "2021-12-09"),
        ("2021. december 9.", "2021-12-09"),
        ("입력 2021.12.09 14:05", "2021-12-09 14:05"),
        ("9-Dec-2021", "2021-12-09"),
        ("May 2021", ""),
        ("2021", ""),
        ("31 February 2021", ""),
        ("In 2021 all left", ""),
    ],
)
def test_a_line_that_is_a_date_is_read(line: str, date: str) -> None:
    assert datelines.alone(line) == date


@pytest.mark.parametrize(
    "lang, date",
    [("", ""), ("en", ""), ("en-US", "2021-12-09"), ("en-GB", "2021-09-12"), ("fr", "2021-09-12")],
)
def test_which_figure_is_the_month_is_told_by_the_language(lang: str, date: str) -> None:
    assert datelines.alone("12/09/2021", lang) == date


def test_a_dateline_without_a_year_needs_the_day_of_retrieval() -> None:
    text = ["PORT TOWN, Dec 9 (Agency) – The ferry stays."]
    assert datelines.found(text, "") == Dated()
    assert datelines.found(text, "2021-12-12").date == "2021-12-09"
    assert datelines.found(text, "2021-12-01").date == "2020-12-09"


def test_a_dateline_with_a_year_is_a_date() -> None:
    assert datelines.found(["Port Town, 9 December 2021 (Agency) – It stays."], "").date == "2021-12-09"  # fmt: skip


def test_the_day_of_retrieval_is_itself_a_weekday() -> None:
    found = datelines.found(["It stayed on Monday."], "2021-12-13")
    assert (found.date, found.basis) == ("2021-12-13", "“Monday” in the text, retrieved 2021-12-13")


def test_a_date_of_a_change_is_told_apart() -> None:
    found = datelines.found(
        ["Published: 9 December 2021", "Updated: 10 December 2021", "Text."], ""
    )
    assert found == Dated("2021-12-09", "", "2021-12-10", (0, 1))


def test_nothing_is_guessed_from_nothing() -> None:
    assert datelines.found(["It stayed on Monday."], "") == Dated()
    assert datelines.weekday(["It stayed on Monday."]) == "Monday"
    assert datelines.weekday(["the sun and the mond"]) == ""
