"""Which coverage an article continues, and what came before and after it there."""

from hypothesis import given
from hypothesis import strategies as st

from digest.threads import beside, threads

TERMS = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=3),
    st.lists(st.sampled_from(["tags/x", "tags/y", "entities/z", "entities/w"]), unique=True),
    max_size=12,
)


def test_an_event_comes_before_a_rarer_tag() -> None:
    terms = {name: ["tags/x", "entities/vote"] for name in "abcd"} | {"e": ["entities/vote"]}
    terms |= {name: [] for name in "fghij"}
    found = threads(terms, {"entities/vote"})
    assert found == dict.fromkeys("abcde", "entities/vote")
    assert threads(terms, set()) == {**dict.fromkeys("abcd", "tags/x"), "e": "entities/vote"}


def test_two_articles_make_no_coverage_and_what_half_the_site_shares_says_nothing() -> None:
    assert threads({"a": ["tags/x"], "b": ["tags/x"], "c": []}, set()) == {}
    most = {name: ["tags/x"] for name in "abcdefg"}
    assert threads(most | {name: [] for name in "hi"}, set()) == {}


def test_neighbours_are_those_that_share_the_subject_whatever_their_own_thread() -> None:
    terms = {"d": ["tags/x"], "c": [], "b": ["tags/x", "tags/y"], "a": ["tags/x"]}
    found = beside(terms, {"d": "tags/x", "b": "tags/y", "a": "tags/x"})
    assert found == {"d": ("b", ""), "c": ("b", "d"), "b": ("", ""), "a": ("", "b")}


@given(TERMS)
def test_before_and_after_mirror_each_other(terms: dict[str, list[str]]) -> None:
    thread = threads(terms, {"entities/z"})
    found = beside(terms, thread)
    assert found.keys() == terms.keys()
    order = list(terms)
    for path, (before, after) in found.items():
        for other, step in ((before, 1), (after, -1)):
            if other:
                assert (order.index(other) - order.index(path)) * step > 0
                assert thread.get(path, "") in ("", *terms[other])
                if thread.get(other, "") == thread.get(path, ""):
                    assert found[other][step == 1] == path
