"""Tags by whom an article names."""

from digest.vocabulary import Filed, Tag, Vocabulary

FILED = {
    "a": Filed(("ferries", "storms"), frozenset({"ann", "port"})),
    "b": Filed(("ferries",), frozenset({"ann", "port", "bo"})),
    "c": Filed(("Ferries", "money"), frozenset({"ann"})),
    "d": Filed(("elections",), frozenset({"cy", "port"})),
    "e": Filed(("elections",), frozenset({"cy"})),
}


def test_tags_are_those_of_articles_that_name_the_same() -> None:
    (tag,) = Vocabulary(FILED).tags(frozenset({"ann", "bo"}), "It stays.")
    assert tag == Tag("ferries", "on 3 of the 3 articles most like it")


def test_a_tag_whose_words_a_text_says_is_one() -> None:
    found = Vocabulary(FILED).tags(frozenset(), "Storms and money, he said.", ["money"])
    assert found == [Tag("storms", "its text says so")]


def test_neighbours_share_what_is_rare() -> None:
    first, *_ = Vocabulary(FILED).neighbours(frozenset({"bo", "port"}))
    assert (first.path, first.shared) == ("b", ("bo", "port"))


def test_what_all_name_says_nothing() -> None:
    filed = {path: Filed((), frozenset({"all"})) for path in "abc"}
    assert Vocabulary(filed).neighbours(frozenset({"all"})) == []
    assert Vocabulary({}).tags(frozenset({"all"}), "x") == []
