"""A text without what print varies, and where words begin and end in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.lettering import begins, ends, folded, is_mark, words


@pytest.mark.parametrize(
    "text, plain",
    [
        ("al‑Ameri’s “men” – now", 'al Ameri\'s "men"   now'),
        ("a\u00a0b\nc\td", "a b c d"),
        ("a  \n b", "a b"),
        ("Grün Gru\u0308n Łódź", "Grun Grun Lodz"),
        ("Sha'abi Qur’an Sana‘a al-‘Abadi Shaʿabi", "Shaabi Quran Sanaa al Abadi Shaabi"),
        ("it's don't we'll O'Reilly l'Irak", "it's don't we'll O'Reilly l'Irak"),
        ("zero\u200bwidth soft\u00adhyphen", "zerowidth softhyphen"),
        ("أحمد إيران کابل", "احمد ايران كابل"),
        ("Ｇｏｏｇｌｅ", "Google"),
    ],
)
def test_what_print_varies_is_made_the_same(text: str, plain: str) -> None:
    assert folded(text).text == plain


def test_capitals_stay_as_they_are() -> None:
    assert folded("WHO Who who").text == "WHO Who who"


def test_hyphens_are_still_seen() -> None:
    assert folded("al–Ameri").seen == "al-Ameri"


def test_a_span_leads_back_to_the_original() -> None:
    text = "In  \n Gru\u0308n\u0308, Sha’abi."
    plain = folded(text)
    for name, written in (("Grun", "Gru\u0308n\u0308"), ("Shaabi", "Sha’abi")):
        start = plain.text.index(name)
        first, last = plain.span(start, start + len(name), text)
        assert text[first:last] == written


LETTERS = st.text(st.sampled_from("aB é\u0301'’ -–—\n\u00a0\u200b\x1eʿإ北ー🇮🇶sS.("), max_size=30)


@given(LETTERS)
def test_both_forms_are_as_long_and_all_places_lead_back_in_order(text: str) -> None:
    plain = folded(text)
    assert len(plain.text) == len(plain.seen)
    last = 0
    for at in range(len(plain.text)):
        start, end = plain.span(at, at + 1, text)
        assert last <= start < end <= len(text)
        assert end == len(text) or not is_mark(text[end])
        last = start


def test_a_word_ends_where_a_possessive_begins() -> None:
    assert ends("Iraq's", 4) and ends("Ameris' men", 6) and not ends("Sana'a", 4)


def test_money_is_no_country() -> None:
    assert not ends("US$ 10", 2)


def test_a_full_stop_within_an_address_ends_no_word() -> None:
    assert not ends("Iraq.com", 4) and ends("Iraq. Then", 4) and ends("Iraq.Then", 4)
    assert not begins("a.iraq", 2) and begins("end.Iraq", 4)


def test_an_irish_name_is_one_word() -> None:
    assert not begins("O'Reilly", 2) and begins("l'Irak", 2)


def test_words_are_without_signs() -> None:
    assert words("al-Ameri, of U.S.") == ["al", "Ameri", "of", "U", "S"]
