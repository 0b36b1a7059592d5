"""The line of a manuscript where printed words stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from digest.lines import line, placed
from digest.model import Doubt, Found
from tests.conftest import SiteMaker, article

TEXT = """---
title: "Ann Lee returns: a report"
summary: Ann Lee came back to Oz.
---

Yesterday **Ann
Lee** came back to Oz.

- [Ann](https://example.org/a/b.html) *Lee* met AT&amp;T.
- Nobody met Bob O'Hara -- or "Ann Lee".
- 習近平は北京で演説した。

وقال والحشد إنه باق.
"""


@pytest.mark.parametrize(
    ("printed", "sentence", "expected"),
    [
        ("Ann Lee", "Yesterday Ann Lee came back to Oz.", 6),
        ("Oz", "Yesterday Ann Lee came back to Oz.", 7),
        ("Ann Lee", "Ann Lee met AT&T.", 9),
        ("AT&T", "Ann Lee met AT&T.", 9),
        ("Bob O’Hara", "Nobody met Bob O’Hara – or “Ann Lee”.", 10),
        ("Ann Lee", "Nobody met Bob O’Hara – or “Ann Lee”.", 10),
        ("北京", "習近平は北京で演説した。", 11),
        ("الحشد", "وقال والحشد إنه باق.", 13),
        ("nobody else", "Nothing of it stands there.", 5),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_words_are_found_through_markup_and_line_ends(
    printed: str, sentence: str, expected: int, newline: str
) -> None:
    assert line("\ufeff" + TEXT.replace("\n", newline), printed, sentence) == expected


def test_what_stands_in_the_title_is_looked_for_there() -> None:
    title = "Ann Lee returns: a report"
    assert line(TEXT, "Ann Lee", title, in_title=True) == 2
    assert line("# Ann Lee returns\n\nAnn Lee came.", "Ann Lee", "Ann Lee returns", True) == 1


def test_accents_may_be_encoded_either_way() -> None:
    assert line("a\nMu\u0308ller met", "M\u00fcller", "M\u00fcller met") == 2


@given(st.text(max_size=80), st.text(max_size=8), st.text(max_size=20))
def test_it_is_always_a_line_of_the_manuscript(text: str, printed: str, sentence: str) -> None:
    assert 1 <= line(text, printed, sentence) <= len(text.splitlines()) + 1


def test_doubts_get_the_line_of_their_place(site: SiteMaker) -> None:
    folder = site({"content/articles/a.md": article("A", "One.\n\nIn Georgia.", date="2023")})
    made = folder.linked()
    doubt = Doubt("Georgia", "In Georgia.", ("georgia", "georgia-us"))
    made = replace(made, articles=(replace(made.articles[0], found=Found(doubts=(doubt,))),))
    seen = placed(made, lambda path: folder.read(f"content/{path}"))
    assert seen.articles[0].found.doubts[0].line == 8
