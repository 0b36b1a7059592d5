"""Pasted texts, as drafts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from digest import prose, safe
from digest.importers.text import drafts
from digest.model import Draft, Seed
from digest.problems import Problem

KNOWN = (("Harbour News", "harbour.example.org"), ("HN", "harbour.example.org"))


def draft(text: str | bytes, retrieved: str = "", url: str = "") -> Draft:
    content = text if isinstance(text, bytes) else text.encode()
    (found,) = drafts(Seed("seeds/a.txt", content, url, retrieved, KNOWN))
    assert isinstance(found, Draft), found
    return found


def paragraphs(text: str) -> list[str]:
    return draft(text).text.split("\n\n")


PAGE = """Ferry stays in port – Harbour News


Share this: Facebook | Twitter | WhatsApp | E-mail

By Ann Lee and Bo Ek

Published: 9 December 2021

The ferry stayed in port on Monday, “until further notice”.

Read more: Storm comes near

A second boat [the smaller one] sails.

Tags: ferries, harbour

© 2021 Harbour News. All rights reserved.

Comments are closed.
"""


def test_a_page_becomes_its_article_and_nothing_else() -> None:
    found = draft(PAGE)
    assert found.title == "Ferry stays in port"
    assert found.source == "Harbour News"
    assert found.text == (
        "The ferry stayed in port on Monday, “until further notice”.\n\n"
        "A second boat [the smaller one] sails."
    )
    assert (found.authors, found.tags) == (("Ann Lee", "Bo Ek"), ("ferries", "harbour"))
    assert (found.date, found.date_basis, found.problems) == ("2021-12-09", "", ())


def test_a_source_that_has_no_file_is_taken_and_told() -> None:
    found = draft("Ferry stays in port | Daily Gull\n\nIt stays.\n")
    assert found.source == "Daily Gull"
    assert "Daily Gull" in found.problems[0].message


def test_a_part_of_a_site_is_no_source() -> None:
    found = draft("Ferry stays in port – World News\n\nIt stays.\n")
    assert (found.title, found.source) == ("Ferry stays in port", "")
    assert found.problems[0].hint == "write who reported it: `source:`"


def test_the_address_tells_the_source() -> None:
    found = draft("Ferry stays in port\n\nIt stays.\n\nhttps://www.harbour.example.org/a\n")
    assert (found.source, found.url) == ("Harbour News", "https://www.harbour.example.org/a")
    assert found.text == "It stays."


def test_a_weekday_is_dated_only_against_the_day_of_retrieval() -> None:
    text = "Ferry stays in port\n\nIt stayed on Saturday.\n"
    assert draft(text).date == draft(text).date_basis == ""
    found = draft(text, "2021-12-13")
    assert found.date == "2021-12-11"
    assert found.date_basis == "“Saturday” in the text, retrieved 2021-12-13"


def test_a_head_of_keys_is_read() -> None:
    found = draft("Title: Ferry stays\nURL: https://example.org/a\nDate: 9 Dec 2021\n\nIt stays.\n")
    assert (found.title, found.url) == ("Ferry stays", "https://example.org/a")
    assert (found.date, found.text) == ("2021-12-09", "It stays.")


def test_lines_that_a_program_broke_are_joined() -> None:
    text = (
        "Ferry stays in port\n\nThe ferry that sails between the island and the mainland\nstayed "
        "in port, and nobody could say for how long it would\nstay there.\n\nIt sails again.\n"
    )
    assert paragraphs(text) == [
        "The ferry that sails between the island and the mainland stayed in port, and nobody could "
        "say for how long it would stay there.",
        "It sails again.",
    ]


def test_paragraphs_without_empty_lines_are_kept_apart() -> None:
    one, other = "The ferry stayed. " * 8, "Nobody knows why it did. " * 7
    assert paragraphs(f"Ferry stays in port\n{one}\n{other}\n") == [one.strip(), other.strip()]


def test_lists_quotations_headings_and_verses_keep_their_form() -> None:
    text = (
        "Ferry stays in port\n\nWhat is known:\n\n- It stays\n- Nobody was hurt\n\n1. First\n2. Then\n\n"
        "> It stays,\n> he said.\n\nWhy\n===\n\nOne way\nor the other\n"
    )
    assert paragraphs(text) == [
        "What is known:",
        "- It stays\n- Nobody was hurt",
        "1. First\n2. Then",
        "> It stays,\n>\n> he said.",
        "## Why",
        "One way  \nor the other",
    ]


def test_a_text_without_a_headline_keeps_its_first_paragraph() -> None:
    first = "The ferry that sails between the island and the mainland stayed in port. " * 5
    found = draft(first)
    assert found.title.startswith("The ferry that sails") and found.title.endswith(" …")
    assert found.text == first.strip()


def test_encodings_are_found() -> None:
    text = "Ferry stays in port\n\n“It stays – for now”, said the café’s owner.\n"
    want = "“It stays – for now”, said the café’s owner."
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"):
        assert draft(text.encode(encoding)).text == want, encoding
    broken = text.encode().decode("cp1252", "replace").replace("\ufffd", "\x9d")
    assert draft(broken).text == want


def test_what_holds_no_text_is_refused_with_a_reason() -> None:
    for text in ("", "\n\n", "Only a headline\n", "Comments are closed.\n"):
        (found,) = drafts(Seed("seeds/a.txt", text.encode()))
        assert isinstance(found, Problem) and found.path == "seeds/a.txt" and found.hint, text


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text('aé中 .:-*_[]()<>#1!`\\{}|~&\n"“”', max_size=60), max_size=8))
def test_the_words_of_a_text_are_those_of_its_page(parts: list[str]) -> None:
    text = "A headline\n\n" + "\n\n".join(f"x {part}" for part in parts)
    for found in drafts(Seed("seeds/a.txt", text.encode())):
        if isinstance(found, Draft):
            made = prose.prose(found.text, ("extra", "sane_lists", "toc"), "", 1)
            assert not isinstance(made, Problem)
            plain = "".join(safe.plain(made.html).split())
            # lists lose their markers, and what is above and around is left out
            kept = "".join(" ".join(parts).split())
            assert len(plain) <= len(kept) + len(parts)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_stop_it(content: bytes) -> None:
    assert list(drafts(Seed("seeds/a.txt", content)))
