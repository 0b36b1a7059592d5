"""Tests of texts as readers see them, of the way back into their HTML, and of links and anchors put there."""

import re
from html import unescape
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest import prose, safe
from digest.lettering import BREAK
from digest.model import Text
from digest.passages import (
    Mark,
    Passages,
    anchors,
    linkable,
    linked,
    passages,
)

EXTENSIONS = ("extra", "sane_lists", "toc")
OPEN, CLOSE = '<a href="/entities/x/">', "</a>"


def html(markdown: str) -> str:
    """What is kept of a Markdown text."""
    text = prose.prose(markdown, EXTENSIONS, "a.md", 1)
    assert isinstance(text, Text), text
    return text.html


def seen(markdown: str) -> list[str]:
    """The passages of a Markdown text, white space put in order."""
    return [" ".join(each.split()) for each in passages(html(markdown)).text.split(BREAK)]


def within(found: Passages, spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [found.text[start:end].strip(BREAK) for start, end in spans]


def link(source: str, words: str) -> str:
    """HTML in which the first of such words became a link."""
    found = passages(source)
    start = found.text.index(words)
    return linked(source, [Mark(*found.in_html(start, start + len(words)), "[", "]")])


# ---- what a reader sees -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("One *two* **three**.\n\nFour\nfive.", ["One two three.", "Four five."]),
        ("AT&T, R&amp;D &#233; &copy; 1 < 2", ["AT&T, R&D é © 1 < 2"]),
        ("a  \nb<br>c", ["a b c"]),
        ("# One\n\n- a\n- b\n    - c\n\n1. d", ["One", "a", "b", "c", "d"]),
        ("- a\n\n    b\n\n- c", ["a", "b", "c"]),
        ("> a\n>\n> b", ["a", "b"]),
        ("| a | b |\n|---|---|\n| c | |\n| d | e |", ["a", "b", "c", "d", "e"]),
        ("Term\n:   Meaning\n:   Another", ["Term", "Meaning", "Another"]),
        ("Ali[^1] said.\n\n[^1]: A note.", ["Ali said.", "A note. ↩"]),
        ("x ![a picture](p.png) y", ["x y"]),
        ("![a picture](p.png)", [""]),
        ("The HTML page.\n\n*[HTML]: Hyper", ["The HTML page."]),
        ("<details><summary>More</summary>Hidden <b>words</b></details>", ["More", "Hidden words"]),
        ("<figure><img src='a.png'><figcaption>Who</figcaption></figure>", ["Who"]),
        ("<p></p><p> </p><p>a</p><hr><p>b</p>", ["a", "b"]),
        ("<ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>都", ["東京都"]),
        ("<p dir='rtl' lang='ar'>قال <bdi>الوزير</bdi></p>", ["قال الوزير"]),
        ("    code\n\n`more`", ["code", "more"]),
        ("<div>a<p>b</p>c</div>d", ["a", "b", "c", "d"]),
        ("Sol<wbr>eimani, a<!-- nolink -->b<!-- /nolink -->c", ["Soleimani, abc"]),
        ("", [""]),
    ],
)
def test_a_text_is_what_a_reader_sees(markdown: str, text: list[str]) -> None:
    assert seen(markdown) == text


def test_no_break_spaces_and_line_breaks_stay() -> None:
    assert passages(html("a&nbsp;b\nc")).text == "a\xa0b\nc"
    assert passages("<p>a<br>b</p>").text == "a\nb"


# ---- where no names are looked for, and where none are linked ---------------------------------------------


def test_code_is_hidden() -> None:
    found = passages(html("Run `it` now.\n\n    all\n\n<kbd>k</kbd> <samp>s</samp>"))
    assert within(found, found.hidden) == ["it", "all\n", "k", "s"]


@pytest.mark.parametrize(
    ("markdown", "hidden"),
    [
        ("a <!-- nolink -->b *c*<!-- /nolink --> d", ["b c"]),
        ("a\n\n<!-- nolink -->\n\nb\n\n- c\n\n<!-- /nolink -->\n\nd", [f"b{BREAK}c"]),
        ("a <!-- nolink -->b\n\nc", [f"b{BREAK}c"]),
        ("a <!-- nolink -->`b` c<!-- nolink -->d<!-- /nolink --> e", ["b cd"]),
        ("a <!-- /nolink --> b", []),
        ("a <!-- nolink --><!-- /nolink --> b", []),
        ("<table><tr><!-- nolink --><td>b</td><!-- /nolink --><td>c</td></tr></table>", ["b"]),
        ("`<!-- nolink -->` b", ["<!-- nolink -->"]),
        ("a <!--NOLINK-->b<!--/nolink--> c <!-- no link --> d", ["b"]),
    ],
)
def test_what_a_curator_takes_out_is_hidden(markdown: str, hidden: list[str]) -> None:
    found = passages(html(markdown))
    assert within(found, found.hidden) == hidden


def test_links_headings_and_summaries_stand_apart() -> None:
    found = passages(
        html(
            "# One *two*\n\nthree [four `five`](https://example.org/) six [[seven]]\n\n"
            "<details><summary>eight</summary>nine</details>"
        )
    )
    assert within(found, found.apart) == ["One two", "four five", "seven", "eight"]
    assert within(found, found.hidden) == ["five"]


# ---- the way back ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "words", "made"),
    [
        ("<p>Ann Lee &amp; co</p>", "Ann Lee", "<p>[Ann Lee] &amp; co</p>"),
        ("<p>of AT&amp;T and</p>", "AT&T", "<p>of [AT&amp;T] and</p>"),
        ("<p>of R&amp;</p>", "R&", "<p>of [R&amp;]</p>"),
        ("<p>&lt;A&gt;&nbsp;B</p>", "<A>\xa0B", "<p>[&lt;A&gt;&nbsp;B]</p>"),
        ("<p>a &#233;t&eacute; b</p>", "été", "<p>a [&#233;t&eacute;] b</p>"),
        ("<p>a<br>b c</p>", "a\nb", "<p>[a<br>b] c</p>"),
        ("<p><b>Ann Lee</b> x</p>", "Ann Lee", "<p><b>[Ann Lee]</b> x</p>"),
        ("<p><b>Ann</b> Lee x</p>", "Ann Lee", "<p>[<b>Ann</b> Lee] x</p>"),
        ('<p>A <b class="x"><i>Ann</i></b> <s>L</s>ee</p>', "Ann Lee",
         '<p>A [<b class="x"><i>Ann</i></b> <s>L</s>ee]</p>'),
        ("<p>Ann <em>Lee</em>.</p>", "Ann Lee", "<p>[Ann <em>Lee</em>].</p>"),
        ("<p><i>Ann</i> <em>Lee</em>.</p>", "Ann Lee", "<p>[<i>Ann</i> <em>Lee</em>].</p>"),
        ("<p>Sol<wbr>eimani</p>", "Soleimani", "<p>[Sol<wbr>eimani]</p>"),
        ("<p><em>of Ann</em> Lee</p>", "Ann Lee", "<p><em>of Ann</em> Lee</p>"),
        ("<p>Ann <em>Lee and</em></p>", "Ann Lee", "<p>Ann <em>Lee and</em></p>"),
        ("<p>Ann <code>Lee</code></p>", "Ann Lee", "<p>Ann <code>Lee</code></p>"),
        ('<p>Ann<sup><a href="#n">1</a></sup> Lee</p>', "Ann Lee",
         '<p>Ann<sup><a href="#n">1</a></sup> Lee</p>'),
        ('<p>Ann<sup><a href="#n">1</a></sup> Lee</p>', "Ann",
         '<p>[Ann]<sup><a href="#n">1</a></sup> Lee</p>'),
        ('<p>Ann <a href="x">Lee</a></p>', "Ann Lee", '<p>Ann <a href="x">Lee</a></p>'),
        ("<p>Ann <!-- nolink -->x<!-- /nolink --></p>", "Ann",
         "<p>[Ann] <!-- nolink -->x<!-- /nolink --></p>"),
        ("top <p>b</p> rest", "top", "[top] <p>b</p> rest"),
        ("top <p>b</p> rest", "rest", "top <p>b</p> [rest]"),
        ("<ruby>東京<rt>とう</rt></ruby>都", "東京", "<ruby>[東京]<rt>とう</rt></ruby>都"),
        ('<p dir="rtl">قال <bdi>الوزير</bdi></p>', "الوزير", '<p dir="rtl">قال <bdi>[الوزير]</bdi></p>'),
    ],
)  # fmt: skip
def test_a_name_is_linked_where_it_stands_or_not_at_all(source: str, words: str, made: str) -> None:
    assert link(source, words) == made


def test_marks_that_overlap_or_cut_are_left_out() -> None:
    source = '<p class="y">ab &amp; <b>cd</b> ef</p>'
    for start, end in ((1, 16), (4, 6), (16, 18), (14, 17), (0, 13), (13, 40), (13, 13), (-3, 2)):
        assert linked(source, [Mark(start, end, "[", "]")]) == source, source[start:end]
    assert linked(source, [Mark(14, 15, "[", "]"), Mark(13, 15, "(", ")")]) == source.replace(
        "ab", "(ab)"
    )
    assert linked(source, [Mark(14, 15, "[", "]"), Mark(13, 14, "(", ")")]) == source.replace(
        "ab", "(a)[b]"
    )


# ---- anchors -----------------------------------------------------------------------------------------


def anchored(source: str) -> dict[str, str]:
    """The words of each passage by their anchors, as they are once these stand in the HTML."""
    found = passages(source)
    texts = found.text.split(BREAK)
    spots = [sum(map(len, texts[:at])) + at for at in range(len(texts))]
    given = anchors(found, spots)
    made = linked(source, (), ((each.at, each.id) for each in given))
    tree = html5lib.parseFragment(made, namespaceHTMLElements=False)
    by_id = {each.get("id"): each for each in tree.iter() if each.get("id")}
    assert len(by_id) == made.count(' id="')
    for each, words in zip(given, texts, strict=True):
        if each.id:
            assert words.strip() in "".join(by_id[each.id].itertext()).replace("\xa0", "\xa0")
    return {each.id: words for each, words in zip(given, texts, strict=True)}


def test_every_passage_has_an_anchor_of_its_own() -> None:
    given = anchored(
        html(
            "# One\n\nTwo three.\n\nTwo three.\n\n- a\n- b\n\n    c\n\n> d\n\n| e | f |\n|---|---|\n| g | h |\n\n"
            "Term\n:   Meaning\n\n*Two* &amp;c.[^1]\n\n[^1]: Note\n"
        )
    )
    assert "one" in given
    assert [each for each in given if not each.startswith("d-p-")] == ["one"]
    assert len([each for each in given if each.endswith("-2")]) == 1
    assert len(given) == 15


def test_an_anchor_outlasts_edits_of_other_passages_and_of_its_own_end() -> None:
    one, two, three = "First of all.", "Then the general said what he had to say.", "At last."
    before = anchored(html(f"{one}\n\n{two}\n\n{three}"))
    after = anchored(
        html(f"New.\n\n{one} More.\n\nNew.\n\n**Then**  the\ngeneral said what he had to add.")
    )
    (kept,) = [each for each, words in before.items() if words == two]
    assert after[kept].startswith("Then")
    assert len(before) == 3


def test_an_anchor_is_made_of_a_beginning_in_scripts_without_spaces_too() -> None:
    before = anchored(html("東京都は火曜日、新しい計画を発表した。" * 4))
    after = anchored(html("東京都は火曜日、新しい計画を発表した。" * 3 + "終わり。"))
    assert [*before] == [*after]


def test_passages_of_one_element_share_its_anchor() -> None:
    given = anchored("<ul><li>a<ul><li>b</li></ul>c</li></ul>")
    assert list(given.values()) == ["c", "b"]


def test_words_in_no_element_have_no_anchor() -> None:
    found = passages("top <b>x</b><p>y</p>")
    assert anchors(found, [0])[0] == ("", -1)
    assert anchors(found, [found.text.index("y")])[0].at == len("top <b>x</b><p")


def test_an_id_that_is_there_is_used() -> None:
    found = passages('<h2 class="x" id="a&amp;b">x</h2>')
    assert anchors(found, [0])[0] == ("a&b", -1)


def test_no_text_can_claim_an_anchor() -> None:
    source = "<p>One</p>"
    name = anchors(passages(source), [0])[0].id
    claimed = safe.clean(f'<h2 id="{name}">x</h2>{source}')
    assert set(anchored(claimed)) >= {name}


# ---- whatever a text holds ---------------------------------------------------------------------------

INLINE = st.sampled_from(
    [
        *("Ann Lee", "AT&T", "R&amp;D", "&#233;", "&nbsp;", "1 < 2", "علي", "HTML", "🎉", "\\*", " ", " ", ".", "\n"),
        *("*stress*", "**Ann** Lee", "_x **y** z_", "`code <b>`", "  \n", "[[ref]]", "note[^1]"),
        *("[link](https://example.org/?a=1&b=2)", "![alt > x](p.png)", "![y](//h.invalid/x.png)"),
        *("<b>raw", "</b>", "<i title='a>b&lt;'>", "</i>", "<br>", "<wbr>", "<sup>2</sup>", "<bdi>x</bdi>"),
        *("<ruby>東京<rt>とう</rt></ruby>", "<a href='x'>", "</a>", "<del>gone</del>", "<code>", "</code>"),
        *("<!-- nolink -->", "<!-- /nolink -->", "<span class=x>", "</span>"),
    ]
)  # fmt: skip
BEGINNING = st.sampled_from(
    [
        *("", "", "# ", "## ", "> ", "- ", "1. ", "    ", "Term\n:   ", "[^1]: ", "*[HTML]: ", "<!-- nolink -->\n\n"),
        *("<div>", "</div>", "<p>", "<li>", "<details><summary>s</summary>", "</details>", "<table><tr><td>"),
        "| a | b |\n|---|---|\n| c | ",
    ]
)  # fmt: skip
BLOCK = st.builds("{}{}".format, BEGINNING, st.lists(INLINE, max_size=8).map("".join))
MARKDOWN = st.lists(BLOCK, max_size=8).map("\n\n".join)


@given(MARKDOWN)
@example("a<br>&nbsp;<b>b</b>")
def test_every_span_leads_back_to_what_it_was(markdown: str) -> None:
    source = html(markdown)
    found = passages(source)
    tags = [each.span() for each in re.finditer("<[^>]*>|&[^;]*;", source)]
    for words in re.finditer(f"[^\\s{BREAK}]+", found.text):
        start, end = found.in_html(*words.span())
        assert not any(first < at < last for first, last in tags for at in (start, end))
        if "<" not in source[start:end]:
            assert unescape(source[start:end]) == words[0]
        else:
            spoken = re.sub("<(sup|rt|rp)[ >].*?</\\1>", "", source[start:end])
            assert unescape(re.sub("<[^>]*>", "", spoken)) == words[0]
    assert BREAK not in source
    assert not found.text.startswith(BREAK)


@given(MARKDOWN)
def test_a_text_is_what_a_parser_reads(markdown: str) -> None:
    source = html(markdown)
    bare = re.sub("<!--.*?-->", "", source)
    tree = html5lib.parseFragment(bare, namespaceHTMLElements=False)
    for name in ("sup", "rt", "rp"):
        for each in tree.iter(name):
            for part in each.iter():
                part.text = ""
                part.tail = part.tail if part is each else ""
    spoken = "".join(tree.itertext())
    assert "".join(passages(source).text.replace(BREAK, "").split()) == "".join(spoken.split())


@given(MARKDOWN, st.data())
def test_links_and_anchors_change_no_text_and_keep_it_valid(
    markdown: str, data: st.DataObject
) -> None:
    source = html(markdown)
    found = passages(source)
    words = [*re.finditer(f"[^\\s{BREAK}]+(?: [^\\s{BREAK}]+)?", found.text)]
    chosen = data.draw(st.lists(st.sampled_from(words), max_size=6)) if words else []
    spans = [each.span() for each in chosen if not _touches(each.span(), found.apart)]
    marks = [Mark(*found.in_html(*each), OPEN, CLOSE) for each in spans]
    given_anchors = anchors(found, sorted(start for start, _ in spans))
    made = linked(source, marks, [(each.at, each.id) for each in given_anchors])
    _same_but_for_links(source, made)
    ids = re.findall(r'\bid="([^"]*)"', made)
    assert len(set(ids)) == len(ids)
    assert {each.id for each in given_anchors} - {""} <= {unescape(each) for each in ids}
    assert passages(made).text == found.text
    for each in marks:
        if linkable(source, each.start, each.end):
            assert OPEN + source[each.start : each.end] + CLOSE in re.sub(
                ' id="d-p-[^"]*"', "", made
            )
            break


@given(MARKDOWN, st.lists(st.tuples(st.integers(-3, 400), st.integers(-3, 400)), max_size=8))
def test_no_mark_wherever_it_is_cuts_a_tag_or_a_reference(
    markdown: str, spans: list[tuple[int, int]]
) -> None:
    source = html(markdown)
    made = linked(source, [Mark(start, end, "<span>", "</span>") for start, end in spans])
    _same_but_for_links(source, made)


def _touches(span: tuple[int, int], spans: tuple[tuple[int, int], ...]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in spans)


def _same_but_for_links(source: str, made: str) -> None:
    before, after = (html5lib.HTMLParser(namespaceHTMLElements=False) for _ in range(2))
    old, new = before.parseFragment(source), after.parseFragment(made)
    assert "".join(old.itertext()) == "".join(new.itertext())
    assert len(after.errors) == len(before.errors)
    assert _links_in_links(new) == _links_in_links(old)
    elements = [each.tag for each in old.iter()]
    for each in new.iter():
        if elements and each.tag == elements[0]:
            elements.pop(0)
    assert not elements


def _links_in_links(tree: Element) -> int:
    return sum(len([*each.iter("a")]) - 1 for each in tree.iter("a"))
