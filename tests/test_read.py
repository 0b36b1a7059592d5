"""Tests of reading one content file."""

import json
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import read, urls
from digest.fingerprint import fingerprint
from digest.model import Article, Manuscript, Reading, Rules, Text

RULES = Rules("en", "UTC", "articles/{slug}/", ("extra", "sane_lists", "toc"))


def reading(text: str | bytes, path: str = "articles/a.md") -> Reading:
    content = text.encode() if isinstance(text, str) else text
    found, text_kept = read.manuscript(Manuscript(path, content), RULES, "content")
    accepted = found.article or found.profile or found.standalone
    assert fingerprint(text_kept) == (accepted.body.mark if accepted else fingerprint(Text()))
    assert fingerprint(found)  # whatever it is, it can be remembered
    for problem in found.problems:
        assert problem.path == f"content/{path}"
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]", str(problem))
    return found


def words(text: str) -> Text:
    return read.manuscript(Manuscript("articles/a.md", text.encode()), RULES, "content")[1]


def article(text: str | bytes, path: str = "articles/a.md") -> Article:
    found = reading(text, path).article
    assert found is not None
    return found


@pytest.mark.parametrize(
    "key", ["title", "date", "path", "slug", "status", "draft", "weight", "url", "image", "kind"]
)
@pytest.mark.parametrize("value", ["\\ud800", "/a\\ud800", "\\u001b[31m", "\\u0000", "\\uffff"])
def test_half_characters_of_json_neither_crash_nor_reach_a_screen(key: str, value: str) -> None:
    text = f'{{"{key}": "{value}", "titel{value}": 1, "Titel{value}": 2}}\nBody\n'
    for folder in ("articles", "entities", "pages"):
        assert reading(text, f"{folder}/a.md").path == f"{folder}/a.md"


@pytest.mark.parametrize(
    "text",
    [
        '{"title": "x", "votes": 99999999999999999999999}',
        '+++\ntitle = "x"\nvotes = 99999999999999999999999\n+++\n',
        "---\ntitle: x\nvotes: 99999999999999999999999\n---\n",
        "---\ntitle: x\nextra: {votes: 99999999999999999999999}\n---\n",
    ],
    ids=["json", "toml", "yaml", "extra"],
)
def test_a_number_too_large_for_any_program_stays_a_text(text: str) -> None:
    assert article(text).extra == {"votes": "99999999999999999999999"}


@pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
def test_what_is_not_a_number_stays_a_text(number: str) -> None:
    assert article(f'+++\ntitle = "x"\nvotes = {number}\n+++\n').extra == {"votes": number}


@pytest.mark.parametrize("value", ["[a, b]", "{a: b}", "../../x", "/etc/../x", ".git/config"])
def test_a_path_that_is_no_path_within_the_site_is_a_problem(value: str) -> None:
    found = reading(f"---\ntitle: x\ndate: 2021\npath: {value}\n---\n")
    assert found.article is None
    assert [(each.line, each.severity) for each in found.problems] == [(4, "error")]


def test_one_bad_date_is_told_once() -> None:
    found = reading("---\ntitle: x\npublished: soon\n---\n")
    assert [each.message for each in found.problems] == ["published is 'soon', not a date"]


@pytest.mark.parametrize(
    "line", ["# A title", "#  A title  ", "# A title ##", "\n\n# A *title* #  "]
)
def test_the_first_heading_is_the_title_where_there_is_none(line: str) -> None:
    found = article(f"---\ndate: 2021\n---\n{line}\n\nText.\n")
    assert found.title.replace("*", "") == "A title"
    assert words(f"---\ndate: 2021\n---\n{line}\n\nText.\n").html == "<p>Text.</p>"


def test_a_heading_with_thousands_of_blanks_takes_no_time() -> None:
    before = time.process_time()
    assert article("# a" + " " * 100_000 + "b").title == "a b"
    assert time.process_time() - before < 2


def page(*front: str, body: str = "Body\n") -> str:
    return "\n".join(["---", *front, "---", body])


@pytest.mark.parametrize(
    ("path", "front", "iso"),
    [
        ("articles/a.md", ["date: 2021-12-09"], "2021-12-09"),
        ("articles/2021-12-09-a.md", [], "2021-12-09"),
        ("articles/2021-12-09-a.md", ["date: 2020"], "2020"),
        ("articles/2021-12-a.md", [], "2021-12"),
        ("articles/a.md", ["path: /2021/12/09/a/"], "2021-12-09"),
        ("articles/2021-12-a.md", ["path: /2021/12/09/a/"], "2021-12-09"),
        ("articles/a.md", ["published: 2021-12-09"], "2021-12-09"),
        ("articles/a.md", ["published: true"], None),
        ("articles/2021-12-09-a/index.md", [], "2021-12-09"),
    ],
)
def test_a_date_is_where_people_put_it(path: str, front: list[str], iso: str | None) -> None:
    found = article(page("title: A", *front), path)
    assert (found.date.iso if found.date else None) == iso
    assert found.begins == found.date


def test_without_a_date_it_is_told_and_never_today() -> None:
    found = reading(page("title: A"))
    assert found.article and found.article.date is None
    assert [each.message for each in found.problems] == [
        'has no date; it is listed last, under "undated"'
    ]


@pytest.mark.parametrize(
    ("path", "front", "slug", "url"),
    [
        ("articles/a-b.md", [], "a-b", "articles/a-b/"),
        ("articles/2021-12-09-a.md", [], "a", "articles/a/"),
        ("articles/sub/a.md", [], "a", "articles/a/"),
        ("articles/a/index.md", [], "a", "articles/a/"),
        ("articles/a.md", ["slug: 2021"], "2021", "articles/2021/"),
        ("articles/a.md", ["slug: ../../x"], "dot-x", "articles/dot-x/"),
        ("articles/a.md", ["permalink: /old/place.html"], "a", "old/place.html"),
        ("articles/a.md", ["url: /old/place/"], "a", "old/place/"),
        ("articles/伊拉克.md", [], "伊拉克", "articles/伊拉克/"),
        ("articles/C++.md", [], "c-plus-plus", "articles/c-plus-plus/"),
    ],
)
def test_an_article_has_an_address_within_the_site(
    path: str, front: list[str], slug: str, url: str
) -> None:
    found = article(page("title: A", "date: 2021", *front), path)
    if "dot-x" in slug:
        assert ".." not in found.url and found.url.startswith("articles/")
    else:
        assert (found.slug, found.url) == (slug, url)


@pytest.mark.parametrize("title", ["美军撤离伊拉克", "A: B", "A & B <i>C</i>", "'quoted'", "Année"])
def test_titles_are_kept_as_readers_see_them(title: str) -> None:
    found = article(f'+++\ntitle = "{title}"\ndate = 2021-12-09\n+++\n')
    assert found.title == title.replace("<i>", "").replace("</i>", "")
    assert found.date and found.date.iso == "2021-12-09"


@pytest.mark.parametrize(
    ("front", "draft", "hidden"),
    [
        ([], False, False),
        (["draft: true"], True, False),
        (["draft: false"], False, False),
        (["status: draft"], True, False),
        (["status: hidden"], False, True),
        (["status: Published"], False, False),
        (["published: false"], True, False),
        (["published: no"], True, False),
        (["published: true"], False, False),
        (["draft: true", "status: published"], True, False),
    ],
)
def test_drafts_are_said_as_each_generator_says_them(
    front: list[str], draft: bool, hidden: bool
) -> None:
    found = article(page("title: A", "date: 2021", *front))
    assert (found.draft, found.hidden) == (draft, hidden)


@pytest.mark.parametrize(
    ("front", "source", "original"),
    [
        (["source: Shafaq News", "url: https://x.example/"], "Shafaq News", "https://x.example/"),
        (["source: {name: S, url: 'https://x.example/'}"], "S", "https://x.example/"),
        (["source: S", "link: https://x.example/"], "S", "https://x.example/"),
        ([], "", ""),
    ],
)
def test_who_reported_it_is_kept(front: list[str], source: str, original: str) -> None:
    found = article(page("title: A", "date: 2021", *front))
    assert (found.source, found.original) == (source, original)


@pytest.mark.parametrize(
    ("content", "title"),
    [
        (b"\xef\xbb\xbf---\ntitle: A\n---\n", "A"),
        (b"---\r\ntitle: A\r\n---\r\nB\r\n", "A"),
        (b"---\rtitle: A\r---\r", "A"),
        ("---\ntitle: É\n---\n".encode("utf-16"), "É"),
        (b"---\ntitle: A\x00\x07\n---\n", "A"),
    ],
    ids=["BOM", "CRLF", "CR", "UTF-16", "control"],
)
def test_files_are_read_as_editors_leave_them(content: bytes, title: str) -> None:
    assert article(content).title == title


def test_what_is_not_utf_8_is_a_problem_at_its_line() -> None:
    found = reading(b"---\ntitle: A\n---\ncaf\xe9\n")
    assert found.article is None
    assert [(each.line, each.message) for each in found.problems] == [(4, "is not UTF-8 here")]


def test_half_an_article_is_none() -> None:
    found = reading(page("title: A", "date: someday", "weight: ten", "url: javascript:x"))
    assert found.article is None
    assert sorted(each.line for each in found.problems) == [3, 4, 5]


@pytest.mark.parametrize(
    ("image", "kept"),
    [
        *[(x, "a.png") for x in ("a.png", "{path: a.png}", "[a.png]")],
        ("/img/a.png", "/img/a.png"),
        *[(x, "") for x in ("https://evil.invalid/a.png", "'data:x'", "")],
    ],
)
def test_a_picture_is_the_sites_own(image: str, kept: str) -> None:
    assert article(page("title: A", "date: 2021", f"image: {image}")).image == kept


def test_an_entity_says_what_it_is() -> None:
    text = page(
        "name: Qasem Soleimani",
        "kind: Person",
        "names: [Qassem Soleimani]",
        "short: Soleimani",
        "wikidata: https://www.wikidata.org/wiki/Q346982",
        "same_as: https://example.com/x,y",
    )
    found = reading(text, "entities/qasem-soleimani.md").profile
    assert found is not None
    assert (found.slug, found.kind, found.wikidata) == ("qasem-soleimani", "person", "Q346982")
    assert (found.names, found.short) == (("Qassem Soleimani",), ("Soleimani",))
    assert found.same_as == ("https://example.com/x,y",)


@pytest.mark.parametrize(
    ("front", "line"),
    [(["kind: ghost"], 3), (["wikidata: 796"], 3), (["same_as: javascript:x"], 3)],
)
def test_what_an_entity_can_not_be_is_told(front: list[str], line: int) -> None:
    found = reading(page("name: X", *front), "entities/x.md")
    assert found.profile is None
    assert [each.line for each in found.problems] == [line]


def test_a_standalone_page_has_its_folder_in_its_address() -> None:
    found = reading(page("title: About"), "pages/us/about.md").standalone
    assert found is not None
    assert found.url == "us/about/"


def test_a_section_of_another_generator_is_told() -> None:
    found = reading(page("title: Blog"), "articles/_index.md")
    assert found.article is None
    assert [each.severity for each in found.problems] == ["warning"]


FOLDERS = st.sampled_from(["articles", "entities", "tags", "sources", "pages"])


@given(FOLDERS, st.binary() | st.text(st.characters(codec="utf-8")).map(str.encode))
def test_no_file_is_too_odd_to_be_read(folder: str, content: bytes) -> None:
    found = reading(content, f"{folder}/a.md")
    assert found.problems or found.article or found.profile or found.standalone


KEYS = st.sampled_from("title date path url slug tags image source status extra aliases x".split())
WORDS = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["2021", "//[", "true"]
)


@given(FOLDERS, st.dictionaries(KEYS, WORDS | st.lists(WORDS, max_size=3) | st.none()))
def test_no_front_matter_is_too_odd_to_be_read(folder: str, values: dict[str, object]) -> None:
    found = reading(json.dumps(values) + "\n\n[x](y) [[z]]\n", f"{folder}/a.md")
    if found.article:
        assert urls.inside(found.article.url) is not None
