"""Tests of catalogues and of what is made of them."""

from io import BytesIO

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateRuntimeError
from markupsafe import Markup, escape

from digest import words
from digest.words import Catalogue, Voice, Words
from tests.words import FOLDER, files, template

HINT = "`python -m tests.words` brings them up to date, and each new message wants its translation"


def catalogue(name: str, text: str, place: str = "layouts/words") -> Catalogue:
    return Catalogue(f"{name}.po", text.encode(), f"{place}/{name}.po")


def voice(language: str, *found: Catalogue) -> Voice:
    said, problems = words.read(found, language)
    assert problems == []
    return Voice(said)


ONE = 'msgid "Latest"\nmsgstr "{}"\n'


def test_message_by_message_the_nearest_catalogue_counts() -> None:
    far = catalogue("pt_BR", ONE.format("longe") + '\nmsgid "Archive"\nmsgstr "Arquivo"\n')
    said = voice("pt-BR", far, catalogue("pt", ONE.format("perto")))
    assert said.gettext("Latest") == "perto"
    assert said.gettext("Archive") == "Arquivo"
    assert said.gettext("Tags") == "Tags"


def test_of_one_place_the_catalogue_of_the_narrower_language_counts() -> None:
    pair = [catalogue("pt_BR", ONE.format("BR")), catalogue("pt", ONE.format("pt"))]
    assert voice("pt-BR", *sorted(pair, key=words.order)).gettext("Latest") == "BR"
    assert voice("pt", *sorted(pair, key=words.order)).gettext("Latest") == "pt"


def test_other_languages_do_not_count() -> None:
    said, _ = words.read([catalogue("de", ONE.format("Aktuell"))], "fr")
    assert said == Words("fr", "en")


def test_words_fuzzy_or_empty_stay_english() -> None:
    text = '#, fuzzy\nmsgid "Latest"\nmsgstr "Aktuell"\n\nmsgid "Tags"\nmsgstr ""\n'
    said = voice("de", catalogue("de", text))
    assert (said.gettext("Latest"), said.gettext("Tags")) == ("Latest", "Tags")


def test_a_translation_that_names_another_value_is_told_and_left_out() -> None:
    text = 'msgid "a"\nmsgstr "b"\n\nmsgid "By %(name)s"\nmsgstr "Von %(nam)s"\n'
    said, (problem,) = words.read([catalogue("de", text)], "de")
    assert (problem.path, problem.line, problem.severity) == ("layouts/words/de.po", 4, "warning")
    assert Voice(said).gettext("By %(name)s", name="x") == "By x"
    assert Voice(said).gettext("a") == "b"


@pytest.mark.parametrize(
    "text",
    [
        "what is this",
        'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n != (1;\\n"\n',
        "\x00",
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=nobody\\n"\n\nmsgid "a"\nmsgstr "b"\n',
    ],
)
def test_what_is_no_catalogue_is_told(text: str) -> None:
    said, (problem,) = words.read([catalogue("de", text)], "de")
    assert problem.message.startswith("no catalogue of words")
    assert said.entries == {}


@given(st.binary(max_size=200))
def test_no_bytes_break_it(content: bytes) -> None:
    words.read([Catalogue("de.po", content, "layouts/words/de.po")], "de")


def test_a_language_counts_by_its_own_rule() -> None:
    text = (
        'msgid "%(num)s article"\nmsgid_plural "%(num)s articles"\n'
        'msgstr[0] "%(num)s artykuł"\nmsgstr[1] "%(num)s artykuły"\nmsgstr[2] "%(num)s artykułów"\n'
    )
    said = voice("pl", catalogue("pl", text))
    found = [said.ngettext("%(num)s article", "%(num)s articles", n) for n in (1, 2, 5, 22, 12345)]
    assert found == ["1 artykuł", "2 artykuły", "5 artykułów", "22 artykuły", "12\xa0345 artykułów"]


def test_english_counts_without_a_catalogue() -> None:
    said = voice("en-GB")
    found = [said.ngettext("%(num)s thing", "%(num)s things", n) for n in (0, 1, 2, 1000)]
    assert found == ["0 things", "1 thing", "2 things", "1,000 things"]


def test_a_context_tells_two_words_apart() -> None:
    text = 'msgctxt "kind"\nmsgid "Other"\nmsgstr "Sonstiges"\n\nmsgid "Other"\nmsgstr "Andere"\n'
    said = voice("de", catalogue("de", text))
    assert said.pgettext("kind", "Other") == "Sonstiges"
    assert said.gettext("Other") == "Andere"
    assert said.pgettext("kinds", "Other") == "Other"
    assert said.npgettext("kind", "%(num)s %(a)s", "%(num)s %(a)ss", 2, a="x") == "2 xs"


@given(st.text(), st.text(), st.text())
def test_values_come_in_as_they_are_and_markup_makes_markup(a: str, b: str, c: str) -> None:
    a, c = a.replace("%", ""), c.replace("%", "")
    text = f"{a}%(x)s{c}"
    plain = words.filled(text, {"x": b})
    assert plain == f"{a}{b}{c}" and not isinstance(plain, Markup)
    marked = words.filled(text, {"x": Markup("<b>")})
    assert marked == escape(a) + Markup("<b>") + escape(c) and isinstance(marked, Markup)


def test_a_value_that_is_not_given_is_an_error() -> None:
    with pytest.raises(TemplateRuntimeError, match="has a place for 'name'"):
        words.filled("By %(name)s", {"nam": "x"})


# ---- the catalogues that come along ------------------------------------------------------------


def test_the_catalogues_are_what_the_layouts_say() -> None:
    for path, content in files().items():
        assert path.read_bytes() == content, f"{path.name}: {HINT}"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.po")), ids=lambda path: str(path.stem))
def test_each_catalogue_is_complete_and_names_the_same_values(path) -> None:  # type: ignore[no-untyped-def]
    held = read_po(BytesIO(path.read_bytes()), path.stem)
    assert not held.obsolete
    wanted = {
        words.key(words._texts(each.id)[0], each.context or ""): each
        for each in template()
        if each.id
    }
    found = {
        words.key(words._texts(each.id)[0], each.context or ""): each for each in held if each.id
    }
    assert found.keys() == wanted.keys(), HINT
    for name, message in found.items():
        ids, forms = words._texts(message.id), words._texts(message.string)
        assert not message.fuzzy and all(forms), (name, HINT)
        assert len(forms) == (held.num_plurals if len(ids) > 1 else 1), name
        values = [words.names(form) for form in forms]
        expected = words.names(ids[-1])
        counts = {"num", "n"} if len(ids) > 1 else set()  # "one result" needs no number
        assert all(expected - counts <= each <= expected for each in values), name
        assert expected in values, name
        for form in forms:
            assert (form[:1] == " ", form[-1:] == " ") == (ids[0][:1] == " ", ids[0][-1:] == " "), (
                name
            )


def test_arabic_german_and_french_come_along() -> None:
    assert {path.stem for path in FOLDER.glob("*.po")} >= {"ar", "de", "fr"}
