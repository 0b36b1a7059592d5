"""What people write as a date → a `Date` at the precision it has, and back to words."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import lru_cache

from digest.locales import digits, locale
from digest.model import Date

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OFFSET = r"Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?"
_ISO = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2})"
    rf"(?:(?:\s*T\s*|\s+)(\d{{1,2}}):(\d{{2}})(?::(\d{{2}})(?:[.,]\d+)?)?\s*({_OFFSET})?)?)?)?",
    re.IGNORECASE,
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY_FIRST = re.compile(
    rf"(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+)?{_MONTH},?\s+(\d{{4}})", re.IGNORECASE
)
_MONTH_FIRST = re.compile(rf"{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})", re.IGNORECASE)
_IN_NAME = re.compile(r"(\d{4})[-_](\d{1,2})(?:[-_](\d{1,2}))?(?=[-_. ]|$)")
_IN_ADDRESS = re.compile(r"(?:^|/)(\d{4})/(\d{2})/(\d{2})(?=/|$)|^/?(\d{4})/(\d{2})(?=/)")

_SHORT = 40
"""Characters; what is longer is no date that many share."""

HINT = "write it as 2021-12-09, 2021-12, 2021 or 2021-12-09 18:30 +03:00"


def parse(text: str, zone: tzinfo) -> Date | None:
    """The date a person wrote; None where it is none, or could be two (05/04/2021).

    Understood are ISO 8601 with one or two digits, `-`, `/` or `.` between them, down to the year alone; a time with or
    without zone (`zone` then); English month names; the dates of mail headers.
    """
    return _parse_short(text, zone) if len(text) <= _SHORT else _parse(text, zone)


def _parse(text: str, zone: tzinfo) -> Date | None:
    text = " ".join(text.split())
    if found := _ISO.fullmatch(text):
        year, _, month, day, hour, minute, second, offset = found.groups()
        return _date((year, month, day), (hour, minute, second or "0"), offset, zone)
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
        return _date((year, _month(month), day), (None, None, None), None, zone)
    if found := _MONTH_FIRST.fullmatch(text):
        month, day, year = found.groups()
        return _date((year, _month(month), day), (None, None, None), None, zone)
    if "," in text[:5] and ":" in text:
        try:
            return _moment(parsedate_to_datetime(text), zone)
        except (ValueError, OverflowError):
            return None
    return None


_parse_short = lru_cache(maxsize=5_000)(_parse)
"""Many articles are of one day."""


def in_name(stem: str, zone: tzinfo) -> tuple[Date | None, str]:
    """The date a file name begins with and the rest of the name: `2021-12-09-title` → (9 December, `title`)."""
    if found := _IN_NAME.match(stem):
        year, month, day = found.groups()
        if date := _date((year, month, day), (None, None, None), None, zone):
            return date, stem[found.end() :].lstrip("-_. ")
    return None, stem


def in_address(address: str, zone: tzinfo) -> Date | None:
    """The date in a permanent address: `2021/12/09/title` or `blog/2021/12/09/title` → 9 December 2021."""
    if found := _IN_ADDRESS.search(address):
        year, month, day, year_alone, month_alone = found.groups()
        return _date(
            (year or year_alone, month or month_alone, day), (None, None, None), None, zone
        )
    return None


@lru_cache(maxsize=20_000)
def begins(date: Date) -> str:
    """The first second of a date as RFC 3339 in UTC, for formats that know no partial dates."""
    return (_EPOCH + timedelta(seconds=date.instant)).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


@lru_cache(maxsize=20_000)
def spoken(iso: str, language: str) -> str:
    """A date's `iso` in words of a language at its precision: 9 December 2021, December 2021, 2021."""
    from babel.dates import (
        format_date,
        format_skeleton,
    )  # slow to import: only when a date is printed

    known = locale(language)
    year, month, day = iso[:4], iso[5:7] or "01", iso[8:10] or "01"
    value = datetime(int(year), int(month), int(day))
    if len(iso) == 4:
        return digits(str(format_skeleton("y", value, locale=known)), language)
    if len(iso) == 7:
        return digits(str(format_skeleton("yMMMM", value, locale=known)), language)
    return digits(str(format_date(value.date(), "long", locale=known)), language)


@lru_cache(maxsize=2_000)
def clock(iso: str, language: str) -> str:
    """The time of a date-time's `iso`, as a language writes it: 18:30 or 6:30 PM; empty where it has none."""
    from babel.dates import format_time

    if len(iso) <= 10:
        return ""
    value = datetime.fromisoformat(iso).time()
    return digits(str(format_time(value, "short", locale=locale(language))), language)


@lru_cache(maxsize=1_000)
def month_name(number: str, language: str) -> str:
    """`12` → December, as it stands alone in a language."""
    from babel.dates import get_month_names

    return str(get_month_names("wide", "stand-alone", locale=locale(language))[int(number)])


def first_weekday(language: str) -> int:
    """The day on which a week begins where a language is spoken: 0 is Monday."""
    return int(locale(language).first_week_day)


def _month(name: str) -> str:
    return str(_MONTHS.index(name[:3].lower()) + 1)


def _date(
    day_parts: tuple[str | None, ...],
    time_parts: tuple[str | None, ...],
    offset: str | None,
    zone: tzinfo,
) -> Date | None:
    year, month, day = day_parts
    hour, minute, second = time_parts
    try:
        begin = datetime(
            int(year or 0),
            int(month or 1),
            int(day or 1),
            int(hour or 0),
            int(minute or 0),
            int(second or 0) if hour else 0,
            tzinfo=_zone(offset) if offset else zone,
        )
        if hour is not None:
            return _moment(begin, zone)
        precision = 10 if day else 7 if month else 4
        return Date(begin.date().isoformat()[:precision], _instant(begin))
    except (ValueError, OverflowError):  # no such day, or beyond the calendar
        return None


def _moment(value: datetime, zone: tzinfo) -> Date:
    value = value if value.tzinfo else value.replace(tzinfo=zone)
    if (value.utcoffset() or timedelta()) % timedelta(
        minutes=1
    ):  # local time before there were zones
        value = value.astimezone(UTC)
    return Date(value.isoformat(timespec="seconds"), _instant(value))


def _instant(value: datetime) -> int:
    # an offset can push the first and the last day of the calendar off it
    return min(max(int((value - _EPOCH).total_seconds()), -62_135_596_800), 253_402_300_799)


def _zone(offset: str) -> tzinfo:
    if offset.upper() in ("Z", "UTC", "GMT"):
        return UTC
    digits = offset[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    shift = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-shift if offset[0] == "-" else shift)
