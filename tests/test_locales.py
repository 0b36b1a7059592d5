"""Tests of what languages tell of counting."""

import pytest

from digest import locales


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "12,345"),
        ("de", "12.345"),
        ("fr", "12\u202f345"),
        ("ar", "12,345"),
        ("ar-IQ", "١٢٬٣٤٥"),
        ("fa", "۱۲٬۳۴۵"),
        ("hi", "12,345"),
        ("mr", "१२,३४५"),
        ("xx", "12,345"),
    ],
)
def test_a_number_is_written_as_its_language_does(language: str, text: str) -> None:
    assert locales.number(12345, language) == text


@pytest.mark.parametrize(
    ("language", "chain"),
    [("en", ["en"]), ("pt-BR", ["pt_BR", "pt"]), ("zh-Hant-TW", ["zh_Hant_TW", "zh_Hant", "zh"])],
)
def test_a_language_is_looked_for_from_near_to_far(language: str, chain: list[str]) -> None:
    assert locales.chain(language) == chain


@pytest.mark.parametrize(
    ("language", "locale"), [("en-GB", "en_GB"), ("de-XX", "de"), ("tlh", "en"), ("ar-x-old", "ar")]
)
def test_what_cldr_does_not_know_is_taken_for_what_it_is_a_case_of(
    language: str, locale: str
) -> None:
    assert str(locales.locale(language)) == locale


def test_each_numbering_system_that_is_a_languages_own_has_its_zero() -> None:
    from babel.localedata import locale_identifiers

    known = {locales.locale(name).default_numbering_system for name in locale_identifiers()}
    assert known - {"latn"} == locales._ZEROES.keys()
    for zero in locales._ZEROES.values():
        assert [int(chr(zero + each)) for each in range(10)] == list(range(10))
