"""The archive: articles by year and month, at the precision they are dated."""

from tests.conftest import SETTINGS, SiteFolder, SiteMaker, article
from tests.pages.look import Document
from tests.pages.test_home import shown

FILES = {
    "content/articles/day.md": article("Day", date="2021-12-09"),
    "content/articles/late.md": article("Late", date="2021-12-31T23:30:00-05:00"),
    "content/articles/month.md": article("Month", date="2021-12"),
    "content/articles/march.md": article("March", date="2021-03-01"),
    "content/articles/year.md": article("Year", date="2021"),
    "content/articles/old.md": article("Old", date="1999-01-01"),
    "content/articles/never.md": article("Never"),
    "content/articles/hidden.md": article("Hidden", date="2020-01-01", status="hidden"),
}


def months(folder: SiteFolder) -> list[str]:
    """Every list of the archive that was built."""
    return sorted(
        path.removeprefix("archive/").removesuffix("index.html")
        for path in folder.output()
        if path.startswith("archive/")
    )


def test_each_year_and_month_with_an_article_has_a_page(site: SiteMaker) -> None:
    folder = site(FILES)
    folder.build()
    assert months(folder) == [
        "",
        "1999/",
        "1999/01/",
        "2021/",
        "2021/03/",
        "2021/12/",
        "undated/",
    ]


def test_an_article_stands_where_its_date_is_known(site: SiteMaker) -> None:
    folder = site(FILES)
    folder.build()
    assert shown(folder, "archive/2021/12/index.html") == ["late", "day", "month"]
    assert shown(folder, "archive/2021/03/index.html") == ["march"]
    assert shown(folder, "archive/2021/index.html") == ["year"]
    assert shown(folder, "archive/1999/index.html") == []
    assert shown(folder, "archive/undated/index.html") == ["never"]


def test_the_index_leads_to_all_of_it_newest_year_first_with_counts(site: SiteMaker) -> None:
    folder = site(FILES)
    folder.build()
    page = Document(folder, "archive/index.html")
    found = [link.removeprefix("/archive/") for link in page.links()]
    assert [link for link in found if not link.startswith("/")] == [
        "2021/",
        "2021/03/",
        "2021/12/",
        "1999/",
        "1999/01/",
        "undated/",
    ]
    assert "5" in page.text("//main")


def test_a_year_leads_to_its_months(site: SiteMaker) -> None:
    folder = site(FILES)
    folder.build()
    links = Document(folder, "archive/2021/index.html").links()
    assert [link for link in links if link.startswith("/archive/2021/")] == [
        "/archive/2021/03/",
        "/archive/2021/12/",
    ]
    assert "/archive/2021/" in Document(folder, "archive/2021/12/index.html").links()
    assert "December 2021" in Document(folder, "archive/2021/12/index.html").text("//h1")


def test_a_long_month_has_pages(site: SiteMaker) -> None:
    folder = site({**FILES, "digest.toml": SETTINGS + "page_size = 2\n"})
    folder.build()
    assert shown(folder, "archive/2021/12/index.html") == ["late", "day"]
    assert shown(folder, "archive/2021/12/page/2/index.html") == ["month"]


def test_months_are_called_as_in_the_sites_language(site: SiteMaker) -> None:
    folder = site({**FILES, "digest.toml": SETTINGS + 'language = "fr"\n'})
    folder.build()
    assert "décembre 2021" in Document(folder, "archive/2021/12/index.html").text("//h1").lower()


def test_a_site_without_articles_has_an_archive(site: SiteMaker) -> None:
    folder = site({"content/pages/about.md": article("About")})
    folder.build()
    assert months(folder) == [""]
    assert Document(folder, "archive/index.html").text("//h1")


def test_a_year_draws_the_days_of_its_months(site: SiteMaker) -> None:
    folder = site(FILES)
    folder.build()
    page = Document(folder, "archive/2021/index.html")
    march, december = page.all("//ul[@class='leaves']/li")
    squares = [len(each.xpath(".//*[local-name()='rect']")) for each in (march, december)]
    assert squares == [31, 31]
    days = [
        f"{each.get('x')} {each.get('y')}"
        for each in december.xpath(".//*[starts-with(@class, 'l')]")
    ]
    assert days == ["30 10", "40 40"]  # the ninth was a Thursday, the 31st a Friday
