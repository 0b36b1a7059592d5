"""The search in a browser, under the policy that `_headers` asks for: what is found, and how a reader gets at it."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.host import served
from tests.conftest import SiteFolder, article

pytestmark = pytest.mark.slow

SETTINGS = 'title = "Test"\nurl = "https://example.org/base/"\nlanguage = "{}"\nsearch = true\n'
FILES = {
    "content/articles/visit.md": article(
        "A visit to the harbour", "General Qasem Soleimani & <b>others</b> came by ship.",
        date="2021-02-03", source="The Paper", tags="[Ports, Talks]",
    ),
    "content/articles/talks.md": article(
        "Talks go on", "The harbour was no subject: x &lt;img src=x onerror=alert(1)&gt; y.",
        date="2020-05", source="Radio One", tags="[Talks]",
    ),
    "content/articles/arabic.md": article(
        "الانسحاب من العراق", "قال رئيس الوزراء إن القوات القتالية ستغادر.", date="2021-12-09", lang="ar",
    ),
    "content/articles/chinese.md": article(
        "美军撤离伊拉克", "每个月都有新的报道。美国军队离开。", date="2021-12-10", lang="zh",
    ),
    "content/articles/japanese.md": article(
        "東京の会議", "首相は記者会見で述べた。軍の部隊。", date="2021-12-11", lang="ja",
    ),
    "content/articles/german.md": article("Müller in Łódź", "Herr Müller ging.", date="2022", lang="de"),
    "content/entities/qasem-soleimani.md": (
        "---\nname: Qasem Soleimani\nkind: person\nnames: [قاسم سليماني, 蘇萊曼尼]\n"
        "misspellings: [Soleimnai]\n---\n\nA general.\n"
    ),
    "content/entities/lodz.md": "---\nname: Łódź\nkind: place\n---\n",
    **{
        f"content/articles/{number}.md": article(f"Ferry {number}", "A ferry left.", date="2019", tags="[Ferries]")
        for number in range(13)
    },
}  # fmt: skip


def hosted(folder: Path) -> Iterator[str]:
    """The address of a site on loopback, under the policy that its `_headers` asks for."""
    rules = (folder / "_headers").read_text("utf-8").splitlines()
    (policy,) = [rule.partition(": ")[2] for rule in rules if "Content-Security-Policy" in rule]
    with served(folder, "/base/", policy) as address:
        yield address


@pytest.fixture(scope="module", params=["en", "zh", "ar"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same articles on sites of three languages."""
    folder = SiteFolder(tmp_path_factory.mktemp("search") / "site")
    folder.write("digest.toml", SETTINGS.format(request.param))
    for path, text in FILES.items():
        folder.write(path, text)
    told = folder.build().problems  # of Chinese, that no catalogue has its words
    assert not [each for each in told if each.severity == "error"]
    yield from hosted(folder.root / "output")


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = SiteFolder(tmp_path_factory.mktemp("search") / "site")
    folder.write("digest.toml", SETTINGS.format("en"))
    for path, text in FILES.items():
        folder.write(path, text)
    folder.build()
    yield from hosted(folder.root / "output")


@pytest.fixture
def told(tab: Page) -> Iterator[list[str]]:
    """What the browser has to say; nothing, at the end."""
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("response", lambda r: said.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    yield said
    assert [each for each in said if "favicon" not in each] == []


def ask(tab: Page, site: str, query: str) -> list[str]:
    """The addresses of what is found for a query in the address, within the site."""
    tab.goto(f"{site}search/?q={quote(query)}")
    expect(tab.locator("p.found")).not_to_be_empty()
    links = tab.locator("ol.found h2 a")
    return [
        (links.nth(n).get_attribute("href") or "").removeprefix("/base/")
        for n in range(links.count())
    ]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("harbour", "articles/visit/"),
        ("Soleimani", "articles/visit/"),
        ("soleimnai", "articles/visit/"),  # nobody but its entity is spelt so
        ("قاسم سليماني", "articles/visit/"),
        ("蘇萊曼尼", "articles/visit/"),
        ("soleimnai", "entities/qasem-soleimani/"),
        ("القوات", "articles/arabic/"),
        ("قوات", "articles/arabic/"),
        ("انسحاب", "articles/arabic/"),
        ("伊拉克", "articles/chinese/"),
        ("军队", "articles/chinese/"),
        ("每个月", "articles/chinese/"),
        ("記者会見", "articles/japanese/"),
        ("東京", "articles/japanese/"),
        ("muller", "articles/german/"),
        ("Müller", "articles/german/"),
        ("lodz", "articles/german/"),
        ('"came by ship"', "articles/visit/"),
    ],
)
def test_it_is_found(site: str, tab: Page, told: list[str], query: str, path: str) -> None:
    assert path in ask(tab, site, query)


@pytest.mark.parametrize("query", ["军的", "克拉", "会者", "zzzz"])
def test_letters_in_another_order_are_other_words(site: str, tab: Page, query: str) -> None:
    assert ask(tab, site, query) == []
    expect(tab.locator("p.found")).to_contain_text(query)
    expect(tab.locator("section.otherwise")).to_be_visible()


def test_an_excerpt_shows_the_words_and_nothing_in_it_is_markup(
    english: str, tab: Page, told: list[str]
) -> None:
    ask(tab, english, "harbour")
    cards = tab.locator("ol.found article")
    expect(cards).to_have_count(2)
    expect(cards.first.locator("h2")).to_have_text("A visit to the harbour")
    expect(cards.first.locator("time")).to_have_attribute("datetime", "2021-02-03")
    expect(cards.first.locator(".byline")).to_contain_text("The Paper")
    second = cards.nth(1).locator(".summary")
    expect(second.locator("mark")).to_have_text("harbour")
    expect(second).to_contain_text("<img src=x onerror=alert(1)>")
    assert second.locator("img").count() == 0
    # other spellings lead to it, and stand in no excerpt
    ask(tab, english, "soleimnai")
    expect(tab.locator("ol.found")).not_to_contain_text("Soleimnai")


def test_letters_stand_together_and_in_their_language(english: str, tab: Page) -> None:
    ask(tab, english, "军队")
    card = tab.locator("ol.found article").first
    expect(card.locator("h2 a")).to_have_text("美军撤离伊拉克")
    expect(card.locator("h2 a")).to_have_attribute("lang", "zh")
    expect(card.locator(".summary")).to_have_text("每个月都有新的报道。美国军队离开。")


def test_typing_finds_and_the_address_follows(english: str, tab: Page, told: list[str]) -> None:
    tab.goto(english + "search/")
    expect(tab.locator("section.otherwise")).to_be_visible()
    expect(tab.locator("select[name=year] option")).to_have_count(1)
    tab.keyboard.press("/")
    expect(tab.locator("select[name=year] option")).to_have_count(5)  # without a word, of all
    expect(tab.locator("input[type=search]")).to_be_focused()
    tab.keyboard.type("harbour")
    expect(tab.locator("p.found")).to_have_text("2 results for “harbour”")
    expect(tab.locator("section.otherwise")).to_be_hidden()
    assert tab.url.endswith("search/?q=harbour")
    tab.keyboard.press("Control+a")
    tab.keyboard.type("ship")
    tab.keyboard.press("Enter")
    expect(tab.locator("p.found")).to_have_text("1 result for “ship”")
    assert tab.url.endswith("search/?q=ship")
    tab.go_back()
    expect(tab.locator("p.found")).to_have_text("2 results for “harbour”")
    expect(tab.locator("input[type=search]")).to_have_value("harbour")
    tab.locator("input[type=search]").fill("")
    expect(tab.locator("section.otherwise")).to_be_visible()
    expect(tab.locator("p.found")).to_be_empty()


def test_what_is_found_can_be_narrowed_down_and_put_in_order(
    english: str, tab: Page, told: list[str]
) -> None:
    ask(tab, english, "harbour")
    tag, year, kind = (tab.locator(f"select[name={name}]") for name in ("tag", "year", "kind"))
    expect(tag.locator("option")).to_have_text(["All", "Ports (1)", "Talks (2)"])
    expect(year.locator("option")).to_have_text(["All", "2021 (1)", "2020 (1)"])
    expect(kind.locator("option")).to_have_text(["All", "Articles (2)"])
    year.select_option("2020")
    expect(tab.locator("p.found")).to_have_text("1 result for “harbour”")
    assert tab.url.endswith("?q=harbour&year=2020")
    tab.go_back()
    expect(tab.locator("p.found")).to_have_text("2 results for “harbour”")
    tab.locator("select[name=order]").select_option("asc")
    expect(tab.locator("ol.found h2").first).to_have_text("Talks go on")
    tab.goto(english + "search/?tag=Talks&order=desc")
    expect(tab.locator("p.found")).to_have_text("2 results")
    expect(tab.locator("ol.found h2").first).to_have_text("A visit to the harbour")
    tab.goto(english + "search/?kind=entity")
    expect(tab.locator("ol.found .byline").first).to_have_text("Person")


def test_more_follows_when_asked_for(english: str, tab: Page, told: list[str]) -> None:
    ask(tab, english, "ferry")
    expect(tab.locator("ol.found > li")).to_have_count(10)
    tab.get_by_role("button", name="More results").press("Enter")
    expect(tab.locator("ol.found > li")).to_have_count(14)  # and the tag
    expect(tab.locator("ol.found > li:nth-child(11) a")).to_be_focused()
    expect(tab.locator("p.more")).to_be_hidden()


def test_without_script_the_page_leads_to_all_lists(english: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(english + "search/?q=harbour")
    expect(tab.locator("form[role=search]")).to_be_hidden()
    expect(tab.get_by_text("Searching needs JavaScript")).to_be_visible()
    for name in ("Latest articles", "Tags", "Sources", "Archive"):
        expect(tab.locator("section.otherwise").get_by_role("link", name=name)).to_be_visible()
    context.close()


def test_a_search_that_can_not_be_loaded_says_so(english: str, tab: Page) -> None:
    tab.route("**/pagefind/pagefind.js", lambda route: route.abort())
    tab.goto(english + "search/?q=harbour")
    expect(tab.locator("p.found")).to_contain_text("can’t be loaded")
    expect(tab.locator("section.otherwise")).to_be_visible()
    tab.unroute("**/pagefind/pagefind.js")


def test_only_the_page_that_searches_may_run_its_program(english: str, tab: Page) -> None:
    script = "WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => 'ran', () => 'refused')"
    for path, outcome in (("", "refused"), ("articles/visit/", "refused"), ("search/", "ran")):
        tab.goto(english + path)
        assert tab.evaluate(script) == outcome, path


def test_the_form_says_what_it_is(english: str, tab: Page) -> None:
    ask(tab, english, "harbour")
    form = tab.get_by_role("search")
    expect(form.get_by_role("searchbox")).to_have_accessible_name(
        "Words in titles and texts, or any spelling of a name"
    )
    expect(tab.get_by_role("status")).to_have_text("2 results for “harbour”")
    expect(
        tab.get_by_role("navigation", name="Site").get_by_role("link", name="Search")
    ).to_have_attribute("aria-current", "page")
