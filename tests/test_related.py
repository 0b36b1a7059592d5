"""Tests of finding articles that are about the same things."""

from hypothesis import given
from hypothesis import strategies as st

from digest.related import related

TERMS = st.dictionaries(
    st.integers(0, 30).map(str),
    st.lists(st.sampled_from("abcdefgh"), unique=True),
    max_size=30,
)


@given(TERMS)
def test_relation_goes_both_ways(terms: dict[str, list[str]]) -> None:
    found = related(terms, most=len(terms))
    for article, others in found.items():
        assert all(article in found[other] for other in others)


@given(TERMS, st.integers(0, 5))
def test_no_article_is_related_to_itself_twice_or_too_often(
    terms: dict[str, list[str]], most: int
) -> None:
    found = related(terms, most=most)
    assert found.keys() == terms.keys()
    for article, others in found.items():
        assert article not in others
        assert len(set(others)) == len(others) <= most
        assert all(set(terms[article]) & set(terms[other]) for other in others)


@given(TERMS)
def test_the_order_in_which_an_article_names_its_terms_does_not_matter(
    terms: dict[str, list[str]],
) -> None:
    turned = {article: list(reversed(named)) for article, named in terms.items()}
    assert related(turned) == related(terms)


def test_a_rare_term_counts_more_than_a_common_one() -> None:
    terms = {
        "new": ["rare", "common"],
        "b": ["common"],
        "c": ["common"],
        "d": ["rare"],
        **{f"other-{number}": ["other"] for number in range(10)},
    }
    assert related(terms)["new"] == ("d", "b", "c")


def test_of_equals_the_newer_goes_first() -> None:
    terms = {
        "a": ["x"],
        "b": ["x"],
        "c": ["x"],
        **{f"other-{number}": [f"y{number}"] for number in range(10)},
    }
    assert related(terms)["c"] == ("a", "b")


def test_what_half_of_all_articles_carry_relates_nothing() -> None:
    terms = {str(number): ["everywhere"] for number in range(10)}
    assert set(related(terms).values()) == {()}


def test_of_a_term_that_hundreds_carry_the_nearest_in_time_are_looked_at() -> None:
    terms = {
        **{str(number): ["x"] for number in range(200)},
        **{f"other-{number}": ["y"] for number in range(400)},
    }
    for place in (0, 31, 100, 169, 199):
        near = [int(other) for other in related(terms, most=100)[str(place)]]
        assert len(near) in (39, 40)
        assert max(near) - min(near) <= 60
        assert min(near) <= place + 1
        assert max(near) >= place - 1


def test_a_site_without_articles_has_nothing_related() -> None:
    assert related({}) == {}
    assert related({"alone": ["x"]}) == {"alone": ()}
