"""What a static host looks for."""

import pytest

from tests.conftest import SiteFolder, SiteMaker, article
from tests.pages.conftest import URL
from tests.pages.look import Document


def headers(folder: SiteFolder) -> dict[str, dict[str, str]]:
    """The `_headers` of a site: for each pattern its headers."""
    found: dict[str, dict[str, str]] = {}
    pattern = ""
    for line in folder.page("_headers").splitlines():
        if line and not line.startswith(" "):
            pattern = line
        elif line.strip():
            name, _, value = line.strip().partition(": ")
            found.setdefault(pattern, {})[name] = value
    return found


def test_every_page_lives_under_a_strict_policy(whole: SiteFolder) -> None:
    given = headers(whole)["/*"]
    policy = dict(part.split(" ", 1) for part in given["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["img-src"] == "'self' data:"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in given["Content-Security-Policy"]
    assert given["X-Content-Type-Options"] == "nosniff"


def test_static_files_may_be_kept_forever(whole: SiteFolder) -> None:
    assert "immutable" in headers(whole)["/digest/static/*"]["Cache-Control"]


def test_pages_obey_the_policy(whole: SiteFolder) -> None:
    for path in whole.output():
        if path.endswith(".html"):
            page = Document(whole, path)
            assert page.all("//style | //@style") == [], path
            scripts = page.all("//script[not(@src)]/@type")
            assert set(scripts) <= {"application/ld+json"}, path


def test_robots_are_told_of_the_sitemap(whole: SiteFolder) -> None:
    lines = whole.page("robots.txt").splitlines()
    assert lines[:2] == ["User-agent: *", "Allow: /"]
    assert f"Sitemap: {URL}sitemap.xml" in lines


def test_hosts_are_told_to_leave_the_site_alone(whole: SiteFolder) -> None:
    assert whole.has(".nojekyll")
    assert whole.page(".nojekyll").strip() == ""


def test_a_lost_reader_finds_back(whole: SiteFolder) -> None:
    page = Document(whole, "404.html")
    assert page.text("//h1")
    assert "/digest/" in page.links()
    assert page.head("robots") == ["noindex"]
    # a host answers with it at any depth, so nothing in it may be relative
    addresses = [str(each) for each in (*page.all("//@href"), *page.all("//@src"))]
    assert [each for each in addresses if not each.startswith(("/", "#", "https:"))] == []


def test_files_beside_the_texts_are_copied_as_they_are(site: SiteMaker) -> None:
    folder = site({"content/articles/a.md": article("A"), "content/CNAME": "example.org\n"})
    folder.write("content/files/x.png", b"\x00\xff")
    folder.build()
    assert folder.page("CNAME") == "example.org\n"
    assert folder.output()["files/x.png"] == b"\x00\xff"


@pytest.mark.parametrize("name", ["x.html", "x.svg", "x.js", "x.xhtml", "x.css", "x", "x.HTM"])
def test_what_a_browser_would_run_is_told_and_not_copied(site: SiteMaker, name: str) -> None:
    folder = site({"content/articles/a.md": article("A", date="2023")})
    folder.write(f"content/articles/{name}", "<script>alert(1)</script>")
    (problem,) = folder.build().problems
    assert str(problem).startswith(
        f"content/articles/{name}: warning: is of a kind that digest does not copy"
    )
    assert not folder.has(f"articles/{name}")
