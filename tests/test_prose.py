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
