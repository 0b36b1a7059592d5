"""Tests that words which are the same on each page are set before any page is made."""

import jinja2
import pytest

from digest import layouts
from digest.layouts import Layouts
from digest.words import Entry, Words, key

WORDS = Words(
    "de-AT",
    "de-AT",
    {
        key("Latest"): Entry(("Aktuell & <neu>",)),
        key("%(a)s of %(b)s"): Entry(("aus %(b)s: %(a)s, 100 %%",)),
        key("Other", "kind"): Entry(("Sonstiges",)),
        key("%(num)s article"): Entry(("%(num)s Artikel", "%(num)s Artikel"), "n != 1"),
    },
)


def environment(source: str) -> jinja2.Environment:
    return layouts.environment(Layouts({"x.html": source}, {}, (), {}, {}, "", WORDS))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('<h1>{{ _("Latest") }}</h1>', "<h1>Aktuell &amp; &lt;neu&gt;</h1>"),
        ('{{ pgettext("kind", "Other") }}{{ _("Other") }}', "SonstigesOther"),
        ('{{ _("%(a)s of %(b)s", a=x, b=1) }}', "aus 1: &lt;, 100 %"),
        ('{{ _("%(a)s of %(b)s", a=_("Latest"), b=x)|upper }}', "AUS &lt;: AKTUELL &amp; &lt;NEU&gt;, 100 %"),
        ('{% set all = {"a": _("Latest")} %}{{ all.a }}', "Aktuell &amp; &lt;neu&gt;"),
        ("<p{{ tongue }}>", "<p>"),
    ],
)  # fmt: skip
def test_a_text_is_part_of_the_compiled_layout(source: str, text: str) -> None:
    made = environment(source)
    assert made.get_template("x.html").render(x="<") == text
    code = str(made.compile(source, raw=True))
    assert "gettext(" not in code and "called(" not in code
    assert "resolve('_')" not in code


def test_what_counts_is_asked_for_without_the_context() -> None:
    source = '{{ ngettext("%(num)s article", "%(num)s articles", n) }} {{ n|number }}'
    made = environment(source)
    assert made.get_template("x.html").render(n=12345) == "12.345 Artikel 12.345"
    code = str(made.compile(source, raw=True))
    assert "environment.ngettext(" in code and "environment.number(" in code
    assert "resolve('ngettext')" not in code


def test_a_name_that_a_layout_uses_for_its_own_is_its_own() -> None:
    source = '{% for _ in "ab" %}{{ _ }}{% endfor %}{% set tongue = "x" %}{{ tongue }}'
    assert environment(source).get_template("x.html").render() == "abx"


def test_a_mistake_is_told_at_its_line() -> None:
    source = '\n\n{{ _("%(a)s of %(b)s", a=1) }}'
    with pytest.raises(jinja2.TemplateRuntimeError, match="has a place for 'b'"):
        environment(source).get_template("x.html").render()
