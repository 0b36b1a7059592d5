"""Tests of asking front matter field by field."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.fields import SYNONYMS, Fields
from digest.front import Front, front
from digest.problems import Problem


def fields(*lines: str) -> Fields:
    text = "\n".join(["---", *lines, "---", ""])
    parts = front(text, "a.md")
    assert isinstance(parts, Front), parts
    return Fields(parts, "a.md", text, ZoneInfo("UTC"))


def of(values: dict[str, Any]) -> Fields:
    """Fields of values as TOML and JSON give them, with types of their own."""
    return Fields(Front(values, {}, "", 1), "a.md", "", ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("lines", "tags"),
    [
        (["tags: [Iraq, US forces]"], ("Iraq", "US forces")),
        (["tags:", "- Iraq", "- US forces"], ("Iraq", "US forces")),
        (["tags: Iraq, US forces"], ("Iraq", "US forces")),
        (["tags: US forces"], ("US forces",)),
        (["tags: [Iraq, null, '', ' ', ~]"], ("Iraq",)),
        (["tags: ' , Iraq,, '"], ("Iraq",)),
        (["tags:"], ()),
        (["tags: []"], ()),
        (["tags: null"], ()),
        (["tags: [a/b]"], ("a/b",)),
        (["tags: [伊拉克, العراق]"], ("伊拉克", "العراق")),
        (["tags: [2021, 010, 1.10, NO]"], ("2021", "010", "1.10", "NO")),
        (["tags: 18"], ("18",)),
        (["tags: [Iraq, iraq, IRAQ]"], ("Iraq",)),
        (["tags: [C, 'C#', c++]"], ("C", "C#", "c++")),
        (["tags: [<b>bold</b>, AT&amp;T]"], ("bold", "AT&T")),
        (["tags: [Iraq]", "categories: [War, iraq]", "category: Peace"], ("Iraq", "War", "Peace")),
        (["tag: Iraq"], ("Iraq",)),
        (["taxonomies: {tags: [Iraq], categories: [War]}"], ("Iraq", "War")),
        (["tags: [{name: Iraq}, {slug: war}]"], ("Iraq", "war")),
        ([], ()),
    ],
)
def test_tags_come_in_every_form(lines: list[str], tags: tuple[str, ...]) -> None:
    found = fields(*lines)
    assert found.names("tags") == tags
    assert found.problems == []


def test_a_list_within_a_list_of_tags_is_told() -> None:
    found = fields("title: x", "tags: [[a, b], c]")
    assert found.names("tags") == ("c",)
    assert [(each.line, each.severity) for each in found.problems] == [(3, "error")]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Plain", "Plain"),
        ('"A: B"', "A: B"),
        ("A &amp; B &#8211; C", "A & B – C"),
        ("<em>A</em> <script>B</script>", "A B"),
        ("'Generic<T> and a < b > c'", "Generic<T> and a < b > c"),
        ("'  A \t  B  '", "A B"),
        ("|\n  A\n  B", "A B"),
        ("伊拉克", "伊拉克"),
        ("2021", "2021"),
        ("NO", "NO"),
        ("null", ""),
        ('"A\\u0000\\u001b[31mB"', "A[31mB"),
        ("'{{ site.title }}'", "{{ site.title }}"),
    ],
)
def test_a_title_is_one_line_of_plain_text(written: str, title: str) -> None:
    assert fields(f"title: {written}").line_of_text("title") == title


@pytest.mark.parametrize("value", [{"a": 1}, ["a"]])
def test_a_title_that_is_no_text_is_told(value: Any) -> None:
    found = of({"title": value})
    assert found.line_of_text("title") == ""
    assert len(found.problems) == 1


def test_a_title_of_thousands_of_characters_is_told() -> None:
    found = fields(f"title: {'x' * 2_001}")
    assert found.line_of_text("title") == ""
    assert "2,001 characters" in found.problems[0].message
    assert fields(f"title: {'x' * 2_000}").line_of_text("title") == "x" * 2_000


@pytest.mark.parametrize("field", [field for field, others in SYNONYMS.items() if others])
def test_a_field_is_found_under_every_synonym(field: str) -> None:
    for synonym in SYNONYMS[field]:
        assert fields(f"{synonym}: x").key(field) == synonym
    both = fields(f"{SYNONYMS[field][0]}: x", f"{field}: y")
    assert both.key(field) == field


def test_an_empty_field_gives_way_to_its_synonym() -> None:
    assert fields("summary: ''", "description: words").line_of_text("summary") == "words"


@pytest.mark.parametrize(
    ("written", "flag"),
    [
        *[(yes, True) for yes in ("true", "True", "yes", "on", "1", "'true'")],
        *[(no, False) for no in ("false", "No", "off", "0", "")],
    ],
)
def test_a_flag_is_yes_or_no(written: str, flag: bool) -> None:
    found = fields(f"draft: {written}")
    assert found.flag("draft") is flag
    assert found.problems == []


def test_a_flag_that_is_neither_is_told() -> None:
    found = fields("title: x", "draft: perhaps")
    assert found.flag("draft") is False
    assert found.problems == [
        Problem("a.md", 3, "draft is 'perhaps', neither true nor false", "write true or false")
    ]


@pytest.mark.parametrize(("written", "number"), [("10", 10), ("-3", -3), ("+7", 7), ("010", 10)])
def test_a_number_is_whole(written: str, number: int) -> None:
    assert fields(f"weight: {written}").number("weight") == number


@pytest.mark.parametrize("written", ["1.5", "ten", "1e3", "9999999999", "[1]", "9" * 4_300])
def test_what_is_no_whole_number_is_told(written: str) -> None:
    found = fields(f"weight: {written}")
    assert found.number("weight") == 0
    assert len(found.problems) == 1
    assert len(found.problems[0].message) < 120


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://example.org/é", "https://example.org/%C3%A9"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("", ""),
    ],
)
def test_an_address_is_fit_for_a_link(written: str, address: str) -> None:
    found = fields(f"url: {written}")
    assert found.address("url") == address
    assert found.problems == []


@pytest.mark.parametrize("written", ["javascript:alert(1)", "//x", "example.org", "'http://['"])
def test_an_address_nobody_should_open_is_told(written: str) -> None:
    found = fields("title: x", f"link: {written}")
    assert found.address("url") == ""
    assert [each.line for each in found.problems] == [3]


def test_old_addresses_lose_their_host_and_stay_within_the_site() -> None:
    found = fields("aliases: [/a/, 'https://old.example/b.html#x', ../c, /a, /d?e]")
    assert found.places("aliases") == ("a/", "b.html")
    assert len(found.problems) == 2


def test_an_old_address_may_hold_a_comma() -> None:
    assert fields("aliases: /a,b/").places("aliases") == ("a,b/",)


@pytest.mark.parametrize(
    ("written", "slug"),
    [
        ("a-title", "a-title"),
        ("A-Title", "A-Title"),
        ("2021", "2021"),
        ("010", "010"),
        ("a title", "a-title"),
        ("../../x", "dot-x"),
        ("a/b", "a-b"),
        ("伊拉克", "伊拉克"),
        ("", "from-the-file"),
        ("null", "from-the-file"),
    ],
)
def test_a_slug_is_kept_where_it_can_be(written: str, slug: str) -> None:
    made = fields(f"slug: {written}").slug("From the file")
    assert made == slug or (written.startswith(".") and "." not in made)


@pytest.mark.parametrize(
    ("written", "language"),
    [("ar", "ar"), ("pt_BR", "pt-BR"), ("zh-Hant-TW", "zh-Hant-TW"), ("", "en")],
)
def test_a_language_is_a_tag(written: str, language: str) -> None:
    found = fields(f"lang: {written}")
    assert found.language("en") == language
    assert found.problems == []


@pytest.mark.parametrize("written", ["English (US)", "x", '"en\\" onload=\\"x"', "en--US"])
def test_what_is_no_language_is_told_and_the_sites_counts(written: str) -> None:
    found = fields(f"locale: {written}")
    assert found.language("en") == "en"
    assert [each.severity for each in found.problems] == ["warning"]


def test_the_first_key_that_holds_a_date_counts() -> None:
    found = fields("date:", "published: true", "publishdate: 2021-12-09")
    date = found.date("date", "published", "publishdate")
    assert date is not None
    assert date.iso == "2021-12-09"
    assert found.problems == []


def test_a_bad_date_is_told_at_its_line() -> None:
    found = fields("title: x", "date: 2021-02-30")
    assert found.date("date") is None
    assert [(each.line, each.message) for each in found.problems] == [
        (3, "date is '2021-02-30', not a date")
    ]


def test_what_nobody_asked_for_is_extra() -> None:
    found = fields("title: x", "extra: {a: 010, b: 2}", "votes: 3", "b: 4")
    found.line_of_text("title")
    assert found.extra() == {"a": "010", "b": 2, "votes": 3}


def test_a_slip_of_the_pen_is_told_with_what_was_meant() -> None:
    found = fields("entites: x", "sumary: y")
    assert set(found.extra()) == {"entites", "sumary"}
    assert [each.hint[:22] for each in found.problems] == [
        "did you mean `entities",
        "did you mean `summary`",
    ]


def test_an_item_of_a_list_has_its_own_line() -> None:
    found = fields("title: x", "entities:", "- Qasem Soleimani", "- Badr")
    assert [found.line("entities", name) for name in ("Qasem Soleimani", "Badr")] == [4, 5]
    assert found.line("entities", "nobody") == 3
    assert found.line("nothing") == 1


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(sorted({*SYNONYMS, "link", "status", "x"})), VALUES))
def test_no_value_is_too_odd_to_be_asked_for(values: dict[str, Any]) -> None:
    found = of(values)
    for field in ("title", "source", "layout", "image", "kind"):
        assert "\n" not in found.line_of_text(field)
    for field in ("tags", "entities", "author", "names"):
        assert all(name.strip() == name != "" for name in found.names(field))
    assert found.flag("draft") in (True, False)
    assert isinstance(found.number("weight"), int)
    found.date("date", "published")
    assert not found.address("url") or found.address("url").startswith(("http", "mailto:"))
    assert all(not place.startswith((".", "/")) for place in found.places("aliases"))
    assert not found.place("path").startswith((".", "/"))
    assert found.slug("x")
    assert found.language("en")
    assert isinstance(found.extra(), dict)
    for problem in found.problems:
        assert problem.message.encode()


def test_corrections_are_texts_or_tables_with_a_date() -> None:
    found = fields("corrections: [One slip, {date: 2021-12, text: <b>Another</b>}]")
    one, other = found.corrections("corrections")
    assert (one.date, one.text) == (None, "One slip")
    assert other.date and (other.date.iso, other.text) == ("2021-12", "Another")
    assert fields("correction: A slip").corrections("corrections")[0].text == "A slip"
    assert found.problems == [] and fields("title: A").corrections("corrections") == ()


@pytest.mark.parametrize("item", ["{date: 2021}", "''", "{text: ''}", "{date: soon, text: x}"])
def test_a_correction_that_says_nothing_or_has_no_date_is_told(item: str) -> None:
    found = fields("title: A", f"corrections: [{item}]")
    found.corrections("corrections")
    assert [each.line for each in found.problems] == [3]
