"""Tests of turning Markdown into safe HTML."""

import time

import pytest

from digest.model import Text
from digest.problems import Problem
from digest.prose import prose

EXTENSIONS = ("extra", "sane_lists", "toc")


def told(body: str) -> Text | Problem:
    return prose(body, EXTENSIONS, "a.md", 1)


def text(body: str) -> Text:
    found = told(body)
    assert isinstance(found, Text), found
    return found


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
