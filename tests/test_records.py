"""What the search finds: a record for each article, term and page, with all names that lead to it."""

from collections.abc import Sequence

import pytest

from digest import memory, records, urls
from digest.records import Record, spaced
from tests.conftest import SiteFolder, SiteMaker, article

SETTINGS = 'title = "Test"\nurl = "https://example.org/base/"\nlanguage = "en"\nsearch = true\n'


def found(folder: SiteFolder, **scope: bool) -> dict[str, Record]:
    """The records of a site, by address."""
    planned = folder.plan(**scope)
    known = memory.load(folder.root)
    folder.build()
    known = memory.load(folder.root)
    made = records.records(planned.pages[urls.INDEX], planned.stock, known.text)
    return {each.url: each for each in made}


@pytest.fixture
def folder(site: SiteMaker) -> SiteFolder:
    return site(
        {
            "digest.toml": SETTINGS,
            "content/articles/a.md": article(
                "A visit",
                "Qasem Someone met [[other]].",
                date="2021-12-09",
                source="A Paper",
                tags="[Talks]",
            ),
            "content/articles/other.md": article("Another day", "Words.", date="2021"),
            "content/articles/secret.md": article("Secret", "Words.", status="hidden"),
            "content/articles/half.md": article("Half done", "Words.", draft="true"),
            "content/entities/qasem.md": (
                "---\nname: Qasem Someone\nkind: person\nnames: [قاسم, Łukasz Someone]\nshort: [Someone]\n"
                "misspellings: [Qassem Soemone]\n---\n\nA person.\n"
            ),
            "content/pages/about.md": "# About us\n\nWho we are.\n",
        }
    )


def test_articles_terms_and_pages_are_found_and_nothing_hidden_or_half_done(
    folder: SiteFolder,
) -> None:
    assert list(found(folder)) == [
        "/articles/a/",
        "/articles/other/",
        "/entities/qasem/",
        "/tags/talks/",
        "/sources/a-paper/",
        "/about/",
    ]
    assert "/articles/half/" not in found(folder, drafts=True)


def test_an_article_is_called_by_every_spelling_of_whom_it_names(folder: SiteFolder) -> None:
    names = found(folder)["/articles/a/"].names.split(" · ")
    assert names[0] == "Qasem Someone"
    assert {"قاسم", "Łukasz Someone", "Lukasz Someone", "Someone", "Qassem Soemone"} <= {*names}
    assert found(folder)["/articles/other/"].names == ""
    assert "Qassem Soemone" in found(folder)["/entities/qasem/"].names


def test_the_letters_of_an_organisation_lead_to_it(site: SiteMaker) -> None:
    folder = site(
        {
            "digest.toml": SETTINGS,
            "content/articles/a.md": article("A", "The Joint Harbour Authority met.", date="2021"),
            "content/entities/jha.md": "---\nname: Joint Harbour Authority\nkind: organisation\n---\n",
        }
    )
    assert "JHA" in found(folder)["/articles/a/"].names.split(" · ")


def test_a_text_is_its_words_with_references_called_by_their_titles(folder: SiteFolder) -> None:
    assert found(folder)["/articles/a/"].text == "Qasem Someone met Another day."


def test_a_record_can_be_narrowed_down_to_and_sorted_by_date(folder: SiteFolder) -> None:
    every = found(folder)
    assert every["/articles/a/"].filters == {
        "kind": ("article",),
        "lang": ("en",),
        "source": ("A Paper",),
        "tag": ("Talks",),
        "year": ("2021",),
    }
    assert every["/entities/qasem/"].filters == {
        "kind": ("entity",),
        "lang": ("en",),
        "entity": ("person",),
    }
    assert (every["/articles/a/"].when, every["/articles/a/"].iso) == (
        "December 9, 2021",
        "2021-12-09",
    )
    orders = [every[url].order for url in ("/about/", "/articles/other/", "/articles/a/")]
    assert orders == sorted(orders) and {len(each) for each in orders} == {12}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plain words, as they are.  Twice.", "Plain words, as they are.  Twice."),
        ("Müller", "Müller"),
        ("美国军队离开", "美 国 军 队 离 开"),
        ("在2021年 said Łódź 東京タワー。", "在 2021 年 said Łódź 東 京 タ ワ ー 。"),
        ("미국 군대", "미국 군대"),
    ],
)
def test_letters_written_without_spaces_are_words_of_their_own(text: str, expected: str) -> None:
    assert spaced(text) == expected


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("القوات والقوات", ["قوات"]),
        ("مصطفى الكاظمي", ["مصطفي", "كاظمي"]),
        ("السياسة", ["سياسة", "السياسه", "سياسه"]),
        ("الى", ["الي"]),
        ("words", []),
    ],
)
def test_arabic_words_are_found_without_their_article(text: str, stems: Sequence[str]) -> None:
    assert list(records._stems((text,))) == stems
