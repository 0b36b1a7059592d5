"""Links within the site that lead nowhere."""

import pytest

from tests.conftest import SETTINGS, SiteMaker, article, drawn

A = "content/articles/a.md"

FILES: dict[str, str | bytes] = {
    "digest.toml": SETTINGS.replace("org/", "org/digest/") + 'checks = ["links"]\n',
    "content/articles/b.md": article("B", date="2023", aliases="[/old/]", tags="[x, انتخابات]"),
    "content/articles/h.md": article("H", date="2023", status="hidden"),
    "content/articles/d.md": article("D", date="2023", draft="true"),
    "content/articles/pic one.png": drawn(),
    "content/entities/oz.md": "---\nname: Oz\nkind: place\naliases: [/places/oz/]\n---\n",
    "content/pages/about.md": article("About", aliases="[/us/]"),
}


def told(site: SiteMaker, body: str) -> list[str]:
    """What is said of an article with this body."""
    folder = site({**FILES, A: article("A", body, date="2023")})
    return [str(each) for each in folder.plan().problems]


@pytest.mark.parametrize(
    "target",
    [
        "/articles/b/",
        "/articles/b",
        "/articles/b/#part",
        "/articles/b/?x=1",
        "../b/",
        "b.md",
        "/articles/h/",
        "/old/",
        "/entities/oz/",
        "/entities/oz/page/2/",
        "/entities/oz/index.json",
        "/entities/kinds/place/",
        "/tags/x/",
        "/tags/%D8%A7%D9%86%D8%AA%D8%AE%D8%A7%D8%A8%D8%A7%D8%AA/",
        "/tags/انتخابات/",
        "/about/",
        "/",
        "/archive/2023/",
        "/feed.xml",
        "/tags/",
        "pic%20one.png",
        "/articles/pic%20one.png",
        "#here",
        "https://else.example/nowhere",
        "mailto:someone@else.example",
    ],
)
def test_a_link_that_leads_somewhere_is_let_pass(site: SiteMaker, target: str) -> None:
    assert told(site, f"[x]({target})") == []


@pytest.mark.parametrize(
    "target",
    [
        "/places/oz/",
        "/us/",
        "/tags/x/feed.xml",
        "/entities/oz/feed.json",
        "/articles.json",
        "/entities.json",
        "/sitemap.xml",
    ],
)
def test_what_is_no_article_is_on_the_site_too(site: SiteMaker, target: str) -> None:
    assert told(site, f"[x]({target})") == []


@pytest.mark.parametrize(
    "target",
    ["/articles/gone/", "gone.md", "../gone/", "/gone.png", "/articles/d/", "/tags/none/", "d.md"],
)
def test_a_link_that_leads_nowhere_is_told(site: SiteMaker, target: str) -> None:
    assert told(site, f"[x]({target})") == [
        f"content/articles/a.md:6: warning: links to '{target}', which is not on the site"
    ]


def test_a_picture_that_is_not_there_is_told(site: SiteMaker) -> None:
    (line,) = told(site, "![x](gone.png)")
    assert "gone.png" in line


def test_a_dead_reference_is_told_once_and_by_the_build(site: SiteMaker) -> None:
    (line,) = told(site, "[x](ref:gone)")
    assert line == "content/articles/a.md:6: error: nothing here is called 'gone'"


def test_a_build_does_not_look_unless_asked(site: SiteMaker) -> None:
    folder = site({A: article("A", "[x](/gone/)", date="2023")})
    assert folder.plan().problems == ()
