"""What holds for every page of a site: it is whole, it leads somewhere, it shows no draft."""

from urllib.parse import quote

import pytest

from digest.pages import KINDS
from tests.conftest import SiteFolder, SiteMaker, article
from tests.pages.conftest import FILES, SETTINGS, URL
from tests.pages.look import Document, dead


def pages(folder: SiteFolder) -> list[str]:
    """Every HTML file of output/."""
    return [path for path in folder.output() if path.endswith(".html")]


def test_every_kind_of_page_is_there(whole: SiteFolder, paired: SiteFolder) -> None:
    kinds = {page.origin for page in whole.plan().pages.values()}
    kinds |= {page.origin for page in paired.plan().pages.values()}
    assert len(pages(whole)) > 30
    assert kinds >= set(KINDS) - {"articles", "standalone"}


@pytest.fixture
def paired(site: SiteMaker) -> SiteFolder:
    """Two entities that half of all articles name: company takes more than the few articles of the other site."""
    made = {
        f"content/entities/{name}.md": f"---\nname: {name.title()}\nkind: place\n---\n"
        for name in ("here", "there")
    }
    for number in range(12):
        body = "From Here to There." if number % 2 else "Nowhere."
        made[f"content/articles/{number}.md"] = article(f"No. {number}", body, date="2023")
    return site({"digest.toml": f"{SETTINGS}search = true\n", **made})


def test_every_page_has_one_title_one_heading_and_a_language(whole: SiteFolder) -> None:
    for path in pages(whole):
        page = Document(whole, path)
        assert page.all("/html/@lang") == ["en"], path
        assert page.text("//title"), path
        assert page.text("//h1"), path
        assert page.text("//main"), path


def test_headings_skip_no_level(whole: SiteFolder) -> None:
    for path in pages(whole):
        found = Document(whole, path).all("//*[self::h1|self::h2|self::h3|self::h4|self::h5]")
        levels = [int(each.tag[1]) for each in found]
        assert all(
            after - before <= 1 for before, after in zip([0, *levels], levels, strict=False)
        ), path


def test_no_page_says_none_or_undefined(whole: SiteFolder) -> None:
    for path, content in whole.output().items():
        text = content.decode("utf-8", "replace")
        if path not in ("_headers", ".digest"):
            assert "None" not in text, path
        assert "undefined" not in text.lower(), path


def test_titles_differ_from_page_to_page(whole: SiteFolder) -> None:
    titles: dict[str, str] = {}
    for path in pages(whole):
        page = Document(whole, path)
        if not page.all("//meta[@http-equiv='refresh']"):
            assert titles.setdefault(page.text("//title"), path) == path


def test_every_link_leads_to_a_file(whole: SiteFolder) -> None:
    assert dead(whole, URL) == []


def test_every_link_leads_to_a_file_with_drafts(drafted: SiteFolder) -> None:
    assert dead(drafted, URL) == []


@pytest.mark.parametrize("url", ["https://example.org/", "https://example.org/a/b", ""])
def test_every_link_leads_to_a_file_wherever_the_site_stands(site: SiteMaker, url: str) -> None:
    folder = site({**FILES, "digest.toml": SETTINGS.replace(URL, url)})
    folder.build()
    assert dead(folder, (url or "http://localhost/").rstrip("/") + "/") == []


def test_every_page_says_where_it_stands(whole: SiteFolder) -> None:
    for path in pages(whole):
        page = Document(whole, path)
        if path == "404.html" or page.all("//meta[@http-equiv='refresh']"):
            assert page.head("canonical") == []
            assert page.head("robots") == ["noindex"]
            continue
        assert page.head("canonical") == [URL + quote(path.removesuffix("index.html"))]
        assert page.head("og:url") == page.head("canonical")
        assert page.head("og:title") and page.head("og:type")
        assert page.head("og:site_name") == ["Test & <Co>"]


def test_drafts_are_nowhere(whole: SiteFolder) -> None:
    for path, content in whole.output().items():
        text = content.decode("utf-8", "replace")
        for word in ("Unready", "unready", "Draft tag", "draft-tag"):
            assert word not in path
            assert word not in text, (path, word)


def test_drafts_that_show_are_marked(drafted: SiteFolder) -> None:
    assert drafted.page("articles/unready/index.html").count("Draft") >= 1
    for path in ("articles/unready/index.html", "unready-page/index.html"):
        page = Document(drafted, path)
        assert "Draft" in page.text("//h1")
        assert page.head("robots") == ["noindex"]
    home = Document(drafted, "index.html")
    (card,) = home.all("//main//a[contains(@href, '/unready/')]/ancestor::*[position() <= 3]")[-1:]
    assert "Draft" in "".join(card.itertext())


def test_the_hidden_are_on_no_list(whole: SiteFolder) -> None:
    shown = [path for path, text in whole.output().items() if b"Hidden thing" in text]
    assert shown == ["articles/hidden/index.html"]
    assert Document(whole, shown[0]).head("robots") == ["noindex"]
    assert [path for path, text in whole.output().items() if b"Secret tag" in text] == []


def test_text_of_a_stranger_stays_text(whole: SiteFolder) -> None:
    assert Document(whole, "articles/first/index.html").text("//h1") == "The first <report>"
    assert Document(whole, "index.html").text("//title") == "Test & <Co>"


def test_an_arabic_article_reads_from_right_to_left_wherever_it_is_shown(whole: SiteFolder) -> None:
    page = Document(whole, "articles/arabic/index.html")
    (heading,) = page.all("//h1/ancestor-or-self::*[@lang][1]")
    assert (heading.get("lang"), heading.get("dir")) == ("ar", "rtl")
    (body,) = page.all("//p[contains(., 'كلمات')]/ancestor-or-self::*[@lang][1]")[-1:]
    assert (body.get("lang"), body.get("dir")) == ("ar", "rtl")
    found = [path for path in pages(whole) if "عنوان" in whole.page(path)]
    assert len(found) > 3
    for path in found:
        if path.startswith("articles/arabic"):
            continue
        for link in Document(whole, path).all("//main//a[contains(@href, '/arabic/')]"):
            marked = [link, *link.iterancestors()]
            assert next(each.get("lang") for each in marked if each.get("lang")) == "ar", path
            assert next(each.get("dir") for each in marked if each.get("dir")) == "rtl", path


def test_an_arabic_site_reads_from_right_to_left(site: SiteMaker) -> None:
    folder = site({**FILES, "digest.toml": SETTINGS + 'language = "ar"\n'})
    folder.build()
    for path in pages(folder):
        assert Document(folder, path).all("/html/@dir") == ["rtl"]
