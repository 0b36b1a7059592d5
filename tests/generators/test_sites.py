"""Small sites of each generator, moved here and built.

What stands in `HAVE` is what Hugo 0.168, Pelican 4.11 and Eleventy 2.0 wrote for the folders in `sites/`; lists that
digest makes elsewhere, feeds and styles are left out. The site of Zola and the export of WordPress are ours.
"""

import re
from pathlib import Path

import pytest

from tests.generators.moving import Move, links

HERE = Path(__file__).parent / "sites"

HAVE = {
    "hugo": (
        "/2021/12/first/ /2021/12/former/ /2022/01/second-post/ /2022/03/a-trip/ /2022/03/a-trip/map.png "
        "/2022/03/a-trip/plan.pdf /2022/05/not-yet/ /about/ /categories/news/ /categories/travel/ /img/one.png / "
        "/notes/ /notes/two-words/ /old/first.html /short/ /tags/ /tags/alpha/ /tags/two-words/"
    ),
    "pelican": (
        "/2021/12/first.html /2021/12/two.png /2022/01/second-more-of-it.html /2022/04/kept-from-lists.html "
        "/2022/05/written-in-html.html /CNAME /category/news.html /humans.txt /images/one.png / /pages/about.html "
        "/tag/alpha.html /tag/markup.html /tag/two-words.html"
    ),
    "eleventy": (
        "/about/ /blog/2021/12/first/ /blog/2022/01/second/ /downloads/table.csv /img/one.png / "
        "/notes/2022-02-03-in-a-folder/ /somewhere/else.html /old/first/"
    ),
    "jekyll": (
        "/ /news/2021/12/09/First_post.html /2022/01/02/second.html /about/ /team/ann.html /images/one.png "
        "/old/first.html /2022/03/04/unfinished.html /notes/deep/page.html"
    ),
    "zola": (
        "/ /blog/first/ /blog/trip/ /blog/trip/map.png /notes/kept/ /own/place/ /about/ /tags/alpha/ /blog/ /notes/ "
        "/one.png /old/first.html /tags/two-words/"
    ),
    "wordpress": (
        "/ /2021/12/09/first/ /about/ /category/news/ /tag/two-words/ /wp-content/uploads/2021/12/one.png"
    ),
}
COUNTS = {
    "hugo": (6, 2),
    "pelican": (5, 1),
    "eleventy": (4, 1),
    "jekyll": (3, 3),
    "zola": (4, 1),
    "wordpress": (2, 1),
}
"""Articles and pages."""
DEAD = {
    "hugo": {"/notes/one/", "/sub/notes/Two%20Words/"},
}
"""Links that led nowhere in the former site either."""


@pytest.fixture(scope="module", params=sorted(HAVE))
def move(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Move:
    """Each site in turn."""
    name = str(request.param)
    return Move(name, HERE / name, tmp_path_factory.mktemp(name) / "site")


def test_every_address_still_answers(move: Move) -> None:
    assert [each for each in HAVE[move.name].split() if not move.answers(each)] == []


def test_every_text_is_there_once(move: Move) -> None:
    kinds = [each.kind for each in move.drafts]
    assert (kinds.count("articles"), kinds.count("pages")) == COUNTS[move.name]
    assert move.report.articles == COUNTS[move.name][0]


def test_no_link_is_broken_that_was_whole(move: Move) -> None:
    assert {target for _, target in move.dead()} - DEAD.get(move.name, set()) == set()


def test_nothing_is_wrong_with_what_is_written(move: Move) -> None:
    told = [str(each) for each in move.report.problems if each.severity == "error"]
    assert told == []


def test_the_settings_are_kept(move: Move) -> None:
    given = dict(move.former.settings)
    assert given["title"].startswith("A small ")
    assert given["url"].startswith("https://") and given["url"].endswith("/")


def test_what_is_left_as_text_is_told_with_its_line(move: Move) -> None:
    stays = {
        "hugo": 'content/posts/first-post.md:26: warning: {{< mystery "of a theme" >}} stays as text',
        "eleventy": 'src/posts/2021-12-09-first.md:15: warning: {% widget "x" %} stays as text',
        "jekyll": "news/_posts/2021-12-09-First_post.md:32: warning: {% for x in y %} stays as text",
        "zola": 'content/blog/first.md:32: warning: {{ widget(kind="x") }} stays as text',
        "wordpress": 'export.xml:41: warning: [contact-form id="7" title="Write to us"] stays as text',
    }
    told = [line.split("\n")[0] for line in move.told]
    if move.name in stays:
        assert stays[move.name] in told
    assert len([line for line in told if line.endswith("stays as text")]) == (move.name in stays)


def test_words_of_the_first_post_come_through(move: Move) -> None:
    (first,) = (
        each for each in move.drafts if each.title.startswith("The ") and "irst" in each.title
    )
    assert {"Two words"} <= set(first.tags)
    assert "stays as text" not in first.text
    html = page(move, first.title)
    for word in {
        "hugo": (
            "[[double]]",
            "{{&lt; youtube x &gt;}}",
            'class="language-go"',
            "<figcaption>A <em>dot</em>",
        ),
        "pelican": ("code.md",),
        "eleventy": ("{{ stays }}", 'alt="One dot"'),
        "jekyll": ("{{ shown }}", 'class="language-ruby"', "One dot", "A fine site"),
        "zola": ("https://www.youtube.com/watch?v=abc", "<code>&lt;T&gt;</code>"),
        "wordpress": ("The dot", "[[double]]", "Typed words, two<br>"),
    }[move.name]:
        if move.name != "pelican":
            assert word in html, html


def page(move: Move, title: str) -> str:
    """The page of an article, by its title."""
    for path in (move.site.root / "output").rglob("*.html"):
        html = path.read_text("utf-8")
        if re.search(rf"<h1[^>]*>\s*{re.escape(title.replace('&', '&amp;'))}\s*</h1>", html):
            return html
    raise AssertionError(title)


def test_moving_twice_gives_the_same(move: Move, tmp_path: Path) -> None:
    again = Move(move.name, HERE / move.name, tmp_path / "site")
    assert again.drafts == move.drafts
    assert again.site.output() == move.site.output()


def test_drafts_stay_drafts(move: Move) -> None:
    drafted = {each.title for each in move.drafts if dict(each.front).get("draft")}
    assert (
        drafted
        == {
            "hugo": {"Not yet"},
            "pelican": {"Dated by its name"},
            "eleventy": {"Third"},
            "jekyll": {"Unfinished"},
            "zola": {"Not yet"},
            "wordpress": {"Not yet"},
        }[move.name]
    )


def test_links_are_found_in_pages() -> None:
    assert links('<p><a class="x" href="/a/?b=1&amp;c">x</a><img alt="" src="y.png"></p>') == [
        "/a/?b=1&c",
        "y.png",
    ]
