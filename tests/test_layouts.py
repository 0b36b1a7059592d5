"""Tests of reading layouts and of the environment made of them."""

import json
from pathlib import Path

import jinja2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import Markup

from digest import layouts
from digest.layouts import Layouts
from digest.model import Link, Masthead
from tests.conftest import SiteMaker

SITE = Masthead(
    title="A <site>",
    url="https://example.org/digest/",
    base="/digest/",
    language="en",
    description="",
    author="",
    menu=(),
)


def made(root: Path, files: dict[str, str], theme: str = "") -> Layouts:
    for name, text in files.items():
        path = root / "layouts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return layouts.read(root, "layouts", theme)


def rendered(root: Path, source: str, **values: object) -> str:
    return layouts.template(made(root, {"x.html": source}), "x.html").render(site=SITE, **values)


def test_text_is_always_escaped(tmp_path: Path) -> None:
    assert rendered(tmp_path, "{{ a }}", a="<b>&'\"") == "&lt;b&gt;&amp;&#39;&#34;"


@pytest.mark.parametrize(
    "source", ["{{ nobody }}", "{{ site.titel }}", "{{ a.b.c }}", "{{ a[9] }}"]
)
def test_a_misspelt_name_is_an_error(tmp_path: Path, source: str) -> None:
    with pytest.raises(jinja2.UndefinedError):
        rendered(tmp_path, source, a={"b": {}})


def test_content_is_never_a_template(tmp_path: Path) -> None:
    hostile = "{{ 7 * 7 }}{% raw %}{# x #}{{ site.title }}"
    assert rendered(tmp_path, "{{ a }}", a=hostile) == hostile
    assert rendered(tmp_path, '{{ a|body({}, "") }}', a=hostile) == hostile


def test_a_layout_sees_no_disk_and_no_clock(tmp_path: Path) -> None:
    for name in ("lipsum", "dict", "cycler", "joiner", "open", "now", "config"):
        with pytest.raises(jinja2.UndefinedError):
            rendered(tmp_path, f"{{{{ {name}() }}}}")


def test_a_file_of_the_site_goes_before_ours_and_a_theme_between(tmp_path: Path) -> None:
    found = made(
        tmp_path, {"a.html": "site", "night/a.html": "theme", "night/b.html": "theme"}, "night"
    )
    assert found.sources["a.html"] == found.sources["b.html"] == "theme"
    assert found.origins["a.html"] == "layouts/night/a.html"
    plain = layouts.read(tmp_path, "layouts", "")
    assert plain.sources["a.html"] == "site"
    assert plain.origins["a.html"] == "layouts/a.html"
    assert plain.origins["base.html"] == "digest/theme/base.html"


def test_hidden_files_and_links_out_of_the_site_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text("secret", "utf-8")
    root = tmp_path / "site"
    made(root, {".hidden.html": "x", "a.html": "x"})
    (root / "layouts" / "b.html").symlink_to(tmp_path / "secret.html")
    found = layouts.read(root, "layouts", "")
    assert "a.html" in found.sources
    assert not {"b.html", ".hidden.html"} & found.sources.keys()


def test_a_static_file_has_its_content_in_its_name(tmp_path: Path) -> None:
    one = made(tmp_path, {"static/x.css": "a"}).assets["x.css"]
    other = made(tmp_path, {"static/x.css": "b"}).assets["x.css"]
    assert one != other
    assert one.startswith("static/x.") and one.endswith(".css")
    assert rendered(tmp_path, '{{ asset("x.css") }}') == f"/digest/{other}"


def test_a_static_file_there_is_not_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(jinja2.TemplateRuntimeError, match="no static file is called 'nobody'"):
        rendered(tmp_path, '{{ asset("nobody") }}')


PAGES = {
    "x.html": '{% extends "y.html" %}{% block b %}{% include "z.html" %}{% endblock %}',
    "y.html": '{% block b %}{% endblock %}{{ asset("s.css") }}',
    "z.html": '{% import "m.html" as m %}',
    "m.html": "",
    "alone.html": "alone",
    "any.html": "{% include site.title %}",
    "broken.html": "{% if %}",
    "loop.html": '{% include "loop.html" %}',
    "some.html": '{{ asset(page.title ~ ".css") }}',
    "other.html": '{% set a = asset %}{{ asset("s.css") }}{{ a("t.css") }}',
    "static/s.css": "",
    "static/t.css": "",
}


@pytest.mark.parametrize(
    ("edited", "changed"),
    [
        ("x.html", {"x.html"}),
        ("y.html", {"x.html", "y.html"}),
        ("z.html", {"x.html", "z.html"}),
        ("m.html", {"x.html", "z.html", "m.html"}),
        ("static/s.css", {"x.html", "y.html", "some.html", "other.html"}),
        ("static/t.css", {"some.html", "other.html"}),
        ("some.html", {"some.html"}),
        ("alone.html", {"alone.html"}),
        ("broken.html", {"broken.html"}),
        ("loop.html", {"loop.html"}),
    ],
)
def test_an_edit_marks_each_layout_that_uses_the_file(
    tmp_path: Path, edited: str, changed: set[str]
) -> None:
    before = made(tmp_path, PAGES)
    after = made(tmp_path, {edited: PAGES[edited] + " "})
    found = {name for name in PAGES if before.marks.get(name) != after.marks.get(name)}
    assert found == changed | {"any.html"}  # which includes it knows not what
    assert before.mark != after.mark


def test_json_can_stand_in_html(tmp_path: Path) -> None:
    hostile = "</script><!--<script>&\u2028\u2029'\""
    text = rendered(tmp_path, "{{ a|json }}", a={"x": hostile})
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == {"x": hostile}


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), inner)
    ),
    max_leaves=6,
)


@given(JSON)
def test_any_json_comes_back(value: object) -> None:
    for name in ("json", "document"):
        text = str(layouts.FILTERS[name](value))
        assert json.loads(text) == value
    assert not set("<>&\u2028\u2029") & set(str(layouts.FILTERS["json"](value)))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.text().map(Markup),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
        max_leaves=8,
    )
)
@example({"a": [], "b": {}, "c": [[], {}], "d": 2**70, "e": "\ud800", "f": 1e22})
@example([1.0, float("nan"), 5e-324, -(2**63) - 1, "\x7f\x1f/\u2028"])
def test_json_is_what_python_writes(value: object) -> None:
    document = json.dumps(value, ensure_ascii=False, indent=1)
    assert str(layouts.FILTERS["document"](value)) == document
    line = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        line = line.replace(sign, f"\\u{ord(sign):04x}")
    assert str(layouts.FILTERS["json"](value)) == line


def test_what_is_not_plain_is_no_json() -> None:
    with pytest.raises(TypeError):
        layouts.FILTERS["json"](object())


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('{{ "a/é/"|url }}', "/digest/a/%C3%A9/"),
        ('{{ ""|url }}', "/digest/"),
        ('{{ "/a/"|url }}', "/digest/a/"),
        ('{{ "https://x.example/"|url }}', "https://x.example/"),
        ('{{ "a/"|absolute }}', "https://example.org/digest/a/"),
        ('{{ "12"|month }}', "December"),
        ("{{ none|date }}", ""),
        ('{{ "ar-IQ"|direction }} {{ "en"|direction }}', "rtl ltr"),
        ('{{ "<p>a <b>b</b></p>"|plain }}', "a b"),
    ],
)
def test_filters_know_where_the_site_stands(tmp_path: Path, source: str, text: str) -> None:
    assert rendered(tmp_path, source) == text


@pytest.mark.parametrize(
    ("html", "page", "feed"),
    [
        ('<a href="ref:x#y">w</a>',) + ('<a href="{}a/#y">w</a>',) * 2,
        ('<a href="ref:nobody">w</a>', "<a>w</a>", "<a>w</a>"),
        ('<a href="/b/">w</a>',) + ('<a href="{}b/">w</a>',) * 2,
        ('<a href="c.png">w</a>', '<a href="c.png">w</a>', '<a href="{}here/c.png">w</a>'),
        ('<a href="#z">w</a>', '<a href="#z">w</a>', '<a href="{}here/#z">w</a>'),
        ('<a href="../../../d">w</a>', '<a href="../../../d">w</a>', '<a href="{}d">w</a>'),
        ('<a href="https://x.example/">w</a>',) * 3,
        ('<a class="ref" href="ref:x">x</a>',) + ('<a class="ref" href="{}a/">A &amp; B</a>',) * 2,
    ],
)
def test_references_of_a_body_are_resolved(tmp_path: Path, html: str, page: str, feed: str) -> None:
    links = {"ref:x": Link("a/", "A & B")}
    found = rendered(tmp_path, '{{ html|body(links, "here/") }}', html=html, links=links)
    assert found == page.format("/digest/")
    found = rendered(tmp_path, '{{ html|body(links, "here/", true) }}', html=html, links=links)
    assert found == feed.format("https://example.org/digest/")


def test_a_layout_may_extend_the_one_it_replaces(site: SiteMaker) -> None:
    folder = site({"content/pages/about.md": "# About\n"})
    folder.write(
        "layouts/base.html",
        '{% extends "default/base.html" %}{% block data %}<!-- own -->{% endblock %}',
    )
    folder.build()
    assert "<!-- own -->" in folder.page("about/index.html")
    assert "<h1>About" in folder.page("about/index.html")


def test_what_our_layouts_name_is_read_as_the_parser_reads_it(tmp_path: Path) -> None:
    for name, source in made(tmp_path, {}).sources.items():
        assert layouts._uses(source) == layouts._parsed_uses(source), name


_PIECES = [
    '{% extends "a.html" %}', '{%- include "b.html" ignore missing -%}', "{% include 'c.html' %}",
    '{% include "d.html" without context %}', '{% include ["e.html", "f.html"] %}', "{% include name %}",
    '{% include "g.html" if x else "h.html" %}', '{% import "i.html" as it %}', '{% include "j" ~ x %}',
    '{% from "k.html" import one, two as three with context %}', '{{ asset("l.css") }}', "{{ asset(name) }}",
    '{{ asset("m" ~ x) }}', "{{ asset('n.css') }}", "{% set asset = 1 %}", "{{ x.asset }}", '{# asset("o.css") #}',
    '{# {% include "p.html" %} #}', "{% raw %}", "{% endraw %}", "{#", "#}", "import", "text ", '{{ "{#" }}',
    '{{ "#}" }}', '{{ "{% include \\"q.html\\" %}" }}', '{% include "r\\x41.html" %}', "\n", "{{ x }}",
    '{% import "s.html" as it with context %}', '{{ asset("t.css")|upper }}', '{{ asset("u.css", 1) }}',
]  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), max_size=6))
def test_nothing_that_a_layout_names_is_missed_without_parsing(pieces: list[str]) -> None:
    source = "".join(pieces)
    quick, parsed = layouts._uses(source), layouts._parsed_uses(source)
    for found, expected in zip(quick, parsed, strict=True):
        assert found is None or (expected is not None and found >= expected)
