"""Who is named with whom: as a count by hand has it, and by more than chance."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from digest import company
from digest.model import Found, Mention, Profile, Together
from tests.conftest import profile

NAMES = st.sampled_from("abcdef")
GROUPS = st.lists(st.lists(NAMES, max_size=5), max_size=25)
"""Whom each article, or each paragraph, names."""
TABLES = st.tuples(*[st.integers(0, 60)] * 4).filter(lambda cells: sum(cells) > 0)
"""How often two things occur: both, the one alone, the other alone, neither."""


def found(*paragraphs: Sequence[str]) -> Found:
    """A text whose paragraphs name somebody; a name in the title counts in none."""
    mentions = [Mention("a", -1, -1, "A", "A", "")]
    mentions += [
        Mention(name, at, at + 1, name, f"{name}.", f"d-p-{number}")
        for number, names in enumerate(paragraphs)
        for at, name in enumerate(names)
    ]
    return Found(tuple(mentions))


def named(groups: Sequence[Sequence[str]]) -> Mapping[str, Sequence[str]]:
    """The entities of articles, by path."""
    return {f"articles/{number:02}.md": names for number, names in enumerate(groups)}


def together(groups: Sequence[Sequence[str]], one: str, other: str) -> list[int]:
    """In which groups two names stand."""
    return [at for at, names in enumerate(groups) if one in names and other in names]


# ---- association --------------------------------------------------------------------------------


@given(TABLES)
def test_association_is_the_same_either_way(cells: tuple[int, int, int, int]) -> None:
    both, one, other, _ = cells
    total = sum(cells)
    ways = [(both + one, both + other), (both + other, both + one)]
    first, second = (company.association(both, *way, total) for way in ways)
    assert isclose(first, second, abs_tol=1e-9)
    assert first >= 0 or isclose(first, 0, abs_tol=1e-9)


@given(TABLES)
def test_there_is_none_where_two_meet_as_chance_has_it_or_less(
    cells: tuple[int, int, int, int],
) -> None:
    both, one, other, _ = cells
    expected = (both + one) * (both + other) / sum(cells)
    strength = company.association(both, both + one, both + other, sum(cells))
    assert (strength > 1e-9) == (both - expected > 1e-9)


def test_association_is_the_likelihood_ratio() -> None:
    """Of 10 times both, 20 and 30 times one alone, 940 times neither: expected are 1.2, 28.8, 38.8, 931.2."""
    assert company.association(10, 30, 40, 1000) == pytest.approx(30.07, abs=0.01)


# ---- near ---------------------------------------------------------------------------------------


@given(GROUPS)
def test_near_counts_paragraphs_and_is_mutual(groups: list[list[str]]) -> None:
    near = company.near([found(*groups[:10]), found(*groups[10:])])
    paragraphs = [names for names in groups if names]
    for one, others in near.items():
        assert one not in dict(others)
        for other, count in others:
            assert count == len(together(paragraphs, one, other))
            assert (one, count) in near[other]  # six names: none is crowded out
    expected = {
        (one, other)
        for one, other in combinations("abcdef", 2)
        if (both := together(paragraphs, one, other))
        and len(both) * len(paragraphs)
        > len(together(paragraphs, one, one)) * len(together(paragraphs, other, other))
    }
    assert {(one, other) for one in near for other, _ in near[one] if one < other} == expected


def test_the_most_frequent_is_not_near_everyone() -> None:
    paragraphs = [["iraq", "ann", "bea"], ["iraq", "ann", "bea"], ["iraq", "cid"], ["iraq"]]
    near = company.near([found(*paragraphs)])
    assert near == {"ann": (("bea", 2),), "bea": (("ann", 2),)}


def test_some_are_near_and_no_more() -> None:
    crowd = [f"e{number:02}" for number in range(20)]
    near = company.near([found(crowd, ["z"])])
    assert {len(others) for others in near.values()} == {8}


def test_names_in_a_title_are_near_nobody() -> None:
    text = found(["b"])
    assert company.near([text, found(["c"], ["d"])]) == {}


# ---- pairs --------------------------------------------------------------------------------------


@given(GROUPS, st.integers(1, 4))
def test_pairs_have_the_articles_that_name_both(groups: list[list[str]], fewest: int) -> None:
    articles = named(groups)
    paths = list(articles)
    pairs = company.pairs(articles, fewest)
    for pair in pairs:
        assert pair.one < pair.other
        assert pair.articles == tuple(paths[at] for at in together(groups, pair.one, pair.other))
    expected = [
        (one, other)
        for one, other in combinations("abcdef", 2)
        if len(both := together(groups, one, other)) >= fewest
        and company.association(
            len(both),
            len(together(groups, one, one)),
            len(together(groups, other, other)),
            len(groups),
        )
        > 10.83
    ]
    assert [(pair.one, pair.other) for pair in pairs] == expected


def test_there_are_no_pairs_for_zero() -> None:
    groups = [["a", "b"], []] * 20
    assert company.pairs(named(groups), 0) == ()
    assert len(company.pairs(named(groups), 20)) == 1
    assert company.pairs(named(groups), 21) == ()


# ---- former -------------------------------------------------------------------------------------


def known(**aliases: str) -> dict[str, Profile | None]:
    """Profiles by slug, each with its old addresses."""
    return {
        slug: replace(profile(slug, slug), aliases=tuple(old.split()))
        for slug, old in aliases.items()
    }


def test_a_pair_had_an_address_for_each_slug_its_two_had() -> None:
    pair = Together("b", "m", ())
    profiles = known(b="entities/z/ people/b/ entities/old.html", m="entities/a/ entities/z/")
    assert [(old, each.slug) for old, each in company.former(pair, profiles)] == [
        ("entities/a/with/b/", "m"),
        ("entities/b/with/z/", "m"),
        ("entities/m/with/z/", "b"),
        ("entities/a/with/z/", "b"),
    ]


def test_a_pair_whose_two_never_moved_had_no_other_address() -> None:
    assert list(company.former(Together("b", "m", ()), {"b": None, **known(m="")})) == []
