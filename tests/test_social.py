"""An article's headline → a picture of it."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageFont

from digest import social
from digest.model import Config, Face, Faces, SocialCard
from digest.problems import DigestError
from tests.conftest import SETTINGS, SiteFolder, SiteMaker, article, drawn

A = "content/articles/a.md"
ON = SETTINGS + "social_cards = true\n"


def cards(folder: SiteFolder) -> list[str]:
    return [path for path in folder.output() if path.startswith("static/social/")]


def fitted(text: str, most: int = 4, size: int = 60) -> list[str]:
    return social.fitted(text, ImageFont.load_default(size), 1_000, most)


def test_an_article_without_a_picture_has_its_headline_drawn(site: SiteMaker) -> None:
    folder = site({"digest.toml": ON, A: article("A & C", date="2023", source="Wire")})
    folder.build()
    (path,) = cards(folder)
    page = folder.page("articles/a/index.html")
    assert f'<meta property="og:image" content="https://example.org/{path}">' in page
    assert '<meta property="og:image:alt" content="A &amp; C">' in page
    assert '<meta property="og:image:width" content="1200">' in page
    assert Image.open(BytesIO(folder.output()[path])).size == (1200, 630)


def test_one_with_a_picture_has_none(site: SiteMaker) -> None:
    folder = site({"digest.toml": ON, A: article("A", image="x.png", image_alt="X")})
    folder.write("content/articles/x.png", drawn())
    folder.build()
    assert cards(folder) == []


def test_none_are_drawn_unless_asked_for(site: SiteMaker) -> None:
    folder = site({A: article("A", date="2023")})
    folder.build()
    assert cards(folder) == []
    assert "og:image" not in folder.page("articles/a/index.html")


def test_another_headline_is_drawn_anew_and_another_text_is_not(
    site: SiteMaker, tmp_path: Path
) -> None:
    text = article("A", date="2023")
    folder = site({"digest.toml": ON, A: text, "content/articles/b.md": article("B", date="2023")})
    folder.build()
    first = cards(folder)
    folder.write(A, text + "More words.\n")
    assert not set(first) & set(folder.build().written)
    folder.write(A, text.replace("title: A", "title: Other"))
    folder.build()
    assert len(set(cards(folder)) & set(first)) == 1
    assert folder.output() == folder.clean(tmp_path / "clean")[0]


def test_two_articles_may_have_the_same_headline(site: SiteMaker) -> None:
    settings = ON + 'permalink = "{folder}/{slug}/"\n'
    files = {f"content/articles/{each}/x.md": article("X", date="2023") for each in "ab"}
    folder = site({"digest.toml": settings, **files})
    assert folder.build().problems == ()
    assert len(cards(folder)) == 2


def test_a_headline_keeps_to_its_lines() -> None:
    lines = fitted("Word after word. " * 40)
    assert len(lines) == 4 and lines[-1].endswith("…")
    font = ImageFont.load_default(60)
    assert all(font.getlength(each) <= 1_000 for each in lines)
    assert fitted("Short") == ["Short"]
    assert fitted("") == [""]


def test_a_word_longer_than_a_line_is_broken() -> None:
    assert "".join(fitted("x" * 90)) == "x" * 90


def test_chinese_breaks_between_characters() -> None:
    assert len(fitted("议会通过撤军决议" * 6)) > 1


FACES = Faces(
    (
        Face("a", "1", ("LATIN",)),
        Face("b", "2", ("LATIN", "ARABIC")),
        Face("c", "3", ("LATIN", "CJK")),
    ),
    shapes=True,
)


def font_of(title: str, known: Faces) -> str | None:
    from tests.test_linked_data import linked

    found = social.card(linked(title=title).article, "", Config(), known)
    return found.recipe.font if found and isinstance(found.recipe, SocialCard) else None


@pytest.mark.parametrize(
    ("title", "font"),
    [("Words", "a"), ("كلمات", "b"), ("议会 in Oz 🎉", "c"), ("מילים", None), ("1 — 2", "a")],
)
def test_the_first_font_with_all_letters_is_taken(title: str, font: str | None) -> None:
    assert font_of(title, FACES) == font


def test_letters_that_join_are_not_drawn_apart() -> None:
    apart = Faces(FACES.faces, shapes=False)
    assert font_of("كلمات", apart) is None and font_of("议会", apart) == "c"


def test_the_font_of_the_site_comes_first_and_holds_everything() -> None:
    own = Faces((Face("own", "0", ()), *FACES.faces), shapes=True)
    assert font_of("מילים", own) == "own"


@pytest.mark.parametrize(
    "title", ["Words " * 50, "كلمات عن الخبر", "", "😀", "a\u200fb", "x" * 500]
)
def test_any_headline_can_be_drawn_and_twice_the_same(title: str) -> None:
    known = social.faces(Path("/nowhere"), Config(social_cards=True))
    face = next(each for each in reversed(known.faces))
    card = SocialCard(title, "Wire · 2023", "Site", "#96182b", "en", face.file, face.mark)
    assert social.drawn(card) == social.drawn(card)


def test_a_font_that_is_not_there_is_told(site: SiteMaker) -> None:
    folder = site(
        {"digest.toml": ON + 'social_font = "layouts/x.ttf"\n', A: article("A", date="2023")}
    )
    with pytest.raises(DigestError, match=r"there is no font layouts/x\.ttf"):
        folder.build()


def test_a_font_that_is_none_is_told_and_the_site_built(site: SiteMaker) -> None:
    folder = site(
        {"digest.toml": ON + 'social_font = "layouts/x.ttf"\n', A: article("A", date="2023")}
    )
    folder.write("layouts/x.ttf", b"no font")
    (problem,) = folder.build().problems
    assert problem.hint == "look at the font of the setting `social_font`"
    assert folder.has("articles/a/index.html")
