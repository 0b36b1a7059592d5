"""Pictures without words for those who can't see them."""

import pytest

from tests.conftest import SETTINGS, SiteFolder, SiteMaker, article, drawn

A = "content/articles/a.md"


def made(site: SiteMaker, text: str) -> SiteFolder:
    settings = SETTINGS + 'checks = ["pictures"]\n'
    return site({"digest.toml": settings, A: text, "content/articles/x y.png": drawn()})


def told(site: SiteMaker, text: str) -> list[tuple[int, str]]:
    return [(each.line, each.message) for each in made(site, text).build().problems]


@pytest.mark.parametrize(
    "shown",
    [
        "![](x%20y.png)",
        "![ ](<x y.png>)",
        '<img src="x y.png">',
        "![][1]\n\n[1]: x%20y.png",
        "![words](x%20y.png) and ![](x%20y.png)",
    ],
)
def test_a_picture_without_words_is_told_at_its_line(site: SiteMaker, shown: str) -> None:
    ((line, message),) = told(site, article("A", f"Words.\n\n{shown}", date="2023"))
    assert "without words for it" in message
    assert line == 8 or "[1]" in shown


@pytest.mark.parametrize(
    "shown",
    [
        "![words](x%20y.png)",
        '<img src="x%20y.png" alt="">',
        "<img alt='' src='x%20y.png'>",
        "`![](a.png)`",
    ],
)
def test_words_or_a_purpose_let_it_pass(site: SiteMaker, shown: str) -> None:
    assert told(site, article("A", shown, date="2023")) == []


def test_the_picture_of_an_article_needs_words_too(site: SiteMaker) -> None:
    front = {"date": "2023", "image": "x y.png"}
    assert told(site, article("A", **front)) == [(4, "has a picture without words for it")]
    assert told(site, article("A", **front, image_alt="A map")) == []
    assert told(site, article("A", **front, image_alt='""')) == []
    assert told(site, article("A", date="2023", image="{path: x y.png, alt: A map}")) == []


def test_entities_and_pages_are_looked_at(site: SiteMaker) -> None:
    folder = made(site, article("A", date="2023"))
    folder.write(
        "content/entities/oz.md", "---\nname: Oz\nkind: place\nimage: /articles/x y.png\n---\n"
    )
    folder.write("content/pages/p.md", "---\ntitle: P\n---\n\n![](/articles/x%20y.png)\n")
    assert [(each.path, each.line) for each in folder.build().problems] == [
        ("content/entities/oz.md", 4),
        ("content/pages/p.md", 5),
    ]


def test_an_edit_that_takes_the_words_away_is_told(site: SiteMaker) -> None:
    text = article("A", "![words](x%20y.png)", date="2023", image="x y.png", image_alt="A map")
    folder = made(site, text)
    for other in (text.replace("words", ""), text.replace("image_alt: A map\n", ""), text):
        folder.build()
        folder.write(A, other)
        assert len(folder.build().problems) == (other != text)
        folder.write(A, text)
