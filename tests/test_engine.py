"""Tests that our environment writes what Jinja's own would."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import markupsafe
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from digest import build, config, layouts, memory, stock, workers
from digest.layouts import Layouts
from digest.model import Masthead, Scope
from tests.conftest import NOW
from tests.golden import SITE

TOP = Masthead("A <site>", "https://example.org/digest/", "/digest/", "en", "", "", ())


def jinjas_own(known: Layouts) -> jinja2.Environment:
    """The environment that ours stands for."""
    ours = layouts.environment(known)
    made = jinja2.Environment(
        loader=ours.loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=[*ours.extensions],
    )
    made.globals = dict(ours.globals)
    made.filters.update(layouts.FILTERS)
    return made


def sources(**named: str) -> Layouts:
    return Layouts({f"{name}.html": text for name, text in named.items()}, {}, (), {}, {}, "")


def outcome(environment: jinja2.Environment, values: dict[str, Any]) -> str:
    try:
        return environment.get_template("x.html").render(values)
    except jinja2.TemplateError as error:
        return f"{type(error).__name__}: {error}"
    except TypeError as error:
        return f"TypeError: {error}"


def test_every_page_of_the_golden_site_is_what_plain_jinja_makes(tmp_path: Path) -> None:
    root = tmp_path / "site"
    shutil.copytree(SITE, root)
    settings, known = config.load(root), memory.load(root)
    planned = build.prepare(root, settings, known, workers.Here(), Scope(NOW))
    ours, plain = layouts.environment(planned.layouts), jinjas_own(planned.layouts)
    assert len(planned.pages) > 20
    for page in planned.pages.values():
        values = {
            name: stock.filled(value, planned.stock, known.text)
            for name, value in page.values.items()
        }
        expected = plain.get_template(page.layout).render(values)
        assert ours.get_template(page.layout).render(values) == expected, page.path


@given(st.text(), st.text(), st.sampled_from([1, 300]))
def test_long_texts_are_escaped_as_short_ones_are(one: str, other: str, times: int) -> None:
    text = (one + "<&>'\"é’" + other) * times
    made = layouts.environment(sources(x="{{ text|forceescape }}")).get_template("x.html")
    for value in (text, Markup(text)):  # noqa: S704 - the very thing to escape
        assert made.render(text=value) == str(markupsafe.escape(text))


class Shown:
    """Something that says itself what it looks like in HTML, and has an attribute that a dict's key hides."""

    def __html__(self) -> str:
        return "<i>"

    @property
    def broken(self) -> str:
        """An attribute that is none."""
        raise AttributeError("broken")


VALUES = {
    "site": TOP,
    "text": "<b>&'\"",
    "markup": Markup("<b>"),
    "numbers": [0, 1, 2.5, True, None],
    "table": {"a": "<", "items": 3},
    "shown": Shown(),
    "none": None,
}
MACROS = (
    "{% macro m(a, b=2) %}[{{ a }}|{{ b }}|{{ text }}]{% endmacro %}"
    "{% macro more(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}"
    "{% macro around(a) %}<{{ a }}>{{ caller(a) }}</>{% endmacro %}"
    "{% macro deep(n) %}{{ n }}{% if n %}{{ deep(n - 1) }}{% endif %}{% endmacro %}"
    "{% macro mine(caller) %}{{ caller }}{% endmacro %}"
)


@pytest.mark.parametrize(
    "source",
    [
        "{{ text }} {{ markup }} {{ shown }} {{ none }} {% for n in numbers %}{{ n }} {% endfor %}",
        "{{ table.a }} {{ table.items }} {{ table['items'] }} {{ text.upper() }} {{ site.title }}",
        "{{ table.nobody }}",
        "{{ shown.broken }}",
        "{{ nobody.title }}",
        "{{ nobody }}",
        "{{ text.nobody is defined }} {{ nobody is defined }} {{ table.b|default('none') }}",
        "{{ m(text) }} {{ m(markup, text) }} {{ m(1, b=text) }} {{ m(b=1, a=2) }} {{ m() }}",
        "{{ m(text) }} {{ m(markup, text) }} {{ m(1, b=text) }} {{ m(b=1, a=2) }}",
        "{{ m(1, 2, 3) }}",
        "{{ m(1, c=3) }}",
        "{{ more(1, 2, text, c=markup) }}",
        "{% call(x) around(text) %}({{ x }}){% endcall %} {% call m(1) %}{% endcall %}",
        "{{ around(text) }}",
        "{{ mine(text) }} {{ mine() is defined }}",
        "{{ deep(3) }}",
        "{% autoescape false %}{{ text }}{{ m(text) }}{{ site.title }}{% endautoescape %}{{ m(text) }}",
        "{% set list = [] %}{% do list.append(text) %}{{ list }}{{ list.pop(0) }}{{ list.pop }}",
        "{% set d = {} %}{% do d.update({'a': 1}, b=text) %}{{ d }}{{ d.get('c') }}",
        "{{ [].pop() }}",
        "{% block b %}{{ text }}{% endblock %}{{ self.b() }}{{ self.b }}",
        "{% block b %}{{ text }}{% endblock %}{{ self.b(1) }}",
        "{{ text.replace('b', markup) }} {{ markup.upper() }} {{ text.startswith('<') }}",
        "{% filter upper %}{{ text }}{% endfilter %}{{ text ~ markup }}{% set x %}{{ text }}{% endset %}{{ x }}",
        "{{ text|forceescape }} {{ markup|forceescape }} {{ shown|forceescape }} {{ 3|forceescape }}",
        "{% for n in numbers %}{{ loop.index }}{{ loop.last }}{{ m(loop.index, n) }}{% endfor %}",
        "{% for a, b in table.items() %}{{ a }}{% endfor %}",
    ],
)
def test_a_layout_gives_what_it_gives_in_plain_jinja(source: str) -> None:
    imported = '{% from "macros.html" import m, more, around, deep, mine with context %}'
    for text in (MACROS + source, imported + source):
        known = sources(x=text, macros=MACROS)
        assert outcome(layouts.environment(known), VALUES) == outcome(jinjas_own(known), VALUES)


@pytest.fixture(
    params=[
        "{% macro m() %}{{ a|default('none') }} {{ 'x/'|url }} {{ b }}{% endmacro %}",
        "{% set n = namespace(count=0) %}{% macro m() %}{% set n.count = n.count + 1 %}{{ n.count }}{% endmacro %}",
        "{% set list = [] %}{% macro m() %}{% do list.append(b) %}{{ list }}{% endmacro %}",
        '{% macro m() %}{% include "other.html" %}{% endmacro %}',
        "{{ a }}{% macro m() %}{{ b }}{% endmacro %}",
        "{% macro m(x=[]) %}{% do x.append(b) %}{{ x }}{% endmacro %}",
        "{# nothing #} words {% macro m() %}{{ site.title }}{{ range(3)|list }}{% endmacro %}",
        '{% from "other.html" import o with context %}{% macro m() %}{{ o() }}{% endmacro %}',
        "{% macro m() %}{% autoescape false %}{{ a }}{{ b }}{% endautoescape %}{{ b }}{% endmacro %}",
    ]
)
def macros(request: pytest.FixtureRequest) -> Iterator[str]:
    yield request.param


@pytest.mark.parametrize(
    "importing",
    [
        '{% from "macros.html" import m with context %}{{ m() }}{{ m() }}',
        '{% import "macros.html" as it with context %}{{ it.m() }}{{ it }}',
        '{% set b = "set" %}{% from "macros.html" import m with context %}{{ m() }}',
        '{% for b in (1, 2) %}{% from "macros.html" import m with context %}{{ m() }}{% endfor %}',
    ],
)
def test_what_macros_see_of_one_page_is_nothing_to_the_next(macros: str, importing: str) -> None:
    other = "{{ a }}{% macro o() %}{{ a }}{{ b }}{% endmacro %}"
    known = sources(x=importing, macros=macros, other=other)
    ours, plain = layouts.environment(known), jinjas_own(known)
    elsewhere = Masthead("B", "https://example.com/", "/", "en", "", "", ())
    for values in (
        {"site": TOP, "a": "<1>", "b": 1},
        {"site": TOP, "a": Markup("<1>"), "b": True},
        {"site": elsewhere, "a": "<1>", "b": 1.0},
        {"site": TOP, "b": 1},
        {"site": TOP, "a": "<1>", "b": 1},
    ):
        assert outcome(ours, values) == outcome(plain, values)
