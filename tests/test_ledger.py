"""What was imported, as files remember it."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from digest import ledger
from digest.ledger import Origin

TEXT = "---\ntitle: A\nseed:\n# ? tags: x\n---\n\nText.\n"


def test_an_origin_stands_in_the_text_and_is_read_back() -> None:
    text = ledger.sealed(TEXT, "seeds/a b.txt", "tag:x,1 #2", "0" * 12)
    known = ledger.stated(text)
    assert known == Origin("seeds/a b.txt", "tag:x,1 #2", "0" * 12, ledger.made(TEXT))
    assert ledger.unsealed(text) == TEXT


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
def test_any_name_is_read_back(name: str) -> None:
    known = ledger.stated(ledger.sealed(TEXT, name, name, "0" * 12))
    assert known and (known.seed, known.key) == (name, name)


def test_proposals_and_the_seed_itself_are_no_edits_and_all_else_is() -> None:
    text = ledger.sealed(TEXT, "seeds/a.txt", "", "0" * 12)
    known = ledger.stated(text)
    assert known
    for same in (text, text.replace("# ? tags: x\n", ""), ledger.resealed(text, known)):
        assert not ledger.Imported("a.md", known, same).edited
    for other in (text + "x", text.replace("title: A", "title: A # mine")):
        assert ledger.Imported("a.md", known, other).edited


def test_what_a_person_wrote_behind_seed_is_no_origin() -> None:
    assert ledger.stated(TEXT.replace("seed:", "seed: seeds/a.txt")) is None
    assert ledger.document("seeds/a.txt") == "seeds/a.txt"
    assert ledger.document("seeds/a.txt " + "0" * 12 + " " + "1" * 12) == "seeds/a.txt"


def test_the_roll_keeps_what_a_person_wrote_above_it(tmp_path: Path) -> None:
    assert ledger.roll(tmp_path) == frozenset()
    (tmp_path / ledger.ROLL).write_bytes(ledger.enrolled(tmp_path, ["b", "a"]))
    (tmp_path / ledger.ROLL).write_text("# mine\n" + (tmp_path / ledger.ROLL).read_text())
    (tmp_path / ledger.ROLL).write_bytes(ledger.enrolled(tmp_path, ["a", "c"]))
    assert ledger.roll(tmp_path) == {"a", "b", "c"}
    assert (tmp_path / ledger.ROLL).read_text().startswith("# mine\n# Raw")
    assert (tmp_path / ledger.ROLL).read_text().endswith("\n\na\nb\nc\n")


def test_a_base_is_only_what_was_imported(tmp_path: Path) -> None:
    known = Origin("seeds/a.txt", "", "0" * 12, ledger.made(TEXT))
    assert ledger.base(tmp_path, known) is None
    ledger.keep(tmp_path, known, TEXT)
    assert ledger.base(tmp_path, known) == ledger.unproposed(TEXT)
    assert ledger.base(tmp_path, Origin("seeds/a.txt", "", "0" * 12, "1" * 12)) is None


def test_files_that_are_broken_still_know_their_seed(tmp_path: Path) -> None:
    text = ledger.sealed(TEXT, "seeds/a.txt", "", "0" * 12).replace("title: A", "title: [")
    (tmp_path / "content").mkdir()
    (tmp_path / "content/a.md").write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    (tmp_path / "content/b.md").write_text("No seed: here.")
    (found,) = ledger.imported(tmp_path, "content", ["a.md", "b.md", "gone.md"])
    assert (found.path, found.origin.seed, found.text) == ("content/a.md", "seeds/a.txt", text)
