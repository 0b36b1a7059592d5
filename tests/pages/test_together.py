"""Pages of two entities that are often named together."""

import pytest

from tests.conftest import SETTINGS, SiteFolder, SiteMaker, article
from tests.pages.look import ATOM, Document, atom, entries, items
from tests.pages.test_entities import entity

ROOT = "https://example.org/"
PAIR = "entities/ann/with/oz/"


def files(aliases: str = "", slug: str = "ann") -> dict[str, str]:
    """Six articles of twelve name both."""
    made = {
        f"content/entities/{slug}.md": entity("Ann Lee", more=aliases),
        "content/entities/oz.md": entity("Oz", "place"),
    }
    for day in range(1, 13):
        body = "Ann Lee went to Oz.\n\nAnn Lee sang." if day % 2 else "Nobody went."
        made[f"content/articles/a{day:02}.md"] = article(
            f"A{day:02}", body, date=f"2023-05-{day:02}"
        )
    return made


def built(site: SiteMaker, made: dict[str, str], settings: str = "") -> SiteFolder:
    """A site of some files, built without an error."""
    folder = site({"digest.toml": SETTINGS + settings, **made})
    problems = folder.build().problems
    assert [str(each) for each in problems if each.severity == "error"] == []
    return folder


def test_two_that_are_often_named_together_have_a_page(site: SiteMaker) -> None:
    folder = built(site, files(), "page_size = 4\n")
    found = Document(folder, f"{PAIR}index.html")
    assert found.text("//h1") == "Ann Lee + Oz"
    assert "6 articles name both Ann Lee and Oz." in found.text("//main")
    assert {"/entities/ann/", "/entities/oz/"} <= {*found.links()}
    assert found.texts("//h2")[:4] == ["A11", "A09", "A07", "A05"]
    assert Document(folder, f"{PAIR}page/2/index.html").texts("//h2")[:2] == ["A03", "A01"]
    for slug in ("ann", "oz"):
        assert f"/{PAIR}" in Document(folder, f"entities/{slug}/index.html").links()


def test_what_names_both_is_the_evidence(site: SiteMaker) -> None:
    found = Document(built(site, files()), f"{PAIR}index.html")
    assert {*found.texts("//ul[@class='said']/li")} == {"Ann Lee went to Oz."}
    (first, *_) = found.all("//ul[@class='said']/li/a")
    assert ["".join(each.itertext()) for each in first.findall("b")] == ["Ann Lee", "Oz"]


def test_where_no_paragraph_names_both_all_that_name_either_is(site: SiteMaker) -> None:
    made = files()
    made["content/articles/a11.md"] = article(
        "On Ann Lee and Oz", "Ann Lee sang.\n\nOz heard it.", date="2023-05-11"
    )
    found = Document(built(site, made), f"{PAIR}index.html")
    assert found.texts("//article[1]//ul[@class='said']/li")[:2] == [
        "Ann Lee sang.",
        "Oz heard it.",
    ]


def test_a_pair_has_feeds(site: SiteMaker) -> None:
    folder = built(site, files())
    titles = ["A11", "A09", "A07", "A05", "A03", "A01"]
    assert [each["title"] for each in entries(folder, f"{PAIR}feed.xml")] == titles
    assert [each["title"] for each in items(folder, f"{PAIR}feed.json")] == titles
    feed = atom(folder, f"{PAIR}feed.xml")
    assert feed.findtext("a:id", namespaces=ATOM) == ROOT + PAIR
    assert feed.findtext("a:title", namespaces=ATOM) == "Ann Lee + Oz – Test"
    (own,) = feed.findall("a:link[@rel='self']", ATOM)
    assert own.get("href") == f"{ROOT}{PAIR}feed.xml"
    page = Document(folder, f"{PAIR}index.html")
    assert page.head("alternate") == [f"/{PAIR}feed.xml", f"/{PAIR}feed.json"]
    assert f"/{PAIR}feed.xml" in page.links()


@pytest.mark.parametrize(("setting", "there"), [("6", True), ("7", False), ("0", False)])
def test_how_often_is_a_setting(site: SiteMaker, setting: str, there: bool) -> None:
    folder = built(site, files(), f"together = {setting}\n")
    assert folder.has(f"{PAIR}index.html") is there
    assert folder.has(f"{PAIR}feed.xml") is there
    assert ("Together with" in folder.page("entities/ann/index.html")) is there


def test_a_number_below_zero_is_a_problem(site: SiteMaker) -> None:
    folder = site({"digest.toml": SETTINGS + "together = -1\n"})
    with pytest.raises(Exception, match="`together` is -1"):
        folder.build()


def test_a_site_that_leaves_these_pages_out_leads_to_none(site: SiteMaker) -> None:
    kinds = '["home", "articles", "terms", "entities", "archive", "feeds", "redirects"]'
    folder = built(site, files("aliases: [/entities/lee/]\n"), f"pages = {kinds}\n")
    assert [path for path in folder.output() if "/with/" in path] == []
    assert "/with/" not in folder.page("entities/ann/index.html") + folder.page("_redirects")


def test_a_pair_is_found_at_the_address_it_had_before_one_was_renamed(site: SiteMaker) -> None:
    folder = built(site, files())
    before = folder.page(f"{PAIR}feed.xml")
    folder.remove("content/entities/ann.md")
    folder.write(
        "content/entities/zoe.md",
        entity("Zoe Ray", more="names: [Ann Lee]\naliases: [/entities/ann/]\n"),
    )
    folder.build()
    new = "entities/oz/with/zoe/"
    assert Document(folder, f"{new}index.html").text("//h1") == "Oz + Zoe Ray"
    (refresh,) = Document(folder, f"{PAIR}index.html").all("//meta[@http-equiv]/@content")
    assert refresh == f"0; url=/{new}"
    assert f"/{PAIR} /{new} 301" in folder.page("_redirects").splitlines()
    feed = atom(folder, f"{PAIR}feed.xml")
    assert feed.findtext("a:id", namespaces=ATOM) == ROOT + PAIR
    assert feed.findtext("a:id", namespaces=ATOM) in before
    assert [each["id"] for each in entries(folder, f"{PAIR}feed.xml")] == [
        each["id"] for each in entries(folder, f"{new}feed.xml")
    ]
    assert atom(folder, f"{new}feed.xml").findtext("a:id", namespaces=ATOM) == ROOT + new
    assert folder.has(f"{PAIR}feed.json")


def test_an_article_that_no_longer_names_both_leaves_the_pair(site: SiteMaker) -> None:
    folder = built(site, files())
    folder.write("content/articles/a11.md", article("A11", "Ann Lee sang.", date="2023-05-11"))
    assert f"{PAIR}index.html" in folder.build().written
    assert "5 articles name both" in Document(folder, f"{PAIR}index.html").text("//main")
    folder.write("content/articles/a09.md", article("A09", "Ann Lee sang.", date="2023-05-09"))
    assert f"{PAIR}index.html" in folder.build().removed
