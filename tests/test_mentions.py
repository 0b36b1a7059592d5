"""Tests of whom a text names: from its title and HTML, by a register of entities; and of the text with links."""

from collections.abc import Iterable
from dataclasses import dataclass

from msgspec.structs import replace

from digest import mentions
from digest.model import Found, Label, Manuscript, Mention, Profile, Reading, Rules, Text
from digest.names import Register
from digest.read import manuscript
from tests.conftest import profile

RULES = Rules("en", "UTC", "articles/{slug}/", ("extra",))
LEE, BASRA = profile("ann-lee", "Ann Lee", "A. Lee"), profile("basra", "Basra")
LABELS = {
    "ann-lee": Label("entities/ann-lee/", "Ann Lee", "person"),
    "basra": Label("entities/basra/", "Basra", ""),
}


@dataclass
class Looked:
    """An article that was looked through."""

    reading: Reading
    text: Text
    found: Found

    @property
    def named(self) -> list[tuple[str, str]]:
        """Whom the text names, and how."""
        return [(each.entity, each.text) for each in self.found.mentions]

    def shown(self, link: str = "first") -> str:
        """The HTML of the text with links."""
        return mentions.shown(self.text, self.found, LABELS, link).html


def looked(
    body: str, *front: str, title: str = "News", known: Iterable[Profile] = (LEE, BASRA),
    stop: tuple[str, ...] = (), path: str = "articles/a.md",
) -> Looked:  # fmt: skip
    """An article with a body and lines of front matter, looked through for entities."""
    lines = "\n".join((f"title: {title}", "date: 2023-01-02", *front))
    read = manuscript(Manuscript(path, f"---\n{lines}\n---\n\n{body}\n".encode()), RULES, "content")
    assert not read[0].problems
    return Looked(*read, mentions.found(*read, Register(known, stop)))


def test_nobody_is_found_where_nobody_is_known() -> None:
    assert looked("Ann Lee.", known=()).found == Found()


def test_whom_a_text_names_is_found_in_its_order_with_its_sentence() -> None:
    found = looked("Rain fell. Ann Lee left *Basra*.\n\nA. Lee did not say why.")
    assert found.named == [("ann-lee", "Ann Lee"), ("basra", "Basra"), ("ann-lee", "A. Lee")]
    sentences = [each.sentence for each in found.found.mentions]
    assert sentences == [
        "Ann Lee left Basra.",
        "Ann Lee left Basra.",
        "A. Lee did not say why.",
    ]


def test_a_place_in_the_html_is_the_name_there() -> None:
    found = looked("Rain &amp; wind. Ann *Lee* left `Basra` for Basra.")
    first, second = found.found.mentions
    html = found.text.html
    assert html[first.start : first.end] == "Ann <em>Lee</em>"
    assert html[second.start : second.end] == "Basra"


def test_names_in_a_title_are_found_and_have_no_place_in_the_text() -> None:
    (only,) = looked("Words.", title="Ann Lee leaves").found.mentions
    assert only == Mention("ann-lee", -1, -1, "Ann Lee", "Ann Lee leaves", "", apart=True)


def test_a_paragraph_that_names_somebody_has_an_anchor_that_outlasts_other_edits() -> None:
    (one,) = looked("Ann Lee left.").found.mentions
    (other,) = looked("Something new.\n\nAnn Lee left.\n\nMore.").found.mentions
    assert one.anchor == other.anchor != ""
    assert f'<p id="{one.anchor}">' in looked("Ann Lee left.").shown()


def test_a_text_that_names_nobody_stays_as_it_is() -> None:
    found = looked("Words.\n\nMore.")
    assert found.shown() == found.text.html


def test_the_first_mention_leads_to_the_entity_by_its_kind() -> None:
    html = looked("Ann Lee left Basra. Ann Lee came back to Basra.").shown()
    assert html.count("<a ") == 2
    assert '<a class="entity person" href="/entities/ann-lee/">Ann Lee</a> left' in html
    assert '<a class="entity" href="/entities/basra/">Basra</a>. Ann' in html


def test_all_mentions_lead_there_or_none_if_the_settings_say_so() -> None:
    found = looked("Ann Lee left Basra. Ann Lee came back to Basra.")
    assert found.shown("all").count("<a ") == 4
    assert found.shown("none").count("<a ") == 0
    assert 'id="' in found.shown("none")  # other pages lead to the paragraph


def test_in_headings_and_links_a_name_is_found_and_the_next_one_is_linked() -> None:
    found = looked("## Ann Lee\n\n[Ann Lee](https://example.org/) says Ann Lee.")
    assert len(found.named) == 3
    assert [each.apart for each in found.found.mentions] == [True, True, False]
    assert found.shown().endswith(
        'says <a class="entity person" href="/entities/ann-lee/">Ann Lee</a>.</p>'
    )


def test_a_name_that_a_tag_cuts_in_two_is_found_and_not_linked() -> None:
    found = looked("*Yes, Ann* Lee said. Ann Lee!")
    assert [each.apart for each in found.found.mentions] == [True, False]


def test_code_names_nobody_nor_does_what_stands_between_nolink_comments() -> None:
    assert looked("`Ann Lee` <!-- nolink -->Ann Lee<!-- /nolink --> Basra.").named == [
        ("basra", "Basra")
    ]


def test_who_has_no_page_is_not_linked() -> None:
    found = looked("Ann Lee left Basra.")
    assert mentions.shown(found.text, found.found, {}, "first").html.count("<a ") == 0


def test_an_entity_in_not_entities_is_nowhere_in_the_text() -> None:
    assert looked("Ann Lee left Basra.", "not_entities: [A. Lee]").named == [("basra", "Basra")]


def test_what_is_listed_goes_before_what_is_barred() -> None:
    found = looked("Ann Lee left.", "entities: [ann-lee]", "not_entities: [Ann Lee]")
    assert found.named == [("ann-lee", "Ann Lee")]


def test_a_stopped_name_is_nobody_s() -> None:
    assert looked("Ann Lee left Basra.", stop=("ann lee",)).named == [("basra", "Basra")]


def test_an_entity_is_not_named_in_its_own_text() -> None:
    read = manuscript(
        Manuscript(
            "entities/ann-lee.md", b"---\nname: Ann Lee\nkind: person\n---\n\nAnn Lee of Basra.\n"
        ),
        RULES,
        "content",
    )
    found = mentions.found(*read, Register((LEE, BASRA)))
    assert [each.entity for each in found.mentions] == ["basra"]


def test_a_misspelling_is_marked_and_always_linked() -> None:
    known = replace(LEE, misspellings=("Ane Lee",))
    found = looked("Ann Lee, or Ane Lee, left.", known=(known,))
    assert [each.typo for each in found.found.mentions] == [False, True]
    assert (
        '<a class="entity person typo" href="/entities/ann-lee/" title="Misspelt in the source: Ann Lee">Ane Lee</a>'
        in found.shown()
    )
    span = '<span class="typo" title="Misspelt in the source: Ann Lee">Ane Lee</span>'
    assert found.shown("none").count("<a ") == 0
    assert span in found.shown("none")
    assert span in looked("## Ane Lee\n\nAnn Lee.", known=(known,)).shown()


def test_registers_of_the_same_entities_have_one_mark() -> None:
    assert Register((LEE, BASRA)).mark == Register((BASRA, LEE)).mark
    assert Register((LEE, BASRA)).mark != Register((LEE,)).mark
    assert Register((LEE,), ("Lee",)).mark != Register((LEE,)).mark
    moved = replace(LEE, path="entities/x/ann-lee.md", note="Other words about her.")
    assert Register((moved,)).mark == Register((LEE,)).mark
