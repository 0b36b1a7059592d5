"""Pages under the strict policy: nothing refused, nothing fetched elsewhere, readable on a phone and by keyboard."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

KINDS = (
    "",
    "articles/bases-of-the-mission/",
    "articles/araji-announcement-arabic/",
    "entities/",
    "entities/hadi-al-ameri/",
    "tags/",
    "sources/shafaq-news/",
    "archive/",
    "archive/2021/12/",
    "search/",
    "about/",
    "404.html",
)


def _all(own: Path) -> set[str]:
    return {
        path.relative_to(own).as_posix().removesuffix("index.html") for path in own.rglob("*.html")
    }


def test_the_kinds_looked_at_are_there(own: Path) -> None:
    assert set(KINDS) <= _all(own), set(KINDS) - _all(own)


def test_no_page_is_refused_anything_or_asks_another_host(own: Path, host: str, tab: Page) -> None:
    told: list[str] = []
    tab.on("console", lambda message: told.append(message.text))
    tab.on("pageerror", lambda error: told.append(str(error)))
    tab.on("request", lambda r: None if r.url.startswith(host) else told.append(r.url))
    tab.on("response", lambda r: told.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    for kind in KINDS:
        tab.goto(host + kind)
        assert tab.locator("h1").count() == 1
    assert told == []


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_no_page_scrolls_sideways(browser: Browser, host: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    for kind in KINDS:
        page.goto(host + kind)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, kind
    page.close()


def test_dark_is_dark_and_light_is_light(browser: Browser, host: str) -> None:
    brightness = []
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.goto(host)
        colour = page.evaluate(
            "(()=>{const c=document.createElement('canvas').getContext('2d');"
            "c.fillStyle=getComputedStyle(document.body).backgroundColor==='rgba(0, 0, 0, 0)'"
            "?getComputedStyle(document.documentElement).backgroundColor"
            ":getComputedStyle(document.body).backgroundColor;"
            "c.fillRect(0,0,1,1);return [...c.getImageData(0,0,1,1).data].slice(0,3)})()"
        )
        brightness.append(sum(colour) / 3)
        page.close()
    assert brightness[0] > 220 and brightness[1] < 60


def test_an_arabic_article_reads_from_right_to_left(host: str, tab: Page) -> None:
    tab.goto(host + "articles/araji-announcement-arabic/")
    assert tab.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
    assert tab.evaluate("getComputedStyle(document.querySelector('.text p')).direction") == "rtl"
    assert tab.evaluate("getComputedStyle(document.querySelector('nav')).direction") == "ltr"


def test_the_first_tab_leads_past_the_menu(host: str, tab: Page) -> None:
    tab.goto(host)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.getAttribute('href')") == "#d-main"
    box = tab.locator("a.skip").bounding_box()
    assert box and box["x"] >= 0 and box["y"] >= 0 and box["width"] > 20
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_an_old_address_leads_to_the_new_one(own: Path, host: str, tab: Page) -> None:
    line = (own / "_redirects").read_text("utf-8").splitlines()[0]
    old, new, status = line.split(" ")
    assert status == "301" and old.startswith("/digest/")
    tab.goto(host + old.removeprefix("/digest/"))
    tab.wait_for_url("**" + new)
