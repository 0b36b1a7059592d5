"""The settings' theme → the custom properties of the style sheet that it sets."""

import re

from digest.model import Theme

DAY, NIGHT = "#ffffff", "#151617"
"""The paper of the themes that come along, by day and by night."""

_LEAST = 4.5
"""Contrast of words with their paper (WCAG 2.2, success criterion 1.4.3)."""
_STEPS = 64
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_FONTS = re.compile(r"[\w\s,.'\"-]+")


def is_colour(text: str) -> bool:
    """Whether a text is a colour as the settings take it: `#a33` or `#aa3333`."""
    return _COLOUR.fullmatch(text) is not None


def is_fonts(text: str) -> bool:
    """Whether a text can be a list of fonts, and nothing else, within a style sheet."""
    quotes = text.count('"'), text.count("'")
    return _FONTS.fullmatch(text) is not None and not any(each % 2 for each in quotes)


def properties(theme: Theme) -> dict[str, str]:
    """What a style sheet sets on its root: name and value. Empty where the settings say nothing."""
    found = {}
    if theme.accent:
        night = theme.accent_night or theme.accent
        found["--accent"] = f"light-dark({readable(theme.accent, DAY)}, {readable(night, NIGHT)})"
        found["--band"] = f"light-dark({theme.accent}, {night})"
    fonts = {"--serif": theme.font, "--sans": theme.font_labels, "--mono": theme.font_code}
    found |= {name: value for name, value in fonts.items() if value}
    if theme.measure:
        found["--measure"] = f"{theme.measure}rem"
    return found


def readable(colour: str, paper: str) -> str:
    """The colour itself where words in it can be read on a paper, else as little darker or lighter as it takes."""
    end = "#000000" if _luminance(paper) > 0.18 else "#ffffff"  # where black and white are equal
    for step in range(_STEPS + 1):
        mixed = _mixed(colour, end, step / _STEPS) if step else colour
        if contrast(mixed, paper) >= _LEAST:
            return mixed
    return end


def contrast(one: str, other: str) -> float:
    """The ratio of two colours' luminances, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour (WCAG 2.2, "relative luminance")."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (each / 255 for each in _parts(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(one: str, other: str, share: float) -> str:
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _parts(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * each for each in colour[1:])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
