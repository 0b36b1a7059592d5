"""Documents read by what reads them, whatever that does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from digest import drafting, importers
from digest.model import Draft, Seed
from digest.problems import Problem
from digest.seeds import Document


def read(tmp_path: Path, text: str, kind: str = "") -> list[Draft | Problem]:
    (tmp_path / "a.txt").write_text(text, "utf-8")
    document = Document(str(tmp_path / "a.txt"), "seeds/a.txt")
    (found,) = drafting.drafts([document], kind, "", ())
    return list(found.found)


@pytest.mark.parametrize(
    "error, message",
    [(ValueError("x"), "ValueError: x"), (RecursionError(), "nested"), (MemoryError(), "256 MB")],
)
def test_a_mistake_of_an_importer_is_told_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, message: str
) -> None:
    def broken(seed: Seed) -> Iterator[Draft | Problem]:
        del seed
        raise error
        yield

    monkeypatch.setattr(importers, "importer", lambda _: broken)
    (told,) = read(tmp_path, "A headline\n\nText.\n")
    assert isinstance(told, Problem) and message in told.message


def test_a_kind_may_be_named(tmp_path: Path) -> None:
    (draft,) = read(tmp_path, "---\ntitle: A\n---\n\nText.\n", "text")
    assert isinstance(draft, Draft) and draft.title == "title: A"
    (draft,) = read(tmp_path, "---\ntitle: A\n---\n\nText.\n")
    assert isinstance(draft, Draft) and draft.title == "A"


def test_a_text_that_no_build_would_take_is_refused(tmp_path: Path) -> None:
    (told,) = read(tmp_path, "A headline\n\n" + "word " * 101_000 + "\n")
    assert isinstance(told, Problem) and told.hint.startswith("an article may have 500,000")


def test_half_surrogates_do_not_get_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(seed: Seed) -> Iterator[Draft | Problem]:
        del seed
        yield Draft("a", "A\ud800", "B\udfff", tags=("\ud800c",))

    monkeypatch.setattr(importers, "importer", lambda _: half)
    (draft,) = read(tmp_path, "A headline\n\nText.\n")
    assert isinstance(draft, Draft)
    assert (draft.title, draft.text, draft.tags) == ("A", "B", ("c",))
