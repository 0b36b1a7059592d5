"""A language tag → how it counts and where its words may be found, by Unicode's CLDR."""

from functools import lru_cache
from typing import Any


@lru_cache(maxsize=64)
def locale(language: str) -> Any:
    """Babel's locale for a language tag (BCP 47), English where CLDR does not know it.

    It is made once: from a mere name Babel would make one for each date.
    """
    from babel import Locale, UnknownLocaleError  # slow to import: only where something is printed

    tag = language.replace("-", "_")
    while tag:
        try:
            return Locale.parse(tag)
        except (ValueError, UnknownLocaleError):
            tag = tag.rpartition("_")[0]
    return Locale("en")


def chain(language: str) -> list[str]:
    """A language tag and those it is a case of, as files are called: pt-BR → pt_BR, pt."""
    tag = language.replace("-", "_")
    found = [tag]
    while "_" in tag:
        tag = tag.rpartition("_")[0]
        found.append(tag)
    return found


@lru_cache(maxsize=20_000)
def number(value: int, language: str) -> str:
    """A whole number as a language writes it: 12,345, 12 345 or ١٢٬٣٤٥."""
    from babel.numbers import format_decimal

    return digits(
        str(format_decimal(value, locale=locale(language), numbering_system="default")), language
    )


def digits(text: str, language: str) -> str:
    """A text whose digits are those its language prefers."""
    return text.translate(_digits(language))


@lru_cache(maxsize=64)
def _digits(language: str) -> dict[int, int]:
    zero = _ZEROES.get(str(locale(language).default_numbering_system), 0)
    return {ord("0") + each: zero + each for each in range(10)} if zero else {}


_ZEROES = {
    "adlm": 0x1E950,
    "arab": 0x0660,
    "arabext": 0x06F0,
    "beng": 0x09E6,
    "cakm": 0x11136,
    "deva": 0x0966,
    "hmnp": 0x1E140,
    "mtei": 0xABF0,
    "mymr": 0x1040,
    "nkoo": 0x07C0,
    "olck": 0x1C50,
    "tibt": 0x0F20,
}
"""The zero of each numbering system that is some language's own (CLDR, numberingSystems.xml); Babel knows their signs,
and leaves digits as they are."""
