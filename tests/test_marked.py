"""HTML to Markdown: the same words, whatever they are made of."""

from html import escape
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digest import marked, safe
from digest.model import Text
from digest.prose import prose

pytest.importorskip("lxml")

EXTENSIONS = ("extra", "sane_lists", "toc")


def _html(text: str) -> str:
    """What digest makes of a Markdown text."""
    made = prose(text, EXTENSIONS, "a.md", 1)
    assert isinstance(made, Text), made
    return made.html


def _said(html: str) -> list[str]:
    """The words of HTML as a reader sees them: blocks part words, other elements don't."""
    parts: list[str] = []

    def walk(element: Any) -> None:
        block = element.tag in marked.BLOCKS or element.tag == "br"
        parts.append(" " * block + (element.text or ""))
        for child in element:
            walk(child)
            parts.append(child.tail or "")
        parts.append(" " * block)

    walk(marked.tree(html))
    return "".join(parts).split()


# ---- words --------------------------------------------------------------------------------------

SIGNS = r"""\`*_{}[]()>#+-.!|<&:=~^"'/%$@;0123abc """
WORDS = st.text(st.sampled_from(SIGNS + "éß漢字ع "), min_size=1, max_size=20)
TRICKY = st.sampled_from(
    [
        *r"""
        * ** _x_ __init__.py - + # > [a](b) [[slug]] ![x](y) [^1] {#id} `code` ``` ~~~ --- === *** |---|---| &amp;
        &#35; &#0 &copy <b> </p> <https://example.org/> <0@0> a\*b \ [TOC] 1\. C:\new\* snake_case_name <?php ]
        [ ! ![ < & *[ a<b $1 = ~ ^^ %} {{x}} 1. : |
        """.split(),
        *("1. one", "- item", "# title", "> said", "[note]: https://example.org/", "*[HTML]: words", "[^1]: note"),
        *("{: .note }", "{% raw %}", "{{ x }}", "| a | b |", ": said", "<!-- x -->", "2 * 3 * 4", "x ]( y"),
    ]
)  # fmt: skip
TEXTS = st.lists(WORDS | TRICKY, min_size=1, max_size=4).map(" ".join) | WORDS | TRICKY


def _tags(names: str, inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda name, words: f"<{name}>{words}</{name}>", st.sampled_from(names.split()), inner
    )


INLINE = st.recursive(
    TEXTS.map(lambda words: escape(words, quote=False)) | st.just("<br>"),
    lambda inner: st.lists(
        inner
        | _tags("b strong i em code span sup sub q kbd del small", inner)
        | inner.map(lambda words: f'<a href="https://example.org/?a=1&amp;b=(2)">{words}</a>'),
        min_size=1,
        max_size=4,
    ).map("".join),
    max_leaves=6,
)
PARAGRAPHS = INLINE.map(lambda words: f"<p>{words}</p>")


def _all(name: str, items: list[str]) -> str:
    return "".join(f"<{name}>{item}</{name}>" for item in items)


BLOCKS = st.recursive(
    PARAGRAPHS
    | INLINE
    | _tags("h2 h3 pre", INLINE)
    | st.lists(st.lists(INLINE, min_size=2, max_size=2), min_size=1, max_size=3).map(
        lambda rows: f"<table>{_all('tr', [_all('td', cells) for cells in rows])}</table>"
    ),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map("".join)
        | _tags("div section blockquote", inner)
        | st.builds(
            lambda name, items: f"<{name}>{_all('li', items)}</{name}>",
            st.sampled_from(["ul", "ol"]),
            st.lists(inner, min_size=1, max_size=3),
        )
        | st.lists(inner, min_size=1, max_size=2).map(
            lambda items: f"<dl>{''.join(f'<dt>Term</dt><dd>{i}</dd>' for i in items)}</dl>"
        )
    ),
    max_leaves=5,
)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
@example("a\\")
@example("**bold**")
@example("# a #")
@example("a * b*")
def test_plain_text_says_the_same_words_as_markdown(text: str) -> None:
    assert _said(_html(marked.from_text(text))) == safe.text(text).split()


@settings(max_examples=300, deadline=None)
@given(BLOCKS)
def test_html_says_the_same_words_as_markdown(html: str) -> None:
    assert _said(_html(marked.from_html(html))) == _said(html)


def test_words_behind_elements_without_an_end_stay() -> None:
    html = "<p>one<wbr>two <picture><source srcset='a.webp'><img src='a.png' alt='x'></picture> three</p>"
    assert marked.from_html(html) == "onetwo ![x](a.png) three"
