"""Pages that are no news."""

import pytest

from tests.conftest import SiteFolder, SiteMaker, article
from tests.pages.conftest import URL
from tests.pages.look import Document


def test_a_page_stands_at_its_name(whole: SiteFolder) -> None:
    page = Document(whole, "about/index.html")
    assert page.text("//h1") == "About"
    assert page.head("canonical") == [URL + "about/"]
    assert "/digest/entities/ann-lee/" in page.links()
    texts = {each.get("href"): "".join(each.itertext()) for each in page.all("//main//a")}
    assert texts["/digest/articles/first/"] == "it"
    assert page.head("og:type") == ["website"]


@pytest.mark.parametrize(
    ("path", "front", "made"),
    [
        ("imprint.md", {}, "imprint/index.html"),
        ("about/index.md", {}, "about/index.html"),
        ("about/team.md", {}, "about/team/index.html"),
        ("x.md", {"path": "/legal/notice.html"}, "legal/notice.html"),
        ("x.md", {"slug": "y"}, "y/index.html"),
        ("Über uns.md", {}, "über-uns/index.html"),
    ],
)
def test_folders_slugs_and_paths_say_where(
    site: SiteMaker, path: str, front: dict[str, str], made: str
) -> None:
    folder = site({f"content/pages/{path}": article("A", **front)})
    folder.build()
    assert folder.has(made)


def test_a_page_is_on_no_list(whole: SiteFolder) -> None:
    for path in ("feed.xml", "feed.json", "articles.json", "page/2/index.html", "tags/index.html"):
        assert "imprint" not in whole.page(path)


def test_every_page_is_reached_from_the_archive(whole: SiteFolder) -> None:
    assert "/digest/imprint/" in Document(whole, "archive/index.html").links()


def test_a_page_may_be_the_front_page(site: SiteMaker) -> None:
    folder = site({"content/pages/start.md": article("Start", path="/index.html")})
    errors = [str(each) for each in folder.build().problems if each.severity == "error"]
    assert len(errors) == 1 and "wants the address /index.html" in errors[0]


def test_a_page_in_another_language_says_so(site: SiteMaker) -> None:
    folder = site({"content/pages/a.md": article("صفحة", "كلمات", lang="ar")})
    folder.build()
    page = Document(folder, "a/index.html")
    (heading,) = page.all("//h1/ancestor-or-self::*[@lang][1]")
    assert (heading.get("lang"), heading.get("dir")) == ("ar", "rtl")
    (text,) = page.all("//p[contains(., 'كلمات')]/ancestor-or-self::*[@lang][1]")
    assert text.get("dir") == "rtl"


def test_a_hidden_page_is_there_and_not_for_search_engines(site: SiteMaker) -> None:
    folder = site({"content/pages/a.md": article("A", status="hidden")})
    folder.build()
    assert Document(folder, "a/index.html").head("robots") == ["noindex"]
    assert "/a/" not in folder.page("sitemap.xml")


def test_a_page_may_pick_another_layout(site: SiteMaker) -> None:
    folder = site(
        {
            "layouts/wide.html": "Wide {{ page.title }}",
            "content/pages/a.md": article("A", layout="wide"),
        }
    )
    folder.build()
    assert folder.page("a/index.html") == "Wide A"
