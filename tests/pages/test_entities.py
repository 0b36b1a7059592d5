"""Pages of entities: the evidence for each article, when and with whom they were named, who told; and the indexes."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.conftest import SETTINGS, SiteFolder, SiteMaker, article
from tests.pages.look import Document

ROOT = "https://example.org/"
ANN = "entities/ann/"


def entity(name: str, kind: str = "person", more: str = "", body: str = "") -> str:
    """A file of entities/."""
    return f"---\nname: {name}\nkind: {kind}\n{more}---\n\n{body}\n"


def built(site: SiteMaker, files: Mapping[str, str], settings: str = "") -> SiteFolder:
    """A site that tells of Ann Lee, built without an error."""
    known = {"digest.toml": SETTINGS + settings, "content/entities/ann.md": entity("Ann Lee")}
    folder = site({**known, **files})
    problems = folder.build().problems
    assert [str(each) for each in problems if each.severity == "error"] == []
    return folder


def page(site: SiteMaker, files: Mapping[str, str], settings: str = "") -> Document:
    """Ann Lee's page of such a site."""
    return Document(built(site, files, settings), f"{ANN}index.html")


def data(folder: SiteFolder, path: str = ANN) -> Any:
    """An index.json."""
    return json.loads(folder.page(f"{path}index.json"))


def articles(number: int, body: str = "Ann Lee left.", **front: str) -> dict[str, str]:
    """So many articles on Ann Lee, one a day."""
    return {
        f"content/articles/a{day:02}.md": article(
            f"A{day:02}", body, date=f"2023-05-{day:02}", **front
        )
        for day in range(1, number + 1)
    }


# ---- evidence -----------------------------------------------------------------------------------


def test_each_sentence_that_names_it_leads_to_its_paragraph(site: SiteMaker) -> None:
    body = "Before.\n\nAnn Lee came. Nobody saw it.\n\nSo Ann Lee left again."
    folder = built(site, {"content/articles/a.md": article("A", body, date="2023")})
    links = Document(folder, f"{ANN}index.html").all("//main//ul[@class='said']//a")
    assert ["".join(each.itertext()) for each in links] == [
        "Ann Lee came.",
        "So Ann Lee left again.",
    ]
    assert ["".join(each.find("b").itertext()) for each in links] == ["Ann Lee"] * 2
    told = Document(folder, "articles/a/index.html")
    for link in links:
        address, _, anchor = str(link.get("href")).partition("#")
        assert address == "/articles/a/"
        (paragraph,) = told.all(f"//p[@id='{anchor}']")
        assert "".join(link.itertext()) in "".join(paragraph.itertext())


def test_many_sentences_are_folded_away(site: SiteMaker) -> None:
    body = "\n\n".join(f"Ann Lee did {number} things." for number in range(20))
    found = page(site, {"content/articles/a.md": article("A", body, date="2023")})
    assert len(found.all("//article/ul[@class='said']/li")) == 3
    assert len(found.all("//article/details/ul[@class='said']/li")) == 9
    assert found.text("//article/details/summary") == "9 more"


def test_without_a_sentence_there_is_the_summary(site: SiteMaker) -> None:
    files = {
        "content/articles/a.md": article(
            "Ann Lee leaves", "Words.", date="2023", summary="She left."
        ),
        "content/articles/b.md": article("B", "Words.", summary="Listed.", entities="[Ann Lee]"),
        "content/articles/c.md": article("C", "Ann Lee said so.", summary="Not this."),
    }
    assert page(site, files).texts("//article/*[3]") == ["She left.", "Listed.", "Ann Lee said so."]


def test_what_an_article_is_about_is_told_from_what_it_mentions(site: SiteMaker) -> None:
    files = {
        "content/articles/a.md": article("A", "Ann Lee left.", date="2023", entities="[Ann Lee]"),
        "content/articles/b.md": article("B", "Ann Lee left.", date="2022"),
    }
    found = page(site, files)
    assert found.texts("//article[.//*[@class='subject']]/h3") == ["A"]
    assert "Subject of 1 article, mentioned in 1 more." in found.text("//main")


@pytest.mark.parametrize("entities", ["[]", "[Ann Lee]"])
def test_nothing_is_told_apart_where_all_are_alike(site: SiteMaker, entities: str) -> None:
    found = page(site, articles(2, entities=entities))
    assert found.all("//*[@class='subject']") == []
    assert "Subject" not in found.text("//main")


def test_sentences_are_in_the_language_of_their_article(site: SiteMaker) -> None:
    files = {
        "content/entities/ann.md": entity("Ann Lee", more="names: [آن لي]\n"),
        "content/articles/a.md": article("عنوان", "قالت آن لي ذلك.", date="2023", lang="ar"),
    }
    (quotes,) = page(site, files).all("//ul[@class='said']")
    assert (quotes.get("lang"), quotes.get("dir")) == ("ar", "rtl")
    assert "".join(quotes.itertext()).strip() == "قالت آن لي ذلك."


def test_a_misspelt_name_is_marked_as_printed(site: SiteMaker) -> None:
    files = {
        "content/entities/ann.md": entity("Ann Lee", more="misspellings: [Ann Leee]\n"),
        "content/articles/a.md": article("A", "Ann Leee left.", date="2023"),
        "content/articles/b.md": article("B", "Ann Lee left.", date="2022"),
    }
    folder = built(site, files)
    found = Document(folder, f"{ANN}index.html")
    assert found.texts("//li[.//*[@class='note']]/a") == ["Ann Leee left."]
    assert "Also printed as Ann Leee" in found.text("//header[@class='head']")
    (link,) = Document(folder, "articles/a/index.html").all("//a[contains(@class, 'typo')]")
    assert link.get("title") == "Misspelt in the source: Ann Lee"
    assert "alternateName" not in found.data()


# ---- when, with whom, by whom -------------------------------------------------------------------


def bars(found: Document) -> dict[str, str]:
    """The table of a chart: by month or year the number of mentions."""
    cells = found.texts("//figure//tbody//*[self::th or self::td]")
    return dict(zip(cells[::2], cells[1::2], strict=True))


def test_mentions_are_drawn_by_month(site: SiteMaker) -> None:
    files = {
        "content/articles/a.md": article("Ann Lee", "Ann Lee, Ann Lee.", date="2023-01-05"),
        "content/articles/b.md": article("B", "Ann Lee.", date="2023-01"),
        "content/articles/c.md": article("C", "Words.", date="2022-11-30", entities="[ann]"),
        "content/articles/d.md": article("D", "Ann Lee."),
    }
    found = page(site, files)
    assert bars(found) == {"November 2022": "1", "January 2023": "4"}
    heights = [
        (each.get("x"), each.get("height"))
        for each in found.all("//figure//*[local-name()='rect']")
    ]
    assert heights == [("1", "25"), ("21", "100")]
    assert found.text("//figcaption") == "November 2022 – January 2023, most in January 2023: 4"
    assert found.texts("//figure//*[local-name()='rect']") == [
        "November 2022: 1",
        "January 2023: 4",
    ]


@pytest.mark.parametrize("first", ["2016-05-01", "2022"])
def test_mentions_are_drawn_by_year_over_many_or_where_no_month_is_known(
    site: SiteMaker, first: str
) -> None:
    files = {
        "content/articles/a.md": article("A", "Ann Lee.", date="2023-01-05"),
        "content/articles/b.md": article("B", "Ann Lee.", date=first),
    }
    assert bars(page(site, files)) == {first[:4]: "1", "2023": "1"}


def test_there_is_no_chart_of_one_month_or_of_one_year(site: SiteMaker) -> None:
    assert page(site, articles(3)).all("//figure") == []
    folder = built(site, {"content/articles/b.md": article("B", "Ann Lee.", date="2023")})
    assert Document(folder, f"{ANN}index.html").all("//figure") == []


def test_styles_and_scripts_are_not_needed_for_a_chart(site: SiteMaker) -> None:
    files = {
        "content/articles/a.md": article("A", "Ann Lee.", date="2023-01-05"),
        "content/articles/b.md": article("B", "Ann Lee.", date="2023-02-05"),
    }
    found = page(site, files)
    assert found.all("//figure//@style") == found.all("//figure//script") == []


def test_it_appears_with_whom_the_same_paragraphs_name(site: SiteMaker) -> None:
    files = {
        "content/entities/bo.md": entity("Bo Kim"),
        "content/entities/oz.md": entity("Oz", "place"),
        "content/articles/a.md": article("A", "Ann Lee and Bo Kim.\n\nAnn Lee, Bo Kim, Bo Kim."),
        "content/articles/b.md": article("B", "Oz is far.\n\nOz it is.", date="2023"),
    }
    found = page(site, files)
    (row,) = [each for each in found.texts("//section") if each.startswith("Appears with")]
    assert row.startswith("Appears with Bo Kim 2 ")
    assert "/entities/bo/" in found.links()
    assert "/entities/oz/" not in found.links()


def test_sources_are_listed_with_what_they_reported_last(site: SiteMaker) -> None:
    files = {
        "content/articles/a.md": article("A", "Ann Lee.", date="2023-01-05", source="Wire"),
        "content/articles/b.md": article("B", "Ann Lee.", date="2023-01-06", source="Post"),
        "content/articles/c.md": article("C", "Ann Lee.", date="2022", source="Wire"),
        "content/articles/d.md": article("D", "Ann Lee."),
    }
    assert page(site, files).texts("//ul[@class='reporters']/li") == [
        "Wire 2 A 2022 – January 5, 2023",
        "Post 1 B January 6, 2023",
    ]


def test_one_source_alone_is_not_listed(site: SiteMaker) -> None:
    assert page(site, articles(3, source="Wire")).all("//ul[@class='reporters']") == []


def test_only_the_first_page_changes_with_what_stands_on_it_alone(site: SiteMaker) -> None:
    files = articles(5)
    files["content/articles/b.md"] = article("B", "Ann Lee left.", date="2023-04-01")
    folder = built(site, files, "page_size = 2\n")
    folder.write("content/articles/b.md", article("B", "Ann Lee, Ann Lee left.", date="2023-04-01"))
    written = folder.build().written
    assert f"{ANN}index.html" in written
    assert f"{ANN}page/3/index.html" in written
    assert f"{ANN}page/2/index.html" not in written
    second = Document(folder, f"{ANN}page/2/index.html")
    assert second.all("//figure") == []
    assert len(second.all("//article")) == 2


# ---- data ---------------------------------------------------------------------------------------


def test_beside_each_page_lies_its_twin_for_programs(site: SiteMaker) -> None:
    files = {
        "content/articles/b.md": article(
            "On Ann Lee", "Hm. Ann\nLee left.", date="2022", entities="[ann]"
        ),
        "content/articles/a.md": article("A", "It was Ann Lee.", date="2023", path="/2023/é/"),
        "content/articles/c.md": article("C", "Nothing.", entities="[ann]"),
    }
    folder = built(site, files, "page_size = 2\n")
    found = Document(folder, f"{ANN}index.html")
    (address,) = found.all("//link[@type='application/json']/@href")
    assert address == f"/{ANN}index.json"
    assert address in found.links()
    first, second = data(folder), data(folder, f"{ANN}page/2/")
    (record,) = json.loads(folder.page("entities.json"))
    assert {key: first[key] for key in record if key != "articles"} == {
        key: value for key, value in record.items() if key != "articles"
    }
    assert [each["path"] for each in first["articles"] + second["articles"]] == record["articles"]
    anchor = first["articles"][0]["mentions"][0]["anchor"]
    assert first["articles"] == [
        {
            "path": "articles/a.md",
            "url": ROOT + "2023/%C3%A9/",
            "about": False,
            "mentions": [
                {"text": "Ann Lee", "sentence": "It was Ann Lee.", "anchor": anchor, "about": False}
            ],
        },
        {
            "path": "articles/b.md",
            "url": ROOT + "articles/b/",
            "about": True,
            "mentions": [
                {"text": "Ann Lee", "sentence": "On Ann Lee", "anchor": "", "about": True},
                {
                    "text": "Ann\nLee",
                    "sentence": "Ann Lee left.",
                    "anchor": first["articles"][1]["mentions"][1]["anchor"],
                    "about": True,
                },
            ],
        },
    ]
    assert second["articles"] == [
        {"path": "articles/c.md", "url": ROOT + "articles/c/", "about": True, "mentions": []}
    ]


def test_a_program_can_walk_from_page_to_page(site: SiteMaker) -> None:
    folder = built(site, articles(5), "page_size = 2\n")
    address, seen = f"{ROOT}{ANN}index.json", []
    while address:
        found = json.loads(folder.page(address.removeprefix(ROOT)))
        assert found["count"] == 5
        seen += [each["path"] for each in found["articles"]]
        address = found["next"]
    assert seen == [f"articles/a{day:02}.md" for day in (5, 4, 3, 2, 1)]


def test_an_entity_nobody_names_has_its_page_and_data(site: SiteMaker) -> None:
    folder = built(site, {})
    assert "0 articles" in Document(folder, f"{ANN}index.html").text("//main")
    found = data(folder)
    assert (found["count"], found["next"], found["articles"]) == (0, None, [])


def test_a_renamed_entity_is_found_at_its_old_address(site: SiteMaker) -> None:
    moved = entity("Ann Lee", more="aliases: [/entities/lee/, /lee.html]\n")
    folder = built(site, {"content/entities/ann.md": moved, **articles(1)})
    assert folder.page("entities/lee/index.json") == folder.page(f"{ANN}index.json")
    (refresh,) = Document(folder, "entities/lee/index.html").all("//meta[@http-equiv]/@content")
    assert refresh == f"0; url=/{ANN}"
    assert folder.has("lee.html")


# ---- indexes ------------------------------------------------------------------------------------


def listed(found: Document) -> list[str]:
    """The names in an index."""
    return found.texts("//ul[@class='index']/li/a")


def test_an_index_lists_kinds_in_their_order_each_by_alphabet(site: SiteMaker) -> None:
    files = {
        f"content/entities/{number}.md": entity(name, kind)
        for number, (name, kind) in enumerate(
            [
                ("Zed", "place"),
                ("Élan", "place"),
                ("The Far", "place"),
                ("العراق", "place"),
                ("Fable", "work"),
                ("Bo", "person"),
                ("Thing", "other"),
            ]
        )
    }
    folder = built(site, files)
    index = Document(folder, "entities/index.html")
    assert listed(index) == ["Ann Lee", "Bo", "Élan", "The Far", "Zed", "العراق", "Fable", "Thing"]
    assert index.texts("//main//h2") == ["People", "Places", "Works", "Other"]
    assert index.texts("//nav[@class='kinds']//li") == [
        "People 2",
        "Places 4",
        "Works 1",
        "Other 1",
    ]
    places = Document(folder, "entities/kinds/place/index.html")
    assert places.text("//h1") == "Places"
    assert listed(places) == ["Élan", "The Far", "Zed", "العراق"]
    assert places.texts("//nav[@class='kinds']//a[@aria-current]") == ["Places"]
    assert not folder.has("entities/kinds/event/index.html")


def test_an_entry_tells_who_it_is_and_how_often_it_was_named(site: SiteMaker) -> None:
    ann = entity("Ann Lee", body="Ann Lee, see [[bo]], is a mayor. She sings.")
    bo = entity("Bo Kim", more="note: A singer.\n", body="Not this.")
    files = {"content/entities/ann.md": ann, "content/entities/bo.md": bo, **articles(2)}
    index = Document(built(site, files), "entities/index.html")
    assert index.texts("//ul[@class='index']/li") == [
        "Ann Lee Ann Lee, see Bo Kim, is a mayor. 2",
        "Bo Kim A singer. 0",
    ]


def test_many_of_a_kind_are_parted_by_letters(
    site: SiteMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digest.pages.entities._MANY", 5)
    monkeypatch.setattr("digest.pages.entities._INDEX_SIZE", 4)
    names = ["Adam", "9 Lives", "bea", "Bo", "Ägir", "Čech", "北京", "Oz"]
    files = {
        f"content/entities/{number}.md": entity(name, "place" if name == "Oz" else "person")
        for number, name in enumerate(names)
    }
    folder = built(site, files)
    first, second = (
        Document(folder, f"entities/kinds/person/{path}index.html") for path in ("", "page/2/")
    )
    assert listed(first) + listed(second) == [
        "9 Lives", "Adam", "Ägir", "Ann Lee", "bea", "Bo", "Čech", "北京",
    ]  # fmt: skip
    assert first.texts("//main//h2") == ["0–9", "A"]
    assert second.texts("//main//h2") == ["B", "C", "漢"]
    for found in (first, second):
        letters = found.all("//nav[@class='letters']//a/@href")
        assert found.texts("//nav[@class='letters']//a") == ["0–9", "A", "B", "C", "漢"]
        assert [each.rpartition("/")[0] for each in letters] == [
            *["/entities/kinds/person"] * 2,
            *["/entities/kinds/person/page/2"] * 3,
        ]
    whole = Document(folder, "entities/index.html")
    assert whole.texts("//main//h2") == ["People 0–9", "People A"]
    assert whole.all("//nav[@class='letters']") == []


def test_an_entity_may_use_the_layout_it_had_elsewhere(site: SiteMaker) -> None:
    files = {"content/entities/ann.md": entity("Ann Lee", more="layout: default\n"), **articles(1)}
    assert page(site, files).text("//h1") == "Ann Lee"


# ---- in an article ------------------------------------------------------------------------------


def test_an_article_lists_its_entities_by_kind_those_it_is_about_first(site: SiteMaker) -> None:
    files = {
        "content/entities/ann.md": entity("Ann Lee", body="A mayor. She sings."),
        "content/entities/bo.md": entity("Bo Kim"),
        "content/entities/cy.md": entity("Cy Fox"),
        "content/entities/oz.md": entity("Oz", "place"),
        "content/articles/a.md": article("A", "Oz, Bo Kim, Cy Fox.", entities="[ann, oz]"),
    }
    found = Document(built(site, files), "articles/a/index.html")
    rows = "//section[@class='cast']"
    assert found.texts(f"{rows}/h2") == ["In this story", "Also named"]
    assert found.texts(f"{rows}[1]/h3") == ["Person", "Place"]
    assert found.texts(f"{rows}[1]/ul/li/a") == ["Ann Lee", "Oz"]
    assert found.texts(f"{rows}[2]/*[not(self::h2)]") == ["People", "Bo Kim Cy Fox"]
    (button,) = found.all(f"{rows}//button")  # nothing is known of the others
    (card,) = found.all(f"//*[@id='{button.get('popovertarget')}']")
    assert " ".join("".join(card.itertext()).split()) == "Ann Lee Person A mayor."


def test_what_an_article_names_is_its_story_where_it_lists_nobody(site: SiteMaker) -> None:
    found = Document(built(site, articles(1)), "articles/a01/index.html")
    assert found.texts("//section[@class='cast']/h2") == ["In this story"]


def test_machines_read_whom_it_is_about_and_whom_it_mentions(site: SiteMaker) -> None:
    files = {
        "content/entities/ann.md": entity(
            "Ann Lee", more="misspellings: [Ann Leee]\nnames: [A. Lee]\n"
        ),
        "content/entities/oz.md": entity("Oz", "place"),
        "content/articles/a.md": article(
            "A", "Ann Leee in Oz.", date="2023-01-02", entities="[oz]"
        ),
    }
    folder = built(site, files)
    told = Document(folder, "articles/a/index.html").data()
    assert [each["name"] for each in told["about"]] == ["Oz"]
    assert [each["name"] for each in told["mentions"]] == ["Ann Lee"]
    assert Document(folder, f"{ANN}index.html").data()["alternateName"] == ["A. Lee"]
