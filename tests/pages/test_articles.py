"""An article's page: its source, its terms, its neighbours, and what machines read of it."""

import pytest

from tests.conftest import SETTINGS, SiteFolder, SiteMaker, article
from tests.pages.conftest import URL
from tests.pages.look import Document


def one(site: SiteMaker, *, settings: str = "", body: str = "Words.", **front: str) -> Document:
    """The page of an article built alone."""
    files = {
        "digest.toml": SETTINGS + settings,
        "content/articles/a.md": article("A", body, **front),
    }
    folder = site(files)
    folder.build()
    return Document(folder, "articles/a/index.html")


def test_an_article_shows_its_source_and_leads_to_the_original(whole: SiteFolder) -> None:
    page = Document(whole, "articles/first/index.html")
    original = "https://www.wire.example/first?a=1&b=2"
    assert original in page.links()
    assert "/digest/sources/wire/" in page.links()
    words = page.text("//main")
    for shown in ("The Wire", "wire.example", "Owned by its readers.", "Reporter One"):
        assert shown in words
    assert page.data()["isBasedOn"] == original


def test_a_source_without_a_file_has_a_page_too(whole: SiteFolder) -> None:
    page = Document(whole, "articles/third/index.html")
    assert "/digest/sources/gazette/" in page.links()
    assert "isBasedOn" not in page.data()


def test_an_article_leads_to_its_terms(whole: SiteFolder) -> None:
    links = Document(whole, "articles/first/index.html").links()
    for path in ("tags/alpha/", "tags/c-sharp/", "entities/ann-lee/"):
        assert f"/digest/{path}" in links


def test_references_become_links_with_titles(whole: SiteFolder) -> None:
    page = Document(whole, "articles/first/index.html")
    texts = {each.get("href"): "".join(each.itertext()) for each in page.all("//main//p//a")}
    assert texts["/digest/articles/second/"] == "Second"
    assert texts["/digest/entities/ann-lee/#d"] == "her"
    assert texts["/digest/about/#more"] == "more"
    assert texts["/digest/about/"] == "abs"
    assert texts["#head"] == "there"
    (picture,) = page.all("//main//p/picture/img")
    assert picture.get("src").startswith("/digest/static/pictures/map-40.")
    assert page.all("//h2[@id='head']")


def test_an_article_leads_to_its_neighbours_and_to_who_refers_to_it(whole: SiteFolder) -> None:
    second = Document(whole, "articles/second/index.html").links("//nav[@class='more']")
    assert "/digest/articles/first/" in second
    assert "/digest/articles/arabic/" in second
    assert "/digest/articles/third/" in second
    undated = Document(whole, "articles/third/index.html").links("//nav[@class='more']")
    assert "/digest/articles/undated/" in undated


def test_before_and_after_are_those_of_the_same_coverage(site: SiteMaker) -> None:
    files = {
        f"content/articles/{name}.md": article(name, date=f"2023-01-0{day}", tags=f"[{tags}]")
        for day, (name, tags) in enumerate(
            (("a", "x"), ("b", "y"), ("c", "x"), ("d", "z"), ("e", "x"), ("f", "z"), ("g", "z, y")),
            1,
        )
    }
    folder = site(files)
    folder.build()
    page = Document(folder, "articles/c/index.html")
    assert page.text("//nav[@class='more']/section[1]/h2") == "More on x"
    assert page.texts("//dl[@class='beside']//a") == ["e", "a"]
    alone = Document(folder, "articles/b/index.html")
    assert alone.text("//nav[@class='more']/section[1]/h2") == "Before and after"
    assert alone.texts("//dl[@class='beside']//a") == ["c", "a"]


def test_where_an_article_comes_from_is_told(site: SiteMaker) -> None:
    page = one(
        site,
        source="Wire",
        retrieved="2023-02-01",
        date_basis="'\"Saturday\" in the report'",
        seed="seeds/a.txt",
        corrections='[{date: 2023-03-01, text: "The name, was <wrong>"}, Another slip]',
    )
    box = "//section[@class='row provenance']//"
    assert dict(zip(page.texts(f"{box}dt"), page.texts(f"{box}dd"), strict=True)) == {
        "Reported by": "Wire",
        "Date known from": '"Saturday" in the report',
        "Retrieved": "February 1, 2023",
        "Imported from": "seeds/a.txt",
    }
    assert page.texts("//section[@class='row corrections']//li") == [
        "March 1, 2023: The name, was <wrong>",
        "Another slip",
    ]


def test_how_long_it_takes_to_read_is_told_where_it_takes_long(site: SiteMaker) -> None:
    assert "min read" not in one(site).text("//main")
    assert "3 min read" in one(site, body="word " * 500).text("//main")


def test_old_addresses_are_told(whole: SiteFolder) -> None:
    links = Document(whole, "articles/first/index.html").links()
    assert "/digest/old/first/" in links
    assert "/digest/older.html" in links


def test_machines_read_what_readers_do(whole: SiteFolder) -> None:
    page = Document(whole, "articles/first/index.html")
    whole_url = URL + "articles/first/"
    assert page.head("canonical") == [whole_url]
    assert page.head("og:type") == ["article"]
    assert page.head("og:title") == ["The first <report>"]
    assert page.head("og:url") == [whole_url]
    (image,) = page.head("og:image")
    assert whole.has(image.removeprefix(URL))
    assert page.head("og:image:width") == ["40"] and page.head("og:image:height") == ["30"]
    assert page.head("og:image:alt") == ["A map"]
    assert page.head("twitter:card") == ["summary_large_image"]
    assert page.head("article:published_time") == ["2023-05-04"]
    assert page.head("description") == page.head("og:description")
    assert page.data() == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "The first <report>",
        "url": whole_url,
        "mainEntityOfPage": whole_url,
        "inLanguage": "en",
        "author": [{"@type": "Person", "name": "Reporter One"}],
        "publisher": {"@type": "Organization", "name": "Test & <Co>", "url": URL},
        "datePublished": "2023-05-04",
        "dateModified": "2023-06-01",
        "description": "Words of Second, her and more.",
        "isBasedOn": "https://www.wire.example/first?a=1&b=2",
        "image": image,
        "keywords": ["Alpha", "C#"],
        "about": [
            {
                "@type": "Person",
                "name": "Ann Lee",
                "url": URL + "entities/ann-lee/",
                "sameAs": ["https://www.wikidata.org/wiki/Q1", "https://ann.example/"],
            }
        ],
    }


def test_entities_a_text_points_at_are_mentions(site: SiteMaker) -> None:
    folder = site(
        {
            "content/entities/oz.md": "---\nname: Oz\nkind: place\n---\n",
            "content/entities/ann.md": "---\nname: Ann\nkind: person\n---\n",
            "content/articles/a.md": article("A", "[[Oz]] [[Ann]]", entities="[Ann]"),
        }
    )
    folder.build()
    data = Document(folder, "articles/a/index.html").data()
    url = "https://example.org/entities/"
    assert data["about"] == [{"@type": "Person", "name": "Ann", "url": f"{url}ann/"}]
    assert data["mentions"] == [{"@type": "Place", "name": "Oz", "url": f"{url}oz/"}]


def test_without_authors_the_source_is_the_author(site: SiteMaker) -> None:
    assert one(site, source="Wire").data()["author"] == {"@type": "Organization", "name": "Wire"}
    assert one(site).data()["author"] == {"@type": "Organization", "name": "Test"}


def test_a_summary_taken_from_the_text_has_its_punctuation(site: SiteMaker) -> None:
    body = "A *word*, [a link](https://a.example/x), `code`; **b**old.\n\nMore."
    page = one(site, body=body)
    assert page.head("description") == ["A word, a link, code; bold."]


@pytest.mark.parametrize(
    ("date", "words", "published"),
    [
        ("2021", "2021", "2021-01-01"),
        ("2021-12", "December 2021", "2021-12-01"),
        ("2021-12-09", "December 9, 2021", "2021-12-09"),
        ("2021-12-09T18:30:00+03:00", "December 9, 2021", "2021-12-09T18:30:00+03:00"),
    ],
)
def test_dates_show_at_the_precision_they_have(
    site: SiteMaker, date: str, words: str, published: str
) -> None:
    page = one(site, date=date)
    assert page.texts("//main//time")[0] == words
    assert page.all("//main//time/@datetime")[0] == date
    data = page.data()
    assert data["@type"] == "NewsArticle"
    assert data["datePublished"] == published
    assert data.get("temporalCoverage") == (date if len(date) < 10 else None)
    assert page.head("article:published_time") == ([date] if len(date) >= 10 else [])


def test_an_article_without_a_date_says_so(site: SiteMaker) -> None:
    page = one(site)
    assert page.all("//main//time") == []
    assert "Undated" in page.text("//main")
    assert page.data()["@type"] == "CreativeWork"
    assert "datePublished" not in page.data()
    assert page.head("article:published_time") == []


def test_dates_are_in_the_sites_language(site: SiteMaker) -> None:
    page = one(site, settings='language = "de"\n', date="2021-12-09", updated="2022-01")
    assert page.texts("//main//time") == ["9. Dezember 2021", "Januar 2022"]
    assert page.all("/html/@lang") == ["de"]


def test_a_long_title_is_cut_for_machines_alone(site: SiteMaker) -> None:
    title = "Word " * 40
    folder = site({"content/articles/a.md": article(title)})
    folder.build()
    page = Document(folder, "articles/a/index.html")
    assert page.text("//h1") == title.strip()
    assert len(page.data()["headline"]) <= 110


def test_data_cannot_end_its_script(site: SiteMaker) -> None:
    folder = site({"content/articles/a.md": article("'</script><b>x & y'", summary="'<!--'")})
    folder.build()
    page = Document(folder, "articles/a/index.html")
    assert page.data()["description"] == "<!--"
    assert "x & y" in page.data()["headline"]
    assert "<!--" not in folder.page("articles/a/index.html")


@pytest.mark.parametrize(
    ("permalink", "path"),
    [
        ("articles/{slug}/", "articles/title/index.html"),
        ("{year}/{month}/{day}/{slug}/", "2021/12/09/title/index.html"),
        ("{year}/{slug}.html", "2021/title.html"),
        ("{folder}/{slug}/", "deep/er/title/index.html"),
    ],
)
def test_the_settings_say_what_an_address_looks_like(
    site: SiteMaker, permalink: str, path: str
) -> None:
    folder = site(
        {
            "digest.toml": SETTINGS + f'permalink = "{permalink}"\n',
            "content/articles/deep/er/2021-12-09-title.md": article("A"),
        }
    )
    folder.build()
    assert folder.has(path)


def test_an_article_may_pick_another_layout(site: SiteMaker) -> None:
    folder = site(
        {
            "layouts/interview.html": "Interview: {{ article.title }}",
            "content/articles/a.md": article("A", layout="interview"),
            "content/articles/b.md": article("B", layout="intervew"),
        }
    )
    report = folder.build()
    assert folder.page("articles/a/index.html") == "Interview: A"
    (error,) = [str(each) for each in report.problems if each.severity == "error"]
    assert error.startswith("content/articles/b.md:3: error: there is no layout intervew.html")
    assert "/articles/b/index.html" in error
