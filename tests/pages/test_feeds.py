"""Atom and JSON feeds: what they carry, under which ids, with which addresses."""

import json
import re
from typing import Any

import pytest
from lxml import html

from digest.model import Report
from tests.conftest import SETTINGS, SiteFolder, SiteMaker, article
from tests.pages.conftest import URL
from tests.pages.look import ATOM, atom, entries, items

A = "content/articles/a.md"
ROOT = "https://example.org/"


def built(site: SiteMaker, files: dict[str, str], settings: str = "") -> SiteFolder:
    """A site of some files, built without an error."""
    folder = site({"digest.toml": SETTINGS + settings, **files})
    sound(folder.build())
    return folder


def sound(report: Report) -> None:
    """A build without an error."""
    assert [str(each) for each in report.problems if each.severity == "error"] == []


def ids(folder: SiteFolder) -> list[str]:
    """The ids of the site's feed, the same in both formats."""
    found = [entry["id"] for entry in entries(folder)]
    assert found == [item["id"] for item in items(folder)]
    return found


def test_a_feed_says_what_it_is_of(whole: SiteFolder) -> None:
    root = atom(whole)
    assert root.findtext("a:id", namespaces=ATOM) == URL
    assert root.findtext("a:title", namespaces=ATOM) == "Test & <Co>"
    assert root.findtext("a:subtitle", namespaces=ATOM) == 'What is "new".'
    assert root.findtext("a:author/a:name", namespaces=ATOM) == "The desk"
    links = {each.get("rel"): each.get("href") for each in root.findall("a:link", ATOM)}
    assert links == {"alternate": URL, "self": URL + "feed.xml"}
    document = json.loads(whole.page("feed.json"))
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["title"] == "Test & <Co>"
    assert document["home_page_url"] == URL
    assert document["feed_url"] == URL + "feed.json"
    assert document["authors"] == [{"name": "The desk"}]
    assert document["language"] == "en"


def test_a_feed_holds_what_is_dated_newest_first(whole: SiteFolder) -> None:
    expected = ["Moment", "The first <report>", "عنوان", "Second", "Third"]
    assert [entry["title"] for entry in entries(whole)] == expected
    assert [item["title"] for item in items(whole)] == expected
    assert atom(whole).findtext("a:updated", namespaces=ATOM) == "2023-06-01T00:00:00Z"


def test_an_entry_says_when_by_whom_and_from_where(whole: SiteFolder) -> None:
    entry = {each["title"]: each for each in entries(whole)}["The first <report>"]
    item = {each["title"]: each for each in items(whole)}["The first <report>"]
    assert entry["alternate"] == item["url"] == URL + "articles/first/"
    assert entry["via"] == item["external_url"] == "https://www.wire.example/first?a=1&b=2"
    assert entry["published"] == item["date_published"] == "2023-05-04T00:00:00Z"
    assert entry["updated"] == item["date_modified"] == "2023-06-01T00:00:00Z"
    assert entry["lang"] == item["language"] == "en"
    assert item["authors"] == [{"name": "Reporter One"}]
    assert item["tags"] == ["Alpha", "C#"]
    terms = [each.get("term") for each in atom(whole).iter("{http://www.w3.org/2005/Atom}category")]
    assert "C#" in terms


def test_without_an_author_the_source_is(whole: SiteFolder) -> None:
    item = {each["title"]: each for each in items(whole)}["Third"]
    assert item["authors"] == [{"name": "Gazette"}]


def test_an_entry_says_its_language(whole: SiteFolder) -> None:
    assert {each["title"]: each["lang"] for each in entries(whole)}["عنوان"] == "ar"


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("2021", "2021-01-01T00:00:00Z"),
        ("2021-12", "2021-12-01T00:00:00Z"),
        ("2021-12-09", "2021-12-09T00:00:00Z"),
        ("2021-12-09T18:30:00+03:00", "2021-12-09T15:30:00Z"),
        ("2021-12-09 18:30", "2021-12-09T18:30:00Z"),
    ],
)
def test_partial_dates_begin_in_feeds(site: SiteMaker, date: str, published: str) -> None:
    folder = built(site, {A: article("A", date=date)})
    (entry,), (item,) = entries(folder), items(folder)
    assert entry["published"] == entry["updated"] == published
    assert item["date_published"] == item["date_modified"] == published


def test_a_date_is_in_the_sites_zone(site: SiteMaker) -> None:
    folder = built(site, {A: article("A", date="2021-12-09")}, 'timezone = "Asia/Baghdad"\n')
    assert entries(folder)[0]["published"] == "2021-12-08T21:00:00Z"


def test_an_entry_is_never_updated_before_it_appeared(site: SiteMaker) -> None:
    folder = built(site, {A: article("A", date="2021-12-09", updated="2021")})
    assert entries(folder)[0]["updated"] == "2021-12-09T00:00:00Z"


# ---- ids ----------------------------------------------------------------------------------------


def test_an_id_stays_when_title_date_or_text_change(site: SiteMaker) -> None:
    folder = built(site, {A: article("A", date="2021-12-09")})
    before = ids(folder)
    folder.write(A, article("Another", "Other words.", date="2022-01-01", tags="[x]"))
    sound(folder.build())
    assert ids(folder) == before == [ROOT + "articles/a/"]
    assert entries(folder)[0]["title"] == "Another"


def test_an_id_stays_when_an_article_moves_and_says_from_where(site: SiteMaker) -> None:
    folder = built(site, {A: article("A", date="2021-12-09")})
    before = ids(folder)
    folder.remove(A)
    folder.write("content/articles/b.md", article("A", date="2021-12-09", aliases="[/articles/a/]"))
    sound(folder.build())
    assert ids(folder) == before
    assert entries(folder)[0]["alternate"] == ROOT + "articles/b/"


def test_an_id_stays_when_it_moves_again(site: SiteMaker) -> None:
    folder = built(site, {A: article("A", date="2021", aliases="[/first/]")})
    before = ids(folder)
    folder.write(A, article("A", date="2021", slug="c", aliases="[/first/, /articles/a/]"))
    sound(folder.build())
    assert ids(folder) == before == [ROOT + "first/"]


def test_no_two_entries_share_an_id(whole: SiteFolder) -> None:
    found = ids(whole)
    assert len(found) == len(set(found))
    assert all(each.startswith(URL) for each in found)


# ---- content ------------------------------------------------------------------------------------


def addresses(text: str) -> list[str]:
    """Every address in a piece of HTML."""
    return [found[2] for found in re.finditer(r"""(?:href|src)=(["'])(.*?)\1""", text)]


def test_addresses_in_a_feed_are_whole(whole: SiteFolder) -> None:
    (content,) = [each["content"] for each in entries(whole) if each["title"].startswith("The f")]
    assert addresses(content) == [
        URL + "articles/second/",
        URL + "entities/ann-lee/#d",
        URL + "about/#more",
        URL + "articles/first/#head",
        next(
            each for each in addresses(content) if each.startswith(URL + "static/pictures/map-40.")
        ),
        URL + "about/",
    ]
    (item,) = [each for each in items(whole) if each["title"].startswith("The f")]
    assert addresses(item["content_html"]) == addresses(content)


def test_relative_addresses_start_from_the_article(site: SiteMaker) -> None:
    body = "[x](more.html) [y](../other/?q=1#z) [z](../../../../up/) [w](https://else.example/)"
    folder = built(site, {A: article("A", body, date="2021")})
    assert addresses(entries(folder)[0]["content"]) == [
        ROOT + "articles/a/more.html",
        ROOT + "articles/other/?q=1#z",
        ROOT + "up/",
        "https://else.example/",
    ]


def test_both_feeds_carry_the_same_text(site: SiteMaker) -> None:
    body = """A [b](https://else.example/it's "Bob's \\"own\\"") 'c' "d" & <kbd title="e > 'f'">g</kbd>."""
    folder = built(site, {A: article("A", body, date="2021")})
    atom_html, json_html = entries(folder)[0]["content"], items(folder)[0]["content_html"]
    one, other = (html.fragment_fromstring(each, "div") for each in (atom_html, json_html))
    assert html.tostring(one) == html.tostring(other)
    assert one.xpath("//a/@href") == ["https://else.example/it's"]


def test_every_address_in_every_feed_is_whole(whole: SiteFolder) -> None:
    for path, content in whole.output().items():
        if path.endswith("feed.json"):
            for item in json.loads(content)["items"]:
                for address in [item["url"], item["id"], *addresses(item["content_html"])]:
                    assert address.startswith("https://"), (path, address)


def test_a_feed_may_hold_summaries_alone(site: SiteMaker) -> None:
    folder = built(
        site,
        {
            A: article("A", "The body.", date="2022", summary="Brief & short."),
            "content/articles/b.md": article("B", "{: x}", date="2021"),
        },
        "feeds = { full = false }\n",
    )
    first, second = entries(folder)
    assert "content" not in first
    assert first["summary"] == "Brief & short."
    one, two = items(folder)
    assert "content_html" not in one
    assert one["content_text"] == one["summary"] == "Brief & short."
    assert two["content_text"]
    assert "The body." not in folder.page("feed.xml") + folder.page("feed.json")
    assert second["title"] == "B"


def test_markup_in_titles_is_escaped_once(site: SiteMaker) -> None:
    folder = built(site, {A: article("'AT&T <x> \"y\"'", "AT&amp;T *x*", date="2021")})
    assert entries(folder)[0]["title"] == items(folder)[0]["title"] == 'AT&T <x> "y"'
    assert entries(folder)[0]["content"].strip() == "<p>AT&amp;T <em>x</em></p>"


# ---- which feeds --------------------------------------------------------------------------------


def test_a_feed_holds_so_many_entries(site: SiteMaker) -> None:
    files = {
        f"content/articles/a{n}.md": article(f"A{n}", date=f"2021-01-0{n}") for n in range(1, 6)
    }
    folder = built(site, files, "feeds = { limit = 2 }\n")
    assert [entry["title"] for entry in entries(folder)] == ["A5", "A4"]
    assert [item["title"] for item in items(folder)] == ["A5", "A4"]


def test_every_term_has_its_feeds(whole: SiteFolder) -> None:
    for path, titles in [
        ("tags/alpha/", ["Moment", "The first <report>", "Second", "Third"]),
        ("tags/c-sharp/", ["The first <report>"]),
        ("entities/ann-lee/", ["The first <report>", "Second"]),
        ("sources/wire/", ["The first <report>"]),
    ]:
        root = atom(whole, path + "feed.xml")
        assert root.findtext("a:id", namespaces=ATOM) == URL + path
        assert [entry["title"] for entry in entries(whole, path + "feed.xml")] == titles
        assert [item["title"] for item in items(whole, path + "feed.json")] == titles
    assert atom(whole, "tags/alpha/feed.xml").findtext("a:title", namespaces=ATOM) == (
        "Alpha – Test & <Co>"
    )


def test_terms_may_go_without_feeds(site: SiteMaker) -> None:
    files = {A: article("A", date="2021", tags="[x]", source="Wire")}
    folder = built(site, files, "feeds = { terms = false }\n")
    found = [path for path in folder.output() if path.rpartition("/")[2].startswith("feed.")]
    assert found == ["feed.json", "feed.xml"]
    assert "tags/x/feed" not in folder.page("tags/x/index.html")
    assert "/feed.xml" in folder.page("tags/x/index.html")


def test_a_site_of_undated_articles_has_empty_feeds(site: SiteMaker) -> None:
    folder = built(site, {A: article("A")})
    assert (entries(folder), items(folder)) == ([], [])
    assert atom(folder).findtext("a:updated", namespaces=ATOM) == "1970-01-01T00:00:00Z"


def identity(feed: Any) -> str:
    """The id of an Atom feed."""
    return str(feed.findtext("a:id", namespaces=ATOM))


def test_the_feed_of_a_term_keeps_its_id_when_another_is_merged_into_it(site: SiteMaker) -> None:
    ann, jane = "content/entities/ann.md", "content/entities/jane.md"
    folder = site({A: article("A", "Jane.", date="2021"), ann: entity("Ann"), jane: entity("Jane")})
    folder.build()
    before = [identity(atom(folder, f"entities/{slug}/feed.xml")) for slug in ("ann", "jane")]
    folder.remove(jane)
    folder.write(ann, entity("Ann", "names: [Jane]\naliases: [/entities/jane/]\n"))
    folder.build()
    after = [identity(atom(folder, f"entities/{slug}/feed.xml")) for slug in ("ann", "jane")]
    assert before == after == [ROOT + "entities/ann/", ROOT + "entities/jane/"]
    for slug in ("ann", "jane"):
        assert [each["title"] for each in entries(folder, f"entities/{slug}/feed.xml")] == ["A"]


def entity(name: str, more: str = "") -> str:
    """A file of entities/."""
    return f"---\nname: {name}\nkind: person\n{more}---\n"


def test_the_feeds_of_a_renamed_term_go_on_at_its_old_address(site: SiteMaker) -> None:
    ann = "---\nname: Ann Lee\naliases: [/entities/jane/, /_redirects/]\n---\nx\n"
    folder = site(
        {A: article("A", date="2021", entities="[Ann Lee]"), "content/entities/ann-lee.md": ann}
    )
    folder.build()
    new, old = (atom(folder, f"entities/{slug}/feed.xml") for slug in ("ann-lee", "jane"))
    assert (identity(new), identity(old)) == (ROOT + "entities/ann-lee/", ROOT + "entities/jane/")
    assert folder.page("entities/jane/feed.xml").replace(
        identity(old), identity(new)
    ) == folder.page("entities/ann-lee/feed.xml")
    assert folder.page("entities/jane/feed.json") == folder.page("entities/ann-lee/feed.json")
    assert folder.page("_redirects").startswith("/")  # nothing takes a file of the site's own


def test_who_else_refers_to_an_article_or_is_named_in_it_leaves_feeds_alone(
    site: SiteMaker,
) -> None:
    folder = built(
        site,
        {
            A: article("A", "Ann Lee and Bob Ray.", date="2023-01-02", tags="[one]"),
            "content/articles/b.md": article("B", "Words.", date="2023-01-03"),
        },
    )
    before = folder.plan().marks
    folder.write("content/entities/ann-lee.md", "---\nname: Ann Lee\n---\n")
    folder.write("content/articles/b.md", article("B", "See [[a]].", date="2023-01-03"))
    after = folder.plan().marks
    assert before["articles/a/index.html"] != after["articles/a/index.html"]
    for name in ("feed.xml", "feed.json"):
        assert before[f"tags/one/{name}"] == after[f"tags/one/{name}"]
        assert before[name] != after[name]
