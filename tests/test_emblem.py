"""A site's colour → its mark as an icon."""

import json
from io import BytesIO

import pytest
from PIL import Image

from digest import emblem
from digest.model import Asset, Config, Emblem, Theme
from tests.conftest import SETTINGS, SiteMaker, article, drawn

A = "content/articles/a.md"


def recipe(icon: Asset) -> Emblem:
    assert isinstance(icon.recipe, Emblem)
    return icon.recipe


@pytest.mark.parametrize("icon", emblem.icons(Config()), ids=lambda icon: icon.path)
def test_each_icon_is_of_its_size_and_the_same_twice(icon: Asset) -> None:
    file = emblem.drawn(recipe(icon))
    image = Image.open(BytesIO(file))
    assert image.size == (recipe(icon).size,) * 2
    assert str(image.format).lower() == recipe(icon).format
    assert file == emblem.drawn(recipe(icon))


def test_icons_have_the_accent_of_the_theme() -> None:
    icons = emblem.icons(Config(theme=Theme(accent="#0a7")))
    image = Image.open(BytesIO(emblem.drawn(recipe(icons[1])))).convert("RGB")
    assert image.getpixel((0, 0)) == (0, 0xAA, 0x77)
    assert (255, 255, 255) in [each for _, each in image.getcolors(10_000) or []]


def test_pages_name_icons_and_manifest(site: SiteMaker) -> None:
    settings = SETTINGS.replace("org/", "org/digest/") + 'language = "ar"\n'
    folder = site({"digest.toml": settings, A: article("A", date="2023")})
    folder.build()
    page = folder.page("index.html")
    for name in ("favicon.ico", "apple-touch-icon.png", "site.webmanifest"):
        assert f'href="/digest/{name}"' in page and folder.has(name)
    manifest = json.loads(folder.page("site.webmanifest"))
    assert manifest["name"] == "Test" and (manifest["lang"], manifest["dir"]) == ("ar", "rtl")
    assert manifest["start_url"] == manifest["scope"] == "/digest/"
    assert all(folder.has(each["src"].removeprefix("/digest/")) for each in manifest["icons"])


def test_a_site_without_host_files_names_none(site: SiteMaker) -> None:
    folder = site({"digest.toml": SETTINGS + 'pages = ["home", "articles"]\n', A: article("A")})
    folder.build()
    assert "manifest" not in folder.page("index.html") and not folder.has("favicon.ico")


def test_a_site_may_bring_its_own(site: SiteMaker) -> None:
    folder = site({A: article("A", date="2023")})
    folder.write("content/icon-192.png", drawn(192, 192))
    assert folder.build().problems == ()
    assert folder.output()["icon-192.png"] == drawn(192, 192)
