"""Tests of turning Markdown into safe HTML."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Text
from digest.problems import Problem
from digest.prose import prose, summary
from digest.safe import plain, rewrite
from tests.active import active_fragment
from tests.payloads import PAYLOADS

HOST = "example.org"
EXTENSIONS = ("extra", "sane_lists", "toc")


def told(body: str) -> Text | Problem:
    return prose(body, EXTENSIONS, "a.md", 1)


def text(body: str) -> Text:
    found = told(body)
    assert isinstance(found, Text), found
    return found


def resolved(found: Text) -> str:
    """HTML as it stands on a page, where nothing that was referred to is there."""
    return rewrite(
        found.html, lambda address: None if address.startswith("ref:") else address, lambda _: None
    )


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("{% include x.html %}", 1),
        ("{%- if a -%}b{%- endif -%}", 2),
        ("{{ site.title }} and {{ page.url | relative_url }}", 2),
        ("{{< youtube x >}} {{% note %}}", 2),
        ("`{{ site.title }}` is code", 0),
        ("```\n{% raw %}\n```\n", 0),
        ("    {% indented %}\n", 0),
        ("{ % } {{}} {{ }} {%%}", 0),
        ("{% never closed\n%}", 0),
    ],
)
def test_tags_of_other_generators_are_counted_outside_code(body: str, count: int) -> None:
    assert text(body).foreign == count


@pytest.mark.parametrize("piece", ["{%a", "{{<]", "{{ x", "{% ", "{%a %", "{{%", "{"])
def test_tags_that_never_close_take_no_time(piece: str) -> None:
    before = time.process_time()
    assert told(piece * (400_000 // len(piece)))
    assert time.process_time() - before < 2.5


BOLD = "".join(f"<b class=c{number}>" for number in range(200))


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 2_000,
        "<div></b>" * 1_000,
        "<div/>" * 2_000,
        "<div title='<'>" * 20_000,
        "<div>\n" + "<DIV>\n" * 20_000,
        "<div><object></div></object>" * 500,
        f"<div><p>{BOLD}x</p>" + "<p>x</p>" * 1_000 + "</div>",
        f"x <p>{BOLD}x</p>" + "<p>x</p>" * 1_000,
        f"x <ul><li>{BOLD}x" + "<li>x" * 1_000,
        "<i>" + "<b><p>" * 500,
    ],
    ids=lambda body: body[:20].split("\n")[0],
)
def test_html_that_grows_as_browsers_mend_it_is_a_problem_and_quickly(body: str) -> None:
    before = time.process_time()
    assert isinstance(told(body), Problem)
    assert time.process_time() - before < 2.5


@pytest.mark.parametrize(
    "body",
    [
        "<b>word</b> " * 5_000,
        "<br>" * 5_000,
        "<a name='x'/>\n\ntext\n\n" * 500,
        "<p>text\n" * 5_000,
        "<table>\n" + "<tr><td>x<td><b>y</b></td></tr>\n" * 2_000 + "</table>",
        "text <b>never closed\n\n" + "text\n\n" * 2_000,
        "> quoted\n\n- listed\n\n" * 500,
    ],
    ids=lambda body: body[:20].split("\n")[0],
)
def test_long_texts_of_people_pass(body: str) -> None:
    assert text(body).html


TRAPS = {
    "brackets": "[" * 20_000,
    "pictures": "![" * 20_000,
    "double brackets": "[[" * 20_000,
    "links": "[x](" * 20_000,
    "cdata": "<![CDATA[" * 2_000,
    "footnotes": "[^1]" * 3_000,
    "footnote texts": "".join(f"[^{number}]: x\n" for number in range(3_000)),
    "abbreviations": "".join(f"*[a{number}]: x\n" for number in range(3_000)) + "a1 " * 1_000,
    "nested lists": "".join("    " * depth + "- x\n" for depth in range(300)),
    "quotes": "> " * 5_000,
    "stars": "*a **b " * 5_000,
    "underscores": "_" * 20_000,
    "backticks": "`" * 20_000,
    "comments": "<!--" * 5_000,
    "instructions": "<?" * 10_000,
    "open tags": "<div>" * 5_000,
    "open ends": "<" * 20_000,
    "cells": "|a" * 10_000 + "\n" + "|-" * 10_000 + "\n",
    "blanks": " " * 100_000 + "x",
    "lines": "\n" * 100_000 + "x",
    "too long": "x" * 600_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("body", TRAPS.values(), ids=TRAPS)
def test_no_trap_takes_more_than_its_share(body: str) -> None:
    before = time.process_time()
    found = told(body)
    assert time.process_time() - before < 2
    assert isinstance(found, Text) or found.severity == "error"


@pytest.mark.parametrize("name", ["brackets", "cdata", "footnotes", "open ends", "too long"])
def test_known_traps_are_refused_before_markdown_sees_them(name: str) -> None:
    found = told(TRAPS[name])
    assert isinstance(found, Problem)
    assert found.hint.startswith("split the text")


def test_three_hundred_nested_lists_are_a_problem_not_a_crash() -> None:
    found = told(TRAPS["nested lists"])
    assert isinstance(found, Problem)


def test_four_threads_give_the_same_bytes() -> None:
    bodies = [f"# T{number}\n\nx[^{number}] [[a]]\n\n[^{number}]: note\n" for number in range(40)]
    here = [told(body) for body in bodies]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(told, bodies)) == here


def test_a_converter_forgets_the_text_before() -> None:
    alone = text("[x][a] y[^1]\n")
    text("[a]: https://example.org/\n\nz[^1]\n\n[^1]: note\n")
    assert text("[x][a] y[^1]\n") == alone


def test_a_converter_that_failed_is_not_used_again() -> None:
    told(TRAPS["nested lists"])
    assert text("*x*").html == "<p><em>x</em></p>"


def test_the_outline_follows_the_headings() -> None:
    found = text("# One\n\n## Two *words*\n\n# العراق\n\n###\n")
    assert [(each.level, each.text) for each in found.outline] == [
        (2, "One"),
        (3, "Two words"),
        (2, "العراق"),
    ]
    assert all(f'id="{each.id}"' in found.html for each in found.outline)


def test_every_target_is_told_once_with_its_first_line() -> None:
    body = (
        "[a](ref:one)\n\n[[two]] and [[three|words]]\n\n[b](ref:one) [c](d.md)\n\n[e](/f) [g](#h)\n"
    )
    found = prose(body, EXTENSIONS, "a.md", 10)
    assert isinstance(found, Text)
    assert [(each.target, each.line, each.kind) for each in found.references] == [
        ("ref:one", 10, "slug"),
        ("ref:two", 12, "slug"),
        ("ref:three", 12, "slug"),
        ("d.md", 14, "file"),
        ("/f", 16, "file"),
    ]


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("[[a]]", '<p><a class="ref" href="ref:a">a</a></p>'),
        ("[[a|b c]]", '<p><a href="ref:a">b c</a></p>'),
        ("`[[a]]`", "<p><code>[[a]]</code></p>"),
        (r"\[[a]]", "<p>[[a]]</p>"),
        ("[[ ]]", "<p>[[ ]]</p>"),
        ("[[a|*b*]]", '<p><a href="ref:a"><em>b</em></a></p>'),
        ("[x](javascript:alert(1))", "<p><a>x</a></p>"),
        ("[x](y){ onclick=alert(1) }", '<p><a href="y">x</a></p>'),
        ("<script>alert(1)</script>", ""),
        ("{{ 7 * 7 }} {% raw %}", "<p>{{ 7 * 7 }} {% raw %}</p>"),
        ("", ""),
    ],
)
def test_markdown_becomes_safe_html(body: str, html: str) -> None:
    assert text(body).html == html


def test_words_are_counted_without_markup() -> None:
    assert text("one *two* [three](https://example.org/)\n\n- four\n").words == 4


def test_no_payload_stays_active_in_a_body() -> None:
    for payload in PAYLOADS:
        found = told(
            f"{payload.text}\n\n- {payload.text}\n\n[x]({payload.text})\n\n# {payload.text}"
        )
        alone = told(payload.text)
        for each in (found, alone):
            assert isinstance(each, Problem) or active_fragment(resolved(each), HOST) == [], payload


MARKS = st.sampled_from(
    "[ ] ( ) ! * _ ` # > - + 1. | \\ < > & ~~~ ``` [[ ]] [^1] [^1]: {: } : *[ ]: <b> <div> </div> "
    "<div\x20markdown=1> ref: http:// ://[ //[ a b \n \n\n \t".split(" ")
)


@given(st.lists(MARKS, max_size=40).map("".join) | st.text(st.characters(codec="utf-8")))
def test_no_body_is_too_odd(body: str) -> None:
    found = told(body)
    assert isinstance(found, Text), found
    assert active_fragment(resolved(found), HOST) == []
    assert all(1 <= each.line <= body.count("\n") + 1 for each in found.references)


def test_an_extension_that_fails_is_the_articles_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(body: str, extensions: tuple[str, ...]) -> str:
        raise KeyError(body + str(extensions))

    monkeypatch.setattr("digest.prose._convert", fails)
    found = told("x")
    assert isinstance(found, Problem)
    assert found.message.startswith("Markdown gave up: KeyError")


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>First of all.</p><p>Second.</p>", "First of all."),
        ("<h2>x</h2><ul><li>y</li></ul><p>After a list.</p>", "After a list."),
        ('<p><img src="a.png" alt=""></p><p>Text.</p>', "Text."),
        ("<p>" + "word " * 100 + "</p>", "word " * 60 + "…"),
        ("<ul><li>x</li></ul>", ""),
        ("", ""),
    ],
)
def test_a_summary_is_the_first_paragraph(html: str, words: str) -> None:
    found = summary(html)
    assert len(found) <= 302
    assert found == words


@pytest.mark.parametrize("tag", ["{% end %}", "{% endhighlight %}", "{% raw %}", '{% url "x" %}'])
def test_a_liquid_tag_stays_as_text_wherever_it_stands(tag: str) -> None:
    for body in (f"Text\n{tag}", f"{tag}\n\nText", f"# Head {tag}", f"- item {tag}"):
        found = prose(body, EXTENSIONS, "a.md", 1)
        assert isinstance(found, Text)
        assert tag in plain(found.html), (body, found.html)
        assert found.foreign == 1


@pytest.mark.parametrize(
    "body, html",
    [
        (
            "<!-- nolink -->Ann<!-- /nolink --> came.\n\nAnn.",
            "<p><!-- nolink -->Ann<!-- /nolink --> came.</p>\n<p>Ann.</p>",
        ),
        (
            "So <!--NoLink-->Ann\n<!-- /nolink --> came.",
            "<p>So <!-- nolink -->Ann\n<!-- /nolink --> came.</p>",
        ),
        (
            "<!-- nolink -->\n\n*Ann*.\n\n<!-- /nolink -->\n\nAnn.",
            "<!-- nolink -->\n\n<p><em>Ann</em>.</p>\n<!-- /nolink -->\n\n<p>Ann.</p>",
        ),
        (
            "    <!-- nolink -->Ann\n\n```\n<!-- nolink -->Ann\n```",
            '<pre tabindex="0"><code>&lt;!-- nolink --&gt;Ann\n</code></pre>\n'
            '<pre tabindex="0"><code>&lt;!-- nolink --&gt;Ann\n</code></pre>',
        ),
    ],
)
def test_comments_between_which_no_name_is_linked_stay_where_they_are_written(
    body: str, html: str
) -> None:
    assert text(body).html == html
