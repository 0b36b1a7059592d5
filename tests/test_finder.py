"""Where a plain text names whom."""

import re
import unicodedata
from collections.abc import Set

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.finder import Finder
from digest.lettering import BREAK
from digest.model import Known, Place, Unsure


def person(slug: str, name: str, **more: tuple[str, ...]) -> Known:
    return Known(slug, "person", name, **more)


def place(slug: str, name: str, **more: tuple[str, ...]) -> Known:
    return Known(slug, "place", name, **more)


def organisation(slug: str, name: str, **more: tuple[str, ...]) -> Known:
    return Known(slug, "organisation", name, **more)


AMERI = person("ameri", "Hadi al-Ameri")
IRAQ = place("iraq", "Iraq")
STATES = place("us", "United States")
WHO = organisation("who", "World Health Organization", names=("WHO",))
BILL = person("bill", "Bill Clinton")
HILLARY = person("hillary", "Hillary Clinton")


def named(
    text: str, *entities: Known, listed: Set[str] = frozenset(), barred: Set[str] = frozenset()
) -> list[str]:
    """What is named, as written; `?` after what is left alone."""
    places, unsure = Finder(entities).places(text, listed, barred)
    found = [(p.start, text[p.start : p.end]) for p in places]
    found += [(u.start, text[u.start : u.end] + "?") for u in unsure]
    return [name for _, name in sorted(found)]


# ---- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, names",
    [
        ("Iraq, Iraqis and Iraq.", ["Iraq", "Iraq"]),
        ("Iraq's, Iraq’s and Iraqs", ["Iraq", "Iraq"]),
        ("US-led and anti-Iraq, Iraq-based; (Iraq)", ["Iraq", "Iraq", "Iraq"]),
        ("l'Iraq, d’Iraq; O'Iraq", ["Iraq", "Iraq"]),
        ("@Iraq, Iraq@home, Iraq.com, https://example.org/Iraq/1, Iraq_x, #Iraq", ["Iraq"]),
        ("iraq and IRAQ", []),
    ],
)
def test_a_name_is_found_where_it_stands_as_a_word(text: str, names: list[str]) -> None:
    assert named(text, IRAQ) == names


@pytest.mark.parametrize(
    "text, entity, names",
    [
        ("والحشد، بالحشد، للحشد، الحشد", "الحشد", ["الحشد", "الحشد", "للحشد", "الحشد"]),
        ("في بغداد وببغداد، لبغداد. البغدادي", "بغداد", ["بغداد", "بغداد", "بغداد"]),
        ("بِغَدَادَ وبغــداد", "بغداد", ["بِغَدَادَ", "بغــداد"]),
        ("בירושלים, ושבירושלים ירושלימי", "ירושלים", ["ירושלים", "ירושלים"]),
        ("в Багдад, Багдадский", "Багдад", ["Багдад"]),
        ("我在北京工作", "北京", ["北京"]),
        ("在Google工作", "Google", ["Google"]),
        ("アイラン、イラン人", "イラン", ["イラン"]),
        ("ไปกรุงเทพมหานคร", "กรุงเทพ", ["กรุงเทพ"]),
        ("한국은 한국어", "한국", ["한국"]),
    ],
)
def test_words_are_bounded_as_each_script_has_it(text: str, entity: str, names: list[str]) -> None:
    assert named(text, place("x", entity)) == names


@pytest.mark.parametrize(
    "text",
    [
        "Hashd al-Sha'abi",
        "Hashd al-Sha’abi",
        "Hashd al-Sha‘abi",
        "Hashd al-Shaʿabi",
        "Hashd al-Shaabi",
        "Hashd Al-Sha'abi",
        "Hashd al Sha'abi",
        "Hashd\u00a0al‑Sha'abi",
        "Hashd\nal-Sha'abi",
        "Hashd  \n al–Shaabi",
        "Hashd al-Sha\u0301'abi",
    ],
)
def test_print_varies_and_the_name_is_found(text: str) -> None:
    entity = organisation("pmu", "Popular Mobilization", names=("Hashd al-Sha'abi",))
    assert named(f"The {text}’s men", entity) == [text]


@pytest.mark.parametrize("registered", ["Eberhard Grün", "Eberhard Gru\u0308n", "Eberhard Grun"])
@pytest.mark.parametrize("written", ["Eberhard Grün", "Eberhard Gru\u0308n", "Eberhard Grun"])
def test_marks_on_letters_may_be_missing_on_either_side(registered: str, written: str) -> None:
    assert named(f"by {written}, and", person("g", registered)) == [written]


def test_no_name_goes_across_a_break() -> None:
    assert named(f"Hadi{BREAK}al-Ameri", AMERI) == []


def test_the_longest_name_counts() -> None:
    bay, sea = place("bay", "Bay of Bengal"), place("bengal", "Bengal")
    assert named("In the Bay of Bengal, off Bengal.", bay, sea) == ["Bay of Bengal", "Bengal"]


def test_a_longer_name_that_is_no_word_does_not_hide_a_shorter_one() -> None:
    assert named("New York Times", place("a", "New York"), place("b", "New York Tim")) == [
        "New York"
    ]


# ---- capitals -----------------------------------------------------------------------------------


def test_a_name_in_capitals_counts_as_written_alone() -> None:
    text = "Who told us? The WHO told the US and who told it."
    assert named(text, WHO, STATES) == ["WHO", "US"]


def test_a_passage_in_capitals_has_names_in_capitals() -> None:
    text = f"HADI AL-AMERI LEAVES IRAQ{BREAK}Then AMERI left IRAQ."
    assert named(text, AMERI, IRAQ) == ["HADI AL-AMERI", "IRAQ"]


def test_in_capitals_an_everyday_word_is_a_name_only_if_it_is_one_elsewhere() -> None:
    assert named(f"WHO TELLS US TO WAIT{BREAK}Nobody.", WHO, STATES) == []
    assert named(f"WHO TELLS US TO WAIT{BREAK}The US did.", WHO, STATES) == ["US", "US"]


def test_an_everyday_word_that_begins_a_sentence_is_no_name() -> None:
    time = organisation("time", "Time")
    assert named("Time is short.", time) == []
    assert named("Time is short. He reads Time.", time) == ["Time", "Time"]
    assert named("Time is short.", time, listed={"time"}) == ["Time"]
    assert named(f"All Of Our Time Is Lost{BREAK}It is.", time) == []


def test_the_bird_is_no_country() -> None:
    assert named("They ate turkey in Turkey.", place("turkey", "Turkey")) == ["Turkey"]


def test_a_month_is_nobody() -> None:
    may = person("may", "Theresa May")
    assert named("Theresa May spoke in May. On 5 May, May 6, May left.", may) == [
        "Theresa May",
        "May",
    ]


# ---- what counts later --------------------------------------------------------------------------


def test_a_surname_counts_once_the_full_name_was_read() -> None:
    text = "Ameri said. Hadi al-Ameri said, Al-Ameri’s men and Ameri’s."
    assert named(text, AMERI) == ["Hadi al-Ameri", "Al-Ameri", "Ameri"]
    assert named("Ameri said.", AMERI, listed={"ameri"}) == ["Ameri"]


def test_a_surname_beside_another_given_name_is_anothers() -> None:
    text = "Bill Clinton spoke. President Clinton and Chelsea Clinton left the Clinton Library."
    assert named(text, BILL) == ["Bill Clinton", "Clinton"]


def test_a_registered_given_name_is_not_a_stranger_s() -> None:
    frank = person("messina", "Frank Messina", names=("Frank", "Messina"))
    assert named("Frank came. Messina too.", frank) == ["Frank", "Messina"]
    assert named("Frank Rack called. Frank and a friend came.", frank) == []
    text = "Frank Rack met Frank Messina. Frank came."
    assert named(text, frank) == ["Frank Messina", "Frank"]
    assert named("Frank Rack called. So did Frank.", frank, listed={"messina"}) == ["Frank"]


def test_a_shared_surname_is_theirs_whose_full_name_was_read_last() -> None:
    text = "Clinton. Bill Clinton and Hillary Clinton. Clinton. Bill Clinton. Clinton."
    places, unsure = Finder([BILL, HILLARY]).places(text)
    assert [p.entity for p in places] == ["bill", "hillary", "hillary", "bill", "bill"]
    assert not unsure
    assert named("Clinton.", BILL, HILLARY, listed={"bill", "hillary"}) == ["Clinton?"]


def test_registered_short_names_wait_for_the_full_one() -> None:
    force = organisation("pmu", "Popular Mobilization Units", short=("the Units",))
    assert named("Then the Units came. Popular Mobilization Units. So the Units did.", force) == [
        "Popular Mobilization Units",
        "the Units",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Reactive Oxygen Species (ROS) harm. ROS.",
        "Reactive oxygen species (“ROS”) harm. ROS.",
        "ROS (reactive oxygen species) harm. ROS.",
        "Some reactive oxygen species [ROS] harm. ROS.",
    ],
)
def test_an_abbreviation_counts_where_the_text_explains_it(text: str) -> None:
    found = named(text, Known("ros", "other", "Reactive oxygen species"))
    assert len(found) == 3 and found.count("ROS") == 2


def test_an_abbreviation_of_somebody_else_is_not_taken() -> None:
    other = organisation("pkk", "PKK")
    party = organisation("party", "Kurdistan Workers' Party")
    places, _ = Finder([other, party]).places("The Kurdistan Workers’ Party (PKK) and the PKK")
    assert [p.entity for p in places] == ["party", "pkk", "pkk"]


def test_what_a_place_qualifies_counts_where_the_place_is_named() -> None:
    congress = organisation("congress", "United States Congress")
    assert named("The Congress met.", congress, STATES) == []
    assert named("In the US, Congress met.", congress, STATES) == ["US", "Congress"]


def test_a_bare_place_is_not_part_of_another_name() -> None:
    phoenix = place("phoenix", "Phoenix, Arizona")
    text = "In Phoenix, River Phoenix saw the Phoenix Suns."
    assert named(text, phoenix) == ["Phoenix"]


# ---- which of several ---------------------------------------------------------------------------

COUNTRY = place("country", "Georgia", names=("Republic of Georgia",))
STATE = place("state", "Georgia", names=("State of Georgia",))


def test_a_name_of_several_is_left_alone_and_told() -> None:
    places, unsure = Finder([COUNTRY, STATE]).places("In Georgia they vote.")
    assert places == []
    assert unsure == [Unsure(3, 10, ("country", "state"))]


def test_half_of_a_place_is_none() -> None:
    york, sudan = place("york", "York"), place("sudan", "Sudan")
    text = "From New York to York, from South Sudan to Sudan."
    assert named(text, york, sudan) == ["York", "Sudan"]
    assert Finder([york]).places("From New York to York.")[0] == [Place(17, 21, "york")]


def test_letters_that_arabic_tells_apart_stay_apart() -> None:
    ali = person("ali", "حسن علي", short=("علي",))
    assert named("قال حسن علي إن على الجميع الهدوء", ali) == ["حسن علي"]


def test_signs_alone_are_no_name() -> None:
    assert named("“Yes” - “No” … (a) (b)", Known("d", "other", "-"), Known("e", "other", "…")) == []


def test_the_articles_list_decides() -> None:
    places, unsure = Finder([COUNTRY, STATE]).places("In Georgia they vote.", listed={"state"})
    assert places == [Place(3, 10, "state")] and not unsure


def test_another_name_of_one_of_them_decides() -> None:
    places, _ = Finder([COUNTRY, STATE]).places("In Georgia, the Republic of Georgia, they vote.")
    assert [p.entity for p in places] == ["country", "country"]


def test_a_preposition_of_place_decides_between_a_place_and_a_person() -> None:
    both = place("jordan", "Jordan"), person("player", "Jordan")
    places, _ = Finder(both).places("They met in Jordan.")
    assert [p.entity for p in places] == ["jordan"]
    assert named("They met Jordan.", *both) == ["Jordan?"]


def test_a_surname_that_is_a_place_too_is_left_alone() -> None:
    washington = person("gw", "George Washington")
    city = place("dc", "Washington")
    assert named("In Washington. George Washington. Washington.", washington, city) == [
        "Washington",
        "George Washington",
        "Washington?",
    ]


def test_a_registered_name_goes_before_one_by_rule() -> None:
    places, _ = Finder([place("a", "Paris, Texas"), place("b", "Paris")]).places("In Paris.")
    assert [p.entity for p in places] == ["b"]


def test_a_part_of_a_name_waits_where_another_bears_it_in_full() -> None:
    town = place("town", "Helsinki")
    university = organisation("uni", "University of Helsinki", names=("Helsinki",))
    places, _ = Finder([town, university]).places("He is in Helsinki.")
    assert [p.entity for p in places] == ["town"]


# ---- what a curator says ------------------------------------------------------------------------


def test_a_misspelling_is_found_and_marked() -> None:
    soleimani = person("s", "Qasem Soleimani", misspellings=("Soleimnai",))
    assert Finder([soleimani]).places("General Soleimnai") == ([Place(8, 17, "s", True)], [])


def test_a_barred_entity_is_not_found_and_its_name_is_left_whole() -> None:
    times, city = organisation("nyt", "New York Times"), place("ny", "New York")
    assert named("The New York Times in New York.", times, city, barred={"nyt"}) == ["New York"]


def test_a_barred_entity_leaves_its_name_to_others() -> None:
    places, unsure = Finder([COUNTRY, STATE]).places("In Georgia.", barred={"country"})
    assert [p.entity for p in places] == ["state"] and not unsure


def test_what_is_stopped_is_nobodys_name() -> None:
    finder = Finder([AMERI, place("w", "Washington")], stop=["ameri", "Washington Consensus"])
    text = "Hadi al-Ameri, Ameri, the Washington Consensus; Washington."
    assert [text[p.start : p.end] for p in finder.places(text)[0]] == [
        "Hadi al-Ameri",
        "Washington",
    ]


def test_nothing_is_found_in_hidden_spans() -> None:
    text = "code Hadi al-Ameri end Ameri, Hadi al-Ameri"
    places, _ = Finder([AMERI]).places(text, hidden=[(5, 18)])
    assert [p.start for p in places] == [30]


# ---- what is true of any text -------------------------------------------------------------------

PIECES = st.sampled_from(
    "Hadi al-Ameri Ameri’s Iraq Georgia Washington George New York Times US US. WHO may May Time e\u0301 "
    "\u0301 \u200b 北京 الحشد و Bill Hillary Clinton ( ) , . ; - — ’ \n \x1e \u00a0 🇮🇶 👩‍🚀 x Iraqi The the (US)".split(
        " "
    )
)
TEXTS = st.lists(st.one_of(PIECES, st.just(" "), st.text(max_size=3)), max_size=40).map("".join)
REGISTRY = [
    AMERI, IRAQ, STATES, WHO, BILL, HILLARY, COUNTRY, STATE,
    place("dc", "Washington, D.C.", names=("Washington",)), person("gw", "George Washington"),
    organisation("nyt", "The New York Times"), place("ny", "New York"), organisation("t", "Time"),
    person("may", "Theresa May", names=("May",)), place("b", "北京"), organisation("h", "الحشد"),
    person("e", "Hadi É"),
]  # fmt: skip
FINDER = Finder(REGISTRY)
SLUGS = st.sets(st.sampled_from([entity.slug for entity in REGISTRY]), max_size=4)


@given(TEXTS, SLUGS, SLUGS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=3))
def test_places_are_apart_in_order_whole_and_not_hidden(
    text: str, listed: set[str], barred: set[str], hidden: list[tuple[int, int]]
) -> None:
    places, unsure = FINDER.places(text, listed, barred, hidden)
    assert [p.start for p in places] == sorted(p.start for p in places)
    spans = sorted([(p.start, p.end) for p in places] + [(u.start, u.end) for u in unsure])
    last = 0
    for start, end in spans:
        assert last <= start < end <= len(text)
        last = end
        assert not any(max(first, start) < min(until, end) for first, until in hidden)
        for edge in (start, end):
            assert edge == len(text) or unicodedata.category(text[edge])[0] != "M"
        assert BREAK not in text[start:end]
    assert not barred & {p.entity for p in places}


@given(TEXTS, st.permutations(REGISTRY))
@settings(max_examples=30)
def test_the_order_of_entities_does_not_matter(text: str, entities: list[Known]) -> None:
    assert Finder(entities).places(text) == FINDER.places(text)


@given(TEXTS)
@settings(max_examples=30)
def test_an_entity_that_is_not_in_the_text_changes_nothing(text: str) -> None:
    more = Finder([*REGISTRY, person("zz", "Qwrtz Zxcvb"), place("zy", "Zxqvk, Wqzzk")])
    assert more.places(text) == FINDER.places(text)


WORDS = ("Alba", "Brec", "Corin", "Doval", "Ecks", "and", "said", "the")
NAMES = st.lists(st.sampled_from(WORDS[:5]), min_size=1, max_size=3).map(" ".join)
PLAIN = st.lists(
    st.sampled_from((*WORDS, *(f"{word}s" for word in WORDS), "x. Y", ",", BREAK)), max_size=30
)


@given(st.sets(NAMES, max_size=8), PLAIN)
def test_plain_names_are_found_as_a_slow_reference_finds_them(
    names: set[str], pieces: list[str]
) -> None:
    text = " ".join(pieces)
    entities = [Known(f"e{number}", "event", name) for number, name in enumerate(sorted(names))]
    expected = []
    if names:
        any_name = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        for match in re.finditer(rf"(?<!\w)(?:{any_name})(?!\w)", text):
            expected.append(match.span())
    places, unsure = Finder(entities).places(text)
    assert [(p.start, p.end) for p in places] == expected and not unsure


@pytest.mark.slow
def test_a_very_long_text_with_very_many_names_takes_no_more_than_seconds() -> None:
    people = [person(f"p{n}", f"Ba{chr(97 + n % 26)} Ka{n:x}ov".title()) for n in range(5000)]
    text = " ".join(f"{each.name} met {each.name.split()[1]} in Iraq (US)." for each in people)
    places, _ = Finder([*people, IRAQ, STATES]).places(text)
    assert len(places) > 15_000
