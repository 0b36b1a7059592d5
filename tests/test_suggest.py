"""Names that a registry lacks, as a corpus bears them out."""

from collections.abc import Mapping

import pytest

from digest.lettering import BREAK
from digest.model import Known
from digest.names import folded
from digest.near import Nearly
from digest.suggest import Candidate, Gathering

SMALL = "in the end it is this and they and later and der as a must"
"""Words that every corpus has in small letters."""


def gathered(
    *texts: str, known: Mapping[int, tuple[str, ...]] | None = None, language: str = "en"
) -> Gathering:
    """A corpus of some texts; `known` are names that stand in them already found, by the text's number."""
    corpus = Gathering()
    corpus.add("articles/small.md", SMALL, [], language)
    for number, text in enumerate(texts):
        spans = [
            (at, at + len(name))
            for name in (known or {}).get(number, ())
            for at in range(len(text))
            if text.startswith(name, at)
        ]
        corpus.add(f"articles/{number}.md", text, spans, language)
    return corpus


def names(*texts: str, **more: object) -> list[str]:
    return [each.name for each in gathered(*texts, **more).candidates()]  # type: ignore[arg-type]


def the(corpus: Gathering, name: str) -> Candidate:
    (found,) = [each for each in corpus.candidates() if each.name == name]
    return found


def test_the_most_frequent_name_comes_first_with_its_counts_and_its_best_place() -> None:
    corpus = gathered(
        f"Title{BREAK}Ann Lee left. They saw Ann Lee in Oz.",
        "And Ann Lee came.",
        "They went to Oz.",
    )
    first, second = corpus.candidates()
    assert (first.name, first.count, first.articles) == ("Ann Lee", 3, 2)
    assert (second.name, second.count, second.articles) == ("Oz", 2, 2)
    assert (first.path, first.start, first.end) == ("articles/0.md", 29, 36)


def test_a_word_that_stands_small_too_is_no_name() -> None:
    assert names("They met Parliament. A parliament is a house.") == []


def test_a_name_that_is_now_and_then_a_word_stays_one() -> None:
    assert names("A bush. " + "They saw Bush. " * 9) == ["Bush"]


def test_a_word_that_only_begins_sentences_is_no_name() -> None:
    assert names("Nevertheless they left. Nevertheless they came.") == []


def test_the_word_that_only_begins_the_sentence_is_not_in_the_name() -> None:
    assert names("Yesterday Ann Lee left, as she had yesterday.") == ["Ann Lee"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("They left on Monday, in December.", "en"),
        ("They left on Mon, in Dec.", "en"),
        ("Am letzten Montag im Dezember kamen sie.", "de"),
        ("They left on Monday, in December.", "xx"),
    ],
)
def test_months_and_weekdays_are_no_names(text: str, language: str) -> None:
    found = names(text, language=language)
    assert found == ([] if language != "xx" else ["December", "Monday"])


def test_a_day_behind_a_name_is_not_in_it() -> None:
    assert names("They met Ann Lee Tuesday at noon.") == ["Ann Lee"]


def test_what_is_derived_from_another_name_is_no_name() -> None:
    assert names("The Iraqi men of Iraq met Iraqis.") == ["Iraq"]
    assert names("The Iraqi men met.", "In Iraq they met.", known={1: ("Iraq",)}) == ["Iraqi"]
    known = Nearly([Known("iraq", "place", "Iraq")])
    assert gathered("The Iraqi men met.").candidates(nearly=known) == []


def test_a_surname_counts_for_the_full_name_of_its_article() -> None:
    corpus = gathered(
        "They met Hadi al-Ameri. Later Ameri left, and al-Ameri spoke.",
        "Then Ameri spoke of Ameri.",
    )
    assert the(corpus, "Hadi al-Ameri").count == 3
    assert the(corpus, "Hadi al-Ameri").kind == "person"
    assert the(corpus, "Ameri").articles == 1


def test_a_word_of_an_institution_is_not_short_for_it() -> None:
    corpus = gathered("The University of Helsinki is in Helsinki.")
    assert {each.name for each in corpus.candidates()} == {"University of Helsinki", "Helsinki"}


def test_known_names_are_not_suggested_but_longer_ones_that_hold_them_are() -> None:
    found = names("They met Ann Lee at the Oz Army base in Oz.", known={0: ("Ann Lee", "Oz")})
    assert found == ["Oz Army"]


def test_what_stands_before_a_known_name_is_a_name_of_its_own_or_none() -> None:
    known = {0: ("Ann Lee", "Oz")}
    assert names("They met Security Adviser Ann Lee.", known=known) == []
    assert names("They met in December Ann Lee.", known=known) == []
    assert names("In the Arab League Ann Lee met them.", known=known) == ["Arab League"]
    assert names("At the University of Oz they met.", known=known) == ["University of Oz"]


def test_a_title_before_a_known_name_leaves_nothing() -> None:
    assert names("said Prime Minister Ann Lee.", known={0: ("Ann Lee",)}) == []


def test_a_title_is_part_of_a_name_that_is_else_a_word() -> None:
    assert names("The General Motors plant makes motors.") == ["General Motors"]


def test_what_is_set_in_capitals_is_no_name() -> None:
    assert names("This IS A MUST, and it is a must AND more for the UNO.") == ["UNO"]
    assert names("us, " + "the US said. " * 3) == ["US"]


def test_german_nouns_are_no_names_but_people_and_abbreviations_stay() -> None:
    found = names("In der Regierung sprach Angela Merkel mit General Brandt.", language="de")
    assert found == ["Angela Merkel", "Brandt"]


def test_rejected_names_stay_away_however_they_are_written() -> None:
    corpus = gathered("They met Hashd al-Sha’abi.")
    assert corpus.candidates({folded("hashd al-sha'abi")}) == []


def test_cyrillic_names_are_found() -> None:
    corpus = gathered("Там генерал Касем Сулеймани встретил Абу Махди аль-Мухандиса.")
    assert the(corpus, "Касем Сулеймани").kind == "person"
    assert the(corpus, "Абу Махди аль-Мухандиса").kind == "person"


def test_arabic_names_stand_after_titles_more_than_once() -> None:
    corpus = gathered(
        "قال اللواء تحسين الخفاجي إن القوات تغادر. وأكد اللواء تحسين الخفاجي ذلك أمس. قال السيد مجهول كثيرا.",
        "رحبت وزارة الدفاع بذلك، وأعلنت وزارة الدفاع عن خطة.",
    )
    found = {each.name: (each.count, each.kind) for each in corpus.candidates()}
    assert found == {"تحسين الخفاجي": (2, "person"), "وزارة الدفاع": (2, "organisation")}


def test_near_spellings_of_known_names_are_told_with_the_name() -> None:
    nearly = Nearly([Known("qs", "person", "Qasem Soleimani")])
    (found,) = gathered("They honoured General Soleimnai there.").candidates(nearly=nearly)
    assert found.name == "Soleimnai"
    assert [(each.entity, each.spelling, each.slips) for each in found.near] == [
        ("qs", "Qasem Soleimani", 1)
    ]


def test_one_name_can_be_asked_for() -> None:
    corpus = gathered("They met Parliament in Oz. A parliament is a house.")
    found = corpus.of("parliament")
    assert found and (found.count, found.articles) == (1, 1)
    assert corpus.of("nobody") is None


def test_the_order_of_articles_changes_nothing_but_the_place() -> None:
    texts = ["They met Ann Lee.", "In Oz they met.", "Iraqi men in Iraq met Ann Lee."]
    one, other = gathered(*texts).candidates(), gathered(*reversed(texts)).candidates()
    assert [(c.name, c.count, c.kind) for c in one] == [(c.name, c.count, c.kind) for c in other]
