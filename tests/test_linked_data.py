"""Tests of what machines read of articles and terms."""

import json
from typing import Any

import msgspec
import pytest

from digest import layouts, linked_data
from digest.model import Article, Body, Card, Date, Found, Label, Linked, Masthead, Provenance, Term
from tests.conftest import profile

SITE = Masthead("The site", "https://example.org/d/", "/d/", "en", "", "", ())


def linked(source: str = "", tags: tuple[str, ...] = (), image: str = "", **given: Any) -> Linked:
    article = msgspec.structs.replace(
        Article(
            path="articles/a.md",
            url="articles/é/",
            slug="é",
            title="A title",
            date=None,
            updated=None,
            begins=None,
            expires=None,
            summary="",
            summary_taken=False,
            tags=(),
            entities=(),
            not_entities=(),
            source="",
            original="",
            authors=(),
            lang="en",
            layout="",
            layout_line=1,
            draft=False,
            hidden=False,
            weight=0,
            lead=False,
            image="",
            provenance=Provenance(),
            aliases=(),
            extra={},
            body=Body(),
        ),
        **given,
    )
    reported = Label("sources/s/", source) if source else None
    card = Card(article.url, article.title, article.date, "", reported, (), "en", False)
    labels = tuple(Label(f"tags/{name}/", name) for name in tags)
    return Linked(article, card, labels, (), (), Found(), "", image, {}, (), (), "", "", "")


def term(kind: str = "person", wikidata: str = "", *same_as: str) -> Term:
    known = msgspec.structs.replace(
        profile("a", "A", "B"), kind=kind, wikidata=wikidata, same_as=same_as
    )
    return Term("entities", "a", "A", "entities/a/", known, ())


def entity(term: Term) -> dict[str, Any]:
    names = term.profile.names if term.profile else ()
    return linked_data.entity(linked_data.thing(term), names, SITE)


@pytest.mark.parametrize(
    ("iso", "published", "coverage"),
    [
        ("2021", "2021-01-01", "2021"),
        ("2021-12", "2021-12-01", "2021-12"),
        ("2021-12-09", "2021-12-09", None),
        ("2021-12-09T12:30:00+03:00", "2021-12-09T12:30:00+03:00", None),
    ],
)
def test_a_partial_date_is_its_first_day_and_says_so(
    iso: str, published: str, coverage: str | None
) -> None:
    found = linked_data.article(linked(date=Date(iso, 0)), [], [], SITE)
    assert found["@type"] == "NewsArticle"
    assert found["datePublished"] == published
    assert found.get("temporalCoverage") == coverage


def test_without_a_date_it_is_no_news() -> None:
    found = linked_data.article(linked(), [], [], SITE)
    assert found["@type"] == "CreativeWork"
    assert "datePublished" not in found


def test_addresses_are_whole_and_ascii() -> None:
    found = linked_data.article(linked(image="a/ü.png"), [linked_data.thing(term())], [], SITE)
    assert found["url"] == found["mainEntityOfPage"] == "https://example.org/d/articles/%C3%A9/"
    assert found["image"] == "https://example.org/d/a/%C3%BC.png"
    assert found["about"][0]["url"] == "https://example.org/d/entities/a/"


@pytest.mark.parametrize(
    ("authors", "source", "author"),
    [
        (("X", "Y"), "S", [{"@type": "Person", "name": "X"}, {"@type": "Person", "name": "Y"}]),
        ((), "S", {"@type": "Organization", "name": "S"}),
        ((), "", {"@type": "Organization", "name": "The site"}),
    ],
)
def test_the_author_is_who_wrote_else_who_reported_else_the_site(
    authors: tuple[str, ...], source: str, author: object
) -> None:
    found = linked_data.article(linked(source, authors=authors), [], [], SITE)
    assert found["author"] == author


def test_what_is_not_known_is_not_said() -> None:
    found = linked_data.article(linked(), [], [], SITE)
    assert not {"image", "keywords", "about", "mentions", "isBasedOn", "description"} & found.keys()
    assert all(found.values())


def test_a_headline_is_never_too_long() -> None:
    found = linked_data.article(linked(title="word " * 60), [], [], SITE)
    assert len(found["headline"]) <= 110


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        ("person", "Person"),
        ("organisation", "Organization"),
        ("place", "Place"),
        ("event", "Event"),
        ("work", "CreativeWork"),
        ("other", "Thing"),
    ],
)
def test_every_kind_has_its_type(kind: str, type_: str) -> None:
    assert entity(term(kind))["@type"] == type_


def test_an_entity_says_who_else_knows_it() -> None:
    found = entity(term("place", "Q796", "https://example.com/iraq"))
    assert found["sameAs"] == ["https://www.wikidata.org/wiki/Q796", "https://example.com/iraq"]
    assert found["alternateName"] == ["B"]
    assert "sameAs" not in entity(term())
    assert "sameAs" not in entity(Term("tags", "a", "A", "tags/a/", None, ()))


def test_a_hostile_title_ends_no_script() -> None:
    hostile = "\u2028</script><script>alert(1)</script>&"
    given = linked(hostile, (hostile,), title=hostile, summary=hostile, date=Date("2021", 0))
    found = linked_data.article(given, [], [], SITE)
    text = str(layouts.FILTERS["json"](found))
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == found
    assert found["headline"] == hostile
