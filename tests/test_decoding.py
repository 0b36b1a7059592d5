"""Bytes of any encoding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import decoding

TEXT = "“It stays – for now”, said the café’s owner, and ordered a crème brûlée for 5 €."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_the_encoding_is_found(encoding: str) -> None:
    assert decoding.text(TEXT.encode(encoding)) == TEXT


def test_what_is_declared_counts_where_it_can() -> None:
    text = "Паром остаётся в порту до конца недели"
    assert decoding.text(text.encode("koi8-r"), "koi8-r") == text
    assert decoding.text(text.encode(), "koi8-r") == text
    assert decoding.text(TEXT.encode("cp1252"), "iso-8859-1") == TEXT
    assert decoding.text(TEXT.encode("cp1252"), "no-such-thing") == TEXT


def test_an_encoding_of_another_script_is_found() -> None:
    text = "Паром остаётся в порту до конца недели, сообщили в пятницу. " * 5
    assert decoding.text(text.encode("cp1251")) == text


def test_what_was_read_wrongly_once_is_mended() -> None:
    wrong = TEXT.encode().decode("cp1252", "replace")
    assert "â€œ" in wrong
    assert decoding.mended(TEXT.replace("”", "'").encode().decode("cp1252")) == TEXT.replace(
        "”", "'"
    )


@pytest.mark.parametrize(
    "text", [TEXT, "Ã la carte", "Kate ‘al-Rikabi", "missions, ”he added", "São Paulo", "ÂÂ"]
)
def test_what_is_not_surely_wrong_stays(text: str) -> None:
    assert decoding.mended(text) == text


def test_line_ends_are_one() -> None:
    assert decoding.text(b"a\r\nb\rc\n") == "a\nb\nc\n"


@given(st.binary(max_size=200))
def test_any_bytes_are_a_text(content: bytes) -> None:
    assert isinstance(decoding.text(content).encode("utf-8"), bytes)
