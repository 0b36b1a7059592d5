"""Words that Markdown gives back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import prose, safe, verbatim
from digest.problems import Problem

_SIGNS = "ab1 .\\`*_{}[]()>#+-!|~&;<:=^/\"'$%x"
_PIECES = [
    "word ", "a", "1.", "[x]", "(y)", "](", "[[", "]]", "*", "**", "_", "__", "`", "``", "\\", "<b>", "</p>", "&amp;",
    "&#12;", "{#id}", "{: .c}", "{{ x }}", "{% a %}", "<http://x.y>", "ref:", "![", "[^1]", "[^1]:", "[a]: b",
    "*[H]: x", ": ", "- ", "+ ", "> ", "# ", "~~~", "```", "---", "===", "| a | b |", "|---|", "<!-- nolink -->",
    "<!--", "-->", "\n", "é", "中", "“", "\u00a0", "Term\n", ":   def",
]  # fmt: skip
"""All that Markdown and digest see markup in."""


def shown(markdown: str) -> str:
    made = prose.prose(markdown, ("extra", "sane_lists", "toc"), "", 1)
    assert not isinstance(made, Problem), made
    return safe.plain(made.html)


def plain(text: str) -> str:
    return " ".join(safe.text(text).split())


TEXTS = st.text(_SIGNS, max_size=14) | st.lists(st.sampled_from(_PIECES), max_size=9).map("".join)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_a_paragraph_says_the_same_words(text: str) -> None:
    assert shown(verbatim.paragraph(text)) == plain(text)


@settings(max_examples=400, deadline=None)
@given(st.lists(TEXTS, max_size=4))
def test_lines_and_paragraphs_say_the_same_words(texts: list[str]) -> None:
    assert shown(verbatim.lines(texts)) == plain(" ".join(texts))
    assert shown("\n\n".join(map(verbatim.paragraph, texts))) == plain(" ".join(texts))


@pytest.mark.parametrize(
    "text",
    [
        "neither for training nor for” [giving] Advice.”", "5 * 3 = 15", "snake_case stays", "-5 degrees", "a < b & c",
        "AT&T", "He said: “yes” (twice).", "It ended – at last! Did it?", "no. 1. and 2.", "10 > 9", "50 % | 20 %",
    ],
)  # fmt: skip
def test_what_is_no_markup_is_not_escaped(text: str) -> None:
    assert verbatim.paragraph(text) == text


def test_what_would_be_markup_is_escaped() -> None:
    for text, made in {
        "2021. It ended": "2021\\. It ended",
        "#hash": "\\#hash",
        "*one* and _two_": "\\*one\\* and \\_two\\_",
        "[[x]]": "\\[[x]]",
        "<b>": "&lt;b>",
        "&lt;": "&amp;lt;",
    }.items():
        assert verbatim.paragraph(text) == made
