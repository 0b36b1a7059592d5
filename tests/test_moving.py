"""What stood somewhere is found again, however it was linked to."""

import pytest

from digest import moving
from digest.moving import Addresses, Places


@pytest.fixture
def places() -> Places:
    """A former site below /base, with a page, a post and a list that is elsewhere now."""
    made = Places("https://www.example.org/base/")
    made.add("/about/", "about.md")
    made.add("/2021/12/A.html", "posts/a.md")
    made.add("/category/x/", now="/tags/x/")
    return made


@pytest.mark.parametrize(
    "target, led",
    [
        ("/about/", "/about/"),
        ("/base/about", "/about/"),
        ("/about/index.html?x=1#y", "/about/?x=1#y"),
        ("https://example.org/base/about/", "/about/"),
        ("//example.org/base/about/", "/about/"),
        ("../2021/12/A.html", "/2021/12/A.html"),
        ("/2021/12/a", "/2021/12/A.html"),
        ("posts/a.md", "/2021/12/A.html"),
        ("/category/x/", "/tags/x/"),
        ("https://other.example/about/", None),
        ("mailto:a@example.org", None),
        ("#here", None),
        ("/nowhere/", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_addresses_lead_where_things_stand(places: Places, target: str, led: str | None) -> None:
    assert places.lead(target, "about.md", "/about/") == led


def test_only_addresses_that_the_setting_does_not_give_are_written_down() -> None:
    addresses = Addresses("{year}/{month}/{slug}/")
    assert addresses.front("/2021/12/one/", "articles", "one", "2021-12-09") == ()
    assert addresses.front("/2021/12/One/", "articles", "One", "2021-12-09") == (
        ("path", "/2021/12/One/"),
    )
    assert addresses.front("/2021/12/one/", "articles", "one", "2021-12-09") == (
        ("path", "/2021/12/one/"),
    )
    assert addresses.front("/about/", "pages", "about", "") == ()
    assert addresses.front("/../etc/", "articles", "etc", "") == ()


def test_the_pattern_of_addresses_is_seen_in_them() -> None:
    dated = [(f"/blog/2021/12/0{day}/x{day}/", f"x{day}", f"2021-12-0{day}") for day in range(1, 5)]
    assert moving.likeliest(dated) == "blog/{year}/{month}/{day}/{slug}/"
    assert moving.likeliest([("/a.html", "a", "2021-01-01"), ("/b.html", "b", "")]) == "{slug}.html"
    assert moving.likeliest([("/x/a/", "a", ""), ("/y/b/", "b", "")]) == ""
    assert moving.likeliest([]) == ""


def test_settings_that_could_not_be_are_left_out() -> None:
    given = {
        "title": "A <b>",
        "url": "nowhere",
        "timezone": "Mars/Base",
        "language": "en_GB",
        "page_size": 0,
        "menu": [],
    }
    assert dict(moving.settings(given)) == {"title": "A", "language": "en-GB"}


def test_tags_lead_on_from_their_former_lists() -> None:
    (made,) = moving.terms(
        [("C++", "/tag/cpp/"), ("C++", "/category/cpp.html"), ("Same", "/tags/same/")]
    )
    assert (made.kind, made.slug, made.title) == ("tags", "c-plus-plus", "C++")
    assert dict(made.front) == {"aliases": ["/tag/cpp/", "/category/cpp.html"]}
