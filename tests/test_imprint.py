"""What a page says of itself: each place by itself, and which counts before which."""

import json

import pytest

from digest import imprint, marked
from digest.imprint import Imprint


def _read(head: str = "", body: str = "<p>words</p>", url: str = "", html: str = "") -> Imprint:
    text = f"<html><head>{head}</head><body>{body}</body></html>"
    return imprint.read(marked.tree(text), html or text, url)


def _data(**said: object) -> str:
    made = json.dumps({"@type": "NewsArticle", "headline": "T", **said})
    return f'<script type="application/ld+json">{made}</script>'


def test_places_count_in_their_order() -> None:
    data = _data(datePublished="2021-01-01")
    meta = '<meta property="article:published_time" content="2021-01-02">'
    inner = '<span itemprop="datePublished" content="2021-01-03"></span>'
    time = '<time datetime="2021-01-04">x</time>'
    line = '<p class="date">5 January 2021</p>'
    url = "https://example.org/2021/01/06/x"
    assert _read(data + meta, inner + time + line, url).date == "2021-01-01"
    assert _read(meta, inner + time + line, url).date == "2021-01-02"
    assert _read("", inner + time + line, url).date == "2021-01-03"
    assert _read("", time + line, url).date == "2021-01-04"
    assert _read("", line, url).date == "2021-01-05"
    assert (_read("", "", url).date, _read("", "", url).date_basis) == ("2021-01-06", "the address")


def test_dates_of_comments_and_of_other_texts_do_not_count() -> None:
    comment = '<div class="comments"><time datetime="2021-01-04">x</time></div>'
    body = comment + '<aside><time datetime="2021-01-05">y</time></aside>'
    assert _read("", body).date == ""


def test_the_title_is_as_printed_where_another_place_confirms_it() -> None:
    head = "<title>FERRY STAYS IN PORT - Harbour News</title>"
    assert _read(head, "<h1>Ferry stays in port</h1>").title == "Ferry stays in port"
    assert (
        _read(head + _data(headline="Ferry stays in port"), "<h1>Harbour News</h1>").title
        == "Ferry stays in port"
    )


def test_a_title_is_found_behind_the_name_of_its_site_where_the_page_prints_it() -> None:
    assert (
        _read(
            "<title>Harbour News | Ferry stays in port</title>", "<div>Ferry stays in port</div>"
        ).title
        == "Ferry stays in port"
    )


@pytest.mark.parametrize(
    "said, names",
    [
        ("Writer One", ("Writer One",)),
        ("By Writer One and Writer Two", ("Writer One", "Writer Two")),
        ("Author One, Author Two; Author Three", ("Author One", "Author Two", "Author Three")),
        ("Scholar, One", ("One Scholar",)),
        ("Writer One, Staff Writer", ("Writer One",)),
        ("https://example.org/author", ()),
        ("admin", ()),
        ("@handle", ()),
        ("بقلم كاتب أول", ("كاتب أول",)),
    ],
)
def test_names_of_authors_are_parted(said: str, names: tuple[str, ...]) -> None:
    assert imprint.split_names(said) == names


def test_the_site_itself_is_no_author() -> None:
    head = _data(author={"name": "Harbour News"}, publisher={"name": "Harbour News"})
    assert (_read(head).authors, _read(head).source) == ((), "Harbour News")


@pytest.mark.parametrize(
    "said, date",
    [
        ("2021-12-09T10:30:00.123Z", "2021-12-09T10:30:00+00:00"),
        ("2021-12-09T00:00:00", "2021-12-09"),
        ("20211209", "2021-12-09"),
        ("20211209T103000Z", "2021-12-09T10:30:00+00:00"),
        ("Thu, 09 Dec 2021 10:30:00 GMT", "2021-12-09T10:30:00+00:00"),
        ("2021年12月9日 10时30分", "2021-12-09 10:30"),
        ("05/04/2021", ""),
        ("soon", ""),
    ],
)
def test_dates_are_read_at_their_precision(said: str, date: str) -> None:
    assert imprint.stated_date(said) == date


@pytest.mark.parametrize(
    "markup, lang",
    [
        ('<html lang="en_gb">', "en-GB"),
        ('<html xml:lang="zh-hans-cn">', "zh-Hans-CN"),
        ('<html dir="rtl"><body>مجلس المدينة', "ar"),
        ('<html dir="rtl"><body>پل تازه‌ای گفت', "fa"),
        ('<html dir="rtl"><body>עיר', "he"),
        ("<html><body>words", ""),
        ('<html lang="und">', ""),
    ],
)
def test_the_language_is_told_by_marks_or_by_direction_and_letters(markup: str, lang: str) -> None:
    assert imprint.read(marked.tree(markup + "<p>x")).lang == lang


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- saved from url=(0021)https://example.org/a -->",
        "<!--\n Page saved with a program\n url: https://example.org/a\n saved date: today\n-->",
    ],
)
def test_a_comment_tells_where_a_page_was_saved_from(comment: str) -> None:
    assert _read(html=comment + "<html>").url == "https://example.org/a"


def test_a_front_page_as_canonical_address_does_not_count() -> None:
    head = '<link rel="canonical" href="https://example.org/"><meta property="og:url" content="https://example.org/a">'
    assert _read(head).url == "https://example.org/a"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[[[[",
        "null",
        '{"@graph": 1}',
        '{"@type": ["NewsArticle"], "author": [1, null, {"name": [2]}]}',
    ],
)
def test_broken_data_of_a_page_do_no_harm(text: str) -> None:
    assert isinstance(_read(f'<script type="application/ld+json">{text}</script>'), Imprint)
