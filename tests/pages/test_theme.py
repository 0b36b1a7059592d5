"""The style sheet that the settings make, and the themes that come along."""

import pytest

from digest import config
from digest.problems import DigestError
from tests.conftest import SETTINGS, SiteFolder, SiteMaker, article
from tests.pages.look import Document

ONE = {"content/articles/a.md": article("A", date="2023-01-01")}


def made(site: SiteMaker, settings: str, **more: str) -> SiteFolder:
    folder = site({**ONE, "digest.toml": SETTINGS + settings, **more})
    folder.build()
    return folder


def sheets(folder: SiteFolder, path: str = "articles/a/index.html") -> list[str]:
    found = Document(folder, path).head("stylesheet")
    return [each.rpartition("/")[2].partition(".")[0] for each in found]


def test_without_settings_of_its_own_a_site_has_one_style_sheet(site: SiteMaker) -> None:
    assert sheets(made(site, "")) == ["style"]


def test_what_settings_say_comes_after_the_theme(site: SiteMaker) -> None:
    folder = made(site, 'theme = { accent = "#123456", font = "Georgia, serif", measure = 40 }\n')
    assert sheets(folder) == ["style", "theme"]
    (sheet,) = (folder.root / "output").glob("theme.*.css")
    assert sheet.read_text("utf-8").startswith(":root {\n  --accent: light-dark(#123456, #")
    assert "--serif: Georgia, serif;" in sheet.read_text("utf-8")


def test_another_colour_is_another_address(site: SiteMaker) -> None:
    folder = made(site, 'theme = { accent = "#123456" }\n')
    before = {path.name for path in (folder.root / "output").glob("theme.*.css")}
    folder.write("digest.toml", SETTINGS + 'theme = { accent = "#654321" }\n')
    folder.build()
    after = {path.name for path in (folder.root / "output").glob("theme.*.css")}
    assert len(before) == len(after) == 1 and before != after


def test_the_ledger_is_a_theme_of_layouts_alone(site: SiteMaker) -> None:
    folder = made(site, 'theme = "ledger"\n')
    assert sheets(folder) == sheets(folder, "index.html") == ["style", "ledger"]
    assert Document(folder, "index.html").texts("//section//h3") == ["A"]


def test_no_theme_is_part_of_another(site: SiteMaker) -> None:
    assert not list((made(site, "").root / "output").rglob("*ledger*"))


def test_a_logo_stands_for_the_title(site: SiteMaker) -> None:
    folder = made(site, 'theme = { logo = "logo.png" }\n', **{"content/logo.png": "x"})
    (picture,) = Document(folder, "index.html").all("//header//img")
    assert (picture.get("src"), picture.get("alt")) == ("/logo.png", "Test")


def test_the_foot_has_a_menu_of_its_own(site: SiteMaker) -> None:
    folder = made(site, 'theme = { foot = [{ title = "Imprint", url = "/imprint/" }] }\n')
    assert Document(folder, "index.html").texts("//footer//li")[0] == "Imprint"


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ('accent = "red"', "`accent` of the theme is 'red'"),
        ('font = "a; b"', "`font` of the theme is 'a; b'"),
        ("measure = 5", "`measure` of the theme is 5.0"),
        ('logo = "../x"', "`logo` of the theme is '../x'"),
        ('name = "../x"', "`theme` is '../x'"),
        ('foot = [{ title = "x", url = "javascript:x" }]', "menu address 'javascript:x'"),
        ('colour = "x"', "`theme` is wrong"),
    ],
)
def test_what_a_theme_cannot_be_is_told(site: SiteMaker, setting: str, told: str) -> None:
    folder = site({**ONE, "digest.toml": f"{SETTINGS}theme = {{ {setting} }}\n"})
    with pytest.raises(DigestError) as caught:
        config.load(folder.root)
    assert told in str([each.message for each in caught.value.problems])
