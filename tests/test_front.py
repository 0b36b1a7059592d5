"""Tests of splitting a content file into front matter and body."""

import json
import time
from datetime import date
from datetime import time as clock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.front import Front, front, typed
from digest.problems import Problem


def parsed(text: str) -> Front:
    found = front(text, "a.md")
    assert isinstance(found, Front)
    return found


def test_a_tab_and_a_long_run_of_spaces_take_no_time() -> None:
    before = time.process_time()
    assert front("---\ntitle: a\t" + " " * 150_000 + "b\n---\n", "a.md")
    assert time.process_time() - before < 2


def test_a_head_that_never_ends_is_a_body() -> None:
    before = time.process_time()
    assert parsed("title: x\n" + "    y\n" * 300_000).values == {}
    assert time.process_time() - before < 2


def refused(text: str) -> Problem:
    found = front(text, "a.md")
    assert isinstance(found, Problem)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "+++\nx." + "a." * 60 + "b = 1\n+++\n",
        "+++\nx." + "a." * 90_000 + "b = 1\n+++\n",
        "+++\n[" + "a." * 90_000 + "b]\n+++\n",
        "+++\nx = {" + "a." * 90_000 + "b = 1}\n+++\n",
        "+++\n" + '"a b".' * 30_000 + "b = 1\n+++\n",
        "+++\n" + "\n" * 190_000 + "b\n+++\n",
        "+++\n" + "a" * 190_000 + "\n+++\n",
        "+++\n" + '"' * 190_000 + "\n+++\n",
        "+++\nx = " + "[" * 90_000 + "\n+++\n",
        "+++\nx = [" + "1," * 6_000 + "]\n+++\n",
        '{"x": [' + "1," * 6_000 + "1]}",
        '{"x": "' + "y" * 300_000 + '"}',
        '{"x": ' + "[" * 90_000,
        '{"x": ' + '{"a":' * 90_000,
        '{"x": "' + "y" * 300_000 + '", "z": ' + "[" * 90_000,
        "{" + ",".join(f'"k{number}": 1' for number in range(15_000)) + "}",
        "---\nx: " + "[" * 90_000 + "\n---\n",
        "---\n" + "- " * 90_000 + "\n---\n",
        "---\nx:\n" + "- y\n" * 6_000 + "---\n",
        "---\nx: " + "y" * 300_000 + "\n---\n",
        "---\na: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(
            f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n"
            for old, new in zip("abcdefgh", "bcdefghi", strict=True)
        )
        + "---\n",
    ],
    ids=lambda text: text[:12] + str(len(text)),
)
def test_front_matter_beyond_all_measure_is_a_problem_and_quickly(text: str) -> None:
    before = time.process_time()
    assert refused(text).severity == "error"
    assert time.process_time() - before < 2


@pytest.mark.parametrize(
    ("text", "values", "body", "body_line"),
    [
        ("---\ntitle: A\n---\nBody\n", {"title": "A"}, "Body\n", 4),
        ("\n\n---\ntitle: A\n---\nBody\n", {"title": "A"}, "Body\n", 6),
        ("---\ntitle: A\n...\nBody\n", {"title": "A"}, "Body\n", 4),
        ("---  \ntitle: A\n---  \nBody\n", {"title": "A"}, "Body\n", 4),
        ("---\ntitle: A\n---", {"title": "A"}, "", 3),
        ("---\n---\nBody\n", {}, "Body\n", 3),
        ("---\n# only a comment\n---\nBody\n", {}, "Body\n", 4),
        ("---\ntitle: A\n---\n    indented\n", {"title": "A"}, "    indented\n", 4),
        ("---\ntitle: A\n---\n\n---\n\nrule\n", {"title": "A"}, "\n---\n\nrule\n", 4),
        ('+++\ntitle = "A"\n+++\nBody\n', {"title": "A"}, "Body\n", 4),
        ('{"title": "A"}\nBody\n', {"title": "A"}, "Body\n", 2),
        ('{\n "title": "A"\n}\n\nBody\n', {"title": "A"}, "\nBody\n", 4),
        ("Title: A\nDate: 2021\n\nBody\n", {"title": "A", "date": "2021"}, "\nBody\n", 3),
        ("Title: A\nTags: a,\n    b\n\nBody\n", {"title": "A", "tags": "a, b"}, "\nBody\n", 4),
        ("Body\n", {}, "Body\n", 1),
        ("", {}, "", 1),
        ("Note: this is a sentence\nof a text.\n", {}, "Note: this is a sentence\nof a text.\n", 1),
        ("----\nno front matter\n", {}, "----\nno front matter\n", 1),
        ("{{< shortcode >}}\n", {}, "{{< shortcode >}}\n", 1),
    ],
)
def test_every_format_is_split_at_its_line(
    text: str, values: dict[str, str], body: str, body_line: int
) -> None:
    found = parsed(text)
    assert (found.values, found.body, found.body_line) == (values, body, body_line)
    assert text.endswith(found.body)
    assert text[: len(text) - len(found.body)].count("\n") in (body_line - 1, body_line - 2)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NO", "NO"),
        ("no", "no"),
        ("on", "on"),
        ("010", "010"),
        ("0777", "0777"),
        ("1.10", "1.10"),
        ("10:00", "10:00"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("1e3", "1e3"),
        (".5", ".5"),
        ("2021-12-09", "2021-12-09"),
        ("2021-02-30", "2021-02-30"),
        ("2014-05-05 14:17:39 -0400", "2014-05-05 14:17:39 -0400"),
        ("9" * 4_300, "9" * 4_300),
        ("true", True),
        ("False", False),
        ("12", 12),
        ("-3", -3),
        ("1.5", 1.5),
        ('"12"', "12"),
        ("'true'", "true"),
        ("~", None),
        ("null", None),
        ("", None),
        ('""', ""),
        ("!!python/object:os.system x", "x"),
        ("C#", "C#"),
        ("a # comment", "a"),
        ("|\n  two\n  lines", "two\nlines\n"),
    ],
)
def test_nothing_is_guessed_from_how_a_value_looks(written: str, value: object) -> None:
    found = typed(parsed(f"---\nkey: {written}\n---\n").values["key"])
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("---\ntitle: A\n", 1, "never closed"),
        ("\n\n---\ntitle: A\n", 3, "never closed"),
        ("+++\ntitle = 1\n", 1, "never closed"),
        ("---\ntitle: A: B\n---\n", 2, "not YAML"),
        ("---\ntitle: A\ndate: [1\n---\n", 4, "not YAML"),
        ("---\ntitle: A\n\tdate: 1\n---\n", 3, "not YAML"),
        ("---\ntitle: 'A\n---\n", 3, "not YAML"),
        ("---\ntitle: %A\n---\n", 2, "not YAML"),
        ("---\ntitle: @A\n---\n", 2, "not YAML"),
        ("---\na: \x07\n---\n", 2, "not YAML"),
        ('---\na: "\\ud800"\n---\n', 2, "not YAML"),
        ("---\n- a\n- b\n---\n", 2, "not a list of"),
        ("---\njust words\n---\n", 2, "not a list of"),
        ("---\na: 1\nb: *nobody\n---\n", 3, "points at nothing"),
        ("---\na: &a [*a]\n---\n", 2, "points at nothing"),
        ("---\n[a, b]: c\n---\n", 2, "can't be a key"),
        ("+++\ntitle = A\n+++\n", 2, "not TOML"),
        ("+++\na = 1\na = 2\n+++\n", 3, "not TOML"),
        ("+++\na = 1\nb = 2021-02-30\n+++\n", 3, "not TOML"),
        ("+++\na = " + "9" * 5_000 + "\n+++\n", 2, "not TOML"),
        ('{"a": 1,}', 1, "not JSON"),
        ('{"a": 1,\n"b": }', 2, "not JSON"),
        ('{"a": ' + "9" * 5_000 + "}", 1, "not JSON"),
    ],
)
def test_what_can_not_be_parsed_is_a_problem_at_its_line(text: str, line: int, words: str) -> None:
    found = refused(text)
    assert words in found.message
    assert found.path == "a.md"
    assert found.line in (line, line - 1) if "\x07" in text or "'A" in text else found.line == line


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("---\n\ntitle: A\ntags:\n- x\n- y\ndate: 1\n---\n", {"title": 3, "tags": 4, "date": 7}),
        ("+++\ntitle = 'A'\n\n[extra]\ndate = 1\n+++\n", {"title": 2, "extra": 4}),
        ('{\n"title": "A",\n"date": 1\n}\n', {"title": 2, "date": 3}),
        ("Title: A\nDate: 1\n\n", {"title": 1, "date": 2}),
    ],
    ids=["yaml", "toml", "json", "head"],
)
def test_each_key_knows_its_line(text: str, lines: dict[str, int]) -> None:
    assert parsed(text).lines == lines


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\na: 1\nb: 2\na: 3\n---\n", 4),
        ("---\nA: 1\na: 3\n---\n", 3),
        ("Title: 1\nDate: 1\nTitle: 3\n\n", 3),
    ],
)
def test_a_key_given_twice_is_told_and_the_last_counts(text: str, line: int) -> None:
    found = parsed(text)
    assert [(each.line, each.severity) for each in found.problems] == [(line, "warning")]
    assert found.values.get("a", found.values.get("title")) == "3"


def test_keys_are_lower_case_with_underscores() -> None:
    assert list(parsed("---\nLast-Modified: 1\nTITLE: 2\n---\n").values) == [
        "last_modified",
        "title",
    ]


def test_tabs_that_nobody_sees_are_no_matter() -> None:
    values = parsed("---\ntags:\n- a\t\n- b \t\ntitle: A\t\n---\n").values
    assert values == {"tags": ["a", "b"], "title": "A"}


def test_aliases_are_followed() -> None:
    values = parsed("---\na: &x [1, 2]\nb: *x\nc: &y z\nd: *y\n---\n").values
    assert (values["b"], values["d"]) == (["1", "2"], "z")


@pytest.mark.parametrize("value", [date(2021, 12, 9), clock(10, 0)])
def test_dates_of_toml_become_texts(value: date | clock) -> None:
    assert typed({"x": [value]}) == {"x": [value.isoformat()]}


FENCES = st.sampled_from(["", "---\n", "+++\n", "{", '{"a": ', "Title: ", "\ufeff", "---\na: &a "])
YAMLISH = st.text(alphabet="ab:-[]{}#&*!|>'\"%@`\n\t ,?~.=+0123\x00\u2028\ud800")


@given(FENCES, st.text(alphabet=st.characters()) | YAMLISH, FENCES, st.text(max_size=20))
def test_no_text_is_too_odd_to_be_split(opening: str, block: str, closing: str, rest: str) -> None:
    text = f"{opening}{block}\n{closing}{rest}"
    found = front(text, "a.md")
    if isinstance(found, Problem):
        assert found.message
        assert 1 <= found.line <= text.count("\n") + 2
    else:
        assert text.endswith(found.body)
        assert 1 <= found.body_line <= text.count("\n") + 1
        typed(found.values)


SCALARS = st.text(
    alphabet=st.characters(max_codepoint=0xD7FF, exclude_categories=["Cc"])
) | st.integers(-(2**53) + 1, 2**53 - 1)


@given(
    st.dictionaries(st.from_regex("[a-z]{1,8}", fullmatch=True), SCALARS | st.lists(SCALARS)),
    st.text(alphabet=st.characters(codec="utf-8")),
)
def test_what_json_says_is_what_is_read(values: dict[str, object], body: str) -> None:
    found = parsed(json.dumps(values) + "\n" + body)
    if values:
        assert (found.values, found.body) == (values, body)


@given(st.dictionaries(st.from_regex("[a-z]{1,8}", fullmatch=True), SCALARS | st.lists(SCALARS)))
def test_what_yaml_says_is_what_is_read(values: dict[str, object]) -> None:
    found = parsed(f"---\n{json.dumps(values, indent=1)}\n---\nBody")
    assert typed(found.values) == values


@pytest.mark.parametrize(
    "text",
    [
        " ---\ntitle: A\ndraft: true\n---\nText\n",
        "----\ntitle: A\n----\nText\n",
        "title: A\ntags:\n - x\nstatus: draft\n---\n\nText\n",
        "\ntitle: A\ndraft: true\n---\nText\n",
    ],
)
def test_what_is_almost_front_matter_is_told_and_not_published(text: str) -> None:
    found = front(text, "a.md")
    assert isinstance(found, Problem) and found.message.startswith("looks like front matter")


@pytest.mark.parametrize(
    "head",
    [
        "Authors: A\nTitle: T\nDate: 2020-07-01\nStatus: draft\n\n",
        "Modified: 2020\nTitle: T\nStatus: draft\n\n",
        "Title: T\nLast Modified: 2020\nStatus: draft\n\n",
        "Title: T\nStatus: draft\n",
        "Title : T\nSummary:\nStatus: draft\n\n",
    ],
)
def test_a_pelican_head_begins_with_any_key_and_ends_where_the_text_begins(head: str) -> None:
    found = front(head + "Text of it.\n", "a.md")
    assert isinstance(found, Front)
    assert (found.values["title"], found.values["status"]) == ("T", "draft")
    assert found.body.strip() == "Text of it."


@pytest.mark.parametrize("text", ["Note: this is no head\n\nText", "---\n\nA rule first\n\n---\n"])
def test_a_text_that_only_resembles_a_head_is_text_or_told(text: str) -> None:
    found = front(text, "a.md")
    assert isinstance(found, Problem) or found.values == {}
