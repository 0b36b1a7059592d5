"""Assets with a recipe → their bytes, kept in `.digest/pictures/` as long as some plan asks for them.

A file there is called by the fingerprint of its recipe and that of its bytes: what is damaged is made again.
"""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import get_ident

from digest import emblem, memory, pictures, social
from digest.fingerprint import fingerprint, of_bytes, of_file
from digest.memory import unusable
from digest.model import Asset, Copy, Emblem, SocialCard
from digest.problems import Problem

FOLDER = "pictures"
_HALF = ".new"


def developed(root: Path, assets: Sequence[Asset]) -> list[tuple[Path, str] | Problem]:
    """For some assets made of one file: where the bytes of each lie, and their fingerprint; or why there are none.

    The file is opened once, and only where some of them were never made, or are damaged. Raises DigestError where the
    folder can't be written.
    """
    folder = root / memory.FOLDER / FOLDER
    found = {each.path: kept(root, each) for each in assets}
    missing = [each for each in assets if found[each.path] is None]
    if missing:
        made = _made(missing)
        if isinstance(made, Problem):
            return [found[each.path] or made for each in assets]
        for each, content in zip(missing, made, strict=True):
            found[each.path] = _put(folder, each, content)
    return [place for each in assets if (place := found[each.path])]


def kept(root: Path, asset: Asset) -> tuple[Path, str] | None:
    """Where the bytes of an asset lie, with their fingerprint; None where they were never made, or are damaged."""
    for path in (root / memory.FOLDER / FOLDER).glob(f"{_key(asset)}.*"):
        mark = path.name.split(".")[1]
        with suppress(OSError):
            if path.is_file() and not path.is_symlink() and of_file(path) == mark:
                return path, mark
    return None


def prune(root: Path, assets: Iterable[Asset]) -> None:
    """Throw away what none of these assets asks for, and what a build that was killed left half-made."""
    folder = root / memory.FOLDER / FOLDER
    if not folder.is_dir():
        return
    wanted = {_key(each) for each in assets if each.recipe}
    with suppress(OSError):
        for name in os.listdir(folder):  # noqa: PTH208 - thousands of names
            ours = f".{os.getpid()}-" in name  # the preview may be at it
            if name.split(".")[0] not in wanted or (name.endswith(_HALF) and not ours):
                (folder / name).unlink(missing_ok=True)


def _made(assets: Sequence[Asset]) -> list[bytes] | Problem:
    """The bytes of assets that are made of one file, or of recipes alone."""
    first = assets[0]
    if not first.file:
        try:
            return [_drawn(each) for each in assets]
        except Exception as error:  # a font is a stranger's bytes too
            message = f"can't be drawn (for /{first.path}): {error}"
            return Problem(
                first.origin, 0, message, "look at the font of the setting `social_font`"
            )
    recipes = [each.recipe for each in assets if isinstance(each.recipe, Copy)]
    try:
        content = Path(first.file).read_bytes()
    except OSError as error:
        message = f"can't be read: {error.strerror}"
        return Problem(first.origin, 0, message, "look at its permissions")
    if of_bytes(content) != recipes[0].of:
        return Problem(first.origin, 0, "changed while the site was built", "build again")
    try:
        return pictures.copied(content, recipes)
    except Exception as error:  # of a stranger's bytes Pillow may raise anything
        message = f"can't be made smaller: {type(error).__name__}"
        return Problem(first.origin, 0, message, "save it anew, as JPEG or PNG")


def _drawn(asset: Asset) -> bytes:
    if isinstance(asset.recipe, SocialCard):
        return social.drawn(asset.recipe)
    assert isinstance(asset.recipe, Emblem)  # noqa: S101 - copies have a file
    return emblem.drawn(asset.recipe)


def _put(folder: Path, asset: Asset, content: bytes) -> tuple[Path, str]:
    """Keep an asset's bytes, whole or not at all."""
    mark = of_bytes(content)
    path = folder / f"{_key(asset)}.{mark}.{asset.path.rpartition('.')[2].lower()}"
    half = folder / f"{path.name}.{os.getpid()}-{get_ident()}{_HALF}"  # the preview makes them too
    try:
        folder.mkdir(parents=True, exist_ok=True)
        half.write_bytes(content)
        half.replace(path)
    except OSError as error:
        with suppress(OSError):
            half.unlink(missing_ok=True)
        raise unusable(path, error) from error
    return path, mark


def _key(asset: Asset) -> str:
    """What the bytes of an asset follow from: its recipe, and who follows it."""
    from PIL import __version__

    return fingerprint([asset.fingerprint, __version__])
