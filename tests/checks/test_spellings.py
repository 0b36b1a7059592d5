"""Spellings of entities that stand in no article."""

from msgspec.structs import replace

from digest.checks import spellings
from digest.model import Found, Mention, Site
from tests.conftest import SiteMaker, article

FILES = {
    "content/articles/a.md": article("A", date="2023", entities="[The Old Name]"),
    "content/entities/lee.md": (
        "---\nname: Ann Lee\nkind: person\nnames: [Anne Lee, The Old Name, Ann Lí, آن لي]\n"
        "short: [Lee]\nmisspellings: [Ann Leee]\n---\n"
    ),
    "content/entities/oz.md": "---\nname: Oz\nkind: place\nnames: [Ozland]\n---\n",
}


def named(made: Site, *texts: str) -> Site:
    found = Found(tuple(Mention("lee", 0, 1, text, text, "", False, False) for text in texts))
    return replace(made, articles=(replace(made.articles[0], found=found),))


def test_what_no_article_writes_is_told_in_one_line(site: SiteMaker) -> None:
    made = named(site(FILES).linked(), "Ann Lee", "Ann Li", "ANNE LEE")
    assert [str(each) for each in spellings.problems(made)] == [
        "content/entities/lee.md:1: warning: no article calls Ann Lee 'Lee', 'Ann Leee'"
    ]


def test_other_scripts_count_once_some_article_is_written_in_them(site: SiteMaker) -> None:
    made = named(site(FILES).linked(), "Anne Lee", "Ann Li", "Lee", "Ann Leee", "لي")
    (told,) = spellings.problems(made)
    assert "'آن لي'" in told.message


def test_nothing_is_told_where_no_names_were_looked_for(site: SiteMaker) -> None:
    assert list(spellings.problems(site(FILES).linked())) == []


def test_a_long_list_is_cut(site: SiteMaker) -> None:
    many = "---\nname: Ann Lee\nkind: person\nnames: [a, b, c, d, e, f, g]\n---\n"
    made = named(site({**FILES, "content/entities/lee.md": many}).linked(), "Ann Lee")
    (told,) = spellings.problems(made)
    assert told.message.endswith("'a', 'b', 'c', 'd', 'e' and 2 more")
