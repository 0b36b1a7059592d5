"""A site open in a browser while it is edited: it shows the edit, and what is wrong with it."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from digest import config, serve, watch, workers
from digest.model import Scope
from tests.conftest import SiteFolder, article

pytestmark = pytest.mark.slow

LONG = "\n\n".join(f"Paragraph {number} of many." for number in range(120))
A = "content/articles/a.md"


class Preview:
    """A site being served: its folder, its address, and the shelf behind it."""

    def __init__(self, site: SiteFolder, url: str, shelf: serve.Shelf) -> None:
        self.site, self.url, self.shelf = site, url, shelf


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    """A site with two articles, served as the command does, its builds in a thread."""
    site = SiteFolder(tmp_path / "site")
    site.write("digest.toml", 'title = "Test"\nurl = "https://example.org/base/"\n')
    site.write(A, article("First", LONG, date="2023-01-02"))
    site.write("content/articles/b.md", article("Second", "Other words.", date="2023-01-01"))
    site.write("layouts/static/style.css", "body { color: rgb(1, 2, 3); margin: 0 }")
    with serving(site) as served:
        yield served


def serving(site: SiteFolder, port: int = 0) -> "Serving":
    return Serving(site, port)


class Serving:
    """`digest serve` for the length of a block."""

    def __init__(self, site: SiteFolder, port: int) -> None:
        self.site, self.port = site, port

    def __enter__(self) -> Preview:
        settings = config.load(self.site.root)
        self.shelf = serve.Shelf(self.site.root)
        at = serve.socket_at("127.0.0.1", self.port)
        self.turns = watch.turns(
            self.site.root, workers.Here(), lambda: Scope(int(time.time())), self.shelf
        )
        self.running = serve.running(self.shelf, at)
        self.running.__enter__()
        self.ended = False
        self.thread = threading.Thread(target=self._build, daemon=True)
        self.thread.start()
        return Preview(self.site, serve.address(at, config.masthead(settings).base), self.shelf)

    def _build(self) -> None:
        for _ in self.turns:
            if self.ended:
                return

    def __exit__(self, *error: object) -> None:
        self.ended = True
        self.site.write("content/articles/end.md", article("End", date="2023"))
        self.thread.join(10)
        self.running.__exit__(None, None, None)


def opened(page: Page, url: str) -> Page:
    """A page shown and listening."""
    page.goto(url)
    page.wait_for_function("document.readyState === 'complete'")
    page.wait_for_timeout(300)
    page.evaluate("window.still = true")
    return page


def still(page: Page) -> bool:
    """Whether the page was not loaded again since it was opened."""
    return page.evaluate("window.still === true") is True


def edit(site: SiteFolder, path: str, change: Callable[[str], str]) -> None:
    site.write(path, change(site.read(path)))


def test_an_edit_is_shown_where_the_reader_is(preview: Preview, tab: Page) -> None:
    opened(tab, preview.url + "articles/a/")
    tab.evaluate("scrollTo(0, 1500)")
    tab.locator("a").last.evaluate("link => link.focus({ preventScroll: true })")
    focused = tab.evaluate("document.activeElement.href")
    edit(preview.site, A, lambda text: text.replace("Paragraph 100 ", "Changed 100 "))
    expect(tab.get_by_text("Changed 100 of many.")).to_be_attached()
    assert tab.evaluate("scrollY") == 1500
    assert tab.evaluate("document.activeElement.href") == focused
    assert still(tab)


def test_a_new_paragraph_touches_no_other(preview: Preview, tab: Page) -> None:
    opened(tab, preview.url + "articles/a/")
    tab.get_by_text("Paragraph 50 of").evaluate("p => { p.mine = true }")
    edit(preview.site, A, lambda text: text.replace("Paragraph 7 ", "A new one.\n\nParagraph 7 "))
    expect(tab.get_by_text("A new one.")).to_be_attached()
    assert tab.get_by_text("Paragraph 50 of").evaluate("p => p.mine")
    assert tab.locator("p", has_text="of many.").count() == 120


def test_a_new_style_comes_without_loading_the_page(preview: Preview, tab: Page) -> None:
    opened(tab, preview.url + "articles/a/")
    edit(preview.site, "layouts/static/style.css", lambda text: text.replace("1, 2, 3", "9, 8, 7"))
    expect(tab.locator("body")).to_have_css("color", "rgb(9, 8, 7)")
    expect(tab.locator("link[rel=stylesheet]")).to_have_count(1)
    assert still(tab)


def test_a_broken_article_is_told_with_its_line_above_the_last_good_page(
    preview: Preview, tab: Page
) -> None:
    opened(tab, preview.url + "articles/a/")
    good = preview.site.read(A)
    edit(preview.site, A, lambda text: text.replace("2023-01-02", "soon"))
    panel = tab.get_by_role("dialog")
    expect(panel).to_be_visible()
    expect(panel).to_contain_text("content/articles/a.md:3")
    expect(panel).to_contain_text("date is 'soon', not a date")
    expect(panel.locator("pre .here")).to_have_text("date: soon\n")
    expect(panel).to_contain_text("write it as 2021-12-09")
    expect(tab.get_by_text("Paragraph 3 of many.")).to_be_attached()
    tab.reload()
    expect(panel).to_be_visible()
    expect(tab.get_by_text("Paragraph 3 of many.")).to_be_attached()
    preview.site.write(A, good)
    expect(panel).to_be_hidden()
    expect(tab.locator("digest-preview .badge")).to_be_hidden()


def test_the_panel_can_be_put_away_and_called_back_by_keyboard(preview: Preview, tab: Page) -> None:
    opened(tab, preview.url + "articles/b/")
    edit(preview.site, A, lambda text: text.replace("title: First", "title: [First"))
    panel, badge = tab.get_by_role("dialog"), tab.get_by_role("button", name="1 error")
    expect(panel).to_be_visible()
    tab.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(badge).to_be_visible()
    badge.focus()
    tab.keyboard.press("Enter")
    expect(panel).to_be_focused()
    tab.keyboard.press("Escape")
    expect(badge).to_be_focused()


def test_a_warning_is_a_quiet_badge(preview: Preview, tab: Page) -> None:
    opened(tab, preview.url + "articles/b/")
    edit(preview.site, A, lambda text: text.replace("date: 2023-01-02\n", ""))
    expect(tab.get_by_role("button", name="1 warning")).to_be_visible()
    expect(tab.get_by_role("dialog")).to_be_hidden()


def test_a_broken_layout_is_told_and_the_last_good_page_stays(preview: Preview, tab: Page) -> None:
    opened(tab, preview.url + "articles/a/")
    preview.site.write("layouts/article.html", "{{ nothing }}")
    expect(tab.get_by_role("dialog")).to_contain_text("layouts/article.html:1")
    answer = tab.goto(preview.url + "articles/a/")
    assert answer and answer.status == 500
    expect(tab.get_by_text("Paragraph 3 of many.")).to_be_attached()
    preview.site.remove("layouts/article.html")
    expect(tab.get_by_role("dialog")).to_be_hidden()


def test_a_page_that_never_was_good_shows_what_is_wrong_and_heals(
    preview: Preview, tab: Page
) -> None:
    preview.site.write("layouts/mine.html", "{{ nothing }}")
    preview.site.write("content/articles/c.md", article("Third", date="2023", layout="mine"))
    tab.wait_for_timeout(500)
    tab.goto(preview.url + "articles/c/")
    expect(tab.locator("main")).to_contain_text("layouts/mine.html:1")
    preview.site.write("layouts/mine.html", "<!doctype html><title>T</title><body><h1>Well</h1>")
    expect(tab.get_by_role("heading", name="Well")).to_be_visible()


def test_a_deleted_article_is_not_found_until_it_comes_back(preview: Preview, tab: Page) -> None:
    opened(tab, preview.url + "articles/a/")
    good = preview.site.read(A)
    preview.site.remove(A)
    expect(tab.locator("h1")).to_have_text("Nothing is at this address")
    preview.site.write(A, good)
    expect(tab.locator("h1")).to_have_text("First")
    assert still(tab)


def test_two_tabs_share_one_stream_and_both_show_an_edit(
    preview: Preview, browser: Browser
) -> None:
    context = browser.new_context()
    one, two = (opened(context.new_page(), preview.url + "articles/a/") for _ in range(2))
    assert preview.shelf.streams == 1
    edit(preview.site, A, lambda text: text.replace("Paragraph 5 ", "Changed 5 "))
    for page in (one, two):
        expect(page.get_by_text("Changed 5 of many.")).to_be_attached()
    one.close()
    edit(preview.site, A, lambda text: text.replace("Paragraph 6 ", "Changed 6 "))
    expect(two.get_by_text("Changed 6 of many.")).to_be_attached()
    context.close()


def test_an_edit_elsewhere_leaves_the_page_alone(preview: Preview, tab: Page) -> None:
    opened(tab, preview.url + "articles/b/")
    tab.evaluate(
        "new MutationObserver(() => { window.still = false })"
        ".observe(document, { subtree: true, childList: true, attributes: true, characterData: true })"
    )
    edit(preview.site, A, lambda text: text.replace("Paragraph 5 ", "Changed 5 "))
    tab.wait_for_timeout(800)
    assert still(tab)


def test_a_server_that_comes_back_is_listened_to_again(tmp_path: Path, tab: Page) -> None:
    site = SiteFolder(tmp_path / "site")
    site.write("digest.toml", 'title = "Test"\nurl = "https://example.org/"\n')
    site.write(A, article("First", "Words.", date="2023"))
    with serving(site) as first:
        opened(tab, first.url + "articles/a/")
        port = int(first.url.split(":")[2].strip("/"))
    edit(site, A, lambda text: text.replace("Words.", "Written meanwhile."))
    with serving(site, port):
        expect(tab.get_by_text("Written meanwhile.")).to_be_attached(timeout=15_000)


def test_nothing_of_the_preview_breaks_the_content_policy(
    preview: Preview, browser: Browser
) -> None:
    page = browser.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    opened(page, preview.url + "articles/b/")
    edit(preview.site, A, lambda text: text.replace("title: First", "title: [First"))
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.get_by_role("dialog").evaluate("p => getComputedStyle(p).position") == "fixed"
    page.close()
    assert told == []
