"""Edits and what they rebuild, a sentence a test."""

import os

import pytest

from tests.conftest import SETTINGS, SiteFolder, SiteMaker, article

A = "content/articles/a.md"
B = "content/articles/b.md"
C = "content/articles/c.md"
LEE = "content/entities/ann-lee.md"
CHIPS = "content/tags/chips.md"

FEEDS = {"feed.xml", "feed.json"}


@pytest.fixture
def told(site: SiteMaker) -> SiteFolder:
    """Four articles, one referring to another; an entity, a tag and a page; built."""
    folder = site(
        {
            A: article(
                "A", "One.", summary="S", date="2023-01-01", tags="[chips]", entities="[Ann Lee]"
            ),
            B: article("B", "See [[a]].", summary="S", date="2023-02-01", tags="[steel]"),
            C: article(
                "C", "Three.", summary="S", date="2023-03-01", tags="[chips]", source="Wire"
            ),
            "content/articles/o.md": article("O", "Nought.", summary="S", date="2020-01-01"),
            LEE: "---\nname: Ann Lee\nnames: [A. Lee]\nkind: person\n---\n\nA mayor.\n",
            CHIPS: article("Chips", "What they are."),
            "content/pages/about.md": article("About", "Words."),
        }
    )
    folder.build()
    return folder


def edit(folder: SiteFolder, path: str, old: str, new: str) -> set[str]:
    """Replace some words of a file and build: what was written."""
    text = folder.read(path)
    assert old in text
    folder.write(path, text.replace(old, new))
    return built(folder)


def built(folder: SiteFolder) -> set[str]:
    """Build without an error: what was written."""
    report = folder.build()
    assert [str(each) for each in report.problems if each.severity == "error"] == []
    return set(report.written)


def feeds(*terms: str) -> set[str]:
    """The feeds of the site and of some terms."""
    return FEEDS | {f"{term}/{name}" for term in terms for name in FEEDS}


def test_building_again_writes_nothing(told: SiteFolder) -> None:
    assert built(told) == set()


def test_touching_a_file_writes_nothing(told: SiteFolder) -> None:
    os.utime(told.root / A, (1, 1))
    told.write(B, told.read(B))
    assert built(told) == set()


def test_editing_a_body_rebuilds_its_page_and_the_feeds_that_carry_it(told: SiteFolder) -> None:
    assert edit(told, C, "Three.", "Four.") == {
        "articles/c/index.html",
        *feeds("tags/chips", "sources/wire"),
    }


def test_editing_a_body_rebuilds_one_page_where_feeds_carry_summaries(told: SiteFolder) -> None:
    told.write("digest.toml", SETTINGS + "feeds = { full = false }\n")
    told.build()
    assert edit(told, C, "Three.", "Four.") == {"articles/c/index.html"}


def test_editing_a_title_rebuilds_every_page_that_shows_it(told: SiteFolder) -> None:
    assert edit(told, A, "title: A", "title: Anew") == {
        "articles/a/index.html",
        "articles/b/index.html",  # refers to it, and comes later
        "articles/c/index.html",  # is related
        "articles/o/index.html",  # comes before it
        "index.html",
        "archive/2023/01/index.html",
        "tags/chips/index.html",
        "entities/ann-lee/index.html",
        "articles.json",
        *feeds("tags/chips", "entities/ann-lee"),
        *feeds("tags/steel"),  # B's text names it
    }


def test_editing_a_date_moves_it_between_months(told: SiteFolder) -> None:
    written = edit(told, A, "2023-01-01", "2023-04-01")
    assert {"archive/2023/04/index.html", "archive/2023/index.html", "index.html"} <= written
    assert not told.has("archive/2023/01/index.html")
    assert "archive/2023/02/index.html" not in written


def test_editing_a_tags_text_rebuilds_its_page_and_the_index_that_quotes_it(
    told: SiteFolder,
) -> None:
    assert edit(told, CHIPS, "What they are.", "What they do.") == {
        "tags/chips/index.html",
        "tags/index.html",
    }


def test_renaming_a_tag_rebuilds_what_shows_its_name(told: SiteFolder) -> None:
    assert edit(told, CHIPS, "title: Chips", "title: Microchips\nnames: [chips]") == {
        "articles/a/index.html",
        "articles/c/index.html",
        "tags/index.html",
        "tags/chips/index.html",
        "articles.json",
        *feeds("tags/chips", "entities/ann-lee", "sources/wire"),
    } | (edit_lists(told))


def edit_lists(folder: SiteFolder) -> set[str]:
    """Lists of cards, if their layout shows tags."""
    shows = "Microchips" in folder.page("index.html")
    lists = ("index.html", "archive/2023/01/index.html", "archive/2023/03/index.html")
    return set(lists) if shows else set()


def test_a_new_spelling_of_an_entity_rebuilds_what_tells_its_names(told: SiteFolder) -> None:
    assert edit(told, LEE, "[A. Lee]", "[A. Lee, Anne Lee]") == {
        "entities/ann-lee/index.html",
        "entities/ann-lee/index.json",
        "entities.json",
    }


def test_a_spelling_rebuilds_the_articles_that_hold_it_and_what_lists_them(
    told: SiteFolder,
) -> None:
    edit(told, C, "Three.", "They saw Madam Mayor there.")
    edit(told, B, "See [[a]].", "See [[a]]. Madam is no mayor.")
    assert edit(told, LEE, "[A. Lee]", "[A. Lee, Madam Mayor]") == {
        "index.html",  # it says who is named most
        "tags/chips/index.html",
        "archive/2023/index.html",
        "articles/c/index.html",
        "entities/index.html",
        "entities/kinds/person/index.html",
        "entities/ann-lee/index.html",
        "entities/ann-lee/index.json",
        "entities.json",
        "articles.json",
        "entities/ann-lee/feed.xml",
        "entities/ann-lee/feed.json",
    }
    assert 'href="/entities/ann-lee/">Madam Mayor</a>' in told.page("articles/c/index.html")
    assert edit(told, LEE, ", Madam Mayor]", "]") >= {"articles/c/index.html"}
    assert "Madam Mayor</a>" not in told.page("articles/c/index.html")


def test_words_around_a_name_rebuild_the_article_and_the_entity_s_page(told: SiteFolder) -> None:
    told.write("digest.toml", SETTINGS + "feeds = { full = false }\n")
    edit(told, C, "Three.", "They saw Ann Lee there.\n\nAnd left.")
    assert edit(told, C, "And left.", "And went.") == {"articles/c/index.html"}
    assert edit(told, C, "saw", "met") == {
        "articles/c/index.html",
        "entities/ann-lee/index.html",
        "entities/ann-lee/index.json",
    }


def test_a_spelling_that_articles_use_takes_effect(told: SiteFolder) -> None:
    edit(told, LEE, "[A. Lee]", "[A. Lee, The mayor]")
    assert edit(told, B, "tags: [steel]", "tags: [steel]\nentities: [The mayor]") >= {
        "articles/b/index.html",
        "entities/ann-lee/index.html",
        "entities.json",
        "articles.json",
        *feeds("entities/ann-lee") - FEEDS,
    }


def test_editing_a_page_rebuilds_it_alone(told: SiteFolder) -> None:
    assert edit(told, "content/pages/about.md", "Words.", "More.") == {"about/index.html"}


def test_a_reference_targets_title_reaches_who_refers_to_it(told: SiteFolder) -> None:
    edit(told, A, "title: A", "title: Quite another")
    assert "Quite another" in told.page("articles/b/index.html")
    assert "Quite another" in told.page("feed.xml")


# ---- looks and settings -------------------------------------------------------------------------


def html(folder: SiteFolder) -> set[str]:
    """Every HTML file of output/."""
    return {path for path in folder.output() if path.endswith(".html")}


def override(folder: SiteFolder, name: str, old: str, new: str) -> set[str]:
    """Replace some words of one of our layouts by the site's own and build: what was written."""
    planned = folder.plan()
    text = planned.layouts.sources[name]
    assert old in text
    folder.write(f"layouts/{name}", text.replace(old, new))
    return built(folder)


def test_editing_a_layout_rebuilds_the_pages_it_makes(told: SiteFolder) -> None:
    name = "page.html"
    assert override(told, name, "{{ page.title }}", "{{ page.title }}!") == {"about/index.html"}
    told.remove(f"layouts/{name}")
    assert built(told) == {"about/index.html"}


def test_editing_the_base_rebuilds_every_page_that_extends_it(told: SiteFolder) -> None:
    moved = {path for path in html(told) if 'http-equiv="refresh"' in told.page(path)}
    assert override(told, "base.html", "</body>", "<hr></body>") == html(told) - moved


def test_editing_a_partial_rebuilds_the_pages_that_use_it(told: SiteFolder) -> None:
    told.write("layouts/page.html", '{% include "parts/own.html" %}')
    told.write("layouts/parts/own.html", "One.")
    assert built(told) == {"about/index.html"}
    told.write("layouts/parts/own.html", "Two.")
    assert built(told) == {"about/index.html"}


def test_editing_a_layout_without_effect_writes_nothing(told: SiteFolder) -> None:
    name = "page.html"
    assert override(told, name, "{{ page.title }}", "{# a word #}{{ page.title }}") == set()


def test_editing_the_css_rebuilds_pages_because_its_name_changes(told: SiteFolder) -> None:
    old = {path for path in told.output() if path.endswith(".css")}
    told.write("layouts/static/style.css", "body { color: black }\n")
    report = told.build()
    new = {path for path in report.written if path.endswith(".css")}
    assert new and not new & old
    assert set(report.removed) <= old and report.removed
    assert set(report.written) - new == html(told)


def test_editing_the_sites_title_rebuilds_what_shows_it(told: SiteFolder) -> None:
    written = edit(told, "digest.toml", 'title = "Test"', 'title = "Toast"')
    assert written >= html(told) | feeds("tags/chips")
    assert not written & {"articles.json", "sitemap.xml", "robots.txt", "_headers"}


def test_the_number_of_entries_rebuilds_the_lists_it_splits(told: SiteFolder) -> None:
    told.write("digest.toml", SETTINGS + "page_size = 2\n")
    assert built(told) == {"index.html", "page/2/index.html", "sitemap.xml"}


# ---- files come and go --------------------------------------------------------------------------


def test_adding_an_article_rebuilds_its_neighbours_and_its_lists(told: SiteFolder) -> None:
    told.write(
        "content/articles/d.md", article("D", summary="S", date="2023-04-01", tags="[steel]")
    )
    assert built(told) == {
        "articles/d/index.html",
        "articles/c/index.html",  # comes before it
        "articles/b/index.html",  # is related
        "index.html",
        "archive/index.html",
        "archive/2023/index.html",
        "archive/2023/04/index.html",
        "tags/index.html",  # counts
        "tags/steel/index.html",
        "articles.json",
        "sitemap.xml",
        *feeds("tags/steel"),
    }


def test_removing_an_article_removes_its_files_and_empty_folders(told: SiteFolder) -> None:
    told.write("content/articles/d.md", article("D", date="2022-04-01", tags="[rare]"))
    told.build()
    told.remove("content/articles/d.md")
    report = told.build()
    assert set(report.removed) == {
        "articles/d/index.html",
        "archive/2022/index.html",
        "archive/2022/04/index.html",
        "tags/rare/index.html",
        "tags/rare/feed.xml",
        "tags/rare/feed.json",
    }
    for folder in ("articles/d", "archive/2022", "tags/rare"):
        assert not (told.root / "output" / folder).exists()


def test_renaming_a_file_moves_its_page(told: SiteFolder) -> None:
    (told.root / C).rename(told.root / "content/articles/e.md")
    report = told.build()
    assert report.removed == ("articles/c/index.html",)
    assert "articles/e/index.html" in report.written


def test_a_draft_that_is_published_appears_everywhere(told: SiteFolder) -> None:
    told.write(
        "content/articles/d.md", article("Dee", date="2023-04-01", tags="[steel]", draft="true")
    )
    assert built(told) == set()
    assert edit(told, "content/articles/d.md", "draft: true", "draft: false") >= {
        "articles/d/index.html",
        "index.html",
        "tags/steel/index.html",
        "sitemap.xml",
        *FEEDS,
    }
    assert "Dee" in told.page("index.html")


def test_an_article_of_the_future_appears_when_its_time_has_come(told: SiteFolder) -> None:
    told.write("content/articles/d.md", article("Dee", date="2030-01-01"))
    assert built(told) == set()
    assert "articles/d/index.html" in told.build(now=1_900_000_000).written
    assert "articles/d/index.html" in told.build().removed


def test_a_file_of_somebody_else_in_output_stays(told: SiteFolder) -> None:
    told.write("output/articles/a/mine.txt", "mine")
    told.write("output/verify.html", "mine")
    told.remove(A)
    told.write(B, article("B", date="2023-02-01"))
    assert "articles/a/index.html" in told.build().removed
    assert told.page("articles/a/mine.txt") == told.page("verify.html") == "mine"


def test_a_broken_article_leaves_its_last_good_page(told: SiteFolder) -> None:
    good = told.page("articles/c/index.html")
    told.write(C, "---\ntitle: [\n---\n\nBroken.\n")
    report = told.build()
    assert [each.path for each in report.problems if each.severity == "error"] == [C]
    assert told.page("articles/c/index.html") == good
    assert report.removed == ()


def test_mending_it_rebuilds_what_the_mending_changes(told: SiteFolder) -> None:
    text = told.read(C)
    told.write(C, "---\ntitle: [\n---\n\nBroken.\n")
    told.build()
    told.write(C, text.replace("Three.", "Mended."))
    assert "articles/c/index.html" in built(told)
    assert "Mended." in told.page("articles/c/index.html")
    assert built(told) == set()


def test_a_broken_article_does_not_hold_the_others_up(told: SiteFolder) -> None:
    told.write(C, "---\ntitle: [\n---\n\nBroken.\n")
    told.build()
    told.write("content/pages/about.md", article("About", "News."))
    assert told.build().written == ("about/index.html",)


def test_a_lost_output_is_made_again_and_nothing_else(told: SiteFolder) -> None:
    told.remove("output/articles/a/index.html")
    assert built(told) == {"articles/a/index.html"}


def test_an_output_edited_by_hand_is_put_right(told: SiteFolder) -> None:
    told.write("output/about/index.html", "by hand")
    assert built(told) == {"about/index.html"}
    assert "by hand" not in told.page("about/index.html")


def test_why_a_page_was_rebuilt_is_remembered(told: SiteFolder) -> None:
    from digest import memory

    edit(told, A, "title: A", "title: Anew")
    known = memory.load(told.root).written
    assert known["index.html"].why == ("cards",)
    assert set(known["articles/b/index.html"].why) == {"links", "earlier", "data"}
    assert known["about/index.html"].why == ("new",)
