"""A picture's file → what it tells of itself, and smaller copies of it for pages."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from io import BytesIO
from typing import Any

from msgspec.structs import replace

from digest import urls
from digest.fingerprint import fingerprint
from digest.model import Asset, Copy, Measured, Picture

FORMATS = ("jpeg", "png", "webp", "gif", "avif", "bmp")
"""What is read, whatever a file is called; the names are Pillow's."""
WIDTHS = (480, 960, 1440)
"""Of WebP copies: a telephone, a column of text, the same on a screen of twice the density."""
FALLBACK = 1200
"""Width of the copy for browsers without WebP, feeds and previews elsewhere, which ask for 1200 (Open Graph)."""
MOST = {"jpeg": 50_000_000, "": 20_000_000}
"""Pixels of a JPEG, which is unpacked at a fraction of its size, and of any other: a WebP takes 350 MB then."""
LARGEST = 50_000_000
"""Bytes of its file."""
_TALLEST = 16_000
"""WebP can hold 16,383 pixels a side (RFC 9649)."""
_SCANS = 600_000_000
"""Pixels times passes over them in a progressive JPEG; a camera's has ten passes, a trap thousands."""
_LOSSY = {"jpeg": 80, "webp": 80, "avif": 60}
"""Quality of copies; WebP at 80 rather than AVIF, which saves some 20 % at four times the processor time."""
_WHOLE = {"jpeg": 92}
"""Quality of a picture in its own size, where it has to be turned. WebP and AVIF would take tens of seconds."""
_ENDINGS = {"jpeg": "jpg"}
_CALLED = {
    "jpg": "jpeg", "jpeg": "jpeg", "png": "png", "webp": "webp", "gif": "gif", "avif": "avif", "bmp": "bmp"
}  # fmt: skip
_TURNED = 0x0112
"""The tag that says how the camera was held (EXIF 2.3, 4.6.4); from 5 on, width and height change places."""


def called(path: str) -> str:
    """The format a file's name speaks of; empty where that is no picture we read."""
    return _CALLED.get(path.rpartition("/")[2].rpartition(".")[2].lower(), "")


def shown(asset: Asset, alt: str = "") -> Picture | None:
    """What pages show of a file: None where it is no picture, one of no width where it can't be read."""
    it = asset.measured
    if it is None:
        return None
    if not it.width or it.moves:
        return Picture(asset.path, it.width, it.height, (), alt)
    made = [(each.path, each.recipe) for each in copies(asset) if isinstance(each.recipe, Copy)]
    *sources, (path, plain) = made
    found = tuple((each, recipe.width) for each, recipe in sources)
    return Picture(path, plain.width, plain.height, found, alt)


def copies(asset: Asset) -> tuple[Asset, ...]:
    """The copies that pages show of a picture, none wider than it is: as WebP, narrowest first, then for every browser.

    None of what moves, or can't be read.
    """
    it = asset.measured
    if it is None or not it.width or it.moves:
        return ()
    width, height = _within(it)
    widths = [each for each in WIDTHS if each < width]
    if widths and widths[-1] > 0.8 * width:  # the next one is nearly the same
        widths.pop()
    made = [
        _copy(asset, "webp", each, max(1, round(height * each / width)))
        for each in (*widths, width)
    ]
    plain, last = "png" if it.clear else "jpeg", min(width, FALLBACK)
    return (*made, _copy(asset, plain, last, max(1, round(height * last / width))))


def published(asset: Asset) -> Asset:
    """A file as it goes to output/: a picture without what else it tells, such as where it was taken.

    A JPEG or PNG keeps its size then, any other has that of its largest copy. What moves stays as it is.
    """
    it = asset.measured
    if it is None or not it.width or not it.told or it.moves:
        return asset
    if it.format in ("jpeg", "png"):
        recipe = Copy(asset.fingerprint, it.format, it.width, it.height, whole=True)
    else:
        recipe = Copy(asset.fingerprint, it.format, *_within(it))
    return replace(asset, fingerprint=_mark(recipe), measured=None, recipe=recipe)


def _within(it: Measured) -> tuple[int, int]:
    """The size of the largest copy."""
    scale = min(1.0, WIDTHS[-1] / it.width, _TALLEST / it.height)
    return max(1, round(it.width * scale)), max(1, round(it.height * scale))


def _copy(asset: Asset, form: str, width: int, height: int) -> Asset:
    recipe = Copy(asset.fingerprint, form, width, height)
    stem, mark = asset.path.rpartition("/")[2].rpartition(".")[0], _mark(recipe)
    path = f"static/pictures/{urls.slug(stem)}-{width}.{mark[:10]}.{_ENDINGS.get(form, form)}"
    return Asset(path, asset.file, mark, asset.origin, None, recipe)


def _mark(recipe: Copy) -> str:
    return fingerprint([recipe, (_WHOLE if recipe.whole else _LOSSY).get(recipe.format, 0)])


def measured(content: bytes) -> Measured | str:
    """What a picture tells of itself; a sentence where it can't be shown. Never raises for what a file holds.

    Its pixels are unpacked once, of JPEGs at an eighth of their size: what passes here can be copied later.
    """
    if len(content) > LARGEST:
        return too_large(len(content))
    try:
        image = _opened(content)
        form = str(image.format).lower().replace("mpo", "jpeg")
        width, height = image.size
        most = MOST.get(form, MOST[""])
        if width * height > most:
            return f"has {width:,} × {height:,} pixels, {most // 1_000_000} million are the most"
        if form == "jpeg":
            if content.count(b"\xff\xda") * width * height > _SCANS:
                return "is a JPEG in more passes than any camera makes"
            image.draft(None, (width // 8 + 1, height // 8 + 1))
        moves = form != "jpeg" and bool(getattr(image, "is_animated", False))
        image.load()
        if _orientation(image) >= 5:
            width, height = height, width
        return Measured(form, width, height, moves, _clear(image), _told(image, content))
    except Exception as error:  # of a stranger's bytes Pillow may raise anything
        return f"can't be read as a picture: {_words(error)}"


def too_large(size: int) -> str:
    """What is said of a file of so many bytes."""
    return f"has {size // 1_000_000:,} MB, a picture may have {LARGEST // 1_000_000}"


def copied(content: bytes, recipes: Sequence[Copy]) -> list[bytes]:
    """The copies of a picture that was measured, in the order of their recipes: same bytes, same copies.

    Turned as the camera says, in the colours of sRGB, without anything else that the file tells. Raises whatever
    Pillow does for a file that is not what was measured.
    """
    found = {id(each): _whole(content, each) for each in recipes if each.whole}
    smaller = [each for each in recipes if not each.whole]
    if smaller:
        image = _opened(content)
        turned = _orientation(image)
        widest = max(smaller, key=lambda each: each.width)
        image.draft(None, _as_stored((widest.width, widest.height), turned))
        image.load()
        profile = image.info.get("icc_profile")
        image = _plain(image)
        for each in smaller:
            size = _as_stored((each.width, each.height), turned)
            made = image if image.size == size else image.resize(size, _filter(), reducing_gap=3.0)
            made = _turn(_in_srgb(made, profile), turned)
            found[id(each)] = _encoded(made, each.format)
    return [found[id(each)] for each in recipes]


def _whole(content: bytes, recipe: Copy) -> bytes:
    """A picture in its own size, its colours as they are, without what else its file tells."""
    image = _opened(content)
    turned = _orientation(image)
    form, more = recipe.format, dict[str, Any]()
    profile = image.info.get("icc_profile")
    if form in _WHOLE:
        more["quality"] = _WHOLE[form]
        if form == "jpeg" and image.format == "JPEG" and turned == 1:
            more["quality"] = "keep"  # what it was packed with: nothing is lost
    image.load()
    if turned > 1:
        image = _turn(image, turned)
    return _saved(image, form, icc_profile=profile, **more)


def _encoded(image: Any, form: str) -> bytes:
    if form == "jpeg":
        image = image if image.mode == "RGB" else image.convert("RGB")
        return _saved(image, form, quality=_LOSSY[form], progressive=True, optimize=True)
    if form == "webp":
        return _saved(image, form, quality=_LOSSY[form], method=4)
    if form == "avif":
        return _saved(image, form, quality=_LOSSY[form], speed=8, max_threads=1)
    return _saved(image, form, compress_level=6)


def _saved(image: Any, form: str, **how: Any) -> bytes:
    # what Pillow read beside the pixels it would write again, each format other parts of it
    image.info = {key: value for key, value in image.info.items() if key == "transparency"}
    into = BytesIO()
    image.save(into, form.upper(), **how)
    return into.getvalue()


@cache
def _pillow() -> Any:
    """Pillow, imported where a picture is new. It would warn of large ones; we look at their size ourselves."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    return Image


def _opened(content: bytes) -> Any:
    """A picture of which no pixel is unpacked yet. Raises where its beginning is none that we know."""
    pillow = _pillow()
    return pillow.open(BytesIO(content), formats=[each.upper() for each in FORMATS])


def _filter() -> Any:
    return _pillow().Resampling.LANCZOS


def _orientation(image: Any) -> int:
    try:
        found = image.getexif().get(_TURNED, 1)
    except Exception:  # of a stranger's bytes Pillow may raise anything
        return 1
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def _as_stored(size: tuple[int, int], turned: int) -> tuple[int, int]:
    """A size as it is seen, before the picture is turned."""
    return (size[1], size[0]) if turned >= 5 else size


def _turn(image: Any, turned: int) -> Any:
    """A picture turned as EXIF orders it: what Pillow's `exif_transpose` does, of a smaller picture."""
    ways = _pillow().Transpose
    way = {
        2: ways.FLIP_LEFT_RIGHT, 3: ways.ROTATE_180, 4: ways.FLIP_TOP_BOTTOM, 5: ways.TRANSPOSE,
        6: ways.ROTATE_270, 7: ways.TRANSVERSE, 8: ways.ROTATE_90,
    }.get(turned)  # fmt: skip
    return image if way is None else image.transpose(way)


def _plain(image: Any) -> Any:
    """A picture in a mode that resizes well: colours as they are, light from 0 to 255."""
    if image.mode == "I" or image.mode.startswith("I;16"):
        return image.convert("I").point(lambda light: light * (1 / 256)).convert("L")
    if image.mode in ("RGB", "RGBA", "CMYK", "L") and "transparency" not in image.info:
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _in_srgb(image: Any, profile: bytes | None) -> Any:
    """A picture in the colours that browsers assume; as it is where its profile can't be used."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    base = image.convert("RGB") if alpha else image
    made = _converted(base, profile) if profile and not _is_srgb(profile) else base
    made = made if made.mode == "RGB" else made.convert("RGB")
    if alpha:
        made.putalpha(alpha)
    return made


def _converted(image: Any, profile: bytes) -> Any:
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(image, source, _srgb(), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image


@cache
def _srgb() -> Any:
    from PIL import ImageCms

    return ImageCms.createProfile("sRGB")


def _is_srgb(profile: bytes) -> bool:
    """Whether a colour profile calls itself sRGB: converting would only round."""
    return b"sRGB" in profile or "sRGB".encode("utf-16-be") in profile


def _clear(image: Any) -> bool:
    """Whether something shines through, and not only could."""
    if not image.has_transparency_data:
        return False
    alpha = image if image.mode in ("RGBA", "LA") else image.convert("RGBA")
    return bool(alpha.getchannel("A").getextrema()[0] < 255)


def _told(image: Any, content: bytes) -> bool:
    """Whether a file says more than a picture: EXIF, XMP, IPTC, texts."""
    if not _SPEAKING.isdisjoint(image.info) or image.format == "MPO":
        return True
    if image.format == "GIF":
        return False
    if image.format == "JPEG":  # also those that Pillow does not name
        return any(mark in ("APP1", "APP13", "COM") for mark, _ in image.applist)
    return bool(getattr(image, "text", None)) or (image.format == "WEBP" and _XMP in content)


_SPEAKING = frozenset(["exif", "xmp", "XML:com.adobe.xmp", "photoshop", "comment"])
_XMP = b"XMP "


def _words(error: Exception) -> str:
    """What an error of Pillow's says, without addresses in memory or bytes."""
    said = re.sub(r"<[^>]*>|\([^)]*\)|b'[^']*'", "", str(error)).strip() or type(error).__name__
    return said.removesuffix(" file")[:80].strip()


def recipes(assets: Iterable[Asset]) -> dict[str, list[Asset]]:
    """Assets that are made, by the file they are made of; those that are made of none, each by its own path."""
    found: dict[str, list[Asset]] = {}
    for each in assets:
        if each.recipe:
            found.setdefault(each.file or each.path, []).append(each)
    return found
