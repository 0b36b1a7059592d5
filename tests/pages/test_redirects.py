"""Old addresses that lead to new ones."""

import pytest

from tests.conftest import SETTINGS, SiteFolder, SiteMaker, article
from tests.pages.look import Document

A = "content/articles/a.md"


def lines(folder: SiteFolder) -> list[str]:
    """The lines of `_redirects`."""
    return folder.page("_redirects").splitlines()


def test_every_alias_is_a_page_and_a_line(whole: SiteFolder) -> None:
    assert lines(whole) == [
        "/digest/legal/ /digest/imprint/ 301",
        "/digest/old/first/ /digest/articles/first/ 301",
        "/digest/older.html /digest/articles/first/ 301",
        "/digest/people/ann/ /digest/entities/ann-lee/ 301",
    ]
    for path, target in [
        ("old/first/index.html", "articles/first/"),
        ("older.html", "articles/first/"),
        ("people/ann/index.html", "entities/ann-lee/"),
        ("legal/index.html", "imprint/"),
    ]:
        page = Document(whole, path)
        (refresh,) = page.all("//meta[@http-equiv='refresh']/@content")
        assert refresh == f"0; url=/digest/{target}"
        assert f"/digest/{target}" in page.links()
        assert page.head("robots") == ["noindex"]


@pytest.mark.parametrize(
    ("alias", "path"),
    [
        ("/old/", "old/index.html"),
        ("old", "old/index.html"),
        ("https://example.org/old/", "old/index.html"),
        ("/2021/12/old.html", "2021/12/old.html"),
        ("/قديم/", "قديم/index.html"),
        ("'/an old one/'", "an old one/index.html"),
    ],
)
def test_an_alias_may_be_written_as_people_do(site: SiteMaker, alias: str, path: str) -> None:
    folder = site({A: article("A", aliases=f"[{alias}]")})
    assert [each for each in folder.build().problems if each.severity == "error"] == []
    assert folder.has(path)
    (line,) = lines(folder)
    assert len(line.split()) == 3
    assert line.isascii()


def test_an_alias_that_is_the_address_itself_is_no_redirect(site: SiteMaker) -> None:
    folder = site({A: article("A", aliases="[/articles/a/, /articles/a/index.html, /Articles/A]")})
    assert [each for each in folder.build().problems if each.severity == "error"] == []
    assert "refresh" not in folder.page("articles/a/index.html")
    assert lines(folder) == []


def test_an_alias_never_takes_a_living_pages_address(site: SiteMaker) -> None:
    folder = site(
        {A: article("A", aliases="[/articles/b/]"), "content/articles/b.md": article("B")}
    )
    (error,) = [str(each) for each in folder.build().problems if each.severity == "error"]
    assert error == (
        "content/articles/a.md:1: error: wants the address /articles/b/index.html, "
        "which is content/articles/b.md's"
    )
    assert Document(folder, "articles/b/index.html").text("//h1") == "B"
    assert lines(folder) == []


def test_of_two_that_claim_an_alias_both_are_named(site: SiteMaker) -> None:
    folder = site(
        {
            A: article("A", aliases="[/old/]"),
            "content/articles/b.md": article("B", aliases="[/old/]"),
        }
    )
    (error,) = [str(each) for each in folder.build().problems if each.severity == "error"]
    assert error == (
        "content/articles/b.md:1: error: wants the address /old/index.html, "
        "which is content/articles/a.md's"
    )
    assert lines(folder) == ["/old/ /articles/a/ 301"]


def test_an_alias_of_a_draft_leads_nowhere_yet(site: SiteMaker) -> None:
    folder = site({A: article("A", draft="true", aliases="[/old/]")})
    folder.build()
    assert not folder.has("old/index.html")
    assert lines(folder) == []


def test_a_site_that_never_moved_has_no_lines(site: SiteMaker) -> None:
    folder = site({"digest.toml": SETTINGS, A: article("A")})
    folder.build()
    assert lines(folder) == []
