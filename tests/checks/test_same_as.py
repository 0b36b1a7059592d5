"""Entities and their addresses elsewhere."""

import pytest

from digest.checks import same_as
from tests.conftest import SiteMaker


def told(site: SiteMaker, *entities: str) -> list[str]:
    """What is said of entities with these lines of front matter."""
    files = {
        f"content/entities/{'abc'[at]}.md": f"---\nname: {'ABC'[at]}\n{lines}\n---\n"
        for at, lines in enumerate(entities)
    }
    return [f"{each.path}: {each.message}" for each in same_as.problems(site(files).linked())]


@pytest.mark.parametrize(
    ("kind", "address", "says"),
    [
        ("organisation", "https://orcid.org/0000-0002-1825-0097", "orcid.org says person"),
        ("person", "https://ror.org/040af2s02", "ror.org says organisation"),
        ("person", "https://www.geonames.org/99237/iraq.html", "geonames.org says place"),
        ("work", "https://www.imdb.com/name/nm0000001/", "imdb.com says person"),
        ("person", "https://m.imdb.com/title/tt0000001/", "m.imdb.com says work"),
        ("place", "https://musicbrainz.org/artist/1", "musicbrainz.org says person or organisation"),
        ("event", "https://doi.org/10.1000/1", "doi.org says work"),
    ],
)  # fmt: skip
def test_an_address_that_tells_another_kind_is_told(
    site: SiteMaker, kind: str, address: str, says: str
) -> None:
    assert told(site, f"kind: {kind}\nsame_as: [{address}]") == [
        f"content/entities/a.md: is of kind {kind}, but {says}"
    ]


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("person", "https://orcid.org/0000-0002-1825-0097"),
        ("organisation", "https://musicbrainz.org/artist/1"),
        ("other", "https://ror.org/040af2s02"),
        ("person", "https://en.wikipedia.org/wiki/A"),
        ("place", "https://www.imdb.com/search"),
        ("person", "https://notorcid.org/0000"),
    ],
)
def test_an_address_that_agrees_or_tells_nothing_passes(
    site: SiteMaker, kind: str, address: str
) -> None:
    assert told(site, f"kind: {kind}\nsame_as: [{address}]") == []


def test_two_entities_are_not_the_same_thing_elsewhere(site: SiteMaker) -> None:
    first = "kind: place\nwikidata: Q1\nsame_as: [https://en.wikipedia.org/wiki/A_B]"
    assert told(site, first, "kind: place\nwikidata: Q1") == [
        "content/entities/a.md: has the Wikidata item Q1 in common with content/entities/b.md"
    ]
    assert told(site, first, "kind: place\nsame_as: [https://www.wikidata.org/wiki/Q1]") == [
        "content/entities/a.md: has the Wikidata item Q1 in common with content/entities/b.md"
    ]
    assert told(site, first, "kind: place\nsame_as: [http://en.m.wikipedia.org/wiki/A_B#x]") == [
        "content/entities/a.md: has the address en.wikipedia.org/wiki/A_B in common with content/entities/b.md"
    ]
    assert told(site, first, "kind: place\nwikidata: Q2") == []


def test_one_entity_has_one_item(site: SiteMaker) -> None:
    address = "http://www.wikidata.org/entity/Q2"
    assert told(site, f"kind: place\nwikidata: Q1\nsame_as: [{address}]") == [
        "content/entities/a.md: has the Wikidata item Q1, but Q2 in `same_as`"
    ]
    assert told(site, f"kind: place\nwikidata: Q2\nsame_as: [{address}]") == []
