"""This repository's digest → pictures of it: three for the README, or every kind at every width to be looked at.

`python -m tests.screenshots` draws the three into tests/screenshots/; with a folder, all into that:
every kind of page, at 390, 768 and 1440 px, by day and by night, in both themes, and an Arabic site.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.host import ARGUMENTS, CHROMIUM, served

ROOT = Path(__file__).parent.parent
HERE = Path(__file__).parent / "screenshots"
KINDS = {
    "home": "",
    "later": "page/2/",
    "article": "articles/drone-strike-near-baghdad-airport/",
    "table": "articles/bases-of-the-mission/",
    "arabic": "articles/araji-announcement-arabic/",
    "entities": "entities/",
    "kind": "entities/kinds/person/",
    "entity": "entities/ain-al-asad/",
    "pair": "entities/ali-al-sistani/with/islamic-state/",
    "tags": "tags/",
    "tag": "tags/withdrawal/",
    "sources": "sources/",
    "source": "sources/shafaq-news/",
    "archive": "archive/",
    "year": "archive/2021/",
    "month": "archive/2021/12/",
    "search": "search/",
    "about": "about/",
    "lost": "404.html",
}
README = (
    ("home", 1440, 1000, "light"),
    ("article", 390, 1000, "light"),
    ("entity", 1440, 1000, "dark"),
)
SITES = {"": "", "ledger": 'theme = "ledger"\n', "arabic": 'language = "ar"\n'}


def _built(settings: str, folder: Path) -> Path:
    for name in ("content", "layouts"):
        shutil.copytree(ROOT / name, folder / name)
    own = (ROOT / "pyproject.toml").read_text("utf-8").partition("[tool.digest]\n")[2]
    for key in re.findall(r"^(\w+) =", settings, re.MULTILINE):
        own = re.sub(rf"^{key} = .*\n", "", own, flags=re.MULTILINE)
    if "language" in settings:
        own = re.sub(r"^menu = \[.*?^\]\n", "", own, flags=re.MULTILINE | re.DOTALL)
    (folder / "digest.toml").write_text(settings + own, "utf-8")
    subprocess.run(
        [sys.executable, "-m", "digest", "-C", str(folder), "build"], check=True, cwd=ROOT
    )
    return folder / "output"


def _drawn(
    browser: Browser, address: str, file: Path, width: int, height: int, scheme: str
) -> None:
    page = browser.new_page(
        viewport={"width": width, "height": height or 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page.goto(address)
    page.screenshot(path=file, full_page=not height)
    page.close()


def _smaller(file: Path) -> None:
    """Few colours are enough for words on paper."""
    from PIL import Image

    with Image.open(file) as picture:
        small = picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.LANCZOS)
    small.quantize(48, dither=Image.Dither.NONE).save(file, optimize=True)


def main(arguments: list[str]) -> None:
    """Draw them."""
    folder = Path(arguments[0]) if arguments else HERE
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name, settings in SITES.items() if arguments else [("", "")]:
            with (
                tempfile.TemporaryDirectory() as site,
                served(_built(settings, Path(site))) as host,
            ):
                if not arguments:
                    for kind, width, height, scheme in README:
                        file = folder / f"{kind}.png"
                        _drawn(browser, host + KINDS[kind], file, width, height, scheme)
                        _smaller(file)
                    continue
                for kind, address in KINDS.items():
                    for width in (390, 768, 1440):
                        for scheme in ("light", "dark"):
                            file = folder / f"{name or 'default'}-{kind}-{width}-{scheme}.png"
                            _drawn(browser, host + address, file, width, 0, scheme)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
