"""The lines of a text → the date it states: a line that is a date, or an agency's place and day."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, date, timedelta, timezone
from functools import cache

from digest import dates
from digest.model import Value

_LANGUAGES = """
    en ar ar_IQ ar_DZ fr de es pt it nl tr ru uk pl fa id he hi bn ur cs sk sv da nb fi hu ro bg el ca vi
    """.split()
"""Whose names of months and days are known, beside those written in figures (Chinese, Japanese, Korean)."""
_CHANGED = (
    r"(?:last )?(?:updated|modified)|mis à jour|aktualisiert|actualizado|atualizado|aggiornato|"
    r"bijgewerkt|güncelleme(?: tarihi)?|обновлено|оновлено|aktualizacja|aktualizováno|uppdaterad|"
    r"opdateret|oppdatert|päivitetty|diperbarui|"
    r"آخر تحديث|تحديث|به‌روزرسانی|עודכן|עדכון אחרון|अपडेट(?:ेड)?|更新时间|更新日時|更新日|更新|수정"
)
_BEFORE = (
    r"(?:(?:(?:first |last |originally )?"
    r"(?:published|posted|created|issued|filed|submitted|released)|release date|"
    r"(?:date|day) of (?:issue|publication|release)|publication date|publish date|date|dated|"
    r"on|am|le|el|il|op|em|vom|stand|erstellt|publié|veröffentlicht|publicado|fecha|pubblicato|"
    r"gepubliceerd|yayın(?:lan)?ma(?: tarihi)?|opublikowano|data(?: publikacji)?|publikováno|"
    r"publicerad|publiceret|publisert|julkaistu|diterbitkan|δημοσίευση|"
    r"نشر(?: في| بتاريخ)?|تاريخ النشر|التاريخ|تاریخ انتشار|פורסם|תאריך|प्रकाशित|"
    r"опубликовано|опубліковано|дата(?: публикации)?|"
    r"发布时间|发表于|发布日期|发布于|时间|日期|公開日時|公開日|掲載日|配信|입력|등록|승인|"
    + _CHANGED
    + r")(?!\w)[\s:：]*(?:(?:at|on|le|am|em|il|ב)\s*(?!\w))?[\s:：]*){0,2}"
)
_UPDATED = re.compile(rf"\s*(?:{_CHANGED})(?!\w)", re.IGNORECASE)
_CLOCK = (
    r"(?P<hour>\d{1,2})(?:[:.]|h(?=\d))(?P<minute>\d{2})(?::\d{2})?\s*"
    r"(?P<half>[ap]\.?m\.?)?\s*(?:uhr|h(?:rs|oras)?\b\.?)?\s*"
    r"(?P<zone>utc|gmt|z|[+-]\d{2}:?\d{2})?(?:\s*\(?(?P<letters>[A-Z]{2,5})\)?)?"
)
_TIME = rf"(?:[\s,،|·•–—-]*(?:(?:at|um|à|a las|às|alle|om|kl\.?|saat|в|о|godz\.?|في|الساعة|בשעה)\s+)?{_CLOCK})?"
_TIME_BEFORE = rf"{_CLOCK}[\s,،|·•–—-]*(?:on\s+)?"
_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z'’.-]{2,}(?:[ ,/-]+[A-Z][\w'’.-]*){0,5}|[A-Z][\w'’-]+(?:[ ,]+[A-Z][\w'’-]+){0,2})"
    r"\s*[,(]\s*(?P<when>[^–—()]{3,30}?)\s*(?:\((?P<agency>[^()]{2,40})\)|\))?\s*(?:--?|[–—])\s"
)
_LONGEST = 160
_FIRST = 8
_LAST = 3
"""Paragraphs at either end among which a line with a date is looked for."""


class Dated(Value, frozen=True):
    """A date as front matter takes it; `basis` is what it was inferred from, empty where a line states it.

    `lines` are the numbers (from 0) of lines that hold nothing else. `updated` is a second date that says so.
    """

    date: str = ""
    basis: str = ""
    updated: str = ""
    lines: tuple[int, ...] = ()


def found(paragraphs: Sequence[str], retrieved: str) -> Dated:
    """The date that a text states, or that follows from a day it names and the day on which it was retrieved.

    Looked at are lines that are only a date, then a dateline (`BAGHDAD, Dec 9 (Agency) –`), then the first weekday that
    the text names. A day without a year, or a weekday, is only dated against `retrieved`, an ISO date: it is the last
    such day up to then. Without it, nothing is guessed.
    """
    day = _day(retrieved)
    stated, updated, used = "", "", list[int]()
    for number in _ends(len(paragraphs)):
        line = paragraphs[number]
        if len(line) > _LONGEST or not (iso := alone(line)):
            continue
        if _UPDATED.match(line):
            updated = updated or iso
        elif not stated:
            stated = iso
        else:
            continue
        used.append(number)
    lines = tuple(used)
    if stated or updated:
        return Dated(stated or updated, "", updated if stated else "", lines)
    for line in paragraphs[:_FIRST]:
        if dateline := _DATELINE.match(line):
            when = dateline["when"].strip(" ,.")
            if iso := _written(when):
                return Dated(iso, "", "", lines)
            if day and (near := _without_year(when, day)):
                return Dated(near, f"“{when}” in the dateline, retrieved {retrieved}", "", lines)
            if day and (near := _weekday(when, day)):
                return Dated(near, f"“{when}” in the dateline, retrieved {retrieved}", "", lines)
    if day:
        for line in paragraphs:
            for word in re.findall(r"[^\W\d_]+", line):
                if near := _weekday(word, day):
                    return Dated(near, f"“{word}” in the text, retrieved {retrieved}", "", lines)
    return Dated(lines=lines)


def weekday(paragraphs: Iterable[str]) -> str:
    """The first name of a weekday in a text, as written; empty where there is none."""
    return next(
        (
            word
            for line in paragraphs
            for word in re.findall(r"[^\W\d_]+", line)
            if word.casefold() in _weekdays() and word[0] == word[0].upper()
        ),
        "",
    )


def alone(line: str, lang: str = "") -> str:
    """The date of a line that says nothing else (`Published: 9 December 2021, 10:30`), as front matter takes it.

    Empty where it is none, or could be two: whether 05/04/2021 is of April or of May is told by the weekday beside it
    or by `lang`, the language it is written in, else by nothing.
    """
    plain = _figures(" ".join(line.split())).strip(" |·•–—-.()[]")
    return _written(_before().sub("", plain, count=1), lang)


def _ends(count: int) -> list[int]:
    return [number for number in range(count) if number < _FIRST or number >= count - _LAST]


def _written(text: str, lang: str = "") -> str:
    """A date in words or figures, in one of some languages, with a time or not; empty for anything else."""
    text = _figures(text).strip(" ,.،|")
    if len(text) > 80:
        return ""
    if re.search(r"\d{4}", text) is None:
        return ""
    if made := _iso(text):
        return made if len(made) > 7 else ""
    names = _weekdays()
    rest, weekday = text, -1
    word = re.match(r"((?:יום |día |thứ )?[^\W\d_][^\s\d,،.]*)[.,،]*\s+", rest)
    if word and (weekday := names.get(word[1].casefold(), -1)) >= 0:
        rest = rest[word.end() :]
    elif (word := re.search(r"[\s,،(]+([^\W\d_]+)\)?$", rest)) and word[1].casefold() in names:
        rest, weekday = rest[: word.start()], names[word[1].casefold()]
    for pattern in _patterns():
        if match := pattern.fullmatch(rest):
            return _made(match)
    for pattern in _in_figures():
        if match := pattern.fullmatch(rest):
            return _made(match, _is_month_first(match, weekday, lang))
    return ""


def _is_month_first(found: re.Match[str], weekday: int, lang: str) -> bool | None:
    """Whether a date in figures names its month first; None where nothing tells."""
    first, second = int(found["first"]), int(found["second"])
    if (
        first > 12 or second > 12 or found["sign"] == "."
    ):  # points part day and month wherever they are used
        return first <= 12 and found["sign"] != "."
    if first == second:
        return False
    if weekday >= 0:
        year = int(found["year"])
        fits = [
            order
            for order, day, month in ((False, first, second), (True, second, first))
            if date(max(1, year), month, day).weekday() == weekday
        ]
        return fits[0] if len(fits) == 1 else None
    language = lang.replace("_", "-").casefold()
    if language.startswith("en") or not language:
        return {
            "en-us": True,
            "en-gb": False,
            "en-ie": False,
            "en-au": False,
            "en-nz": False,
            "en-in": False,
        }.get(language)
    return False


def _made(match: re.Match[str], month_first: bool | None = False) -> str:
    """What a pattern found, as front matter takes it; empty where it is no day of the calendar or could be two."""
    said = match.groupdict()
    if month := said.get("month"):
        day = said["day"]
    elif month_first is None:
        return ""
    else:
        day, month = (said["first"], said["second"])[:: -1 if month_first else 1]
    number = int(month) if month.isdecimal() else _months().get(month.casefold().rstrip("."), 0)
    if not number:
        return ""
    made = f"{int(match['year']):04}-{number:02}-{int(day):02}"
    letters = (match["letters"] or "UTC").upper().replace("Z", "UTC")
    if match["hour"] is not None and letters in ("UTC", "GMT"):  # other letters name several zones
        hour, half = int(match["hour"]), (match["half"] or "").lower()[:1]
        if half and not 1 <= hour <= 12:
            return ""
        hour = hour % 12 + (12 if half == "p" else 0) if half else hour
        offset = match["zone"] or match["letters"] or ""
        return _iso(f"{made} {hour:02}:{match['minute']} {offset}".strip())
    return _iso(made)


def _iso(text: str) -> str:
    """A date as front matter takes it: a time keeps its offset, one without is the site's; empty where it is none."""
    here, there = (dates.parse(text, zone) for zone in (UTC, timezone(timedelta(hours=1))))
    if here is None or there is None:
        return ""
    return here.iso if here.iso == there.iso else here.iso[:16].replace("T", " ")


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    names = "|".join(map(re.escape, sorted(_months(), key=len, reverse=True)))
    month = rf"(?P<month>{names})(?:/(?:{names}))?\.?"  # as in كانون الأول/ديسمبر
    day, year = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|\.)?", r"(?P<year>\d{4})"
    orders = (
        rf"{day}[\s-]*(?:de\s+|of\s+|ב)?{month}[,،]?[\s-]*(?:de\s+|del\s+)?{year}",
        rf"{month}\s+{day},?\s+{year}",
        rf"{year}\s*年\s*(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*日",
        rf"{year}\s*년\s*(?P<month>\d{{1,2}})\s*월\s*(?P<day>\d{{1,2}})\s*일",
        rf"{year}-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})",
        rf"{year}\.?\s+{month}\s+{day}",
    )
    return _timed(orders)


@cache
def _in_figures() -> tuple[re.Pattern[str], ...]:
    return _timed(
        (
            r"(?P<first>\d{1,2})\s?(?P<sign>[./-])\s?(?P<second>\d{1,2})\s?(?P=sign)\s?(?P<year>\d{4})",
        )
    )


@cache
def _before() -> re.Pattern[str]:
    return re.compile("^" + _BEFORE, re.IGNORECASE)


def _timed(orders: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """Patterns of dates, each with the time of day behind it, before it, or without."""
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for order in orders
        for pattern in (order + _TIME, _TIME_BEFORE + order)
    )


def _without_year(text: str, retrieved: date) -> str:
    """A day and a month: the last such day up to a date."""
    text = _figures(text)
    found = re.fullmatch(r"(\d{1,2})\.?\s+([^\W\d_]+)\.?|([^\W\d_]+)\.?\s+(\d{1,2})", text.strip())
    if not found:
        return ""
    month = _months().get((found[2] or found[3]).casefold(), 0)
    for year in (retrieved.year, retrieved.year - 1):
        try:
            made = date(year, month, int(found[1] or found[4]))
        except ValueError:
            return ""
        if made <= retrieved:
            return made.isoformat()
    return ""


def _weekday(word: str, retrieved: date) -> str:
    """A weekday: the last one up to a date, that day itself included."""
    number = _weekdays().get(word.casefold(), -1)
    if number < 0 or word[0] != word[0].upper():
        return ""
    return (retrieved - timedelta(days=(retrieved.weekday() - number) % 7)).isoformat()


def _day(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso[:10])
    except ValueError:
        return None


def _figures(text: str) -> str:
    """Decimal figures of any script as those of ASCII."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(each)) if each.isdecimal() else each for each in text)


@cache
def _months() -> dict[str, int]:
    """Names of months, whole and short, in small letters (Unicode CLDR, through Babel)."""
    from babel.dates import get_month_names

    known: dict[str, int] = {"sept": 9}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, language).items():
                    known.setdefault(str(name).casefold().rstrip("."), number)
    return known


@cache
def _weekdays() -> dict[str, int]:
    """Names of weekdays in small letters → 0 for Monday (Unicode CLDR); short ones in English only."""
    from babel.dates import get_day_names

    known: dict[str, int] = {}
    for language in _LANGUAGES:
        for number, name in get_day_names("wide", "format", language).items():
            known.setdefault(str(name).casefold(), number)
    for number, name in get_day_names("abbreviated", "format", "en").items():
        known.setdefault(str(name).casefold(), number)
    return known
