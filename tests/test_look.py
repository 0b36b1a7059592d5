"""What settings say of colours and fonts, and words that can be read in any of them."""

from hypothesis import given
from hypothesis import strategies as st

from digest import look
from digest.model import Theme

COLOURS = st.from_regex(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", fullmatch=True)


@given(COLOURS, st.sampled_from([look.DAY, look.NIGHT]))
def test_words_in_any_accent_can_be_read(colour: str, paper: str) -> None:
    found = look.readable(colour, paper)
    assert look.contrast(found, paper) >= 4.5
    if look.contrast(colour, paper) >= 4.5:
        assert found == colour


def test_contrast_is_that_of_the_guidelines() -> None:
    assert round(look.contrast("#000", "#fff"), 2) == 21
    assert round(look.contrast("#777777", "#fff"), 2) == 4.48  # the best known near miss
    assert look.contrast("#abc", "#aabbcc") == 1


def test_settings_that_say_nothing_set_nothing() -> None:
    assert look.properties(Theme(name="ledger", logo="a.svg")) == {}


def test_a_colour_too_light_for_paper_is_darker_there_and_itself_by_night() -> None:
    found = look.properties(Theme(accent="#ffcc00"))
    assert found["--band"] == "light-dark(#ffcc00, #ffcc00)"
    day, night = found["--accent"].removeprefix("light-dark(").rstrip(")").split(", ")
    assert day != "#ffcc00" and night == "#ffcc00"


def test_fonts_hold_nothing_but_names() -> None:
    assert look.is_fonts('Georgia, "Noto Serif", serif')
    for text in ("a; b", "a}", "url(x)", 'a"', "a/**/", "a\\b", "<b>", "@import"):
        assert not look.is_fonts(text), text
