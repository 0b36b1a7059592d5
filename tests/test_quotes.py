"""Mentions as quotes: each sentence once, the names in it set apart."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Mention, Quote
from digest.quotes import emphasised, quotes


def mention(text: str, sentence: str, anchor: str = "d-p-1", **more: object) -> Mention:
    """A mention in a text; where in it makes no difference here."""
    start = -1 if more.pop("title", False) else 3
    return Mention("ann", start, start, text, sentence, anchor, typo=bool(more.get("typo")))


def test_a_sentence_that_names_twice_is_quoted_once() -> None:
    said = "Ann Lee left, and Lee did not say why."
    places = [mention("Ann Lee", said), mention("Lee", said), mention("Lee", said, "d-p-2")]
    assert quotes(places) == (
        Quote(said, "d-p-1", ("Ann Lee", "Lee")),
        Quote(said, "d-p-2", ("Lee",)),
    )


def test_a_title_is_no_quote() -> None:
    assert quotes([mention("Ann", "Ann leaves", "", title=True)]) == ()


def test_a_slip_is_told() -> None:
    (quote,) = quotes(
        [mention("Ann", "Ann and Anm.", typo=False), mention("Anm", "Ann and Anm.", typo=True)]
    )
    assert quote.typo


@pytest.mark.parametrize(
    ("sentence", "names", "shown"),
    [
        ("Ann Lee left.", ("Ann Lee",), "<b>Ann Lee</b> left."),
        ("Lee, not Leeds.", ("Lee",), "<b>Lee</b>, not Leeds."),
        ("Ann Lee, or Lee.", ("Lee", "Ann Lee"), "<b>Ann Lee</b>, or <b>Lee</b>."),
        ("Ann\u2019s & <b>", ("Ann",), "<b>Ann</b>\u2019s &amp; &lt;b&gt;"),
        ("AT&T <paid>.", ("AT&T",), "<b>AT&amp;T</b> &lt;paid&gt;."),
        ("习近平访问北京。", ("北京",), "习近平访问<b>北京</b>。"),
        ("وبغداد", ("بغداد",), "و<b>بغداد</b>"),
        ("Nobody.", ("Ann",), "Nobody."),
        ("Nobody.", (), "Nobody."),
    ],
)
def test_names_are_set_apart(sentence: str, names: tuple[str, ...], shown: str) -> None:
    assert emphasised(Quote(sentence, "", names)) == shown


@given(st.text(), st.lists(st.text(min_size=1, max_size=3), max_size=3))
def test_whatever_is_set_apart_the_words_stay(sentence: str, names: list[str]) -> None:
    shown = str(emphasised(Quote(sentence, "", tuple(names))))
    bare = re.sub("</?b>", "", shown)
    assert "<" not in bare and ">" not in bare
    assert html.unescape(bare) == html.unescape(html.escape(sentence))


@given(st.text(max_size=20), st.text(min_size=1, max_size=5), st.text(max_size=20))
def test_a_name_that_stands_in_the_sentence_is_set_apart(
    before: str, name: str, after: str
) -> None:
    assert "<b>" in emphasised(Quote(before + name + after, "", (name,)))
