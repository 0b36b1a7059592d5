"""The theme as readers use it: by keyboard, in their colours, on paper, in either direction, without scripts."""

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import SiteFolder, SiteMaker, article

pytestmark = pytest.mark.slow

STRIKE = "articles/drone-strike-near-baghdad-airport/"
GROUND = "getComputedStyle(document.documentElement).backgroundColor"


def _tab_to(tab: Page, pattern: str, most: int = 80) -> str:
    """Press Tab until a link to an address has the focus; its address."""
    for _ in range(most):
        tab.keyboard.press("Tab")
        address = str(tab.evaluate("document.activeElement.getAttribute('href') || ''"))
        if re.search(pattern, address):
            ring = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert ring != "none"
            return address
    raise AssertionError(f"no link to {pattern} within {most} presses")


def test_keys_alone_lead_from_home_to_an_entity_and_back(host: str, tab: Page) -> None:
    tab.goto(host)
    address = _tab_to(tab, r"/entities/[a-z-]+/$")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**" + address)
    assert tab.locator("body").get_attribute("data-kind") == "entity"
    _tab_to(tab, r"^/digest/$")
    tab.keyboard.press("Enter")
    tab.wait_for_url(host)
    assert tab.locator("body").get_attribute("data-kind") == "home"


def test_readers_choose_their_colours_by_pointer_and_by_key(browser: Browser, host: str) -> None:
    context = browser.new_context(color_scheme="light", java_script_enabled=True)
    tab = context.new_page()
    tab.goto(host)
    light = tab.evaluate(GROUND)
    tab.get_by_text("Dark", exact=True).click()
    dark = tab.evaluate(GROUND)
    assert dark != light
    tab.keyboard.press("ArrowLeft")  # to "Light"
    assert tab.evaluate(GROUND) == light
    tab.emulate_media(color_scheme="dark")
    assert tab.evaluate(GROUND) == light
    tab.keyboard.press("ArrowLeft")  # to "Automatic"
    assert tab.evaluate(GROUND) == dark
    context.close()


def test_a_card_tells_who_somebody_is_on_hover_focus_and_press(host: str, tab: Page) -> None:
    tab.set_viewport_size({"width": 1440, "height": 900})
    tab.goto(host + STRIKE)
    entry = tab.locator("section.cast li", has_text="Qasem Soleimani").first
    card = entry.locator("[popover]")
    assert not card.is_visible()
    entry.locator("> a").hover()
    card.wait_for(state="visible")
    assert "Iranian general" in card.inner_text()
    tab.mouse.move(0, 0)
    card.wait_for(state="hidden")
    entry.locator("> a").focus()
    tab.keyboard.press("Tab")  # to the button, as a keyboard does
    card.wait_for(state="visible")
    tab.keyboard.press("Enter")
    assert card.evaluate("card => card.matches(':popover-open')")
    box = card.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 1440
    tab.keyboard.press("Escape")
    assert not card.evaluate("card => card.matches(':popover-open')")


def test_an_article_prints_on_one_clean_page_with_its_links(host: str, tab: Page) -> None:
    tab.goto(host + STRIKE)
    tab.emulate_media(media="print")
    for hidden in ("header.masthead nav", "nav.more", "footer.colophon fieldset", "a.skip"):
        assert not tab.locator(hidden).first.is_visible(), hidden
    after = (
        "getComputedStyle(document.querySelector('ul.byline a[rel=external]'), '::after').content"
    )
    assert "defense.gov" in tab.evaluate(after)
    printed = tab.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


def test_nothing_needs_a_script(browser: Browser, host: str) -> None:
    with_script = browser.new_context(java_script_enabled=True).new_page()
    without = browser.new_context(java_script_enabled=False).new_page()
    for kind in ("", STRIKE, "entities/", "entities/hadi-al-ameri/", "archive/2021/"):
        texts = []
        for tab in (with_script, without):
            tab.goto(host + kind)
            texts.append(tab.locator("body").inner_text())
        assert texts[0] == texts[1]
    without.get_by_text("Dark", exact=True).click()  # the switch is none either
    assert without.locator("#d-dark").is_checked()
    for tab in (with_script, without):
        tab.context.close()


def test_twice_the_size_of_letters_needs_no_scrolling_sideways(browser: Browser, host: str) -> None:
    tab = browser.new_page(viewport={"width": 640, "height": 800})
    for kind in ("", STRIKE, "entities/hadi-al-ameri/", "archive/", "tags/"):
        tab.goto(host + kind)
        tab.evaluate("document.documentElement.style.fontSize = '200%'")
        assert tab.evaluate("document.documentElement.scrollWidth") <= 640, kind
    tab.close()


def test_drawings_and_choices_show_in_forced_colours(browser: Browser, host: str) -> None:
    tab = browser.new_page(forced_colors="active", reduced_motion="reduce")
    tab.goto(host)
    bar = tab.locator("ol.tally svg rect").first
    fill, ground = (
        bar.evaluate(f"bar => getComputedStyle({each}).{what}")
        for each, what in (("bar", "fill"), ("bar.parentElement", "backgroundColor"))
    )
    assert fill != ground
    tab.close()


LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@pytest.fixture
def crowded(site: SiteMaker) -> SiteFolder:
    """Long words and addresses, three hundred tags, titles in both directions."""
    files = {
        f"content/articles/{number}.md": article(
            f"{LONG} {number}" if number % 2 else f"خبر {number}",
            f"{LONG} https://example.org/{'x' * 300}",
            date=f"2023-01-{number % 28 + 1:02}",
            lang="de" if number % 2 else "ar",
            tags=f"[{', '.join(f'{LONG[: number % 70 + 3]}{number}x{n}' for n in range(10))}]",
            url=f"https://example.org/{'y' * 200}",
        )
        for number in range(30)
    }
    return site(files)


@pytest.mark.parametrize("settings", ["", 'theme = "ledger"\n', 'language = "ar"\n'])
def test_long_words_and_lists_of_hundreds_stay_within_the_page(
    browser: Browser, crowded: SiteFolder, settings: str
) -> None:
    crowded.write("digest.toml", crowded.read("digest.toml") + settings)
    crowded.build()
    tab = browser.new_page(viewport={"width": 320, "height": 640})
    for path in ("index.html", "articles/1/index.html", "tags/index.html", "archive/index.html"):
        html = crowded.page(path)
        for sheet in re.findall(r'<link rel="stylesheet" href="/([^"]+)">', html):
            html = html.replace("</head>", f"<style>{crowded.page(sheet)}</style></head>")
        tab.set_content(html)
        assert tab.evaluate("document.documentElement.scrollWidth") <= 320, path
    tab.close()


def test_a_site_in_arabic_begins_on_the_right(browser: Browser, crowded: SiteFolder) -> None:
    crowded.write("digest.toml", crowded.read("digest.toml") + 'language = "ar"\n')
    crowded.build()
    tab = browser.new_page(viewport={"width": 1440, "height": 900})
    html = crowded.page("index.html")
    (sheet,) = re.findall(r'<link rel="stylesheet" href="/([^"]+)">', html)
    tab.set_content(html.replace("</head>", f"<style>{crowded.page(sheet)}</style></head>"))
    title = tab.locator(".site-title a").bounding_box()
    day = tab.locator("section.day > h2").first.bounding_box()
    story = tab.locator("section.day h3").first.bounding_box()
    assert title and day and story
    assert title["x"] > 720 and day["x"] > story["x"]
    tab.close()
