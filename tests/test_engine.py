"""Tests that our environment writes what Jinja's own would."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import markupsafe
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from digest import build, config, layouts, memory, stock, workers
from digest.layouts import Layouts
from digest.model import Card, Date, Label, Masthead, Scope
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
        "{{ _('A & b') }}{{ _('%(a)s & %(b)s', b=text, a=1) }}{{ _('%(a)s & %(b)s', a=markup, b=text) }}",
        "{{ _('100 %') }}{{ _('100 %% of %(a)s', a=text) }}{{ _('%(a)s', a=markup) }}{{ _('') }}",
        "{{ m(_('<%(a)s>', a=text), _('b')) }}{{ _(text)|upper }}{{ pgettext('c', '%(a)s!', a=m(text)) }}",
        "{% set x = _('<%(a)s>', a=markup) %}{{ x }}{{ [_('a'), _('%(a)s', a=_('<%(b)s', b=text))] }}",
        "{% for n in [0, 1, 2, 12345] %}{{ ngettext('%(num)s <a', '%(num)s as', n) }}{% endfor %}",
        "{{ ngettext('%(num)s %(a)s', '%(num)s %(a)ss', 2, a=markup) }}{{ npgettext('c', 'a', 'b', 1) }}",
        "{% for _ in numbers %}{{ _ }}{% endfor %}",
        "{% macro _(a) %}own {{ a }}{% endmacro %}{{ _('a') }}",
        "{{ _('%(a)s') }}{{ _('%(a)s', b=1) }}",
        "{{ _('%(a)s', a=nobody) }}",
        "{{ _('a', 'b') }}",
        "{{ tongue }}{{ tongue is defined }}{{ 12345|number }}",
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


OTHER = Masthead("B", "https://example.com/", "/", "de", "", "", ())


def card(title: str, **changes: Any) -> Card:
    """A card as pages show it."""
    values: dict[str, Any] = {
        "url": "articles/a/",
        "title": title,
        "date": Date("2024-05-01", 1714521600),
        "summary": "",
        "source": Label("sources/s/", "<S>"),
        "tags": (Label("tags/t/", "T"),),
        "lang": "en",
        "draft": False,
    }
    return Card(**(values | changes))


@pytest.mark.parametrize(
    "macro",
    [
        "{{ it.title }} {{ it.url|url }} {{ it.date|date }} {{ site.title }} {{ more }}",
        "{{ it.title }}{{ text }}",
        "{{ it.title }}{{ range(3)|list }}{{ it.tags[0].name }}",
        "{% set n = namespace(count=0) %}{% set n.count = n.count + 1 %}{{ n.count }}{{ it.title }}",
        "{% do list.append(it.title) %}{{ list }}",
        "{% autoescape false %}{{ it.title }}{{ site.title }}{% endautoescape %}",
        "{{ it.nobody }}",
    ],
)
def test_what_a_macro_made_of_a_card_is_made_again_where_anything_differs(macro: str) -> None:
    parts = f"{{% macro m(it, more=2) %}}[{macro}]{{% endmacro %}}"
    source = (
        '{% from "parts.html" import m with context %}{% for it in cards %}{{ m(it) }}{{ m(it, 1) }}'
        "{{ m(it, true) }}{{ m(it, '1') }}{{ m(it, markup) }}{{ m(it, more=3) }}{% endfor %}"
        "{% autoescape false %}{{ m(cards[0]) }}{{ m(cards[0], '<') }}{% endautoescape %}{{ m(cards[0])|length }}"
    )
    known = sources(x=source, parts=parts)
    ours, plain = layouts.environment(known), jinjas_own(known)
    one, other = card("<one>"), card("two", lang="ar", source=None)
    loose = SimpleNamespace(title="L", base="/", language="en")
    for site in (TOP, OTHER, TOP, loose):
        for cards in ([one, one], [other, one], [card("<one>")], [card("three") for _ in range(3)]):
            for text in ("<b>", Markup("<b>")):
                values = {"site": site, "cards": cards, "text": text, "list": [], "markup": text}
                expected = outcome(plain, values | {"list": []})
                assert outcome(ours, values | {"list": []}) == expected


def test_no_more_is_remembered_of_cards_than_there_is_room_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("digest.engine._MOST", 10)
    parts = "{% macro m(it) %}{{ it.title }}{% endmacro %}"
    source = (
        '{% from "parts.html" import m with context %}{% for it in cards %}{{ m(it) }}{% endfor %}'
    )
    made = layouts.environment(sources(x=source, parts=parts)).get_template("x.html")
    for turn in range(5):  # cards die between the pages, others take their place in memory
        titles = [f"{turn}.{number} " for number in range(25)]
        assert made.render(site=TOP, cards=map(card, titles)) == "".join(titles)


@pytest.mark.parametrize(
    "source",
    [
        '{% extends "base.html" %}{% block a %}A{{ super() }}{% endblock %}',
        '{% extends "base.html" %}lost{% set x = 1 %}{% block b %}{{ x is defined }}{{ text }}{% endblock %}',
        '{% extends "middle.html" %}{% block a %}{{ self.b() }}{{ super() }}{{ super.super() }}{% endblock %}',
        '{% if text %}{% extends "base.html" %}{% endif %}seen{% block a %}mine{% endblock %}',
        '{% if none %}{% extends "base.html" %}{% endif %}seen{% block a %}mine{% endblock %}',
        '{% extends "base.html" %}{% extends "middle.html" %}',
        '{% include "leaf.html" %}{% include "leaf.html" without context %}{% include "no.html" ignore missing %}.',
        '{% include ["no.html", "leaf.html"] %}{% for n in numbers %}{% include "leaf.html" %}{% endfor %}',
        '{% macro m() %}<{% include "leaf.html" %}>{% endmacro %}{{ m() }}',
        '{% set x %}{% include "leaf.html" %}{% endset %}{{ x }}',
        '{% filter upper %}{% include "leaf.html" %}{% block a %}b{% endblock %}{% endfilter %}',
        "{% for n in numbers if n %}{{ n }}{% block a scoped %}{{ n }}{% endblock %}{% else %}none{% endfor %}",
        "{% for n in numbers %}{% if n == 1 %}{% continue %}{% elif none %}{% break %}{% endif %}{{ n }}{% endfor %}",
        "{% for t in tree recursive %}<{{ t.n }}{{ loop(t.down) }}>{% endfor %}",
        "{% block a required %}{% endblock %}",
        '{% extends "wants.html" %}',
        '{% import "leaf.html" as leaf with context %}{{ leaf }}{% from "leaf.html" import x with context %}{{ x }}',
        "{% with x = text %}{{ x }}{% block a %}{{ x is defined }}{% endblock %}{% endwith %}",
        "{{ none.nobody }}before {{ text }}",
        "",
    ],
)
def test_layouts_that_stand_on_others_give_what_they_give_in_plain_jinja(source: str) -> None:
    known = sources(
        x=source,
        base="<{% block a %}a{{ text }}{% endblock %}|{% block b %}b{% endblock %}|{{ self.a() }}>",
        middle='{% extends "base.html" %}{% block a %}middle {{ super() }}{% endblock %}',
        wants="{% block a required %}{% endblock %}",
        leaf="{% set x = 3 %}leaf {{ numbers is defined }} {{ n|default('-') }}",
    )
    values = VALUES | {"tree": [{"n": 1, "down": [{"n": "<", "down": []}]}]}
    assert outcome(layouts.environment(known), values) == outcome(jinjas_own(known), values)


def test_an_error_tells_the_line_of_the_layout() -> None:
    source = (
        "one\n{{ text }}\n{{ markup }}{% block a %}\n\n{{ text }}\n{{ nobody }}\n{% endblock %}"
    )
    made = layouts.environment(sources(x=source)).get_template("x.html")
    with pytest.raises(jinja2.UndefinedError) as caught:
        made.render(VALUES)
    assert [entry.lineno + 1 for entry in caught.traceback if str(entry.path).endswith("x.html")][
        -1
    ] == 6
