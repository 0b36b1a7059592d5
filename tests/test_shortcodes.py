"""Tags of other generators become Markdown where they are plain, and are told where not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import shortcodes
from digest.shortcodes import HUGO, LIQUID, ZOLA, Grammar, Tag

pieces = st.lists(
    st.sampled_from(
        [
            "{%",
            "%}",
            "{{",
            "}}",
            "{{<",
            ">}}",
            "{{/*",
            "*/}}",
            " a ",
            "end",
            "raw",
            "\n",
            "(",
            ")",
            '"',
            "|",
            "{#",
            "#}",
            "x=1",
        ]
    )
).map("".join)


@given(pieces, st.sampled_from([HUGO, ZOLA]))
def test_tags_that_nobody_knows_stay_as_they_are(text: str, grammar: Grammar) -> None:
    made, left = shortcodes.turned(text, 1, grammar, lambda tag: None)
    assert made == text or "/*" in text
    assert all(each.source in text for each in left)


@pytest.mark.parametrize(
    "tag, made",
    [
        ('{% image "a b.png" "Alt [x]" %}', r"![Alt \[x\]](a%20b.png)"),
        (
            '{% include figure.html src="/a.png" alt="A" %}',
            '{% include figure.html src="/a.png" alt="A" %}',
        ),
        ("{% youtube abc %}", "<https://www.youtube.com/watch?v=abc>"),
        ("{% youtube <x> %}", "{% youtube <x> %}"),
        ("{% gist ann 12 %}", "<https://gist.github.com/ann/12>"),
        ("{% tweet 12 %}", "<https://x.com/i/status/12>"),
        (
            "{% note %}\nMind.\n{% endnote %}",
            '\n<div class="note" markdown="1">\n\nMind.\n\n</div>\n',
        ),
        ("{% if x %}a{% endif %}", "{% if x %}a{% endif %}"),
    ],
)
def test_plain_tags_become_markdown(tag: str, made: str) -> None:
    assert shortcodes.turned(tag, 1, LIQUID, shortcodes.plain)[0] == made


def test_lines_are_counted_through_everything() -> None:
    text = "a\n{% x %}\n\n{% note %}\nb\n{% y %}\n{% endnote %}\n\n{{ 'z' }}{% z %}"
    _, left = shortcodes.turned(
        text, 10, LIQUID, lambda tag: "z" if tag.value else shortcodes.plain(tag)
    )
    assert [(each.name, each.line) for each in left] == [("x", 11), ("y", 15), ("z", 18)]


def test_what_is_shown_rather_than_meant_loses_only_its_guard() -> None:
    assert shortcodes.turned("{{</* x */>}}", 1, HUGO, lambda tag: "!")[0] == "{{< x >}}"
    assert shortcodes.turned("{{/* x() */}}", 1, ZOLA, lambda tag: "!")[0] == "{{ x() }}"


@pytest.mark.parametrize(
    "expression, worth",
    [
        ('"/a" | relative_url', "/a"),
        ("'a/b' | url", "/a/b"),
        ("site.baseurl | append: '/x'", "/x"),
        ('"x" | prepend: site.baseurl', "x"),
        ("page['title'] | upcase", "AN A"),
        ("site.other", None),
        ('"x" | team', None),
        ('"Some Words!" | slugify', "some-words"),
        ('"https://a.example" | url', "https://a.example"),
    ],
)
def test_expressions_are_worked_out_where_they_are_plain(
    expression: str, worth: str | None
) -> None:
    assert shortcodes.worth(expression, {"site.baseurl": "", "page.title": "An a"}) == worth


def test_arguments_have_names_or_none() -> None:
    assert shortcodes.arguments("""a "b c" key='d' other=e""") == (
        ("a", "b c"),
        {"key": "d", "other": "e"},
    )


@pytest.mark.parametrize("sign", ["{%", "{% a ", "{{", "{{< a >}}", "{% a %}", "{{< a ", "{% a( "])
def test_no_text_takes_long(sign: str) -> None:
    for grammar in (LIQUID, HUGO, ZOLA):
        shortcodes.turned(sign * 40_000, 1, grammar, shortcodes.plain)


def test_a_tag_knows_what_it_encloses() -> None:
    seen: list[Tag] = []
    shortcodes.turned("{% a x %}in{% enda %}", 1, LIQUID, seen.append)
    assert (seen[0].name, seen[0].rest, seen[0].inner) == ("a", "x", "in")


def test_frames_become_links() -> None:
    made = shortcodes.unframed(
        'a <iframe width="1" src="//www.youtube.com/embed/x1?rel=0" title="A film"></iframe> '
        "<iframe src='https://example.org/map'></iframe><iframe src=\"javascript:x\"></iframe>"
    )
    assert made == (
        'a <a href="https://www.youtube.com/watch?v=x1">A film</a> '
        '<a href="https://example.org/map">https://example.org/map</a><iframe src="javascript:x"></iframe>'
    )
