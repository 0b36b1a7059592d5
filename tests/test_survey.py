"""A site's texts as a curator looks at them."""

import pytest

from digest import config, memory, survey, workers
from digest.problems import DigestError
from tests.conftest import SiteFolder, SiteMaker, article

FILES = {
    "content/articles/a.md": article(
        "Qasem Soleimani is honoured",
        "Men honoured **Qasem\nSoleimani** in Oz.\n\nLater they left Oz, and Soleimani was there: `Code Name`.",
        date="2023",
    ),
    "content/articles/b.md": article(
        "A draft",
        "They spoke of General Soleimnai and of Ann Lee. A man named Ann Lee left.",
        date="2023",
        draft="true",
    ),
    "content/entities/qasem-soleimani.md": (
        "---\nname: Qasem Soleimani\nkind: person\nnames: [Qassem Soleimani]\n---\n"
    ),
    "content/entities/oz.md": "---\nname: Oz\nkind: place\nnames: [Ozland]\n---\n",
    "content/entities/oz-2.md": "---\nname: Wizard\nkind: work\nnames: [Ozland]\n---\n",
    "content/entities/bad.md": "---\nname: Bad\nkind: planet\n---\n",
}


def surveyed(folder: SiteFolder) -> survey.Survey:
    known = memory.load(folder.root)
    return survey.Survey(folder.root, config.load(folder.root), known, workers.Here())


def test_names_and_slips_are_suggested_with_their_place(site: SiteMaker) -> None:
    first, second = surveyed(site(FILES)).suggestions()
    assert (first.name, first.count, first.articles, first.kind) == ("Ann Lee", 2, 1, "")
    assert (first.path, first.line) == ("content/articles/b.md", 7)
    assert first.sentence == "They spoke of General Soleimnai and of Ann Lee."
    assert (second.name, second.near[0].entity, second.near[0].slips) == (
        "Soleimnai",
        "qasem-soleimani",
        1,
    )


def test_rejected_names_are_left_out(site: SiteMaker) -> None:
    found = surveyed(site(FILES)).suggestions(frozenset(("ann lee", "soleimnai")))
    assert list(found) == []


def test_one_name_can_be_looked_up(site: SiteMaker) -> None:
    seen = surveyed(site(FILES))
    found = seen.suggestion("ann lee")
    assert found and found.count == 2
    assert seen.suggestion("nobody") is None


def test_it_is_told_where_an_entity_stands(site: SiteMaker) -> None:
    places = list(surveyed(site(FILES)).standings("qasem-soleimani"))
    assert [(each.path, each.line, each.text) for each in places] == [
        ("content/articles/a.md", 2, "Qasem Soleimani"),
        ("content/articles/a.md", 6, "Qasem\nSoleimani"),
        ("content/articles/a.md", 9, "Soleimani"),
    ]
    assert places[1].sentence == "Men honoured Qasem Soleimani in Oz."


def test_an_entity_is_found_by_slug_and_spelling(site: SiteMaker) -> None:
    registry = surveyed(site(FILES)).registry
    for name in ("qasem-soleimani", "Qassem  SOLEIMANI", "qasem soleimani"):
        assert registry.entity(name).slug == "qasem-soleimani"
    with pytest.raises(DigestError) as error:
        registry.entity("Qasim Soleimani")
    assert error.value.problems[0].hint == "did you mean 'Qasem Soleimani'?"
    with pytest.raises(DigestError) as error:
        registry.entity("Zanzibar")
    assert "`digest entities`" in error.value.problems[0].hint
    with pytest.raises(DigestError, match="could be oz or oz-2"):
        registry.entity("OZLAND")
    assert registry.entity("oz-2").kind == "work"
    assert [each.path for each in registry.problems] == ["content/entities/bad.md"]


def test_a_survey_after_a_build_reads_no_manuscript_for_its_texts_and_writes_nothing(
    site: SiteMaker,
) -> None:
    folder = site(FILES)
    folder.build(drafts=True)
    before = {path: path.stat().st_mtime_ns for path in folder.root.rglob("*") if path.is_file()}
    assert len(list(surveyed(folder).suggestions())) == 2
    after = {path: path.stat().st_mtime_ns for path in folder.root.rglob("*") if path.is_file()}
    assert after == before


def test_a_text_that_was_lost_is_read_again(site: SiteMaker) -> None:
    folder = site(FILES)
    folder.build(drafts=True)
    (texts,) = (folder.root / ".digest").glob("texts-*")
    texts.write_bytes(b"\0" * texts.stat().st_size)
    assert len(list(surveyed(folder).suggestions())) == 2
