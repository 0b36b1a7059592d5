"""An article's headline → a picture of it, for places that show one beside a link."""

import os
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from digest import content, dates, emblem, urls
from digest.fingerprint import fingerprint, of_file
from digest.model import Article, Asset, Config, Face, Faces, SocialCard, Stat

WIDTH, HEIGHT = 1200, 630
"""What the Open Graph's readers ask for."""
_EDGE = 80
_BAND = 18
_SIZES = (76, 68, 60, 52)
"""Of a headline: the largest in which it needs no more lines than there is room for."""
_MOST = 4
_TIGHT = 1.22
_INK, _SOFT, _PAPER = "#1b1a19", "#5d5955", "#ffffff"

_WESTERN = ("LATIN", "GREEK", "CYRILLIC")
_EASTERN = (*_WESTERN, "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "FULLWIDTH", "BOPOMOFO")
_KNOWN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("NotoSerif-Bold.ttf", _WESTERN),
    ("DejaVuSerif-Bold.ttf", (*_WESTERN, "ARMENIAN", "GEORGIAN")),
    ("LiberationSerif-Bold.ttf", (*_WESTERN, "HEBREW")),
    ("Georgia Bold.ttf", _WESTERN),
    ("georgiab.ttf", _WESTERN),
    ("NotoNaskhArabic-Bold.ttf", ("ARABIC",)),
    ("NotoSerifHebrew-Bold.ttf", ("HEBREW",)),
    ("DejaVuSans-Bold.ttf", (*_WESTERN, "ARABIC", "HEBREW", "ARMENIAN", "GEORGIAN")),
    ("Arial Unicode.ttf", (*_EASTERN, "ARABIC", "HEBREW")),
    ("arialbd.ttf", (*_WESTERN, "ARABIC", "HEBREW")),
    ("NotoSerifCJK-Bold.ttc", _EASTERN),
    ("NotoSansCJK-Bold.ttc", _EASTERN),
)
"""Fonts of the systems people have, the best first, and scripts that they hold for certain."""
_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
_LETTER_BY_LETTER = frozenset((*_EASTERN, "ARMENIAN", "GEORGIAN"))
"""Scripts whose letters stand one after the other, whatever stands beside them. Others want HarfBuzz and FriBidi."""


def faces(root: Path, config: Config) -> Faces:
    """The fonts that cards can be drawn in, first that of the settings. Nothing where no cards are wanted."""
    if not config.social_cards:
        return Faces()
    return _faces(
        tuple(files(root, config)), str(root / config.social_font) if config.social_font else ""
    )


def files(root: Path, config: Config) -> list[tuple[str, Stat]]:
    """Every font that counts, and how it lies on disk; none where no cards are wanted."""
    if not config.social_cards:
        return []
    names = {name for name, _ in _KNOWN}
    found: dict[str, str] = {}
    for folder in _FOLDERS:
        for place, folders, listed in os.walk(folder):
            folders.sort()
            for name in names.intersection(listed):
                found.setdefault(name, os.path.join(place, name))  # noqa: PTH118 - thousands of names
    own = [str(root / config.social_font)] if config.social_font else []
    paths = [*own, *(found[name] for name, _ in _KNOWN if name in found)]
    return [(path, content.stat_of(os.stat(path))) for path in paths if os.path.isfile(path)]  # noqa: PTH113, PTH116


@lru_cache(maxsize=4)
def _faces(there: tuple[tuple[str, Stat], ...], own: str) -> Faces:
    from PIL import features  # slow to import: only where cards are drawn

    scripts = dict(_KNOWN)
    found = [
        Face(path, of_file(Path(path)), () if path == own else scripts[Path(path).name])
        for path, _ in there
    ]
    return Faces((*found, Face("", "", ("LATIN",))), bool(features.check("raqm")))


def card(article: Article, source: str, config: Config, known: Faces) -> Asset | None:
    """The picture of an article; None where no font is there that holds its letters, or nothing that joins them."""
    if not known.faces:
        return None
    title = _drawable(article.title)
    spoken = dates.spoken(article.date.iso, config.language) if article.date else ""
    below = _drawable(" · ".join(each for each in (source, spoken) if each))
    site = _drawable(config.title)
    wanted = scripts((title, below, site))
    face = next(
        (each for each in known.faces if not each.scripts or wanted <= {*each.scripts}), None
    )
    if face is None or not (known.shapes or wanted <= _LETTER_BY_LETTER):
        return None
    recipe = SocialCard(
        title, below, site, config.theme.accent or emblem.ACCENT, article.lang, face.file, face.mark
    )
    # where a font lies is this machine's matter
    mark = fingerprint([article.url, title, below, site, recipe.colour, recipe.lang, face.mark])
    path = f"static/social/{urls.slug(article.slug)}.{mark[:10]}.png"
    return Asset(path, "", mark, f"{config.content}/{article.path}", None, recipe)


def scripts(texts: Iterable[str]) -> frozenset[str]:
    """The scripts of all letters of some texts, as Unicode calls them: LATIN, ARABIC, CJK."""
    return frozenset().union(*map(_scripts, texts))


@lru_cache(maxsize=10_000)
def _scripts(text: str) -> frozenset[str]:
    if text.isascii():
        return frozenset(["LATIN"])
    return frozenset(
        unicodedata.name(each, "").partition(" ")[0] for each in text if each.isalpha()
    )


def _drawable(text: str) -> str:
    """A text without emoji and the like, which few fonts hold."""
    if text.isascii():
        return text
    return " ".join(
        "".join(each for each in text if unicodedata.category(each) not in _LEFT_OUT).split()
    )


_LEFT_OUT = ("So", "Sk", "Cf", "Co", "Cn", "Cs", "Cc")


def drawn(it: SocialCard) -> bytes:
    """A card's file: a band in the site's colour, its name, the headline, who reported it when."""
    from PIL import Image, ImageDraw  # slow to import: only where cards are drawn

    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, _BAND), it.colour)
    room = WIDTH - 2 * _EDGE
    _line(pen, it, fitted(it.site, _font(it, 34), room, 1)[0], 34, 64, it.colour)
    for size in _SIZES:
        lines = fitted(it.title, _font(it, size), room, _MOST)
        if not lines[-1].endswith("…") or it.title.endswith("…"):
            break
    top = 150
    for number, words in enumerate(lines):
        _line(pen, it, words, size, top + round(number * size * _TIGHT), _INK)
    if it.below:
        _line(pen, it, fitted(it.below, _font(it, 32), room, 1)[0], 32, HEIGHT - 88, _SOFT)
    into = BytesIO()
    image.quantize(64, method=Image.Quantize.FASTOCTREE).save(into, "PNG", optimize=True)
    return into.getvalue()


def fitted(text: str, font: Any, room: int, most: int) -> list[str]:
    """A text in lines that fit, as many as there may be at most; what is left out ends in an ellipsis."""
    lines = [""]
    for part in _PARTS.findall(text):
        if font.getlength((lines[-1] + part).rstrip()) <= room:
            lines[-1] += part
            continue
        lines.append("")
        for letter in part:
            if font.getlength(lines[-1] + letter) > room:  # a word longer than a line
                lines.append("")
            lines[-1] += letter
    lines = [each.strip() for each in lines if each.strip()] or [""]
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and font.getlength(last + "…") > room:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip(" ,;:.–—-") + "…"]


_PARTS = re.compile(
    r"[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]\s*|[^\s\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]+\s*|\s+"
)
"""What stays together on a line: a word with the space after it, a character of Chinese, Japanese or Korean."""


def _line(pen: Any, it: SocialCard, words: str, size: int, top: int, colour: str) -> None:
    """A line of words, from the side where its language begins."""
    right = _to_the_left(words)
    at = WIDTH - _EDGE if right else _EDGE
    font = _font(it, size)
    more = {"direction": "rtl" if right else "ltr", "language": it.lang} if _joins(font) else {}
    pen.text((at, top), words, colour, font, "ra" if right else "la", **more)


def _to_the_left(words: str) -> bool:
    """Whether words run to the left: by their first letter that has a direction (Unicode, UAX 9, P2)."""
    for each in words:
        side = unicodedata.bidirectional(each)
        if side in ("L", "R", "AL"):
            return side != "L"
    return False


def _joins(font: Any) -> bool:
    """Whether letters of a font are joined and run to the left as their script wants it."""
    from PIL import ImageFont

    return bool(font.layout_engine == ImageFont.Layout.RAQM)


def _font(it: SocialCard, size: int) -> Any:
    return _loaded(it.font, size)


@lru_cache(maxsize=32)
def _loaded(file: str, size: int) -> Any:
    from PIL import ImageFont

    if not file:
        return ImageFont.load_default(size)
    return ImageFont.truetype(file, size)
