"""The front page: the latest articles, page by page."""

from tests.conftest import SETTINGS, SiteFolder, SiteMaker, article
from tests.pages.conftest import URL
from tests.pages.look import Document

FIVE = {f"content/articles/a{n}.md": article(f"A{n}", date=f"2023-01-0{n}") for n in range(1, 6)}


def shown(folder: SiteFolder, path: str) -> list[str]:
    """The articles that a page lists, in order."""
    found = [link for link in Document(folder, path).links() if "/articles/" in link]
    return [link.split("/")[-2] for link in dict.fromkeys(found)]


def test_the_newest_come_first_the_undated_last(whole: SiteFolder) -> None:
    pages = ["index.html", "page/2/index.html", "page/3/index.html"]
    assert [shown(whole, path) for path in pages] == [
        ["moment", "first"],
        ["arabic", "second"],
        ["third", "undated"],
    ]


def test_a_long_list_has_pages_each_with_its_own_address(site: SiteMaker) -> None:
    folder = site({**FIVE, "digest.toml": SETTINGS + "page_size = 2\n"})
    folder.build()
    assert shown(folder, "index.html") == ["a5", "a4"]
    assert shown(folder, "page/2/index.html") == ["a3", "a2"]
    assert shown(folder, "page/3/index.html") == ["a1"]
    assert not folder.has("page/1/index.html")
    assert not folder.has("page/4/index.html")
    second = Document(folder, "page/2/index.html")
    assert second.head("canonical") == ["https://example.org/page/2/"]
    assert "/" in second.links()
    assert "/page/3/" in second.links()
    assert "/page/2/" in Document(folder, "index.html").links()


def test_a_list_that_fits_has_one_page_and_no_pager(site: SiteMaker) -> None:
    folder = site({**FIVE, "digest.toml": SETTINGS + "page_size = 5\n"})
    folder.build()
    assert shown(folder, "index.html") == ["a5", "a4", "a3", "a2", "a1"]
    assert not [path for path in folder.output() if path.startswith("page/")]
    assert not [link for link in Document(folder, "index.html").links() if "/page/" in link]


def test_a_page_that_is_no_longer_needed_goes(site: SiteMaker) -> None:
    folder = site({**FIVE, "digest.toml": SETTINGS + "page_size = 2\n"})
    folder.build()
    folder.remove("content/articles/a1.md")
    assert "page/3/index.html" in folder.build().removed


def test_a_site_without_articles_has_a_front_page(site: SiteMaker) -> None:
    folder = site({"content/pages/about.md": article("About")})
    folder.build()
    assert Document(folder, "index.html").text("//h1")


def test_cards_show_date_source_and_summary(site: SiteMaker) -> None:
    folder = site(
        {
            "content/articles/a.md": article(
                "A", "Long.", date="2023-01-02", source="Wire", summary="Brief."
            ),
            "content/articles/b.md": article("B", date="2022-12"),
            "content/articles/c.md": article("C", date="2021"),
        }
    )
    folder.build()
    page = Document(folder, "index.html")
    words = page.text("//main")
    assert "Brief." in words
    assert "/sources/wire/" in page.links()
    assert page.texts("//main//time") == ["January 2, 2023", "December 2022", "2021"]
    assert page.all("//main//time/@datetime") == ["2023-01-02", "2022-12", "2021"]


def test_the_front_page_says_what_the_site_is(whole: SiteFolder) -> None:
    page = Document(whole, "index.html")
    assert page.head("description") == ['What is "new".']
    assert page.head("og:type") == ["website"]
    assert page.head("canonical") == [URL]
    feeds = {each.get("type"): each.get("href") for each in page.all("//link[@rel='alternate']")}
    assert feeds == {
        "application/atom+xml": "/digest/feed.xml",
        "application/feed+json": "/digest/feed.json",
    }


def test_the_menu_marks_where_one_is(whole: SiteFolder) -> None:
    def here(path: str) -> list[str]:
        return [str(each) for each in Document(whole, path).all("//*[@aria-current='page']/@href")]

    assert here("index.html") == ["/digest/"]
    assert here("about/index.html") == ["/digest/about/"]
    assert here("404.html") == []
