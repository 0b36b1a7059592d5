"""Pages of tags, entities and sources, and the indexes that lead to them."""

import pytest

from tests.conftest import SETTINGS, SiteFolder, SiteMaker, article
from tests.pages.conftest import URL
from tests.pages.look import Document
from tests.pages.test_home import shown


def entity(name: str, kind: str, body: str = "", more: str = "") -> str:
    """A file of entities/."""
    return f"---\nname: {name}\nkind: {kind}\n{more}---\n\n{body}\n"


def test_a_terms_articles_come_newest_first_page_by_page(whole: SiteFolder) -> None:
    pages = ["tags/alpha/index.html", "tags/alpha/page/2/index.html"]
    assert [shown(whole, path)[-2:] for path in pages] == [["moment", "first"], ["second", "third"]]
    assert not whole.has("tags/alpha/page/3/index.html")
    second = Document(whole, pages[1])
    assert second.head("canonical") == [URL + "tags/alpha/page/2/"]
    assert "/digest/tags/alpha/" in second.links()


def test_a_terms_text_stands_on_its_first_page_alone(whole: SiteFolder) -> None:
    first, second = (
        Document(whole, f"tags/alpha/{path}index.html").text("//main") for path in ("", "page/2/")
    )
    assert "A tag, see Third." in first
    assert "A tag, see" not in second
    assert "First letter" in first


def test_a_tag_without_a_file_has_a_page(whole: SiteFolder) -> None:
    page = Document(whole, "tags/c-sharp/index.html")
    assert page.text("//h1") == "C#"
    assert shown(whole, "tags/c-sharp/index.html") == ["first"]


def test_an_entitys_page_tells_people_and_machines_who_it_is(whole: SiteFolder) -> None:
    page = Document(whole, "entities/ann-lee/index.html")
    assert page.text("//h1") == "Ann Lee"
    words = page.text("//main")
    assert "A. Lee" in words and "Mayor of Oz." in words
    assert "/digest/entities/oz/" in page.links()
    assert "https://www.wikidata.org/wiki/Q1" in page.links()
    assert "https://ann.example/" in page.links()
    assert page.data() == {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": "Ann Lee",
        "url": URL + "entities/ann-lee/",
        "sameAs": ["https://www.wikidata.org/wiki/Q1", "https://ann.example/"],
        "alternateName": ["A. Lee"],
    }
    assert set(shown(whole, "entities/ann-lee/index.html")) == {"first", "second"}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("person", "Person"),
        ("organisation", "Organization"),
        ("organization", "Organization"),
        ("place", "Place"),
        ("event", "Event"),
        ("work", "CreativeWork"),
        ("other", "Thing"),
    ],
)
def test_each_kind_of_entity_has_its_word_for_machines(
    site: SiteMaker, kind: str, name: str
) -> None:
    folder = site({"content/entities/x.md": entity("X", kind)})
    folder.build()
    data = Document(folder, "entities/x/index.html").data()
    assert data == {
        "@context": "https://schema.org",
        "@type": name,
        "name": "X",
        "url": "https://example.org/entities/x/",
    }


def test_a_sources_page_says_who_runs_it_and_where_it_is(whole: SiteFolder) -> None:
    page = Document(whole, "sources/wire/index.html")
    words = page.text("//main")
    for told in ("The Wire", "Oz", "Owned by its readers.", "An agency."):
        assert told in words
    assert "https://www.wire.example/" in page.links()
    assert shown(whole, "sources/wire/index.html") == ["first"]
    assert page.all("//script[@type='application/ld+json']") == []


def test_every_term_offers_its_own_feeds(whole: SiteFolder) -> None:
    for path in ("tags/alpha/", "tags/alpha/page/2/", "sources/wire/"):
        page = Document(whole, path + "index.html")
        start = "/digest/" + path.removesuffix("page/2/")
        assert page.head("alternate") == [start + "feed.xml", start + "feed.json"]


def test_an_index_lists_every_term_with_its_count(whole: SiteFolder) -> None:
    page = Document(whole, "tags/index.html")
    found = [link for link in page.links() if link.startswith("/digest/tags/")]
    assert found == [
        "/digest/tags/alpha/",
        "/digest/tags/beta/",
        "/digest/tags/c-sharp/",
        "/digest/tags/%D8%A7%D9%86%D8%AA%D8%AE%D8%A7%D8%A8%D8%A7%D8%AA/",
    ]
    (entry,) = page.all("//main//a[contains(@href, 'alpha')]/ancestor::li")
    assert "4" in "".join(entry.itertext())


def test_entities_are_listed_by_kind_then_name(site: SiteMaker) -> None:
    folder = site(
        {
            "content/entities/a.md": entity("Alder", "place"),
            "content/entities/b.md": entity("birch", "person"),
            "content/entities/c.md": entity("Cedar", "person"),
            "content/entities/d.md": entity("Date", "organisation"),
            "content/entities/e.md": entity("Elm", "place"),
        }
    )
    folder.build()
    links = Document(folder, "entities/index.html").links()
    found = [link.split("/")[-2] for link in links if "/kinds/" not in link]
    assert sorted(found) == ["a", "b", "c", "d", "e"]
    assert found.index("b") + 1 == found.index("c")
    assert found.index("a") + 1 == found.index("e")


def test_an_index_of_hundreds_has_pages(site: SiteMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digest.pages.terms._INDEX_SIZE", 3)
    tags = ", ".join(f"t{n}" for n in range(7))
    folder = site({"content/articles/a.md": article("A", tags=f"[{tags}]")})
    folder.build()
    for path, names in [("", "t0 t1 t2"), ("page/2/", "t3 t4 t5"), ("page/3/", "t6")]:
        page = Document(folder, f"tags/{path}index.html")
        found = [link.split("/")[-2] for link in page.links() if "/tags/t" in link]
        assert found == names.split()
    assert "7" in Document(folder, "tags/index.html").text("//main")


def test_a_site_without_terms_has_indexes(site: SiteMaker) -> None:
    folder = site({"content/articles/a.md": article("A")})
    folder.build()
    for group in ("tags", "entities", "sources"):
        assert Document(folder, f"{group}/index.html").text("//h1")


def test_a_term_says_when_it_was_in_the_news(site: SiteMaker) -> None:
    folder = site(
        {
            "content/articles/a.md": article("A", date="2021-12", tags="[x]"),
            "content/articles/b.md": article("B", date="2023-01-02", tags="[x]"),
            "content/articles/c.md": article("C", tags="[x]"),
        }
    )
    folder.build()
    words = Document(folder, "tags/x/index.html").text("//main")
    assert "December 2021" in words and "January 2, 2023" in words


def test_a_term_may_pick_another_layout(site: SiteMaker) -> None:
    folder = site(
        {
            "layouts/place.html": "Place {{ term.name }}",
            "content/entities/oz.md": entity("Oz", "place", more="layout: place\n"),
        }
    )
    folder.build()
    assert folder.page("entities/oz/index.html") == "Place Oz"


def test_a_tag_called_page_or_feed_keeps_its_pages(site: SiteMaker) -> None:
    tags = "[page, feed, feed.xml, index, '2']"
    folder = site(
        {
            "digest.toml": SETTINGS + "page_size = 1\n",
            "content/articles/a.md": article("A", tags=tags),
            "content/articles/b.md": article("B", tags=tags),
        }
    )
    assert [each for each in folder.build().problems if each.severity == "error"] == []
    for slug in ("page", "feed", "feed-xml", "index", "2"):
        assert folder.has(f"tags/{slug}/index.html")
        assert folder.has(f"tags/{slug}/page/2/index.html")
