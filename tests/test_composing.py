"""Drafts as content files, read back by digest itself."""

from typing import Any
from zoneinfo import ZoneInfo

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import composing, front, safe
from digest.fields import Fields
from digest.model import Draft

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    ["yes", "12", "2021-12-09", "a: b", "# x", "- x", "[x]", "{x", "'", '"', "&amp; <b>x</b>", "null", "~", "!", "*x"]
)  # fmt: skip
VALUES: Any = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


def read(text: str) -> Fields:
    found = front.front(text, "a.md")
    assert isinstance(found, front.Front), (found, text)
    assert found.problems == ()
    return Fields(found, "a.md", text, ZoneInfo("UTC"))


def line(text: str) -> str:
    return " ".join(safe.text(text).split())


@settings(max_examples=300, deadline=None)
@given(WORDS, WORDS, st.lists(WORDS, max_size=3), WORDS, WORDS)
def test_fields_are_read_back_as_they_were(
    title: str, source: str, tags: list[str], summary: str, seed: str
) -> None:
    draft = Draft("a", title, "Text.", source=source, tags=tuple(tags), summary=summary)
    text = composing.file(draft, seed, "0" * 12, unknown="x\ny", proposed=["a\nb: c"])
    fields = read(text)
    assert fields.line_of_text("title") == line(title)
    assert fields.line_of_text("source") == line(source)
    assert fields.line_of_text("summary") == line(summary)
    kept = dict.fromkeys(each for tag in tags if (each := line(tag)))
    assert {each.casefold() for each in fields.names("tags")} == {each.casefold() for each in kept}
    assert fields.problems == []
    assert fields.front.body.strip() == "Text."


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.from_regex(r"x[a-z]{1,8}", fullmatch=True), VALUES, max_size=4))
def test_further_front_matter_is_what_any_reader_of_yaml_sees(values: dict[str, Any]) -> None:
    text = composing.file(Draft("a", "A", "Text.", front=tuple(values.items())), "a.txt", "0" * 12)
    whole = yaml.safe_load(text.split("---\n")[1]) if text.count("---\n") == 2 else None
    if whole is not None:
        for key, value in values.items():
            assert whole[key] == _printable(value), key
    read(text)


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return safe.text(value)
    if isinstance(value, list):
        return [_printable(each) for each in value]
    if isinstance(value, dict):
        return {safe.text(key): _printable(each) for key, each in value.items()}
    return value


def test_a_file_is_in_one_order() -> None:
    draft = Draft(
        "a", "A", "Text.", "2021-12-09", "a guess", "Harbour News", "https://example.org/a", ("Ann Lee",), "en",
        ("ferries",), "", "a.jpg", "A ferry", front=(("aliases", ["/b/"]), ("retrieved", "2021-12-10"))
    )  # fmt: skip
    text = composing.file(
        draft, "seeds/a.txt", "0" * 12, entities=["Port"], summary="It stays.", proposed=["tags: x"]
    )
    assert text == (
        "---\ntitle: A\ndate: 2021-12-09\ndate_basis: a guess\nsource: Harbour News\nurl: https://example.org/a\n"
        "author: [Ann Lee]\nlang: en\ntags: [ferries]\nentities: [Port]\nsummary: It stays.  # taken from the text\n"
        "image: a.jpg\nimage_alt: A ferry\naliases: [/b/]\nseed: seeds/a.txt 000000000000 "
        + text.split("0" * 12)[1].split()[0]
        + "\nretrieved: 2021-12-10\n# ? tags: x\n---\n\nText.\n"
    )


def test_files_lie_by_date_and_the_undated_apart() -> None:
    for date, path in {
        "2021-12-09 10:30": "articles/2021/2021-12-09-a.md",
        "2021-12": "articles/2021/2021-12-a.md",
        "2021": "articles/2021/2021-a.md",
        "": "articles/undated/a.md",
        "2021/../../x": "articles/undated/a.md",
    }.items():
        assert composing.path(Draft("a", "A", "x", date), "a") == path
    assert (
        composing.path(Draft("a", "A", "x", files=(("b.png", b""),)), "a")
        == "articles/undated/a/index.md"
    )
    assert composing.path(Draft("a", "A", "x", "2021", kind="pages"), "a") == "pages/a.md"


def test_an_address_nobody_may_open_is_left_out() -> None:
    assert "javascript" not in composing.file(
        Draft("a", "A", "x", url="javascript:alert(1)"), "a", "0" * 12
    )


def test_a_summary_is_the_first_paragraph_that_fits() -> None:
    rules = ("extra",)
    first = "The ferry stayed in port on Monday, nobody knows why."
    assert (
        composing.summary(Draft("a", "A", f"![x](a.png)\n\nPhoto: Ann\n\n{first}"), rules) == first
    )
    long = " ".join([first] * 9)
    assert composing.summary(Draft("a", "A", long), rules) == " ".join([first] * 5)
    assert composing.summary(Draft("a", "A", "word " * 200), rules).endswith(" …")
    assert composing.summary(Draft("a", "A", "Short."), rules) == ""
