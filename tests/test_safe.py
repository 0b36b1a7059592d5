"""Tests of making a stranger's HTML safe."""

import random
import re
from collections.abc import Callable
from html import escape, unescape
from itertools import pairwise

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest import safe
from tests.active import active_fragment
from tests.payloads import PAYLOADS

HOST = "example.org"


def test_control_characters_written_as_entities_are_gone() -> None:
    assert safe.clean("<p>a&#1;b&#xfffe;c</p>") == "<p>abc</p>"


@pytest.mark.parametrize(
    "source",
    [
        "https://evil.invalid/a.png",
        "//evil.invalid/a.png",
        "/&#9;/evil.invalid/a.png",
        "/&#10;/evil.invalid/a.png",
        "ht&#13;tps://evil.invalid/a.png",
        "&#32;&#9;https://evil.invalid/a.png",
        "&#1;https://evil.invalid/a.png",
        "/\\evil.invalid/a.png",
        "\\\\evil.invalid/a.png",
        "https:evil.invalid/a.png",
        "//[",
    ],
)
def test_a_picture_on_another_host_is_never_fetched(source: str) -> None:
    cleaned = safe.clean(f'<p><img src="{source}" alt="words"></p>')
    assert "<img" not in cleaned
    assert "words" in cleaned


@pytest.mark.parametrize("address", ["//[", "//[x", "//a]b/", "//[::1", "//&#91;v1.x"])
def test_an_address_nothing_can_read_is_no_link(address: str) -> None:
    assert safe.clean(f'<p><a href="{address}">x</a></p>') == "<p><a>x</a></p>"


def test_no_payload_stays_active() -> None:
    for payload in PAYLOADS:
        for html in (payload.text, f"<div><p>{payload.text}", f"<table><td>{payload.text}</table>"):
            assert active_fragment(safe.clean(html), HOST) == [], payload


PIECES = st.sampled_from(
    "<p> </p> <h1> </h1> <h3> </h3> <h6> <a </a> href=x href='ref:a' id=a id=d-a > < <b> </b> <i> "
    "</i> <table> <td> </table> <img src=/a.png src=//b/c <pre> </pre> <ul> <li> </ul> <div> </div> "
    "<script> </script> <svg> <math> <style> </style> <!-- --> <![CDATA[ ]]> onclick=x \" ' = / & "
    "&lt; &#9; &#0; javascript:x <template> <title> </title> <details> <summary> text [[ ]]".split(
        " "
    )
)
SOUP = st.lists(PIECES, max_size=25).map(" ".join) | st.lists(PIECES, max_size=25).map("".join)


@given(SOUP | st.text(st.characters()))
def test_any_soup_becomes_quiet_orderly_html(html: str) -> None:
    cleaned = safe.clean(html)
    assert active_fragment(cleaned, HOST) == []
    ids = re.findall(r'\bid="([^"]*)"', cleaned)
    assert len(set(ids)) == len(ids)
    assert not any(each.startswith("d-") for each in ids)
    levels = [1, *map(int, re.findall(r"<h([1-6])", cleaned))]
    assert all(2 <= new <= old + 1 for old, new in pairwise(levels))
    again = safe.clean(cleaned)
    if "<table" not in cleaned:
        assert safe.plain(again) == safe.plain(cleaned)
    assert (
        active_fragment(safe.rewrite(cleaned, lambda address: address, lambda _: None), HOST) == []
    )


@given(
    st.lists(st.sampled_from(["<p>a</p>", "<h2>b</h2>", "<em>c</em>", "<ul><li>d</li></ul>", "e "]))
)
def test_orderly_html_is_left_as_it_is(pieces: list[str]) -> None:
    html = "".join(pieces)
    assert safe.clean(html) == html


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<h1>a</h1><h2>b</h2>", "<h2>a</h2><h3>b</h3>"),
        ("<h3>a</h3><h6>b</h6><h3>c</h3>", "<h2>a</h2><h3>b</h3><h2>c</h2>"),
        ("<h6>a</h6>", "<h2>a</h2>"),
        ('<p id="a">x</p><p id="a">y</p>', '<p id="a">x</p><p>y</p>'),
        ('<p id="d-menu">x</p>', "<p>x</p>"),
        ('<p id="a b">x</p>', '<p id="a-b">x</p>'),
        ('<p dir="rtl" lang="ar">x</p>', '<p dir="rtl" lang="ar">x</p>'),
        ('<p dir="up" lang="!">x</p>', "<p>x</p>"),
        ('<td style="text-align: left">x', "x"),
        ('<a href="//example.org/x">x</a>', '<a href="https://example.org/x">x</a>'),
        ('<a href="ref:x">x</a>', '<a href="ref:x">x</a>'),
        ('<a href="tel:+1">x</a>', '<a href="tel:+1">x</a>'),
        ('<a href=" java&#9;script:alert(1)">x</a>', "<a>x</a>"),
        ('<a href="x" target="_blank" onclick="y">x</a>', '<a href="x">x</a>'),
        ("<script>x</script><p>y</p><!-- z -->", "<p>y</p>"),
        ("<svg><path d='M0 0'></path></svg>y", "y"),
        ('<ol start="3" type="a"><li value="4">x</li></ol>',) * 2,
        ('<ol start="x"><li>x</li></ol>', "<ol><li>x</li></ol>"),
        ("<pre>x</pre>", '<pre tabindex="0">x</pre>'),
        ('<img src="a.png">', '<img src="a.png" alt="" loading="lazy">'),
        (
            '<a href="/x"><img src="https://evil.invalid/y.png" alt="z"></a>',
            '<a href="/x"><span class="picture">z</span></a>',
        ),
        (
            '<img src="https://evil.invalid/y.png" alt="z">',
            '<a class="picture" href="https://evil.invalid/y.png">z</a>',
        ),
        ("a < b & c", "a &lt; b &amp; c"),
    ],
)
def test_html_is_put_in_order(html: str, cleaned: str) -> None:
    assert safe.clean(html) == cleaned


@pytest.mark.parametrize(
    "html", ['<img src="//x.example/a" alt="{}">', '<img alt="{}">', '<p title="{}">a</p>']
)
def test_signs_in_attributes_are_written_out_whatever_the_parser_does(html: str) -> None:
    settled = safe._settle(html.format("<script>x</script>"))
    assert "<script>" not in settled
    assert "&lt;script&gt;x&lt;/script&gt;" in settled


MARKS = ["<!-- nolink -->", "<!-- /nolink -->"]


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<p>a <!-- nolink -->b<!-- /nolink --></p>",) * 2,
        ("<p>a <!--NoLink-->b<!-- / nolink  --></p>", "<p>a <!-- nolink -->b<!-- /nolink --></p>"),
        ("<!-- nolink --><p>a</p><!-- /nolink -->",) * 2,
        ("<!-- nolink x --><!-- nolinks --><!-- nolink --!><p>a</p>", "<!-- nolink --><p>a</p>"),
        ("<!-- x <!-- nolink --><p>a</p>", "<p>a</p>"),
        ("<!-- nolink --><!-- <b>x</b> --><?x nolink><p>a</p>", "<!-- nolink --><p>a</p>"),
        ("<!-- nolink --><script><!-- nolink --></script>a", "<!-- nolink -->a"),
        ("<!-- nolink --><textarea><!-- nolink -->", "<!-- nolink -->&lt;!-- nolink --&gt;"),
        ('<!-- nolink --><i title="<!-- nolink -->">a', '<!-- nolink --><i title="{}">a</i>'),
        ("<!-- &nolink; --><!-- &#110;olink -->a", "a"),
        ("<!-- nolink", "<!-- nolink -->"),
    ],
)
def test_comments_that_say_where_no_links_go_are_the_only_ones_to_stay(
    html: str, cleaned: str
) -> None:
    assert safe.clean(html) == cleaned.format("&lt;!-- nolink --&gt;")
    assert safe.clean(safe.clean(html)) == safe.clean(html)


@given(st.lists(PIECES | st.sampled_from([*MARKS, "<!--nolink", "nolink", "--", "!"])).map("".join))
def test_marks_change_nothing_about_what_is_cleaned(source: str) -> None:
    html = safe.clean(source)
    assert re.sub("<!-- /?nolink -->", "", html) == safe.clean(
        source.replace("nolink", "nocare")
    ).replace("nocare", "nolink")
    assert not re.search("<!--(?! /?nolink -->)", html)
    assert active_fragment(html, HOST) == []


@given(st.lists(PIECES | st.sampled_from(MARKS)).map("".join))
def test_no_mark_reaches_a_page(source: str) -> None:
    html = safe.clean(source)
    bare = re.sub("<!-- /?nolink -->", "", html)
    assert safe.rewrite(html, str.upper, lambda _: None) == safe.rewrite(
        bare, str.upper, lambda _: None
    )
    assert safe.plain(html) == safe.plain(bare)


def test_a_table_stands_in_a_box_that_the_keyboard_reaches() -> None:
    cleaned = safe.clean('<table><tr><td align="right" colspan="2">x</td></tr></table>')
    assert cleaned.startswith('<div class="scroll" role="region" aria-label="Table" tabindex="0">')
    assert cleaned.endswith("</table></div>")
    assert 'class="align-right"' in cleaned


@given(st.text(st.characters()))
def test_a_line_is_one_line_that_xml_may_hold(text: str) -> None:
    line = safe.line(text)
    assert line == " ".join(line.split())
    assert line.encode().decode() == line
    assert not re.search(r"[\x00-\x1f\x7f]", line)
    assert safe.text(safe.text(text)) == safe.text(text)


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>a <b>b</b></p><p>c</p>", "a b c"),
        ("<p>a&lt;b &amp; c</p>", "a<b & c"),
        ('<p>a<sup id="fnref:1"><a href="#fn:1">1</a></sup> b</p>', "a b"),
        ('<img alt="x > y">z', "z"),
    ],
)
def test_plain_words_are_what_a_reader_reads(html: str, words: str) -> None:
    assert safe.plain(html) == words


def test_rewriting_leads_every_address_through_one_door() -> None:
    html = safe.clean('<a href="ref:a&amp;b">x</a> <img src="p.png"> <a href="gone">y</a>')
    seen: list[str] = []

    def address(value: str) -> str | None:
        seen.append(value)
        return None if value == "gone" else f'/{value}"<'

    made = safe.rewrite(html, address, lambda _: None)
    assert seen == ["ref:a&b", "p.png", "gone"]
    assert '<a href="/ref:a&amp;b&quot;&lt;">x</a>' in made
    assert 'src="/p.png&quot;&lt;"' in made
    assert "<a>y</a>" in made


def test_a_reference_without_words_takes_the_title_it_points_at() -> None:
    html = '<a class="ref" href="ref:x">x</a> <a class="ref" href="ref:y">y</a>'
    made = safe.rewrite(html, str.upper, {"ref:x": "A <title>"}.get)
    assert made == (
        '<a class="ref" href="REF:X">A &lt;title&gt;</a> <a class="ref" href="REF:Y">y</a>'
    )


ATTRIBUTES = st.sampled_from(
    [
        ' href="ref:a"',
        ' href="ref:a&amp;b#c"',
        ' href="it\'s"',
        ' href="/to/it/"',
        ' href="/a/"',
        ' href="https://example.org/?a=1&amp;b=2"',
        ' class="ref"',
        ' title="&quot;<p>&quot; > it\'s"',
        ' src="a.png"',
        ' id="x"',
        "",
    ]
)
TAGS = st.builds(
    "<{}{}{}>{}".format,
    st.sampled_from("a img p b h2 table pre td span abbr".split()),
    ATTRIBUTES,
    ATTRIBUTES,
    st.sampled_from(["words", 'a = "b" it\'s', '="', "</a>", "</p>", "</span>\n", "&lt;a&gt;"]),
)


def rewritten_tag_by_tag(html: str, address: Callable[[str], str | None]) -> str:
    """What `rewrite` does, said once more without looking at the time it takes."""

    def attribute(pair: re.Match[str]) -> str:
        if pair[1] not in ("href", "src"):
            return pair[0]
        made = address(unescape(pair[2]))
        return "" if made is None else f'{pair[1]}="{escape(made)}"'

    def tag(found: re.Match[str]) -> str:
        if found[2] not in ("a", "img") or not found[3]:
            return found[0]
        rest = re.sub(r'([a-z-]+)="([^"]*)"', attribute, found[3])
        return f"<{found[1]}{found[2]}{rest.rstrip()}>"

    return re.sub(r'<(/?)([a-z][a-z0-9]*)((?:\s[^<>"]*(?:"[^"]*"[^<>"]*)*)?)>', tag, html)


@given(st.lists(TAGS).map("".join))
def test_rewriting_changes_each_address_and_nothing_else(source: str) -> None:
    html = safe.clean(source)

    def address(value: str) -> str | None:
        return None if value.startswith("ref:a&") else value.replace("a", '"<')

    assert safe.rewrite(html, address, lambda _: None) == rewritten_tag_by_tag(html, address)


@given(st.lists(TAGS).map("".join))
@example('words="')
def test_single_quotes_say_the_same_as_double_ones(source: str) -> None:
    html = safe.clean(source)
    quoted = safe.single_quoted(html)
    tags = html5lib.parseFragment(quoted, namespaceHTMLElements=False)
    same = html5lib.parseFragment(html, namespaceHTMLElements=False)
    assert html5lib.serialize(tags) == html5lib.serialize(same)
    assert not re.search(r'[a-z]="', re.sub(r"'[^']*'|(?:^|>)[^<]*(?:<|$)", "", quoted))


@given(
    st.lists(TAGS).map("".join),
    st.text(alphabet="wordsab \n\xa0&'\"é=", max_size=8)
    | st.sampled_from(["words", "s wo", "a =", ""]),
)
@example("<p>wo<b>r</b>ds &amp; <i>more</i></p>\n<p>of\n them</p>", "words & more of them")
@example('<p title="words">x<sup id="n">words</sup></p>', "words")
def test_html_says_what_its_plain_words_hold(source: str, words: str) -> None:
    html = safe.clean(source)
    assert safe.says(html, words) == (words in safe.plain(html))
    part = safe.plain(html)[3:14]
    assert safe.says(html, part)


# ---- HTML that is clean as it is ------------------------------------------------------------------------

FRAGMENTS = (
    "<p>", "</p>", "<p>", "</p>\n", "<em>", "</em>", "<strong>", "</strong>", "<code>", "</code>", "<ul>\n", "</ul>",
    "<ol>\n", "</ol>\n", "<li>", "</li>\n", "<blockquote>\n", "</blockquote>", '<h2 id="a">', "</h2>\n", "</h3>",
    '<h3 id="b">', '<h2 id="d-a">', '<h2 id="">', '<h4 id="ü.1">', "<h2>", '<a href="https://x.org/a?b=c#d">',
    '<a href="ref:a-b">', '<a class="ref" href="ref:a">', "</a>", '<a href="https://x_y.org/">', '<a href="a.md">',
    '<a href="https://1.2.3.4.5/">', '<a href="https://xn--a.org">', '<a href="https://a..org">', '<a href="ref:">',
    '<a href="https://a.0x1/">', '<a href="javascript:x">', '<a href="https://x.org:99999/">', '<a href="ref:a/b">',
    '<a href="https://x.org/%zz">', '<a href="https://-a-.org/">', '<a href="http://x.org?a">', '<a href="https:x">',
    '<a href="https://u:p@x.org/">', '<a href="https://x.org/&amp;">', '<a class="ref" href="https://x.org/é">',
    "words", "and “more” 東京", "\n", " ", "&amp;", "&lt;", "&gt;", "\u00a0", "&nbsp;", "&quot;", "&#1;", "&", ">", '"',
    "<", "\t", "\x85", "\u2028", "\u200b", "\ufeff", "\ufffe", "\x00", "\x0c", "\r", "😀", "<br>", "<script>", "<p >",
    "<P>", "<svg>", "<!-- c -->", "<p/>", "</>", "&amp", "&ampx;", "&amp;#1;", "<ul>", "<li>\n<p>", "</p>\n</li>\n",
)  # fmt: skip
WHOLE = (
    "<p>{}</p>\n", "<p>{}</p>", "<p>{}</p>\n<p>{}</p>\n", "<ul>\n<li>{}</li>\n<li>{}</li>\n</ul>\n",
    '<h2 id="{}">{}</h2>\n', "<blockquote>\n<p>{}</p>\n</blockquote>\n", "<em>{}</em>", "<strong>{}</strong>",
    '<a href="https://x.org/{}">{}</a>', '<h3 id="{}">{}</h3>', "<ol>\n<li>{}</li>\n</ul>", "{}{}",
)  # fmt: skip


def nearly_clean(chance: random.Random) -> str:
    """HTML as Markdown makes it, more or less of it odd."""
    oddness = chance.choice((0, 0.05, 0.3, 1))
    made = ""
    for _ in range(chance.randrange(1, 6)):
        inner = [
            chance.choice(FRAGMENTS if chance.random() < oddness else FRAGMENTS[47:54])
            for _ in range(chance.randrange(5))
        ]
        outer = chance.choice(WHOLE if chance.random() < 0.3 else WHOLE[:6])
        words = chance.choice(WHOLE[6:9]).format("a", "b") if chance.random() < 0.3 else ""
        made += outer.format(words + "".join(inner), "".join(inner) + words)
    return made


def stays(html: str) -> bool:
    """Whether HTML is taken for clean; that it is so is asserted."""
    clean = safe._is_clean(html)
    assert not clean or safe._cleaned(html) == html, html
    return clean


def test_what_is_taken_for_clean_is_what_a_parser_leaves_as_it_is() -> None:
    chance = random.Random(1)
    taken = sum(stays(nearly_clean(chance)) for _ in range(12_000))
    assert 2_000 < taken < 11_000, taken
    for payload in PAYLOADS:
        for html in (
            payload.text,
            f"<p>{payload.text}</p>",
            f'<p><a href="{payload.text}">x</a></p>',
        ):
            stays(html)


def test_each_piece_alone_in_a_paragraph_or_a_link_stays_or_is_seen() -> None:
    for one in FRAGMENTS:
        for two in FRAGMENTS:
            stays(f"<p>a{one}b{two}c</p>\n")
            stays(f"{one}a{two}")
            stays(f"<p>{one}a</a></p>{two}b</h2>")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
def test_much_more_that_is_taken_for_clean_stays(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(60_000):
        stays(nearly_clean(chance))
