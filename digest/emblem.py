"""A site's colour → its mark as an icon: the one of icon.svg, for what can't show that."""

from io import BytesIO

from digest.fingerprint import fingerprint
from digest.model import Asset, Config, Emblem

ACCENT = "#96182b"
"""The colour of themes that come along; a setting may say another."""
_GROUND = 32
"""Units that the mark is drawn in, as in icon.svg."""
_ROUND = 6
_LINES = ((8, 7, 24, 10), (8, 13, 18, 15.5), (8, 18, 24, 20.5), (8, 23, 20, 25.5))
"""Corners of its lines."""
_FINER = 4
"""It is drawn so many times as large, then made smaller: so its edges are soft."""


def icons(config: Config) -> tuple[Asset, ...]:
    """The files that browsers, telephones and the manifest of a site ask for."""
    colour = config.theme.accent or ACCENT
    return (
        _icon("favicon.ico", Emblem(colour, 32, "ico")),
        _icon("apple-touch-icon.png", Emblem(colour, 180, "png", square=True)),
        _icon("icon-192.png", Emblem(colour, 192, "png")),
        _icon("icon-512.png", Emblem(colour, 512, "png")),
    )


def _icon(path: str, recipe: Emblem) -> Asset:
    return Asset(path, "", fingerprint(recipe), "host", None, recipe)


def drawn(emblem: Emblem) -> bytes:
    """An icon's file."""
    from PIL import Image, ImageDraw  # slow to import: only where an icon is drawn

    size = emblem.size * _FINER
    image = Image.new("RGBA", (size, size), emblem.colour if emblem.square else (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    unit = size / _GROUND
    pen.rounded_rectangle((0, 0, size - 1, size - 1), _ROUND * unit, emblem.colour)
    for line in _LINES:
        left, top, right, bottom = (round(each * unit) for each in line)
        pen.rectangle((left, top, right - 1, bottom - 1), "#ffffff")
    image = image.resize((emblem.size, emblem.size), Image.Resampling.BOX)
    into = BytesIO()
    if emblem.format == "ico":
        image.save(into, "ICO", sizes=[image.size])
    else:
        image.save(into, "PNG", optimize=True)
    return into.getvalue()
