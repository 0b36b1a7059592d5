"""Tests of finding the sentence around a place."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.lettering import BREAK
from digest.sentences import LONGEST, sentence


def around(text: str, words: str) -> str:
    """The sentence in which words stand."""
    start = text.index(words)
    return sentence(text, start, start + len(words))


ENGLISH = [
    ("Maj. Gen. Qasem Soleimani was killed on Jan. 3.", "Iran said so."),
    ("He met Dr. Lee and Mrs. O'Neill at St. Mary's in Washington, D.C.", "They talked."),
    ("The U.S. Army left St. Louis and the U.S.", "The last convoy crossed at dawn."),
    ("J. K. Rowling wrote it.", "George W. Bush read it.", "So did W. E. B. Du Bois."),
    ("It rose 3.5 percent to $1.2 billion, e.g. in Basra.", "Others, i.e. the rest, fell."),
    ('"We won," said Ann Lee.', "“Did you?” he asked.", "‘Never!’ she said."),
    ("“That is all.”", "“Not so,” he said."),
    ('He said, "It is over."', "Then he left."),
    ("Who was it?!", "Nobody knew…", "Then Lt.-Gen. Ali spoke."),
    ("Wait... what happened next?", "No one (not even he) knew.", "(It was late.)", "All slept."),
    ("Yahoo! fell 2 p.m. on Friday.", "Acme Inc. and Badr Corp. rose.", "See no. 5 and p. 12."),
    (
        "Elvis Presley Jr. of Phoenix, Ariz., came at 5 p.m.",
        "He left at 6 a.m.",
        "It was Plan B.",
        "He lives on Main St.",
        "The rest: no.",
        "He does not.",
    ),
    ("It cost No. 10 much.", "The answer was no.", "It happened in 2021.", "In 1990, it had not."),
    ("Visit example.org or read report.pdf.", "Version 2.0.1 is out!", "Good."),
    ("This is known.[1][23]", "That is not.[4]", "Really."),
    ("1. First comes this.", "Then that."),
    ("Samuel L. Jackson met Malcolm X.", "He was 25.", "She was 7.", "Others came."),
    ("Iran's Gen. Hossein Salami vs. the Rev. Al Sharpton.", "It ended.", "—That was it."),
    ("“It’s over,” said Lee. — who else?", "Nothing."),
    ("A first line\nends here.", "Another\xa0one begins."),
]
GERMAN = [
    ("Am 3. Mai kam Dr. Merkel, z.B. nach Berlin.", "Der 2. Weltkrieg war vorbei."),
    ("„Die Klage ist zulässig.“", "Das sagte Prof. Dr. Müller bzw. die Sprecherin."),
    ("»Nein.«", "So geht es nicht, d.h. nie.", "Er kam um 5 Uhr."),
    ("Das Gesetz (vgl. Art. 5 Abs. 1 GG) gilt.", "Es blieb bei 12.", "Danach kam niemand."),
]
ROMANCE = [
    ("« Rien n’est joué. »", "M. Macron l’a dit à Mme. Borne.", "Le vote aura lieu le 14 juin."),
    ("« Non ! » a-t-il dit.", "Pourquoi ?", "Personne ne sait."),
    ("¿Quién lo dijo?", "¡Nadie!", "El Sr. García habló con la Sra. López.", "«Sí», dijo."),
    ("Il Sig. Rossi è arrivato.", "L'On. Bianchi no.", "«Basta!»", "È finita."),
    ("O Dr. Silva e a Dra. Souza saíram.", "Não voltaram."),
]
RUSSIAN = [
    (
        "Президент В. В. Путин приехал в г. Москва.",
        "Он сказал: «Всё».",
        "Это было в 2021 г.",
        "Он ушёл.",
    ),
    ("— Стой! — сказал он.", "Цены выросли, т.е. упали.", "«Да!»", "Нет."),
    ("По словам проф. Иванова, ул. Ленина закрыта.", "Почему?", "Никто не знает."),
]
ARABIC = [
    ("قال الوزير إن الأسعار ارتفعت.", "هل هذا صحيح؟", "نعم، هذا صحيح!", "انتهى."),
    ("التقى د. محمد بالوزير أ. علي.", "ثم غادر."),
    ("وزیر اعظم نے کہا۔", "یہ سچ ہے؟", "ہاں۔"),
]
SPACELESS = [
    (
        "東京都は火曜日、新しい計画を発表した。",
        "安倍晋三氏は「反対だ。」と述べた。",
        "本当？",
        "はい！",
    ),
    ("市長說：「我們同意。」", "王先生不同意！", "為什麼？", "沒有人知道。"),
    ("彼は「行こう！」と言った。", "すごい！と彼女は笑った。", "終わり。"),
    ("प्रधानमंत्री ने कहा।", "डॉ. सिंह नहीं आए।", "क्यों?", "कोई नहीं जानता।"),
    ("ጠቅላይ ሚኒስትሩ ተናገሩ።", "ሌሎች ዝም አሉ።"),
]
KOREAN = [("대통령이 말했다.", "“반대한다.”", "그는 떠났다.")]


@pytest.mark.parametrize(
    "sentences", [*ENGLISH, *GERMAN, *ROMANCE, *RUSSIAN, *ARABIC, *KOREAN], ids=lambda each: each[0]
)
def test_every_word_stands_in_its_sentence(sentences: tuple[str, ...]) -> None:
    _each_word(sentences, " ")


@pytest.mark.parametrize("sentences", SPACELESS, ids=lambda each: each[0])
@pytest.mark.parametrize("space", ["", " "])
def test_some_scripts_need_no_space_between_sentences(
    sentences: tuple[str, ...], space: str
) -> None:
    if space or "?" not in "".join(sentences):
        _each_word(sentences, space)


def _each_word(sentences: tuple[str, ...], space: str) -> None:
    text = f"Before.{BREAK}" + space.join(sentences) + f"{BREAK}after."
    at = text.index(BREAK) + 1
    for each in sentences:
        for word in re.finditer(r"(?<!\[)\b\w+", each):
            found = sentence(text, at + word.start(), at + word.end())
            assert found == " ".join(each.split()), word[0]
        at += len(each) + len(space)


def test_a_passage_without_a_stop_is_one_sentence() -> None:
    assert around(f"A heading{BREAK}Ann Lee and others{BREAK}more", "Lee") == "Ann Lee and others"
    assert around("ผู้นำกล่าวเมื่อวานนี้", "กล่าว") == "ผู้นำกล่าวเมื่อวานนี้"


def test_a_name_that_ends_in_a_dot_may_end_its_sentence() -> None:
    text = "They left the U.S. The end was near. Acme Inc. Then it closed. He works at Acme Inc."
    assert around(text, "U.S.") == "They left the U.S."
    assert around(text, "Acme Inc.") == "Acme Inc."
    assert sentence(text, len(text) - 9, len(text)) == "He works at Acme Inc."


def test_a_name_may_bring_its_quotes() -> None:
    text = "He won at “Jeopardy!” Then he left."
    assert around(text, "“Jeopardy!”") == "He won at “Jeopardy!”"


def test_a_name_with_a_stop_in_it_parts_no_sentence() -> None:
    assert around("Here plays Panic! At The Disco tonight. Come.", "Panic! At The Disco") == (
        "Here plays Panic! At The Disco tonight."
    )


def test_white_space_is_one_space() -> None:
    assert around(" He  met\n\xa0Ann\nLee\tthere. ", "Ann\nLee") == "He met Ann Lee there."


def test_a_long_sentence_is_cut_between_words_around_the_place() -> None:
    words = " ".join(f"word{number}" for number in range(200))
    text = f"{words}, Ann Lee, {words}."
    found = around(text, "Ann Lee")
    assert len(found) <= LONGEST + 4
    assert found.startswith("… word")
    assert found.endswith(" …")
    assert 100 < found.index("Ann Lee") < 200
    assert set(found.replace(",", "").split()) <= {*text.replace(",", "").split(), "…"}


def test_what_one_side_does_not_need_the_other_has() -> None:
    words = " ".join(f"word{number}" for number in range(200))
    found = around(f"Yesterday Ann Lee, {words}.", "Ann Lee")
    assert found.startswith("Yesterday Ann Lee, word0 ")
    assert LONGEST - 20 < len(found) <= LONGEST + 2
    found = around(f"{words}, Ann Lee.", "Ann Lee")
    assert found.endswith(", Ann Lee.")
    assert LONGEST - 20 < len(found) <= LONGEST + 2


def test_scripts_without_spaces_are_cut_between_characters() -> None:
    found = around("東京" * 300 + "安倍晋三" + "大阪" * 300, "安倍晋三")
    assert LONGEST - 20 < len(found) <= LONGEST + 4
    assert "京安倍晋三大" in found


PIECES = (
    *(
        BREAK,
        " ",
        " ",
        "\n",
        "\xa0",
        ". ",
        "! ",
        "? ",
        "。",
        "؟ ",
        "…",
        ".",
        '"',
        "”",
        "»",
        "(",
        ")",
    ),
    *(
        "Ann",
        "the",
        "The",
        "U.S",
        "Dr",
        "J",
        "3",
        "1990",
        "東京",
        "と",
        "علي",
        "é",
        "a" * 50,
        "[1]",
    ),
)
TEXT = st.lists(st.sampled_from(PIECES), min_size=1, max_size=120).map("".join)


@given(TEXT, st.data())
def test_a_sentence_is_of_its_passage_and_holds_its_place(text: str, data: st.DataObject) -> None:
    words = [*re.finditer(rf"[^\s{BREAK}]+", text)]
    if not words:
        return
    word = data.draw(st.sampled_from(words))
    found = sentence(text, *word.span())
    passage = next(
        each
        for each in re.finditer(f"[^{BREAK}]+", text)
        if each.start() <= word.start() < each.end()
    )
    assert word[0] in found
    assert BREAK not in found
    assert found == " ".join(found.split())
    if len(passage[0]) <= LONGEST:
        assert found in " ".join(passage[0].split())
    assert len(found) <= max(LONGEST, len(word[0])) + 4


@given(TEXT, st.integers(10, 60), st.data())
def test_no_sentence_is_longer_than_asked(text: str, longest: int, data: st.DataObject) -> None:
    words = [*re.finditer(rf"[^\s{BREAK}]+", text)]
    if words:
        word = data.draw(st.sampled_from(words))
        found = sentence(text, *word.span(), longest)
        assert word[0] in found
        assert len(found) <= max(longest, len(word[0])) + 4
