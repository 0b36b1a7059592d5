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


def front(folder: SiteFolder) -> Document:
    folder.build()
    return Document(folder, "index.html")


def test_the_newest_article_leads_unless_another_on_the_page_asks_to(site: SiteMaker) -> None:
    folder = site({**FIVE, "digest.toml": SETTINGS + "page_size = 3\n"})
    assert front(folder).text("//section[@class='top']//h2") == "A5"
    folder.write("content/articles/a1.md", article("A1", date="2023-01-01", lead="true"))
    assert front(folder).text("//section[@class='top']//h2") == "A5"  # that one is on the next page
    folder.write("content/articles/a4.md", article("A4", date="2023-01-04", lead="true"))
    page = front(folder)
    assert page.text("//section[@class='top']//h2") == "A4"
    assert page.texts("//section[@class='day']//h3") == ["A5", "A3"]


def test_stories_stand_under_their_days(site: SiteMaker) -> None:
    files = {
        "content/articles/lead.md": article("Lead", date="2023-02-01"),
        "content/articles/a.md": article("A", date="2023-01-02T10:00", tags="[x]", source="Wire"),
        "content/articles/b.md": article("B", date="2023-01-02"),
        "content/articles/c.md": article("C", date="2022"),
        "content/articles/d.md": article("D"),
    }
    page = front(site(files))
    assert page.texts("//section[@class='day']/h2") == ["January 2, 2023", "2022", "Undated"]
    assert [len(each.xpath("article")) for each in page.all("//section[@class='day']")] == [2, 1, 1]
    (times,) = page.all("//section[@class='day'][1]/article[1]//time/@datetime")
    assert times == "2023-01-02T10:00:00+00:00"
    assert page.links("//section[@class='day'][1]/article[1]")[1:] == ["/sources/wire/", "/tags/x/"]


def test_who_is_named_most_is_counted_in_the_last_week_of_news_that_has_enough(
    site: SiteMaker,
) -> None:
    files = {
        f"content/entities/{name.lower()}.md": f"---\nname: {name}\nkind: place\n---\n"
        for name in ("Oz", "Utopia")
    }
    files |= {
        f"content/articles/{n}.md": article(
            f"N{n}", "In Oz." if n % 2 else "Quiet.", date=f"2023-05-{n:02}"
        )
        for n in range(1, 12)
    }
    files |= {
        f"content/articles/old{n}.md": article(f"Old {n}", "In Utopia.", date="2023-01-01")
        for n in range(9)
    }
    page = front(site(files))
    named = "//aside//ol[@class='tally']/li"
    assert page.texts(named) == ["Oz 6"]  # a week holds seven articles, a month eleven
    assert page.texts("//aside/section[1]/p") == ["May 1, 2023 – May 11, 2023"]


def test_what_goes_on_is_told_once(site: SiteMaker) -> None:
    files = {
        f"content/articles/{n}.md": article(
            f"N{n}", date=f"2023-05-{n:02}", tags="[x, y]" if n % 2 else "[z]" if n % 4 else "[]"
        )
        for n in range(1, 17)
    }
    page = front(site(files))
    threads = page.texts("//aside/section/h2")
    assert threads == ["x 8", "z 4"]  # all of y has been told by then
    told = page.texts("//aside//ul[@class='lines']/li/a")
    assert len(told) == len(set(told)) == 6


def test_an_empty_site_says_so(site: SiteMaker) -> None:
    page = front(site({"content/pages/about.md": "# About\n"}))
    assert "Nothing has been published yet." in page.text("//main")
    assert page.all("//aside") == []
