"""Runs of words that look like names: where they begin and end, and what is taken off them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.lettering import BREAK
from digest.runs import Run, runs, titled


def found(text: str) -> list[str]:
    """The runs of a text as they stand in it, small first words of sentences aside."""
    return [text[run.start : run.end] for run in runs(text) if not run.opens or " " in text]


def one(text: str) -> Run:
    (run,) = runs(text)
    return run


@pytest.mark.parametrize(
    "name",
    [
        "Hadi al-Ameri", "University of Helsinki", "Ministry of the Interior", "J. K. Rowling", "O. J. Simpson",
        "Jaap de Hoop Scheffer", "Ursula von der Leyen", "O’Brien", "Hashd al-Sha'abi", "Anglo-Iraqi Treaty",
        "Osama bin Laden", "Procter & Gamble", "People’s Mobilization Units", "Workers’ Party", "Café Müller",
        "Ангела Меркель", "Абу Бакр аль-Багдади", "Νίκος Καζαντζάκης", "Grünwald", "Mu\u0308nchen Ost",
        "St. Petersburg", "US Army", "G20 Summit", "Ain al-Asad", "Charles de Gaulle", "Leonardo da Vinci",
        "Valéry Giscard d’Estaing",
    ],
)  # fmt: skip
def test_a_name_is_one_run(name: str) -> None:
    assert found(f"they saw {name} there.") == [name]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("they met Ann Lee, Bob Ray and Oz.", ["Ann Lee", "Bob Ray", "Oz"]),
        ("of Iraq’s Badr", ["Iraq", "Badr"]),
        ("by Ameri's allies", ["Ameri"]),
        ("by Ameris’ allies", ["Ameris"]),
        ("what US-led and pro-Iranian forces", ["US", "Iranian"]),
        ("they said I’m late, and I’ve time", []),
        ("at ann.Lee@example.org or x/Foo #Bar", []),
        ("to Oz. Ann Lee left", ["Oz", "Ann Lee"]),
        (f"to Oz{BREAK}Ann left", ["Oz", "Ann"]),
        ("in Boeing 737 jets", ["Boeing"]),
        ("the Army of", ["Army"]),
    ],
)
def test_a_run_ends_where_a_name_does(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    ("text", "title", "name"),
    [
        ("said Major General Tahsin al-Khafaji", "General", "Tahsin al-Khafaji"),
        ("said Iraqi Prime Minister Mustafa al-Kadhimi", "Minister", "Mustafa al-Kadhimi"),
        ("said Dr. Ann Lee", "Dr.", "Ann Lee"),
        ("said Secretary of State Antony Blinken", "Secretary", "Antony Blinken"),
        ("the spokesman Tahsin al-Khafaji", "spokesman", "Tahsin al-Khafaji"),
        ("а президент Владимир Путин", "президент", "Владимир Путин"),
        ("der Kanzlerin Angela Merkel", "Kanzlerin", "Angela Merkel"),
    ],
)
def test_titles_are_taken_off_and_told(text: str, title: str, name: str) -> None:
    run = one(text + ", who then left.")
    assert (run.title, text[run.start : run.end]) == (title, name)


@pytest.mark.parametrize(
    "text",
    [
        "the Prime Minister", "the Secretary of State", "the Attorney General", "a Captain", "the President’s",
        "was a Dr.",
    ],
)  # fmt: skip
def test_an_office_is_no_name(text: str) -> None:
    assert found(f"it was {text} there") == []


def test_a_title_that_belongs_to_an_institution_stays() -> None:
    assert found("at the General Assembly and at King Abdullah University.") == [
        "General Assembly",
        "King Abdullah University",
    ]


def test_small_letters_that_only_look_like_titles_are_none() -> None:
    assert one("the general Slack channel").title == ""
    assert one("see gsa.gov TLDs").title == ""


@pytest.mark.parametrize(
    "text",
    ["Oz", "He saw. Oz", "“Oz", "He said: “Oz", "• Oz", f"x{BREAK}Oz", "x! (Oz", "He left… Oz"],
)
def test_the_first_word_of_a_sentence_is_told_apart(text: str) -> None:
    assert list(runs(text))[-1].opens


@pytest.mark.parametrize("text", ["the Oz", "the (Oz", "and, Oz", "the 5 Oz"])
def test_a_capital_within_a_sentence_is_none_of_those(text: str) -> None:
    assert not one(text).opens


def test_the_small_word_before_is_told() -> None:
    assert one("they met in Oz").lead == "in"
    assert one("they met in President Ann Lee").lead == ""


def test_headlines_have_no_runs() -> None:
    assert list(runs("Iraqi Alliance Highlights Need to Withdraw All Forces")) == []
    assert list(runs("IT WAS HADI AL-AMERI WHO SAID SO.")) == []
    assert [run.words for run in runs("Hadi al-Ameri says all of the troops must now leave")] == [
        ("Hadi", "al-Ameri")
    ]


def test_what_follows_a_title_in_arabic_may_be_a_name() -> None:
    text = "قال الرئيس العراقي برهم صالح في بغداد، وأكد اللواء تحسين الخفاجي أن وزارة الدفاع في المدينة"
    runs_found = list(titled(text))
    assert [(run.title, " ".join(run.words)) for run in runs_found] == [
        ("الرئيس", "برهم صالح"),
        ("اللواء", "تحسين الخفاجي"),
        ("", "وزارة الدفاع"),
    ]
    for run in runs_found:
        assert text[run.start : run.end].strip() == " ".join(run.words)


@given(st.text(st.sampled_from("Ab é.'’-“( \u00a0\x1eЖж&ofGen١الرئيس برهم"), max_size=60))
def test_a_run_stands_where_it_says(text: str) -> None:
    last = 0
    for run in runs(text):
        assert last <= run.head <= run.start < run.end <= len(text)
        assert text[run.start : run.end].split() == list(run.words)
        assert BREAK not in text[run.start : run.end]
        last = run.end
    for run in titled(text):
        assert text[run.start : run.end].split()[: len(run.words)] == list(run.words)
