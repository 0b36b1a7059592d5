"""A site, planned: each path once, the sitemap, what a page's bytes depend on, and parts from elsewhere."""

import shutil
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from digest import plan
from digest.model import Asset, Page
from digest.plan import Plan
from digest.problems import DigestError
from tests.conftest import SETTINGS, SiteFolder, SiteMaker, article

A = "content/articles/a.md"
SMALL = {A: article("A", date="2023-01-01", tags="[x]")}


def paths(planned: Plan) -> list[str]:
    """Of everything in a plan, pages and files."""
    return [page.path for page in planned.pages.values()] + [asset.path for asset in planned.assets]


def errors(planned: Plan) -> list[str]:
    """The errors of a plan as they are printed."""
    return [str(each) for each in planned.problems if each.severity == "error"]


# ---- each path once -----------------------------------------------------------------------------


def test_each_path_is_planned_once(site: SiteMaker) -> None:
    folder = site(
        {
            **SMALL,
            "content/articles/b.md": article("B", slug="a"),
            "content/pages/home.md": article("Home", path="/"),
            "content/pages/tags.md": article("Tags"),
            "content/articles/sitemap.md": article("Sitemap", path="/sitemap.xml"),
            "content/robots.txt": "Allow: /\n",
        }
    )
    found = paths(folder.plan())
    assert len(found) == len({unicodedata.normalize("NFC", path).casefold() for path in found})


@pytest.mark.parametrize(
    ("path", "text", "owner"),
    [
        ("content/pages/a.md", article("P", path="/articles/a/"), "content/articles/a.md"),
        ("content/pages/a.md", article("P", path="/Articles/A/"), "content/articles/a.md"),
        ("content/pages/tags.md", article("P"), ""),
        ("content/robots.txt", "x", ""),
    ],
)
def test_of_two_that_want_a_path_the_first_keeps_it(
    site: SiteMaker, path: str, text: str, owner: str
) -> None:
    planned = site({**SMALL, path: text}).plan()
    (error,) = errors(planned)
    assert "wants the address /" in error
    assert error.endswith(f"which is {owner}'s" if owner else "which is the site's own")
    if not path.endswith("tags.md"):
        assert error.startswith(path)


def test_paths_that_differ_in_case_alone_clash(site: SiteMaker) -> None:
    folder = site({"content/files/Report.pdf": "1", "content/files/report.PDF": "2"})
    planned = folder.plan()
    assert errors(planned) == [
        "content/files/report.PDF: error: wants the address /files/report.PDF, "
        "which is content/files/Report.pdf's"
    ]


def test_paths_that_differ_in_unicode_normalisation_alone_clash(site: SiteMaker) -> None:
    folder = site(
        {
            "content/articles/a.md": article("A", path="/caf\u00e9/"),
            "content/pages/b.md": article("B", path="/cafe\u0301/"),
        }
    )
    (error,) = errors(folder.plan())
    assert "content/articles/a.md's" in error


def test_a_file_cannot_stand_where_a_folder_is_needed(site: SiteMaker) -> None:
    planned = site(
        {"content/pages/a.md": article("P", path="/x.html"), "content/x.html/y.txt": "1"}
    )
    (error,) = errors(planned.plan())
    assert error == (
        "content/x.html/y.txt: error: wants the address /x.html/y.txt, which is content/pages/a.md's"
    )


def test_a_folder_cannot_stand_where_a_file_is(site: SiteMaker) -> None:
    folder = site(
        {
            "content/articles/a.md": article("A", path="/x.html/y/"),
            "content/pages/b.md": article("B", path="/x.html"),
        }
    )
    (error,) = errors(folder.plan())
    assert error == (
        "content/pages/b.md:1: error: wants the address /x.html, which is content/articles/a.md's"
    )


# ---- the sitemap --------------------------------------------------------------------------------

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def addresses(folder: SiteFolder, name: str = "sitemap.xml") -> list[str]:
    """What a sitemap in output/ lists, without the site's address."""
    root = etree.fromstring(folder.page(name).encode())
    return [str(each.text).removeprefix("https://example.org/") for each in root.iter(LOC)]


def test_the_sitemap_holds_every_listed_page_and_nothing_else(site: SiteMaker) -> None:
    folder = site(
        {
            **SMALL,
            "content/articles/h.md": article("H", date="2023-01-02", status="hidden"),
            "content/articles/d.md": article("D", date="2023-01-02", draft="true"),
            "content/articles/old.md": article("Old", date="2022", aliases="[/older/]"),
            "content/entities/ann.md": "---\nname: Ann\nkind: person\n---\n",
            "content/pages/about.md": article("About"),
            "content/pages/quiet.md": article("Quiet", status="hidden"),
            "content/pages/wip.md": article("Wip", draft="true"),
            "content/files/x.html": "<p>A file.",
        }
    )
    folder.build()
    assert addresses(folder) == [
        "",
        "about/",
        "archive/",
        "archive/2022/",
        "archive/2023/",
        "archive/2023/01/",
        "articles/a/",
        "articles/old/",
        "entities/",
        "entities/ann/",
        "entities/kinds/person/",
        "sources/",
        "tags/",
        "tags/x/",
    ]
    assert "<lastmod>2023-01-01</lastmod>" in folder.page("sitemap.xml")


def test_the_sitemap_lists_no_draft_even_where_drafts_show(site: SiteMaker) -> None:
    folder = site(
        {
            "content/articles/d.md": article("D", date="2023-01-02", draft="true"),
            "content/pages/wip.md": article("Wip", draft="true"),
        }
    )
    folder.build(drafts=True)
    assert folder.has("articles/d/index.html") and folder.has("wip/index.html")
    assert not {"articles/d/", "wip/"} & set(addresses(folder))


def test_a_long_sitemap_becomes_an_index_of_several(
    site: SiteMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site(SMALL)
    folder.build()
    whole = addresses(folder)
    monkeypatch.setattr(plan, "_MOST", 3)
    shutil.rmtree(folder.root / ".digest")  # no file tells of the change
    folder.build()
    names = addresses(folder)
    assert names == [f"sitemap-{n}.xml" for n in range(1, len(names) + 1)]
    assert len(names) == -(-len(whole) // 3)
    assert [each for name in names for each in addresses(folder, name)] == whole
    monkeypatch.undo()
    shutil.rmtree(folder.root / ".digest")
    assert set(folder.build().removed) == set(names)


# ---- inputs -------------------------------------------------------------------------------------


def changed(before: Plan, after: Plan) -> dict[str, set[str]]:
    """Which parts of which pages differ between two plans."""
    was = {page.path: before.inputs(page) for page in before.pages.values()}
    now = {page.path: after.inputs(page) for page in after.pages.values()}
    return {
        path: parts
        for path, found in now.items()
        if (parts := {part for part, mark in found.items() if was[path].get(part) != mark})
    }


@pytest.fixture
def pair(site: SiteMaker) -> SiteFolder:
    """Two articles of one tag and an about page."""
    return site(
        {
            A: article("A", date="2023-01-01", tags="[x]"),
            "content/articles/b.md": article("B", "See [[a]].", date="2023-01-02", tags="[y]"),
            "content/pages/about.md": article("About"),
        }
    )


def test_a_plan_made_twice_has_the_same_inputs(pair: SiteFolder) -> None:
    assert changed(pair.plan(), pair.plan()) == {}


def test_a_body_is_an_input_of_its_page_and_of_the_feeds_alone(pair: SiteFolder) -> None:
    pair.write("content/articles/b.md", article("B", "One.", summary="S", tags="[y]", date="2023"))
    before = pair.plan()
    pair.write("content/articles/b.md", article("B", "Two.", summary="S", tags="[y]", date="2023"))
    assert changed(before, pair.plan()) == {
        "articles/b/index.html": {"text"},
        "feed.xml": {"entries"},
        "feed.json": {"entries"},
        "tags/y/feed.xml": {"entries"},
        "tags/y/feed.json": {"entries"},
    }


def test_a_title_is_an_input_of_every_page_that_shows_it(pair: SiteFolder) -> None:
    before = pair.plan()
    pair.write(A, pair.read(A).replace("title: A", "title: Anew"))
    assert changed(before, pair.plan()) == {
        # B's text, and so its summary, calls A by its title
        "articles/a/index.html": {"article", "data", "backlinks", "later"},
        "articles/b/index.html": {"article", "data", "links", "earlier"},
        "index.html": {"cards", "lead"},
        "archive/2023/01/index.html": {"cards"},
        "tags/x/index.html": {"cards"},
        "tags/y/index.html": {"cards"},
        "feed.xml": {"entries"},
        "feed.json": {"entries"},
        "tags/x/feed.xml": {"entries"},
        "tags/x/feed.json": {"entries"},
        "tags/y/feed.xml": {"entries"},
        "tags/y/feed.json": {"entries"},
        "articles.json": {"document"},
    }


def test_a_layout_is_an_input_of_the_pages_it_makes(pair: SiteFolder) -> None:
    before = pair.plan()
    pair.write("layouts/page.html", "{{ page.title }}")
    assert changed(before, pair.plan()) == {"about/index.html": {"layout"}}


def test_a_partial_is_an_input_of_the_layouts_that_use_it(pair: SiteFolder) -> None:
    pair.write("layouts/page.html", '{% include "parts/note.html" %}')
    pair.write("layouts/parts/note.html", "One.")
    before = pair.plan()
    pair.write("layouts/parts/note.html", "Two.")
    assert changed(before, pair.plan()) == {"about/index.html": {"layout"}}


def test_a_static_file_is_an_input_of_the_layouts_that_name_it(pair: SiteFolder) -> None:
    pair.write("layouts/page.html", "{{ asset('own.css') }}")
    pair.write("layouts/static/own.css", "a {}")
    before = pair.plan()
    pair.write("layouts/static/own.css", "b {}")
    assert changed(before, pair.plan()) == {"about/index.html": {"layout"}}


def test_page_size_is_no_input_of_articles(pair: SiteFolder) -> None:
    before = pair.plan()
    pair.write("digest.toml", SETTINGS + "page_size = 30\n")
    assert changed(before, pair.plan()) == {}


def test_the_sites_title_is_an_input_of_every_page(pair: SiteFolder) -> None:
    before = pair.plan()
    pair.write("digest.toml", SETTINGS.replace("Test", "Another"))
    after = pair.plan()
    assert set(changed(before, after)) == {page.path for page in after.pages.values()}


# ---- looking a page up --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("/", "index.html"),
        ("", "index.html"),
        ("/articles/a/", "articles/a/index.html"),
        ("https://example.org/articles/a/", "articles/a/index.html"),
        ("output/articles/a/index.html", "articles/a/index.html"),
        ("articles/a", "articles/a/index.html"),
        ("articles/a/index.html", "articles/a/index.html"),
        ("/feed.xml", "feed.xml"),
        ("404.html", "404.html"),
        ("tags/", "tags/index.html"),
    ],
)
def test_a_page_is_found_by_address_or_path(site: SiteMaker, wanted: str, path: str) -> None:
    assert site(SMALL).plan().find(wanted).path == path


def test_an_address_without_a_page_gets_a_suggestion(site: SiteMaker) -> None:
    with pytest.raises(DigestError) as caught:
        site(SMALL).plan().find("/article/a/")
    (problem,) = caught.value.problems
    assert (problem.message, problem.hint) == (
        "there is no such page",
        "did you mean articles/a/index.html?",
    )


# ---- kinds --------------------------------------------------------------------------------------


def test_only_the_kinds_asked_for_are_made(site: SiteMaker) -> None:
    folder = site({**SMALL, "digest.toml": SETTINGS + 'pages = ["articles", "home"]\n'})
    assert {path for path in paths(folder.plan()) if not path.startswith("static/")} == {
        "articles/a/index.html",
        "index.html",
        "sitemap.xml",
    }


@pytest.mark.parametrize("setting", ["pages", "checks"])
def test_an_unknown_kind_stops_with_a_suggestion(site: SiteMaker, setting: str) -> None:
    name = {"pages": "archiv", "checks": "link"}[setting]
    folder = site({**SMALL, "digest.toml": f'{SETTINGS}{setting} = ["{name}", "zzz"]\n'})
    with pytest.raises(DigestError) as caught:
        folder.plan()
    first, second = caught.value.problems
    assert first.message == f"`{setting}` names '{name}', which nobody offers"
    assert first.hint == f"did you mean `{'archive' if setting == 'pages' else 'links'}`?"
    assert second.hint.startswith("there are ")


GLOSSARY = '''"""A page kind from elsewhere."""

from digest.config import masthead
from digest.model import Page


def pages(site):
    values = {"site": masthead(site.config), "terms": [term.name for term in site.terms["tags"]]}
    yield Page("glossary.txt", "glossary.txt", values, "glossary")
'''


@pytest.fixture
def glossary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package with a page kind and a check, installed."""
    place = tmp_path / "installed"
    info = place / "glossary_kind-1.0.dist-info"
    info.mkdir(parents=True)
    (place / "glossary_kind.py").write_text(GLOSSARY)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: glossary-kind\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[digest.pages]\nglossary = glossary_kind:pages\n")
    monkeypatch.syspath_prepend(str(place))
    yield
    sys.modules.pop("glossary_kind", None)


@pytest.mark.usefixtures("glossary")
def test_an_installed_kind_runs_where_the_settings_name_it(site: SiteMaker) -> None:
    folder = site(
        {
            **SMALL,
            "digest.toml": SETTINGS + 'pages = ["home", "glossary"]\n',
            "layouts/glossary.txt": "{{ terms|join }}\n",
        }
    )
    assert folder.build().problems == ()
    assert folder.page("glossary.txt") == "x\n"


@pytest.mark.usefixtures("glossary")
def test_an_installed_kind_does_not_run_unasked(site: SiteMaker) -> None:
    folder = site(SMALL)
    folder.plan()
    assert "glossary.txt" not in paths(folder.plan())
    assert "glossary_kind" not in sys.modules


def test_a_plan_knows_what_lies_at_a_path(site: SiteMaker) -> None:
    folder = site({"content/articles/a.md": article("A", date="2023"), "content/CNAME": "x"})
    planned = folder.plan()
    page, asset = planned.page("articles/a/index.html"), planned.page("CNAME")
    assert isinstance(page, Page) and page.layout == "article.html"
    assert isinstance(asset, Asset) and asset.origin == "content/CNAME"
    assert planned.page("articles/a/") is None and planned.page("") is None
