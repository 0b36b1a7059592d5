"""Tests of understanding what people write as a date."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import dates
from digest.model import Date

BAGHDAD = ZoneInfo("Asia/Baghdad")
NOON = 1639042200  # 9 December 2021, 12:30 in Baghdad


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2021-12-09", "2021-12-09"),
        ("2021-12-9", "2021-12-09"),
        ("2020-12-2", "2020-12-02"),
        ("2021/12/09", "2021-12-09"),
        ("2021/1/9", "2021-01-09"),
        ("2021.12.09", "2021-12-09"),
        ("2021-12", "2021-12"),
        ("2021/12", "2021-12"),
        ("2021-1", "2021-01"),
        ("2021", "2021"),
        ("2021-12-09 12:30", "2021-12-09T12:30:00+03:00"),
        ("2021-12-09T12:30", "2021-12-09T12:30:00+03:00"),
        ("2021-12-09 12:30:00", "2021-12-09T12:30:00+03:00"),
        ("2021-12-09T12:30:00.123456", "2021-12-09T12:30:00+03:00"),
        ("2021-12-09T09:30:00Z", "2021-12-09T09:30:00+00:00"),
        ("2021-12-09 09:30:00 UTC", "2021-12-09T09:30:00+00:00"),
        ("2021-12-09t09:30:00z", "2021-12-09T09:30:00+00:00"),
        ("2021-12-09 12:30:00 +03:00", "2021-12-09T12:30:00+03:00"),
        ("2021-12-09 12:30:00 +0300", "2021-12-09T12:30:00+03:00"),
        ("2021-12-09 05:30:00 -4", "2021-12-09T05:30:00-04:00"),
        ("2021-12-09 5:30:00 -0400", "2021-12-09T05:30:00-04:00"),
        ("2021-12-09T12:30:00,5+03", "2021-12-09T12:30:00+03:00"),
        ("2021-12-09 T 12:30 +03:00", "2021-12-09T12:30:00+03:00"),
        ("2021-12-09 15:00:00 +05:30", "2021-12-09T15:00:00+05:30"),
        ("9 December 2021", "2021-12-09"),
        ("9th Dec. 2021", "2021-12-09"),
        ("December 9, 2021", "2021-12-09"),
        ("dec 9th 2021", "2021-12-09"),
        ("December 2021", "2021-12"),
        ("3 Sept. 2021", "2021-09-03"),
        ("May 2021", "2021-05"),
        ("Thu, 09 Dec 2021 12:30:00 +0300", "2021-12-09T12:30:00+03:00"),
        ("Thu, 9 Dec 2021 09:30:00 GMT", "2021-12-09T09:30:00+00:00"),
        ("  2021-12-09  ", "2021-12-09"),
    ],
)
def test_every_shape_of_real_collections_is_understood(written: str, iso: str) -> None:
    found = dates.parse(written, BAGHDAD)
    assert found is not None
    assert found.iso == iso
    if "T" in iso:
        assert found.instant == int(datetime.fromisoformat(iso).timestamp())


@pytest.mark.parametrize(
    "written",
    [
        "05/04/2021",
        "5.4.2021",
        "21-12-09",
        "20211209",
        "2021-13-01",
        "2021-02-30",
        "2021-00-10",
        "2021-12-09 25:00",
        "2021-12-09 12:60",
        "2021-12-09 12:30 +99:00",
        "0000-01-01",
        "2021-12-",
        "2021/12-09",
        "today",
        "yesterday",
        "Decembre 2021",
        "maybe 2021",
        "Marked 3, 2021",
        "31 February 2021",
        "Xyz, 99 Dec 2021 12:30:00",
        "a,b:",
        ",:",
        "",
        " ",
    ],
)
def test_what_is_no_date_or_could_be_two_is_none(written: str) -> None:
    assert dates.parse(written, BAGHDAD) is None


def test_a_time_without_a_zone_is_the_sites() -> None:
    here = dates.parse("2021-12-09 12:30", BAGHDAD)
    there = dates.parse("2021-12-09 12:30", UTC)
    assert here and there
    assert there.instant - here.instant == 3 * 3600
    assert here.instant == NOON


def test_a_day_begins_at_midnight_in_the_sites_zone() -> None:
    found = dates.parse("2021-12-09", BAGHDAD)
    assert found == Date("2021-12-09", NOON - 12 * 3600 - 1800)


@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)))
def test_any_date_at_any_precision_comes_back_as_it_was_written(moment: datetime) -> None:
    for length in (4, 7, 10):
        iso = moment.date().isoformat()[:length]
        found = dates.parse(iso, UTC)
        assert found is not None
        assert found.iso == iso
        assert dates.parse(found.iso, UTC) == found
        assert (found.year, found.month, found.day) == (iso[:4], iso[5:7], iso[8:10])


@given(
    st.datetimes(min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29)),
    st.integers(min_value=-23 * 60, max_value=23 * 60),
)
def test_any_moment_comes_back_in_its_own_zone(moment: datetime, minutes: int) -> None:
    whole = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    found = dates.parse(whole.isoformat(), BAGHDAD)
    assert found is not None
    assert datetime.fromisoformat(found.iso) == whole
    assert found.instant == (whole - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)
    assert dates.parse(found.iso, UTC) == found


@given(st.datetimes(), st.sampled_from(["Asia/Baghdad", "America/New_York", "Europe/Paris"]))
def test_what_was_understood_is_understood_again(moment: datetime, zone: str) -> None:
    found = dates.parse(moment.isoformat(" ", "minutes"), ZoneInfo(zone))
    assert found is None or dates.parse(found.iso, UTC) == found


@given(
    st.text() | st.from_regex(r"\d{1,5}[-/. ]\d{0,3}[-/. T]\d{0,3}[ :+\d]{0,12}", fullmatch=True)
)
def test_no_text_is_too_odd_to_be_asked(text: str) -> None:
    found = dates.parse(text, BAGHDAD)
    assert found is None or dates.parse(found.iso, BAGHDAD) is not None


def test_a_time_before_there_were_zones_is_written_so_that_others_can_read_it() -> None:
    found = dates.parse("1850-01-01 10:00", BAGHDAD)
    assert found == Date("1850-01-01T07:02:20+00:00", -3786800260)
    assert dates.parse(found.iso, UTC) == found


@pytest.mark.parametrize(
    ("stem", "iso", "rest"),
    [
        ("2021-12-09-title", "2021-12-09", "title"),
        ("2021_12_09_title", "2021-12-09", "title"),
        ("2021-12-09", "2021-12-09", ""),
        ("2021-12-09 a title", "2021-12-09", "a title"),
        ("2021-12-09.title", "2021-12-09", "title"),
        ("2021-1-9-title", "2021-01-09", "title"),
        ("2021-12-title", "2021-12", "title"),
        ("2021-12-09th-title", "2021-12", "09th-title"),
        ("2021-title", None, "2021-title"),
        ("2021-13-45-title", None, "2021-13-45-title"),
        ("title-2021-12-09", None, "title-2021-12-09"),
        ("20211209-title", None, "20211209-title"),
        ("title", None, "title"),
        ("", None, ""),
    ],
)
def test_a_date_at_the_head_of_a_file_name_is_taken_off(
    stem: str, iso: str | None, rest: str
) -> None:
    found, name = dates.in_name(stem, UTC)
    assert (found.iso if found else None, name) == (iso, rest)


@pytest.mark.parametrize(
    ("address", "iso"),
    [
        ("2021/12/09/title", "2021-12-09"),
        ("/2021/12/09/title/", "2021-12-09"),
        ("blog/2021/12/09/title", "2021-12-09"),
        ("blog/2021/12/09", "2021-12-09"),
        ("2021/12/title", "2021-12"),
        ("blog/2021/12/title", None),
        ("2021/13/09/title", None),
        ("12021/12/09/title", None),
        ("title", None),
        ("", None),
    ],
)
def test_a_date_in_an_address_is_found(address: str, iso: str | None) -> None:
    found = dates.in_address(address, UTC)
    assert (found.iso if found else None) == iso


@given(st.text(alphabet="0123456789-_/. ab"))
def test_no_name_and_no_address_is_too_odd(text: str) -> None:
    found, rest = dates.in_name(text, BAGHDAD)
    assert text.endswith(rest)
    assert found is not None or rest == text
    again = dates.in_address(text, BAGHDAD)
    assert again is None or len(again.iso) in (7, 10)


def test_partial_dates_begin_with_their_first_second() -> None:
    beginnings = [dates.parse(each, UTC) for each in ("2021", "2021-12", "2021-12-09")]
    assert [dates.begins(each) for each in beginnings if each] == [
        "2021-01-01T00:00:00Z",
        "2021-12-01T00:00:00Z",
        "2021-12-09T00:00:00Z",
    ]


@given(st.dates())
def test_the_first_second_is_always_one_that_others_can_read(day: date) -> None:
    found = dates.parse(day.isoformat(), UTC)
    assert found is not None
    assert datetime.fromisoformat(dates.begins(found)) == datetime(
        day.year, day.month, day.day, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("iso", "language", "words"),
    [
        ("2021-12-09", "en", "December 9, 2021"),
        ("2021-12-09", "en-GB", "9 December 2021"),
        ("2021-12-09T12:30:00+03:00", "en-GB", "9 December 2021"),
        ("2021-12", "en", "December 2021"),
        ("2021", "en", "2021"),
        ("2021-12-09", "de", "9. Dezember 2021"),
        ("2021-12-09", "pt-BR", "9 de dezembro de 2021"),
        ("2021-12-09", "xx", "December 9, 2021"),
        ("0001-01-01", "en", "January 1, 1"),
    ],
)
def test_dates_are_spoken_in_the_language_at_their_precision(
    iso: str, language: str, words: str
) -> None:
    assert dates.spoken(iso, language) == words


@pytest.mark.parametrize("language", ["en", "ar", "zh", "zh-Hant-TW", "xx", "q", "en-", "sr-Latn"])
def test_every_month_has_a_name_in_every_language(language: str) -> None:
    assert len({dates.month_name(f"{number:02}", language) for number in range(1, 13)}) == 12
    assert dates.spoken("2021-12-09", language)


@given(st.text(alphabet="0129-/.:TZ+ Mayst,", max_size=25))
def test_a_date_is_the_same_however_much_space_is_around_it(written: str) -> None:
    assert dates.parse(written, BAGHDAD) == dates.parse(written + " " * 50, BAGHDAD)
