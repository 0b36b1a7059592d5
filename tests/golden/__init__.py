"""A small site and the output it must give, both kept as files; `python -m tests.golden` rewrites the output."""

import shutil
from io import BytesIO
from pathlib import Path

from PIL import Image

from digest import config, emblem
from tests.conftest import SiteFolder

HERE = Path(__file__).parent
SITE = HERE / "site"
OUTPUT = HERE / "output"


def made(into: Path) -> dict[str, bytes]:
    """What the site gives today, built in a new folder.

    Its pages have layouts of their own, so that the looks can change without it; what else the default layouts make is
    held: feeds, sitemap, data, host files. Left out are static files of ours and the list of what was written.
    Of pictures that were made only what they are is held: another release of the library may pack them in other bytes.
    """
    shutil.copytree(SITE, into)
    folder = SiteFolder(into)
    planned = folder.plan()
    ours = {each.path for each in planned.layouts.files if not each.origin.startswith("layouts/")}
    problems = folder.build().problems
    told = "".join(f"{each} ({each.hint})\n" for each in problems)
    kept = {path: text for path, text in folder.output().items() if path not in ours}
    del kept[".digest"]
    icons = {each.path for each in emblem.icons(config.load(into))}
    for path in kept:
        if path.startswith("static/pictures/") or path in icons:
            kept[path] = _seen(kept[path])
    return {**kept, "problems.txt": told.encode()}


def _seen(content: bytes) -> bytes:
    image = Image.open(BytesIO(content))
    return f"{image.format} {image.mode} {image.width} × {image.height}\n".encode()


def expected() -> dict[str, bytes]:
    """What it must give."""
    return {
        path.relative_to(OUTPUT).as_posix(): path.read_bytes()
        for path in sorted(OUTPUT.rglob("*"))
        if path.is_file()
    }
