"""Tests of filling a layout with a page's values."""

from typing import Any

import pytest

from digest import render
from digest.fingerprint import fingerprint
from digest.layouts import Layouts
from digest.model import File, Page, Text
from digest.problems import Problem
from digest.stock import Stock


def known(**sources: str) -> Layouts:
    named = {f"{name}.html": text for name, text in sources.items()}
    origins = {name: f"layouts/{name}" for name in named}
    return Layouts(named, {}, (), origins, {}, fingerprint(named))


def page(layout: str = "x.html", **values: Any) -> Page:
    return Page("a/index.html", layout, values, "content/articles/a.md", 7)


def rendered(layouts: Layouts, page: Page) -> File | Problem:
    return render.page(layouts, Stock({}, {}, {}), lambda path: Text(), page)


def problem(layout: str = "x.html", **sources: str) -> Problem:
    found = rendered(known(**sources), page(layout))
    assert isinstance(found, Problem)
    return found


def test_a_page_becomes_a_file() -> None:
    found = rendered(known(x="é {{ a }}\n"), page(a="<b>"))
    assert found == File("a/index.html", "é &lt;b&gt;\n".encode())


def test_a_layout_nobody_made_is_told_where_it_was_chosen() -> None:
    found = problem("nobody.html", x="")
    assert (found.path, found.line) == ("content/articles/a.md", 7)
    assert found.message == "there is no layout nobody.html (for /a/index.html)"
    assert found.hint == "make layouts/nobody.html, or take `layout:` out"


@pytest.mark.parametrize(
    ("sources", "place", "line", "words"),
    [
        ({"x": "\n\n{{ nobody }}"}, "layouts/x.html", 3, "'nobody' is undefined"),
        ({"x": "\n{% if %}\n"}, "layouts/x.html", 2, "Expected an expression"),
        ({"x": "\n{{ 1|nofilter }}"}, "layouts/x.html", 2, "nofilter"),
        ({"x": "\n{{ 1 / 0 }}"}, "layouts/x.html", 2, "ZeroDivisionError"),
        ({"x": '\n{% include "no.html" %}'}, "layouts/x.html", 2, "there is no layout no.html"),
        ({"x": '{% extends "no.html" %}'}, "layouts/x.html", 1, "there is no layout no.html"),
        (
            {"x": '{% include "y.html" %}', "y": "\n\n{{ z }}"},
            "layouts/y.html",
            3,
            "'z' is undefined",
        ),
        ({"x": '{% include "y.html" %}', "y": "\n{% for %}"}, "layouts/y.html", 2, "Expected"),
        ({"x": '\n{% include "x.html" %}'}, "layouts/x.html", 2, "RecursionError"),
        ({"x": "{{ range(3).nobody }}"}, "layouts/x.html", 1, "has no attribute 'nobody'"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_mistake_is_told_at_its_line_with_the_page_it_was_for(
    sources: dict[str, str], place: str, line: int, words: str
) -> None:
    found = problem(**sources)
    assert (found.path, found.line) == (place, line)
    assert words in found.message
    assert found.message.endswith("(for /a/index.html of content/articles/a.md)")


def test_the_same_page_gives_the_same_bytes() -> None:
    layouts = known(x="{% for a in b %}{{ a }}{% endfor %}")
    assert rendered(layouts, page(b=[1, 2])) == rendered(layouts, page(b=[1, 2]))


def test_a_page_that_fails_leaves_the_next_one_alone() -> None:
    layouts = known(x="{{ a }}")
    assert isinstance(rendered(layouts, page()), Problem)
    assert rendered(layouts, page(a=1)) == File("a/index.html", b"1")


def test_a_changed_layout_is_used_at_once() -> None:
    for text in ("one", "two", "three", "one"):
        assert rendered(known(x=text), page()) == File("a/index.html", text.encode())
