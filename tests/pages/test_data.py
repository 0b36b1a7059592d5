"""articles.json and entities.json, the digest for other programs."""

from tests.conftest import SiteFolder, SiteMaker, article
from tests.pages.conftest import URL
from tests.pages.look import records


def test_an_article_is_told_in_full(whole: SiteFolder) -> None:
    found = {each["path"]: each for each in records(whole, "articles.json")}
    assert found["articles/2023-05-04-first.md"] == {
        "path": "articles/2023-05-04-first.md",
        "url": URL + "articles/first/",
        "title": "The first <report>",
        "date": "2023-05-04",
        "updated": "2023-06-01",
        "summary": "Words of Second, her and more.",
        "source": "The Wire",
        "original": "https://www.wire.example/first?a=1&b=2",
        "tags": ["Alpha", "C#"],
        "entities": ["ann-lee"],
        "lang": "en",
    }


def test_what_is_not_known_is_null_or_empty(whole: SiteFolder) -> None:
    found = {each["path"]: each for each in records(whole, "articles.json")}
    assert found["articles/undated.md"] == {
        "path": "articles/undated.md",
        "url": URL + "articles/undated/",
        "title": "Undated thing",
        "date": None,
        "updated": None,
        "summary": "Third",
        "source": None,
        "original": None,
        "tags": [],
        "entities": [],
        "lang": "en",
    }


def test_articles_come_newest_first_and_dates_keep_their_precision(whole: SiteFolder) -> None:
    assert [each["date"] for each in records(whole, "articles.json")] == [
        "2023-05-04T12:00:00+03:00",
        "2023-05-04",
        "2023-05-03",
        "2023-05",
        "2022",
        None,
    ]


def test_an_entity_is_told_in_full(whole: SiteFolder) -> None:
    first, second = records(whole, "entities.json")
    assert first == {
        "path": "entities/ann-lee.md",
        "url": URL + "entities/ann-lee/",
        "slug": "ann-lee",
        "kind": "person",
        "name": "Ann Lee",
        "names": ["A. Lee"],
        "same_as": ["https://ann.example/"],
        "wikidata": "Q1",
        "articles": ["articles/2023-05-04-first.md", "articles/second.md"],
    }
    assert (second["name"], second["wikidata"], second["same_as"]) == ("Oz", None, [])


def test_articles_and_entities_name_each_other(whole: SiteFolder) -> None:
    articles = {each["path"]: each for each in records(whole, "articles.json")}
    for each in records(whole, "entities.json"):
        assert all(each["slug"] in articles[path]["entities"] for path in each["articles"])
    slugs = {each["slug"] for each in records(whole, "entities.json")}
    assert all(slugs.issuperset(each["entities"]) for each in articles.values())


def test_drafts_and_the_hidden_are_in_neither(whole: SiteFolder) -> None:
    text = whole.page("articles.json") + whole.page("entities.json")
    assert "hidden" not in text.lower()
    assert "unready" not in text.lower()


def test_an_empty_site_has_empty_data(site: SiteMaker) -> None:
    folder = site({"content/pages/about.md": article("About")})
    folder.build()
    assert records(folder, "articles.json") == records(folder, "entities.json") == []
